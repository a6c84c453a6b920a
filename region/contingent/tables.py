"""Tables of the contingent: territories, organisations, classes, and each dimension."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from shared_apps.ui.tables import Empty, NumberColumn, Table, TextColumn

from .figures import Line


class LineTable(Table):
    """Lines of one dimension: the value, students, enrolments, change."""

    empty = Empty(_("Nobody is counted here on this day."), _("Take off a filter or choose another day."))

    name = TextColumn(_("Value"), accessor="name", orderable=False, link=lambda record: record.url)
    students = NumberColumn(_("Students"), accessor="count__students", total=lambda rows: _sum(rows, "students"))
    change = NumberColumn(_("Change"), accessor="change__students", signed=True)
    enrolments = NumberColumn(_("Enrolments"), accessor="count__enrolments", total=lambda rows: _sum(rows, "enrolments"))


class TerritoryTable(LineTable):
    """Lines of territories or organisations: besides, levels, classes and their mean size."""

    name = TextColumn(_("Territory"), accessor="name", link=lambda record: record.url, order_by="name")
    within = TextColumn(_("Municipality"), accessor="within")
    organisations = NumberColumn(_("Organisations"), total=True)
    preschool = NumberColumn(_("Preschool"), accessor="preschool", total=True)
    primary = NumberColumn(_("Grades 1–4"), accessor="primary", total=True)
    basic = NumberColumn(_("Grades 5–9"), accessor="basic", total=True)
    secondary = NumberColumn(_("Grades 10–11"), accessor="secondary", total=True)
    additional = NumberColumn(_("Additional"), accessor="count__additional", total=lambda rows: _sum(rows, "additional"))
    classes = NumberColumn(_("Classes"), accessor="class_units", total=True, hint=_("A class set is one class."))
    mean_size = NumberColumn(_("Mean size"), accessor="mean_size", digits=1)

    class Meta:
        sequence = ("name", "within", "organisations", "students", "change", "...", "enrolments")


class ClassTable(LineTable):
    """Classes of one organisation."""

    name = TextColumn(_("Class"), accessor="name", link=lambda record: record.url, order_by="name")
    within = TextColumn(_("Class set"), accessor="within")

    class Meta:
        sequence = ("name", "within", "...")


class Row:
    """A line as a table shows it: with its words, its link and its levels as plain values."""

    def __init__(self, line: Line, *, name: Any, url: str | None) -> None:
        self.line = line
        self.key = line.key
        self.name = str(name)
        self.url = url
        self.within = line.within
        self.count = line.count
        self.change = line.change
        self.organisations = line.organisations
        self.preschool = line.by_level.get("preschool", 0)
        self.primary = line.by_level.get("primary", 0)
        self.basic = line.by_level.get("basic", 0)
        self.secondary = line.by_level.get("secondary", 0)
        self.class_units = line.classes.units if line.classes else None
        self.mean_size = line.classes.mean_size if line.classes else None


def _sum(rows: Any, name: str) -> int:
    return sum(getattr(row.count, name) for row in rows)

