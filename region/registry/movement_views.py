"""The restricted list of those who came and left: the lowest level of the balance of movement."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any, ClassVar

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from region.contingent.movement_balance import FROM_CLASS, IN, TO_CLASS
from region.contingent.movement_parameters import BOOKS, MovementParameters
from region.contingent.results import RESULT
from shared_apps.handbooks import queries as handbooks
from shared_apps.ui.forms import ChoiceField
from shared_apps.ui.page import Crumb
from shared_apps.ui.tables import BadgeColumn, DateColumn, Empty, Table, TextColumn

from . import movement_queries as queries
from .in_sight import InSight
from .movement_queries import Mover, Movers
from .restricted import CountedList
from .tables import NOT_DISCLOSED
from .words import MOVES

_TONES = {"in": "ok", "out": "warn", FROM_CLASS: "info", TO_CLASS: "info", RESULT: "info"}

_SENSELESS = {
    IN: ("destination", "result"),
    FROM_CLASS: ("reason", "destination", "result"),
    TO_CLASS: ("reason", "destination", "result"),
    RESULT: ("direction", "reason", "destination", "counterpart"),
}
"""Direction → columns that say nothing of its rows."""


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
    result = TextColumn(_("Result"), orderable=False, optional=True)
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

    def render_destination(self, value: str) -> str:
        return str(capfirst(self._destinations.get(value, value)))

    def render_result(self, value: str) -> str:
        return str(capfirst(self._results.get(value, value)))


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
    listed = queries.LIST
    table_class = MoverTable
    parameters_class = MoversParameters
    ordering = ("on",)

    def breadcrumbs(self) -> Sequence[Crumb]:
        names = ("first", "as_of", "municipality", "organisation", "measure")
        kept = {name: self.request.GET[name] for name in names if name in self.request.GET}
        return [Crumb(_("Movement of students"), f"{reverse('contingent:movement')}?{urlencode(kept)}")]

    def listed_title(self) -> str:
        return gettext("Results of the year") if self.asked.is_of_results else super().listed_title()

    def table_kwargs(self) -> Mapping[str, Any]:
        """Columns that these rows can't fill, or that say the same in each of them, are left out."""
        shown = super().table_kwargs()
        senseless = _SENSELESS.get(RESULT if self.asked.is_of_results else self.asked.direction, ())
        return {**shown, "exclude": (*shown["exclude"], *senseless)}

    def hidden_columns(self) -> list[str]:
        hidden = super().hidden_columns()
        is_chosen = self.asked.is_of_results and "columns" not in self.request.GET
        return [name for name in hidden if name != "result"] if is_chosen else hidden

    @cached_property
    def asked(self) -> Movers:
        return movers_asked(self.parameters, self.class_id, self.text)


def movers_asked(parameters: Any, class_id: int | None, text: str) -> Movers:
    """What the filters ask for."""
    return Movers(asked=parameters.asked(), class_id=class_id, text=text, direction=parameters.value("direction") or "")
