"""Which lines of the log of shared changes are to be taken back."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from ..models import SharedChange


@dataclass(frozen=True, slots=True)
class Selection:
    """Lines of an account since an instant, or of one operation. Kept in the protocol as JSON."""

    kind: str
    value: Mapping[str, Any]

    def lines(self) -> "QuerySet[SharedChange]":
        """The lines as they are now, the newest first: a later call may find more."""
        return SharedChange.objects.filter(self._condition()).order_by("-pk")

    def as_json(self) -> dict[str, Any]:
        return {"kind": self.kind, "value": dict(self.value)}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Selection":
        return cls(kept["kind"], kept["value"])

    def _condition(self) -> Q:
        if self.kind == "source":
            return Q(source=self.value["source"])
        if self.kind != "account":
            raise ValueError(f"A selection of shared lines can't be made by {self.kind}.")
        account = self.value["account"]
        found = Q(actor_id=account)
        for label, column in self.value["given"]:
            found |= Q(model=label, **{f"after__{column}": account})
        for label, ids in self.value["but"].items():
            found &= ~Q(model=label, object_id__in=ids)
        return found & Q(at__gte=self.value["since"])


def by_account(
    account_id: int,
    *,
    since: datetime,
    given: Collection[tuple[str, str]] = (),
    but: Mapping[str, Collection[int]] | None = None,
) -> Selection:
    """What an account did since an instant.

    :param given: (table, column) whose added rows count too where the column names the account: roles that came of its
        invitations are written by those who accepted them.
    :param but: rows that are no operations of it: the report about the account itself.
    """
    return Selection(
        "account",
        {
            "account": account_id,
            "since": since.isoformat(),
            "given": [list(one) for one in given],
            "but": {label: sorted(ids) for label, ids in (but or {}).items()},
        },
    )


def by_source(source: str) -> Selection:
    """The lines of one operation: "reversal:3"."""
    return Selection("source", {"source": source})
