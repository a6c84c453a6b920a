"""Grounds of leaving in plans, in the history: as closed as what they tell (plans made before said any ground)."""

from collections.abc import Mapping, Sequence

from shared_apps.handbooks import closed_values
from shared_apps.organisations.privacy import Privacy
from tenant_apps.history.models import ChangeLog

from .models import PlannedOutcome

CLOSED = ("reason", "counterpart")
"""Columns that are as closed as the ground."""


def stricter_columns(lines: Sequence[ChangeLog]) -> Mapping[int, Mapping[str, Privacy]]:
    """Line → columns with their class, where its row says, or the line said, a ground that tells more than others."""
    about = [line for line in lines if line.table_name == PlannedOutcome._meta.db_table]
    rows = (
        PlannedOutcome.objects.filter(pk__in={line.row_id for line in about})
        if about
        else PlannedOutcome.objects.none()
    )
    now = dict(rows.exclude(reason="").values_list("pk", "reason"))
    found: dict[int, Mapping[str, Privacy]] = {}
    for line in about:
        said = [now.get(line.row_id, ""), *((payload or {}).get("reason", "") for payload in (line.before, line.after))]
        told = [closed_values.class_of("leaving_reason", str(ground)) for ground in said if ground]
        if its := next(filter(None, told), None):
            found[line.pk] = dict.fromkeys(CLOSED, its)
    return found
