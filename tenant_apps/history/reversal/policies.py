"""What is not reversed but cancelled: an app that owns such documents says so here.

class SignedOrders:
    def claim(self, rows): ...        # which of these orders are signed, and what goes with each
    def carry_out(self, row, *, reason, reversal, by): cancel_order(order=row, reason=reason, by=by)

register_policy("enrolment_order", SignedOrders())       # in the app's ready()
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Protocol

from shared_apps.organisations.crossing import By


@dataclass(frozen=True, slots=True)
class Claim:
    """A row that is not reversed: it stays, and its policy cancels it by `carry_out`.

    `title` says what it is: "order № 17 of 01.09.2026". `also` are rows (table, id) that stay with it: the order's
    lines, the enrolments it began, the cards they are about. A claim with `declined` can't be cancelled and says why.
    """

    title: str
    also: Collection[tuple[str, int]] = ()
    declined: str = ""


class Policy(Protocol):
    """How an app cancels rows of one of its tables."""

    def claim(self, rows: Collection[int]) -> Mapping[int, Claim]:
        """Returns the claims on those of these rows (ids) that must be cancelled instead of reversed. Reads only."""

    def carry_out(self, row: int, *, reason: str, reversal: int, by: By) -> None:
        """Cancel one claimed row. :raises Refused: it can't be; the plan shows the refusal as a conflict."""


_POLICIES: dict[str, Policy] = {}


def register_policy(table: str, policy: Policy) -> None:
    """Register the policy that cancels rows of this table, those that it claims.

    :raises ValueError: the table has another policy already.
    """
    if _POLICIES.setdefault(table, policy) is not policy:
        raise ValueError(f"The table {table} has a reversal policy already: {_POLICIES[table]!r}.")


def policies() -> Mapping[str, Policy]:
    return dict(_POLICIES)
