"""Guardians: the list, the card. Guardians are added in students' cards; here are the pages of the guardian."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shared_apps.accounts import permissions
from shared_apps.accounts.pages import InOrganisation
from shared_apps.organisations.crossing import By
from shared_apps.organisations.privacy import Privacy
from shared_apps.ui.forms import Option
from shared_apps.ui.page import Action, Empty, ListPage, PickPage, Tab

from .. import services
from ..forms import GuardianParticularsForm
from ..models import Guardian
from ..pages import AsOf, as_options
from ..queries import cards, lists
from ..queries.search import named
from ..rights import holds
from ..tables import GuardianTable
from . import persons
from .parts import IDENTITY_TAB, LAST_TABS, PartsOfCard, note_part, sees


def find(card_id: int, by: By, day: date) -> int | None:
    return lists.guardians_on(day, by=by).filter(pk=card_id).values_list("person_id", flat=True).first()


GUARDIAN = persons.Card(
    role="guardian",
    pages="people:guardian",
    title=gettext_lazy("Guardians"),
    list_page="people:guardian_list",
    edit=permissions.GUARDIAN_EDIT,
    find=find,
)


class GuardianListPage(InOrganisation, ListPage):
    permission = permissions.GUARDIAN_VIEW
    exports_with = permissions.EXPORT_LISTS
    title = gettext_lazy("Guardians")
    table_class = GuardianTable
    parameters_class = AsOf
    ordering = ("name",)
    search_hint = gettext_lazy("Any part of a name")

    def rows(self) -> Any:
        return lists.guardians_on(self.parameters.value("as_of"), by=self.actor)

    def search(self, rows: Any, text: str) -> Any:
        return named(rows, text, by=self.actor)

    def table_kwargs(self) -> dict[str, Any]:
        hidden = () if holds(self.actor, Privacy.CONTACT) else ("phone", "email")
        return {"as_of": self.parameters.value("as_of"), "exclude": hidden}

    def empty(self) -> Empty:
        return Empty(
            _("There are no guardians yet."), _("A guardian is added in the student's card."), _("Students"),
            reverse("students:list"),
        )  # fmt: skip


class PersonOptionsPage(InOrganisation, PickPage):
    """Who may become a student's guardian, of those whom the reader sees or names exactly."""

    permission = permissions.GUARDIAN_EDIT

    def matches(self, text: str) -> list[Option]:
        return as_options(lists.people_options(text, self.today, by=self.actor))


class GuardianOptionsPage(InOrganisation, PickPage):
    permission = permissions.GUARDIAN_VIEW

    def matches(self, text: str) -> list[Option]:
        return as_options(lists.guardian_options(text, self.today, by=self.actor))


class OfGuardian(persons.OfCard):
    abstract = True
    card = GUARDIAN
    permission = permissions.GUARDIAN_EDIT


class GuardianPage(OfGuardian, PartsOfCard):
    permission = permissions.GUARDIAN_VIEW
    tabs = (
        IDENTITY_TAB,
        Tab("contact", gettext_lazy("Contacts"), "people/tab_contact.html", permissions.STUDENT_CONTACTS),
        Tab("students", gettext_lazy("Students"), "people/tab_students.html"),
        Tab("social", gettext_lazy("Education and work"), "people/tab_contact.html", permissions.STUDENT_SOCIAL),
        Tab("documents", gettext_lazy("Documents"), "people/tab_documents.html", permissions.STUDENT_DOCUMENTS),
        *LAST_TABS,
    )

    def facts(self) -> list[tuple[Any, Any]]:
        lines = cards.students_of(self.card_id, self.today, by=self.actor)
        shown: list[tuple[Any, Any]] = [(_("Students"), ", ".join(line.name for line in lines))]
        if sees(self.actor, Privacy.CONTACT):
            phone, email = Guardian.objects.values_list("person__phone", "person__email").get(pk=self.card_id)
            shown += [(_("Phone"), phone), (_("E-mail"), email)]
        return shown

    def actions(self) -> Sequence[Action]:
        return self.edit_actions()

    def context_social(self) -> dict[str, Any]:
        particulars = cards.occupation(self.card_id, by=self.actor)
        if not particulars:
            return {"particulars": (), "closed": persons.closed(self.head), "head": self.head}
        note_part(self, Privacy.SOCIAL)
        return {"particulars": particulars}

    def context_students(self) -> dict[str, Any]:
        present = cards.students_of(self.card_id, self.today, by=self.actor)
        former = cards.students_of(self.card_id, self.today, by=self.actor, former=True)
        groups = [(_("Answers for"), present)]
        return {"groups": [*groups, (_("Answered before"), former)] if former else groups}


class EditGuardianPage(OfGuardian, persons.ParticularsPage):
    form_class = GuardianParticularsForm

    def initial(self) -> dict[str, Any]:
        row = Guardian.objects.get(pk=self.card_id)
        return super().initial() | {name: getattr(row, name) for name in services.OCCUPATION}

    def write(self, form: Any) -> None:
        services.edit_guardian(
            guardian_id=self.card_id,
            changes=form.particulars(),
            occupation=form.occupation(),
            version=form.cleaned_data["version"],
            by=self.actor,
        )
