"""How full cards are, and which are checked this month: by class, by student, by employee, of the organisation."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django.http import Http404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from shared_apps.accounts import permissions
from shared_apps.accounts.actor import Actor
from shared_apps.accounts.pages import InOrganisation
from shared_apps.ui.filters import Parameters
from shared_apps.ui.forms import ChoiceField
from shared_apps.ui.numbers import ru_date, ru_num
from shared_apps.ui.page import Action, Crumb, ListPage
from shared_apps.ui.tables import Table
from shared_apps.ui.viewer import may
from shared_apps.ui.windows import Window
from tenant_apps.enrolment.queries import classes, doubled
from tenant_apps.passport import queries as passport
from tenant_apps.people.fullness import Gap
from tenant_apps.people.names import words

from ..queries import checks, completeness
from ..queries.asking import asked_of
from ..queries.cards import gaps_of
from ..queries.completeness import CardRow, Total
from ..queries.measuring import Cards, Wanted
from ..requirements import KINDS
from ..tables import (
    CHECKS,
    ClassUpkeepTable,
    EmployeeUpkeepTable,
    GuardianUpkeepTable,
    StudentUpkeepTable,
    described_check,
    missing_choices,
)

ANY = pgettext_lazy("filter", "Any")


@dataclass(frozen=True, slots=True)
class ClassLine:
    """A class in the list. `place`: where it stands among the others."""

    pk: int
    place: int
    name: str
    teacher: str
    students: int
    percent: int
    incomplete: int
    checked: int
    left: int
    state: str


class OverviewPage(InOrganisation, ListPage):
    """Classes with their cards; above them the organisation as a whole."""

    permission = permissions.UPKEEP_VIEW
    exports_with = permissions.EXPORT_LISTS
    title = gettext_lazy("Completeness of cards")
    subsystem = gettext_lazy("Contingent")
    table_class = ClassUpkeepTable
    template_name = "upkeep/overview.html"
    note = gettext_lazy(
        "Counted from what your role sees. A field that is closed because there is no consent is not asked."
    )

    @cached_property
    def students(self) -> Cards:
        return Cards("student", self.today, self.actor)

    def actions(self) -> Sequence[Action]:
        lists = (
            ("education", _("Conditions of study"), permissions.STUDENT_EDUCATION),
            ("health", _("Health"), permissions.STUDENT_HEALTH),
            ("social", _("Family and social position"), permissions.STUDENT_SOCIAL),
        )
        found = [Action(words, reverse(f"upkeep:{name}"), permission=asked) for name, words, asked in lists]
        url = reverse("upkeep:batches")
        return [
            *found,
            Action(_("Batch updates of cards"), url, permission=permissions.CARDS_BATCH, icon="table-properties"),
        ]

    def rows(self) -> list[ClassLine]:
        nobody = Total(0, 0, 0, 0)
        lines = []
        for place, one in enumerate(checks.class_states(self.today, by=self.actor)):
            total = self.students.totals.get(one.pk, nobody)
            lines.append(
                ClassLine(
                    one.pk, place, one.name, one.teacher, one.students, total.percent, total.cards - total.full,
                    one.checked, one.left, one.state,
                )
            )  # fmt: skip
        return lines

    def context(self) -> Mapping[str, Any]:
        told = may(self.request, permissions.ORDER_VIEW)
        return {
            **super().context(), "tiles": self.tiles(), "due": ru_date(checks.due_on(self.today)),
            "doubled": doubled.number(self.today, by=self.actor) if told else 0,
        }  # fmt: skip

    def tiles(self) -> list[dict[str, Any]]:
        """Students, guardians, employees and the organisation's own card, each with its address."""
        found = [self._tile(_("Cards of students"), self.students.total(), reverse("upkeep:students"))]
        if may(self.request, permissions.GUARDIAN_VIEW):
            guardians = Cards("guardian", self.today, self.actor).total()
            found.append(self._tile(_("Cards of guardians"), guardians, reverse("upkeep:guardians")))
        if may(self.request, permissions.EMPLOYEE_VIEW):
            employees = Cards("employee", self.today, self.actor).total()
            found.append(self._tile(_("Cards of employees"), employees, reverse("upkeep:employees")))
        filled = passport.completeness(passport.passport_on(self.today))
        found.append(
            {
                "title": _("Card of the organisation"),
                "percent": filled.percent,
                "label": _("missing: %(count)s") % {"count": ru_num(len(filled.missing))},
                "url": reverse("passport:card"),
            }
        )
        return found

    def _tile(self, title: str, total: completeness.Total, url: str) -> dict[str, Any]:
        words = _("%(full)s of %(cards)s are full") % {"full": ru_num(total.full), "cards": ru_num(total.cards)}
        return {"title": title, "percent": total.percent, "label": words, "url": url}


class StudentUpkeepParameters(Parameters):
    class_id = ChoiceField(label=gettext_lazy("Class"), required=False, empty=ANY)
    missing = ChoiceField(label=gettext_lazy("Missing"), required=False, empty=ANY)
    check = ChoiceField(label=gettext_lazy("This month"), required=False, choices=list(CHECKS.items()), empty=ANY)

    def __init__(
        self,
        data: Any = None,
        *,
        classes: Sequence[tuple[str, str]] = (),
        missing: Sequence[tuple[str, Any]] = (),
        **kwargs: Any,
    ) -> None:
        self.offered = {"class_id": classes, "missing": [("any", gettext_lazy("anything")), *missing]}
        super().__init__(data, **kwargs)

    def defaults(self) -> Mapping[str, Any]:
        """Classes are those of today, fields those that the reader is told of."""
        for name, choices in self.offered.items():
            self.fields[name].choices = [("", ANY), *choices]  # type: ignore[attr-defined]
        return super().defaults()


@dataclass(frozen=True, slots=True)
class StudentLine:
    """A student's card in the list. `state`: checked, stale (changed since), left."""

    pk: int
    name: str
    class_name: str
    percent: int
    codes: tuple[str, ...]
    closed: tuple[str, ...]
    state: str
    checked: str
    may_check: bool
    back: str
    reader: Actor

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """Only of the rows that are shown: addresses take their time."""
        return gaps_of("student", self.pk, self.codes, self.reader)


class StudentUpkeepPage(InOrganisation, ListPage):
    """Cards of students: what each lacks, whether it is checked this month; a button where it is right."""

    permission = permissions.UPKEEP_VIEW
    exports_with = permissions.EXPORT_LISTS
    title = gettext_lazy("Completeness of students' cards")
    subsystem = gettext_lazy("Contingent")
    table_class = StudentUpkeepTable
    parameters_class = StudentUpkeepParameters
    search_hint = gettext_lazy("Any part of a name")
    note = OverviewPage.note

    def breadcrumbs(self) -> Sequence[Crumb]:
        return [Crumb(OverviewPage.title, reverse("upkeep:overview"))]

    def heading(self) -> str:
        chosen = dict(self.seen_classes).get(self.parameters.value("class_id") or "")
        return _("Cards of class %(name)s") % {"name": chosen} if chosen else str(self.title)

    @cached_property
    def seen_classes(self) -> list[tuple[str, str]]:
        return classes.class_choices(self.today, by=self.actor)

    def parameters_kwargs(self) -> Mapping[str, Any]:
        seen = [one.code for one in asked_of("student", self.actor)]
        return {"classes": self.seen_classes, "missing": missing_choices("student", seen)}

    def rows(self) -> Window:
        value = self.parameters.value
        wanted = Wanted(
            class_id=int(value("class_id")) if value("class_id") else None,
            missing=value("missing") or "",
            check=value("check") or "",
            words=tuple(words(self.text)),
        )
        cards = Cards("student", self.today, self.actor)

        def read(order: str, offset: int, limit: int) -> list[StudentLine]:
            found = cards.page(wanted, order=order, offset=offset, limit=limit)
            known = checks.checks_of([row.pk for row in found], self.today)
            return [self._line(row, known.get(row.pk)) for row in found]

        return Window(cards.number(wanted), read)

    def search(self, rows: Window, text: str) -> Window:
        return rows  # the text is part of what is wanted

    @cached_property
    def table(self) -> Table:
        """It has buttons, and they need the request's token."""
        table = super().table
        table.request = self.request
        return table

    def actions(self) -> Sequence[Action]:
        class_id = self.parameters.value("class_id")
        if not class_id:
            return []
        url = reverse("upkeep:check_class", args=[int(class_id)])
        return [
            Action(
                _("The whole class: nothing has changed"), url, permission=permissions.UPKEEP_CHECK, primary=True,
                icon="check-check", key="n",
            )
        ]  # fmt: skip

    @cached_property
    def may_check(self) -> bool:
        return may(self.request, permissions.UPKEEP_CHECK)

    @cached_property
    def back(self) -> str:
        return self.request.GET.urlencode()

    def _line(self, row: CardRow, check: checks.Check | None) -> StudentLine:
        declared = KINDS["student"]
        return StudentLine(
            row.pk, row.name, row.class_name, row.percent, row.missing,
            tuple(str(declared[code].title) for code in row.closed),
            "left" if check is None else "stale" if check.is_stale else "checked", described_check(check),
            self.may_check, self.back, self.actor,
        )  # fmt: skip


class MissingParameters(Parameters):
    missing = ChoiceField(label=gettext_lazy("Missing"), required=False, empty=ANY)

    def __init__(self, data: Any = None, *, missing: Sequence[tuple[str, Any]] = (), **kwargs: Any) -> None:
        self.offered = missing
        super().__init__(data, **kwargs)

    def defaults(self) -> Mapping[str, Any]:
        """Fields are those that the reader is told of."""
        choices = [("", ANY), ("any", gettext_lazy("anything")), *self.offered]
        self.fields["missing"].choices = choices  # type: ignore[attr-defined]
        return super().defaults()


@dataclass(frozen=True, slots=True)
class CardLine:
    """A guardian's or an employee's card in the list."""

    kind: str
    pk: int
    name: str
    percent: int
    codes: tuple[str, ...]
    closed: tuple[str, ...]
    reader: Actor

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """Only of the rows that are shown: addresses take their time."""
        return gaps_of(self.kind, self.pk, self.codes, self.reader)


class CardsUpkeepPage(InOrganisation, ListPage):
    """Cards of one kind, and what each lacks."""

    abstract = True
    kind: ClassVar[str]
    exports_with = permissions.EXPORT_LISTS
    parameters_class = MissingParameters
    search_hint = gettext_lazy("Any part of a name")
    note = OverviewPage.note

    def breadcrumbs(self) -> Sequence[Crumb]:
        return [Crumb(OverviewPage.title, reverse("upkeep:overview"))]

    def parameters_kwargs(self) -> Mapping[str, Any]:
        seen = [one.code for one in asked_of(self.kind, self.actor)]
        return {"missing": missing_choices(self.kind, seen)}

    def rows(self) -> Window:
        cards, declared = Cards(self.kind, self.today, self.actor), KINDS[self.kind]
        wanted = Wanted(missing=self.parameters.value("missing") or "", words=tuple(words(self.text)))

        def read(order: str, offset: int, limit: int) -> list[CardLine]:
            return [
                CardLine(
                    self.kind, row.pk, row.name, row.percent, row.missing,
                    tuple(str(declared[code].title) for code in row.closed), self.actor,
                )
                for row in cards.page(wanted, order=order, offset=offset, limit=limit)
            ]  # fmt: skip

        return Window(cards.number(wanted), read)

    def search(self, rows: Window, text: str) -> Window:
        return rows  # the text is part of what is wanted


class EmployeeUpkeepPage(CardsUpkeepPage):
    """Cards of those who hold a post today, and what each lacks."""

    permission = permissions.UPKEEP_EMPLOYEES
    title = gettext_lazy("Completeness of employees' cards")
    table_class = EmployeeUpkeepTable
    kind = "employee"


class GuardianUpkeepPage(CardsUpkeepPage):
    """Cards of those who answer for a student today, and what each lacks."""

    permission = permissions.UPKEEP_VIEW
    title = gettext_lazy("Completeness of guardians' cards")
    table_class = GuardianUpkeepTable
    kind = "guardian"

    def prepare(self) -> None:
        if not may(self.request, permissions.GUARDIAN_VIEW):
            raise Http404
