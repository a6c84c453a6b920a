"""Tables and filters of the register of organisations."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_filters import ChoiceFilter, ModelChoiceFilter

from shared_apps.handbooks import queries as handbooks
from shared_apps.ui.filters import FilterSet
from shared_apps.ui.tables import BadgeColumn, DateColumn, Empty, Table, TextColumn

from . import territory_queries as territory
from .models import Organisation, OrganisationPeriod

STATE_TONES = {"ready": "ok", "failed": "err", "requested": "info", "preparing": "info", "closed": "", "held": "warn"}


class OrganisationTable(Table):
    """The register: one row an organisation."""

    caption = _("Register of organisations")
    empty = Empty(_("There are no organisations yet."), _("An organisation begins with an entry here."))

    short_name = TextColumn(
        _("Organisation"), link="organisations:card", link_by=("organisation_id",), order_by="search_key"
    )
    code = TextColumn(
        pgettext_lazy("organisation", "Code"), accessor="organisation__code", order_by="organisation__code"
    )
    kind = TextColumn(pgettext_lazy("organisation", "Kind"))
    municipality = TextColumn(_("Municipality"), accessor="municipality__name", order_by="municipality__name")
    authority = TextColumn(_("Subordinate to"), accessor="authority__short_name", order_by="authority__short_name")
    locality = TextColumn(pgettext_lazy("organisation", "Locality"), optional=True)
    state = BadgeColumn(
        pgettext_lazy("organisation", "State"), accessor="organisation__state", order_by="organisation__state",
        tones=STATE_TONES,
        labels=dict(Organisation.State.choices),
    )  # fmt: skip
    valid_from = DateColumn(_("Name since"), optional=True)

    def __init__(self, data: Any, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        labels = {"kind": handbooks.short_names("organisation_kind"), "locality": handbooks.names("locality")}
        for bound in self.columns:  # those that were taken away are not among them
            if bound.name in labels:
                bound.column.labels = labels[bound.name]


class OrganisationFilters(FilterSet):
    """Kind, municipality, authority, locality, state."""

    kind = ChoiceFilter(
        label=pgettext_lazy("organisation", "Kind"), choices=lambda: handbooks.choices("organisation_kind")
    )
    municipality = ModelChoiceFilter(label=_("Municipality"), queryset=lambda request: territory.municipalities())
    authority = ModelChoiceFilter(label=_("Subordinate to"), queryset=lambda request: territory.authorities())
    locality = ChoiceFilter(
        label=pgettext_lazy("organisation", "Locality"), choices=lambda: handbooks.choices("locality")
    )
    state = ChoiceFilter(
        label=pgettext_lazy("organisation", "State"),
        choices=Organisation.State.choices,
        field_name="organisation__state",
    )

    class Meta:
        model = OrganisationPeriod
        fields = ()
