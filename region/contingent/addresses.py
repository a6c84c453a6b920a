"""Addresses that the numbers of the contingent open: the next level, the same page narrowed, its movement, persons."""

from functools import cached_property
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode

from .figures import Level, Line
from .movement_addresses import movement_address, next_day
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
    """Made quickly, for hundreds of numbers: what stays of the query is spelled once for each set of changed names.

    :param may_persons: whether the reader may open restricted lists; without it nothing leads to them.
    """

    def __init__(self, request: HttpRequest, parameters: ContingentParameters, *, may_persons: bool) -> None:
        self.path = request.path
        self.parameters = parameters
        self.may_persons = may_persons
        self.query = [
            (name, value)
            for name, values in request.GET.lists()
            if name not in _NEVER_PASSED_ON and not name.endswith("sort")
            for value in values
        ]
        self._rests: dict[tuple[str, ...], str] = {}

    def into(self, rows: Level, key: Any, **more: str) -> str:
        """The next level below a line of the first table."""
        if rows == "organisation":
            return self._with(("organisation", "municipality", *more), {"organisation": key, **more})
        return self._with((rows, *more), {rows: key, **more})

    def sorted_by(self, number: str) -> str:
        """The first table of this page, the lines with the most of a number first: what a total is made of."""
        if self.parameters.value("organisation"):
            return "#rows-title"
        by = self.parameters.value("by")
        return f"{self._with((), {**({'by': by} if by else {}), 'rows-sort': f'-{number}'})}#rows-title"

    def narrowed(self, table: str, line: Line) -> str | None:
        """The page narrowed to a line of a dimension; None where nothing says so in an address."""
        value = self._value_of(table, line)
        name = NARROWED_BY[table]
        return None if value is None else self._with((name,), {name: value})

    def persons(self, *, measure: str, **narrowed: Any) -> str | None:
        """The restricted list of those who are counted here; it asks for a purpose first. None: not for this reader.

        :param narrowed: further parameters of the list; `class_id`: its class.
        """
        if not self.may_persons:
            return None
        if "class_id" in narrowed:
            narrowed["class"] = narrowed.pop("class_id")
        kept = {name: value for name, value in self._kept.items() if name not in narrowed}
        return f"{self._list}?{urlencode({**kept, 'measure': measure, **narrowed})}"

    def persons_of(self, table: str, line: Line, *, measure: str) -> str | None:
        """The restricted list of a line of a dimension."""
        value = self._value_of(table, line)
        return None if value is None else self.persons(measure=measure, **{NARROWED_BY[table]: value})

    def movement(self, **narrowed: Any) -> str | None:
        """The movement of the days that a change is of. None: movement can't be narrowed as the page is, or the page
        looks back from an earlier day to a later one.

        :param narrowed: the place of a line, a ground, a measure.
        """
        if self._movement is None:
            return None
        return self._movement + "".join(f"&{name}={value}" for name, value in narrowed.items())

    @cached_property
    def _movement(self) -> str | None:
        before, day, filters = self.parameters.value("compare_with"), self.parameters.day, self.parameters.narrowed()
        if before is None or before >= day or filters.narrow_students:
            return None
        if filters.authorities or filters.organisation_kinds or filters.localities:
            return None
        names = ("municipality", "organisation")
        places = {name: value for name in names if name in self.parameters and (value := self.parameters.value(name))}
        return movement_address(first=next_day(before), last=day, **places)

    @cached_property
    def _list(self) -> str:
        return reverse("registry:students")

    @cached_property
    def _kept(self) -> dict[str, Any]:
        kept = {name: value for name, value in self.parameters.values().items() if value not in (None, "")}
        for name in ("by", "compare_with"):
            kept.pop(name, None)
        return {**kept, "as_of": self.parameters.day.isoformat()}

    def _value_of(self, table: str, line: Line) -> str | None:
        if table in ("by_kind", "by_locality") and not line.key:
            return None
        value = NOT_STATED if line.key == "" else str(line.key)
        field: Any = self.parameters.fields[NARROWED_BY[table]]
        return value if field.valid_value(value) else None

    def _with(self, without: tuple[str, ...], changes: dict[str, Any]) -> str:
        rest = self._rests.get(without)
        if rest is None:
            rest = urlencode([(name, value) for name, value in self.query if name not in without])
            self._rests[without] = rest = f"{self.path}?{rest}&" if rest else f"{self.path}?"
        return rest + "&".join(f"{name}={value}" for name, value in changes.items())  # keys and codes need no quoting
