"""``Table`` and its columns: lists as declarations, over querysets or plain rows alike.

    class StudentTable(Table):
        name = TextColumn(_("Name"), link="students:card", order_by="search_key")
        born = DateColumn(_("Born"), accessor="birth_date")
        state = BadgeColumn(_("State"), tones={"signed": "ok"})
        lessons = NumberColumn(_("Lessons"), total=True)

The first column is the row's heading and usually its link. Sorting is done by the server. Columns
know their plain value, which is what exports write. Keyword arguments of django-tables2 (``accessor``,
``order_by``, ``orderable``, ``empty_values``) work as there.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import django_tables2
from django.db.models import QuerySet, Sum
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django_tables2 import A
from django_tables2.rows import BoundRow

from shared_apps.organisations.refusal import Text
from shared_apps.ui import drawing
from shared_apps.ui.numbers import ru_date, ru_datetime, ru_num, ru_percent
from shared_apps.ui.sheets import Column, Kind

NO_DATA = "…"
ROWS_AT_ONCE = 2_000
"""A streamed table reads so many rows in one go."""
TONES = ("", "ok", "warn", "err", "info")
MANY_LETTERS = 24
"""A badge of more letters may break its line."""


@dataclass(frozen=True)
class Empty:
    """What an empty list says: what it is, why, and what to do next."""

    what: Text
    why: Text = ""
    action: Text = ""
    url: str = ""


class TextColumn(django_tables2.Column):  # type: ignore[misc]  # brings no types
    """Text, and optionally a link.

    :param link: a URL name, or a callable ``(record) -> str | None`` (None: no link for this row).
    :param link_by: the accessors that give the URL's arguments; the row's ``pk`` by default.
    :param optional: hidden until the reader asks for it in «Columns».
    :param hint: a longer explanation of the heading.
    :param labels: code → words, when the row holds a code.
    """

    kind = Kind.TEXT

    def __init__(
        self,
        title: Text | None = None,
        *,
        link: str | Callable[..., str | None] | None = None,
        link_by: Sequence[str] = ("pk",),
        optional: bool = False,
        hint: Text = "",
        labels: Mapping[Any, Text] | None = None,
        **kwargs: Any,
    ) -> None:
        if isinstance(link, str):
            kwargs["linkify"] = (link, [A(name) for name in link_by])
        elif link is not None:
            kwargs["linkify"] = link
        super().__init__(verbose_name=title, **kwargs)
        self.link_of = link if callable(link) else None
        self.link_to = (link, tuple(link_by)) if isinstance(link, str) else None
        self.optional = optional
        self.hint = hint
        self.labels = dict(labels or {})

    def for_sheet(self, title: Text) -> Column:
        """The column as exports know it."""
        return Column(title, self.kind)

    def words(self, value: Any) -> Any:
        """The code's words."""
        return self.labels.get(value, value)

    def render(self, value: Any) -> Any:
        return self.words(value)

    def value(self, value: Any) -> Any:
        """The plain value: what an export writes."""
        words = self.words(value)
        return words if isinstance(words, int | float | Decimal | date) else str(words)


class NumberColumn(TextColumn):
    """A number: right-aligned, tabular digits.

    :param digits: decimals; none for people, one for percents.
    :param signed: show a plus, as for changes.
    :param total: put the sum of all rows (not of the page) into the totals row; or a callable
        ``(rows) -> number`` where a sum makes no sense.
    """

    kind = Kind.NUMBER

    def __init__(
        self,
        title: Text | None = None,
        *,
        digits: int = 0,
        signed: bool = False,
        total: bool | Callable[[Any], Any] = False,
        **kwargs: Any,
    ) -> None:
        kwargs.setdefault("attrs", {"cell": {"class": "num"}})
        kwargs.setdefault("initial_sort_descending", True)
        kwargs.setdefault("default", NO_DATA)
        super().__init__(title, **kwargs)
        self.digits = digits
        self.signed = signed
        self.total = total

    def shown(self, value: Any) -> str:
        """The number as it is written; words («к», «…») stay as they are."""
        return ru_num(value, self.digits, signed=self.signed)

    def render(self, value: Any) -> str:
        return self.shown(value)

    def value(self, value: Any) -> Any:
        return value

    def for_sheet(self, title: Text) -> Column:
        return Column(title, self.kind, decimals=self.digits)


class PercentColumn(NumberColumn):
    """A share shown in percent: ``0.624`` → ``62,4 %``, as exports and Excel have it."""

    kind = Kind.PERCENT

    def __init__(self, title: Text | None = None, *, digits: int = 1, **kwargs: Any) -> None:
        super().__init__(title, digits=digits, **kwargs)

    def shown(self, value: Any) -> str:
        if isinstance(value, int | float | Decimal):
            return ru_percent(Decimal(str(value)) * 100, self.digits, signed=self.signed)
        return str(value)


class DateColumn(TextColumn):
    """A day, ``01.09.2026``. The open end of a period is empty."""

    kind = Kind.DATE

    def __init__(self, title: Text | None = None, **kwargs: Any) -> None:
        kwargs.setdefault("attrs", {"cell": {"class": "date"}})
        super().__init__(title, **kwargs)

    def render(self, value: Any) -> str:
        return ru_date(value)

    def value(self, value: Any) -> Any:
        return value if ru_date(value) else None


class DateTimeColumn(DateColumn):
    """An instant, ``01.09.2026 14:02``, in the region's time."""

    def render(self, value: Any) -> str:
        return ru_datetime(value)

    def value(self, value: Any) -> Any:
        return value


class BadgeColumn(TextColumn):
    """A state in a word with a tone.

    :param tones: code → ``ok``, ``warn``, ``err``, ``info``; others are plain. With choices of a model the
        words come from the model, and tones still go by the code.
    """

    def __init__(self, title: Text | None = None, *, tones: Mapping[Any, str] | None = None, **kwargs: Any) -> None:
        super().__init__(title, **kwargs)
        self.tones = dict(tones or {})
        if unknown := set(self.tones.values()) - set(TONES):
            raise ValueError(f"Unknown tones {sorted(unknown)}; there are {TONES}.")

    def render(self, value: Any, record: Any = None) -> Any:
        code = self.accessor.resolve(record, quiet=True) if self.accessor else value
        tone = self.tones.get(code, self.tones.get(value, ""))
        words = str(self.words(value))
        size = " long" if len(words) > MANY_LETTERS else ""
        return format_html('<span class="badge {}{}">{}</span>', tone, size, words)


class BooleanColumn(TextColumn):
    """Yes in a word, no as an empty cell."""

    def render(self, value: Any) -> str:
        return _("yes") if value else ""

    def value(self, value: Any) -> str:
        return self.render(value)


class Table(django_tables2.Table):  # type: ignore[misc]  # brings no types
    """A table of ours: caption, empty state, totals over all rows, date of the numbers.

    :cvar caption: what the table is; read by screen readers, printed, the sheet's title in exports.
    :cvar empty: what to say when there is nothing, before any filter was set.
    :ivar target: the element that htmx puts the sorted table into; empty: plain links.
    :ivar is_streamed: rows of files are read from the database some at a time, for lists that don't fit in memory.
    """

    caption: Text = ""
    empty: Empty | None = None
    target: str = ""
    is_streamed: bool = False

    def __init__(self, data: Any, **kwargs: Any) -> None:
        kwargs.setdefault("template_name", "ui/table.html")
        kwargs.setdefault("default", "")
        self.as_of: date | datetime | None = kwargs.pop("as_of", None)
        if caption := kwargs.pop("caption", ""):
            self.caption = caption
        super().__init__(data, **kwargs)

    @classmethod
    def sorted_by(cls, request: HttpRequest, rows: Any, **kwargs: Any) -> "Table":
        """The whole table ordered as the address says, for pages of several tables: give each its ``prefix``.

        The address's name is ``<prefix>sort``.
        """
        given = request.GET.get(f"{kwargs.get('prefix', '')}sort", "").split(",")
        asked = [name for name in given if name.removeprefix("-").isidentifier()]
        otherwise = kwargs.pop("order_by", ())
        table = cls(rows, order_by=asked or otherwise, **kwargs)
        if asked and not table.order_by:
            table.order_by = otherwise
        return table

    @property
    def queryset(self) -> "QuerySet[Any] | None":
        """The rows as a queryset, if they are one."""
        rows = self.data.data
        return rows if isinstance(rows, QuerySet) else None

    def drawn_rows(self) -> SafeString:
        """The rows of the page as markup; see `drawing`."""
        return drawing.drawn_rows(self)

    @property
    def is_filled(self) -> bool:
        """Whether there is anything to show."""
        return len(self.rows) > 0

    def totals(self) -> dict[str, Any]:
        """Column → total over all rows, for columns that asked for one. One query at most."""
        wanted = {column.name: column for column in self.columns if getattr(column.column, "total", False)}
        found = {
            name: column.column.total(self.data.data)
            for name, column in wanted.items()
            if callable(column.column.total)
        }
        sums = {name: column for name, column in wanted.items() if name not in found}
        if not sums:
            return found
        if self.queryset is not None:
            names = {f"total_of_{name}": Sum(str(col.accessor)) for name, col in sums.items()}
            answer = self.queryset.order_by().aggregate(**names)
            return found | {name: answer[f"total_of_{name}"] or 0 for name in sums}
        for name, column in sums.items():
            values = (column.accessor.resolve(row, quiet=True) for row in self.data.data)
            found[name] = sum(value for value in values if value is not None)
        return found

    def footer_cells(self) -> list[tuple[Any, str]]:
        """Column and its formatted total, in the order shown; empty when no column has one."""
        totals = self.totals() if self.is_filled else {}
        if not totals:
            return []
        return [
            (
                column,
                column.column.shown(totals[column.name]) if column.name in totals else "",
            )
            for column in self.columns
        ]

    def exported_columns(self) -> list[Any]:
        """The columns that go into files: those shown, but for pictures and buttons."""
        return [column for column in self.columns if not column.column.exclude_from_export]

    def all_rows(self) -> Iterator[Any]:
        """All rows, not only the page's; kept in memory by nobody when the table is streamed."""
        if not self.is_streamed:
            yield from self.rows
            return
        streamed = getattr(self.data, "streamed", None)
        if streamed is not None:
            records = streamed()
        else:
            records = self.data if self.queryset is None else self.queryset.iterator(chunk_size=ROWS_AT_ONCE)
        for record in records:
            yield BoundRow(record, table=self)

    def plain_rows(self) -> Iterator[tuple[Any, ...]]:
        """All rows, not only the page's, as plain values of the columns shown."""
        names = [column.name for column in self.exported_columns()]
        for row in self.all_rows():
            yield tuple(row.get_cell_value(name) for name in names)
