"""What restricted lists are narrowed to: everything the contingent is, and further a class and a measure."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, ClassVar

from django import forms as django_forms
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from region.contingent.narrowing import Filters
from region.contingent.parameters import ContingentParameters
from region.feed.territory import ChoiceField
from shared_apps.ui.filters import Parameters
from shared_apps.ui.forms import DateField

STUDENTS, ENROLMENTS = "students", "enrolments"
_IN_SIGHT = ("as_of", "measure")


class StudentsParameters(ContingentParameters):
    """`measure`: students (main enrolments) or all enrolments, as the number was that led here.

    All other filters came by the link that was followed: they stand in chips and travel on unseen.
    """

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
    field_order: Iterable[str] | None = ("as_of", "measure")

    def defaults(self) -> Mapping[str, Any]:
        return {"as_of": super().defaults()["as_of"], "measure": STUDENTS}

    def visible_fields(self) -> list[django_forms.BoundField]:
        return [bound for bound in super().visible_fields() if bound.name in _IN_SIGHT]

    def hidden_fields(self) -> list[Any]:
        """As they are drawn."""
        kept = [(name, self.data.get(name, "")) for name in (*self.fields, "class") if name not in _IN_SIGHT]
        return [format_html('<input type="hidden" name="{}" value="{}">', *each) for each in kept if each[1]]

    def narrowed(self) -> Filters:
        filters = replace(super().narrowed(), ways=self.codes("way"))
        return replace(filters, kinds=("main",)) if self.value("measure") == STUDENTS else filters

    def described(self) -> list[tuple[str, str]]:
        narrowed = [(chip.label, chip.value) for chip in self.chips(None)]
        return [*((str(self[name].label), self._words(name)) for name in _IN_SIGHT), *narrowed]


class SearchParameters(Parameters):
    """Who is looked for across the whole scope."""

    born = DateField(label=_("Birth date"))
    left = django_forms.BooleanField(label=_("With those who left"), required=False)

    def defaults(self) -> Mapping[str, Any]:
        return {"left": False}
