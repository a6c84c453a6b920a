"""The log of changes in shared tables (organisations' schemas have their own, written by triggers).

A line says what a row was and became, exactly: `undoing` takes it back by that.
"""

import json
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from .crossing import By
from .models import SharedChange


class ExactEncoder(DjangoJSONEncoder):
    """Instants with their microseconds, which DjangoJSONEncoder cuts off."""

    def default(self, o: Any) -> Any:
        return o.isoformat() if isinstance(o, datetime) else super().default(o)


def values(row: models.Model) -> dict[str, Any]:
    """Column values of a row as they would be logged; fields of privacy class SECRET are left out."""
    secret = {name for name, privacy in getattr(row, "privacy", {}).items() if privacy == "secret"}
    return {f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields if f.name not in secret}


def as_logged(said: dict[str, Any]) -> dict[str, Any]:
    """`values(row)` as the log keeps them."""
    found: dict[str, Any] = json.loads(json.dumps(said, cls=ExactEncoder))
    return found


def record(
    *,
    by: By,
    row: models.Model,
    action: str,
    before: dict[str, Any] | None = None,
    reason: str = "",
    using: str = "default",
) -> None:
    """Write one line: `before` is `values(row)` from before the change (None: the row is new). What differs stays."""
    after, earlier = as_logged(values(row)), as_logged(before or {})
    changed = {name for name in after.keys() | earlier.keys() if after.get(name) != earlier.get(name)}
    SharedChange.objects.using(using).create(
        actor_id=by.account_id,
        actor_name=by.name,
        request_id=by.request_id,
        source=by.source,
        model=row._meta.label_lower,
        object_id=row.pk,
        action=action,
        reason=reason,
        before={name: earlier[name] for name in changed if name in earlier},
        after={name: after[name] for name in changed if name in after},
    )
