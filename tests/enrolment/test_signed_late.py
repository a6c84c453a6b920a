"""Orders dated in time and signed here later: the list and the page say by how many days; operations are not meant."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

import pytest
from django.utils import timezone

from shared_apps.organisations.crossing import By, inside
from shared_apps.organisations.models import Organisation
from tenant_apps.enrolment import services
from tenant_apps.enrolment.models import Order
from tenant_apps.enrolment.queries import orders
from tenant_apps.people.models import Student

from .browsing import signed_in
from .conftest import FIRST_DAY, SECRETARY, Year
from .refused_world import World

TODAY = timezone.localdate()
MakeStudent = Callable[..., Student]


def at(day: date, hour: int = 12) -> datetime:
    return datetime.combine(day, time(hour), tzinfo=timezone.get_default_timezone())


def signed(student: int, group: int, *, dated: int, signed: datetime, source: str = "") -> Order:
    """An admission of 1 September, dated and signed so many days after it."""
    line = services.Line(student_id=student, on=FIRST_DAY, class_group_id=group)
    day = FIRST_DAY + timedelta(days=dated)
    order = services.issue_order(
        lines=[line], kind="admission", requisites=services.Requisites(date=day), sign=True, insist=True, by=SECRETARY,
        source=source,
    )  # fmt: skip
    Order.objects.filter(pk=order.pk).update(signed_at=signed)
    return Order.objects.get(pk=order.pk)


def late(order: Order) -> tuple[int, int, bool]:
    """Days overdue by its date, days signed late, whether the list of such orders has it."""
    by = SECRETARY
    return (
        orders.days_late(order, FIRST_DAY, TODAY),
        orders.days_signed_late(order, FIRST_DAY, TODAY),
        orders.orders(by=by, signed_late=True).filter(pk=order.pk).exists(),
    )


@pytest.mark.parametrize(
    ("dated", "on", "source", "expected"),
    [
        (2, 37, "", (0, 30, True)),
        (2, 8, "", (0, 1, True)),
        (2, 7, "", (0, 0, False)),
        (9, 37, "", (2, 0, False)),
        (2, 37, "import:3", (0, 0, False)),
    ],
    ids=["a month later", "a day over the term", "within the term", "overdue by its date", "of an import"],
)
def test_days_from_the_term_to_the_signature(
    year: Year, a_student: MakeStudent, dated: int, on: int, source: str, expected: tuple[int, int, bool]
) -> None:
    moment = at(FIRST_DAY + timedelta(days=on))
    order = signed(a_student().pk, year.other_fifth.pk, dated=dated, signed=moment, source=source)

    assert late(order) == expected


@pytest.mark.parametrize(("hour", "is_late"), [(0, True), (-1, False)], ids=["after midnight", "before midnight"])
def test_the_day_of_the_signature_is_the_regions(year: Year, a_student: MakeStudent, hour: int, is_late: bool) -> None:
    moment = at(FIRST_DAY + timedelta(days=8), 0) + timedelta(hours=hour, minutes=10)

    assert late(signed(a_student().pk, year.other_fifth.pk, dated=0, signed=moment))[2] is is_late


def test_drafts_and_cancelled_orders_are_not_meant(year: Year, a_student: MakeStudent, by: By) -> None:
    order = signed(a_student().pk, year.other_fifth.pk, dated=0, signed=at(FIRST_DAY + timedelta(days=60)))
    services.cancel_order(order_id=order.pk, requisites=services.Requisites(date=FIRST_DAY), by=by)

    assert late(Order.objects.get(pk=order.pk)) == (0, 0, False)


def test_the_list_and_the_order_say_it(school: Organisation) -> None:
    world = World(school)
    with inside(school, by=SECRETARY):
        late_one = signed(world.student(), world.other_fifth.pk, dated=2, signed=at(FIRST_DAY + timedelta(days=37)))
        other = signed(world.student(), world.other_fifth.pk, dated=2, signed=at(FIRST_DAY + timedelta(days=3)))
    reader = signed_in("secretary", school)
    listed = reader.get(f"/o/{school.slug}/orders/?overdue=signed").content.decode()
    shown = reader.get(f"/o/{school.slug}/orders/{late_one.pk}/").content.decode()

    assert (f"orders/{late_one.pk}/" in listed, f"orders/{other.pk}/" in listed) == (True, False)
    assert "подписан здесь 08.10.2025, на 30 дней позже срока" in shown
    assert "подписан здесь" not in reader.get(f"/o/{school.slug}/orders/{other.pk}/").content.decode()
