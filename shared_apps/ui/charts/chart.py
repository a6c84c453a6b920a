"""``Chart``: the data of a chart and what it says of itself; the drawing is in ``bars`` and ``plots``."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from zlib import crc32

from django.utils.functional import cached_property
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from shared_apps.organisations.refusal import Text
from shared_apps.ui.charts import bars, plots
from shared_apps.ui.numbers import is_number, ru_num

KINDS = ("bar", "stacked", "column", "line", "sparkline")
MOST_SERIES = 6


@dataclass(frozen=True)
class Series:
    """One measure over the labels. A value is a number, None (no data), or a sign instead of one: «к», «…»."""

    name: Text
    values: Sequence[Any]


@dataclass(frozen=True)
class Row:
    """One label with its values: a row of the chart's table, a bar of the chart."""

    label: str
    values: tuple[Any, ...]
    link: str | None

    @property
    def total(self) -> Any:
        """The sum of the numbers; of a single series, its value."""
        if len(self.values) == 1:
            return self.values[0]
        return sum(value for value in self.values if is_number(value))


@dataclass(frozen=True)
class Chart:
    """A chart.

    * ``bar``: horizontal bars from zero, the longest first; past ``limit`` the rest is in the table.
    * ``stacked``: the same, each bar divided by series.
    * ``column``: columns in the order given: grades, years.
    * ``line``: lines in the order given; the scale may not begin at zero, and then the chart says so.
    * ``sparkline``: a small line for a cell, without axes.

    :param links: one address per label, or None where the reader may go no further.
    :param digits: decimals of the values.
    :param keep_order: do not sort bars: they have an order of their own (shifts, levels).
    """

    kind: str
    series: Sequence[Series]
    labels: Sequence[Text]
    title: Text
    subtitle: Text = ""
    unit: Text = ""
    links: Sequence[str | None] = ()
    digits: int = 0
    keep_order: bool = False
    limit: int = 15
    note: Text = field(default="")

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"There is no chart {self.kind!r}; there are {KINDS}.")
        if not 1 <= len(self.series) <= MOST_SERIES:
            raise ValueError(f"A chart has 1 to {MOST_SERIES} series, not {len(self.series)}.")
        for name, sequence in [("links", self.links), *((str(s.name), s.values) for s in self.series)]:
            if len(sequence) != len(self.labels) and (name != "links" or sequence):
                raise ValueError(f"{name}: {len(sequence)} values for {len(self.labels)} labels.")

    @cached_property
    def rows(self) -> list[Row]:
        """Every label with its values, in the order of the chart."""
        links = self.links or [None] * len(self.labels)
        rows = [
            Row(str(label), tuple(each.values[place] for each in self.series), links[place])
            for place, label in enumerate(self.labels)
        ]
        if self.kind in ("bar", "stacked") and not self.keep_order:
            rows.sort(key=lambda row: (not is_number(row.total), -row.total if is_number(row.total) else 0))
        return rows

    @property
    def drawn(self) -> list[Row]:
        """The rows that are drawn; the table has all."""
        return self.rows[: self.limit] if self.kind in ("bar", "stacked") else self.rows

    @property
    def id(self) -> str:
        """For ``aria-labelledby``; two charts of one page differ in their words."""
        return f"chart-{crc32(f'{self.kind}{self.title}{self.subtitle}'.encode()):x}"

    @property
    def is_linked(self) -> bool:
        return any(row.link for row in self.rows)

    def shown(self, value: Any) -> str:
        """A value as it is written; nothing known is «…»."""
        return "…" if value is None else ru_num(value, self.digits)

    def with_unit(self, value: Any) -> str:
        """A value with its unit, for what is read aloud."""
        text = self.shown(value)
        return f"{text} {self.unit}" if self.unit and is_number(value) else text

    @property
    def values(self) -> list[Any]:
        """Every number of the chart."""
        return [value for row in self.rows for value in row.values if is_number(value)]

    @property
    def is_empty(self) -> bool:
        return not self.values

    @property
    def summary(self) -> str:
        """What a screen reader hears instead of the drawing: the title and the extremes."""
        if self.is_empty:
            return _("%(title)s. No data.") % {"title": self.title}
        rows = [row for row in self.rows if is_number(row.total)]
        least, most = min(rows, key=lambda row: row.total), max(rows, key=lambda row: row.total)
        return _("%(title)s. Most: %(top)s, %(most)s; least: %(bottom)s, %(least)s") % {
            "title": self.title,
            "top": most.label,
            "most": self.with_unit(most.total),
            "bottom": least.label,
            "least": self.with_unit(least.total),
        }

    def table_rows(self) -> list[tuple[Row, list[str]]]:
        """The chart's table: the row and its values as written."""
        return [(row, [self.shown(value) for value in row.values]) for row in self.rows]

    def has_legend(self) -> bool:
        return len(self.series) > 1

    def drawing(self) -> SafeString:
        """The chart itself."""
        if self.kind in ("bar", "stacked"):
            return bars.draw(self)
        if self.kind == "sparkline":
            return plots.sparkline(self)
        return plots.columns(self) if self.kind == "column" else plots.lines(self)

    @property
    def scale_note(self) -> str:
        """Says where the scale begins when it does not at zero."""
        if self.kind != "line" or self.is_empty:
            return ""
        low, _high, _step = plots.scale(self.values, from_zero=False)
        if low == 0:
            return ""
        return _("The scale begins at %(low)s.") % {"low": ru_num(low, self.digits)}
