"""The composition of the staff as of any day, beside another day: education, categories, service, age, subjects."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from region.feed.figures_table import Text
from region.feed.freshness import Freshness
from shared_apps.ui.charts import Chart, Series
from shared_apps.ui.numbers import ru_num

from .composition import HIGHEST, Composition, composition
from .composition_tables import (
    DIMENSION,
    EDUCATION,
    LEAVES,
    MOVEMENT,
    ORGANISATION,
    TERRITORY,
    PlaceRow,
    education_rows,
    leave_rows,
    movement_rows,
    value_rows,
)
from .leaves import leaves
from .page import StaffNumbersPage
from .parameters import CompositionParameters

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
    "leave": (_("On long leaves"), LEAVES),
    "movement": (_("Taken on and left since 1 September"), MOVEMENT),
}
"""Table → its title and columns."""


class CompositionPage(StaffNumbersPage):
    """Totals, territories, dimensions, movement."""

    title = _("Composition of the staff")
    template_name = "staffing/composition.html"
    parameters_class = CompositionParameters
    tables = TABLES
    organisation_columns = ORGANISATION

    def read(self) -> tuple[Composition, Composition | None, Freshness]:
        return composition(
            as_of=self.parameters.day,
            before=self.parameters.value("compare_with"),
            rows=self.level,
            filters=self.parameters.narrowed(),
            staff=self.parameters.value("staff") or "",
            fresh=self.known,
        )

    @property
    def found(self) -> Composition:
        """:raises NotCounted: there are no numbers."""
        found: Composition = self.read_once[0]
        return found

    @property
    def former(self) -> Composition | None:
        """The day compared with."""
        former: Composition | None = self.read_once[1]
        return former

    @property
    def sentence(self) -> str:
        return "" if self.problem else self.employees(self.found.employed.n)

    def numbers(self) -> Mapping[str, Any]:
        tables = [(name, self.table(name)) for name in TABLES if name != "rows"]
        return {
            **super().numbers(),
            "found": self.found,
            "highest": self.found.of("qualification", *HIGHEST),
            "first": self.found.of("qualification", "first"),
            "employees_url": self.persons("employees"),
            "listed_url": self.persons("employees", listed="yes"),
            "before": self.parameters.value("compare_with"),
            "change": self.found.employed.n - self.former.employed.n if self.former else None,
            "taken_on": self.found.moved("in"),
            "left": self.found.moved("out"),
            "tables": [(name, table) for name, table in tables if table.rows],
            "chart": self.chart(),
        }

    # --- tables -------------------------------------------------------------------------------------------------------

    def lines(self) -> Sequence[Any]:
        return self.found.rows

    def left_out(self, name: str) -> tuple[str, ...]:
        return () if name == "rows" or self.parameters.value("compare_with") else ("change",)

    def rows_of(self, name: str) -> Sequence[Any]:
        if name == "rows":
            return [PlaceRow(line, **self.place_of(line)) for line in self.found.rows]
        if name == "movement":
            return list(movement_rows(self.found))
        if name == "education":
            return education_rows(self.found, self.former, self.persons)
        if name == "leave":
            return leave_rows(leaves(as_of=self.parameters.day, filters=self.parameters.narrowed()))
        return value_rows(name, self.found, self.former, self.persons)

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
