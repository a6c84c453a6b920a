"""Orders that the file itself names: rows are gathered by number and date of the order, and by what it is about.

Rows without a number come into one order, numbered when it is signed.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from shared_apps.importing.judging import Trouble
from shared_apps.importing.rows import Row
from shared_apps.ui.numbers import ru_date

from ..models import ClassGroup, Order
from ..services.years import Years

if TYPE_CHECKING:
    from .verdicts import JudgedStudent

KINDS = {"preschool": "admission_kindergarten", "additional": "admission_programme"}
"""Level of the class → kind of the order; other levels: admission."""
ADMITTING = frozenset({"admission", *KINDS.values()})
"""Every kind of order that a file of students makes."""


@dataclass(frozen=True, slots=True)
class OrderKey:
    """Which order a row belongs to. Without a number: the one that Svod numbers; `day` is None where no row says it."""

    kind: str
    number: str
    day: date | None


def kind_for(group: ClassGroup) -> str:
    """The kind of order that admits to a class."""
    return KINDS.get(group.level, "admission")


def gathered(rows: Sequence["JudgedStudent"]) -> dict[OrderKey, list["JudgedStudent"]]:
    """The orders of a file with their rows, in the order of the file.

    A number whose date only some rows say takes that date.
    """
    days: dict[str, set[date]] = defaultdict(set)
    for one in rows:
        if (number := one.row.cells.get("order_number")) and (day := one.row.cells.get("order_date")):
            days[number].add(day)
    found: dict[OrderKey, list[JudgedStudent]] = defaultdict(list)
    for one in rows:
        assert one.group is not None
        number, day = one.row.cells.get("order_number") or "", one.row.cells.get("order_date")
        if number and day is None and len(days[number]) == 1:
            (day,) = days[number]
        found[OrderKey(kind_for(one.group), number, day if number else None)].append(one)
    return found


def order_troubles(rows: Sequence[Row], years: Years, today: date) -> dict[int, Trouble]:
    """Number of a row → why the order it names can't be signed. Rows without an order's number have no trouble."""
    named = {
        row.number: (number, row.cells.get("order_date")) for row in rows if (number := row.cells.get("order_number"))
    }
    if not named:
        return {}
    taken: dict[tuple[int, str], Order] = {}
    numbers = {number.lower() for number, _day in named.values()}
    for order in Order.objects.annotate(plain=Lower("number")).filter(plain__in=numbers):
        if (year := years.of(order.date)) is not None:
            taken[year.pk, order.number.casefold()] = order
    days: dict[str, set[date]] = defaultdict(set)
    for number, day in named.values():
        days[number.casefold()] |= {day} if day else set()
    found: dict[int, Trouble] = {}
    for row, (number, day) in named.items():
        trouble = _trouble(number, day or today, years, taken, today) or _dates_differ(number, days[number.casefold()])
        if trouble:
            found[row] = trouble
    return found


def _dates_differ(number: str, days: set[date]) -> Trouble | None:
    if len(days) < 2:
        return None
    return Trouble(
        "order_date", "order.dates_differ",
        _("Order %(number)s stands in the file with different dates: %(days)s.")
        % {"number": number, "days": ", ".join(map(ru_date, sorted(days)))},
        _("Correct the dates: one number is one order."),
    )  # fmt: skip


def _trouble(number: str, day: date, years: Years, taken: dict[tuple[int, str], Order], today: date) -> Trouble | None:
    if day > today:
        return Trouble(
            "order_date", "order.in_the_future",
            _("The order is dated %(day)s, a day that has not come.") % {"day": ru_date(day)},
            _("Correct the date."),
        )  # fmt: skip
    year = years.of(day)
    if year is None:
        return Trouble(
            "order_date", "order.outside_years",
            _("No academic year contains the order's date %(day)s.") % {"day": ru_date(day)},
            _("Open that academic year (“Year and periods”), or leave number and date of the order empty."),
        )  # fmt: skip
    if year.closed_at is not None:
        return Trouble(
            "order_date", "order.year_closed",
            _("The order's date %(day)s lies in the closed academic year %(year)s.")
            % {"day": ru_date(day), "year": year.name},
            _("Correct the date, or leave number and date of the order empty."),
        )  # fmt: skip
    order = taken.get((year.pk, number.casefold()))
    if order is None:
        return None
    return Trouble(
        "order_number", "order.number_taken",
        _("Number %(number)s is given in %(year)s already, to an order of %(day)s.")
        % {"number": number, "year": year.name, "day": ru_date(order.date)},
        _("A signed order takes no new students: leave the number empty, and the admission gets an order of its own."),
    )  # fmt: skip
