"""The composition of the staff as of any day, beside another day: education, categories, service, age, subjects."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseBase
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
from shared_apps.ui import exports
from shared_apps.ui.charts import Chart, Series
from shared_apps.ui.numbers import ru_date, ru_num
from shared_apps.ui.viewer import PageRequest

from .composition import HIGHEST, Composition, composition
from .composition_tables import (
    DIMENSION,
    EDUCATION,
    MOVEMENT,
    ORGANISATION,
    TERRITORY,
    PlaceRow,
    education_rows,
    movement_rows,
    value_rows,
)
from .parameters import CompositionParameters
from .tables import NOBODY
from .views import NotCounted

TABLES: Mapping[str, tuple[Any, Sequence[Text]]] = {
    "rows": (_("By municipality"), TERRITORY),
    "education": (_("By education"), EDUCATION),
    "qualification": (_("By category"), DIMENSION),
    "age": (_("By age"), DIMENSION),
    "service": (_("By service"), DIMENSION),
    "teaching": (_("By teaching service"), DIMENSION),
    "subject": (_("By main subject"), DIMENSION),
    "kind": (_("By kind of employment"), DIMENSION),
    "degree": (_("By academic degree"), DIMENSION),
    "movement": (_("Taken on and left since 1 September"), MOVEMENT),
}
"""Table → its title and columns."""


class CompositionPage(TerritoryPage):
    """Totals, territories, dimensions, movement."""

    permission = permissions.STAFF_VIEW
    title = _("Composition of the staff")
    template_name = "staffing/composition.html"
    parameters_class = CompositionParameters
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
            assert self._read
        except OutOfCountedTime as error:
            return not_counted(error.day, error.first, error.end)
        return ""

    @cached_property
    def _read(self) -> tuple[Composition, Composition | None, Freshness]:
        return composition(
            as_of=self.parameters.day,
            before=self.parameters.value("compare_with"),
            rows=self.level,
            filters=self.parameters.narrowed(),
            staff=self.parameters.value("staff") or "",
        )

    @property
    def found(self) -> Composition:
        """:raises NotCounted: there are no numbers."""
        if self.problem:
            raise NotCounted(self.problem, field="as_of")
        return self._read[0]

    @property
    def former(self) -> Composition | None:
        """The day compared with."""
        return self._read[1]

    @cached_property
    def known(self) -> Freshness:
        return freshness() if self.problem else self._read[2]

    @property
    def is_live(self) -> bool:
        return not self.problem

    @property
    def sentence(self) -> str:
        if self.problem:
            return ""
        number = self.found.employed.n
        said = {"day": ru_date(self.parameters.day), "number": ru_num(number)}
        return ngettext("On %(day)s: %(number)s employee.", "On %(day)s: %(number)s employees.", number) % said

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
        if self.problem:
            return shown
        names = [name for name in TABLES if name != "rows"]
        tables = [(name, self.table(name)) for name in names]
        return shown | {
            "found": self.found,
            "highest": self.found.of("qualification", *HIGHEST),
            "first": self.found.of("qualification", "first"),
            "before": self.parameters.value("compare_with"),
            "change": self.found.employed.n - self.former.employed.n if self.former else None,
            "taken_on": self.found.moved("in"),
            "left": self.found.moved("out"),
            "rows_table": None if self.place is not None else self.table("rows"),
            "tables": [(name, table) for name, table in tables if table.rows],
            "chart": self.chart(),
            "formats": exports.formats() if self.request.user.may(permissions.REGION_EXPORT) else [],
        }

    # --- tables -------------------------------------------------------------------------------------------------------

    def table(self, name: str) -> FiguresTable:
        """One of the page's tables."""
        if name not in TABLES:
            raise Http404(f"No table {name}.")
        caption, columns = TABLES[name]
        hidden: tuple[str, ...] = () if self.parameters.value("compare_with") else ("change",)
        if name == "rows" and self.level == "organisation":
            caption, columns = _("By organisation"), ORGANISATION
            is_one = len({line.within for line in self.found.rows}) < 2
            hidden = ("organisations", *(("within",) if is_one else ()))
        elif name == "rows":
            hidden = ("within",)
        return FiguresTable(
            columns,
            list(self._rows_of(name)),
            caption,
            self.request,
            prefix=f"{name}-",
            hidden=hidden,
            empty=NOBODY,
            as_of=self.parameters.day,
        )

    def _rows_of(self, name: str) -> Sequence[Any]:
        if name == "rows":
            return self._places()
        if name == "movement":
            return list(movement_rows(self.found))
        if name == "education":
            return education_rows(self.found, self.former)
        return value_rows(name, self.found, self.former)

    def _places(self) -> Sequence[PlaceRow]:
        key = "municipality" if self.level == "municipality" else "organisation"
        other = "organisation" if key == "municipality" else "municipality"
        return [
            PlaceRow(
                line,
                name=line.name or gettext("Not stated"),
                url=self.to(**{key: line.key, other: None}) if line.key and self.place is None else None,
            )
            for line in self.found.rows
        ]

    def chart(self) -> Chart | None:
        """How old the staff is: persons by band of age."""
        rows = [row for row in value_rows("age", self.found, None) if row.n]
        total = sum(row.n for row in rows)
        if len(rows) < 2:
            return None
        most = max(rows, key=lambda row: row.n)
        return Chart(
            kind="bar",
            title=gettext("Most are of the age %(band)s: %(share)s %%")
            % {"band": most.name, "share": ru_num(most.n * 100 / total, 1)},
            subtitle=gettext("Persons of the staff list by full years on 1 January %s") % self.parameters.day.year,
            unit="",
            labels=[row.name for row in rows],
            series=[Series(gettext("Persons"), [row.n for row in rows])],
        )
