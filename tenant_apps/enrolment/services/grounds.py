"""Grounds and results of the lines of orders: which a kind may have, and which is meant where a line says none."""

from collections.abc import Sequence
from dataclasses import replace

from shared_apps.handbooks import queries as handbooks

from .. import arrangement_refusals
from ..models import ClassMembership
from ..order_grounds import FINISHED_OF_LEVEL, broad_kind
from ..order_kinds import OrderKind
from ..programmes import INTELLECTUAL
from ..queries.place import kind_here
from .lines import Line

SPECIAL = "finished_special"
"""Item of leaving_reason and of year_result: with a certificate of study (273-ФЗ article 60 part 13)."""


def with_grounds(kind: OrderKind, lines: Sequence[Line]) -> list[Line]:
    """Lines with their ground, and what was finished with, said in full; one query at most.

    :raises ReasonNotOfThisOrder: a line has a ground that such an order, or such an organisation, has not.
    """
    if not kind.reasons:
        return _with_results(kind, lines)
    place = broad_kind(kind_here())
    allowed, usual = kind.grounds_in(place), kind.usual_ground(place)
    silent = [] if usual else [line for line in lines if not line.reason]
    finished = finished_by(silent)
    found = [replace(line, reason=line.reason or usual or finished.get(line.student_id, "")) for line in lines]
    for line in found:
        if line.reason and handbooks.counts_as(kind.reasons, line.reason) not in allowed:
            raise arrangement_refusals.ReasonNotOfThisOrder(
                params={
                    "kind": handbooks.name("order_kind", kind.code),
                    "reason": handbooks.name(kind.reasons, line.reason) or line.reason,
                }
            )
    return [replace(line, result=_result(kind, line.reason, line.result)) for line in found]


def _with_results(kind: OrderKind, lines: Sequence[Line]) -> list[Line]:
    """Of an order on completing grade 9, which has no grounds: by the class of the student."""
    if not kind.results:
        return list(lines)
    finished = finished_by([line for line in lines if not line.result])
    return [
        replace(line, result=_result(kind, finished.get(line.student_id, "finished_basic"), line.result))
        for line in lines
    ]


def _result(kind: OrderKind, ground: str, result: str) -> str:
    """As the line says, else the usual one of grades that end with a certificate."""
    if result or not kind.results:
        return result
    if ground == SPECIAL:
        return SPECIAL
    return kind.results[0] if ground in ("finished_basic", "finished_secondary") else ""


def finished_by(lines: Sequence[Line]) -> dict[int, str]:
    """Student → the ground of finishing where he stands on the eve of his line: by his level and kind of class."""
    days = {line.student_id: line.on for line in lines}
    if not days:
        return {}
    rows = (
        ClassMembership.objects.unvoided()
        .filter(enrolment__student__in=days, enrolment__voided_by__isnull=True, valid_from__lt=max(days.values()))
        .order_by("valid_from")
        .values_list("enrolment__student", "valid_from", "level", "class_group__kind")
    )
    return {
        student_id: SPECIAL if kind == INTELLECTUAL else FINISHED_OF_LEVEL.get(level, "")
        for student_id, since, level, kind in rows
        if since < days[student_id]
    }
