"""What the page of the staff is asked for."""

from django.utils.translation import gettext_lazy as _

from region.contingent.narrowing import Filters
from region.feed.territory import ChoiceField, TerritoryParameters
from shared_apps.handbooks import queries as handbooks
from shared_apps.organisations.models import OrganisationPeriod


class StaffParameters(TerritoryParameters):
    """The day, the place, the kind of organisation, the locality."""

    narrowing = ("kind", "locality")

    kind = ChoiceField(
        label=_("Kind of organisation"), choices=lambda: handbooks.choices("organisation_kind"), empty=_("All")
    )
    locality = ChoiceField(label=_("Locality"), choices=OrganisationPeriod.Locality.choices, empty=_("All"))

    def narrowed(self) -> Filters:
        """The filters of the queries."""
        return Filters(
            municipalities=self.numbers("municipality"),
            organisations=self.numbers("organisation"),
            organisation_kinds=self.codes("kind"),
            localities=self.codes("locality"),
        )
