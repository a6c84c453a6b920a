"""``ListPage``: rows, filters, search, order, paging and export, as declarations."""

from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.db.models.query import ModelIterable
from django.http import HttpResponseBase
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from shared_apps.organisations.refusal import Text
from shared_apps.ui import exports
from shared_apps.ui.address import number_of, optional_address, with_query
from shared_apps.ui.filters import Chip, FilterSet
from shared_apps.ui.numbers import ru_num
from shared_apps.ui.page_base import Page
from shared_apps.ui.sheets import Sheet
from shared_apps.ui.tables import Empty, Table
from shared_apps.ui.viewer import Needed, PageRequest, may, organisation, viewer

PAGE_SIZES = (25, 50, 100, 250)


@dataclass(frozen=True)
class Link:
    """A link that changes one thing of the address."""

    title: Text
    url: str
    current: bool = False


class ListPage(Page):
    """A list. Declare ``table_class``, give ``rows()``; all state is in the address.

        class StudentListPage(ListPage):
            permission = permissions.STUDENT_VIEW
            title = _("Students")
            table_class = StudentTable
            filterset_class = StudentFilters
            ordering = ("name",)

            def rows(self):
                return queries.students(as_of=today())

            def search(self, rows, text):
                return rows.named(text)

    Address: ``q`` search, ``sort``, ``page``, ``per``, ``columns``, ``export``, and the filters' names.

    :cvar filterset_class: filters over a queryset. For rows that a query function makes, declare
        ``parameters_class`` and read ``self.parameters.value(…)`` in ``rows()``.
    :cvar ordering: columns of the table (``-`` for descending) when the address does not say.
    :cvar search_hint: what the search box looks at; with it ``search()`` must be given.
    :cvar exports_with: the permission to take the list as a file. Every list has one, or says in `not_exported` why
        it has none (a test demands it).
    :cvar further_parameters: names of the address that neither filters nor parameters have; saved views keep them.
    :cvar personal_parameters: those that tell of a person, besides what is typed: a shared view leaves them out.
    :cvar note: what a reader must know: suppression, the legend of signs. Under the table and in exports.
    :cvar subsystem: the part of the system that printouts name: «Contingent».
    """

    abstract = True
    template_name = "ui/list.html"
    fragments: ClassVar[tuple[str, ...]] = ("results",)
    table_class: ClassVar[type[Table]]
    filterset_class: ClassVar[type[FilterSet] | None] = None
    ordering: ClassVar[tuple[str, ...]] = ()
    search_hint: Text = ""
    exports_with: ClassVar[Needed | None] = None
    not_exported: ClassVar[str] = ""
    further_parameters: ClassVar[tuple[str, ...]] = ()
    personal_parameters: ClassVar[tuple[str, ...]] = ()
    subsystem: Text = ""
    note: Text = ""
    page_size: ClassVar[int] = 50

    def rows(self) -> Any:
        """All rows this reader sees: a queryset, or a list of dataclasses or dicts."""
        raise NotImplementedError(f"{type(self).__name__}.rows() is not written.")

    def search(self, rows: Any, text: str) -> Any:
        """Those that match what was typed."""
        raise NotImplementedError(f"{type(self).__name__}.search(rows, text) is not written.")

    def table_kwargs(self) -> Mapping[str, Any]:
        """Further arguments of the table: ``caption``, ``as_of``, ``exclude``."""
        return {}

    def empty(self) -> Empty | None:
        """What to say when there is nothing yet; the table's own words by default."""
        return self.table_class.empty

    def filter_kwargs(self) -> Mapping[str, Any]:
        """Further arguments of ``filterset_class``."""
        return {}

    @cached_property
    def text(self) -> str:
        """What was searched."""
        return self.request.GET.get("q", "").replace("\x00", "").strip() if self.search_hint else ""

    @cached_property
    def _rows(self) -> Any:
        rows = self.rows()
        return self.search(rows, self.text) if self.text else rows

    @cached_property
    def filterset(self) -> FilterSet | None:
        """The filters of this request."""
        if self.filterset_class is None:
            return None
        return self.filterset_class(self.request.GET, queryset=self._rows, request=self.request, **self.filter_kwargs())

    @property
    def filter_form(self) -> Any:
        """The one form above the list, whichever way filters are declared."""
        if self.filterset is not None:
            return self.filterset.form
        return self.parameters if self.parameters_class is not None else None

    def chips(self) -> list[Chip]:
        """What narrows the list: the search first, then filters."""
        found = []
        if self.text:
            found.append(Chip(_("Search"), self.text, with_query(self.request, q=None, page=None)))
        if self.filterset is not None:
            found += self.filterset.chips(self.request)
        if self.parameters_class is not None:
            found += self.parameters.chips(self.request)
        return found

    @cached_property
    def table(self) -> Table:
        """The table of this request: filtered, ordered, cut to the page."""
        rows = self.filterset.qs if self.filterset is not None else self._rows
        hidden = self.hidden_columns()
        kwargs = dict(self.table_kwargs())
        kwargs.setdefault("caption", self.table_class.caption or self.heading())
        kwargs["exclude"] = (*kwargs.get("exclude", ()), *hidden)
        table = self.table_class.sorted_by(self.request, rows, order_by=self.ordering, **kwargs)
        table.target = "results"
        settle(table)
        table.paginate(per_page=self.per_page())  # first: a paginator counts rows, none reads all
        table.page = table.paginator.page(self.page_number(table))
        return table

    def per_page(self) -> int:
        """Rows on a page: one of the sizes offered."""
        asked = number_of(self.request.GET.get("per", ""))
        return asked if asked in PAGE_SIZES else self.page_size

    def page_number(self, table: Table) -> int:
        """The page in the address, or the nearest there is."""
        asked = number_of(self.request.GET.get("page", "")) or 1
        return min(max(asked, 1), int(table.paginator.num_pages))

    def hidden_columns(self) -> list[str]:
        """Optional columns that were not asked for, and others that were taken away."""
        names = list(self.table_class.base_columns)
        if "columns" in self.request.GET:
            wanted = self.request.GET.getlist("columns")
            return [name for name in names[1:] if name not in wanted]
        return [name for name, column in self.table_class.base_columns.items() if getattr(column, "optional", False)]

    def column_choices(self) -> list[tuple[str, str, bool]]:
        """Name, words and whether it is shown, of every column but the first."""
        hidden = self.hidden_columns()
        excluded = self.table_kwargs().get("exclude", ())
        return [
            (name, str(column.verbose_name or name), name not in hidden)
            for name, column in list(self.table_class.base_columns.items())[1:]
            if name not in excluded
        ]

    def size_links(self) -> list[Link]:
        """How many rows to show."""
        return [
            Link(str(size), with_query(self.request, per=size, page=None), size == self.per_page())
            for size in PAGE_SIZES
        ]

    def page_links(self) -> list[Link | None]:
        """Numbers of pages; None is a gap."""
        paginator, number = self.table.paginator, self.table.page.number
        return [
            Link(str(each), with_query(self.request, page=each), each == number) if isinstance(each, int) else None
            for each in paginator.get_elided_page_range(number, on_each_side=1, on_ends=1)
        ]

    def is_exported(self) -> bool:
        """True if this reader may take the list as a file."""
        return self.exports_with is not None and may(self.request, self.exports_with)

    @property
    def is_long(self) -> bool:
        """True if the list is so long that a job writes its file, not the page."""
        return len(self.table.rows) > exports.most_on_a_page()

    def export_links(self) -> list[Link]:
        """The formats this list can be taken in, with the filters that are on. A long one is asked for (`later`)."""
        if not self.is_exported() or self.is_long:
            return []
        return [
            Link(format.title, with_query(self.request, export=format.code, page=None, per=None))
            for format in exports.formats()
        ]

    def later(self) -> list[exports.Format]:
        """The formats a long list can be asked for in."""
        if not self.is_exported() or not self.is_long or not self.later_url:
            return []
        return [format for format in exports.formats() if format.streams and format.holds(len(self.table.rows))]

    @property
    def later_url(self) -> str:
        """Where a file of a long list is asked for; "" where nothing prepares files."""
        return optional_address("exports:ask")

    @property
    def views_url(self) -> str:
        """The saved views of this list; "" where nobody keeps them."""
        home = optional_address("saved_views:list") if viewer(self.request).membership is not None else ""
        return f"{home}?{urlencode({'of': self.later_address()})}" if home else ""

    def later_address(self) -> str:
        """This list as it is asked for."""
        return self.request.path + with_query(self.request, export=None, page=None, per=None)

    def get(self, request: PageRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        code = request.GET.get("export", "")
        if not code:
            return self.render()
        if not self.is_exported():
            raise PermissionDenied(_("Your role does not take this list as a file."))
        if self.is_long:
            return self.export_later(code)
        with self.reading():
            file = exports.write(self.sheet(), code)
            self.note_file(len(self.table.rows))
        return exports.as_response(file)

    def export_later(self, code: str) -> HttpResponseBase:
        """A list too long for a page is asked for: a job writes the file (`shared_apps.exports`).

        :raises TooManyRows: nothing prepares files here, or not in this format.
        """
        chosen = exports.format_of(code)
        if chosen not in self.later():
            raise exports.TooManyRows(params={"limit": ru_num(chosen.most_rows or exports.most_on_a_page())})
        return self.render(asked_format=chosen)

    # --- what a job that writes the file needs to know ---

    @classmethod
    def kept_for_file(cls, session: Mapping[str, Any], membership_id: int) -> dict[str, Any]:
        """Returns what a file needs from the session besides the address, as plain JSON: a purpose that was stated.

        :raises Refused: it is not there.
        """
        return {}

    def use_kept(self, kept: Mapping[str, Any]) -> None:
        """Take what `kept_for_file` had kept, and refuse what may not be read. :raises Refused:"""

    def reading(self) -> AbstractContextManager[Any]:
        """A context manager around the reading of the rows of a file. A list of shared tables opens shared() in it."""
        return nullcontext()

    def note_file(self, rows: int) -> None:
        """Write down that a file of so many rows was read, in the transaction that reads them."""

    def sheet(self) -> Sheet:
        """The whole list as plain values, with what was on when it was taken."""
        table, place = self.table, organisation(self.request)
        shown = table.exported_columns()
        totals = table.totals() if table.is_filled else {}
        day = table.as_of
        return Sheet(
            title=table.caption,
            columns=[each.column.for_sheet(each.header) for each in shown],
            rows=table.plain_rows(),
            totals=[totals.get(each.name) if number else _("Total") for number, each in enumerate(shown)]
            if totals
            else None,
            filters=self.described(),
            as_of=day.date() if isinstance(day, datetime) else day,
            note=self.note,
            subsystem=self.subsystem,
            place=place.short_name if place is not None else "",
            executor=viewer(self.request).name,
            system=settings.SYSTEM_NAME,
        )

    def described(self) -> list[tuple[str, str]]:
        """What was on when the list was taken, defaults too."""
        found = [(_("Search"), self.text)] if self.text else []
        if self.filterset is not None:
            found += [(chip.label, chip.value) for chip in self.filterset.chips(self.request)]
        if self.parameters_class is not None:
            found += self.parameters.described()
        return found

    def nothing(self) -> Empty:
        """What an empty list says: nothing by these filters, or nothing yet."""
        if self.chips():
            return Empty(
                _("Nothing matches these filters."),
                _("Take one off, or look for something else."),
                _("Reset filters"),
                self.request.path,
            )
        return self.empty() or Empty(_("There is nothing here yet."))


def settle(table: Table) -> None:
    """Add the primary key to the order, so that no row is on two pages or on none."""
    rows = table.data.data
    if isinstance(rows, QuerySet) and issubclass(rows._iterable_class, ModelIterable):
        order = rows.query.order_by or tuple(rows.model._meta.ordering)
        if order and not {"pk", "-pk"} & {str(each) for each in order}:
            table.data.data = rows.order_by(*order, "pk")
