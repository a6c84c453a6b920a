"""A plan at a glance: how many have each outcome, class by class, with what stands in the way."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, F, OuterRef
from django.utils.translation import gettext as _

from tenant_apps.enrolment.models import AcademicYear, Order

from ..models import PlannedClass, PlannedOutcome, RolloverPlan
from ..outcomes import FINISHING, Outcome
from .obstacles import Obstacle, obstacles_of
from .standing import standing_debts

NOBODY = 0
"""In place of a class's id: students in no class."""


def plan_of(year: AcademicYear) -> RolloverPlan | None:
    """The plan of a year that is not undone."""
    return (
        RolloverPlan.objects.select_related("year").filter(year=year).exclude(state=RolloverPlan.State.UNDONE).first()
    )


def plans() -> list[RolloverPlan]:
    """Every plan, the latest first; undone ones too."""
    return list(RolloverPlan.objects.select_related("year").order_by("-year__valid_from", "-pk"))


def plan_known(pk: int) -> RolloverPlan | None:
    """One of them."""
    return RolloverPlan.objects.select_related("year").filter(pk=pk).first()


def counted(plan: RolloverPlan) -> list[tuple[str, int]]:
    """Outcomes in words with their numbers; those of nobody are left out."""
    found = numbers(plan)
    return [(str(one.label), found[one.value]) for one in Outcome if found.get(one.value)]


def numbers(plan: RolloverPlan) -> dict[str, int]:
    """Outcome → how many students."""
    return dict(plan.outcomes.values_list("outcome").annotate(Count("pk")).order_by())


@dataclass(slots=True)
class ClassRow:
    """A class of the old year in the plan. `pk` is NOBODY for those in no class."""

    plan_id: int
    pk: int
    name: str
    grade: int | None
    students: int = 0
    further: int = 0
    conditional: int = 0
    repeated: int = 0
    finished: int = 0
    leaves: int = 0
    undecided: int = 0
    looked_at: int = 0
    carried_out: int = 0
    into: str = ""

    @property
    def shown(self) -> str:
        return self.name or _("in no class")


_COLUMNS = {
    Outcome.NEXT: "further", Outcome.CONDITIONAL: "conditional", Outcome.REPEATED: "repeated",
    Outcome.LEAVES: "leaves", Outcome.UNDECIDED: "undecided",
}  # fmt: skip


def class_rows(plan: RolloverPlan) -> list[ClassRow]:
    """One row per class. Two queries."""
    rows: dict[int, ClassRow] = {}
    targets: dict[int, Counter[str]] = defaultdict(Counter)
    for row in plan.outcomes.select_related("from_class", "target", "enrolment").annotate(
        born=F("enrolment__student__person__birth_date"),
        owes=Exists(standing_debts().filter(enrolment=OuterRef("enrolment"))),
    ):
        group = row.from_class
        key = group.pk if group is not None else NOBODY
        one = rows.setdefault(key, ClassRow(plan.pk, key, group.name if group else "", group.grade if group else None))
        column = "finished" if row.outcome in FINISHING else _COLUMNS[Outcome(row.outcome)]
        setattr(one, column, getattr(one, column) + 1)
        one.students += 1
        one.carried_out += row.order_id is not None
        one.looked_at += bool(_seen(row))
        if row.target is not None:
            targets[key][row.target.name] += 1
    for key, names in targets.items():
        rows[key].into = ", ".join(name for name, _count in names.most_common(3))
    return sorted(rows.values(), key=lambda one: (one.pk == NOBODY, one.grade or 0, one.name))


def _seen(row: PlannedOutcome) -> tuple[Obstacle, ...]:
    born: date | None = getattr(row, "born", None)
    return obstacles_of(row, born, owes=getattr(row, "owes", False))


@dataclass(frozen=True, slots=True)
class NextClassRow:
    """A class of the next year with how many come."""

    pk: int
    name: str
    grade: int | None
    first_grade: str
    after: str
    coming: int
    capacity: int
    is_made: bool
    keeps_teacher: bool

    @property
    def is_crowded(self) -> bool:
        return self.coming > self.capacity


def next_classes(plan: RolloverPlan) -> list[NextClassRow]:
    """One query."""
    rows = plan.classes.select_related("after").annotate(students=Count("coming")).order_by("grade", "name")
    return [
        NextClassRow(
            one.pk, one.name, one.grade, one.first_grade, one.after.name if one.after else "", one.students,
            one.capacity, one.made_id is not None, one.keeps_teacher,
        )
        for one in rows
    ]  # fmt: skip


def targets(plan: RolloverPlan) -> list[PlannedClass]:
    """Classes of the next year, for forms."""
    return list(plan.classes.order_by("grade", "name"))


def orders_of(plan: RolloverPlan) -> Sequence[Order]:
    """The orders that carried the plan out."""
    return list(Order.objects.filter(source=plan.source).order_by("date", "pk"))


def planned_class(pk: int) -> PlannedClass | None:
    return PlannedClass.objects.select_related("plan__year", "after").filter(pk=pk).first()
