"""What the page of the staff is asked for."""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from region.contingent.narrowing import Filters
from region.contingent.parameters import usual_day_before
from region.feed.academic_years import FIRST_PERIOD, begins_on
from region.feed.territory import TerritoryParameters
from shared_apps.handbooks import queries as handbooks
from shared_apps.ui.forms import ChoiceField, DayField


class StaffParameters(TerritoryParameters):
    """The day, the place, the kind of organisation, the locality."""

    narrowing: ClassVar[tuple[str, ...]] = ("kind", "locality")

    kind = ChoiceField(
        label=_("Kind of organisation"), choices=lambda: handbooks.choices("organisation_kind"), empty=_("All")
    )
    locality = ChoiceField(label=_("Locality"), choices=lambda: handbooks.choices("locality"), empty=_("All"))

    def narrowed(self) -> Filters:
        """The filters of the queries."""
        return Filters(
            municipalities=self.numbers("municipality"),
            organisations=self.numbers("organisation"),
            organisation_kinds=self.codes("kind"),
            localities=self.codes("locality"),
        )


class CompositionParameters(StaffParameters):
    """Also the day compared with, and whose composition."""

    narrowing: ClassVar[tuple[str, ...]] = ("staff", "kind", "locality")

    compare_with = DayField(label=_("Compared with"))
    staff = ChoiceField(
        label=_("Category of staff"),
        choices=lambda: [*handbooks.choices("staff_category"), ("teachers", _("teachers alone"))],
        empty=_("All"),
    )
    field_order: Iterable[str] | None = ("as_of", "compare_with", "municipality", "organisation", "staff")

    def defaults(self) -> Mapping[str, Any]:
        today = localdate()
        compared = usual_day_before(self.typed_day() or today)
        return {**super().defaults(), "compare_with": compared if compared >= begins_on(FIRST_PERIOD) else None}
