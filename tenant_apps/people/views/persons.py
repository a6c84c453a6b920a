"""Pages that every card of a person has, whatever he is here: particulars, name, numbers, documents.

A card is declared once (`Card`): where it is, who may change it, how it is found; its pages stand in addresses.py.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shared_apps.accounts.actor import Actor
from shared_apps.accounts.pages import InOrganisation
from shared_apps.accounts.permissions import Permission
from shared_apps.handbooks import identifiers
from shared_apps.handbooks import queries as handbooks
from shared_apps.handbooks.fields import choose_as_of
from shared_apps.organisations.crossing import By
from shared_apps.organisations.found import found_or_404
from shared_apps.organisations.privacy import Privacy
from shared_apps.organisations.refusal import Text
from shared_apps.ui.numbers import ru_date, ru_phone
from shared_apps.ui.page import Action, ConfirmPage, Crumb, FormPage
from shared_apps.ui.viewer import may

from .. import services
from ..circumstances import FILES_OF_FAMILIES
from ..forms import INSURER, POLICY, DocumentForm, IdentifiersForm, NameForm, ParticularsForm
from ..models import IdentityDocument, Person
from ..queries import cards, consents
from ..queries.grounds import labelled
from ..rights import holds


@dataclass(frozen=True, slots=True)
class Card:
    """A kind of card.

    :ivar role: what its person is: student, employee, guardian.
    :ivar pages: namespace and prefix of URL names: "people:employee" has people:employee, people:employee_edit, …
    :ivar find: card's id → the person's id, or None where this actor sees no such card.
    :ivar documents: the permission to see documents beside holding their privacy class, if there is one.
    :ivar parts: which permission a part of the card asks for, beside its privacy class; None: as students' parts do.
    :ivar files: the kinds of files that the card keeps.
    """

    role: str
    pages: str
    title: Text
    list_page: str
    edit: Permission
    find: Callable[[int, By, date], int | None]
    documents: Permission | None = None
    parts: Mapping[Privacy, Permission] | None = None
    files: Collection[str] = FILES_OF_FAMILIES

    def shows_documents(self, actor: Actor) -> bool:
        """Whether the actor opens documents of such cards."""
        return (self.documents is None or actor.may(self.documents)) and holds(actor, Privacy.DOCUMENT)


class OfCard(InOrganisation):
    """A page about a card: knows the card and its person."""

    abstract = True
    card: ClassVar[Card]

    def prepare(self) -> None:
        self.head = self.read_head()

    def read_head(self) -> cards.PersonCard:
        person_id = self.card.find(self.card_id, self.actor, self.today)
        return found_or_404(cards.person_card(person_id, self.today, by=self.actor) if person_id is not None else None)

    @property
    def card_id(self) -> int:
        return int(self.kwargs["card_id"])

    @cached_property
    def card_url(self) -> str:
        return self.url()

    def url(self, page: str = "", *args: object) -> str:
        """The address of the card, or of one of its pages."""
        return reverse(f"{self.card.pages}_{page}" if page else self.card.pages, args=[self.card_id, *args])

    def breadcrumbs(self) -> Sequence[Crumb]:
        return [Crumb(self.card.title, reverse(self.card.list_page)), Crumb(self.head.name.full, self.card_url)]

    @property
    def identifiers_url(self) -> str:
        return self.url("identifiers")

    @property
    def new_document_url(self) -> str:
        return self.url("document_new")

    @property
    def sees_documents(self) -> bool:
        return self.card.shows_documents(self.actor)

    def edit_actions(self) -> list[Action]:
        """The buttons of a card that its fillers see."""
        return [
            Action(_("Edit"), self.url("edit"), permission=self.card.edit, icon="pencil", key="e"),
            Action(_("Change the name"), self.url("name"), permission=self.card.edit),
        ]

    def context_documents(self) -> dict[str, Any]:
        if not self.sees_documents:
            raise PermissionDenied
        return {
            "identifiers": [line for line in cards.identifiers_of(self.head.id, by=self.actor) if line.value],
            "documents": cards.documents_of(self.head.id, by=self.actor),
            "may_edit": may(self.request, self.card.edit),
        }


def identity(head: cards.PersonCard, actor: Actor, *, of: Collection[Privacy] = tuple(Privacy)) -> dict[str, Any]:
    """The tab «Identity»: particulars of the classes in `of`, former names, what is closed and why, what was erased."""
    return {
        "particulars": shown(cards.particulars(head.id, by=actor, of=of)),
        "names": head.names if head.names[1:] else (),
        "closed": closed(head),
        "erasures": consents.erasures_of(head.id),
        "head": head,
    }


def closed(head: cards.PersonCard) -> list[tuple[str, str, str]]:
    """Groups of this card without a ground: words, the purpose of the consent that opens them, its words."""
    titles = handbooks.names("consent_purpose")
    groups = consents.closed_groups(head.id, head.roles, timezone.localdate())
    return [(labelled(one), one.purpose, titles.get(one.purpose, one.purpose)) for one in groups]


def shown(pairs: Iterable[tuple[Any, Any]]) -> list[tuple[Any, Any]]:
    """Labels and values: dates and telephones as they are written."""
    return [(label, ru_date(value) if isinstance(value, date) else ru_phone(value)) for label, value in pairs]


def other_roles(head: cards.PersonCard, *, but: str) -> list[tuple[Any, str]]:
    """Badges: what else the person is here."""
    words = {"student": _("has a student's card"), "employee": _("employee"), "guardian": _("guardian")}
    return [(words[role], "info") for role in head.roles if role != but]


class ParticularsPage(OfCard, FormPage):
    """Sex, birth, citizenship, contacts: what the actor's role holds of them."""

    abstract = True
    title = gettext_lazy("Edit the card")
    done = gettext_lazy("The card is saved.")
    form_class = ParticularsForm

    def form_kwargs(self) -> dict[str, Any]:
        return {"by": self.actor, "person_id": self.head.id}

    def initial(self) -> dict[str, Any]:
        person = Person.objects.get(pk=self.head.id)
        return {name: getattr(person, name) for name in services.PARTICULARS} | {"version": person.version}

    @cached_property
    def form(self) -> Any:
        form = super().form
        choose_as_of(form, self.today)
        return form

    def perform(self, form: Any) -> str:
        self.write(form)
        return self.card_url

    def write(self, form: Any) -> None:
        """Call the services; cards with columns of their own add theirs."""
        services.edit_person(
            person_id=self.head.id, changes=form.particulars(), version=form.cleaned_data["version"], by=self.actor
        )


class NamePage(OfCard, FormPage):
    """A change of the name from a day on, or a correction."""

    abstract = True
    title = gettext_lazy("Change the name")
    done = gettext_lazy("The name is saved.")
    form_class = NameForm

    def initial(self) -> dict[str, Any]:
        names = self.head.names
        name = next((one for one in names if one.valid_from <= self.today < one.valid_to), names[0])
        return {
            "why": NameForm.CHANGE, "surname": name.surname, "given_name": name.given_name,
            "patronymic": name.patronymic, "version": self.head.version,
        }  # fmt: skip

    def perform(self, form: Any) -> str:
        values = form.cleaned_data
        known = {"person_id": self.head.id, "name": form.name(), "version": values["version"], "by": self.actor}
        if values["why"] == NameForm.CORRECTION:
            services.correct_name(**known)
        else:
            services.change_name(since=values["since"], document=values["document"], **known)
        return self.card_url


class DocumentsPage(OfCard):
    """A page for those who see documents."""

    abstract = True

    def prepare(self) -> None:
        super().prepare()
        if not self.sees_documents:
            raise PermissionDenied(_("Your role does not see documents."))

    @property
    def documents_url(self) -> str:
        return f"{self.card_url}?tab=documents"


def _insurer(lines: Iterable[cards.IdentifierLine]) -> str:
    return next((line.issued_by for line in lines if line.kind == POLICY), "")


class IdentifiersPage(DocumentsPage, FormPage):
    """СНИЛС, ИНН, policy, ПИН."""

    abstract = True
    title = gettext_lazy("Numbers of other registers")
    done = gettext_lazy("The numbers are saved.")
    form_class = IdentifiersForm

    def form_kwargs(self) -> dict[str, Any]:
        return {"person_id": self.head.id}

    def initial(self) -> dict[str, Any]:
        lines = cards.identifiers_of(self.head.id, by=self.actor)
        found = {line.kind: line.value for line in lines}
        return found | {INSURER: _insurer(lines), "version": self.head.version}

    def perform(self, form: Any) -> str:
        version = form.cleaned_data["version"]
        before = {line.kind: line for line in cards.identifiers_of(self.head.id, by=self.actor)}
        for kind, value, issued_by in form.values():
            plain, line = identifiers.kind(kind).normalise, before[kind]
            if (plain(value), issued_by) != (plain(line.value), line.issued_by):
                services.set_identifier(
                    person_id=self.head.id, kind=kind, value=value, issued_by=issued_by, version=version, by=self.actor
                )
                version = None
        return self.documents_url


class AddDocumentPage(DocumentsPage, FormPage):
    abstract = True
    title = gettext_lazy("Add an identity document")
    done = gettext_lazy("The document is written down.")
    form_class = DocumentForm

    def initial(self) -> dict[str, Any]:
        return {"version": self.head.version}

    def perform(self, form: Any) -> str:
        services.add_document(
            person_id=self.head.id, document=form.document(), version=form.cleaned_data["version"], by=self.actor
        )
        return self.documents_url


class OneDocumentPage(DocumentsPage):
    """A page about one document of the card."""

    abstract = True

    def prepare(self) -> None:
        super().prepare()
        rows = IdentityDocument.objects.filter(pk=self.kwargs["document_id"], person=self.head.id)
        self.row = found_or_404(rows.first())


class ChangeDocumentPage(OneDocumentPage, FormPage):
    abstract = True
    title = gettext_lazy("Correct an identity document")
    done = gettext_lazy("The document is corrected.")
    form_class = DocumentForm

    def initial(self) -> dict[str, Any]:
        names = ("kind", "series", "number", "issued_on", "issued_by")
        return {name: getattr(self.row, name) for name in names} | {"version": self.head.version}

    def perform(self, form: Any) -> str:
        services.change_document(
            document_id=self.row.pk, document=form.document(), version=form.cleaned_data["version"], by=self.actor
        )
        return self.documents_url


class RemoveDocumentPage(OneDocumentPage, ConfirmPage):
    abstract = True
    title = gettext_lazy("Remove an identity document")
    question = gettext_lazy("Remove the document from the card?")
    submit = gettext_lazy("Remove")
    done = gettext_lazy("The document is removed.")

    def consequences(self) -> list[str]:
        return [
            f"{self.row.series} {self.row.number}".strip(),
            _("What was written stays in the history of changes."),
        ]

    def perform(self, form: Any) -> str:
        services.remove_document(document_id=self.row.pk, by=self.actor)
        return self.documents_url
