"""Leaves, individual plans, home study and academic debts: how the lines of their orders are planned.

Nobody moves by them: the student stays in the contingent and in his class. What is open ends with the enrolment.
"""

from collections.abc import Callable
from datetime import date, timedelta

from shared_apps.organisations.periods import FOREVER

from .. import arrangement_refusals, refusals
from ..arrangement_models import AcademicDebt, StudyArrangement
from ..models import Enrolment, OrderLine
from ..order_kinds import Effect
from ..wording import described_order, named_subjects
from .debts import is_passed_by
from .planning import Plan, day_of, enrolment_on, no
from .standing import State

DEBT_TERM = timedelta(days=365)
"""273-ФЗ art. 58 part 5: within a year from the day the debt arose, unless the order says an earlier day."""


def natural_end(arrangement: StudyArrangement) -> date:
    """When it ends without another order: a leave with the order of return only."""
    if arrangement.track == StudyArrangement.Track.LEAVE or arrangement.expected_to is None:
        return FOREVER
    return arrangement.expected_to


def _plan_arrangement(plan: Plan, line: OrderLine, state: State) -> None:
    kind = plan.kind
    enrolment = enrolment_on(line, state)
    if kind.track == StudyArrangement.Track.PROGRAMME:
        _end_former_programme(plan, line, state, enrolment)
    if enrolment.valid_to != FOREVER:
        raise no(refusals.LaterMovementExists, line, state, day=day_of(enrolment.valid_to),
            order=described_order(enrolment.ended_by),
        )  # fmt: skip
    if line.until is not None and line.until <= line.on:
        raise no(
            arrangement_refusals.EndsBeforeItBegins,
            line,
            state,
            field="until",
            day=day_of(line.on),
            until=day_of(line.until),
        )
    if kind.needs_until and line.until is None:
        raise no(arrangement_refusals.ExpectedEndMissing, line, state, field="until")
    if kind.needs_document and not line.document:
        raise no(arrangement_refusals.MedicalDocumentMissing, line, state, field="document")
    begun = StudyArrangement(
        enrolment=enrolment, track=kind.track, kind=kind.code, reason=line.reason, document=line.document,
        place=line.counterpart, variant=line.variant, valid_from=line.on, expected_to=line.until, begun_by=plan.order,
    )  # fmt: skip
    begun.valid_to = natural_end(begun)
    replaced = {pk for ids in plan.ended_arrangements.values() for pk in ids}
    for other in state.arrangements[enrolment.pk]:
        if (
            other.pk not in replaced
            and other.track == kind.track
            and other.valid_from < begun.valid_to
            and line.on < other.valid_to
        ):
            raise no(arrangement_refusals.AlreadyArranged, line, state, since=day_of(other.valid_from),
                order=described_order(other.begun_by),
            )  # fmt: skip
    plan.arrangements.append(begun)


def _end_former_programme(plan: Plan, line: OrderLine, state: State, enrolment: Enrolment) -> None:
    """A programme takes the place of the one before. :raises SameProgramme, EndsTheDayItBegan:"""
    track = StudyArrangement.Track.PROGRAMME
    rows = [one for one in state.arrangements[enrolment.pk] if one.track == track]
    present = next((one for one in rows if one.valid_from <= line.on < one.valid_to), None)
    if present is None:
        return
    if present.variant == line.variant:
        raise no(arrangement_refusals.SameProgramme, line, state, field="variant")
    if present.valid_from == line.on:
        raise no(
            arrangement_refusals.EndsTheDayItBegan, line, state, day=day_of(line.on),
            order=described_order(present.begun_by),
        )  # fmt: skip
    if present.ended_by is None:
        plan.ended_arrangements[line.on].append(present.pk)


def _plan_release(plan: Plan, line: OrderLine, state: State) -> None:
    enrolment = enrolment_on(line, state)
    present = next(
        (
            one
            for one in state.arrangements[enrolment.pk]
            if one.track == plan.kind.track and one.valid_from <= line.on < one.valid_to
        ),
        None,
    )
    if present is None:
        raise no(arrangement_refusals.NothingArranged, line, state, field="on", day=day_of(line.on))
    if present.valid_from == line.on:
        raise no(
            arrangement_refusals.EndsTheDayItBegan,
            line,
            state,
            day=day_of(line.on),
            order=described_order(present.begun_by),
        )
    if present.ended_by is not None:
        raise no(refusals.LaterMovementExists, line, state, day=day_of(present.valid_to),
            order=described_order(present.ended_by),
        )  # fmt: skip
    plan.ended_arrangements[line.on].append(present.pk)


def _plan_liquidation(plan: Plan, line: OrderLine, state: State) -> None:
    """The subjects that the line names, all if it names none; the other debts stay open.

    :raises NoDebts: nothing is owed. :raises SubjectNotOwed: a subject of the line is not.
    A warning, DebtsNotPassed: no passed attempt is written down of some of them.
    """
    enrolment = enrolment_on(line, state)
    owed = debts_of(line, state, enrolment)
    if not owed:
        raise no(arrangement_refusals.NoDebts, line, state, day=day_of(line.on))
    named = {one.casefold() for one in named_subjects(line.subjects)}
    closed = [one for one in owed if not named or one.subject.casefold() in named]
    if named - {one.subject.casefold() for one in closed}:
        raise no(arrangement_refusals.SubjectNotOwed, line, state, field="subjects", day=day_of(line.on))
    failed = [one for one in closed if not is_passed_by(one, line.on)]
    if failed:
        plan.problems.append(no(arrangement_refusals.DebtsNotPassed, line, state, field="subjects", count=len(failed)))
    plan.closed_debts[line.on, AcademicDebt.Outcome.LIQUIDATED] += [one.pk for one in closed]


def end_arrangements_of(plan: Plan, line: OrderLine, state: State, enrolment: Enrolment) -> None:
    """What is arranged ends with the enrolment. :raises LaterMovementExists: something begins, or ended, later."""
    for one in state.arrangements[enrolment.pk]:
        if one.valid_to <= line.on:
            continue
        if one.valid_from >= line.on or one.ended_by is not None:
            later = one.begun_by if one.valid_from >= line.on else one.ended_by
            day = one.valid_from if one.valid_from >= line.on else one.valid_to
            raise no(refusals.LaterMovementExists, line, state, day=day_of(day), order=described_order(later))
        plan.ended_arrangements[line.on].append(one.pk)


def open_debts(plan: Plan, line: OrderLine, state: State, enrolment: Enrolment) -> None:
    """A debt for each subject of the line, "Алгебра; Физика". :raises DebtSubjectsMissing, EndsBeforeItBegins:"""
    subjects = named_subjects(line.subjects)
    if not subjects:
        raise no(arrangement_refusals.DebtSubjectsMissing, line, state, field="subjects")
    due = line.until or line.on + DEBT_TERM
    if due <= line.on:
        raise no(
            arrangement_refusals.EndsBeforeItBegins, line, state, field="until", day=day_of(line.on), until=day_of(due)
        )
    plan.debts += [
        AcademicDebt(enrolment=enrolment, subject=one, valid_from=line.on, due_on=due, begun_by=plan.order)
        for one in subjects
    ]


def debts_of(line: OrderLine, state: State, enrolment: Enrolment) -> list[AcademicDebt]:
    """Debts that are open on the line's date and were not closed since."""
    return [one for one in state.debts[enrolment.pk] if one.valid_from < line.on and one.valid_to == FOREVER]


def close_debts_of(plan: Plan, line: OrderLine, state: State, enrolment: Enrolment, outcome: str) -> None:
    """Close every open debt of the line's student."""
    ids = [one.pk for one in debts_of(line, state, enrolment)]
    if ids:
        plan.closed_debts[line.on, outcome] += ids


PLANNERS_OF_ARRANGEMENTS: dict[Effect, Callable[[Plan, OrderLine, State], None]] = {
    Effect.ARRANGE: _plan_arrangement,
    Effect.RELEASE: _plan_release,
    Effect.LIQUIDATE: _plan_liquidation,
}
