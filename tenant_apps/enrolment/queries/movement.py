"""The movement book: who came and who left in a period, by which orders, and the balance at both ends.

Both ends belong to the period. Somebody who comes on day D is in the balance of D; somebody who leaves on D is not:
students at the start of the first day (that is, on the day before) + arrivals − leavings = students on the last day.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from django.db.models import Count, Min, Q

from shared_apps.organisations.crossing import By
from shared_apps.organisations.periods import valid_on

from ..closed_orders import known_orders
from ..models import Enrolment, Order
from .orders import TERMED, order_term

Direction = Literal["in", "out"]


@dataclass(frozen=True, slots=True)
class Balance:
    """Students at both ends of a period, both days included."""

    first: date
    last: date
    at_start: int
    arrived: int
    left: int
    at_end: int

    @property
    def adds_up(self) -> bool:
        return self.at_start + self.arrived - self.left == self.at_end


@dataclass(frozen=True, slots=True)
class MovementRow:
    """One arrival or leaving. `name` is the name of that day."""

    direction: Direction
    on: date
    student_id: int
    name: str
    name_key: str
    birth_date: date | None
    class_name: str
    grade: int | None
    counterpart: str
    destination: str
    reason: str
    reason_name: str
    order_id: int | None
    order_number: str
    order_date: date | None
    late_by: int | None

    @property
    def order(self) -> str:
        if self.order_date is None:
            return ""
        return f"№ {self.order_number} {self.order_date:%d.%m.%Y}"


def balance(first: date, last: date, *, measure: str | None = None) -> Balance:
    """Three counts in one query."""
    rows = Enrolment.objects.unvoided()
    rows = rows.filter(kind=measure) if measure else rows
    found = rows.aggregate(
        at_start=Count("pk", filter=valid_on(first - timedelta(days=1))),
        arrived=Count("pk", filter=Q(valid_from__range=(first, last))),
        left=Count("pk", filter=Q(valid_to__range=(first, last))),
        at_end=Count("pk", filter=valid_on(last)),
    )
    return Balance(first, last, found["at_start"], found["arrived"], found["left"], found["at_end"])


@dataclass(frozen=True, slots=True)
class OverdueOrder:
    """An order made, or still not signed, later than its term after the earliest fact of its lines."""

    order_id: int
    kind: str
    number: str
    state: str
    fact: date
    made: date | None
    days_late: int
    students: int


def overdue_orders(day: date, *, unsigned_only: bool = False, by: By) -> list[OverdueOrder]:
    """Drafts whose term has run out, and orders signed late (S1 §6), that the reader may know of, the latest first."""
    states = [Order.State.DRAFT]
    if not unsigned_only:
        states += [Order.State.SIGNED, Order.State.EFFECTIVE]
    rows = (
        known_orders(Order.objects.filter(state__in=states, kind__in=TERMED), by)
        .annotate(fact=Min("lines__on"), students=Count("lines"))
        .filter(fact__isnull=False)
        .order_by("-fact", "pk")
        .values_list("pk", "kind", "number", "state", "date", "fact", "students")
    )
    found, term = [], order_term()
    for pk, kind, number, state, made, fact, students in rows:
        is_draft = state == Order.State.DRAFT
        late = ((day if is_draft else made) - fact - term).days
        if late > 0:
            found.append(OverdueOrder(pk, kind, number, state, fact, None if is_draft else made, late, students))
    return found
