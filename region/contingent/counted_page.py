"""A live page of numbers of a day and a place: read once, refused in words outside of counted time, taken as files."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseBase
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from region.feed.ended import ended
from region.feed.figures_table import FiguresTable, Text
from region.feed.files import sheet
from region.feed.territory import TerritoryPage
from shared_apps.accounts import permissions
from shared_apps.ui import exports
from shared_apps.ui.tables import Empty
from shared_apps.ui.viewer import PageRequest

from .figures import Level
from .queries import OutOfCountedTime
from .refusals import NotCounted
from .words import not_counted


class CountedPage(TerritoryPage, ABC):
    """Totals, territories, dimensions: whatever the numbers are of.

    `read()` reads them, `rows_of(name)` gives the rows of a table, `numbers()` what the template shows.

    :cvar tables: table → its title and columns; "rows" is the one of territories.
    :cvar organisation_columns: columns of "rows" where its lines are organisations; `within` names the municipality.
    :cvar nobody: what a table without rows says.
    """

    abstract = True
    tables: ClassVar[Mapping[str, tuple[Any, Sequence[Text]]]]
    organisation_columns: Sequence[Text]
    nobody: Empty | None = None

    def prepare(self) -> None:
        """`part`: what a page of many organisations asks for after it has shown; "all" the page in one."""
        super().prepare()
        query = self.request.GET.copy()
        self.asked_part = str(query.pop("part", [""])[-1])
        self.request.GET = query  # type: ignore[assignment]

    @abstractmethod
    def read(self) -> Any:
        """Everything that the page shows in any case; `self.known` is the freshness, read already.

        :raises OutOfCountedTime:
        """

    @abstractmethod
    def rows_of(self, name: str) -> Sequence[Any]:
        """The rows of one of `tables`; asked only where there are numbers."""

    def lines(self) -> Sequence[Any]:
        """The lines of the first table: `within` of each is its municipality."""
        return self.read_once.rows  # type: ignore[no-any-return]

    @cached_property
    def level(self) -> Level:
        """What the lines of the first table are."""
        is_ministry = self.request.user.scope.audience == "ministry"
        return "municipality" if self.is_whole and is_ministry else "organisation"

    @cached_property
    def _found(self) -> tuple[Any, str]:
        """What was read; or why there are no numbers."""
        if self.parameters.errors:
            return None, str(self.parameters.mistakes())
        try:
            return self.read(), ""
        except OutOfCountedTime as error:
            return None, not_counted(error.day, error.first, error.end)

    @property
    def problem(self) -> str:
        """Why there are no numbers; "" when there are."""
        return self._found[1]

    @property
    def read_once(self) -> Any:
        """:raises NotCounted: there are no numbers."""
        if self.problem:
            raise NotCounted(self.problem, field="as_of")
        return self._found[0]

    @property
    def is_live(self) -> bool:
        return not self.problem

    # --- the answer ---------------------------------------------------------------------------------------------------

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
        return {"rows_table": None if self.place is not None else self.table("rows")}

    @cached_property
    def formats(self) -> Sequence[Any]:
        """The formats in which the reader may take a table."""
        return exports.formats() if self.request.user.may(permissions.REGION_EXPORT) else []

    # --- tables -------------------------------------------------------------------------------------------------------

    def table(self, name: str) -> FiguresTable:
        """One of the page's tables, made once.

        :raises NotCounted: there are no numbers.
        """
        if name not in self.tables:
            raise Http404(f"No table {name}.")
        assert self.read_once is not None
        if name not in self._tables:
            self._tables[name] = self._made(name)
        return self._tables[name]

    @cached_property
    def _tables(self) -> dict[str, FiguresTable]:
        return {}

    def _made(self, name: str) -> FiguresTable:
        rows = list(self.rows_of(name))
        caption, columns, hidden = self.declared(name, rows)
        return FiguresTable(
            columns, rows, caption, self.request, prefix=f"{name}-", hidden=hidden, empty=self.nothing_in(name),
            as_of=self.parameters.day, formats=self.formats, **self.totals_of(name),
        )  # fmt: skip

    def totals_of(self, name: str) -> Mapping[str, Any]:
        """`known_totals` and `total_hint` of a table whose rows do not add up to its totals."""
        return {}

    def declared(self, name: str, rows: Sequence[Any]) -> tuple[Any, Sequence[Text], Sequence[str]]:
        """Caption and columns of a table, and which of the columns are left out."""
        caption, columns = self.tables[name]
        if name != "rows":
            return caption, columns, self.left_out(name)
        if self.level != "organisation":
            return caption, columns, ("within", *self.left_out(name))
        is_one = len({line.within for line in self.lines()}) < 2
        return _("By organisation"), self.organisation_columns, ("organisations", *(("within",) if is_one else ()))

    def left_out(self, name: str) -> tuple[str, ...]:
        """Columns that a table leaves out, whatever its lines are."""
        return ()

    def nothing_in(self, name: str) -> Empty | None:
        """What a table says that has no rows."""
        return self.nobody

    def notes(self) -> Mapping[Any, str]:
        """What became of organisations among the lines that are no more on the day, as safe HTML by their keys."""
        if self.level != "organisation":
            return {}
        gone = ended([line.key for line in self.lines() if line.key], on=self.parameters.day)
        return {key: each.in_words(self.to) for key, each in gone.items()}

    def place_of(self, line: Any) -> dict[str, Any]:
        """Name and address of a territory or an organisation, as rows of the first table take them."""
        key = "municipality" if self.level == "municipality" else "organisation"
        other = "organisation" if key == "municipality" else "municipality"
        return {
            "name": line.name or gettext("Not stated"),
            "url": self.to(**{key: line.key, other: None}) if line.key and self.place is None else None,
        }
