"""The region's first page: the contingent as of any day, each number open to the next level, at last to persons."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any, ClassVar

from django.core.paginator import Paginator
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from region.feed.figures_table import FiguresTable, Text
from shared_apps.accounts import permissions
from shared_apps.ui.address import number_of
from shared_apps.ui.charts import Chart
from shared_apps.ui.page import Action, Empty
from shared_apps.ui.page_list import Link

from . import words
from .addresses import Addresses
from .counted_page import CountedPage
from .counting import Part
from .days import days
from .doubled import Doubled, doubled
from .figures import Contingent, Level, Line
from .parameters import ContingentParameters
from .period import Period
from .queries import contingent, on_the_way
from .rows import ClassLinks, DimensionLinks, Links, PlaceLinks, Row
from .tables import CLASSES, DIMENSION, LEVELS_OF_A_ROW, MOVEMENT, NO_MOVEMENT, NOBODY, ORGANISATION, TERRITORY
from .tiles import Tiles
from .views_doubled import doubled_list

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

ROWS: Mapping[Level, tuple[Any, Sequence[Text]]] = {
    "municipality": (_("By municipality"), TERRITORY),
    "authority": (_("By subordination"), TERRITORY),
    "organisation": (_("By organisation"), ORGANISATION),
    "class": (_("By class"), CLASSES),
}
"""What the lines of the first table are → its title and columns."""

ROWS_ON_A_PAGE = 100
BY_CELL = ("by_grade", "by_birth_year", "by_form", "by_shift")
"""Dimensions that cost more than all the rest of the page."""
MANY = 300
"""Of more organisations than this the page shows totals and places at once, and asks for the rest itself."""


class ContingentPage(CountedPage):
    """Totals, territories, dimensions; every state is in the address."""

    permission = permissions.CONTINGENT_VIEW
    title = _("Contingent")
    template_name = "contingent/overview.html"
    parameters_class = ContingentParameters
    subsystem: ClassVar[Any] = _("Contingent")
    tables: ClassVar[Mapping[str, tuple[Any, Sequence[Text]]]] = {
        "rows": ROWS["municipality"],
        "movement": (_("Movement"), MOVEMENT),
        **{name: (title, DIMENSION) for name, title in DIMENSIONS.items()},
    }
    organisation_columns = ORGANISATION
    nobody = NOBODY

    # --- what is asked for --------------------------------------------------------------------------------------------

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
        return asked if asked in self.levels else self.levels[0]

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

    def read(self) -> Contingent:
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
        found: Contingent = self.read_once
        return found

    @cached_property
    def addresses(self) -> Addresses:
        may_persons = self.request.user.may(permissions.PERSONS_RESTRICTED)
        return Addresses(self.request, self.parameters, may_persons=may_persons)

    @cached_property
    def period(self) -> Period:
        """From the day compared with to the day shown."""
        return Period(self.found, self.parameters.narrowed(), self.addresses)

    # --- the answer ---------------------------------------------------------------------------------------------------

    def template(self) -> list[str]:
        return ["contingent/details.html"] if self.counted_part == "cells" and not self.problem else super().template()

    def actions(self) -> Sequence[Action]:
        students = None if self.problem else self.addresses.persons(measure="students")
        if students is None:
            return ()
        return [Action(_("List of students"), students, permission=permissions.PERSONS_RESTRICTED, icon="user-search")]

    @property
    def sentence(self) -> str:
        return "" if self.problem else words.sentence(self.found)

    def context(self) -> Mapping[str, Any]:
        return {"days": days(self.parameters.day, self.to), **super().context()}

    def numbers(self) -> Mapping[str, Any]:
        found, part = self.found, self.counted_part
        if part == "cells":
            return {"dimensions": self.dimensions(part), "chart": self.chart()}
        balance = self.period.balance()
        way = on_the_way(found.as_of, self.parameters.narrowed())
        return {
            "found": found,
            "tiles": Tiles(found, self.addresses, way=way, balance=balance),
            "twice": self.twice,
            "twice_urls": self.twice_urls(),
            "rows_table": self.table("rows"),
            "row_switch": self.row_switch(),
            "pages": self.pages(),
            "by_level": ("by_level", DIMENSIONS["by_level"], self.table("by_level")),
            "dimensions": self.dimensions(part),
            "chart": self.chart() if part == "all" else None,
            "details": self.to(part="details") if part == "places" else "",
            "in_one": self.to(part="all"),
            "balance": balance,
            "movement_table": self.table("movement"),
        }

    @cached_property
    def twice(self) -> Doubled:
        """Persons who are counted twice in the places shown."""
        return doubled(self.found.as_of, self.parameters.narrowed())

    def twice_urls(self) -> Mapping[str, str]:
        """Where the numbers of those lead: to their persons, else to their places."""
        names = ("as_of", "municipality", "organisation")
        kept = {name: self.request.GET[name] for name in names if name in self.request.GET}
        places = reverse("contingent:doubled") + (f"?{urlencode(kept)}" if kept else "")
        lists = {state: doubled_list(self.request, self.parameters, state=state) for state in ("confirmed", "proposed")}
        return {"places": places, **{state: url or places for state, url in lists.items()}}

    # --- tables -------------------------------------------------------------------------------------------------------

    def rows_of(self, name: str) -> Sequence[Any]:
        if name == "movement":
            return self.period.rows()
        links = self._links(name)
        if name != "rows":
            total = self.found.total.count.students
            lines: Sequence[Line] = getattr(self.found, name)
            return [Row(line, name=words.name_of(name, line), links=links, of=total) for line in lines]
        is_class, notes = self.level == "class", self.notes()
        return [
            Row(line, name=words.name_of(name, line, is_class=is_class), links=links, note=notes.get(line.key, ""))
            for line in self.found.rows
        ]

    def _links(self, name: str) -> Links:
        if name != "rows":
            return DimensionLinks(self.addresses, name, of_organisation=self.place is not None)
        return ClassLinks(self.addresses) if self.level == "class" else PlaceLinks(self.addresses, self.level)

    def declared(self, name: str, rows: Sequence[Row]) -> tuple[Any, Sequence[Text], Sequence[str]]:
        if name == "movement":
            return (*self.tables[name], ())
        change = ("change",) if self.found.compared_with is None else ()
        if name != "rows":
            return (*self.tables[name], change)
        if self.level == "class":
            return (*ROWS["class"], (*change, *(() if any(row.within for row in rows) else ("within",))))
        return (*ROWS[self.level], (*change, *self._says_nothing(rows)))

    def _says_nothing(self, rows: Sequence[Row]) -> set[str]:
        """Columns of places that would say nothing, or the same in each row."""
        found = {"organisations"} if self.level == "organisation" else {"within"}
        if self.level == "organisation" and len({row.within for row in rows}) < 2:
            found.add("within")
        found |= {name for name in (*LEVELS_OF_A_ROW, "additional") if not any(getattr(row, name) for row in rows)}
        for number, size in (("classes", "mean_size"), ("groups", "group_size")):
            if not any(getattr(row, number) for row in rows):
                found |= {number, size}
        return found

    def nothing_in(self, name: str) -> Empty | None:
        return NO_MOVEMENT if name == "movement" else self.nobody

    def dimensions(self, part: Part) -> list[list[tuple[str, Any, FiguresTable]]]:
        """Tables of this part of the page, in the columns in which they stand."""
        shown = {"all": DIMENSIONS.keys(), "cells": set(BY_CELL), "places": DIMENSIONS.keys() - set(BY_CELL)}[part]
        names = [[each for each in column if each in shown and each not in self.senseless] for column in COLUMNS]
        return [[(name, DIMENSIONS[name], self.table(name)) for name in column] for column in names]

    @property
    def senseless(self) -> tuple[str, ...]:
        """Dimensions that have one line only: those of places, when one organisation is shown."""
        return ("by_kind", "by_locality") if self.place is not None else ()

    def row_switch(self) -> list[Link]:
        """The ways to make lines, where there are several."""
        if len(self.levels) < 2:
            return []
        usual = self.levels[0]
        return [
            Link(ROWS[each][0], self.to(by=None if each == usual else each), each == self.level) for each in self.levels
        ]

    def pages(self) -> list[Link | None]:
        """Pages of the first table where it is longer than a page; None is a gap. Files hold all rows."""
        table = self.table("rows")
        if len(table.rows) <= ROWS_ON_A_PAGE:
            return []
        last = -(-len(table.rows) // ROWS_ON_A_PAGE)
        number = min(max(number_of(self.request.GET.get("page", "")) or 1, 1), last)
        table.page = slice((number - 1) * ROWS_ON_A_PAGE, number * ROWS_ON_A_PAGE)
        sort = {"rows-sort": self.request.GET.get("rows-sort", "")}
        numbers = Paginator(table.rows, ROWS_ON_A_PAGE).get_elided_page_range(number, on_each_side=1, on_ends=1)
        return [
            Link(str(each), self.to(**sort, page=each), each == number) if isinstance(each, int) else None
            for each in numbers
        ]

    def chart(self) -> Chart | None:
        lines = words.charted(self.found)
        table = "by_grade" if lines and lines[0] in self.found.by_grade else "by_birth_year"
        return words.chart(self.found, [self.addresses.narrowed(table, line) for line in lines], lines)
