"""What an order does to enrolments and memberships: planned for all lines at once, then written in a few statements.

`plan_order` reads the state of all students of the order in a fixed number of queries and finds every problem;
`carry_out` (carrying_out.py) writes. Both work for one line and for five thousand.
"""

from collections.abc import Iterable
from datetime import timedelta

from shared_apps.organisations.periods import FOREVER

from .. import arrangement_refusals, refusals
from ..arrangement_models import AcademicDebt
from ..models import ClassGroup, ClassMembership, Enrolment, Order, OrderLine
from ..order_days import ENDING
from ..order_kinds import ORDER_KINDS, ClassOfLine, Effect, OrderKind
from ..programmes import leads_to, place_of
from ..wording import described_order
from .arranging import PLANNERS_OF_ARRANGEMENTS, close_debts_of, debts_of, end_arrangements_of, open_debts
from .beside_transfers import past_transfers
from .completing import complete_by_graduation, plan_completion
from .crowding import full_classes
from .planning import Plan, day_of, enrolment_on, no, refuse_twice_in_a_class
from .standing import GRADES_OF_LEVEL, State, level_of, read_state

DEFAULT_FORM = "full_time"
LEAST_GRADES = {"finished_primary": 4, "finished_basic": 9, "finished_secondary": 11, "finished_special": 9}
"""Ground of graduation → the lowest grade that ends with it."""


def plan_order(order: Order, *, lock: bool = True) -> Plan:
    """What the order's lines do, and every reason why one of them can't. A fixed number of queries."""
    lines = list(order.lines.select_related("class_group__academic_year", "of_class").order_by("position"))
    state = read_state(lines, lock=lock)
    plan = planned(order, lines, state)
    plan.problems += [*past_transfers(plan.kind, lines, state), *full_classes(plan)]
    return plan


def planned(order: Order, lines: Iterable[OrderLine], state: State) -> Plan:
    """What the lines of an order do, all but crowded classes and what goes past transfers. No queries."""
    kind = ORDER_KINDS[order.kind]
    plan = Plan(order, kind)
    for line in lines:
        try:
            _check_date(line, kind, state)
            _PLANNERS[kind.effect](plan, line, state)
        except refusals.LineRefused as problem:
            plan.problems.append(problem)
    return plan


# --- planning, one line at a time -----------------------------------------------------------------------------------


def _check_date(line: OrderLine, kind: OrderKind, state: State) -> None:
    last_day = line.on - timedelta(days=1) if kind.effect in ENDING else line.on
    named = state.names[line.student_id]
    year = state.years.of(last_day) or state.years.of(line.on)
    if year is None:
        raise no(refusals.LineDateOutsideYears, line, state, field="on", day=day_of(line.on))
    if year.closed_at is not None:
        raise no(refusals.LineYearSealed, line, state, field="on", day=day_of(last_day), year=year.name)
    if named.birth_date and named.birth_date >= line.on:
        raise no(refusals.NotBornYet, line, state, field="on", day=day_of(line.on), born=day_of(named.birth_date))


def _plan_begin(plan: Plan, line: OrderLine, state: State) -> None:
    for enrolment in state.enrolments[line.student_id]:
        if enrolment.valid_to > line.on and not _stands_beside(line, enrolment, state):
            refusal = (
                refusals.StudentAlreadyEnrolled if enrolment.valid_from <= line.on else refusals.StudentEnrolledLater
            )
            raise no(
                refusal, line, state, since=day_of(enrolment.valid_from), order=described_order(enrolment.begun_by)
            )
    if plan.kind.restores and not any(one.valid_to <= line.on for one in state.enrolments[line.student_id]):
        raise no(arrangement_refusals.NothingToRestore, line, state, day=day_of(line.on))
    grade, level = _grade_and_level(plan.kind, line, state)
    enrolment = Enrolment(
        student_id=line.student_id,
        kind=line.enrolment_kind,
        valid_from=line.on,
        begun_by=plan.order,
        begin_reason=line.reason,
        begin_counterpart=line.counterpart,
        envelope_id=line.envelope_id,
    )
    plan.begins.append(enrolment)
    plan.memberships.append(_membership(plan, line, enrolment, level, grade, state))


def _stands_beside(line: OrderLine, other: Enrolment, state: State) -> bool:
    """Whether an enrolment may begin beside another one: of additional ones, each in a group of its own.

    :raises ClassMissing: the line says in no group which of them it would be.
    """
    if {line.enrolment_kind, other.kind} != {Enrolment.Kind.ADDITIONAL}:
        return False
    if line.class_group is None:
        raise no(refusals.ClassMissing, line, state, field="class_group")
    return True


def _plan_end(plan: Plan, line: OrderLine, state: State) -> None:
    enrolment = enrolment_on(line, state)
    if enrolment.valid_from == line.on:
        raise no(
            refusals.LeavesTheDayAdmitted, line, state, day=day_of(line.on), order=described_order(enrolment.begun_by)
        )
    if enrolment.valid_to != FOREVER:
        raise no(
            refusals.LaterMovementExists,
            line,
            state,
            day=day_of(enrolment.valid_to),
            order=described_order(enrolment.ended_by),
        )
    for membership in state.memberships[enrolment.pk]:
        if membership.valid_to <= line.on:
            continue
        if membership.valid_from < line.on:
            plan.ended_memberships[line.on].append(membership.pk)
            continue
        begun_by = membership.begun_by
        if begun_by is not None and ORDER_KINDS[begun_by.kind].effect != Effect.YEAR_END:
            raise no(
                refusals.LaterMovementExists,
                line,
                state,
                day=day_of(membership.valid_from),
                order=described_order(begun_by),
            )
        plan.replaced_memberships.append(membership.pk)
    _check_graduation(plan.kind, line, state, enrolment)
    if plan.kind.results:
        complete_by_graduation(plan, line, state, enrolment)
    end_arrangements_of(plan, line, state, enrolment)
    close_debts_of(plan, line, state, enrolment, AcademicDebt.Outcome.LEFT)
    plan.ended_enrolments.append(enrolment.pk)


def _check_graduation(kind: OrderKind, line: OrderLine, state: State, enrolment: Enrolment) -> None:
    """:raises NotTheLastGrade: primary education is finished with grade 4, basic with 9, secondary with 11; adapted
    programmes for intellectual disability with grade 9 or later."""
    if not kind.results:
        return
    last = next((one for one in reversed(state.memberships[enrolment.pk]) if one.valid_from < line.on), None)
    least = LEAST_GRADES.get(line.reason)
    if least is not None and last is not None and last.grade is not None and last.grade < least:
        raise no(arrangement_refusals.NotTheLastGrade, line, state, field="reason", grade=last.grade, least=least)


def _check_present(kind: OrderKind, line: OrderLine, state: State, here: ClassGroup | None) -> None:
    """:raises AlreadyInAClass, NotInAClassYet: of orders that are about students with, or without, a class."""
    if kind.leaves_class is False and here is not None:
        raise no(refusals.AlreadyInAClass, line, state, name=here.name)
    if kind.leaves_class is True and here is None:
        raise no(refusals.NotInAClassYet, line, state, day=day_of(line.on))


def _plan_move(plan: Plan, line: OrderLine, state: State) -> None:
    kind = plan.kind
    enrolment = enrolment_on(line, state, without_class=kind.leaves_class is False)
    _refuse_ended(line, state, enrolment)
    members = state.memberships[enrolment.pk]
    present = next((one for one in members if one.valid_from <= line.on < one.valid_to), None)
    here = present.class_group if present else None
    _check_present(kind, line, state, here)
    target = line.class_group
    if kind.changes_form:
        if present is None:
            raise no(refusals.NotInAClassYet, line, state, day=day_of(line.on))
        if not line.form_of_study or line.form_of_study == present.form_of_study:
            raise no(refusals.SameFormOfStudy, line, state, field="form_of_study")
        target = target or here
        line.class_group = target
    elif target is not None and target == here:
        raise no(refusals.AlreadyInThisClass, line, state, field="class_group", name=target.name)
    if target is None and kind.class_of_line == ClassOfLine.MUST:
        raise no(refusals.ClassMissing, line, state, field="class_group")
    if kind.closes_debts:
        _close_debts(plan, line, state, enrolment, present)
    elif target is not None and present is not None and target.grade != present.grade:
        if kind.leaves_class is False:
            raise no(refusals.GradeDoesNotMatchClass, line, state, field="class_group",
                grade=present.grade or "—", name=target.name, class_grade=target.grade or "—",
            )  # fmt: skip
        plan.problems.append(no(refusals.AnotherGrade, line, state, grade=present.grade or "—", name=target.name))
    grade = target.grade if target else (present.grade if present else None)
    level = target.level if target else (present.level if present else "")
    if not line.form_of_study and present is not None and not kind.changes_form:
        line.form_of_study = (
            "" if target and here and present.form_of_study == here.form_of_study else present.form_of_study
        )
    _replace(plan, line, state, enrolment, present, _membership(plan, line, enrolment, level, grade, state))


def _close_debts(
    plan: Plan, line: OrderLine, state: State, enrolment: Enrolment, present: ClassMembership | None
) -> None:
    """Back into the grade whose programme was not mastered. :raises NoDebts, NotTheNextGrade:"""
    target = line.class_group
    if not debts_of(line, state, enrolment):
        raise no(arrangement_refusals.NoDebts, line, state, day=day_of(line.on))
    here = place_of(present.class_group, present.grade) if present is not None else None
    there = place_of(target)
    if target is not None and here is not None and (there is None or not leads_to(here, there, plan.kind.step)):
        raise no(refusals.NotTheNextGrade, line, state, field="class_group", grade=here.grade, name=target.name)
    close_debts_of(plan, line, state, enrolment, plan.kind.closes_debts)


def _plan_year_end(plan: Plan, line: OrderLine, state: State) -> None:
    enrolment = enrolment_on(line, state)
    _refuse_ended(line, state, enrolment)
    target = line.class_group
    if target is None:
        raise no(refusals.ClassMissing, line, state, field="class_group")
    members = state.memberships[enrolment.pk]
    former = next((one for one in reversed(members) if one.valid_from < line.on), None)
    former_year = None
    if former is not None:
        former_year = former.class_group.academic_year if former.class_group else state.years.of(former.valid_from)
    if former is None or former_year is None:
        raise no(refusals.NotInAClassYet, line, state, day=day_of(line.on))
    present = next((one for one in members if one.valid_from <= line.on < one.valid_to), None)
    if present is not None and present.valid_from == line.on and present.class_group is not None:
        raise no(refusals.AlreadyInAClass, line, state, name=present.class_group.name)
    following = state.years.following(former_year)
    if following is None or target.academic_year_id != following.pk:
        raise no(
            refusals.NotTheNextYear, line, state, field="class_group", name=target.name, year=target.academic_year.name
        )
    there, here = place_of(target), place_of(former.class_group, former.grade)
    if there is not None and here is not None and not leads_to(here, there, plan.kind.step):
        raise no(refusals.NotTheNextGrade, line, state, field="class_group", grade=former.grade, name=target.name)
    if plan.kind.owes:
        open_debts(plan, line, state, enrolment)
    membership = _membership(plan, line, enrolment, target.level, target.grade, state)
    _replace(plan, line, state, enrolment, present, membership)


_PLANNERS = {
    Effect.BEGIN: _plan_begin,
    Effect.END: _plan_end,
    Effect.MOVE: _plan_move,
    Effect.YEAR_END: _plan_year_end,
    Effect.COMPLETE: plan_completion,
    **PLANNERS_OF_ARRANGEMENTS,
}


# --- parts ----------------------------------------------------------------------------------------------------------


def _refuse_ended(line: OrderLine, state: State, enrolment: Enrolment) -> None:
    """:raises LaterMovementExists: the student leaves later; what was before is changed only without that order."""
    if enrolment.valid_to != FOREVER:
        raise no(refusals.LaterMovementExists, line, state, day=day_of(enrolment.valid_to),
            order=described_order(enrolment.ended_by),
        )  # fmt: skip


def _grade_and_level(kind: OrderKind, line: OrderLine, state: State) -> tuple[int | None, str]:
    """Of an admission: by its class, else by what the line says.

    :raises GradeMissing, GradeDoesNotMatchClass, GradeNotOffered, GradeNotOfThisOrder:
    """
    target = line.class_group
    if target is not None:
        if line.grade is not None and line.grade != target.grade:
            raise no(refusals.GradeDoesNotMatchClass, line, state, field="grade",
                grade=line.grade, name=target.name, class_grade=target.grade or "—",
            )  # fmt: skip
        grade, level, name = target.grade, target.level, target.name
    else:
        grade, level = line.grade, line.level or level_of(line.grade)
        name = str(grade or "")
        if not level or (level in GRADES_OF_LEVEL and grade is None):
            raise no(refusals.GradeMissing, line, state, field="grade")
        year = state.years.of(line.on)
        if grade is not None and year is not None and grade not in state.grades[year.pk]:
            raise no(refusals.GradeNotOffered, line, state, field="grade", grade=grade, year=year.name)
    if (kind.levels and level not in kind.levels) or (kind.grades and grade not in kind.grades):
        raise no(refusals.GradeNotOfThisOrder, line, state, field="class_group", name=name)
    return grade, level


def _membership(
    plan: Plan, line: OrderLine, enrolment: Enrolment, level: str, grade: int | None, state: State
) -> ClassMembership:
    """The membership that a line begins; it ends with its class, else with the academic year, else with the enrolment.

    :raises ClassNotOpenThen, AlreadyInThisClass:
    """
    target = line.class_group
    if target is not None and not target.valid_from <= line.on < target.valid_to:
        raise no(refusals.ClassNotOpenThen, line, state, field="class_group", name=target.name, day=day_of(line.on),
            since=day_of(target.valid_from), until=day_of(target.valid_to - timedelta(days=1)),
        )  # fmt: skip
    year = state.years.of(line.on)
    end = target.valid_to if target is not None else year.valid_to if year is not None else FOREVER
    begun = ClassMembership(
        enrolment=enrolment,
        level=level,
        grade=grade,
        class_group=target,
        form_of_study=line.form_of_study or (target.form_of_study if target else DEFAULT_FORM),
        valid_from=line.on,
        valid_to=min(end, enrolment.valid_to),
        begun_by=plan.order,
    )
    refuse_twice_in_a_class(line, state, enrolment, begun)
    return begun


def _replace(
    plan: Plan,
    line: OrderLine,
    state: State,
    enrolment: Enrolment,
    present: ClassMembership | None,
    begun: ClassMembership,
) -> None:
    """End (or, begun that very day, void) the present membership and begin the new one.

    :raises LaterMovementExists: a later membership stands in the way.
    """
    for later in state.memberships[enrolment.pk]:
        if line.on < later.valid_from < begun.valid_to:
            raise no(
                refusals.LaterMovementExists,
                line,
                state,
                day=day_of(later.valid_from),
                order=described_order(later.begun_by),
            )
    if present is not None and present.valid_from == line.on:
        plan.replaced_memberships.append(present.pk)
    elif present is not None:
        plan.ended_memberships[line.on].append(present.pk)
    plan.memberships.append(begun)
