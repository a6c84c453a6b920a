"""Classes as of any day: region → municipality → organisation → class, and by everything that is said of them."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any, ClassVar

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from region.feed.figures_table import Text
from shared_apps.accounts import permissions
from shared_apps.ui.numbers import ru_date, ru_num
from shared_apps.ui.page import Action
from shared_apps.ui.tables import Empty

from .class_details import DETAILS
from .class_parameters import ClassesParameters, in_order, words_of
from .class_tables import (
    DETAIL,
    EACH,
    GROUP_DETAIL,
    NO_CLASSES,
    NOT_LISTED,
    ORGANISATION,
    ROWS,
    SETS,
    ClassRow,
    DetailRow,
    PlaceRow,
    SetsRow,
)
from .classes import ClassLine, ClassNumbers, classes
from .counted_page import CountedPage
from .figures import Level
from .parameters import NOT_STATED

_ALWAYS = ("name", "places", "students", "girls")
_PAIRS = (
    ("special", "special_students"), ("intellectual", "intellectual_students"), ("groups", "group_students"),
    ("classes", "students", "mean_size"), ("sets",), ("small",), ("overfull",),
)  # fmt: skip
"""Columns of places that say nothing where the first of them is zero everywhere."""


class ClassesPage(CountedPage):
    """Totals, territories or classes, details; every state is in the address."""

    permission = permissions.CONTINGENT_VIEW
    title = _("Classes and groups")
    template_name = "contingent/classes.html"
    parameters_class = ClassesParameters
    subsystem: ClassVar[Any] = _("Contingent")
    tables: ClassVar[Mapping[str, tuple[Any, Sequence[Text]]]] = {
        "rows": ROWS["municipality"],
        "sets": (_("Classes and class sets, without those for special needs"), SETS),
        **{name: (each.title, GROUP_DETAIL if each.is_of_groups else DETAIL) for name, each in DETAILS.items()},
    }
    organisation_columns = ORGANISATION
    nobody = NO_CLASSES

    @cached_property
    def level(self) -> Level:
        return "class" if self.place is not None else super().level

    def read(self) -> ClassNumbers:
        return classes(self.parameters.asked(), rows=self.level, fresh=self.known)

    @property
    def found(self) -> ClassNumbers:
        """:raises NotCounted: there are no numbers."""
        found: ClassNumbers = self.read_once
        return found

    def actions(self) -> Sequence[Action]:
        names = ("as_of", "municipality", "organisation")
        kept = {name: self.request.GET[name] for name in names if name in self.request.GET}
        query = f"?{urlencode(kept)}" if kept else ""
        return [Action(_("Contingent"), reverse("contingent:overview") + query, icon="chart-column")]

    @property
    def sentence(self) -> str:
        if self.problem:
            return ""
        schools, groups = self.found.total.schools, self.found.total.groups
        number = schools.classes + groups.classes
        text = ngettext(
            "On %(day)s: %(number)s class or group, %(students)s students in it.",
            "On %(day)s: %(number)s classes and groups, %(students)s students in them.",
            number,
        )
        said = {"day": ru_date(self.found.as_of), "number": ru_num(number)}
        return text % {**said, "students": ru_num(schools.students + groups.students)}

    def numbers(self) -> Mapping[str, Any]:
        shown = [name for name in DETAILS if self.found.details[name]]
        return {
            "rows_table": self.table("rows"),
            "sets_table": self.table("sets") if self.found.sets else None,
            "tiles": self.tiles(),
            "details": [(name, self.table(name)) for name in shown],
        }

    def tiles(self) -> list[tuple[str, Any, str, str]]:
        """Name, title, number, what stands small under it."""
        total = self.found.total
        shown = [
            ("classes", _("Classes"), total.schools), ("special", _("For special needs"), total.special),
            ("intellectual", _("For intellectual disability"), total.intellectual),
            ("groups", _("Kindergarten and centre groups"), total.groups),
        ]  # fmt: skip
        found = []
        for name, title, one in shown:
            if one.classes:
                said = {"students": ru_num(one.students), "mean": ru_num(one.mean_size, 1)}
                beneath = gettext("students: %(students)s, on average %(mean)s") % said
                found.append((name, title, ru_num(one.classes), beneath))
        if total.schools.sets:
            said = {"classes": ru_num(total.schools.set_classes), "alone": ru_num(total.schools.singles)}
            beneath = gettext("classes in them: %(classes)s, classes that stand alone: %(alone)s") % said
            found.append(("sets", _("Class sets"), ru_num(total.schools.sets), beneath))
        if total.overfull:
            found.append(("overfull", _("Overfull"), ru_num(total.overfull), gettext("more students than places")))
        return found

    # --- tables -------------------------------------------------------------------------------------------------------

    def declared(self, name: str, rows: Sequence[Any]) -> tuple[Any, Sequence[Text], Sequence[str]]:
        if name != "rows":
            return (*self.tables[name], ())
        caption, columns = ROWS[self.level]
        if self.level == "class":
            return caption, columns, [c.name for c in EACH if c.name not in _ALWAYS and _is_idle(c.name, rows)]
        hidden = {"organisations"} if self.level == "organisation" else set()
        hidden |= {one for pair in _PAIRS if not any(getattr(row, pair[0]) for row in rows) for one in pair}
        if len({row.within for row in rows}) < 2:
            hidden.add("within")
        return caption, columns, tuple(hidden)

    def nothing_in(self, name: str) -> Empty | None:
        is_closed = name == "rows" and self.level == "class" and self.parameters.asked().is_closed
        return NOT_LISTED if is_closed else super().nothing_in(name)

    def rows_of(self, name: str) -> Sequence[Any]:
        if name == "sets":
            level = DETAILS["level"]
            return [
                SetsRow(line, name=words_of(level, line.value), url=self.to(level=line.value))
                for line in self.found.sets
            ]
        if name != "rows":
            detail = DETAILS[name]
            return [
                DetailRow(line, name=words_of(detail, line.value), url=self.to(**{name: _code(line.value)}))
                for line in in_order(detail, self.found.details[name])
            ]
        if self.level == "class":
            return [ClassRow(line, self.persons_of(line)) for line in self.found.classes]
        notes = self.notes()
        return [PlaceRow(line, **self.place_of(line), note=notes.get(line.key, "")) for line in self.found.rows]

    def persons_of(self, line: ClassLine) -> str | None:
        """The restricted list of a class; None for a reader who may not open it."""
        if self.place is None or not self.request.user.may(permissions.PERSONS_RESTRICTED):
            return None
        asked = {
            "as_of": self.parameters.day.isoformat(), "organisation": self.place.id, "measure": "enrolments",
            "class": line.class_id,
        }  # fmt: skip
        return f"{reverse('registry:students')}?{urlencode(asked)}"


def _is_idle(name: str, rows: Sequence[Any]) -> bool:
    """Whether a column is empty in every row."""
    return not any(getattr(row, name) for row in rows)


def _code(value: str) -> str:
    return NOT_STATED if value in ("", "0") else value
