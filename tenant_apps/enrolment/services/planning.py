"""The plan of an order and the parts that planning of every effect needs: what will be written, whom, and why not."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NoReturn

from django.utils.translation import gettext as _

from shared_apps.organisations.periods import FOREVER

from .. import refusals
from ..arrangement_models import AcademicDebt, StudyArrangement
from ..completion_models import Completion
from ..models import ClassGroup, ClassMembership, Enrolment, Order, OrderLine
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


def enrolment_on(line: OrderLine, state: State, *, without_class: bool = False) -> Enrolment:
    """The enrolment that the line is about: the only one on its date, or that in the group which the line names.

    :param without_class: of several, the one that stands in no class is meant.
    :raises StudentLeftAlready, StudentNotEnrolled: no enrolment covers the line's date.
    :raises NotInThatClass, SeveralGroups: the line names a group where he is not, or none of several.
    """
    enrolments = state.enrolments[line.student_id]
    found = [one for one in enrolments if one.valid_from <= line.on < one.valid_to]
    if not found:
        _refuse_absent(line, state, enrolments)
    if line.of_class_id is not None:
        there = [one for one in found if _stands_in(line, state.memberships[one.pk])]
        if not there:
            name = line.of_class.name if line.of_class is not None else "—"
            raise no(refusals.NotInThatClass, line, state, field="of_class", name=name, day=day_of(line.on))
        found = there
    elif without_class and len(found) > 1:
        found = [one for one in found if not _classes_on(line.on, state.memberships[one.pk])] or found
    if len(found) > 1:
        raise no(refusals.SeveralGroups, line, state, field="of_class", names=groups_in_words(found, line.on, state))
    return found[0]


def groups_in_words(enrolments: Sequence[Enrolment], day: date, state: State) -> str:
    """Names of the groups of enrolments on a day, or on the eve of it."""
    names = []
    for one in enrolments:
        on_it = _classes_on(day, state.memberships[one.pk]) or _classes_on(day, state.memberships[one.pk], eve=True)
        names.append(on_it[0].name if on_it else _("in no class"))
    return ", ".join(sorted(names))


def refuse_twice_in_a_class(line: OrderLine, state: State, enrolment: Enrolment, begun: ClassMembership) -> None:
    """:raises AlreadyInThisClass: by another enrolment of the student. The card is locked, so no order comes between.

    A class stands in memberships and the student in enrolments, so no constraint of one table could refuse it.
    """
    for other in state.enrolments[line.student_id]:
        for one in state.memberships[other.pk] if other.pk != enrolment.pk else ():
            if (
                one.class_group_id == begun.class_group_id is not None
                and one.valid_from < begun.valid_to
                and begun.valid_from < min(one.valid_to, other.valid_to)
            ):
                name = begun.class_group.name if begun.class_group is not None else "—"
                raise no(refusals.AlreadyInThisClass, line, state, field="class_group", name=name)


def _stands_in(line: OrderLine, memberships: Sequence[ClassMembership]) -> bool:
    """On the line's date, or until it: a move, and a leaving, are about the class of the eve."""
    return any(
        one.class_group_id == line.of_class_id and one.valid_from <= line.on <= one.valid_to for one in memberships
    )


def _classes_on(day: date, memberships: Sequence[ClassMembership], *, eve: bool = False) -> list[ClassGroup]:
    return [
        one.class_group
        for one in memberships
        if one.class_group is not None
        and one.valid_from <= day
        and (one.valid_to == day if eve else day < one.valid_to)
    ]


def _refuse_absent(line: OrderLine, state: State, enrolments: Sequence[Enrolment]) -> NoReturn:
    """:raises StudentLeftAlready, StudentNotEnrolled:"""
    left = [one for one in enrolments if one.valid_to <= line.on]
    if left:
        last = max(left, key=lambda one: one.valid_to)
        raise no(
            refusals.StudentLeftAlready, line, state, day=day_of(last.valid_to), order=described_order(last.ended_by)
        )
    raise no(refusals.StudentNotEnrolled, line, state, field="on", day=day_of(line.on))


def no(
    refusal: type[refusals.LineRefused], line: OrderLine, state: State, *, field: str | None = None, **params: object
) -> refusals.LineRefused:
    """The refusal of this line, naming the student."""
    return refusal(who=state.names[line.student_id].full_name, student_id=line.student_id, field=field, **params)


def day_of(day: date) -> str:
    return f"{day:%d.%m.%Y}" if day != FOREVER else _("for ever")
