"""Orders dated ahead on their day: one that can't take effect says why, and the others go on."""

from contextlib import AbstractContextManager
from datetime import timedelta
from unittest import mock

import pytest
from django.db import connection

from shared_apps.organisations.crossing import inside
from shared_apps.organisations.models import Organisation
from tenant_apps.enrolment import services, work
from tenant_apps.enrolment.models import Order
from tenant_apps.enrolment.services import conditions

from .browsing import signed_in
from .rooms import BY, TODAY, Class


@pytest.fixture
def room(school: Organisation) -> Class:
    return Class(school)


def due(room: Class, number: int) -> int:
    """An order of leaving of this student, signed already, whose day is today."""
    with inside(room.school, by=BY):
        draft = services.draft_order(
            kind="leaving", requisites=services.Requisites(date=TODAY, effective_on=TODAY + timedelta(days=1)),
            lines=[services.Line(student_id=room.students[number].pk, on=TODAY)], by=BY,
        )  # fmt: skip
        services.sign_order(order_id=draft.pk, by=BY)
        Order.objects.filter(pk=draft.pk).update(effective_on=TODAY)
    return int(draft.pk)


def on_the_day(room: Class) -> list[services.NotInEffect]:
    with inside(room.school, by=BY):
        return services.take_effect_of_due_orders(by=BY)


def states(room: Class, *orders: int) -> list[tuple[str, str]]:
    with inside(room.school, by=BY):
        rows = Order.objects.in_bulk(orders)
        return [(rows[one].state, rows[one].effect_problem) for one in orders]


def a_fault(of: int) -> AbstractContextManager[object]:
    """The database refuses a statement while this order takes effect."""

    def follow(order: Order, **_others: object) -> None:
        if order.pk == of:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1 / 0")

    return mock.patch.object(conditions, "follow", side_effect=follow)


def test_an_error_of_one_order_stops_no_other(room: Class) -> None:
    first, second = due(room, 0), due(room, 1)

    with a_fault(first):
        (left,) = on_the_day(room)

    assert (left.order_id, left.is_fault) == (first, True)
    assert states(room, first, second) == [("signed", left.why), ("effective", "")]
    assert on_the_day(room) == []
    assert states(room, first, second) == [("effective", ""), ("effective", "")]


def test_the_round_keeps_what_took_effect_and_tries_the_rest_again(room: Class) -> None:
    first, second = due(room, 0), due(room, 1)

    with a_fault(first), pytest.raises(work.OrdersMetErrors, match=str(first)):
        work._take_effect_in(room.school, by=BY)

    assert [state for state, _why in states(room, first, second)] == ["signed", "effective"]


def test_a_refused_order_says_why_to_the_secretary(room: Class) -> None:
    waits = due(room, 0)
    with inside(room.school, by=BY):
        services.issue_order(
            kind="leaving", requisites=services.Requisites(date=TODAY), sign=True, insist=True, by=BY,
            lines=[services.Line(student_id=room.students[0].pk, on=TODAY - timedelta(days=1))],
        )  # fmt: skip

    (left,) = on_the_day(room)

    assert not left.is_fault
    assert states(room, waits) == [("signed", left.why)]
    secretary = signed_in("secretary", room.school)
    for path in (f"orders/{waits}/", ""):
        assert left.why in secretary.get(room.url(path)).content.decode()
    assert secretary.get(room.url(f"api/v1/orders/{waits}/")).json()["effect_problem"] == left.why
