"""What the page of classes is asked for: the day, the place, and values of details."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from region.feed.territory import TerritoryParameters
from shared_apps.handbooks import queries as handbooks
from shared_apps.ui.filters import flat
from shared_apps.ui.forms import ChoiceField

from .class_details import DETAILS, Detail
from .classes import Asked, DetailLine
from .narrowing import Filters
from .parameters import LEVEL_NAMES, NOT_STATED, CodeField

YEARS = range(9, 14)


def words_of(detail: Detail, value: str) -> str:
    """A value of a detail as the reader knows it; codes of handbooks by their names."""
    if value in ("", "0", NOT_STATED):
        return _("Not stated")
    if detail is DETAILS["level"]:
        return str(LEVEL_NAMES.get(value, value))
    if detail is DETAILS["years"]:
        return words_of_years(int(value)) if value.isdecimal() else value
    return str(capfirst(handbooks.name(detail.handbook, value) or value))


def words_of_years(years: int | None) -> str:
    """The length of a programme; "" where it is not stated."""
    return ngettext("%(n)s year", "%(n)s years", years) % {"n": years} if years else ""


def _choices(detail: Detail) -> list[tuple[str, Any]]:
    if detail is DETAILS["level"]:
        found = [(code, name) for code, name in LEVEL_NAMES.items() if code and code != "other"]
    elif detail is DETAILS["years"]:
        found = [(str(years), words_of(detail, str(years))) for years in YEARS]
    else:
        found = [(str(code), capfirst(str(name))) for code, name in flat(handbooks.choices(detail.handbook))]
    return [*found, (NOT_STATED, _("Not stated"))] if detail.has_blank else found


def in_order(detail: Detail, lines: Sequence[DetailLine]) -> Sequence[DetailLine]:
    """Lines of a detail as its table shows them."""
    if not detail.is_ordered:
        return lines
    order = {code: place for place, (code, _name) in enumerate(_choices(detail))}
    return sorted(lines, key=lambda line: (order.get(line.value, len(order)), line.value))


def _field(name: str) -> ChoiceField:
    """Of a handbook's items also those that stand in it no longer."""
    kind = CodeField if DETAILS[name].handbook else ChoiceField
    return kind(label=DETAILS[name].label, choices=lambda: _choices(DETAILS[name]), empty=gettext_lazy("All"))


class ClassesParameters(TerritoryParameters):
    """A field for each of DETAILS."""

    narrowing: ClassVar[tuple[str, ...]] = tuple(DETAILS)

    level = _field("level")
    class_kind = _field("class_kind")
    nosology = _field("nosology")
    years = _field("years")
    first_grade = _field("first_grade")
    profile = _field("profile")
    class_form = _field("class_form")
    class_shift = _field("class_shift")
    language = _field("language")
    group_kind = _field("group_kind")
    age = _field("age")
    group_profile = _field("group_profile")
    direction = _field("direction")
    field_order: Iterable[str] | None = ("as_of", "municipality", "organisation", *DETAILS)

    def narrowed_to(self) -> Mapping[str, tuple[str, ...]]:
        """Name of a detail → its value."""
        given = {name: str(self.value(name)) for name in DETAILS if self.value(name)}
        return {name: ("", "0") if code == NOT_STATED else (code,) for name, code in given.items()}

    def asked(self) -> Asked:
        places = Filters(municipalities=self.numbers("municipality"), organisations=self.numbers("organisation"))
        return Asked(as_of=self.day, filters=places, details=self.narrowed_to())

    def _words(self, name: str) -> str:
        return words_of(DETAILS[name], str(self.value(name))) if name in DETAILS else super()._words(name)
