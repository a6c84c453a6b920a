"""Tables of the contingent: territories, organisations, classes, and each dimension."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from region.feed.figures_table import Number, Share, Text
from shared_apps.ui.tables import Empty

LEVELS_OF_A_ROW = ("preschool", "primary", "basic", "secondary")
NOBODY = Empty(_("Nobody is counted here on this day."), _("Take off a filter or choose another day."))
NO_MOVEMENT = Empty(_("Nobody arrived or left in these days."), _("Choose another day to compare with."))


def _to(number: str) -> Callable[[Any], str | None]:
    """Where the number leads, as the row says: rows.Row."""

    def link(row: Any) -> str | None:
        url: str | None = row.to(number)
        return url

    return link


_STUDENTS = Number("students", _("Students"), total=True, link=_to("students"))
_CHANGE = Number(
    "change",
    pgettext_lazy("contingent", "Change"),
    total=True,
    signed=True,
    link=_to("change"),
    hint=_("Of students, since the day compared with."),
)
_ENROLMENTS = Number(
    "enrolments",
    _("Enrolments"),
    total=True,
    link=_to("enrolments"),
    hint=_("Students and those in additional education."),
)

DIMENSION = (
    Text("name", _("Value"), link=_to("name")),
    _STUDENTS,
    Share("share", _("Share"), hint=_("Of all students shown.")),
    _CHANGE,
    _ENROLMENTS,
)
TERRITORY = (
    Text("name", _("Territory"), link=_to("name")),
    Text("within", _("Municipality")),
    Number("organisations", pgettext_lazy("number", "Organisations"), total=True, link=_to("organisations")),
    _STUDENTS,
    _CHANGE,
    Number("preschool", pgettext_lazy("contingent", "Preschool"), total=True, dash=True, link=_to("preschool")),
    Number("primary", _("Grades 1–4"), total=True, dash=True, link=_to("primary")),
    Number("basic", _("Grades 5–9"), total=True, dash=True, link=_to("basic")),
    Number("secondary", _("Grades 10–11"), total=True, dash=True, link=_to("secondary")),
    Number(
        "additional",
        pgettext_lazy("contingent", "Additional"),
        total=True,
        dash=True,
        link=_to("additional"),
    ),
    Number(
        "classes",
        pgettext_lazy("contingent", "Classes"),
        total=True,
        dash=True,
        link=_to("classes"),
        hint=_("Of schools; a class set is one."),
    ),
    Number("mean_size", _("In a class"), digits=1, dash=True, hint=_("Students in classes per class.")),
    Number(
        "groups",
        pgettext_lazy("contingent", "Groups"),
        total=True,
        dash=True,
        link=_to("groups"),
        hint=_("Of kindergartens and centres."),
    ),
    Number("group_size", _("In a group"), digits=1, dash=True, hint=_("Enrolments in groups per group.")),
    _ENROLMENTS,
)
ORGANISATION = (Text("name", _("Organisation"), link=_to("name"), note="note"), *TERRITORY[1:])
CLASSES = (
    Text("name", _("Class"), link=_to("name")),
    Text("within", _("Class set")),
    _STUDENTS,
    _CHANGE,
    _ENROLMENTS,
)
MOVEMENT = (
    Text("reason", _("Reason")),
    Text("direction", _("Direction")),
    Number("students", _("Students"), link="students_url"),
    Number("additional", pgettext_lazy("contingent", "Additional"), dash=True, link="additional_url"),
)
