"""What the page of the contingent is asked for, read from its address."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django import forms as django_forms
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from shared_apps.handbooks import queries as handbooks
from shared_apps.organisations.models import Authority, Municipality, OrganisationPeriod
from shared_apps.ui.filters import Parameters
from shared_apps.ui.forms import ChoiceField, DateField

from .narrowing import Filters
from .stages import LEVELS

LEVEL_NAMES: Mapping[str, Any] = {
    "preschool": _("Preschool"),
    "primary": _("Primary (grades 1–4)"),
    "basic": _("Basic (grades 5–9)"),
    "secondary": _("Secondary (grades 10–11)"),
    "additional": _("Additional education"),
    "other": _("Other"),
    "": _("Not stated"),
}


def _municipalities() -> Sequence[tuple[Any, str]]:
    return list(Municipality.objects.order_by("name").values_list("pk", "name"))


def _authorities() -> Sequence[tuple[Any, str]]:
    return list(Authority.objects.order_by("short_name").values_list("pk", "short_name"))


def _organisations() -> Sequence[tuple[Any, str]]:
    rows = OrganisationPeriod.objects.filter(valid_to=date.max).order_by("search_key")
    return list(rows.values_list("organisation_id", "short_name"))


class ContingentParameters(Parameters):
    """The day, the day to compare with, and whose contingent."""

    as_of = DateField(label=_("As of"))
    compare_with = DateField(label=_("Compared with"))
    municipality = ChoiceField(label=_("Municipality"), choices=_municipalities, empty=_("All"))
    authority = ChoiceField(label=_("Subordinate to"), choices=_authorities, empty=_("All"))
    kind = ChoiceField(
        label=_("Kind of organisation"), choices=lambda: handbooks.choices("organisation_kind"), empty=_("All")
    )
    locality = ChoiceField(label=_("Locality"), choices=OrganisationPeriod.Locality.choices, empty=_("All"))
    level = ChoiceField(
        label=_("Level"), choices=[(code, LEVEL_NAMES[code]) for code in (*LEVELS, "additional")], empty=_("All")
    )
    grade = ChoiceField(label=_("Grade"), choices=[(str(n), str(n)) for n in range(1, 12)], empty=_("All"))
    sex = ChoiceField(label=_("Sex"), choices=lambda: handbooks.choices("sex"), empty=_("All"))
    birth_year = ChoiceField(label=_("Birth year"), choices=lambda: _years(), empty=_("All"))
    shift = ChoiceField(label=_("Shift"), choices=[("1", "1"), ("2", "2"), ("3", "3"), ("0", _("in no class"))], empty=_("All"))  # noqa: E501
    form = ChoiceField(label=_("Form of study"), choices=lambda: handbooks.choices("form_of_study"), empty=_("All"))
    organisation = ChoiceField(
        label=_("Organisation"), choices=_organisations, empty=_("All"), widget=django_forms.HiddenInput
    )

    def defaults(self) -> Mapping[str, Any]:
        return {"as_of": localdate(), "compare_with": last_twentieth_of_september(localdate())}

    def narrowed(self) -> Filters:
        """The filters of the queries."""
        return Filters(
            municipalities=self._numbers("municipality"),
            authorities=self._numbers("authority"),
            organisations=self._numbers("organisation"),
            organisation_kinds=self._codes("kind"),
            localities=self._codes("locality"),
            levels=self._codes("level"),
            grades=self._numbers("grade"),
            sexes=self._codes("sex"),
            birth_years=self._numbers("birth_year"),
            shifts=self._numbers("shift"),
            forms=self._codes("form"),
        )

    def _codes(self, name: str) -> tuple[str, ...]:
        value = self.value(name)
        return (str(value),) if value not in (None, "") else ()

    def _numbers(self, name: str) -> tuple[int, ...]:
        return tuple(int(code) for code in self._codes(name))


def last_twentieth_of_september(today: date) -> date:
    """The day on which the federal form of schools counts, the last one that has been."""
    this_year = date(today.year, 9, 20)
    return this_year if this_year < today else date(today.year - 1, 9, 20)


def first_of_month(today: date) -> date:
    """The first of this month, or of the last one when today is the first."""
    first = today.replace(day=1)
    return first if first < today else (first - timedelta(days=1)).replace(day=1)


def _years() -> list[tuple[str, str]]:
    now = localdate().year
    return [(str(year), str(year)) for year in range(now - 1, now - 21, -1)]
