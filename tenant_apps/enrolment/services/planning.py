"""The plan of an order and the parts that planning of every effect needs: what will be written, whom, and why not."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from shared_apps.organisations.periods import FOREVER

from .. import refusals
from ..arrangement_models import AcademicDebt, StudyArrangement
from ..completion_models import Completion
from ..models import ClassMembership, Enrolment, Order, OrderLine
from ..order_kinds import OrderKind
from ..wording import described_order
from .standing import State


@dataclass(slots=True)
class Plan:
    """What will be written. `problems` are all of them, also those that may be insisted on."""

    order: Order
    kind: OrderKind
    begins: list[Enrolment] = field(default_factory=list)
    memberships: list[ClassMembership] = field(default_factory=list)
    arrangements: list[StudyArrangement] = field(default_factory=list)
    debts: list[AcademicDebt] = field(default_factory=list)
    completions: list[Completion] = field(default_factory=list)
    ended_enrolments: list[int] = field(default_factory=list)
    ended_memberships: dict[date, list[int]] = field(default_factory=lambda: defaultdict(list))
    replaced_memberships: list[int] = field(default_factory=list)
    ended_arrangements: dict[date, list[int]] = field(default_factory=lambda: defaultdict(list))
    closed_debts: dict[tuple[date, str], list[int]] = field(default_factory=lambda: defaultdict(list))
    problems: list[refusals.LineRefused] = field(default_factory=list)

    def refuse_problems(self, *, insist: bool) -> None:
        """:raises LineRefused, SeveralLinesRefused: lines that can't take effect."""
        refusals.refuse([one for one in self.problems if not (insist and one.may_insist)])


def enrolment_on(line: OrderLine, state: State) -> Enrolment:
    """:raises StudentLeftAlready, StudentNotEnrolled: no enrolment covers the line's date."""
    enrolments = state.enrolments[line.student_id]
    for enrolment in enrolments:
        if enrolment.valid_from <= line.on < enrolment.valid_to:
            return enrolment
    left = [one for one in enrolments if one.valid_to <= line.on]
    if left:
        raise no(
            refusals.StudentLeftAlready,
            line,
            state,
            day=day_of(left[-1].valid_to),
            order=described_order(left[-1].ended_by),
        )
    raise no(refusals.StudentNotEnrolled, line, state, field="on", day=day_of(line.on))


def no(
    refusal: type[refusals.LineRefused], line: OrderLine, state: State, *, field: str | None = None, **params: object
) -> refusals.LineRefused:
    """The refusal of this line, naming the student."""
    return refusal(who=state.names[line.student_id].full_name, student_id=line.student_id, field=field, **params)


def day_of(day: date) -> str:
    return f"{day:%d.%m.%Y}" if day != FOREVER else _("for ever")
