"""How the history calls rollovers and closings of years."""

from collections.abc import Collection

from django.utils.translation import gettext_lazy as _

from shared_apps.organisations.privacy import Privacy
from tenant_apps.history.services import Subject
from tenant_apps.history.wording import register_source, register_subject

from .models import RolloverPlan


def plans_by_id(ids: Collection[int]) -> dict[int, str]:
    return dict(RolloverPlan.objects.filter(pk__in=ids).values_list("pk", "year__name"))


def rows_of_plan(plan_id: int) -> Subject:
    """A plan, the classes and the outcomes that it plans."""
    return Subject(
        rows={"rollover_rolloverplan": [plan_id]},
        references={
            ("rollover_plannedclass", "plan_id"): [plan_id],
            ("rollover_plannedoutcome", "plan_id"): [plan_id],
        },
    )


def register() -> None:
    """Called when the app is ready."""
    register_subject("rollover_rolloverplan", plans_by_id, privacy=Privacy.OPEN, rank=6)
    register_source("rollover", _("Year rollover"), "rollover:plan")
