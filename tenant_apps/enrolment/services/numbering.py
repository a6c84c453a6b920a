"""Numbers of orders: one sequence per organisation and academic year, or one for a group of orders that wants its own.

A number is given while the year's row is locked, so two who sign at once get neither the same number nor a gap.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from shared_apps.handbooks import queries as handbooks
from shared_apps.organisations.crossing import By
from shared_apps.rules import catalogue
from shared_apps.rules import queries as rules

from .. import refusals
from ..arrangement_models import OrderIndex
from ..models import AcademicYear, Order
from ..order_grounds import CENTRE, KINDERGARTEN
from ..queries.place import kind_here

NUMBER_SUFFIXES = {KINDERGARTEN: "-в", CENTRE: "-о"}
SCHOOL_SUFFIX = "-у"
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """How orders of a group (handbook order_group) are numbered: "-к/у" gives "12-к/у"."""

    group: str
    index: str
    is_own_sequence: bool = False


@transaction.atomic
def set_order_indexes(*, indexes: Sequence[Index], by: By) -> None:
    """The indexes of groups of orders from now on; a group that is not named has the usual one. Given numbers stay.

    :raises UnknownItem: :raises OrderIndexMissing, OrderIndexMisshapen, OrderIndexTaken:
    """
    indexes = [replace(one, index="".join(one.index.split())) for one in indexes]
    for one in indexes:
        handbooks.known_item("order_group", one.group, as_of=timezone.localdate(), field="group")
        _refuse_unclear(one, [other.index for other in indexes if other is not one])
    for one in indexes:
        OrderIndex.objects.update_or_create(
            group=one.group, defaults={"index": one.index, "is_own_sequence": one.is_own_sequence}
        )
    OrderIndex.objects.exclude(group__in=[one.group for one in indexes]).delete()


def _refuse_unclear(one: Index, others: Sequence[str]) -> None:
    """A number must say to which sequence it belongs."""
    group = handbooks.name("order_group", one.group)
    field = f"index_{one.group}"
    if one.index[:1].isdigit():
        raise refusals.OrderIndexMisshapen(field=field, params={"group": group, "index": one.index})
    if not one.is_own_sequence:
        return
    if not one.index:
        raise refusals.OrderIndexMissing(field=field, params={"group": group})
    if one.index in others or one.index == usual_suffix(timezone.localdate()):
        raise refusals.OrderIndexTaken(field=field, params={"group": group, "index": one.index})


def next_number(year: AcademicYear, kind: str) -> str:
    """The next number in the year for an order of this kind: one more than the largest of its sequence."""
    indexes = {one.group: one for one in OrderIndex.objects.all()}
    mine = indexes.get(handbooks.group_of("order_kind", kind) or "")
    own = [one.index for one in indexes.values() if one.is_own_sequence]
    numbers = list(_numbers_of(year).values_list("number", flat=True))
    if mine is not None and mine.is_own_sequence:
        numbers = [one for one in numbers if index_of(one) == mine.index]
    else:
        numbers = [one for one in numbers if index_of(one) not in own]
    largest = max((int(found.group()) for found in map(_DIGITS.match, numbers) if found), default=0)
    return f"{largest + 1}{_after_the_digits(year, mine)}"


def _after_the_digits(year: AcademicYear, mine: OrderIndex | None) -> str:
    """By the index of the group, where the organisation set one; else by the setting `order_numbering`."""
    if mine is not None:
        return mine.index
    style = rules.setting(catalogue.ORDER_NUMBERING)
    if style == "plain":
        return ""
    suffix = usual_suffix(year.valid_from)
    return f"/{year.valid_from.year}{suffix}" if style == "year" else suffix


def usual_suffix(day: date) -> str:
    """ "-у" of students' orders in a school, "-в" in a kindergarten, "-о" in a centre: it tells them from others."""
    kind = kind_here(day)
    return next((one for broad, one in NUMBER_SUFFIXES.items() if kind.startswith(broad)), SCHOOL_SUFFIX)


def index_of(number: str) -> str:
    """What stands after the digits: "-к/у" of "12-к/у"."""
    return _DIGITS.sub("", number, count=1)


def academic_year_of(day: date) -> AcademicYear:
    """:raises NoAcademicYear:"""
    year = AcademicYear.objects.valid(day).first()
    if year is None:
        raise refusals.NoAcademicYear(field="date", params={"day": f"{day:%d.%m.%Y}"})
    return year


def number_and_sign(order: Order, number: str, by: By) -> None:
    """Numbers of a year are given one at a time: the year's row is locked until the transaction ends.

    :raises OrderDateInTheFuture, OrderNumberTaken, NoAcademicYear, OrderDatedInClosedYear:
    """
    if order.date > timezone.localdate():
        raise refusals.OrderDateInTheFuture(params={"day": f"{order.date:%d.%m.%Y}"})
    year = AcademicYear.objects.select_for_update().get(pk=academic_year_of(order.date).pk)
    if year.closed_at is not None:
        raise refusals.OrderDatedInClosedYear(params={"day": f"{order.date:%d.%m.%Y}", "name": year.name})
    number = " ".join(number.split())
    if number:
        same = _numbers_of(year).filter(number__iexact=number).exclude(pk=order.pk).first()
        if same is not None:
            raise refusals.OrderNumberTaken(
                params={
                    "number": number,
                    "year": year.name,
                    "day": f"{same.date:%d.%m.%Y}",
                    "free": next_number(year, order.kind),
                }
            )
    order.number = number or next_number(year, order.kind)
    order.signed_at = timezone.now()
    order.signed_by, order.signed_name = by.account_id, by.name
    order.version += 1


def _numbers_of(year: AcademicYear) -> QuerySet[Order]:
    return Order.objects.filter(date__gte=year.valid_from, date__lt=year.valid_to).exclude(number="")
