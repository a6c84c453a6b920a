"""Circumstances of students as of any day: health and family in numbers, small ones hidden; conditions of study."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from region.feed.figures_table import Number, Text
from region.feed.territory import TerritoryParameters
from shared_apps.accounts import permissions
from shared_apps.handbooks import queries as handbooks
from shared_apps.organisations.refusal import Text as Words
from shared_apps.ui.numbers import NBSP
from shared_apps.ui.tables import Empty

from .circumstances import COLUMNS, Circumstances, Guarded, PlaceLine, ValueLine, circumstances
from .counted_page import CountedPage
from .narrowing import Filters

HIDDEN = pgettext_lazy("statistics", "c")
"""The sign of a number that is not shown."""
NOBODY = Empty(_("Nothing is counted here on this day."), _("Choose another day or another place."))
TITLES: Mapping[str, Words] = {
    "ovz": _("Limited health abilities"),
    "disability": _("Disability"),
    "orphan": _("Orphans, without care"),
    "guardianship": _("Guardianship, foster family"),
    "large_family": _("Large families"),
    "low_income": _("Low-income families"),
    "refugee": _("Refugees"),
}
KINDS: Mapping[str, tuple[Words, str, str]] = {
    "ovz": (_("Limited health abilities by variants of programmes"), "ovz_category", "ovz_variant"),
    "disability": (_("By disability"), "disability", ""),
    "orphan": (_("Orphans and children without parental care"), "orphan_status", ""),
    "family": (_("By composition of the family"), "family_kind", ""),
    "social_category": (_("By social position"), "social_category", ""),
    "preventive_record": (_("On preventive records"), "preventive_record", ""),
    "health_group": (_("By health group"), "health_group", ""),
    "pe_group": (_("By group for physical education"), "pe_group", ""),
    "study_conditions": (_("By conditions of study"), "study_conditions", ""),
    "extended_day": (_("Extended day"), "extended_day", ""),
    "boarding": (_("Boarding"), "boarding", ""),
    "transport": (_("Transport to school"), "transport", ""),
    "native_language": (_("By native language studied"), "language", ""),
    "foreign_language_1": (_("By first foreign language"), "foreign_language", ""),
    "foreign_language_2": (_("By second foreign language"), "foreign_language", ""),
}
"""Kind → title of its table, handbook of values, handbook of variants. In the order of the page."""


@dataclass(frozen=True)
class GuardedNumber(Number):
    """A number that may be hidden."""

    def shown(self, value: Any) -> str:
        return str(HIDDEN) if value is None else super().shown(value)


_PLACES = tuple(GuardedNumber(name, title, dash=True) for name, title in TITLES.items())
TERRITORY = (
    Text("name", _("Territory"), link="url"),
    Number("organisations", _("Organisations"), total=True),
    Text("within", _("Municipality")),
    *_PLACES,
)
ORGANISATION = (Text("name", _("Organisation"), link="url"), Text("within", _("Municipality")), *_PLACES)
VALUES = (
    Text("name", pgettext_lazy("circumstance", "Value")),
    GuardedNumber("n", _("Students")),
    GuardedNumber("female", _("Of them girls")),
)
TABLES: Mapping[str, tuple[Any, Sequence[Text]]] = {
    "rows": (_("By municipality"), TERRITORY),
    **{kind: (title, VALUES) for kind, (title, _values, _variants) in KINDS.items()},
}


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


class CircumstanceParameters(TerritoryParameters):
    """The day and the place."""

    def narrowed(self) -> Filters:
        return Filters(municipalities=self.numbers("municipality"), organisations=self.numbers("organisation"))


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

    def read(self) -> Circumstances:
        return circumstances(
            as_of=self.parameters.day, rows=self.level, filters=self.parameters.narrowed(), fresh=self.known
        )

    @property
    def found(self) -> Circumstances:
        """:raises NotCounted: there are no numbers."""
        found: Circumstances = self.read_once
        return found

    def numbers(self) -> Mapping[str, Any]:
        shown = [(name, self.table(name)) for name in KINDS if self.found.values.get(name)]
        return {
            **super().numbers(),
            "tiles": [(name, TITLES[name], _tile(number)) for name, number in self.found.total.items()],
            "tables": shown,
        }

    def rows_of(self, name: str) -> Sequence[Any]:
        if name == "rows":
            return [PlaceRow(line, **self.place_of(line)) for line in self.found.rows]
        _title, handbook, variants = KINDS[name]
        values, names = handbooks.names(handbook), handbooks.names(variants) if variants else {}
        return [_value_row(line, values, names) for line in self.found.values.get(name, ())]


def _value_row(line: ValueLine, values: Mapping[str, str], variants: Mapping[str, str]) -> ValueRow:
    name = str(capfirst(values.get(line.value, line.value) or _("Not stated")))
    if line.variant:
        name = f"{name}, {variants.get(line.variant, line.variant)}"
    return ValueRow(name, line.n, line.female)


def _tile(number: Guarded) -> str:
    return str(HIDDEN) if number is None else f"{number:,}".replace(",", NBSP)
