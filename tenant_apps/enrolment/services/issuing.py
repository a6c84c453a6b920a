"""Many orders at once, as the turn of the year issues them: what an order costs is spread over all of them.

Each order is numbered and signed as any other; reading the state of their students and writing what they do is done
once for all, so a hundred orders take the statements of a few.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone

from shared_apps.organisations.crossing import By
from tenant_apps.history.services import written_as

from .. import followers
from ..arrangement_models import AcademicDebt, StudyArrangement
from ..completion_models import Completion
from ..models import ClassMembership, Enrolment, Order, OrderLine
from . import conditions
from .beside_transfers import past_transfers
from .effects import BATCH, planned
from .lines import Line
from .numbering import number_and_sign
from .orders import Requisites, line_rows, offered, refuse_unknown
from .planning import Plan
from .standing import read_state

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """One order to be issued."""

    kind: str
    requisites: Requisites
    lines: Sequence[Line]


@transaction.atomic
def issue_orders(*, drafts: Sequence[Draft], source: str = "", by: By) -> list[Order]:
    """Draft and sign all of them, in spite of warnings; numbers go up in the order given.

    A student stands in one of the orders only: what one order does to him is not seen by another.

    :raises StudentStandsInTheOrder: he stands in two lines.
    :raises: as `draft_order` and `sign_order`; one refused line refuses all.
    """
    refuse_unknown([line for one in drafts for line in one.lines])
    for kind in {one.kind for one in drafts}:
        offered(kind, by)
    orders = Order.objects.bulk_create(_order(one, source) for one in drafts)
    lines = [row for order, one in zip(orders, drafts, strict=True) for row in line_rows(order, one.lines)]
    OrderLine.objects.bulk_create(lines, batch_size=BATCH)
    plans = _plans(orders)
    for plan in plans:
        plan.refuse_problems(insist=True)
    today = timezone.localdate()
    with written_as(source) if source else nullcontext():
        for order in orders:
            number_and_sign(order, "", by)
            order.state = Order.State.EFFECTIVE if order.effective_on <= today else Order.State.SIGNED
            order.save()
        due = [plan for plan in plans if plan.order.state == Order.State.EFFECTIVE]
        _carry_out(due)
        conditions.follow_many([plan.order for plan in due], by=by)
        for plan in due:
            followers.effected(plan.order, by)
    return orders


def _order(one: Draft, source: str) -> Order:
    head = one.requisites
    return Order(
        kind=one.kind, date=head.date, effective_on=head.effective_on or head.date, title=head.title.strip(),
        basis=head.basis.strip(), note=head.note.strip(), source=source,
    )  # fmt: skip


def _plans(orders: Sequence[Order]) -> list[Plan]:
    """Of every order, from one reading of the state."""
    rows = OrderLine.objects.filter(order__in=orders).select_related("class_group__academic_year", "of_class")
    lines = list(rows.order_by("order", "position"))
    of_order: dict[int, list[OrderLine]] = defaultdict(list)
    for line in lines:
        of_order[line.order_id].append(line)
    state = read_state(lines, lock=True)
    plans = [planned(order, of_order[order.pk], state) for order in orders]
    for plan in plans:
        plan.problems += past_transfers(plan.kind, of_order[plan.order.pk], state)
    return plans


def _carry_out(plans: Sequence[Plan]) -> None:
    """Write the plans: each kind of change is one statement, whichever order it belongs to."""
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
