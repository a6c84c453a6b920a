"""The staff of the region as of any day: employees, posts and rates by territory and category; students per teacher."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from region.feed.figures_table import Text
from shared_apps.accounts import permissions
from shared_apps.handbooks import queries as handbooks
from shared_apps.ui.charts import Chart, Series
from shared_apps.ui.numbers import ru_date, ru_num
from shared_apps.ui.page import Action

from .page import StaffNumbersPage
from .parameters import StaffParameters
from .queries import CATEGORIES, NONE, Staff, staff
from .tables import (
    CATEGORIES_TABLE,
    CATEGORY_NAMES,
    KINDS,
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


class StaffPage(StaffNumbersPage):
    """Totals, territories, posts."""

    title = _("Staff")
    template_name = "staffing/overview.html"
    parameters_class = StaffParameters
    tables = TABLES
    organisation_columns = ORGANISATION

    def read(self) -> Staff:
        filters = self.parameters.narrowed()
        return staff(as_of=self.parameters.day, rows=self.level, filters=filters, fresh=self.known)

    @property
    def found(self) -> Staff:
        """:raises NotCounted: there are no numbers."""
        found: Staff = self.read_once
        return found

    @property
    def sentence(self) -> str:
        if self.problem:
            return ""
        total = self.found.total
        first, ratio = self.employees(total.employees), total.students_per_teacher
        return first if ratio is None else f"{first} {gettext('Students per teacher: %s.') % ru_num(ratio, 1)}"

    def actions(self) -> Sequence[Action]:
        return [
            Action(
                gettext("Composition of the staff"), reverse("staffing:composition"), permission=permissions.STAFF_VIEW
            )
        ]

    def numbers(self) -> Mapping[str, Any]:
        return {
            **super().numbers(),
            "found": self.found,
            "total": self.found.total,
            "employees_url": self.persons("employees"),
            "posts_url": self.persons("posts"),
            "teaching": self.found.total.by_category.get("teaching", NONE),
            "tables": [(name, self.table(name)) for name in ("by_post", "by_category", "by_kind")],
            "chart": self.chart(),
        }

    # --- tables -------------------------------------------------------------------------------------------------------

    def rows_of(self, name: str) -> Sequence[Any]:
        rows: Mapping[str, Callable[[], Sequence[Any]]] = {
            "rows": self._rows, "by_category": self._by_category, "by_post": self._by_post, "by_kind": self._by_kind,
        }  # fmt: skip
        return rows[name]()

    def _rows(self) -> Sequence[TerritoryRow]:
        return [TerritoryRow(line, **self.place_of(line)) for line in self.found.rows]

    def _by_category(self) -> Sequence[PostRow]:
        found = self.found.total.by_category
        return [
            PostRow(str(CATEGORY_NAMES[code]), found[code], url=self.persons("posts", staff=code))
            for code in CATEGORIES
            if code in found
        ]

    def _by_post(self) -> Sequence[PostRow]:
        names = handbooks.names("post")
        return [
            PostRow(
                str(capfirst(names.get(line.post, line.post))) or gettext("Post outside the region's handbook"),
                line.posts,
                category=SHORT_CATEGORIES[line.category],
                url=self.persons("posts", post=line.post) if line.post else None,
            )
            for line in self.found.by_post
        ]

    def _by_kind(self) -> Sequence[PostRow]:
        names = handbooks.names("post_kind")
        return [
            PostRow(str(capfirst(names.get(kind, kind))), posts, url=self.persons("posts", employment=kind))
            for kind, posts in self.found.by_kind
        ]

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
