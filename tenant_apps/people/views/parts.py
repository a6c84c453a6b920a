"""Closed parts of anybody's card: who sees which, and the pages that write circumstances."""

from collections.abc import Mapping
from typing import Any

from django.http import Http404
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shared_apps.accounts import permissions
from shared_apps.accounts.actor import Actor
from shared_apps.accounts.permissions import Permission
from shared_apps.handbooks import queries as handbooks
from shared_apps.handbooks.fields import choose_as_of
from shared_apps.organisations.periods import FOREVER
from shared_apps.organisations.privacy import CLOSED_ABOVE_AN_ORGANISATION, Privacy
from shared_apps.ui.page import CardPage, ConfirmPage, FormPage, Tab
from shared_apps.ui.viewer import may
from tenant_apps.history.cards import HISTORY_TAB, history_of
from tenant_apps.history.services import Subject

from .. import services
from ..circumstance_forms import CircumstanceForm
from ..circumstance_models import SAID
from ..circumstances import KINDS, PARTS, Kind
from ..consent_refusals import FieldsClosed
from ..forms import EndForm
from ..fullness import Fullness, fullness_of
from ..history import rows_of_card
from ..queries import card_files, cards, circumstances, readings
from ..queries.grounds import labelled
from ..rights import holds
from . import persons
from .consents import CONSENTS_TAB, consents_tab

SEEN_BY: dict[Privacy, Permission] = {
    Privacy.CONTACT: permissions.STUDENT_CONTACTS,
    Privacy.DOCUMENT: permissions.STUDENT_DOCUMENTS,
} | {privacy: part.permission for privacy, part in PARTS.items()}
"""Which permission a part of a student's or a guardian's card asks for, beside its privacy class."""


READINGS_SHOWN = 100
"""Lines of the reading log on a card, the latest ones; the journal has them all."""


def sees(actor: Actor, privacy: Privacy, parts: Mapping[Privacy, Permission] | None = None) -> bool:
    """Whether the actor opens this part of cards. `parts`: what the parts of this card ask for (`Card.parts`)."""
    asked = (SEEN_BY if parts is None else parts).get(privacy)
    return holds(actor, privacy) and (asked is None or actor.may(asked))


def seen_parts(actor: Actor, parts: Mapping[Privacy, Permission] | None = None) -> frozenset[Privacy]:
    """The privacy classes whose parts of cards the actor opens."""
    return frozenset(privacy for privacy in Privacy if privacy is not Privacy.SECRET and sees(actor, privacy, parts))


def note_part(page: persons.OfCard, privacy: Privacy, *, about: str = "") -> None:
    """A closed part of the card is opened on this page: a line of the reading log."""
    if privacy in CLOSED_ABOVE_AN_ORGANISATION:
        services.note_reading(person_id=page.head.id, what=privacy.value, about=about, by=page.actor)


def part_tab(page: persons.OfCard, privacy: Privacy) -> dict[str, Any]:
    """The tab of a part: its kinds with what is and what was true. Http404 for those who do not see it."""
    if not sees(page.actor, privacy):
        raise Http404(_("There is no such part of a card."))
    group = circumstances.closed_group(page.card_id, privacy)
    if group is not None:
        title = handbooks.name("consent_purpose", group.purpose)
        return {"closed": [(labelled(group), group.purpose, title)], "head": page.head}
    note_part(page, privacy)
    return {
        "kinds": circumstances.circumstances_of(page.card_id, privacy, page.today, by=page.actor),
        "part": privacy.value,
        "today": page.today,
        "may_edit": may(page.request, page.card.edit),
    }


IDENTITY_TAB = Tab("identity", gettext_lazy("Identity"), "people/tab_identity.html")
LAST_TABS = (
    CONSENTS_TAB,
    Tab("files", gettext_lazy("Files"), "people/tab_files.html"),
    HISTORY_TAB,
    Tab("readings", gettext_lazy("Who read"), "people/tab_readings.html", permissions.CARD_READINGS),
)
"""The tabs that every person's card ends with; it begins with IDENTITY_TAB."""


class PersonCardPage(persons.OfCard, CardPage):
    """The card itself: what all of them show, whatever the person is here."""

    abstract = True
    template_name = "people/card.html"
    is_last_crumb = True

    def heading(self) -> str:
        return self.head.name.full

    def badges(self) -> list[tuple[Any, str]]:
        return persons.other_roles(self.head, but=self.card.role)

    def fullness(self) -> Fullness | None:
        return fullness_of(self.card.role, self.card_id, self.today, self.actor)

    def history_rows(self) -> Subject:
        """The rows whose history is the card's."""
        return rows_of_card(self.head)

    def photo_and_citizenships(self) -> dict[str, Any]:
        photo = card_files.photo_of(self.head.id)
        return {
            "photo_url": self.url("file", photo) if photo is not None else "",
            "citizenships": cards.citizenships_of(self.head.id, by=self.actor),
            "citizenship_url": self.url("citizenship_new"),
            "may_edit": may(self.request, self.card.edit),
            "today": self.today,
        }

    def context_documents(self) -> dict[str, Any]:
        found = super().context_documents()
        note_part(self, Privacy.DOCUMENT)
        return found

    def context_files(self) -> dict[str, Any]:
        """That a closed file exists says something already: its listing is a reading."""
        lines = card_files.files_of(self.head.id, seen=seen_parts(self.actor, self.card.parts), of=self.card.files)
        for privacy in {line.privacy for line in lines}:
            note_part(self, privacy, about=_("list of files"))
        return {
            "files": [(line, self.url("file", line.id)) for line in lines],
            "may_edit": may(self.request, self.card.edit),
            "new_file_url": self.url("file_new"),
        }

    def context_consents(self) -> dict[str, Any]:
        return consents_tab(self.head, self.actor, self.today)

    def context_history(self) -> dict[str, Any]:
        """It says what stood in closed parts: opening it is a reading, for those who hold them."""
        if any(holds(self.actor, privacy) for privacy in (Privacy.DOCUMENT, Privacy.HEALTH, Privacy.SOCIAL)):
            services.note_reading(person_id=self.head.id, what="history", by=self.actor)
        return history_of(self.history_rows(), self.actor)

    def context_readings(self) -> dict[str, Any]:
        return {"readings": readings.of_card(self.head.id, limit=READINGS_SHOWN)}


class PartsOfCard(PersonCardPage):
    """Tabs that students' and guardians' cards have alike: identity, contacts."""

    abstract = True

    def context_identity(self) -> dict[str, Any]:
        found = persons.identity(self.head, self.actor, of=(Privacy.IDENTITY, Privacy.DOCUMENT))
        return found | self.photo_and_citizenships()

    def context_contact(self) -> dict[str, Any]:
        if not sees(self.actor, Privacy.CONTACT):
            raise Http404(_("There is no such part of a card."))
        return {"particulars": persons.shown(cards.particulars(self.head.id, by=self.actor, of=(Privacy.CONTACT,)))}


class OfPart(persons.OfCard):
    """A page about one part of a card. `privacy` is given by the address: `Page.as_view(privacy=Privacy.HEALTH)`."""

    abstract = True
    privacy: Privacy = Privacy.EDUCATION

    def prepare(self) -> None:
        super().prepare()
        if not sees(self.actor, self.privacy):
            raise Http404(_("There is no such part of a card."))

    @property
    def part_url(self) -> str:
        return f"{self.card_url}?tab={self.privacy.value}"


class AddCircumstancePage(OfPart, FormPage):
    """A new row of one kind; the former value ends by itself."""

    abstract = True
    done = gettext_lazy("It is written down.")
    form_class = CircumstanceForm

    def prepare(self) -> None:
        super().prepare()
        kind = KINDS.get(self.kwargs["kind"])
        if kind is None or kind.privacy != self.privacy:
            raise Http404(_("There is no such part of a card."))
        self.kind = kind
        group = circumstances.closed_group(self.card_id, self.privacy)
        if group is not None:
            purpose = handbooks.name("consent_purpose", group.purpose)
            raise FieldsClosed(params={"fields": str(group.title), "purpose": purpose})

    def heading(self) -> str:
        return str(capfirst(handbooks.name(self.kind.part.kinds, self.kind.code)))

    def form_kwargs(self) -> dict[str, Any]:
        return {"kind": self.kind, "by": self.actor}

    def initial(self) -> dict[str, Any]:
        return {"valid_from": self.today, "version": self.head.version}

    @cached_property
    def form(self) -> Any:
        form = super().form
        choose_as_of(form, self.today)
        return form

    def perform(self, form: Any) -> str:
        services.begin_circumstance(
            student_id=self.card_id, content=form.content(), version=form.cleaned_data["version"], by=self.actor
        )
        return self.part_url


class OneCircumstance(OfPart):
    """A page about one row."""

    abstract = True

    def prepare(self) -> None:
        super().prepare()
        found = circumstances.row_of(self.card_id, self.privacy, self.kwargs["row_id"], by=self.actor)
        if found is None or circumstances.closed_group(self.card_id, self.privacy) is not None:
            raise Http404
        self.row = found
        self.kind: Kind = KINDS[found.kind]
        if self.request.method == "GET":
            note_part(self, self.privacy)

    @property
    def words(self) -> str:
        """ "Группа здоровья: II группа"."""
        title = capfirst(handbooks.name(self.kind.part.kinds, self.kind.code))
        return f"{title}: {circumstances.described(self.row.kind, self.row.value, self.row.variant)}"


class CorrectCircumstancePage(OneCircumstance, FormPage):
    abstract = True
    title = gettext_lazy("Correct a line of the card")
    done = gettext_lazy("The line is corrected.")
    form_class = CircumstanceForm

    def heading(self) -> str:
        return self.words

    def form_kwargs(self) -> dict[str, Any]:
        return {"kind": self.kind, "by": self.actor}

    def initial(self) -> dict[str, Any]:
        said = {name: getattr(self.row, name) for name in SAID if name not in ("kind", "slot")}
        said["valid_to"] = None if self.row.valid_to == FOREVER else self.row.valid_to
        said["document"] = said["document"] or str(self.kind.document)
        return said | {"version": self.head.version}

    @cached_property
    def form(self) -> Any:
        form = super().form
        choose_as_of(form, self.today)
        return form

    def perform(self, form: Any) -> str:
        services.correct_circumstance(
            privacy=self.privacy, row_id=self.row.pk, content=form.content(), version=form.cleaned_data["version"],
            by=self.actor,
        )  # fmt: skip
        return self.part_url


class EndCircumstancePage(OneCircumstance, FormPage):
    abstract = True
    title = gettext_lazy("It is true no more")
    submit = gettext_lazy("End")
    done = gettext_lazy("The line is ended.")
    form_class = EndForm

    def heading(self) -> str:
        return self.words

    def initial(self) -> dict[str, Any]:
        return {"on": self.today}

    def perform(self, form: Any) -> str:
        services.end_circumstance(privacy=self.privacy, row_id=self.row.pk, on=form.cleaned_data["on"], by=self.actor)
        return self.part_url


class RemoveCircumstancePage(OneCircumstance, ConfirmPage):
    abstract = True
    title = gettext_lazy("Remove a line of the card")
    submit = gettext_lazy("Remove")
    done = gettext_lazy("The line is removed.")

    def ask(self) -> str:
        return _("Remove “%(what)s” from the card?") % {"what": self.words}

    def consequences(self) -> list[str]:
        return [
            _("Remove only what was written by mistake; what is true no more is ended."),
            _("What was written stays in the history of changes."),
        ]

    def perform(self, form: Any) -> str:
        services.remove_circumstance(privacy=self.privacy, row_id=self.row.pk, by=self.actor)
        return self.part_url
