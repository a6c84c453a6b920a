"""What the pages of movement are asked for: a period, a place, and a ground or a destination."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any, ClassVar

from django.utils.text import capfirst
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from region.feed.academic_years import begins_on, period_of
from region.feed.territory import TerritoryParameters
from shared_apps.handbooks import queries as handbooks
from shared_apps.handbooks.closed_values import telling
from shared_apps.ui.forms import ChoiceField, DayField

from .movement_balance import IN, OUT, Asked
from .narrowing import Filters
from .parameters import CODE, LEVEL_NAMES
from .parameters import NOT_STATED as NO_LEVEL
from .results import FINISHED, LEVELS, RESULTS

WAYS = {IN: pgettext_lazy("movement", "arrived"), OUT: pgettext_lazy("movement", "left")}
BOOKS = {IN: "admission_reason", OUT: "leaving_reason"}
MEASURES = {"main": gettext_lazy("main"), "additional": gettext_lazy("additional education")}
NOT_STATED = "not_stated"
EARLIEST = date(1990, 1, 1)
LEVELS_OF_FINISHED = ("basic", "secondary")


def words_of(way: str, reason: str) -> str:
    """A ground as the handbook says it."""
    return str(capfirst(handbooks.name(BOOKS[way], reason))) if reason and reason != NOT_STATED else _("Not stated")


def words_of_result(result: str, level: str | None = None) -> str:
    """A result as the handbook says it, with the level of education where one is named."""
    name = str(capfirst(handbooks.name("year_result", result) or result))
    return name if level is None else f"{name}: {str(LEVEL_NAMES.get(level, level)).lower()}"


def words_of_asked_result(asked: str) -> str:
    """A result as an address asks for it: "finished" or "finished:basic"."""
    result, colon, level = asked.partition(":")
    return words_of_result(result, ("" if level == NO_LEVEL else level) if colon else None)


def _results() -> list[tuple[str, str]]:
    return [
        (result if level is None else f"{result}:{level}", words_of_result(result, level))
        for result in RESULTS
        for level in (None, *(LEVELS_OF_FINISHED if result in FINISHED else LEVELS[:-1]))
    ]


def _reasons() -> list[tuple[str, str]]:
    return [
        (f"{way}:{entry.code}", f"{capfirst(str(WAYS[way]))}: {entry.shown}")
        for way, book in BOOKS.items()
        for entry in handbooks.items(book)
        if entry.code not in telling(book)
    ]


def _destinations() -> list[tuple[str, str]]:
    return [(entry.code, str(capfirst(entry.shown))) for entry in handbooks.items("leaving_destination")]


class GroundField(ChoiceField):
    """A ground with its direction; what stands in the handbook no longer opens by a link too.

    No row of a person says a ground that tells of health or of an offence: it is counted among circumstances.
    """

    def valid_value(self, value: Any) -> bool:
        way, colon, code = str(value).partition(":")
        is_known = way in WAYS and bool(colon) and CODE.fullmatch(code) is not None
        return is_known and code not in telling(BOOKS[way])


class DestinationField(ChoiceField):
    def valid_value(self, value: Any) -> bool:
        return CODE.fullmatch(str(value)) is not None


class ResultField(ChoiceField):
    """A result of a year, of all levels or of one."""

    def valid_value(self, value: Any) -> bool:
        result, colon, level = str(value).partition(":")
        is_level = level in LEVELS[:-1] or level == NO_LEVEL
        return CODE.fullmatch(result) is not None and (is_level if colon else not level)


class MovementParameters(TerritoryParameters):
    """`as_of` is the last day of the period; the first one is the beginning of its academic year unless said."""

    narrowing: ClassVar[tuple[str, ...]] = ("reason", "destination", "result", "measure")

    first = DayField(label=gettext_lazy("From"), earliest=EARLIEST)
    as_of = DayField(label=gettext_lazy("To, inclusive"))
    reason = GroundField(label=gettext_lazy("Ground"), choices=_reasons, empty=gettext_lazy("All"))
    destination = DestinationField(label=gettext_lazy("Destination"), choices=_destinations, empty=gettext_lazy("All"))
    result = ResultField(label=gettext_lazy("Result of the year"), choices=_results, empty=gettext_lazy("All"))
    measure = ChoiceField(label=gettext_lazy("Kind of enrolment"), choices=list(MEASURES.items()), empty=None)
    field_order: Iterable[str] | None = (
        "first", "as_of", "municipality", "organisation", "reason", "destination", "result", "measure",
    )  # fmt: skip

    def defaults(self) -> Mapping[str, Any]:
        last = self.typed_day()
        if last is None or last < EARLIEST:
            last = localdate()
        return {"first": begins_on(period_of(last)), "as_of": localdate(), "measure": "main"}

    def chips(self, request: Any) -> list[Any]:
        """The measure is a chip only where it is not the usual one."""
        found = super().chips(request)
        return [chip for chip in found if chip.label != str(self["measure"].label) or self.value("measure") != "main"]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = cleaned.get("first"), cleaned.get("as_of")
        if first and last and first > last:
            self.add_error("first", _("The period ends before it begins."))
        if cleaned.get("result") and (cleaned.get("reason") or cleaned.get("destination")):
            self.add_error("result", _("Choose a result of the year, or a ground and a destination, not both."))
        return cleaned

    @property
    def eve(self) -> date:
        first: date = self.value("first")
        return first - timedelta(days=1)

    @property
    def is_of_a_kind(self) -> bool:
        """Whether one ground, destination or result is looked at: then there are numbers of it, and no balance."""
        return bool(self.value("reason") or self.value("destination") or self.value("result"))

    def _words(self, name: str) -> str:
        if name != "result":
            return super()._words(name)
        return words_of_asked_result(str(self.value(name)))

    def asked(self) -> Asked:
        return Asked(
            first=self.value("first"),
            last=self.day,
            filters=Filters(
                municipalities=self.numbers("municipality") if "municipality" in self.fields else (),
                organisations=self.numbers("organisation"),
            ),
            measure=self.value("measure"),
            reason=self.value("reason") or "",
            destination=self.value("destination") or "",
            result=self.value("result") or "",
        )
