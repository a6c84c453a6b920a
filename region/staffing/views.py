"""The staff of the region as of any day: employees, posts and rates by territory and category; students per teacher."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseBase
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from region.contingent.figures import Level
from region.contingent.queries import OutOfCountedTime
from region.contingent.words import not_counted
from region.feed.figures_table import FiguresTable, Text
from region.feed.files import sheet
from region.feed.freshness import Freshness, freshness
from region.feed.territory import TerritoryPage
from shared_apps.accounts import permissions
from shared_apps.handbooks import queries as handbooks
from shared_apps.organisations.refusal import Refused
from shared_apps.ui import exports
from shared_apps.ui.charts import Chart, Series
from shared_apps.ui.numbers import ru_date, ru_num
from shared_apps.ui.page import Action
from shared_apps.ui.viewer import PageRequest

from .parameters import StaffParameters
from .queries import CATEGORIES, NONE, Staff, staff
from .tables import (
    CATEGORIES_TABLE,
    CATEGORY_NAMES,
    KINDS,
    NOBODY,
    ORGANISATION,
    POSTS,
    SHORT_CATEGORIES,
    TERRITORY,
    PostRow,
    TerritoryRow,
)

TABLES: Mapping[str, tuple[Any, Sequence[Text]]] = {
    "rows": (_("By municipality"), TERRITORY),
    "by_category": (_("By category"), CATEGORIES_TABLE),
    "by_post": (_("By post"), POSTS),
    "by_kind": (_("By kind of employment"), KINDS),
}
"""Table → its title and columns."""


class NotCounted(Refused):
    """The day asked for lies outside the years that are counted, or a filter can't be read."""

    code = "not_counted"


class StaffPage(TerritoryPage):
    """Totals, territories, posts."""

    permission = permissions.STAFF_VIEW
    title = _("Staff")
    template_name = "staffing/overview.html"
    parameters_class = StaffParameters
    subsystem: ClassVar[Any] = _("Staff")

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
            assert self._staff
        except OutOfCountedTime as error:
            return not_counted(error.day, error.first, error.end)
        return ""

    @cached_property
    def _staff(self) -> Staff:
        return staff(as_of=self.parameters.day, rows=self.level, filters=self.parameters.narrowed())

    @property
    def found(self) -> Staff:
        """:raises NotCounted: there are no numbers."""
        if self.problem:
            raise NotCounted(self.problem, field="as_of")
        return self._staff

    @cached_property
    def known(self) -> Freshness:
        return freshness() if self.problem else self._staff.freshness

    @property
    def is_live(self) -> bool:
        return not self.problem

    @property
    def sentence(self) -> str:
        if self.problem:
            return ""
        total = self.found.total
        said = {"day": ru_date(self.parameters.day), "number": ru_num(total.employees)}
        first = (
            ngettext("On %(day)s: %(number)s employee.", "On %(day)s: %(number)s employees.", total.employees) % said
        )
        ratio = total.students_per_teacher
        if ratio is None:
            return first
        second = gettext("Students per teacher: %s.") % ru_num(ratio, 1)
        return f"{first} {second}"

    def answer(self, request: PageRequest) -> HttpResponseBase:
        if code := request.GET.get("export", ""):
            if not request.user.may(permissions.REGION_EXPORT):
                raise PermissionDenied(gettext("Your role does not take this list as a file."))
            return exports.as_response(exports.write(sheet(self, self.table(request.GET.get("table", "rows"))), code))
        response = self.render(status=422 if self.problem else 200)
        if request.htmx:
            response["HX-Push-Url"] = self.to()
        return response

    def actions(self) -> Sequence[Action]:
        return [
            Action(
                gettext("Composition of the staff"), reverse("staffing:composition"), permission=permissions.STAFF_VIEW
            )
        ]

    def context(self) -> Mapping[str, Any]:
        shown: dict[str, Any] = {"chips": self.parameters.chips(self.request)}
        if self.problem:
            return shown
        return shown | {
            "found": self.found,
            "total": self.found.total,
            "teaching": self.found.total.by_category.get("teaching", NONE),
            "rows_table": None if self.place is not None else self.table("rows"),
            "tables": [(name, self.table(name)) for name in ("by_post", "by_category", "by_kind")],
            "chart": self.chart(),
            "formats": exports.formats() if self.request.user.may(permissions.REGION_EXPORT) else [],
        }

    # --- tables -------------------------------------------------------------------------------------------------------

    def table(self, name: str) -> FiguresTable:
        """One of the page's tables."""
        if name not in TABLES:
            raise Http404(f"No table {name}.")
        if name not in self._tables:
            caption, columns = TABLES[name]
            hidden: tuple[str, ...] = ()
            if name == "rows" and self.level == "organisation":
                caption, columns = _("By organisation"), ORGANISATION
                hidden = ("organisations", *self._hidden())
            elif name == "rows":
                hidden = ("within",)
            self._tables[name] = FiguresTable(
                columns,
                list(getattr(self, f"_{name}")()),
                caption,
                self.request,
                prefix=f"{name}-",
                hidden=hidden,
                empty=NOBODY,
                as_of=self.parameters.day,
            )
        return self._tables[name]

    @cached_property
    def _tables(self) -> dict[str, FiguresTable]:
        return {}

    def _hidden(self) -> tuple[str, ...]:
        return () if len({line.within for line in self.found.rows}) > 1 else ("within",)

    def _rows(self) -> Sequence[TerritoryRow]:
        key = "municipality" if self.level == "municipality" else "organisation"
        other = "organisation" if key == "municipality" else "municipality"
        return [
            TerritoryRow(
                line,
                name=line.name or gettext("Not stated"),
                url=self.to(**{key: line.key, other: None}) if line.key and self.place is None else None,
            )
            for line in self.found.rows
        ]

    def _by_category(self) -> Sequence[PostRow]:
        found = self.found.total.by_category
        return [PostRow(str(CATEGORY_NAMES[code]), found[code]) for code in CATEGORIES if code in found]

    def _by_post(self) -> Sequence[PostRow]:
        names = handbooks.names("post")
        return [
            PostRow(
                str(capfirst(names.get(line.post, line.post))), line.posts, category=SHORT_CATEGORIES[line.category]
            )
            for line in self.found.by_post
        ]

    def _by_kind(self) -> Sequence[PostRow]:
        names = handbooks.names("post_kind")
        return [PostRow(str(capfirst(names.get(kind, kind))), posts) for kind, posts in self.found.by_kind]

    def chart(self) -> Chart | None:
        """Students per teacher, the territories with the most first: where teachers are short."""
        rows = [(row, row.per_teacher) for row in self._rows() if row.per_teacher is not None]
        if len(rows) < 2:
            return None
        most, ratio = max(rows, key=lambda pair: pair[1])
        return Chart(
            kind="bar",
            title=gettext("Most students per teacher: %(name)s, %(ratio)s")
            % {"name": most.name, "ratio": ru_num(ratio, 1)},
            subtitle=gettext("Students per person of teaching staff at the main place of work, on %s")
            % ru_date(self.parameters.day),
            unit="",
            labels=[row.name for row, _ratio in rows],
            series=[Series(gettext("Students per teacher"), [round(ratio, 1) for _row, ratio in rows])],
            links=[row.url for row, _ratio in rows],
            digits=1,
            limit=12,
        )
