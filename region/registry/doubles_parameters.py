"""What the list of twins and of doubled contingent is narrowed to."""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from region.contingent.narrowing import Filters
from shared_apps.ui.forms import ChoiceField

from .doubles_queries import TWICE, Asked
from .in_sight import InSight
from .models import SamePerson


class DoublesParameters(InSight):
    """`which`: those counted twice on the day, or all pairs. `state`: what is decided. `subject`: among whom."""

    in_sight: ClassVar[tuple[str, ...]] = ("as_of", "which", "state", "subject")
    narrowing: ClassVar[tuple[str, ...]] = ("municipality", "organisation")

    which = ChoiceField(
        label=pgettext_lazy("doubles", "Show"),
        choices=[(TWICE, _("counted twice on this day")), ("all", _("all twins"))],
        empty=None,
    )
    state = ChoiceField(label=_("Decision"), choices=SamePerson.State.choices, empty=_("All"))
    subject = ChoiceField(label=pgettext_lazy("doubles", "Among"), choices=SamePerson.Subject.choices, empty=None)
    field_order: Iterable[str] | None = in_sight

    def defaults(self) -> Mapping[str, Any]:
        return {**super().defaults(), "which": TWICE, "subject": SamePerson.Subject.STUDENT.value}

    def narrowed(self) -> Filters:
        return Filters(municipalities=self.numbers("municipality"), organisations=self.numbers("organisation"))


def doubles_asked(parameters: DoublesParameters, text: str) -> Asked:
    """What the filters ask for."""
    return Asked(
        as_of=parameters.day, filters=parameters.narrowed(), which=parameters.value("which"),
        state=parameters.value("state") or "", subject=parameters.value("subject"), text=text,
    )  # fmt: skip
