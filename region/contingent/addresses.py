"""Addresses that the numbers of the contingent open: the next level, the same page narrowed, the restricted list."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode

from .figures import Level, Line
from .parameters import NOT_STATED, ContingentParameters

NARROWED_BY = {
    "by_level": "level",
    "by_grade": "grade",
    "by_sex": "sex",
    "by_birth_year": "birth_year",
    "by_locality": "locality",
    "by_kind": "kind",
    "by_form": "form",
    "by_shift": "shift",
}
"""Table → the parameter its lines narrow the page by."""

_NEVER_PASSED_ON = {"export", "table", "page", "by"}


class Addresses:
    """Made quickly, for hundreds of numbers: what stays of the query is spelled once for each set of changed names."""

    def __init__(self, request: HttpRequest, parameters: ContingentParameters) -> None:
        self.path = request.path
        self.parameters = parameters
        self.query = [
            (name, value)
            for name, values in request.GET.lists()
            if name not in _NEVER_PASSED_ON and not name.endswith("sort")
            for value in values
        ]
        self._rests: dict[tuple[str, ...], str] = {}
        self._persons: str | None = None

    def into(self, rows: Level, key: Any, **more: str) -> str:
        """The next level below a line of the first table."""
        if rows == "organisation":
            return self._with(("organisation", "municipality", *more), {"organisation": key, **more})
        return self._with((rows, *more), {rows: key, **more})

    def narrowed(self, table: str, line: Line) -> str | None:
        """The page narrowed to a line of a dimension; None where nothing says so in an address."""
        key, name = line.key, NARROWED_BY[table]
        if table in ("by_kind", "by_locality") and not key:
            return None
        value = NOT_STATED if key == "" else str(key)
        if not self.parameters.fields[name].valid_value(value):  # type: ignore[attr-defined]
            return None
        return self._with((name,), {name: value})

    def persons(self, *, measure: str, class_id: int | None = None) -> str:
        """The restricted list of those who are counted here; it asks for a purpose first."""
        if self._persons is None:
            kept = {name: value for name, value in self.parameters.values().items() if value not in (None, "")}
            for name in ("by", "compare_with"):
                kept.pop(name, None)
            kept["as_of"] = self.parameters.day.isoformat()
            self._persons = f"{reverse('registry:students')}?{urlencode(kept)}"
        class_part = "" if class_id is None else f"&class={class_id}"
        return f"{self._persons}&measure={measure}{class_part}"

    def _with(self, without: tuple[str, ...], changes: dict[str, Any]) -> str:
        rest = self._rests.get(without)
        if rest is None:
            rest = urlencode([(name, value) for name, value in self.query if name not in without])
            self._rests[without] = rest = f"{self.path}?{rest}&" if rest else f"{self.path}?"
        return rest + "&".join(f"{name}={value}" for name, value in changes.items())  # keys and codes need no quoting
