"""Which lines of the log a reversal is about."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from ..models import ChangeLog


@dataclass(frozen=True, slots=True)
class Selection:
    """Lines of one operation, of one request, of an actor since an instant, or listed one by one.

    Made by the functions below; kept in the protocol as JSON. Lines about the history's own tables are never in it.
    """

    kind: str
    value: Any

    def lines(self) -> QuerySet[ChangeLog]:
        """The lines as they are now: a later call may find more."""
        return ChangeLog.objects.filter(self._condition()).exclude(table_name__startswith="history_")

    def as_json(self) -> dict[str, Any]:
        return {"kind": self.kind, "value": self.value}

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> "Selection":
        return cls(kept["kind"], kept["value"])

    def _condition(self) -> Q:
        match self.kind:
            case "source":  # with the words of the partial index
                return Q(source=self.value, source__contains=":")
            case "request":
                return Q(request_id=self.value)
            case "actor":
                condition = Q(actor_id=self.value["account"], at__gte=self.value["since"])
                return condition & Q(at__lt=self.value["until"]) if self.value["until"] else condition
            case "lines":
                return Q(pk__in=self.value)
        raise ValueError(f"A selection of lines can't be made by {self.kind}.")


def by_source(source: str) -> Selection:
    """The lines of one operation: "import:17", "reversal:3"."""
    if ":" not in source:
        raise ValueError(f'An operation is named like "import:17", not "{source}".')
    return Selection("source", source)


def by_request(request_id: str) -> Selection:
    """What one request wrote."""
    if not request_id:
        raise ValueError("Lines written outside requests have no request to select them by.")
    return Selection("request", request_id)


def by_actor(account_id: int, *, since: datetime, until: datetime | None = None) -> Selection:
    """What an account wrote from an instant on, up to another one or to now."""
    return Selection(
        "actor",
        {"account": account_id, "since": since.isoformat(), "until": until.isoformat() if until else None},
    )


def by_lines(changes: Collection[int]) -> Selection:
    """These lines of the log."""
    return Selection("lines", sorted(changes))
