"""Many orders at once, as the turn of the year issues them: what an order costs is spread over all of them.

Each order is numbered and signed as any other; reading the state of their students and writing what they do is done
once for all, so a hundred orders take the statements of a few.
"""

from collections import defaultdict
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from shared_apps.organisations.crossing import By
from tenant_apps.history.services import written_as

from .. import followers
from ..models import Order, OrderLine
from . import conditions
from .beside_transfers import past_transfers
from .carrying_out import BATCH, carry_out
from .effects import planned
from .lines import Line
from .numbering import number_and_sign
from .orders import Requisites, headed, line_rows, offered, refuse_unknown
from .planning import Plan
from .standing import read_state


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
    orders = Order.objects.bulk_create(headed(one.kind, one.requisites, source) for one in drafts)
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
        carry_out(due)
        conditions.follow_many([plan.order for plan in due], by=by)
        for plan in due:
            followers.effected(plan.order, by)
    return orders


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
