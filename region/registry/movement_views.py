"""The restricted list of those who came and left: the lowest level of the balance of movement."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any, ClassVar

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from region.contingent.movement_balance import FROM_CLASS, TO_CLASS
from region.contingent.movement_parameters import BOOKS, MovementParameters
from region.feed.territory import ChoiceField
from shared_apps.handbooks import queries as handbooks
from shared_apps.ui.page import Crumb
from shared_apps.ui.tables import BadgeColumn, DateColumn, Empty, Table, TextColumn
from shared_apps.ui.windows import Window

from . import movement_queries as queries
from .in_sight import InSight
from .movement_queries import Mover, Movers
from .queries import Asked
from .restricted import CountedList
from .services import said
from .tables import NOT_DISCLOSED
from .words import MOVES

_TONES = {"in": "ok", "out": "warn", FROM_CLASS: "info", TO_CLASS: "info"}


class MoverTable(Table):
    caption = _("Who arrived and left")
    empty = Empty(_("Nobody arrived or left in these days."), _("Take off a filter or choose another day."))

    name = TextColumn(_("Surname"), accessor="surname", empty_values=())
    given_name = TextColumn(_("Given name"), orderable=False)
    patronymic = TextColumn(_("Patronymic"), orderable=False)
    birth_date = DateColumn(_("Birth date"), orderable=False)
    direction = BadgeColumn(_("Movement"), tones=_TONES, labels=MOVES, orderable=False)
    on = DateColumn(_("Date"))
    class_name = TextColumn(_("Class"))
    reason = TextColumn(_("Ground"), orderable=False)
    destination = TextColumn(_("Destination"), orderable=False)
    result = TextColumn(_("Finished with"), orderable=False, optional=True)
    counterpart = TextColumn(_("From where, where to"), orderable=False)
    organisation = TextColumn(_("Organisation"), orderable=False)
    municipality = TextColumn(_("Municipality"), orderable=False, optional=True)

    def __init__(self, data: Any, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self._grounds = {way: handbooks.names(book) for way, book in BOOKS.items()}
        self._destinations = handbooks.names("leaving_destination")
        self._results = handbooks.names("year_result")

    def render_name(self, value: str) -> str:
        return value or str(NOT_DISCLOSED)

    def value_name(self, value: str) -> str:
        return value

    def render_reason(self, record: Mover) -> str:
        return str(capfirst(self._grounds.get(record.direction, {}).get(record.reason, record.reason)))

    def value_reason(self, record: Mover) -> str:
        return self.render_reason(record)

    def render_destination(self, value: str) -> str:
        return str(capfirst(self._destinations.get(value, value)))

    def value_destination(self, value: str) -> str:
        return self.render_destination(value)

    def render_result(self, value: str) -> str:
        return str(capfirst(self._results.get(value, value)))

    def value_result(self, value: str) -> str:
        return self.render_result(value)


class MoversParameters(InSight, MovementParameters):
    """As the page of movement, and further to a direction."""

    in_sight: ClassVar[tuple[str, ...]] = ("first", "as_of", "direction")
    narrowing: ClassVar[tuple[str, ...]] = ("municipality", "organisation", *MovementParameters.narrowing)
    direction = ChoiceField(label=_("Movement"), choices=list(MOVES.items()), empty=_("All"))
    field_order: Iterable[str] | None = in_sight

    def clean(self) -> dict[str, Any]:
        """Of moves between classes each organisation is asked by itself: there are as many as students."""
        cleaned = super().clean()
        if cleaned.get("direction") in (FROM_CLASS, TO_CLASS) and not cleaned.get("organisation"):
            self.add_error("direction", _("Choose an organisation to see moves between its classes."))
        return cleaned


class MoversPage(CountedList):
    """Those who are counted in a number of the balance of movement."""

    title = _("Who arrived and left")
    what = "movement"
    table_class = MoverTable
    parameters_class = MoversParameters
    ordering = ("on",)

    def breadcrumbs(self) -> Sequence[Crumb]:
        names = ("first", "as_of", "municipality", "organisation", "measure")
        kept = {name: self.request.GET[name] for name in names if name in self.request.GET}
        return [Crumb(_("Movement of students"), f"{reverse('contingent:movement')}?{urlencode(kept)}")]

    @cached_property
    def movers(self) -> Movers:
        return Movers(
            asked=self.parameters.asked(), class_id=self.class_id, text=self.text,
            direction=self.parameters.value("direction") or "",
        )  # fmt: skip

    def said(self) -> Mapping[str, Any]:
        movers = self.movers
        chosen = said(
            Asked(as_of=movers.asked.last, filters=movers.asked.filters, class_id=self.class_id, text=self.text)
        )
        more = {
            "since": movers.asked.first.isoformat(), "kinds": [movers.asked.measure], "way": movers.direction,
            "ground": movers.asked.reason, "destination": movers.asked.destination,
        }  # fmt: skip
        return chosen | {name: value for name, value in more.items() if value}

    def rows(self) -> Window:
        def read(order: str, offset: int, limit: int) -> Sequence[Mover]:
            return queries.persons(self.movers, order=self.ordered_by(order, "on"), offset=offset, limit=limit)

        return Window(queries.number(self.movers).rows, read, order="on")
