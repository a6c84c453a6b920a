"""How the history calls classes, orders and imports."""

from collections.abc import Collection

from django.utils.translation import gettext_lazy as _

from shared_apps.organisations.privacy import Privacy
from tenant_apps.history.wording import register_source, register_subject

from .models import ClassGroup, Order
from .wording import described_order


def _classes(ids: Collection[int]) -> dict[int, str]:
    return {group.pk: group.name for group in ClassGroup.objects.filter(pk__in=ids)}


def _orders(ids: Collection[int]) -> dict[int, str]:
    return {order.pk: described_order(order) for order in Order.objects.filter(pk__in=ids)}


def register() -> None:
    """Called once, when the app is ready."""
    register_subject("enrolment_classgroup", _classes, privacy=Privacy.OPEN, rank=4)
    register_subject("enrolment_order", _orders, privacy=Privacy.OFFICIAL, rank=5)
    register_source("import", _("Import of students"), "enrolment:import_card")
