"""Orders that tell of health: who does not hold that class neither issues them nor learns of them, by any door."""

from datetime import date

import pytest

from shared_apps.accounts.roles import ROLES
from shared_apps.organisations.crossing import inside
from shared_apps.organisations.privacy import Privacy
from tenant_apps.enrolment import refusals, services
from tenant_apps.enrolment.closed_orders import class_of, closed_kinds, hidden_columns
from tenant_apps.enrolment.models import Order, OrderLine
from tenant_apps.enrolment.order_kinds import ORDER_KINDS
from tenant_apps.people.models import CardReading
from tenant_apps.people.rights import FieldsNotYours
from tests.access.conftest import BY, TODAY, Acting, Filled, acting, filled

from .filled_school import browser, draft, signed

__all__ = ["acting", "filled"]

CLOSED = ("home_study", "home_study_end", "sanatorium", "academic_leave", "programme_transfer")


@pytest.fixture
def home_study(filled: Filled) -> Order:
    """In force about Anna; its document is «Справка № 14»."""
    return signed(filled, "home_study", until=date(TODAY.year + 1, 5, 31), document="Справка № 14")


def test_kinds_that_tell_of_health_are_these() -> None:
    assert {kind.code for kind in ORDER_KINDS.values() if kind.privacy == Privacy.HEALTH} == set(CLOSED)
    assert {*CLOSED, "expulsion"} == closed_kinds(ROLES["operator"])  # type: ignore[arg-type]
    assert closed_kinds(ROLES["secretary"]) == frozenset()  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", ["temporary_leave", "individual_plan", "return"])
def test_grounds_of_other_arrangements_are_as_closed_as_the_arrangement(kind: str) -> None:
    declared = ORDER_KINDS[kind]
    assert {class_of(declared, name) for name in ("reason", "counterpart", "document")} == {Privacy.HEALTH}
    assert {"reason", "counterpart"} <= hidden_columns(declared, ROLES["coordinator"])  # type: ignore[arg-type]


def test_ground_of_a_leaving_is_read_by_the_office() -> None:
    assert class_of(ORDER_KINDS["leaving"], "reason") == Privacy.OFFICIAL


@pytest.mark.parametrize("role", ["operator", "coordinator", "inspector"])
def test_order_is_not_there_for_who_does_not_read_health(role: str, filled: Filled, home_study: Order) -> None:
    client = browser(filled, role)
    pages = ["", "print/", "sign/", "cancel/", "edit/", "lines/"]
    assert {client.get(filled.url(f"orders/{home_study.pk}/{page}")).status_code for page in pages} <= {404, 403}
    assert client.get(filled.url(f"api/v1/orders/{home_study.pk}/")).status_code == 404
    shown = [
        client.get(filled.url(path)).content.decode()
        for path in ("orders/", "orders/?q=Ёлкина", "api/v1/orders/", "api/v1/orders/?kind=home_study", "")
    ]
    shown += [
        client.get(filled.url("orders/"), {"export": "csv"}).content.decode("utf-8-sig", "replace"),
        client.get(filled.url(f"students/{filled.anna}/"), {"tab": "study"}).content.decode(),
        client.get(filled.url(f"students/{filled.anna}/"), {"tab": "education"}).content.decode(),
        client.get(filled.url(f"students/{filled.anna}/"), {"tab": "history"}).content.decode(),
        client.get(filled.url("history/")).content.decode(),
        client.get(filled.url("upkeep/education/")).content.decode(),
        client.get(filled.url(f"api/v1/students/{filled.anna}/education/")).content.decode(),
    ]
    for words in ("на дому", "home_study", "at_home", "Справка № 14", f"orders/{home_study.pk}/"):
        assert [page for page in shown if words in page] == [], words


def test_secretary_sees_and_prints_it(filled: Filled, home_study: Order) -> None:
    client = browser(filled, "secretary")
    assert "на дому" in client.get(filled.url("orders/")).content.decode()
    assert client.get(filled.url(f"orders/{home_study.pk}/print/")).headers["Content-Type"] == "application/pdf"
    card = client.get(filled.url(f"students/{filled.anna}/"), {"tab": "study"}).content.decode()
    assert "на дому" in card
    assert client.get(filled.url(f"api/v1/orders/{home_study.pk}/")).json()["lines"][0]["document"] == "Справка № 14"
    assert "на дому" in client.get(filled.url("history/")).content.decode()


def test_order_that_cancels_it_is_as_closed(filled: Filled, home_study: Order) -> None:
    with inside(filled.organisation, by=BY):
        cancelling = services.cancel_order(
            order_id=home_study.pk, requisites=services.Requisites(date=TODAY, basis="Ошибка"), by=BY
        )
    assert browser(filled, "coordinator").get(filled.url(f"orders/{cancelling.pk}/print/")).status_code == 404
    assert browser(filled, "secretary").get(filled.url(f"orders/{cancelling.pk}/print/")).status_code == 200


@pytest.mark.parametrize("kind", CLOSED)
def test_nobody_issues_what_he_may_not_read(kind: str, filled: Filled, acting: Acting) -> None:
    with pytest.raises(refusals.OrderKindNotYours):
        draft(filled, kind, by=acting("operator"), until=date(TODAY.year + 1, 5, 31), document="Справка")


def test_interface_for_programs_refuses_it_by_name(filled: Filled) -> None:
    body = {"kind": "home_study", "date": TODAY.isoformat(), "lines": []}
    answer = browser(filled, "operator").post(filled.url("api/v1/orders/"), body, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (422, "order_kind_not_yours")


def test_form_offers_only_kinds_that_the_reader_may_know_of(filled: Filled) -> None:
    page = browser(filled, "operator").get(filled.url("orders/new/")).content.decode()
    assert 'value="temporary_leave"' in page
    assert [kind for kind in CLOSED if f'value="{kind}"' in page] == []


def test_line_keeps_what_its_editor_does_not_see(filled: Filled) -> None:
    order = draft(
        filled, "temporary_leave", until=date(TODAY.year + 1, 5, 31), reason="medical", counterpart="Больница"
    )
    with inside(filled.organisation, by=BY):
        line = OrderLine.objects.get(order=order.pk)
    client, path = browser(filled, "operator"), filled.url(f"orders/{order.pk}/lines/{line.pk}/")
    page = client.get(path).content.decode()
    assert "Больница" not in page
    assert 'name="reason"' not in page
    client.post(path, {"on": TODAY.isoformat(), "until": f"{TODAY.year + 1}-06-30"})
    with inside(filled.organisation, by=BY):
        line.refresh_from_db()
    assert (line.reason, line.counterpart, line.until) == ("medical", "Больница", date(TODAY.year + 1, 6, 30))


def test_columns_that_one_does_not_hold_are_not_written(filled: Filled, acting: Acting) -> None:
    with pytest.raises(FieldsNotYours):
        draft(filled, "temporary_leave", by=acting("operator"), until=date(TODAY.year + 1, 5, 31), reason="medical")


def read_of_anna(filled: Filled) -> list[tuple[str, str]]:
    """(what, by which way), of orders alone, and they are forgotten."""
    with inside(filled.organisation, by=BY):
        rows = CardReading.objects.filter(person_id=filled.anna_person).exclude(about="").order_by("pk")
        found = list(rows.values_list("what", "via"))
        assert all("№" in about for about in rows.values_list("about", flat=True))
    return found


def test_health_that_is_read_in_an_order_is_in_the_reading_log(filled: Filled, home_study: Order) -> None:
    """On its page, in the file of its lines, in print and through the API, as from the card."""
    secretary = browser(filled, "secretary")
    url = filled.url(f"orders/{home_study.pk}/")
    ways = (url, f"{url}?export=csv", f"{url}print/", filled.url(f"api/v1/orders/{home_study.pk}/"))
    for number, address in enumerate(ways, start=1):
        assert secretary.get(address).status_code == 200, address
        assert len(read_of_anna(filled)) == number, address
    assert read_of_anna(filled) == [("health", way) for way in ("page", "export", "export", "api")]


def test_an_order_that_tells_nothing_leaves_no_line(filled: Filled) -> None:
    order = draft(filled, "temporary_leave", until=date(TODAY.year + 1, 5, 31), reason="medical")
    assert browser(filled, "coordinator").get(filled.url(f"orders/{order.pk}/")).status_code == 200
    assert read_of_anna(filled) == [], "the coordinator does not see the ground"
    assert browser(filled, "secretary").get(filled.url(f"orders/{order.pk}/")).status_code == 200
    assert read_of_anna(filled) == [("health", "page")]
