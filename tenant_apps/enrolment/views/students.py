"""Students: the list on a day, the options of comboboxes, the card."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, cast

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from shared_apps.accounts import permissions
from shared_apps.accounts.pages import InOrganisation
from shared_apps.handbooks import queries as handbooks
from shared_apps.organisations.crossing import By
from shared_apps.organisations.privacy import Privacy
from shared_apps.ui.forms import ChoiceField, Option
from shared_apps.ui.numbers import ru_date
from shared_apps.ui.page import Action, Empty, ListPage, PickPage, Tab
from shared_apps.ui.viewer import may
from tenant_apps.history.services import Subject
from tenant_apps.people.models import Student
from tenant_apps.people.notices import notices_of
from tenant_apps.people.pages import AsOf, as_options
from tenant_apps.people.queries import cards as people_cards
from tenant_apps.people.rights import holds
from tenant_apps.people.views import persons
from tenant_apps.people.views.parts import IDENTITY_TAB, LAST_TABS, PartsOfCard, part_tab

from ..history import rows_of_student
from ..order_kinds import Effect
from ..queries import arrangements, cards, classes, completions, doubled, orders, students
from ..queries.reach import seen_students
from ..tables import StudentTable
from .movement_forms import offered_kinds


class StudentParameters(AsOf):
    presence = ChoiceField(
        label=gettext_lazy("Who"),
        choices=[
            ("enrolled", gettext_lazy("studying")),
            ("absent", gettext_lazy("not studying")),
            ("all", gettext_lazy("every card")),
        ],
        empty=None,
    )
    class_id = ChoiceField(label=gettext_lazy("Class"), empty=pgettext_lazy("filter", "Any"))
    grade = ChoiceField(label=gettext_lazy("Grade"), empty=pgettext_lazy("filter", "Any"))
    sex = ChoiceField(
        label=gettext_lazy("Sex"), choices=lambda: handbooks.choices("sex"), empty=pgettext_lazy("filter", "Any")
    )
    form = ChoiceField(
        label=gettext_lazy("Form of study"),
        choices=lambda: handbooks.choices("form_of_study"),
        empty=pgettext_lazy("filter", "Any"),
    )

    def __init__(self, data: Any = None, *, day: date, **kwargs: Any) -> None:
        self.day = day
        super().__init__(data, **kwargs)

    def defaults(self) -> Mapping[str, Any]:
        """Classes and grades are those of the day."""
        offered = {
            "class_id": [*classes.class_choices(self.day), ("0", _("in no class"))],
            "grade": [(str(grade), str(grade)) for grade in classes.grades_offered(self.day)],
        }
        for name, choices in offered.items():
            cast(ChoiceField, self.fields[name]).choices = [("", pgettext("filter", "Any")), *choices]
        return {**super().defaults(), "presence": "enrolled"}


class StudentListPage(InOrganisation, ListPage):
    permission = permissions.STUDENT_VIEW
    exports_with = permissions.EXPORT_LISTS
    title = gettext_lazy("Students")
    subsystem = gettext_lazy("Contingent")
    table_class = StudentTable
    parameters_class = StudentParameters
    ordering = ("name",)
    search_hint = gettext_lazy("Any part of a name, file number")

    def prepare(self) -> None:
        super().prepare()
        if holds(self.actor, Privacy.DOCUMENT):
            self.search_hint = gettext_lazy("Any part of a name, file number, SNILS")

    def parameters_kwargs(self) -> dict[str, Any]:
        asked = AsOf(self.request.GET)
        return {"day": asked.value("as_of")}

    def rows(self) -> Any:
        value = self.parameters.value
        class_id, grade = value("class_id"), value("grade")
        return students.students_on(
            value("as_of"),
            by=self.actor,
            presence=value("presence"),
            class_id=int(class_id) if class_id else None,
            grade=int(grade) if grade else None,
            sex=value("sex"),
            form=value("form"),
        )

    def search(self, rows: Any, text: str) -> Any:
        return students.matching(rows, text, by=self.actor)

    def table_kwargs(self) -> dict[str, Any]:
        return {"as_of": self.parameters.value("as_of")}

    def actions(self) -> Sequence[Action]:
        return [
            Action(
                _("Import"), reverse("enrolment:import_list"), permission=permissions.IMPORT_STUDENTS, icon="file-up"
            ),
            Action(
                _("Admit"),
                reverse("students:admit"),
                permission=permissions.ORDER_DRAFT,
                primary=True,
                icon="plus",
                key="n",
            ),
        ]

    def empty(self) -> Empty:
        what, why = _("There are no students yet."), _("They come by an order of admission or from a file.")
        if may(self.request, permissions.IMPORT_STUDENTS):
            return Empty(what, why, _("Import from Excel"), reverse("enrolment:import_new"))
        return Empty(what, why)


class StudentOptionsPage(InOrganisation, PickPage):
    """Anybody with a student's card; `?presence=enrolled` or `absent` narrows."""

    permission = permissions.STUDENT_VIEW

    def matches(self, text: str) -> list[Option]:
        asked = self.request.GET.get("presence", "all")
        presence: students.Presence = "enrolled" if asked == "enrolled" else "absent" if asked == "absent" else "all"
        return as_options(students.options(text, self.today, by=self.actor, presence=presence))


def find(card_id: int, by: By, day: date) -> int | None:
    seen = seen_students(by)
    rows = Student.objects.filter(pk=card_id)
    rows = rows if seen is None else rows.filter(pk__in=seen.values("pk"))
    return rows.values_list("person_id", flat=True).first()


STUDENT = persons.Card(
    role="student",
    pages="students:card",
    title=gettext_lazy("Students"),
    list_page="students:list",
    edit=permissions.STUDENT_EDIT,
    find=find,
    documents=permissions.STUDENT_DOCUMENTS,
)


class OfStudent(persons.OfCard):
    abstract = True
    card = STUDENT
    permission = permissions.STUDENT_EDIT


PART = "people/tab_part.html"


class StudentPage(OfStudent, PartsOfCard):
    permission = permissions.STUDENT_VIEW
    template_name = "enrolment/student.html"
    tabs = (
        IDENTITY_TAB,
        Tab("contact", gettext_lazy("Contacts"), "people/tab_contact.html", permissions.STUDENT_CONTACTS),
        Tab("guardians", gettext_lazy("Guardians"), "enrolment/tab_guardians.html", permissions.GUARDIAN_VIEW),
        Tab("study", gettext_lazy("Study and movement"), "enrolment/tab_study.html"),
        Tab("education", gettext_lazy("Conditions of study"), PART, permissions.STUDENT_EDUCATION),
        Tab("health", gettext_lazy("Health"), PART, permissions.STUDENT_HEALTH),
        Tab("social", gettext_lazy("Family and social position"), PART, permissions.STUDENT_SOCIAL),
        Tab("documents", gettext_lazy("Documents"), "people/tab_documents.html", permissions.STUDENT_DOCUMENTS),
        *LAST_TABS,
    )

    def prepare(self) -> None:
        super().prepare()
        self.standing = cards.standing(self.card_id, self.today)
        self.arranged = arrangements.arranged(self.card_id, self.today, by=self.actor)

    def badges(self) -> list[tuple[Any, str]]:
        rest = super().badges()
        if any(notice.read_at is None for notice in notices_of([self.card_id])):
            rest = [(_("the family has not read that changes were voided"), "warn"), *rest]
        if not self.standing.is_enrolled:
            return [(_("not studying"), "warn"), *rest]
        words = self.standing.class_names or _("in no class")
        return [(words, "ok" if self.standing.class_name else "warn"), *self.arranged, *rest]

    def context(self) -> dict[str, Any]:
        """Whoever keeps the movement is told of the student's enrolment in another organisation."""
        told = may(self.request, permissions.ORDER_VIEW) and self.standing.is_enrolled
        return {"doubled": doubled.doubled_students(self.today, by=self.actor, student_id=self.card_id) if told else []}

    def facts(self) -> list[tuple[Any, Any]]:
        row = self.standing
        number = Student.objects.values_list("file_number", flat=True).get(pk=self.card_id)
        return [
            (_("Birth date"), ru_date(self.head.birth_date)),
            (_("Enrolled since"), ru_date(row.since) if row.since else None),
            (_("Level"), row.level),
            (_("Form of study"), row.form),
            (_("Shift"), row.shift),
            (_("Class teacher"), row.teacher),
            (_("File number"), number),
        ]

    def actions(self) -> Sequence[Action]:
        found = self.edit_actions()
        groups = (
            [
                (Effect.END, _("Leaving")),
                (Effect.MOVE, _("Transfer")),
                (Effect.ARRANGE, _("Leave, individual plan")),
                *([(Effect.RELEASE, _("Return, end of a plan"))] if self.arranged else []),
            ]
            if self.standing.is_enrolled
            else [(Effect.BEGIN, _("Admit"))]
        )
        menu = pgettext("menu", "Movement") if self.standing.is_enrolled else ""
        if self.standing.is_enrolled and self.organisation.is_centre:
            groups = [(Effect.BEGIN, _("Admit to another group")), *groups]
        found += [
            Action(
                words, self.url("order", effect.value), permission=permissions.ORDER_DRAFT, primary=not menu, menu=menu
            )
            for effect, words in groups
            if offered_kinds(self.organisation.kind, effect, by=self.actor)
        ]
        if self.standing.is_enrolled:
            there = reverse("transfers:start", args=[self.card_id])
            found.append(Action(_("To another organisation"), there, permission=permissions.ORDER_DRAFT, menu=menu))
        return found

    def context_guardians(self) -> dict[str, Any]:
        return {
            "lines": people_cards.guardians_of(self.card_id, self.today, by=self.actor),
            "former": people_cards.guardians_of(self.card_id, self.today, by=self.actor, former=True),
            "sees_contacts": holds(self.actor, Privacy.CONTACT),
            "may_edit": may(self.request, permissions.GUARDIAN_EDIT) and holds(self.actor, Privacy.SOCIAL),
        }

    def history_rows(self) -> Subject:
        return rows_of_student(self.head)

    def context_education(self) -> dict[str, Any]:
        return part_tab(self, Privacy.EDUCATION)

    def context_health(self) -> dict[str, Any]:
        return part_tab(self, Privacy.HEALTH)

    def context_social(self) -> dict[str, Any]:
        return part_tab(self, Privacy.SOCIAL)

    def context_study(self) -> dict[str, Any]:
        sees_orders = may(self.request, permissions.ORDER_VIEW)
        debts = arrangements.debts_of(self.card_id) if holds(self.actor, Privacy.EDUCATION) else []
        return {
            "enrolments": cards.enrolments_of(self.card_id, by=self.actor),
            "arranged": arrangements.arranged_of(self.card_id, by=self.actor),
            "debts": debts,
            "owes": any(not one.outcome for one in debts),
            "completions": completions.completions_of(
                self.card_id,
                sees_documents=holds(self.actor, Privacy.DOCUMENT),
                sees_education=holds(self.actor, Privacy.EDUCATION),
            ),
            "sees_documents": holds(self.actor, Privacy.DOCUMENT),
            "may_draft": may(self.request, permissions.ORDER_DRAFT),
            "orders": orders.orders_of(self.card_id, by=self.actor) if sees_orders else (),
            "sees_orders": sees_orders,
        }
