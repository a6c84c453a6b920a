"""What undoing a rollover would do, as its protocol says."""

from django.db.models import Count

from tenant_apps.history.models import Reversal, ReversalLine

from ..models import RolloverPlan


def protocol_of(plan: RolloverPlan) -> Reversal | None:
    """The protocol that was looked at and not carried out yet."""
    if plan.reversal_number is None:
        return None
    return Reversal.objects.filter(number=plan.reversal_number, state=Reversal.State.PLANNED).first()


def counted(protocol: Reversal) -> dict[str, int]:
    """Records by verdict: reverse, cancel, keep, conflict."""
    rows = ReversalLine.objects.filter(reversal=protocol).values_list("verdict").annotate(Count("pk")).order_by()
    return dict(rows)
