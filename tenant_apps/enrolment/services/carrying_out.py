"""Writing what orders do: plans (effects.py) become rows, in as many statements for one order as for a hundred."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, TypeVar

from django.db.models import OuterRef, QuerySet, Subquery

from ..arrangement_models import AcademicDebt, StudyArrangement
from ..completion_models import Completion
from ..models import ClassMembership, Enrolment, OrderLine
from .planning import Plan

Value = TypeVar("Value")
BATCH = 2000


def carry_out(plans: Sequence[Plan]) -> None:
    """Write the plans of one order or of many: each kind of change is one statement, whichever order it belongs to.

    A student stands in one of the orders only. The caller holds them locked and has refused their problems.
    """
    orders = [plan.order for plan in plans]
    line = OrderLine.objects.filter(order__in=orders)
    mine = line.filter(student=OuterRef("student"))
    of_enrolment = line.filter(student__enrolments=OuterRef("enrolment"))
    memberships = ClassMembership.objects.all()
    _write(memberships, _all(plan.replaced_memberships for plan in plans), voided_by=_of(of_enrolment, "order"))
    ended = _dated(plan.ended_memberships for plan in plans)
    _write_by_day(memberships, ended, ended_by=_of(of_enrolment, "order"))
    _write(
        Enrolment.objects.all(), _all(plan.ended_enrolments for plan in plans),
        valid_to=_of(mine, "on"), end_reason=_of(mine, "reason"), end_counterpart=_of(mine, "counterpart"),
        end_envelope_id=_of(mine, "envelope_id"), end_destination=_of(mine, "destination"),
        end_organisation_id=_of(mine, "organisation_id"), end_result=_of(mine, "result"), ended_by=_of(mine, "order"),
    )  # fmt: skip
    arranged = _dated(plan.ended_arrangements for plan in plans)
    _write_by_day(StudyArrangement.objects.all(), arranged, ended_by=_of(of_enrolment, "order"))
    debts: dict[tuple[date, str], list[int]] = defaultdict(list)
    for plan in plans:
        for closed, ids in plan.closed_debts.items():
            debts[closed] += ids
    for (day, outcome), ids in debts.items():
        _write(AcademicDebt.objects.all(), ids, valid_to=day, outcome=outcome, ended_by=_of(of_enrolment, "order"))
    Enrolment.objects.bulk_create(_all(plan.begins for plan in plans), batch_size=BATCH)
    begun = _all(plan.memberships for plan in plans)
    for membership in begun:
        membership.enrolment_id = membership.enrolment.pk
    ClassMembership.objects.bulk_create(begun, batch_size=BATCH)
    StudyArrangement.objects.bulk_create(_all(plan.arrangements for plan in plans), batch_size=BATCH)
    AcademicDebt.objects.bulk_create(_all(plan.debts for plan in plans), batch_size=BATCH)
    Completion.objects.bulk_create(_all(plan.completions for plan in plans), batch_size=BATCH)


def _write(rows: QuerySet[Any], ids: list[int], **values: object) -> None:
    if ids:
        rows.filter(pk__in=ids).update(**values)


def _write_by_day(rows: QuerySet[Any], ids_by_day: dict[date, list[int]], **values: object) -> None:
    for day, ids in ids_by_day.items():
        _write(rows, ids, valid_to=day, **values)


def _of(lines: QuerySet[OrderLine], column: str) -> Subquery:
    return Subquery(lines.values(column)[:1])


def _all(parts: Iterable[list[Value]]) -> list[Value]:
    return [one for part in parts for one in part]


def _dated(parts: Iterable[dict[date, list[int]]]) -> dict[date, list[int]]:
    found: dict[date, list[int]] = defaultdict(list)
    for part in parts:
        for day, ids in part.items():
            found[day] += ids
    return found
