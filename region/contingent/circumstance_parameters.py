"""What the page of circumstances is asked for: the day, the place, the measure."""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from region.feed.territory import TerritoryParameters
from shared_apps.ui.forms import ChoiceField

from .narrowing import Filters


class CircumstanceParameters(TerritoryParameters):
    """`measure`: students (main enrolments), or enrolments (those in additional education too)."""

    narrowing: ClassVar[tuple[str, ...]] = ()

    measure = ChoiceField(
        label=_("Measure"), choices=[("students", _("Students")), ("enrolments", _("Enrolments"))], empty=None
    )
    field_order: Iterable[str] | None = ("as_of", "municipality", "organisation", "measure")

    def defaults(self) -> Mapping[str, Any]:
        return {**super().defaults(), "measure": "students"}

    def narrowed(self) -> Filters:
        return Filters(municipalities=self.numbers("municipality"), organisations=self.numbers("organisation"))
