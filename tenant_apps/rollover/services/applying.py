"""Carrying a plan out in steps: the next year, its classes, an order per class and outcome. A step is a transaction.

What a step did stands in the database (the year, `made_id` of classes, `order` of outcomes), so whoever goes on after a
broken-off run takes the next step, and a run over a finished plan changes nothing.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from shared_apps.organisations.crossing import By
from shared_apps.organisations.refusal import Refused
from tenant_apps.enrolment import refusals as enrolment
from tenant_apps.enrolment.models import AcademicYear, ClassGroup, ClassTeacher
from tenant_apps.enrolment.programmes import has_no_teacher_yet
from tenant_apps.enrolment.services import (
    ClassParameters,
    Draft,
    Line,
    Requisites,
    abandoned_year,
    appoint_class_teachers,
    create_classes,
    issue_orders,
    open_academic_year,
    year_name,
)
from tenant_apps.history.services import written_as

from .. import refusals
from ..models import PlannedClass, PlannedOutcome, RolloverPlan
from ..outcomes import ADDITIONAL, GOING_ON, Outcome
from ..queries.obstacles import blocking
from ..queries.standing import following
from ..results import ground_of, needs_completion
from .leaving import OF_LEVEL, kind_of_leaving
from .planning import BATCH, differences, locked

State = RolloverPlan.State
AT_ONCE = 25
"""Orders of one step: they are issued together."""

ORDER_KINDS = {
    Outcome.NEXT: "next_year",
    Outcome.CONDITIONAL: "next_year_conditional",
    Outcome.REPEATED: "repeated_year",
    Outcome.FINISHED: "graduation",
    Outcome.UNCERTIFIED: "graduation",
    Outcome.LEAVES: "leaving",
}
COMPLETION = "basic_completion"
"""Before the transfer to grade 10: the order on completing grade 9 (docs/developer/rollover.md)."""


@dataclass(frozen=True, slots=True)
class Progress:
    """After a step: how many of how many are done, and what was done last. Finished when `done` is `total`."""

    done: int
    total: int
    what: str = ""

    @property
    def is_finished(self) -> bool:
        return self.done >= self.total


Key = tuple[str, str, str, int, int]
"""Kind of order, outcome, level, grade, class: what outcomes of one order have in common."""


@dataclass(frozen=True, slots=True, order=True)
class Batch:
    """What one order carries out: the students of a class with an outcome. In the order in which orders are issued."""

    rank: int
    grade: int
    class_name: str
    kind: str
    outcome: str
    level: str
    class_id: int
    count: int

    @property
    def key(self) -> "Key":
        return self.kind, self.outcome, self.level, self.grade, self.class_id


@transaction.atomic
def start_applying(*, plan_id: int, version: int | None = None, by: By) -> RolloverPlan:
    """Check that everything is decided and still true, and let the steps begin. Safe to repeat.

    :raises PlanNotInHand, PlanChangedMeanwhile, AcademicYearSealed, PlanOutdated, PlanNotReady:
    """
    plan = RolloverPlan.objects.select_for_update().get(pk=plan_id)
    if plan.state == State.APPLIED:
        return plan
    if plan.state == State.UNDONE:
        raise refusals.PlanNotInHand(params={"state": plan.get_state_display()})
    plan = locked(plan_id, version)
    refuse_unready(plan)
    if plan.state == State.DRAFT:
        plan.state = State.APPLYING
        plan.version += 1
        plan.save(update_fields=["state", "version"])
    return plan


def refuse_unready(plan: RolloverPlan) -> None:
    """:raises PlanOutdated, PlanNotReady:"""
    found = differences(plan).counted()
    if not found.is_current:
        raise refusals.PlanOutdated(params={"come": found.come, "gone": found.gone, "changed": found.changed})
    blocked = blocking(plan)
    if blocked:
        raise refusals.PlanNotReady(params={"count": len(blocked), "first": blocked[0].name})


@transaction.atomic
def apply_next(*, plan_id: int, by: By) -> Progress:
    """Take the next step of a plan that was started; nothing when all are taken.

    :raises PlanNotInHand: it was not started.
    :raises LineRefused, SeveralLinesRefused: an order can't be issued; steps taken before stay: mend it and go on.
    """
    plan = RolloverPlan.objects.select_for_update(of=("self",)).select_related("year").get(pk=plan_id)
    if plan.state == State.APPLIED:
        return Progress(1, 1)
    if plan.state != State.APPLYING:
        raise refusals.PlanNotInHand(params={"state": plan.get_state_display()})
    if plan.year.closed_at is not None:
        raise enrolment.AcademicYearSealed(params={"name": plan.year.name})
    batches = batches_of(plan)
    issued = sum(
        plan.outcomes.filter(**{f"{column}__isnull": False}).values(column).distinct().count()
        for column in ("completion", "order")
    )
    total = 2 + issued + len(batches)
    later = following(plan.year)
    if later is None or later.valid_from != plan.next_from:
        known = abandoned_year(year_name(plan.next_from, plan.next_to))
        with written_as(plan.source_of_held if known else plan.source):
            opened = open_academic_year(valid_from=plan.next_from, valid_to=plan.next_to, by=by)
        return Progress(1, total, opened.name)
    if plan.classes.filter(made_id__isnull=True).exists():
        _make_classes(plan, later, by)
        return Progress(2, total, later.name)
    if batches:
        # Completions first and by themselves: the transfer to grade 10 stands on what they did.
        first = [one for one in batches if one.kind == COMPLETION] or batches
        taken = _together(plan, first)
        _issue(plan, taken, by)
        if len(batches) > len(taken):
            return Progress(2 + issued + len(taken), total, taken[-1].class_name)
    plan.state, plan.applied_at, plan.applied_name = State.APPLIED, timezone.now(), by.name
    plan.version += 1
    plan.save(update_fields=["state", "applied_at", "applied_name", "version"])
    return Progress(total, total)


def apply_all(*, plan_id: int, by: By) -> RolloverPlan:
    """Start, and take every step in the transaction at hand: for commands and tests; pages have a job take them.

    :raises: as `start_applying` and `apply_next`.
    """
    start_applying(plan_id=plan_id, by=by)
    while not apply_next(plan_id=plan_id, by=by).is_finished:
        pass
    return RolloverPlan.objects.get(pk=plan_id)


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What carrying the plan out would do: tried for real and taken back. `refusal` and `code`: why it would stop."""

    orders: tuple[tuple[str, str, int], ...]
    refusal: str = ""
    code: str = ""


def rehearse(*, plan_id: int, by: By) -> Rehearsal:
    """A dry run: every step within a savepoint that is rolled back. Writes nothing."""
    refusal = code = ""
    orders: list[tuple[str, str, int]] = []
    with transaction.atomic():
        try:
            with transaction.atomic():
                plan = start_applying(plan_id=plan_id, by=by)
                orders = [(one.kind, one.class_name, one.count) for one in batches_of(plan)]
                while not apply_next(plan_id=plan_id, by=by).is_finished:
                    pass
        except Refused as refused:
            refusal, code = str(refused), refused.code
        transaction.set_rollback(True)
    return Rehearsal(tuple(orders), refusal, code)


def batches_of(plan: RolloverPlan) -> list[Batch]:
    """What is still to be ordered, by outcome and class; completions of grade 9 first. One query."""
    counted: Counter[tuple[Any, ...]] = Counter()
    rows = (
        plan.outcomes.filter(order__isnull=True)
        .exclude(outcome=Outcome.UNDECIDED)
        .values_list("outcome", "level", "grade", "from_class", "from_class__name", "reason", "result", "completion")
        .annotate(Count("pk"))
        .order_by()
    )
    for outcome, level, grade, class_id, name, reason, result, completion, count in rows:
        where = (grade or 0, name or "", level, class_id or 0)
        counted[kind_of(outcome, level, reason), outcome, *where] += count
        if outcome == Outcome.NEXT and result and completion is None:
            counted[COMPLETION, outcome, *where] += count
    order = {code.value: number for number, code in enumerate(ORDER_KINDS, start=1)}
    return sorted(
        Batch(0 if kind == COMPLETION else order[outcome], grade, name, kind, outcome, level, class_id, count)
        for (kind, outcome, grade, name, level, class_id), count in counted.items()
    )


def kind_of(outcome: str, level: str, reason: str = "") -> str:
    """The kind of order that carries an outcome out."""
    if outcome == Outcome.LEAVES:
        return kind_of_leaving(level, reason) or ORDER_KINDS[Outcome.LEAVES]
    if outcome == Outcome.FINISHED and level in OF_LEVEL:
        return OF_LEVEL[level]
    return ORDER_KINDS[Outcome(outcome)]


# --- the steps ------------------------------------------------------------------------------------------------------


def _make_classes(plan: RolloverPlan, year: AcademicYear, by: By) -> None:
    """Each planned class is made, or found where the year has one of its name; one of an undone plan is held again."""
    groups = {group.name: group for group in ClassGroup.objects.filter(academic_year=year)}
    present = {name: group for name, group in groups.items() if not group.is_abandoned}
    planned = list(
        plan.classes.filter(made_id__isnull=True).select_related("after__class_set").order_by("grade", "name")
    )
    new = [one for one in planned if one.name not in groups]
    again = [one for one in planned if one.name in groups and one.name not in present]
    for missing, source in ((new, plan.source), (again, plan.source_of_held)):
        with written_as(source):
            made = create_classes(year_id=year.pk, parameters=[_parameters(one) for one in missing], by=by)
            present |= {one.name: group for one, group in zip(missing, made, strict=True)}
            appoint_class_teachers(teachers=_teachers_of(plan, missing, present), year_id=year.pk, by=by)
    for one in planned:
        one.made_id = present[one.name].pk
    PlannedClass.objects.bulk_update(planned, ["made_id"])


def _teachers_of(plan: RolloverPlan, missing: list[PlannedClass], present: dict[str, ClassGroup]) -> dict[int, int]:
    """Class made → its teacher, who goes along with his class."""
    following = {
        one.name: one.after_id for one in missing if one.keeps_teacher and not has_no_teacher_yet(one, one.after)
    }
    teachers = _teachers([pk for pk in following.values() if pk is not None], plan)
    return {present[name].pk: teachers[pk] for name, pk in following.items() if pk in teachers}


def _teachers(class_ids: list[int], plan: RolloverPlan) -> dict[int | None, int]:
    rows = ClassTeacher.objects.filter(class_group__in=class_ids, valid_to__gte=plan.year.valid_to)
    return dict(rows.values_list("class_group", "employee"))


def _parameters(one: PlannedClass) -> ClassParameters:
    own = ClassParameters(
        grade=one.grade, letter=one.letter, name=one.name, level=one.level, age_group=one.age_group,
        capacity=one.capacity, first_grade=one.first_grade,
    )  # fmt: skip
    group = one.after
    if group is None:
        return own
    return replace(
        own, kind=group.kind, profile=group.profile, class_set=group.class_set.name if group.class_set else "",
        form_of_study=group.form_of_study, language=group.language, shift=group.shift, room=group.room,
        nosology=group.nosology, programme_years=group.programme_years, regime=group.regime,
        programme_level=group.programme_level, funding=group.funding,
    )  # fmt: skip


def _together(plan: RolloverPlan, batches: list[Batch]) -> list[Batch]:
    """Those of one step: no student stands in two of its orders, though he is in several groups of a centre."""
    if all(one.level != ADDITIONAL for one in batches):
        return batches[:AT_ONCE]
    students: dict[tuple[int, str], set[int]] = defaultdict(set)
    rows = plan.outcomes.filter(order__isnull=True).values_list("from_class", "outcome", "enrolment__student")
    for class_id, outcome, student in rows:
        students[class_id or 0, outcome].add(student)
    found: list[Batch] = []
    taken: set[int] = set()
    for one in batches:
        its = students[one.class_id, one.outcome]
        if len(found) < AT_ONCE and not its & taken:
            found.append(one)
            taken |= its
    return found


def _issue(plan: RolloverPlan, batches: list[Batch], by: By) -> None:
    """An order for each batch, all of them at once; all are completions, or none."""
    completes = batches[0].kind == COMPLETION
    rows: dict[Key, list[PlannedOutcome]] = {batch.key: [] for batch in batches}
    for row in plan.outcomes.filter(order__isnull=True).select_related("target", "enrolment").order_by("pk"):
        if completes and (not needs_completion(row) or row.completion_id is not None):
            continue
        kind = COMPLETION if completes else kind_of(row.outcome, row.level, row.reason)
        key = (kind, row.outcome, row.level, row.grade or 0, row.from_class_id or 0)
        if key in rows:
            rows[key].append(row)
    head = Requisites(date=timezone.localdate(), basis=plan.basis)
    line = _completion if completes else _line
    orders = issue_orders(
        drafts=[
            Draft(kind=batch.kind, requisites=head, lines=[line(plan, row) for row in rows[batch.key]])
            for batch in batches
        ],
        source=plan.source,
        by=by,
    )
    column = "completion" if completes else "order"
    for order, batch in zip(orders, batches, strict=True):
        for row in rows[batch.key]:
            setattr(row, column, order)
    PlannedOutcome.objects.bulk_update([row for found in rows.values() for row in found], [column], batch_size=BATCH)


def _line(plan: RolloverPlan, row: PlannedOutcome) -> Line:
    student = row.enrolment.student_id
    if row.outcome in GOING_ON:
        assert row.target is not None
        return Line(
            student_id=student, on=plan.next_from, class_group_id=row.target.made_id, of_class_id=_of_class(row),
            subjects=row.subjects, until=row.due_on,
        )  # fmt: skip
    return Line(
        student_id=student, on=_leaves_on(plan, row), of_class_id=_of_class(row), reason=ground_of(row),
        destination=row.destination, counterpart=row.counterpart, result=row.result,
    )  # fmt: skip


def _of_class(row: PlannedOutcome) -> int | None:
    """Of an additional enrolment: its student may be in several groups."""
    return row.from_class_id if row.enrolment.kind == ADDITIONAL else None


def _completion(plan: RolloverPlan, row: PlannedOutcome) -> Line:
    """On the eve of the day on which the others leave."""
    on = max(plan.leave_on - timedelta(days=1), row.enrolment.valid_from)
    return Line(student_id=row.enrolment.student_id, on=on, result=row.result)


def _leaves_on(plan: RolloverPlan, row: PlannedOutcome) -> date:
    """Never on the day of admission: who came after it leaves at the end of the year."""
    return plan.leave_on if row.enrolment.valid_from < plan.leave_on else plan.year.valid_to


@contextmanager
def _as_rollover(plan: RolloverPlan) -> Iterator[None]:
    """What is written here is found by undoing; the plan's own rows are not."""
    with written_as(plan.source):
        yield
