"""Tables of classes: territories, organisations, each class of one, each detail."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from region.feed.figures_table import Number, Text
from shared_apps.handbooks import queries as handbooks
from shared_apps.ui.tables import Empty

from .class_details import GROUP_LEVELS
from .classes import ClassLine, DetailLine, PlaceLine
from .figures import Level

NO_CLASSES = Empty(_("There are no such classes on this day."), _("Take off a filter or choose another day."))
NOT_LISTED = Empty(
    _("Classes are not listed by a filter that tells of health."),
    _("The tables below count them; without the filter all classes are listed."),
)
_PROFILES = {"additional": "programme_direction"}


def _to(number: str) -> Callable[[Any], str | None]:
    """Where a number of a place leads; nothing leads from a zero."""

    def link(row: Any) -> str | None:
        return row.url if getattr(row, number) else None

    return link


_CLASSES = Number("classes", pgettext_lazy("contingent", "Classes"), total=True, link=_to("classes"))
_STUDENTS = Number("students", _("Students in them"), total=True, link=_to("students"))
_GIRLS = Number("girls", _("Of them girls"), total=True, dash=True)
_MEAN = Number("mean_size", _("On average"), digits=1, dash=True, hint=_("Students in a class."))
_SMALL = _("Classes and class sets of schools with fewer than 25 students in towns, fewer than 14 in villages.")
TERRITORY = (
    Text("name", _("Territory"), link="url"),
    Text("within", _("Municipality")),
    Number("organisations", pgettext_lazy("number", "Organisations"), total=True, link=_to("organisations")),
    _CLASSES,
    _STUDENTS,
    _MEAN,
    Number("special", _("For special needs"), total=True, dash=True, link=_to("special")),
    Number("special_students", _("students in them"), total=True, dash=True),
    Number("intellectual", _("For intellectual disability"), total=True, dash=True, link=_to("intellectual")),
    Number("intellectual_students", _("students in them"), total=True, dash=True),
    Number("sets", _("Class sets"), total=True, dash=True, link=_to("sets"), hint=_("Of two classes or more.")),
    Number("small", _("Small"), total=True, dash=True, link=_to("small"), hint=_SMALL),
    Number(
        "groups", pgettext_lazy("contingent", "Groups"), total=True, dash=True, link=_to("groups"),
        hint=_("Of kindergartens and centres."),
    ),
    Number("group_students", _("students in them"), total=True, dash=True),
    Number(
        "overfull", _("Overfull"), total=True, dash=True, hint=_("Classes and groups with more students than places.")
    ),
)  # fmt: skip
ORGANISATION = (Text("name", _("Organisation"), link="url", note="note"), *TERRITORY[1:])
EACH = (
    Text("name", _("Class"), link="url"),
    Text("level", _("Level")),
    Text("age_group", _("Age")),
    Text("profile", _("Profile")),
    Text("class_set", _("Class set")),
    Text("form", _("Form of study")),
    Text("language", _("Language of teaching")),
    Text("shift", _("Shift")),
    Number("places", _("Places"), total=True),
    Number("students", _("Students"), total=True, link=_to("students")),
    Number("girls", _("Of them girls"), total=True, dash=True),
)
ROWS: Mapping[Level, tuple[Any, Sequence[Text]]] = {
    "municipality": (_("By municipality"), TERRITORY),
    "organisation": (_("By organisation"), ORGANISATION),
    "class": (_("Classes and groups"), EACH),
}
_VALUE = Text("name", pgettext_lazy("circumstance", "Value"), link="url")
_GROUPS = Number("classes", pgettext_lazy("contingent", "Groups"), total=True, link="url")
DETAIL = (
    _VALUE,
    Number("classes", pgettext_lazy("contingent", "Classes"), total=True, link="url"),
    _STUDENTS,
    _GIRLS,
    _MEAN,
)
GROUP_DETAIL = (_VALUE, _GROUPS, _STUDENTS, _GIRLS, replace(_MEAN, hint=_("Enrolments in groups per group.")))
SETS = (
    Text("name", _("Level"), link="url"),
    Number("units", _("Classes and class sets"), total=True),
    Number("singles", _("stand alone"), total=True, dash=True),
    Number("sets", pgettext_lazy("number", "class sets"), total=True, dash=True, hint=_("Of two classes or more.")),
    Number("set_classes", _("classes in them"), total=True, dash=True),
    Number("small", _("small"), total=True, dash=True, hint=_SMALL),
    Number("small_singles", _("of them alone"), total=True, dash=True),
    Number("small_sets", _("of them class sets"), total=True, dash=True),
)
"""ОО-1 2.4: rows 02–04 and columns 3–6, and row 05."""


class PlaceRow:
    """A territory or an organisation as the table shows it."""

    def __init__(self, line: PlaceLine, *, name: str, url: str | None, note: str = "") -> None:
        self.name, self.url, self.note, self.within = name, url, note, line.within
        self.organisations, self.overfull = line.organisations, line.overfull
        self.classes, self.students = line.schools.classes, line.schools.students
        self.mean_size = line.schools.mean_size or 0
        self.special, self.special_students = line.special.classes, line.special.students
        self.intellectual, self.intellectual_students = line.intellectual.classes, line.intellectual.students
        self.sets, self.small = line.schools.sets, line.schools.small
        self.groups, self.group_students = line.groups.classes, line.groups.students


class DetailRow:
    """A value of a detail."""

    def __init__(self, line: DetailLine, *, name: str, url: str | None) -> None:
        self.name, self.url = name, url
        self.classes, self.students, self.girls = line.numbers.classes, line.numbers.students, line.numbers.girls
        self.mean_size = line.numbers.mean_size or 0


class SetsRow:
    """Ordinary classes of a level, and how many of them are taught together."""

    def __init__(self, line: DetailLine, *, name: str, url: str | None) -> None:
        found = line.numbers
        self.name, self.url, self.units, self.singles = name, url, found.units, found.singles
        self.sets, self.set_classes = found.sets, found.set_classes
        self.small, self.small_singles, self.small_sets = found.small, found.small_singles, found.small_sets


class ClassRow:
    """A class with what is said of it openly, in words. `url`: its persons, None for who may not open them."""

    def __init__(self, line: ClassLine, url: str | None) -> None:
        self.name, self.url, self.class_set = line.name, url, line.class_set
        self.places, self.students, self.girls = line.places, line.students, line.girls
        self.level = handbooks.short_names("level").get(line.level, line.level)
        self.age_group = _said("age_group", line.age_group)
        self.profile = _said(_PROFILES.get(line.level, "class_profile"), line.profile)
        is_group = line.level in GROUP_LEVELS
        self.form = "" if is_group else _said("form_of_study", line.form_of_study)
        self.language = _said("language", line.language)
        self.shift = "" if is_group else _said("shift", str(line.shift))


def _said(handbook: str, code: str) -> str:
    return str(capfirst(handbooks.name(handbook, code) or code)) if code else ""
