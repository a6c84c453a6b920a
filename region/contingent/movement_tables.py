"""Tables of the balance of movement: places, classes, grounds, results of years."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from region.feed.figures_table import Number, Text
from shared_apps.ui.tables import Empty

NOBODY = Empty(_("There were no students in this period."), _("Choose another period."))
NO_RESULTS = Empty(
    _("No results of a year lie in these days."), _("Choose a period with the end of an academic year, in summer.")
)
NO_MOVEMENT = Empty(_("Nobody arrived or left in these days."), _("Take off a filter or choose another period."))


class Row:
    """A line as a table shows it: the numbers of a balance, and addresses; None where there is none."""

    def __init__(self, line: object, *, name: str, urls: Mapping[str, str | None], note: str = "") -> None:
        self.line, self.name, self.urls, self.note = line, name, urls, note

    def __getattr__(self, name: str) -> Any:
        return getattr(self.line, name)


def _to(name: str, number: str = "name") -> Callable[[Row], str | None]:
    """Where a number leads; nothing leads from a zero."""

    def link(row: Row) -> str | None:
        return row.urls.get(name) if getattr(row, number) else None

    return link


_START = Number("at_start", _("At the start"), total=True, link=_to("start", "at_start"))
_ARRIVED = Number("arrived", _("Arrived"), total=True, link=_to("in", "arrived"))
_LEFT = Number("left", _("Left"), total=True, link=_to("out", "left"))
_END = Number("at_end", _("At the end"), total=True, link=_to("end", "at_end"))
_CAME = Number(
    "came",
    _("of them by transfer"),
    total=True,
    dash=True,
    link=_to("in", "came"),
    hint=_("From another organisation of the region, with the personal file."),
)
_WENT = Number(
    "went",
    _("of them by transfer, left"),
    total=True,
    dash=True,
    link=_to("out", "went"),
    hint=_("To another organisation of the region, with the personal file."),
)
TERRITORY = (
    Text("name", _("Territory"), link=_to("into")),
    Text("within", _("Municipality")),
    _START,
    _ARRIVED,
    _CAME,
    _LEFT,
    _WENT,
    _END,
    Number("organisations", pgettext_lazy("number", "Organisations"), total=True, link=_to("into")),
)
ORGANISATION = (Text("name", _("Organisation"), link=_to("into"), note="note"), *TERRITORY[1:])
CLASSES = (
    Text("name", _("Class"), link=_to("end", "at_end")),
    Text("year", _("Academic year")),
    _START,
    _ARRIVED,
    Number("came", _("From other classes"), total=True, dash=True, link=_to("came", "came")),
    _LEFT,
    Number("went", _("To other classes"), total=True, dash=True, link=_to("went", "went")),
    _END,
)
KINDS = (
    Text("name", _("Ground")),
    Number("students", _("Number of students"), link=_to("into")),  # a total would add those who left to who came
    Text("direction", _("Direction")),
    Text("destination", _("Destination")),
)
RESULTS = (
    Text("name", _("Result")),
    Text("level", _("Level")),
    Number("students", _("Number of students"), link=_to("into")),  # no total: who completes grade 9 may go on as well
    Number("girls", _("Of them girls"), dash=True),
)
COUNTS = {
    "municipality": (
        Text("name", _("Territory"), link=_to("into")),
        Number("students", _("Number of students"), total=True, link=_to("into")),
    ),
    "organisation": (
        Text("name", _("Organisation"), link=_to("into")),
        Text("within", _("Municipality")),
        Number("students", _("Number of students"), total=True, link=_to("into")),
    ),
    "class": (
        Text("name", _("Class"), link=_to("into")),
        Number("students", _("Number of students"), total=True, link=_to("into")),
    ),
}
"""Of one ground or one result: by the level of the rows."""
