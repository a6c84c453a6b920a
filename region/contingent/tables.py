"""Tables of the contingent: territories, organisations, classes, and each dimension."""

from collections.abc import Callable, Mapping

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from region.feed.figures_table import Number, Share, Text
from shared_apps.ui.tables import Empty

from .figures import Line

LEVELS_OF_A_ROW = ("preschool", "primary", "basic", "secondary")
NOBODY = Empty(_("Nobody is counted here on this day."), _("Take off a filter or choose another day."))
NO_MOVEMENT = Empty(_("Nobody arrived or left in these days."))


class Row:
    """A line as a table shows it: words, addresses and numbers as plain values.

    `url`: the next level below; None where there is none, or this reader may not go there. `level_urls`: the same,
    narrowed to a level.
    """

    __slots__ = (
        "additional", "basic", "change", "classes", "enrolments", "group_size", "groups", "level_urls", "mean_size",
        "name", "organisations", "preschool", "primary", "secondary", "share", "students", "url", "within",
    )  # fmt: skip

    def __init__(
        self, line: Line, *, name: str, url: str | None = None, level_urls: Mapping[str, str] | None = None, of: int = 0
    ) -> None:
        self.name, self.url, self.level_urls, self.within = name, url, level_urls or {}, line.within
        self.students, self.additional = line.count.students, line.count.additional
        self.enrolments = line.count.enrolments
        self.share = self.students / of if of else None
        change = line.change
        self.change = change.students if change else None
        self.organisations = line.organisations
        self.preschool, self.primary, self.basic, self.secondary = (
            line.by_level.get(level, 0) for level in LEVELS_OF_A_ROW
        )
        self.classes = line.classes.units if line.classes else None
        self.mean_size = (line.classes.mean_size or 0) if line.classes else None
        self.groups = line.groups.units if line.groups else None
        self.group_size = (line.groups.mean_size or 0) if line.groups else None


class MovementRow:
    """A reason of arriving or leaving, and how many."""

    __slots__ = ("direction", "enrolments", "reason", "students")

    def __init__(self, direction: str, reason: str, students: int, enrolments: int) -> None:
        self.direction, self.reason, self.students, self.enrolments = direction, reason, students, enrolments


def _to_level(level: str) -> Callable[[Row], str | None]:
    def link(row: Row) -> str | None:
        return row.level_urls.get(level)

    return link


_STUDENTS = Number("students", _("Students"), total=True)
_CHANGE = Number(
    "change",
    pgettext_lazy("contingent", "Change"),
    total=True,
    signed=True,
    hint=_("Of students, since the day compared with."),
)
_ENROLMENTS = Number("enrolments", _("Enrolments"), total=True, hint=_("Students and those in additional education."))

DIMENSION = (
    Text("name", _("Value"), link="url"),
    _STUDENTS,
    Share("share", _("Share"), hint=_("Of all students shown.")),
    _CHANGE,
    _ENROLMENTS,
)
TERRITORY = (
    Text("name", _("Territory"), link="url"),
    Text("within", _("Municipality")),
    Number("organisations", pgettext_lazy("number", "Organisations"), total=True),
    _STUDENTS,
    _CHANGE,
    Number("preschool", pgettext_lazy("contingent", "Preschool"), total=True, dash=True, link=_to_level("preschool")),
    Number("primary", _("Grades 1–4"), total=True, dash=True, link=_to_level("primary")),
    Number("basic", _("Grades 5–9"), total=True, dash=True, link=_to_level("basic")),
    Number("secondary", _("Grades 10–11"), total=True, dash=True, link=_to_level("secondary")),
    Number(
        "additional",
        pgettext_lazy("contingent", "Additional"),
        total=True,
        dash=True,
        link=_to_level("additional"),
    ),
    Number(
        "classes",
        pgettext_lazy("contingent", "Classes"),
        total=True,
        dash=True,
        hint=_("Of schools; a class set is one."),
    ),
    Number("mean_size", _("In a class"), digits=1, dash=True, hint=_("Students in classes per class.")),
    Number(
        "groups",
        pgettext_lazy("contingent", "Groups"),
        total=True,
        dash=True,
        hint=_("Of kindergartens and centres."),
    ),
    Number("group_size", _("In a group"), digits=1, dash=True, hint=_("Enrolments in groups per group.")),
    _ENROLMENTS,
)
ORGANISATION = (Text("name", _("Organisation"), link="url"), *TERRITORY[1:])
CLASSES = (
    Text("name", _("Class"), link="url"),
    Text("within", _("Class set")),
    _STUDENTS,
    _CHANGE,
    _ENROLMENTS,
)
MOVEMENT = (
    Text("reason", _("Reason")),
    Text("direction", _("Direction")),
    Number("students", _("Students")),
    Number("enrolments", _("Enrolments")),
)
