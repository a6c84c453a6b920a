"""The organisation's first page: what it is today and what waits for somebody."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Sum

from shared_apps.handbooks import queries as handbooks
from shared_apps.organisations.crossing import By
from shared_apps.organisations.periods import valid_on

from ..models import ClassGroup, ClassMembership, Enrolment, Order
from .classes import crowded_on, year_on
from .movement import Balance, OverdueOrder, balance, overdue_orders
from .orders import could_not_take_effect, drafts_to_sign


@dataclass(frozen=True, slots=True)
class LevelCount:
    """Students and classes of a level on a day."""

    level: str
    name: str
    students: int
    classes: int


@dataclass(frozen=True, slots=True)
class Today:
    """Everything the first page shows. `without_class` are enrolled, but in no class on the day. `students` are
    persons: in a centre there may be fewer of them than `enrolments`."""

    day: date
    students: int
    enrolments: int
    levels: tuple[LevelCount, ...]
    month: Balance
    year: Balance | None
    year_name: str
    drafts: tuple[Order, ...]
    overdue: tuple[OverdueOrder, ...]
    waiting: tuple[Order, ...]
    crowded: tuple[ClassGroup, ...]
    without_class: int
    capacity: int


def today(day: date, *, by: By) -> Today:
    """A fixed number of queries."""
    names = handbooks.names("level")
    members = ClassMembership.objects.unvoided().filter(valid_on(day), enrolment__voided_by__isnull=True)
    by_level = dict(members.values_list("level").annotate(Count("pk")).order_by())
    groups = ClassGroup.objects.valid(day).values_list("level").annotate(Count("pk"), Sum("capacity")).order_by()
    classes = {level: (number, places) for level, number, places in groups}
    order = list(names)
    levels: Sequence[str] = sorted({*by_level, *classes}, key=lambda code: order.index(code) if code in order else 99)
    placed = members.filter(class_group__isnull=False).values("enrolment")
    year = year_on(day)
    counted = Enrolment.objects.valid(day).aggregate(students=Count("student", distinct=True), enrolments=Count("pk"))
    return Today(
        day=day,
        students=counted["students"],
        enrolments=counted["enrolments"],
        levels=tuple(
            LevelCount(code, names.get(code, code), by_level.get(code, 0), classes.get(code, (0, 0))[0])
            for code in levels
        ),
        month=balance(day - timedelta(days=29), day),
        year=balance(year.valid_from, day) if year and year.valid_from <= day else None,
        year_name=year.name if year else "",
        drafts=tuple(drafts_to_sign(by=by)),
        overdue=tuple(overdue_orders(day, unsigned_only=True, by=by)),
        waiting=tuple(could_not_take_effect(day, by=by)),
        crowded=tuple(crowded_on(day)),
        without_class=Enrolment.objects.valid(day).exclude(pk__in=placed).count(),
        capacity=sum(places for _, places in classes.values()),
    )
