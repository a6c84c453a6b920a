"""Reading runs of imports and their rows, whichever app keeps them."""

from typing import Any

from django.db.models import Case, QuerySet, Value, When

from .models import RowVerdict


def runs_of(runs: type[Any], *, state: str = "") -> QuerySet[Any]:
    """Runs of the app's table, the latest first."""
    rows: QuerySet[Any] = runs._default_manager.order_by("-uploaded_at", "-pk")
    return rows.filter(state=state) if state else rows


def rows_of(run: Any, *, verdict: str = "") -> QuerySet[Any]:
    """Rows of a run, errors first: all, with a verdict, or (`noted`) with remarks that are no errors."""
    first = Case(When(verdict=RowVerdict.ERROR, then=Value(0)), When(is_noted=True, then=Value(1)), default=Value(2))
    rows: QuerySet[Any] = run.rows.order_by(first, "number")
    if verdict == "noted":
        return rows.filter(is_noted=True)
    return rows.filter(verdict=verdict) if verdict else rows


def has_changes(run: Any) -> bool:
    """Whether any row changes something in a card."""
    found: bool = run.rows.exclude(changes=[]).exists()
    return found
