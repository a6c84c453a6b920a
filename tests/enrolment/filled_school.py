"""In the school of tests/access: browsers of its roles, orders about Anna."""

from typing import Any

from django.test import Client

from shared_apps.organisations.crossing import inside
from tenant_apps.enrolment import services
from tenant_apps.enrolment.models import Order
from tests.access.conftest import BY, TODAY, Filled

from .browsing import signed_in


def browser(filled: Filled, role: str, *, card_id: int | None = None) -> Client:
    return signed_in(role, filled.organisation, card_id=card_id)


def draft(filled: Filled, kind: str, *, by: Any = BY, **line: Any) -> Order:
    with inside(filled.organisation, by=by):
        return services.draft_order(
            kind=kind, requisites=services.Requisites(date=TODAY),
            lines=[services.Line(student_id=filled.anna, on=TODAY, **line)], by=by,
        )  # fmt: skip


def signed(filled: Filled, kind: str, **line: Any) -> Order:
    order = draft(filled, kind, **line)
    with inside(filled.organisation, by=BY):
        return services.sign_order(order_id=order.pk, insist=True, by=BY)
