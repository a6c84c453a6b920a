"""Grounds that tell of health or of an offence: who does not hold that class sees another one, and chooses none of them."""

from datetime import date, timedelta
from typing import Any

import pytest

from shared_apps.organisations.crossing import inside
from tenant_apps.enrolment import services
from tenant_apps.enrolment.models import Enrolment, Order, OrderLine
from tenant_apps.enrolment.printed import printed_order
from tenant_apps.enrolment.queries import balances, movement_book
from tenant_apps.passport.services import add_handbook_item
from tenant_apps.people.models import CardReading
from tenant_apps.people.rights import FieldsNotYours
from tests.access.conftest import BY, TODAY, Acting, Filled, acting, filled

from .filled_school import browser, draft, signed

__all__ = ["acting", "filled"]

HEALTH, OTHER, WHERE = "по состоянию здоровья", "иная причина", "Республиканская больница"


@pytest.fixture
def left(filled: Filled) -> Order:
    """Anna has left because of her health."""
    return signed(filled, "leaving", reason="health", counterpart=WHERE)


def pages(filled: Filled, order: Order) -> list[str]:
    period = f"first={TODAY - timedelta(days=5):%Y-%m-%d}&last={TODAY:%Y-%m-%d}"
    return [
        f"orders/{order.pk}/", f"orders/{order.pk}/?export=csv", f"api/v1/orders/{order.pk}/",
        f"students/{filled.anna}/?tab=study", f"students/{filled.anna}/?tab=history", "history/",
        f"api/v1/students/{filled.anna}/enrolments/", f"movement/?{period}", f"movement/?{period}&export=csv",
        f"api/v1/enrolments/?{period}", f"movement/kinds/?{period}", f"movement/left/?{period}",
        f"movement/left/?{period}&export=csv",
    ]  # fmt: skip


@pytest.mark.parametrize("role", ["operator", "coordinator", "inspector"])
def test_who_does_not_hold_health_sees_another_ground(role: str, filled: Filled, left: Order) -> None:
    client = browser(filled, role)
    answers = {path: client.get(filled.url(path)) for path in pages(filled, left)}
    shown = {
        path: answer.content.decode("utf-8-sig", "replace") for path, answer in answers.items()
        if answer.status_code == 200
    }  # fmt: skip
    assert len(shown) >= 9
    for words in (HEALTH, '"health"', WHERE):
        assert [path for path, text in shown.items() if words in text] == [], words
    assert OTHER in shown[f"students/{filled.anna}/?tab=study"].lower()
    assert '"reason":"other"' in shown[f"api/v1/orders/{left.pk}/"].replace(" ", "")


def test_who_holds_it_sees_it_by_every_door(filled: Filled, left: Order) -> None:
    client = browser(filled, "secretary")
    texts = {path: client.get(filled.url(path)).content.decode("utf-8-sig").lower() for path in pages(filled, left)}
    hidden = [path for path, text in texts.items() if HEALTH not in text and '"health"' not in text]
    assert hidden == [f"api/v1/students/{filled.anna}/enrolments/"], "there no ground is said at all"


def test_book_is_narrowed_by_what_the_reader_may_know(filled: Filled, left: Order, acting: Acting) -> None:
    def found(role: str, ground: str) -> list[str]:
        asked = movement_book.Asked(first=TODAY, last=TODAY, direction="out", reason=f"out:{ground}")
        reader = acting(role, login=f"{role}-{ground}")
        with inside(filled.organisation, by=reader):
            return [row.reason for row in movement_book.page(asked, by=reader)]

    assert found("secretary", "health") == ["health"]
    assert found("secretary", "other") == []
    assert found("operator", "health") == []
    assert found("operator", "other") == ["other"]


def test_filter_does_not_offer_it_and_shows_an_error_when_asked(filled: Filled, left: Order) -> None:
    client, path = browser(filled, "operator"), filled.url("movement/")
    page, asked = (client.get(path, query).content.decode() for query in ({}, {"reason": "out:health"}))
    assert 'value="out:health"' not in page
    assert 'value="out:other"' in page
    assert "Выберите корректный вариант" in asked


def test_order_of_the_book_does_not_tell_it(filled: Filled, left: Order, acting: Acting) -> None:
    other = draft(filled, "leaving", reason="other")
    with inside(filled.organisation, by=BY):
        line = other.lines.get()
        line.student_id = filled.vera
        line.save()
        services.sign_order(order_id=other.pk, insist=True, by=BY)
    reader = acting("operator")
    asked = movement_book.Asked(first=TODAY, last=TODAY, direction="out")
    with inside(filled.organisation, by=reader):
        ways = [
            [row.student_id for row in movement_book.page(asked, order=order, by=reader)]
            for order in ("reason_name", "-reason_name", "counterpart", "-counterpart")
        ]
    assert ways[0] == ways[1] == ways[2] == ways[3]


def test_balance_counts_it_among_the_other_ones(filled: Filled, left: Order, acting: Acting) -> None:
    with inside(filled.organisation, by=BY):
        truly = {row.reason for row in balances.by_kinds(TODAY, TODAY, by=BY) if row.part == "out"}
        shown = balances.by_kinds(TODAY, TODAY, by=acting("operator"))
    assert truly == {"health"}
    assert [(row.reason, row.students) for row in shown if row.part == "out"] == [("other", 1)]


def test_printed_order_says_no_other_ground_than_its_own(filled: Filled, left: Order) -> None:
    def titles(by: Any) -> list[str]:
        with inside(filled.organisation, by=BY):
            return [column.title for column in printed_order(left, organisation=filled.reference, by=by).columns]

    class Clerk:
        name, holds = "Оператор", frozenset()

    assert {"Основание", "Куда"} & {*titles(BY)}
    assert {"Основание", "Куда"} & {*titles(Clerk())} == set()


@pytest.mark.parametrize(
    ("kind", "line"),
    [("leaving", {"reason": "health"}), ("leaving", {"reason": "court"}), ("leaving", {"reason": "left_at_fifteen"}),
     ("class_transfer", {"reason": "medical"}), ("form_transfer", {"reason": "commission"})],
)  # fmt: skip
def test_nobody_chooses_a_ground_that_he_may_not_read(
    kind: str, line: dict[str, Any], filled: Filled, acting: Acting
) -> None:
    with pytest.raises(FieldsNotYours):
        draft(filled, kind, by=acting("operator"), class_group_id=filled.fifth, **line)


def test_ground_of_the_own_handbook_is_as_closed_as_what_it_counts_as(filled: Filled, acting: Acting) -> None:
    with inside(filled.organisation, by=BY):
        own = add_handbook_item(
            handbook="leaving_reason", name="по заключению врача", maps_to="health", since=date(2020, 1, 1), by=BY
        )
    draft(filled, "leaving", reason=own.code)
    with pytest.raises(FieldsNotYours):
        draft(filled, "leaving", by=acting("operator"), reason=own.code)


def test_line_keeps_the_ground_that_its_editor_does_not_see(filled: Filled) -> None:
    order = draft(filled, "leaving", reason="health", counterpart=WHERE)
    with inside(filled.organisation, by=BY):
        line = OrderLine.objects.get(order=order.pk)
    client, path = browser(filled, "operator"), filled.url(f"orders/{order.pk}/lines/{line.pk}/")
    page = client.get(path).content.decode()
    assert 'name="reason"' not in page
    assert WHERE not in page
    assert client.post(path, {"on": f"{TODAY + timedelta(days=1)}", "reason": "other"}).status_code == 302
    with inside(filled.organisation, by=BY):
        line.refresh_from_db()
    assert (line.reason, line.counterpart, line.on) == ("health", WHERE, TODAY + timedelta(days=1))


def test_history_is_as_closed_when_the_ground_was_taken_back(filled: Filled, left: Order) -> None:
    with inside(filled.organisation, by=BY):
        Enrolment.objects.filter(ended_by=left).update(end_reason="moved")
    texts = [
        browser(filled, role).get(filled.url(f"students/{filled.anna}/?tab=history")).content.decode()
        for role in ("operator", "secretary")
    ]
    assert [HEALTH in text for text in texts] == [False, True]


def test_a_read_ground_is_in_the_reading_log(filled: Filled, left: Order) -> None:
    for role in ("operator", "secretary"):
        assert browser(filled, role).get(filled.url(f"orders/{left.pk}/")).status_code == 200
    with inside(filled.organisation, by=BY):
        read = CardReading.objects.filter(person_id=filled.anna_person).exclude(about="")
        assert list(read.values_list("what", flat=True)) == ["health"]
