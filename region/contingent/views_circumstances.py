"""Circumstances of students as of any day: health and family in numbers, small ones hidden; study, citizenship."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from region.feed.figures_table import Text
from shared_apps.accounts import permissions
from shared_apps.handbooks import queries as handbooks
from shared_apps.ui.page import Action

from .circumstance_parameters import CircumstanceParameters
from .circumstance_tables import (
    ARRANGEMENTS,
    CITIZENSHIPS,
    COUNTED,
    KINDS,
    NOBODY,
    ORGANISATION,
    TABLES,
    TILES,
    TITLES,
    TOTAL_HINT,
    tile,
)
from .circumstances import COLUMNS, Circumstances, Guarded, Part, PlaceLine, ValueLine, circumstances
from .counted_page import CountedPage

PARTS = ("closed", "open")
MANY = 300
"""A page of so many organisations asks for its tables by value after it has shown."""


class PlaceRow:
    """A line as the table shows it: its numbers are attributes."""

    def __init__(self, line: PlaceLine, *, name: str, url: str | None) -> None:
        self.name, self.url, self.within, self.organisations = name, url, line.within, line.organisations
        for column in COLUMNS:
            setattr(self, column, line.numbers[column])


@dataclass(frozen=True, slots=True)
class ValueRow:
    name: str
    n: Guarded
    female: Guarded
    classes: int | None


class CircumstancesPage(CountedPage):
    """Totals, territories, values by kind."""

    permission = permissions.CONTINGENT_VIEW
    title = _("Circumstances of students")
    template_name = "contingent/circumstances.html"
    parameters_class = CircumstanceParameters
    subsystem: ClassVar[Any] = _("Contingent")
    tables = TABLES
    organisation_columns = ORGANISATION
    nobody = NOBODY

    @cached_property
    def part(self) -> Part:
        """Which part of the numbers this answer holds."""
        if self.request.GET.get("export") or self.seen or self.asked_part == "all":
            return "all"
        if self.asked_part in PARTS:
            return self.asked_part  # type: ignore[return-value]
        return "places" if self.known.organisations > MANY else "all"

    def template(self) -> list[str]:
        if self.part in PARTS and not self.problem:
            return ["contingent/circumstance_values.html"]
        return super().template()

    def read(self) -> Circumstances:
        return circumstances(
            as_of=self.parameters.day,
            rows=self.level,
            filters=self.parameters.narrowed(),
            measure=self.parameters.value("measure"),
            part=self.part,
            fresh=self.known,
        )

    def actions(self) -> Sequence[Action]:
        names = ("as_of", "municipality", "organisation")
        kept = {name: self.request.GET[name] for name in names if name in self.request.GET}
        query = f"?{urlencode(kept)}" if kept else ""
        return [Action(_("Contingent"), reverse("contingent:overview") + query, icon="chart-column")]

    @property
    def found(self) -> Circumstances:
        """:raises NotCounted: there are no numbers."""
        found: Circumstances = self.read_once
        return found

    def numbers(self) -> Mapping[str, Any]:
        shown = [(name, self.table(name)) for name in KINDS if self.found.values.get(name)]
        if self.part in PARTS:
            return {"tables": shown, "part": self.part}
        return {
            **super().numbers(),
            "tiles": [(name, TITLES[name], tile(self.found.total[name])) for name in TILES],
            "tables": shown,
            "part": self.part,
            "later": [(part, self.to(part=part)) for part in PARTS] if self.part == "places" else [],
            "in_one": self.to(part="all"),
        }

    def declared(self, name: str, rows: Sequence[Any]) -> tuple[Any, Sequence[Text], Sequence[str]]:
        caption, columns, hidden = super().declared(name, rows)
        counted = COUNTED[self.parameters.value("measure")]
        return caption, [counted if column.name == counted.name else column for column in columns], hidden

    def totals_of(self, name: str) -> Mapping[str, Any]:
        return {"known_totals": self.found.total, "total_hint": TOTAL_HINT} if name == "rows" else {}

    def rows_of(self, name: str) -> Sequence[Any]:
        if name == "rows":
            return [PlaceRow(line, **self.place_of(line)) for line in self.found.rows]
        _title, handbook, variants = KINDS[name]
        names = handbooks.names(variants) if variants else {}
        return [_value_row(line, _words(name, handbook), names) for line in self.found.values.get(name, ())]


def _words(kind: str, handbook: str) -> Mapping[str, Any]:
    """Value → its name; what no handbook names stands beside the tables."""
    return handbooks.names(handbook) if handbook else CITIZENSHIPS if kind == "citizenship" else ARRANGEMENTS


def _value_row(line: ValueLine, values: Mapping[str, Any], variants: Mapping[str, str]) -> ValueRow:
    name = str(capfirst(str(values.get(line.value, line.value) or _("Not stated"))))
    if line.variant:
        name = f"{name}, {variants.get(line.variant, line.variant)}"
    return ValueRow(name, line.n, line.female, line.classes)
