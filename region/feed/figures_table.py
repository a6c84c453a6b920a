"""Dense tables of numbers for pages that show many at once: declared like those of ui, drawn in one go.

    TERRITORIES = (
        Text("name", _("Territory"), link="url"),
        Number("students", _("Students"), total=True),
    )
    table = FiguresTable(TERRITORIES, rows, caption=_("By municipality"), prefix="rows-", request=request)

A list page uses ui.tables, which reads querysets, pages and hides columns. Here rows are plain objects and there are
eight tables on a page: through templates they took 110 ms of a budget of 100 (measured), drawn so they take a few.
Markup, classes and what exports write are those of ui/table.html; a test compares.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from html import escape as escaped
from operator import attrgetter
from typing import Any

from django.http import HttpRequest
from django.utils.html import conditional_escape
from django.utils.http import urlencode
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from shared_apps.organisations.names import bare_words
from shared_apps.organisations.refusal import Text as Words
from shared_apps.ui.numbers import NBSP, ru_datetime, ru_num, ru_percent
from shared_apps.ui.sheets import Column, Kind
from shared_apps.ui.tables import NO_DATA, Empty
from shared_apps.ui.templatetags.ui import icon

NOTHING = "–"
Drawn = tuple[Any, Any, Any, str, Any]
"""How a column is drawn: its value, words, address, class, note."""
Link = str | Callable[[Any], str | None]


def escape(text: Any) -> str:
    """As Django's, without its look for lazy arguments: a page of the region escapes two thousand texts."""
    return escaped(str(text))


@dataclass(frozen=True)
class Text:
    """A column of words. `link`: the attribute, or a function of the row, that gives the address; None: no link.

    `note`: the attribute with safe HTML that stands small under the words; files leave it out.
    """

    name: str
    title: Words
    link: Link = ""
    hint: Words = ""
    total: bool = False
    cell_class: str = ""
    kind: Kind = Kind.TEXT
    sorts_down: bool = False
    note: str = ""

    def shown(self, value: Any) -> str:
        return escape(value) if value else ""

    def sort_key(self, value: Any) -> Any:
        return bare_words(str(value))

    def for_sheet(self) -> Column:
        return Column(self.title, self.kind)

    def filed(self, value: Any) -> Any:
        """The value as a file holds it."""
        return value


@dataclass(frozen=True)
class Number(Text):
    """A number: right-aligned; None is «…», not known. With `total` its sum stands under the table.

    `dash`: zero is «–», there is no such thing here; files hold 0.
    """

    cell_class: str = "num"
    kind: Kind = Kind.NUMBER
    sorts_down: bool = True
    digits: int = 0
    signed: bool = False
    dash: bool = False

    def shown(self, value: Any) -> str:
        if value is None:
            return NO_DATA
        if self.dash and not value:
            return NOTHING
        if type(value) is int and not self.signed and not self.digits and value >= 0:
            return f"{value:,}".replace(",", NBSP)
        return escape(ru_num(value, self.digits, signed=self.signed))

    def sort_key(self, value: Any) -> Any:
        return value

    def for_sheet(self) -> Column:
        return Column(self.title, self.kind, decimals=self.digits)


@dataclass(frozen=True)
class Share(Number):
    """A share of one, shown in percent."""

    kind: Kind = Kind.PERCENT
    digits: int = 1

    def shown(self, value: Any) -> str:
        return NO_DATA if value is None else ru_percent(Decimal(str(value)) * 100, self.digits)


@dataclass
class FiguresTable:
    """Columns and rows. `prefix` begins the name of its order in the address; `hidden` are columns left out.

    :param target: the element that htmx puts the sorted page into.
    :param page: the rows that are drawn, where there are more than a page of them; files and totals take all.
    :param formats: those of exports in which this reader may take it.
    :param known_totals: column → its total where the rows do not add up to it, because some of them are hidden.
    :param total_hint: what such totals count.
    """

    columns: Sequence[Text]
    rows: Sequence[Any]
    caption: Words
    request: HttpRequest
    prefix: str = ""
    hidden: Sequence[str] = ()
    empty: Empty | None = None
    as_of: Any = None
    target: str = "numbers"
    page: slice | None = None
    formats: Sequence[Any] = ()
    known_totals: Mapping[str, Any] = field(default_factory=dict)
    total_hint: Words = ""
    row_class: Callable[[Any], str] | None = None
    template_name: str = field(default="feed/figures_table.html", repr=False)

    @property
    def is_filled(self) -> bool:
        return bool(self.rows)

    @cached_property
    def shown_columns(self) -> list[Text]:
        return [column for column in self.columns if column.name not in self.hidden]

    @cached_property
    def order(self) -> tuple[Text | None, bool]:
        """The column that the address sorts by, and whether downwards."""
        asked = self.request.GET.get(f"{self.prefix}sort", "")
        column = next((one for one in self.shown_columns if one.name == asked.removeprefix("-")), None)
        return column, asked.startswith("-")

    @cached_property
    def sorted_rows(self) -> Sequence[Any]:
        """All rows; where a value is not known the row stands last, whichever the order."""
        column, is_down = self.order
        if column is None:
            return self.rows
        value = attrgetter(column.name)
        known = [row for row in self.rows if value(row) is not None]
        known.sort(key=lambda row: column.sort_key(value(row)), reverse=is_down)
        return known + [row for row in self.rows if value(row) is None]

    def totals(self) -> dict[str, Any]:
        """Column → its sum over all rows, or the total that is known."""
        return {column.name: self._total(column.name) for column in self.shown_columns if column.total}

    def _total(self, name: str) -> Any:
        if name in self.known_totals:
            return self.known_totals[name]
        return sum(value for row in self.rows if (value := getattr(row, name)) is not None)

    def sheet_columns(self) -> list[Column]:
        return [column.for_sheet() for column in self.shown_columns]

    def plain_rows(self) -> Iterator[tuple[Any, ...]]:
        """All rows as plain values of the columns shown: what files hold."""
        columns = [(attrgetter(column.name), column.filed) for column in self.shown_columns]
        for row in self.sorted_rows:
            yield tuple(filed(value(row)) for value, filed in columns)

    def plain_totals(self) -> list[Any] | None:
        """The totals row of a file, as wide as a row; None where nothing is summed up."""
        totals = self.totals() if self.rows else {}
        if not totals:
            return None
        return [_("Total"), *(self._filed_total(column, totals) for column in self.shown_columns[1:])]

    @staticmethod
    def _filed_total(column: Text, totals: Mapping[str, Any]) -> Any:
        return column.filed(totals[column.name]) if column.name in totals else None

    def files(self) -> SafeString:
        """The menu of its files: the table's name in the address is its prefix."""
        if not self.formats:
            return mark_safe("")
        kept = [
            (name, value)
            for name, values in self.request.GET.lists()
            if name not in ("page", "export", "table")
            for value in values
        ]
        query = escape(urlencode([*kept, ("table", self.prefix.removesuffix("-"))]))
        links = "".join(
            f'<li><a href="?{query}&amp;export={one.code}"{_OPENED if one.inline else " download"}>'
            f"{escape(one.title)}</a></li>"
            for one in self.formats
        )
        label = escape(_("Take as a file: %(title)s") % {"title": self.caption})
        return mark_safe(  # noqa: S308  (every value went through `escape`)
            f'<div class="tools"><details class="menu right"><summary class="button quiet" aria-label="{label}">'
            f'{icon("download")}{escape(_("File"))}</summary><ul class="menu-box">{links}</ul></details></div>'
        )

    # --- drawing ------------------------------------------------------------------------------------------------------

    def drawn(self) -> SafeString:
        """The whole table: `<table>` with caption, head, rows and totals."""
        said = f". {_('As of %(day)s') % {'day': ru_datetime(self.as_of)}}" if self.as_of else ""
        return mark_safe(  # noqa: S308  (every value went through `escape`)
            f'<table class="table" data-rows><caption class="hidden">{escape(self.caption)}{escape(said)}</caption>'
            f"<thead><tr>{''.join(self._head(column) for column in self.shown_columns)}</tr></thead>"
            f"<tbody>{self._body()}</tbody>{self._foot()}</table>"
        )

    @cached_property
    def _unsorted(self) -> str:
        """The address of the page without this table's order, ready for another."""
        kept = [
            (name, value)
            for name, values in self.request.GET.lists()
            if name not in (f"{self.prefix}sort", "page")
            for value in values
        ]
        return f"{self.request.path}?{urlencode(kept)}&" if kept else f"{self.request.path}?"

    def _head(self, column: Text) -> str:
        sorted_by, is_down = self.order
        is_sorted = sorted_by is column
        turned = not is_down if is_sorted else column.sorts_down
        url = escape(f"{self._unsorted}{self.prefix}sort={'-' if turned else ''}{column.name}")
        sort = f' aria-sort="{"descending" if is_down else "ascending"}"' if is_sorted else ""
        hint = f' title="{escape(column.hint)}"' if column.hint else ""
        place = f' class="{column.cell_class}"' if column.cell_class else ""
        return (
            f'<th scope="col"{place}{sort}{hint}><a href="{url}" hx-get="{url}" hx-target="#{self.target}"'
            f' hx-push-url="true">{escape(column.title)}<span class="arrow" aria-hidden="true"></span></a></th>'
        )

    def _body(self) -> str:
        columns = [
            (
                attrgetter(column.name),
                column.shown,
                _link_of(column.link),
                f' class="{column.cell_class}"' if column.cell_class else "",
                attrgetter(column.note) if column.note else None,
            )
            for column in self.shown_columns
        ]
        drawn = self.sorted_rows if self.page is None else self.sorted_rows[self.page]
        return "".join(self._row(row, columns) for row in drawn)

    def _row(self, row: Any, columns: Sequence[Drawn]) -> str:
        cells = []
        for number, (value, shown, link, place, note) in enumerate(columns):
            text = shown(value(row))
            if link is not None and (url := link(row)):
                text = f'<a href="{escape(url)}">{text}</a>'
            if note is not None and (more := note(row)):
                text = f"{text}<small>{conditional_escape(more)}</small>"
            cells.append(f"<td{place}>{text}</td>" if number else f'<th scope="row"{place}>{text}</th>')
        classes = self.row_class(row) if self.row_class else ""
        return f"<tr{f' class={chr(34)}{classes}{chr(34)}' if classes else ''}>{''.join(cells)}</tr>"

    def _foot(self) -> str:
        totals = self.totals()
        if not totals:
            return ""
        hint = f' title="{escape(self.total_hint)}"' if self.total_hint else ""
        cells = [f'<th scope="row"{hint}>{escape(_("Total"))}</th>']
        for column in self.shown_columns[1:]:
            text = column.shown(totals[column.name]) if column.name in totals else ""
            cells.append(f'<td class="{column.cell_class}">{text}</td>')
        return f"<tfoot><tr>{''.join(cells)}</tr></tfoot>"


_OPENED = ' target="_blank" rel="noopener"'


def _link_of(link: Link) -> Callable[[Any], str | None] | None:
    if not link:
        return None
    return attrgetter(link) if isinstance(link, str) else link
