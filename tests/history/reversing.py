"""What tests of reversals share: Anna's work is planned to be reversed by Boris."""

from datetime import UTC, datetime
from typing import Any

from tenant_apps.history.models import Reversal, ReversalLine
from tenant_apps.history.reversal import Confirmation, by_actor, confirm, plan

from .conftest import BORIS, run

BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)
OF_ANNA = by_actor(11, since=BEGINNING)


def planned(selection: Any = OF_ANNA) -> Reversal:
    return plan(selection, title="Работа Анны", reason="ошибка", by=BORIS)


def undone(selection: Any = OF_ANNA, *, partial: bool = False) -> Confirmation:
    return confirm(planned(selection).number, by=BORIS, partial=partial)


def state(table: str = "trial_parent") -> list[tuple[Any, ...]]:
    return run(f"SELECT to_jsonb(t)::text FROM {table} t ORDER BY id")


def findings(reversal: Reversal) -> dict[int, tuple[str, str]]:
    """Line of the log → verdict, obstacle."""
    return {line.change: (line.verdict, line.obstacle) for line in ReversalLine.objects.filter(reversal=reversal)}


def obstacles(reversal: Reversal) -> list[str]:
    found = ReversalLine.objects.filter(reversal=reversal, verdict="conflict").order_by("change")
    return list(found.values_list("obstacle", flat=True))
