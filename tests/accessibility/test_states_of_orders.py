"""axe-core on an order of each kind: its draft with a line, the forms of its lines, the form on a student's card; and on
an order that is signed, and cancelled by another one.
"""

import pytest
from django.test import Client
from django.utils import timezone

from shared_apps.organisations import crossing
from tenant_apps.enrolment import services
from tenant_apps.enrolment.models import Order
from tenant_apps.enrolment.order_kinds import ORDER_KINDS, Effect, OrderKind, offered_in
from tests.accessibility.looking import Looking, sent
from tests.enrolment.test_pages import BY, Filled

pytestmark = [pytest.mark.nightly]

TODAY = timezone.localdate()
KINDS = [kind for kind in ORDER_KINDS.values() if kind.effect != Effect.CANCEL]


def issued_here(filled: Filled, kind: OrderKind) -> None:
    """The organisation is one that issues orders of this kind."""
    place = next(place for place in ("school", "kindergarten", "centre") if kind in offered_in(place))
    with crossing.shared(by=BY):
        filled.organisation.periods.update(kind=place)


@pytest.mark.parametrize("kind", KINDS, ids=[kind.code for kind in KINDS])
def test_order_of_each_kind(filled: Filled, director: Client, looking: Looking, kind: OrderKind) -> None:
    issued_here(filled, kind)
    student = filled.newcomer if kind.effect == Effect.BEGIN else filled.student
    with crossing.inside(filled.organisation, by=BY):
        line = services.Line(student_id=student, on=TODAY)
        order = services.draft_order(kind=kind.code, requisites=services.Requisites(date=TODAY), lines=[line], by=BY)
        line_id = order.lines.get().pk
    page = filled.url(f"orders/{order.pk}/")
    looking.at(director, page, f"{page}lines/{line_id}/", f"{page}sign/")
    looking.at_mistakes(director, f"{page}lines/", {})
    card = filled.url(f"students/{student}/order/{kind.effect}/?kind={kind.code}")
    offered = director.get(card)
    if offered.status_code != 404:  # a card offers what fits the student's class and level
        looking.at_answer(offered, card)

    assert looking.found == []


def test_order_without_lines_signed_and_cancelled(filled: Filled, director: Client, looking: Looking) -> None:
    lines = sent(director, filled.url("orders/new/"), {"kind": "leaving", "date": TODAY.isoformat()})
    empty = lines.removesuffix("lines/")
    looking.at(director, empty, lines)
    looking.at_mistakes(director, f"{empty}sign/", {"version": 1, "number": ""})
    page = filled.url(f"orders/{filled.draft}/")
    sent(director, f"{page}sign/", {"version": 1, "number": ""})
    looking.at(director, page, f"{page}cancel/")
    looking.at_mistakes(director, f"{page}cancel/", {"date": "", "basis": "", "version": 2})
    sent(director, f"{page}cancel/", {"date": TODAY.isoformat(), "basis": "ошибка", "version": 2})
    with crossing.inside(filled.organisation, by=BY):
        cancelling = Order.objects.get(kind="cancelling").pk
    looking.at(director, page, filled.url(f"orders/{cancelling}/"), filled.url("orders/"))

    assert looking.found == []
