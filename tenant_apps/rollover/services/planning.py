"""Making a plan, keeping it true to who is enrolled, its dates."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction

from shared_apps.organisations.crossing import By
from tenant_apps.enrolment import refusals as enrolment
from tenant_apps.enrolment.models import AcademicYear
from tenant_apps.enrolment.services import usual_dates

from .. import refusals
from ..models import PlannedClass, PlannedOutcome, RolloverPlan
from ..outcomes import ADDITIONAL, PRESCHOOL
from ..queries.standing import Standing, classes_of, following, standings
from .proposing import Proposer, planned_classes

BATCH = 2000
DECIDED = (
    "outcome", "target", "reason", "destination", "counterpart", "subjects", "due_on", "result", "is_edited",
)  # fmt: skip
"""Columns of an outcome that say what was decided."""
State = RolloverPlan.State
EDITABLE = (State.DRAFT, State.APPLYING)


@transaction.atomic
def make_plan(*, year_id: int, basis: str = "", by: By) -> RolloverPlan:
    """The plan of a year with an outcome for everybody who has not moved on yet, and the next year's classes.

    :raises AcademicYearSealed, PlanStandsAlready, NobodyToMove:
    """
    year = open_year(year_id)
    if RolloverPlan.objects.filter(year=year).exclude(state=State.UNDONE).exists():
        raise refusals.PlanStandsAlready(params={"year": year.name})
    found = standings(year)
    if not found:
        raise refusals.NobodyToMove(params={"year": year.name})
    later = following(year)
    first, end = (later.valid_from, later.valid_to) if later is not None else _next_dates(year)
    plan = RolloverPlan.objects.create(
        year=year, next_from=first, next_to=end, leave_on=usual_leaving_day(year, found), basis=basis.strip(),
        made_name=by.name,
    )  # fmt: skip
    groups = classes_of(year)
    classes = PlannedClass.objects.bulk_create(planned_classes(plan, year, classes_of(later) if later else []))
    proposer = Proposer.of(plan, groups, classes, Counter())
    PlannedOutcome.objects.bulk_create([proposer.outcome(one) for one in found], batch_size=BATCH)
    return plan


@dataclass(frozen=True, slots=True)
class Refreshed:
    """How many outcomes a refresh added, took out, and proposed anew because the class changed."""

    come: int = 0
    gone: int = 0
    changed: int = 0

    @property
    def is_current(self) -> bool:
        return not (self.come or self.gone or self.changed)


@transaction.atomic
def refresh_plan(*, plan_id: int, by: By) -> Refreshed:
    """Who came is added, who left or was moved by other orders is taken out, who changed class is proposed anew.

    What was decided by hand stays, unless the class changed. :raises PlanNotEditable:
    """
    plan = locked(plan_id)
    found = differences(plan)
    classes = list(plan.classes.all())
    coming = Counter(pk for pk in plan.outcomes.values_list("target_id", flat=True) if pk is not None)
    proposer = Proposer.of(plan, classes_of(plan.year), classes, coming)
    plan.outcomes.filter(pk__in=found.gone).delete()
    PlannedOutcome.objects.bulk_create([proposer.outcome(one) for one in found.come], batch_size=BATCH)
    for row, standing in found.changed:
        proposer.propose(row, standing)
        row.is_edited = False
    PlannedOutcome.objects.bulk_update(
        [row for row, _standing in found.changed], ["from_class", "grade", "level", *DECIDED], batch_size=BATCH
    )  # fmt: skip
    grow(plan)
    return found.counted()


@transaction.atomic
def change_plan(
    *, plan_id: int, next_from: date, next_to: date, leave_on: date, basis: str, version: int | None = None, by: By
) -> RolloverPlan:
    """:raises PlanNotEditable, PlanChangedMeanwhile, NextYearMisshapen, LeavingDayOutside:"""
    plan = locked(plan_id, version)
    year, later = plan.year, following(plan.year)
    if next_from < year.valid_to or next_to <= next_from + timedelta(days=180):
        raise refusals.NextYearMisshapen(params={"day": f"{year.valid_to:%d.%m.%Y}"})
    if later is not None:
        next_from, next_to = later.valid_from, later.valid_to
    if not year.valid_from < leave_on <= year.valid_to:
        first = year.valid_from + timedelta(days=1)
        raise refusals.LeavingDayOutside(params={"first": f"{first:%d.%m.%Y}", "last": f"{year.valid_to:%d.%m.%Y}"})
    plan.next_from, plan.next_to, plan.leave_on, plan.basis = next_from, next_to, leave_on, basis.strip()
    grow(plan, "next_from", "next_to", "leave_on", "basis")
    return plan


@transaction.atomic
def discard_plan(*, plan_id: int, by: By) -> None:
    """A plan of which nothing was carried out may vanish. :raises PlanNotEditable:"""
    plan = locked(plan_id)
    if plan.state != State.DRAFT:
        raise refusals.PlanNotEditable(params={"state": plan.get_state_display()})
    plan.outcomes.all().delete()
    plan.classes.all().delete()
    plan.delete()


@dataclass(frozen=True, slots=True)
class Differences:
    """The plan against who is enrolled: those to add, ids of outcomes to take out, those to propose anew."""

    come: list[Standing]
    gone: list[int]
    changed: list[tuple[PlannedOutcome, Standing]]

    def counted(self) -> Refreshed:
        return Refreshed(len(self.come), len(self.gone), len(self.changed))


def differences(plan: RolloverPlan) -> Differences:
    """What refreshing would change; outcomes that an order has carried out are left alone."""
    now = {one.enrolment_id: one for one in standings(plan.year)}
    rows = {row.enrolment_id: row for row in plan.outcomes.filter(order__isnull=True)}
    done = set(plan.outcomes.filter(order__isnull=False).values_list("enrolment_id", flat=True))
    stand = [(row, now[pk]) for pk, row in rows.items() if pk in now]
    return Differences(
        [one for pk, one in now.items() if pk not in rows and pk not in done],
        [row.pk for pk, row in rows.items() if pk not in now],
        [
            (row, one)
            for row, one in stand
            if (row.from_class_id, row.grade, row.level) != (one.class_id, one.grade, one.level)
        ],
    )  # fmt: skip


def open_year(year_id: int) -> AcademicYear:
    """The year, locked. :raises AcademicYearSealed:"""
    year = AcademicYear.objects.select_for_update().get(pk=year_id)
    if year.closed_at is not None:
        raise enrolment.AcademicYearSealed(params={"name": year.name})
    return year


def locked(plan_id: int, version: int | None = None) -> RolloverPlan:
    """A plan to edit. :raises PlanNotEditable, PlanChangedMeanwhile, AcademicYearSealed:"""
    plan = RolloverPlan.objects.select_for_update(of=("self",)).select_related("year").get(pk=plan_id)
    if plan.state not in EDITABLE:
        raise refusals.PlanNotEditable(params={"state": plan.get_state_display()})
    if plan.year.closed_at is not None:
        raise enrolment.AcademicYearSealed(params={"name": plan.year.name})
    if version is not None and plan.version != version:
        raise refusals.PlanChangedMeanwhile
    return plan


def grow(plan: RolloverPlan, *fields: str) -> None:
    plan.version += 1
    plan.save(update_fields=["version", *fields])


def usual_leaving_day(year: AcademicYear, found: list[Standing]) -> date:
    """Schools part with those who finish at the end of June, kindergartens and centres when the year ends."""
    levels = {one.level for one in found}
    if levels <= {PRESCHOOL, ADDITIONAL, ""}:
        return year.valid_to
    first_of_july = date(year.valid_to.year, 7, 1)
    return first_of_july if year.valid_from < first_of_july < year.valid_to else year.valid_to


def _next_dates(year: AcademicYear) -> tuple[date, date]:
    _first, end = usual_dates(year.valid_to.year)
    return year.valid_to, end
