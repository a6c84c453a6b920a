"""What the page of the contingent is asked for, read from its address. The restricted list takes the same."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any, ClassVar

from django import forms as django_forms
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from region.feed import places
from region.feed.academic_years import FIRST_PERIOD, begins_on
from region.feed.territory import TerritoryParameters
from shared_apps.handbooks import queries as handbooks
from shared_apps.ui.filters import flat
from shared_apps.ui.forms import ChoiceField, DayField

from .narrowing import Filters
from .stages import ADDITIONAL

CODE = re.compile(r"~?[a-z0-9_]{1,64}", re.ASCII)
NOT_STATED = "none"
"""How an address spells the empty code."""

LEVEL_NAMES: Mapping[str, Any] = {
    "preschool": _("Preschool"),
    "primary": _("Primary (grades 1–4)"),
    "basic": _("Basic (grades 5–9)"),
    "secondary": _("Secondary (grades 10–11)"),
    ADDITIONAL: _("Additional education"),
    "other": _("Other"),
    "": _("Not stated"),
}


class YearField(ChoiceField):
    """A birth year: the usual ones are offered, any other may come by a link; 0 is "not stated"."""

    def valid_value(self, value: Any) -> bool:
        text = str(value)
        return text == "0" or (text.isascii() and text.isdecimal() and 1900 <= int(text) <= 2100)


class CodeField(ChoiceField):
    """A code of a handbook: what is counted by a code that stands there no longer opens by its link too."""

    def valid_value(self, value: Any) -> bool:
        return CODE.fullmatch(str(value)) is not None


class ContingentParameters(TerritoryParameters):
    """The day, the day to compare with, and whose contingent."""

    narrowing: ClassVar[tuple[str, ...]] = (
        "authority",
        "kind",
        "locality",
        "level",
        "grade",
        "sex",
        "birth_year",
        "shift",
        "form",
    )

    compare_with = DayField(label=_("Compared with"))
    authority = ChoiceField(label=_("Subordinate to"), choices=(), empty=None)
    kind = CodeField(
        label=_("Kind of organisation"), choices=lambda: handbooks.choices("organisation_kind"), empty=_("All")
    )
    locality = ChoiceField(label=_("Locality"), choices=lambda: handbooks.choices("locality"), empty=_("All"))
    level = ChoiceField(
        label=_("Level"),
        choices=[*((code, name) for code, name in LEVEL_NAMES.items() if code), (NOT_STATED, LEVEL_NAMES[""])],
        empty=_("All"),
    )
    grade = ChoiceField(
        label=_("Grade"), choices=[*((str(n), str(n)) for n in range(1, 13)), ("0", _("No grade"))], empty=_("All")
    )
    sex = CodeField(label=_("Sex"), choices=lambda: _with_not_stated("sex"), empty=_("All"))
    birth_year = YearField(
        label=_("Birth year"),
        choices=lambda: _years(),  # noqa: PLW0108 (defined below)
        empty=_("All"),
    )
    shift = ChoiceField(
        label=_("Shift"), choices=lambda: [*handbooks.choices("shift"), ("0", _("In no class"))], empty=_("All")
    )
    form = CodeField(label=_("Form of study"), choices=lambda: _with_not_stated("form_of_study"), empty=_("All"))
    by = ChoiceField(
        label=_("Rows"),
        choices=[
            ("municipality", _("by municipality")),
            ("authority", _("by subordination")),
            ("organisation", _("by organisation")),
        ],
        empty="",
        widget=django_forms.HiddenInput,
    )
    field_order: Iterable[str] | None = ("as_of", "compare_with", "municipality", "organisation")

    def defaults(self) -> Mapping[str, Any]:
        today = localdate()
        compared = usual_day_before(self.typed_day() or today)
        return {"as_of": today, "compare_with": compared if compared >= begins_on(FIRST_PERIOD) else None}

    def full_clean(self) -> None:
        self._offer("authority", places.authorities(on=self.typed_day() or localdate()))
        super().full_clean()

    def narrowed(self) -> Filters:
        """The filters of the queries."""
        return Filters(
            municipalities=self.numbers("municipality"),
            authorities=self.numbers("authority"),
            organisations=self.numbers("organisation"),
            organisation_kinds=self.codes("kind"),
            localities=self.codes("locality"),
            levels=self._codes("level"),
            grades=self.numbers("grade"),
            sexes=self._codes("sex"),
            birth_years=self.numbers("birth_year"),
            shifts=self.numbers("shift"),
            forms=self._codes("form"),
        )

    def _codes(self, name: str) -> tuple[str, ...]:
        return tuple("" if code == NOT_STATED else code for code in self.codes(name))


def last_twentieth_of_september(day: date) -> date:
    """The last 20 September before a day: on it the federal form of schools counts."""
    this_year = date(day.year, 9, 20)
    return this_year if this_year < day else date(day.year - 1, 9, 20)


def latest(month: int, day_of_month: int, day: date) -> date:
    """The latest such day of a year that has come by a day, itself among them."""
    this_year = date(day.year, month, day_of_month)
    return this_year if this_year <= day else date(day.year - 1, month, day_of_month)


def usual_day_before(day: date) -> date:
    """What a day is compared with unless the reader says: the last count of the federal form, or, until that is
    taken, the beginning of the academic year."""
    if day.year < begins_on(FIRST_PERIOD).year:
        return date(1999, 9, 20)
    return (
        date(day.year, 9, 1)
        if date(day.year, 9, 1) < day <= date(day.year, 9, 20)
        else last_twentieth_of_september(day)
    )


def first_of_month(today: date) -> date:
    """The first of this month, or of the last one when today is the first."""
    first = today.replace(day=1)
    return first if first < today else (first - timedelta(days=1)).replace(day=1)


def _with_not_stated(handbook: str) -> list[tuple[Any, Any]]:
    return [*flat(handbooks.choices(handbook)), (NOT_STATED, _("Not stated"))]


def _years() -> list[tuple[str, str]]:
    now = localdate().year
    return [*((str(year), str(year)) for year in range(now - 1, now - 26, -1)), ("0", str(_("Not stated")))]
