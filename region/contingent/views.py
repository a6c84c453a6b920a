"""The region's first page: the contingent as of any day, each number open to the next level, at last to persons."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import cached_property
from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponseBase
from django.utils.text import capfirst
from django.utils.timezone import localdate
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from region.feed.figures_table import FiguresTable, Text
from region.feed.files import sheet
from region.feed.freshness import Freshness, freshness
from region.feed.territory import TerritoryPage
from shared_apps.accounts import permissions
from shared_apps.handbooks import queries as handbooks
from shared_apps.organisations.refusal import Refused
from shared_apps.ui import exports
from shared_apps.ui.charts import Chart
from shared_apps.ui.page import Action
from shared_apps.ui.page_list import Link
from shared_apps.ui.viewer import PageRequest

from . import words
from .addresses import Addresses
from .counting import Part
from .figures import Contingent, Level, Line
from .parameters import ContingentParameters, first_of_month, last_twentieth_of_september
from .queries import OutOfCountedTime, contingent, movement, on_the_way
from .tables import (
    CLASSES,
    DIMENSION,
    LEVELS_OF_A_ROW,
    MOVEMENT,
    NO_MOVEMENT,
    NOBODY,
    ORGANISATION,
    TERRITORY,
    MovementRow,
    Row,
)

DIMENSIONS: Mapping[str, Any] = {
    "by_level": _("By level"),
    "by_grade": _("By grade"),
    "by_sex": _("By sex"),
    "by_locality": _("By locality"),
    "by_kind": _("By kind of organisation"),
    "by_form": _("By form of study"),
    "by_shift": _("By shift"),
    "by_birth_year": _("By birth year"),
}
"""Table → its title."""

COLUMNS = (("by_grade", "by_sex", "by_locality"), ("by_birth_year", "by_kind", "by_form", "by_shift"))
"""How dimensions stand side by side; levels stand beside the chart."""

ROWS: Mapping[str, Any] = {
    "municipality": _("By municipality"),
    "authority": _("By subordination"),
    "organisation": _("By organisation"),
    "class": _("By class"),
}
ROWS_ON_A_PAGE = 100
BY_CELL = ("by_grade", "by_birth_year", "by_form", "by_shift")
"""Dimensions that cost more than all the rest of the page."""
MANY = 300
"""Of more organisations than this the page shows totals and places at once, and asks for the rest itself."""


class NotCounted(Refused):
    """The day asked for lies outside the years that are counted, or a filter can't be read."""

    code = "not_counted"


class ContingentPage(TerritoryPage):
    """Totals, territories, dimensions; every state is in the address."""

    permission = permissions.CONTINGENT_VIEW
    title = _("Contingent")
    template_name = "contingent/overview.html"
    parameters_class = ContingentParameters
    subsystem: ClassVar[Any] = _("Contingent")

    # --- what is asked for --------------------------------------------------------------------------------------------

    def prepare(self) -> None:
        """`part`: "details" is what a page of many organisations asks for after it has shown; "all" the page in one."""
        super().prepare()
        query = self.request.GET.copy()
        self.asked_part = str(query.pop("part", [""])[-1])
        self.request.GET = query  # type: ignore[assignment]

    @cached_property
    def counted_part(self) -> Part:
        """Which part of the numbers this answer holds."""
        if self.place is not None or self.request.GET.get("export") or self.seen or self.asked_part == "all":
            return "all"
        if self.asked_part == "details":
            return "cells"
        return "places" if self.known.organisations > MANY else "all"

    @cached_property
    def level(self) -> Level:
        """What the lines of the first table are: the next level below what is chosen, unless the reader says."""
        if self.place is not None:
            return "class"
        asked: Level = self.parameters.value("by")
        if asked in self.levels:
            return asked
        return self.levels[0]

    @cached_property
    def levels(self) -> Sequence[Level]:
        """The ways to make lines of what is shown, the usual one first."""
        if self.place is not None:
            return ("class",)
        if self.parameters.value("municipality") or self.request.user.scope.audience == "municipality":
            return ("organisation", "authority")
        if self.request.user.scope.audience == "authority":
            return ("organisation", "municipality")
        return ("municipality", "authority", "organisation")

    @cached_property
    def problem(self) -> str:
        """Why there are no numbers; "" when there are."""
        if self.parameters.errors:
            return str(self.parameters.mistakes())
        try:
            assert self._contingent
        except OutOfCountedTime as error:
            return words.not_counted(error.day, error.first, error.end)
        return ""

    @cached_property
    def _contingent(self) -> Contingent:
        return contingent(
            as_of=self.parameters.day,
            rows=self.level,
            filters=self.parameters.narrowed(),
            compare_with=self.parameters.value("compare_with"),
            classes="rows",
            part=self.counted_part,
            fresh=self.known,
        )

    @property
    def found(self) -> Contingent:
        """:raises NotCounted: there are no numbers."""
        if self.problem:
            raise NotCounted(self.problem, field="as_of")
        return self._contingent

    @cached_property
    def addresses(self) -> Addresses:
        return Addresses(self.request, self.parameters)

    @cached_property
    def known(self) -> Freshness:
        return freshness()

    def template(self) -> list[str]:
        return ["contingent/details.html"] if self.counted_part == "cells" and not self.problem else super().template()

    # --- the answer ---------------------------------------------------------------------------------------------------

    def answer(self, request: PageRequest) -> HttpResponseBase:
        if code := request.GET.get("export", ""):
            if not request.user.may(permissions.REGION_EXPORT):
                raise PermissionDenied(gettext("Your role does not take this list as a file."))
            name = request.GET.get("table", "rows")
            return exports.as_response(exports.write(sheet(self, self.table(name)), code))
        response = self.render(status=422 if self.problem else 200)
        if request.htmx:
            response["HX-Push-Url"] = self.to()
        return response

    @property
    def is_live(self) -> bool:
        return not self.problem

    def actions(self) -> Sequence[Action]:
        if self.problem:
            return ()
        students = self.addresses.persons(measure="students")
        return [Action(_("List of students"), students, permission=permissions.PERSONS_RESTRICTED, icon="user-search")]

    @property
    def sentence(self) -> str:
        return "" if self.problem else words.sentence(self.found)

    def context(self) -> Mapping[str, Any]:
        shown: dict[str, Any] = {
            "days": self.days(),
            "chips": self.parameters.chips(self.request),
            "canonical": self.request.get_full_path(),
        }
        if self.problem:
            return shown
        found, part = self.found, self.counted_part
        if part == "cells":
            return shown | {"dimensions": self.dimensions(part), "chart": self.chart(), "formats": self.formats()}
        may_persons = self.request.user.may(permissions.PERSONS_RESTRICTED)
        return shown | {
            "found": found,
            "total": found.total,
            "on_the_way": on_the_way(found.as_of, self.parameters.narrowed()),
            "rows_table": self.table("rows"),
            "row_switch": self.row_switch(),
            "pages": self.pages(),
            "by_level": ("by_level", DIMENSIONS["by_level"], self.table("by_level")),
            "dimensions": self.dimensions(part),
            "chart": self.chart() if part == "all" else None,
            "details": self.to(part="details") if part == "places" else "",
            "in_one": self.to(part="all"),
            "movement": self.movement(),
            "formats": self.formats(),
            "students_url": self.addresses.persons(measure="students") if may_persons else "",
            "enrolments_url": self.addresses.persons(measure="enrolments") if may_persons else "",
        }

    # --- tables -------------------------------------------------------------------------------------------------------

    def table(self, name: str) -> FiguresTable:
        """One of the page's tables: "rows", "movement" or a dimension."""
        if name == "movement":
            return self.movement_table()
        if name != "rows" and name not in DIMENSIONS:
            raise Http404(f"No table {name}.")
        if name not in self._tables:
            self._tables[name] = self._make(name)
        return self._tables[name]

    @cached_property
    def _tables(self) -> dict[str, FiguresTable]:
        return {}

    def _make(self, name: str) -> FiguresTable:
        rows = [self._row(name, line) for line in getattr(self.found, name)]
        columns: Sequence[Text] = DIMENSION
        caption, hidden = DIMENSIONS.get(name, ROWS[self.level]), set()
        if name == "rows" and self.level == "class":
            columns = CLASSES
            hidden |= set() if any(row.within for row in rows) else {"within"}
        elif name == "rows":
            columns = ORGANISATION if self.level == "organisation" else TERRITORY
            hidden |= self._hidden(rows)
        if self.found.compared_with is None:
            hidden.add("change")
        return FiguresTable(
            columns,
            rows,
            caption,
            self.request,
            prefix=f"{name}-",
            hidden=tuple(hidden),
            empty=NOBODY,
            as_of=self.parameters.day,
        )

    def formats(self) -> Sequence[Any]:
        return exports.formats() if self.request.user.may(permissions.REGION_EXPORT) else []

    def dimensions(self, part: Part) -> list[list[tuple[str, Any, FiguresTable]]]:
        """Tables of this part of the page, in the columns in which they stand."""
        shown = {"all": DIMENSIONS.keys(), "cells": set(BY_CELL), "places": DIMENSIONS.keys() - set(BY_CELL)}[part]
        names = [[each for each in column if each in shown and each not in self.senseless] for column in COLUMNS]
        return [[(name, DIMENSIONS[name], self.table(name)) for name in column] for column in names]

    @property
    def senseless(self) -> tuple[str, ...]:
        """Dimensions that have one line only: those of places, when one organisation is shown."""
        return ("by_kind", "by_locality") if self.place is not None else ()

    def _hidden(self, rows: Sequence[Row]) -> set[str]:
        """Columns that would say nothing, or the same in each row."""
        found = {"organisations"} if self.level == "organisation" else {"within"}
        if self.level == "organisation" and len({row.within for row in rows}) < 2:
            found.add("within")
        found |= {name for name in (*LEVELS_OF_A_ROW, "additional") if not any(getattr(row, name) for row in rows)}
        for number, size in (("classes", "mean_size"), ("groups", "group_size")):
            if not any(getattr(row, number) for row in rows):
                found |= {number, size}
        return found

    def _row(self, name: str, line: Line) -> Row:
        total = self.found.total.count.students
        if name != "rows":
            url = self.addresses.narrowed(name, line)
            return Row(line, name=words.name_of(name, line), url=url, of=total)
        if self.level == "class":
            url = None
            if self.request.user.may(permissions.PERSONS_RESTRICTED):
                url = self.addresses.persons(measure="enrolments", class_id=int(line.key or 0))
            return Row(line, name=words.name_of(name, line, is_class=True), url=url)
        key = line.key
        if not key:
            return Row(line, name=words.name_of(name, line))
        levels = {
            level: self.addresses.into(self.level, key, level=level)
            for level in (*LEVELS_OF_A_ROW, "additional")
            if line.by_level.get(level)
        }
        return Row(line, name=words.name_of(name, line), url=self.addresses.into(self.level, key), level_urls=levels)

    def row_switch(self) -> list[Link]:
        """The ways to make lines, where there are several."""
        if len(self.levels) < 2:
            return []
        usual = self.levels[0]
        return [
            Link(ROWS[each], self.to(by=None if each == usual else each), each == self.level) for each in self.levels
        ]

    def pages(self) -> list[Link | None]:
        """Pages of the first table where it is longer than a page; None is a gap. Files hold all rows."""
        table = self.table("rows")
        if len(table.rows) <= ROWS_ON_A_PAGE:
            return []
        asked = self.request.GET.get("page", "")
        last = -(-len(table.rows) // ROWS_ON_A_PAGE)
        number = min(max(int(asked), 1), last) if asked.isdecimal() and len(asked) < 6 else 1
        table.page = slice((number - 1) * ROWS_ON_A_PAGE, number * ROWS_ON_A_PAGE)
        sort = {"rows-sort": self.request.GET.get("rows-sort", "")}
        numbers = Paginator(table.rows, ROWS_ON_A_PAGE).get_elided_page_range(number, on_each_side=1, on_ends=1)
        return [
            Link(str(each), self.to(**sort, page=each), each == number) if isinstance(each, int) else None
            for each in numbers
        ]

    # --- chart, movement, days ----------------------------------------------------------------------------------------

    def chart(self) -> Chart | None:
        lines = words.charted(self.found)
        table = "by_grade" if lines and lines[0] in self.found.by_grade else "by_birth_year"
        return words.chart(self.found, [self.addresses.narrowed(table, line) for line in lines], lines)

    @cached_property
    def _moved(self) -> list[MovementRow] | None:
        """Arrivals and departures of the period, or None where they can't be narrowed as the page is."""
        found, filters = self.found, self.parameters.narrowed()
        if found.compared_with is None or found.compared_with >= found.as_of or filters.narrow_students:
            return None
        reasons = movement(since=found.compared_with, until=found.as_of, filters=filters)
        return [MovementRow(way, reason, n.students, n.enrolments) for way, reason, n in reasons]

    def movement(self) -> Mapping[str, Any] | None:
        """How the contingent came from what it was to what it is."""
        if self._moved is None or self.found.total.before is None:
            return None
        came, left = (sum(row.students for row in self._moved if row.direction == way) for way in ("in", "out"))
        before, now = self.found.total.before.students, self.found.total.count.students
        other = now - before - came + left
        return {
            "before": before,
            "came": came,
            "left": left,
            "other": other,
            "now": now,
            "table": self.movement_table(),
        }

    def movement_table(self) -> FiguresTable:
        directions = {"in": gettext("arrived"), "out": gettext("left")}
        books = {"in": handbooks.names("admission_reason"), "out": handbooks.names("leaving_reason")}
        rows = [
            MovementRow(
                directions[row.direction],
                capfirst(books[row.direction].get(row.reason, row.reason)) or gettext("Not stated"),
                row.students,
                row.enrolments,
            )
            for row in self._moved or ()
        ]
        return FiguresTable(MOVEMENT, rows, gettext("Movement"), self.request, prefix="movement-", empty=NO_MOVEMENT)

    def days(self) -> list[Link]:
        """Days one asks for most often."""
        today, shown = localdate(), self.parameters.day
        september = last_twentieth_of_september(today)
        wanted = [
            (_("Today"), today),
            (_("1st of the month"), first_of_month(today)),
            (_("20 September"), september),
            (_("1 September"), date(september.year, 9, 1)),
            (_("A year ago"), today - timedelta(days=365)),
        ]
        return [
            Link(title, self.to(as_of=None if day == today else day.isoformat()), day == shown) for title, day in wanted
        ]
