"""The balance of movement of a period: region → municipality → organisation → class, by grounds and destinations; and
how the year ended for students.

Each number opens the next level down; of an organisation's classes, and of its grounds, the restricted list of persons.
"""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any, ClassVar

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from region.feed.figures_table import Text
from shared_apps.accounts import permissions
from shared_apps.handbooks import queries as handbooks
from shared_apps.ui.numbers import ru_date, ru_num
from shared_apps.ui.page import Action, Empty

from . import movement_balance as balance
from . import results
from .counted_page import CountedPage
from .figures import Level
from .movement_addresses import PersonsOfMovement
from .movement_balance import OUT, ClassBalance, PlaceBalance
from .movement_parameters import NOT_STATED, WAYS, MovementParameters, words_of, words_of_result
from .movement_tables import (
    CLASSES,
    COUNTS,
    KINDS,
    NO_MOVEMENT,
    NO_RESULTS,
    NOBODY,
    ORGANISATION,
    RESULTS,
    TERRITORY,
    Row,
)
from .parameters import LEVEL_NAMES
from .parameters import NOT_STATED as NO_LEVEL
from .queries import check_is_counted

ROWS: Mapping[Level, tuple[Any, Sequence[Text]]] = {
    "municipality": (_("By municipality"), TERRITORY),
    "organisation": (_("By organisation"), ORGANISATION),
    "class": (_("By class"), CLASSES),
}
"""What the lines of the first table are → its title and columns."""


class MovementPage(CountedPage):
    """Totals, places or classes, grounds; every state is in the address."""

    permission = permissions.CONTINGENT_VIEW
    title = _("Movement of students")
    template_name = "contingent/movement_page.html"
    parameters_class = MovementParameters
    subsystem: ClassVar[Any] = _("Movement")
    tables: ClassVar[Mapping[str, tuple[Any, Sequence[Text]]]] = {
        "rows": ROWS["municipality"],
        "kinds": (_("By grounds and destinations"), KINDS),
        "results": (_("Results of the year"), RESULTS),
    }
    organisation_columns = ORGANISATION
    nobody = NOBODY

    @cached_property
    def level(self) -> Level:
        """What the lines of the first table are: the next level below what is chosen."""
        if self.place is not None:
            return "class"
        is_ministry = self.request.user.scope.audience == "ministry"
        return "municipality" if self.is_whole and is_ministry else "organisation"

    @cached_property
    def asked(self) -> balance.Asked:
        found: balance.Asked = self.parameters.asked()
        return found

    def read(self) -> tuple[PlaceBalance, ...]:
        """The balances that the total is made of."""
        for day in (self.parameters.eve, self.parameters.day):
            check_is_counted(day, self.known)
        return balance.by_places(self.asked, "organisation" if self.level == "class" else self.level)

    def lines(self) -> Sequence[PlaceBalance]:
        return self.places

    @property
    def places(self) -> tuple[PlaceBalance, ...]:
        """:raises NotCounted: there are no numbers."""
        found: tuple[PlaceBalance, ...] = self.read_once
        return found

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

    def actions(self) -> Sequence[Action]:
        return [Action(_("Contingent"), self.contingent_url, icon="chart-column")]

    @property
    def contingent_url(self) -> str:
        """The contingent on the last day."""
        names = ("as_of", "municipality", "organisation")
        kept = {name: self.request.GET[name] for name in names if name in self.request.GET}
        return reverse("contingent:overview") + (f"?{urlencode(kept)}" if kept else "")

    @cached_property
    def persons(self) -> PersonsOfMovement:
        """Where numbers of persons lead."""
        return PersonsOfMovement(
            self.asked,
            organisation=self.place.id if self.place else None,
            may=self.request.user.may(permissions.PERSONS_RESTRICTED),
        )

    def numbers(self) -> Mapping[str, Any]:
        return {
            "total": self.total,
            "urls": self.total_urls(),
            "first": self.parameters.value("first"),
            "last": self.parameters.day,
            "rows_table": self.table("rows"),
            "kinds_table": None if self.parameters.is_of_a_kind else self.table("kinds"),
            "results_table": None if self.parameters.is_of_a_kind else self.table("results"),
        }

    def total_urls(self) -> Mapping[str, str | None]:
        """Totals open the places with most of them; those of an organisation, persons."""
        more: dict[str, str | None] = {
            "end": self.contingent_url,
            "way": self.persons.on_the_way(self.parameters.value("municipality") or None),
        }
        if self.place is not None:
            return {**more, **{name: url for name, url in self.persons.of().items() if url}}
        if self.parameters.is_of_a_kind:
            return more
        columns = {"start": "at_start", "in": "arrived", "out": "left"}
        return {
            **{name: f"{self.to(**{'rows-sort': f'-{each}'})}#rows-title" for name, each in columns.items()},
            **more,
        }

    # --- tables -------------------------------------------------------------------------------------------------------

    def declared(self, name: str, rows: Sequence[Row]) -> tuple[Any, Sequence[Text], Sequence[str]]:
        if name != "rows":
            return (*self.tables[name], ())
        title, columns = ROWS[self.level]
        if self.parameters.is_of_a_kind:
            return title, COUNTS[self.level], ()
        if self.level == "class":
            return title, columns, ()
        hidden = {"organisations"} if self.level == "organisation" else set()
        hidden |= {name for name in ("came", "went") if not getattr(self.total, name)}
        if len({line.within for line in self.places}) < 2:
            hidden.add("within")
        return title, columns, tuple(hidden)

    def nothing_in(self, name: str) -> Empty | None:
        if name == "results" or self.asked.result:
            return NO_RESULTS
        return NO_MOVEMENT if name == "kinds" or self.parameters.is_of_a_kind else self.nobody

    def rows_of(self, name: str) -> Sequence[Row]:
        if name == "kinds":
            return self._kinds()
        if name == "results":
            return self._results()
        if self.parameters.is_of_a_kind:
            return self._counts()
        if self.level == "class":
            return [self._class(line) for line in balance.by_classes(self.asked)]
        notes = self.notes()
        return [self._place(line, notes.get(line.key, "")) for line in self.places]

    def _place(self, line: PlaceBalance, note: str) -> Row:
        urls = dict.fromkeys(("into", "start", "in", "out", "end"), self._into(line.key))
        return Row(line, name=line.name or gettext("Not stated"), urls=urls, note=note)

    def _class(self, line: ClassBalance) -> Row:
        persons = self.persons.of(line.key or 0)
        return Row(line, name=line.name or gettext("In no class"), urls=persons)

    def _kinds(self) -> list[Row]:
        destinations = handbooks.names("leaving_destination")
        found = []
        for line in balance.by_kinds(self.asked):
            narrowed: dict[str, Any] = {"reason": f"{line.direction}:{line.reason or NOT_STATED}"}
            if line.direction == OUT:
                narrowed["destination"] = line.destination or NOT_STATED
            url = self.persons.movers(**narrowed) if self.place is not None else self.to(**narrowed)
            kind = _Kind(WAYS[line.direction], destinations.get(line.destination, line.destination), line.students)
            found.append(Row(kind, name=words_of(line.direction, line.reason), urls={"into": url}))
        return found

    def _results(self) -> list[Row]:
        found = []
        for line in results.by_results(self.asked):
            asked = f"{line.result}:{line.level or NO_LEVEL}"
            url = self.persons.movers(result=asked) if self.place is not None else self.to(result=asked)
            ended = _Result(LEVEL_NAMES.get(line.level, line.level), line.students, line.girls)
            found.append(Row(ended, name=words_of_result(line.result), urls={"into": url}))
        return found

    def _counts(self) -> list[Row]:
        narrowed = {name: getattr(self.asked, name) or None for name in ("reason", "destination", "result")}
        counted = results.of_a_result if self.asked.result else balance.of_a_kind
        found = []
        for line in counted(self.asked, self.level):
            is_class = self.level == "class"
            url = self.persons.movers(class_id=line.key or 0, **narrowed) if is_class else self._into(line.key)
            found.append(Row(line, name=line.name or gettext("In no class"), urls={"into": url}))
        return found

    def _into(self, key: int | None) -> str | None:
        if key is None:
            return None
        if self.level == "organisation":
            return self.to(organisation=key, municipality=None)
        return self.to(municipality=key)


class _Result:
    """A result's level in words, and its numbers."""

    def __init__(self, level: Any, students: int, girls: int) -> None:
        self.level, self.students, self.girls = level, students, girls


class _Kind:
    """A ground and a destination in words."""

    def __init__(self, direction: Any, destination: str, students: int) -> None:
        self.direction, self.destination, self.students = direction, capfirst(destination), students
