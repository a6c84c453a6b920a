"""How the history calls rollovers and closings of years."""

from collections.abc import Collection

from django.utils.translation import gettext_lazy as _

from shared_apps.organisations.privacy import Privacy
from tenant_apps.history.wording import register_source, register_subject

from .models import RolloverPlan


def plans_by_id(ids: Collection[int]) -> dict[int, str]:
    return dict(RolloverPlan.objects.filter(pk__in=ids).values_list("pk", "year__name"))


def register() -> None:
    """Called when the app is ready."""
    register_subject("rollover_rolloverplan", plans_by_id, privacy=Privacy.OPEN, rank=6)
    register_source("rollover", _("Year rollover"), "rollover:plan")
