"""Doubled contingent: how many persons have two main enrolments on a day, by place. An error of data, its number."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from region.feed.figures_table import Number, Text
from region.feed.territory import TerritoryParameters
from shared_apps.accounts import permissions
from shared_apps.ui.forms import ChoiceField
from shared_apps.ui.page import Action
from shared_apps.ui.tables import Empty

from .counted_page import CountedPage
from .doubled import DoubledLine, DoubledPlaces, doubled_places
from .doubled_models import CountedTwice
from .narrowing import Filters

_CONFIRMED = Number(
    "confirmed", _("Counted twice"), dash=True, link="confirmed_url", hint=_("Persons with two main enrolments.")
)
_PROPOSED = Number(
    "proposed", _("Perhaps, awaiting a decision"), dash=True, link="proposed_url",
    hint=_("Two cards of one name, birth date and sex. Whether it is one person, a human decides."),
)  # fmt: skip
PLACES = (
    Text("name", _("Territory"), link="url"),
    Text("within", _("Municipality")),
    Number("organisations", pgettext_lazy("number", "Organisations"), dash=True),
    _CONFIRMED,
    _PROPOSED,
)
ORGANISATION = (Text("name", _("Organisation"), link="url"), *PLACES[1:])
NOBODY = Empty(_("Nobody is counted twice on this day."), _("Choose another day, or look at employees."))


class DoubledParameters(TerritoryParameters):
    """`measure`: students by main enrolments, or employees by main posts."""

    measure = ChoiceField(
        label=_("Measure"),
        choices=[("student", _("Students: main enrolments")), ("employee", _("Employees: main posts"))],
        empty=None,
    )
    field_order: Iterable[str] | None = ("as_of", "municipality", "organisation", "measure")

    def defaults(self) -> Mapping[str, Any]:
        return {**super().defaults(), "measure": CountedTwice.Measure.STUDENT.value}

    def narrowed(self) -> Filters:
        return Filters(municipalities=self.numbers("municipality"), organisations=self.numbers("organisation"))


class DoubledRow:
    """A line as the table shows it."""

    def __init__(self, line: DoubledLine, *, name: str, url: str | None, lists: tuple[str | None, str | None]) -> None:
        self.name, self.url, self.within, self.organisations = name, url, line.within, line.organisations
        self.confirmed, self.proposed = line.confirmed, line.proposed
        self.confirmed_url, self.proposed_url = (
            (lists[0] if line.confirmed else None),
            lists[1] if line.proposed else None,
        )


class DoubledPage(CountedPage):
    """Lines are places in which somebody is counted twice; each number opens its persons."""

    permission = permissions.CONTINGENT_VIEW
    title = _("Doubled contingent")
    lead = _("A child with two main enrolments on one day is counted twice. That is an error of one of the two places.")
    template_name = "contingent/doubled.html"
    parameters_class = DoubledParameters
    subsystem: ClassVar[Any] = _("Contingent")
    tables: ClassVar[Mapping[str, tuple[Any, Sequence[Text]]]] = {"rows": (_("By municipality"), PLACES)}
    organisation_columns = ORGANISATION
    nobody = NOBODY

    def read(self) -> DoubledPlaces:
        return doubled_places(
            as_of=self.parameters.day, rows=self.level, measure=self.parameters.value("measure"),
            filters=self.parameters.narrowed(), fresh=self.known,
        )  # fmt: skip

    def numbers(self) -> Mapping[str, Any]:
        total = self.read_once.total
        lists = [self.listed(state=state) for state in ("confirmed", "proposed")]
        return {"rows_table": self.table("rows"), "total": total, "confirmed_url": lists[0], "proposed_url": lists[1]}

    def rows_of(self, name: str) -> Sequence[DoubledRow]:
        return [self._row(line) for line in self.lines()]

    def actions(self) -> Sequence[Action]:
        listed = self.listed(which="all")
        return [Action(_("Twins"), listed, permissions.PERSONS_RESTRICTED, icon="user-search")] if listed else []

    def listed(self, **more: Any) -> str | None:
        """The restricted list of those; None: not for this reader."""
        return doubled_list(self.request, self.parameters, subject=self.parameters.value("measure"), **more)

    def _row(self, line: DoubledLine) -> DoubledRow:
        place = {self.level: line.key, **({"municipality": None} if self.level == "organisation" else {})}
        lists = (self.listed(state="confirmed", **place), self.listed(state="proposed", **place))
        return DoubledRow(line, lists=lists, **self.place_of(line))


def doubled_list(request: Any, parameters: Any, **more: Any) -> str | None:
    """The address of the list of persons who are counted twice in a place on a day; None: not for this reader."""
    if not request.user.may(permissions.PERSONS_RESTRICTED):
        return None
    names = ("municipality", "organisation")
    kept = {name: parameters.value(name) for name in names if name in parameters}
    asked = {"as_of": parameters.day.isoformat(), **kept, **more}
    query = {name: value for name, value in asked.items() if value not in (None, "")}
    return f"{reverse('registry:doubles')}?{urlencode(query)}"
