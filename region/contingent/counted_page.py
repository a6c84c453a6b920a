"""A live page of numbers of a day and a place: read once, refused in words outside of counted time, taken as files."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseBase
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from region.feed.figures_table import FiguresTable, Text
from region.feed.files import sheet
from region.feed.freshness import Freshness, freshness
from region.feed.territory import TerritoryPage
from shared_apps.accounts import permissions
from shared_apps.organisations.refusal import Refused
from shared_apps.ui import exports
from shared_apps.ui.tables import Empty
from shared_apps.ui.viewer import PageRequest

from .figures import Level
from .queries import OutOfCountedTime
from .words import not_counted


class NotCounted(Refused):
    """The day asked for lies outside the years that are counted, or a filter can't be read."""

    code = "not_counted"


class CountedPage(TerritoryPage, ABC):
    """Totals, territories, dimensions: whatever the numbers are of.

    `read()` reads them, `freshness_of()` says how fresh what was read is, `rows_of(name)` gives the rows of a table.

    :cvar tables: table → its title and columns; "rows" is the one of territories.
    :cvar organisation_columns: columns of "rows" where its lines are organisations; `within` names the municipality.
    :cvar nobody: what a table without rows says.
    """

    abstract = True
    tables: Mapping[str, tuple[Any, Sequence[Text]]]
    organisation_columns: Sequence[Text]
    nobody: Empty | None = None

    @abstractmethod
    def read(self) -> Any:
        """:raises OutOfCountedTime:"""

    @abstractmethod
    def freshness_of(self, found: Any) -> Freshness: ...

    @abstractmethod
    def rows_of(self, name: str) -> Sequence[Any]: ...

    def lines(self) -> Sequence[Any]:
        """The lines of the first table: `within` of each is its municipality."""
        return self.read_once.rows  # type: ignore[no-any-return]

    def left_out(self, name: str) -> tuple[str, ...]:
        """Columns that a table leaves out, whatever its lines are."""
        return ()

    @cached_property
    def level(self) -> Level:
        """What the lines of the first table are."""
        is_ministry = self.request.user.scope.audience == "ministry"
        return "municipality" if self.is_whole and is_ministry else "organisation"

    @cached_property
    def problem(self) -> str:
        """Why there are no numbers; "" when there are."""
        if self.parameters.errors:
            return str(self.parameters.mistakes())
        try:
            assert self._read
        except OutOfCountedTime as error:
            return not_counted(error.day, error.first, error.end)
        return ""

    @cached_property
    def _read(self) -> Any:
        return self.read()

    @property
    def read_once(self) -> Any:
        """:raises NotCounted: there are no numbers."""
        if self.problem:
            raise NotCounted(self.problem, field="as_of")
        return self._read

    @cached_property
    def known(self) -> Freshness:
        return freshness() if self.problem else self.freshness_of(self._read)

    @property
    def is_live(self) -> bool:
        return not self.problem

    def answer(self, request: PageRequest) -> HttpResponseBase:
        if code := request.GET.get("export", ""):
            if not request.user.may(permissions.REGION_EXPORT):
                raise PermissionDenied(gettext("Your role does not take this list as a file."))
            return exports.as_response(exports.write(sheet(self, self.table(request.GET.get("table", "rows"))), code))
        response = self.render(status=422 if self.problem else 200)
        if request.htmx:
            response["HX-Push-Url"] = self.to()
        return response

    def context(self) -> Mapping[str, Any]:
        shown: dict[str, Any] = {"chips": self.parameters.chips(self.request)}
        return shown if self.problem else {**shown, **self.numbers()}

    def numbers(self) -> Mapping[str, Any]:
        """What the template shows where there are numbers."""
        return {
            "rows_table": None if self.place is not None else self.table("rows"),
            "formats": exports.formats() if self.request.user.may(permissions.REGION_EXPORT) else [],
        }

    def table(self, name: str) -> FiguresTable:
        """One of the page's tables, made once."""
        if name not in self.tables:
            raise Http404(f"No table {name}.")
        if name not in self._tables:
            self._tables[name] = self._made(name)
        return self._tables[name]

    @cached_property
    def _tables(self) -> dict[str, FiguresTable]:
        return {}

    def _made(self, name: str) -> FiguresTable:
        caption, columns = self.tables[name]
        hidden = self.left_out(name)
        if name == "rows" and self.level == "organisation":
            caption, columns = _("By organisation"), self.organisation_columns
            is_one = len({line.within for line in self.lines()}) < 2
            hidden = ("organisations", *(("within",) if is_one else ()))
        elif name == "rows":
            hidden = ("within", *hidden)
        return FiguresTable(
            columns, list(self.rows_of(name)), caption, self.request, prefix=f"{name}-", hidden=hidden,
            empty=self.nobody, as_of=self.parameters.day,
        )  # fmt: skip

    def place_of(self, line: Any) -> dict[str, Any]:
        """Name and address of a territory or an organisation, as rows of the first table take them."""
        key = "municipality" if self.level == "municipality" else "organisation"
        other = "organisation" if key == "municipality" else "municipality"
        return {
            "name": line.name or gettext("Not stated"),
            "url": self.to(**{key: line.key, other: None}) if line.key and self.place is None else None,
        }
