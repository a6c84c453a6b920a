"""The balance of movement of a period: region → municipality → organisation → class, by grounds and destinations.

Each number opens the next level down; of an organisation's classes, and of its grounds, the restricted list of persons.
"""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseBase
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from region.feed.figures_table import FiguresTable
from region.feed.files import sheet
from region.feed.territory import TerritoryPage
from shared_apps.accounts import permissions
from shared_apps.handbooks import queries as handbooks
from shared_apps.ui import exports
from shared_apps.ui.numbers import ru_date, ru_num
from shared_apps.ui.page import Action
from shared_apps.ui.viewer import PageRequest

from . import movement_balance as balance
from . import movement_tables as tables
from . import words
from .figures import Level
from .movement_balance import IN, OUT, ClassBalance, PlaceBalance
from .movement_parameters import NOT_STATED, WAYS, MovementParameters, words_of
from .movement_tables import Row
from .queries import OutOfCountedTime, check_is_counted
from .views import NotCounted

EVERY_CLASS = -1
TITLES: Mapping[Level, Any] = {
    "municipality": _("By municipality"),
    "organisation": _("By organisation"),
    "class": _("By class"),
}


class MovementPage(TerritoryPage):
    """Totals, places or classes, grounds; every state is in the address."""

    permission = permissions.CONTINGENT_VIEW
    title = _("Movement of students")
    template_name = "contingent/movement_page.html"
    parameters_class = MovementParameters
    subsystem: ClassVar[Any] = _("Movement")

    @cached_property
    def level(self) -> Level:
        """What the lines of the first table are: the next level below what is chosen."""
        if self.place is not None:
            return "class"
        is_ministry = self.request.user.scope.audience == "ministry"
        return "municipality" if self.is_whole and is_ministry else "organisation"

    @cached_property
    def problem(self) -> str:
        """Why there are no numbers; "" when there are."""
        if self.parameters.errors:
            return str(self.parameters.mistakes())
        try:
            for day in (self.parameters.eve, self.parameters.day):
                check_is_counted(day, self.known)
        except OutOfCountedTime as error:
            return words.not_counted(error.day, error.first, error.end)
        return ""

    @property
    def is_live(self) -> bool:
        return not self.problem

    @cached_property
    def asked(self) -> balance.Asked:
        found: balance.Asked = self.parameters.asked()
        return found

    @cached_property
    def places(self) -> tuple[PlaceBalance, ...]:
        """The balances that the total is made of."""
        return balance.by_places(self.asked, "organisation" if self.level == "class" else self.level)

    @cached_property
    def total(self) -> PlaceBalance:
        return balance.total(self.places)

    @property
    def sentence(self) -> str:
        if self.problem:
            return ""
        said = {
            "first": ru_date(self.parameters.value("first")), "last": ru_date(self.parameters.day),
            "arrived": ru_num(self.total.arrived), "left": ru_num(self.total.left),
        }  # fmt: skip
        return gettext("From %(first)s to %(last)s: arrived %(arrived)s, left %(left)s.") % said

    def answer(self, request: PageRequest) -> HttpResponseBase:
        if code := request.GET.get("export", ""):
            if not request.user.may(permissions.REGION_EXPORT):
                raise PermissionDenied(gettext("Your role does not take this list as a file."))
            if self.problem:
                raise NotCounted(self.problem, field="as_of")
            return exports.as_response(exports.write(sheet(self, self.table(request.GET.get("table", "rows"))), code))
        response = self.render(status=422 if self.problem else 200)
        if request.htmx:
            response["HX-Push-Url"] = self.to()
        return response

    def actions(self) -> Sequence[Action]:
        kept = {
            name: self.request.GET[name]
            for name in ("as_of", "municipality", "organisation")
            if name in self.request.GET
        }
        query = f"?{urlencode(kept)}" if kept else ""
        return [Action(_("Contingent"), reverse("contingent:overview") + query, icon="chart-column")]

    def context(self) -> Mapping[str, Any]:
        shown: dict[str, Any] = {"chips": self.parameters.chips(self.request)}
        if self.problem:
            return shown
        return shown | {
            "total": self.total,
            "first": self.parameters.value("first"),
            "last": self.parameters.day,
            "rows_table": self.table("rows"),
            "kinds_table": None if self.parameters.is_of_a_kind else self.table("kinds"),
            "formats": exports.formats() if self.request.user.may(permissions.REGION_EXPORT) else [],
        }

    # --- tables -------------------------------------------------------------------------------------------------------

    def table(self, name: str) -> FiguresTable:
        """ "rows" or "kinds"."""
        if name == "kinds":
            return self._table("kinds", tables.KINDS, gettext("By grounds and destinations"), self._kinds())
        if name != "rows":
            raise Http404(f"No table {name}.")
        title = TITLES[self.level]
        if self.parameters.is_of_a_kind:
            return self._table("rows", tables.COUNTS[self.level], title, self._counts())
        if self.level == "class":
            rows = [self._class(line) for line in balance.by_classes(self.asked)]
            return self._table("rows", tables.CLASSES, title, rows)
        columns = tables.ORGANISATION if self.level == "organisation" else tables.TERRITORY
        rows = [self._place(line) for line in self.places]
        hidden = () if len({line.within for line in self.places}) > 1 else ("within",)
        return self._table(
            "rows",
            columns,
            title,
            rows,
            hidden=(*hidden, *(("organisations",) if self.level == "organisation" else ())),
        )

    def _table(
        self, name: str, columns: Sequence[Any], caption: Any, rows: Sequence[Row], *, hidden: Sequence[str] = ()
    ) -> FiguresTable:
        return FiguresTable(
            columns, rows, caption, self.request, prefix=f"{name}-", hidden=hidden,
            empty=tables.NO_MOVEMENT if name == "kinds" else tables.NOBODY,
        )  # fmt: skip

    def _place(self, line: PlaceBalance) -> Row:
        return Row(
            line,
            name=line.name or gettext("Not stated"),
            urls=dict.fromkeys(("into", "in", "out"), self._into(line.key)),
        )

    def _class(self, line: ClassBalance) -> Row:
        urls = {
            way: self._persons(class_id=line.key, direction=way) if number else None
            for way, number in ((IN, line.arrived), (OUT, line.left))
        }
        return Row(line, name=line.name or gettext("In no class"), urls=urls)

    def _kinds(self) -> list[Row]:
        destinations = handbooks.names("leaving_destination")
        found = []
        for line in balance.by_kinds(self.asked):
            narrowed: dict[str, Any] = {"reason": f"{line.direction}:{line.reason or NOT_STATED}"}
            if line.direction == OUT:
                narrowed["destination"] = line.destination or NOT_STATED
            url = self._persons(**narrowed) if self.place is not None else self.to(**narrowed)
            found.append(
                Row(
                    _Kind(WAYS[line.direction], destinations.get(line.destination, line.destination), line.students),
                    name=words_of(line.direction, line.reason), urls={"into": url},
                )
            )  # fmt: skip
        return found

    def _counts(self) -> list[Row]:
        found = []
        for line in balance.of_a_kind(self.asked, self.level):
            if self.level == "class":
                url = self._persons(
                    class_id=line.key, reason=self.asked.reason or None, destination=self.asked.destination or None
                )
            else:
                url = self._into(line.key)
            found.append(Row(line, name=line.name or gettext("In no class"), urls={"into": url}))
        return found

    def _into(self, key: int | None) -> str | None:
        if key is None:
            return None
        if self.level == "organisation":
            return self.to(organisation=key, municipality=None)
        return self.to(municipality=key)

    def _persons(self, *, class_id: int | None = EVERY_CLASS, **narrowed: Any) -> str | None:
        """The restricted list of those who are counted; None for who may not open it."""
        if not self.request.user.may(permissions.PERSONS_RESTRICTED):
            return None
        asked: dict[str, Any] = {
            "first": self.parameters.value("first").isoformat(), "as_of": self.parameters.day.isoformat(),
            "organisation": self.place.id if self.place else None, "measure": self.parameters.value("measure"),
            "class": None if class_id == EVERY_CLASS else class_id or 0, **narrowed,
        }  # fmt: skip
        query = urlencode({name: value for name, value in asked.items() if value is not None})
        return f"{reverse('registry:movement')}?{query}"


class _Kind:
    """A ground and a destination in words."""

    def __init__(self, direction: Any, destination: str, students: int) -> None:
        self.direction, self.destination, self.students = direction, capfirst(destination), students
