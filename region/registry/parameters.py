"""What restricted lists are narrowed to: everything the contingent is, and further a class and a measure."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, ClassVar

from django import forms as django_forms
from django.utils.translation import gettext_lazy as _

from region.contingent.narrowing import Filters
from region.contingent.parameters import ContingentParameters
from shared_apps.ui.filters import Parameters
from shared_apps.ui.forms import ChoiceField, DayField

from .in_sight import InSight

STUDENTS, ENROLMENTS = "students", "enrolments"


class StudentsParameters(InSight, ContingentParameters):
    """`measure`: students (main enrolments) or all enrolments, as the number was that led here."""

    in_sight: ClassVar[tuple[str, ...]] = ("as_of", "measure")
    narrowing: ClassVar[tuple[str, ...]] = ("municipality", "organisation", *ContingentParameters.narrowing, "way")

    way = ChoiceField(
        label=_("On the way"),
        choices=[("yes", _("to another organisation")), ("no", _("without those on the way"))],
        empty=_("All"),
    )
    compare_with = None  # type: ignore[assignment]  # takes the field away
    by = None  # type: ignore[assignment]
    measure = ChoiceField(
        label=_("Measure"), choices=[(STUDENTS, _("Students")), (ENROLMENTS, _("Enrolments"))], empty=None
    )
    field_order: Iterable[str] | None = in_sight

    def defaults(self) -> Mapping[str, Any]:
        return {"as_of": super().defaults()["as_of"], "measure": STUDENTS}

    def narrowed(self) -> Filters:
        filters = replace(super().narrowed(), ways=self.codes("way"))
        return replace(filters, kinds=("main",)) if self.value("measure") == STUDENTS else filters


class SearchParameters(Parameters):
    """Who is looked for across the whole scope."""

    born = DayField(label=_("Birth date"))
    left = django_forms.BooleanField(label=_("With those who left"), required=False)

    def defaults(self) -> Mapping[str, Any]:
        return {"left": False}
