"""The log of changes in shared tables (organisations' schemas have their own, written by triggers)."""

import json
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from .crossing import By
from .models import SharedChange


def values(row: models.Model) -> dict[str, Any]:
    """Column values of a row as they would be logged; fields of privacy class SECRET are left out."""
    secret = {name for name, privacy in getattr(row, "privacy", {}).items() if privacy == "secret"}
    return {f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields if f.name not in secret}


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
    after = json.loads(json.dumps(values(row), cls=DjangoJSONEncoder))
    earlier = json.loads(json.dumps(before or {}, cls=DjangoJSONEncoder))
    changed = {name for name in after.keys() | earlier.keys() if after.get(name) != earlier.get(name)}
    SharedChange.objects.using(using).create(
        actor_id=by.account_id,
        actor_name=by.name,
        request_id=by.request_id,
        model=row._meta.label_lower,
        object_id=row.pk,
        action=action,
        reason=reason,
        before={name: earlier[name] for name in changed if name in earlier},
        after={name: after[name] for name in changed if name in after},
    )
