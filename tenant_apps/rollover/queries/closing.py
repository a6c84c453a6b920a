"""Closing of years: which are open, closed, waiting for a second person; who has not moved yet."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from tenant_apps.enrolment.models import HELD, AcademicYear, ClassGroup, Order, OrderLine
from tenant_apps.enrolment.order_days import ENDING
from tenant_apps.enrolment.order_kinds import ORDER_KINDS
from tenant_apps.people.queries.names import named_students

from ..models import RolloverPlan, YearSealing
from .standing import standings


def unfinished_about(year: AcademicYear) -> int:
    """How many orders, drafts or signed ones that are not in effect yet, have a line about a day of the year.

    What ends something takes effect on its eve, as `enrolment.services.cancelling.closed_year_of` has it.
    """
    ending = [kind.code for kind in ORDER_KINDS.values() if kind.effect in ENDING]
    ends = Q(on__gt=year.valid_from, on__lte=year.valid_to, order__kind__in=ending)
    others = Q(on__gte=year.valid_from, on__lt=year.valid_to) & ~Q(order__kind__in=ending)
    waiting = Order.objects.filter(state__in=[Order.State.DRAFT, Order.State.SIGNED])
    return waiting.filter(lines__in=OrderLine.objects.filter(ends | others)).distinct().count()


@dataclass(frozen=True, slots=True)
class YearState:
    """An academic year in the list of closings, with the open proposal about it."""

    year: AcademicYear
    state: str
    proposal: YearSealing | None
    plan: RolloverPlan | None


def year_states(day: date) -> list[YearState]:
    """Every year, the latest first. Three queries."""
    proposals = {one.year_id: one for one in YearSealing.objects.filter(state=YearSealing.State.PROPOSED)}
    plans = {one.year_id: one for one in RolloverPlan.objects.exclude(state=RolloverPlan.State.UNDONE)}
    return [
        YearState(year, state_of(year, day), proposals.get(year.pk), plans.get(year.pk))
        for year in AcademicYear.objects.order_by("-valid_from")
    ]


def state_of(year: AcademicYear, day: date) -> str:
    """closed, over, now or coming on a day."""
    if year.closed_at is not None:
        return "closed"
    if year.valid_to <= day:
        return "over"
    return "now" if year.valid_from <= day else "coming"


def year_known(pk: int) -> AcademicYear | None:
    """One of the years."""
    return AcademicYear.objects.filter(pk=pk).first()


def proposal_known(pk: int) -> YearSealing | None:
    """One of the proposals, with its year."""
    return YearSealing.objects.select_related("year").filter(pk=pk).first()


def log_of(year: AcademicYear) -> Sequence[YearSealing]:
    """Every proposal about a year and what was decided, the latest first."""
    return list(YearSealing.objects.filter(year=year).order_by("-pk"))


@dataclass(frozen=True, slots=True)
class Unmoved:
    """A student who has neither moved on nor left."""

    student_id: int
    name: str
    name_key: str
    class_name: str
    grade: int | None
    is_on_the_way: bool
    leaves_on: date | None


def unmoved(year: AcademicYear) -> list[Unmoved]:
    """The check list of a year, by class and name. A fixed number of queries."""
    found = standings(year)
    names = named_students([one.student_id for one in found])
    groups = dict(ClassGroup.objects.filter(academic_year=year).values_list("pk", "name"))
    rows = [
        Unmoved(
            one.student_id, names[one.student_id].full_name, names[one.student_id].search_key,
            groups.get(one.class_id or 0, ""), one.grade, one.is_on_the_way,
            one.leaves_on if one.leaves_on != date.max else None,
        )
        for one in found
    ]  # fmt: skip
    return sorted(rows, key=lambda row: (row.grade or 0, row.class_name, row.name_key))


def without_teacher(year: AcademicYear) -> tuple[int, int]:
    """How many classes of a year have no class teacher on its first days, and how many there are."""
    led = Count("teachers", filter=Q(teachers__valid_to__gt=year.valid_from))
    counts = list(ClassGroup.objects.filter(HELD, academic_year=year).annotate(led=led).values_list("led", flat=True))
    return sum(1 for count in counts if count == 0), len(counts)
