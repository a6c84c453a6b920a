"""Tables and filters of municipalities and authorities."""

from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_filters import ChoiceFilter

from shared_apps.handbooks import identifiers
from shared_apps.ui.filters import FilterSet
from shared_apps.ui.tables import DateColumn, Empty, NumberColumn, Table, TextColumn

from .models import Authority, Municipality
from .periods import FOREVER

OPEN, CLOSED = "open", "closed"


class EndColumn(DateColumn):
    """The first day without it; nothing while there is no end."""

    def render(self, value: Any) -> Any:
        return "" if value == FOREVER else super().render(value)

    def value(self, value: Any) -> Any:
        return None if value == FOREVER else value


class OktmoColumn(TextColumn):
    """The code as the classifier writes it."""

    def render(self, value: Any) -> Any:
        return identifiers.kind("oktmo").format(value)


class MunicipalityTable(Table):
    caption = _("Municipalities")
    empty = Empty(
        _("There are no municipalities yet."),
        _("They are loaded from a file or entered one by one; organisations are registered after them."),
    )
    name = TextColumn(_("Municipality"), link="organisations:municipality_card")
    kind = TextColumn(pgettext_lazy("organisation", "Kind"), labels=dict(Municipality.Kind.choices))
    oktmo = OktmoColumn(_("OKTMO"))
    oktmo_verified_on = DateColumn(_("OKTMO verified on"))
    organisations = NumberColumn(_("Organisations"), total=True)
    valid_from = DateColumn(_("In force since"), optional=True)
    valid_to = EndColumn(_("Closed from"))


class AuthorityTable(Table):
    caption = _("Authorities")
    empty = Empty(
        _("There are no authorities yet."),
        _("An authority has organisations of its own across the territory; without one they are the municipality's."),
    )
    short_name = TextColumn(pgettext_lazy("organisation", "Authority"), link="organisations:authority_card")
    name = TextColumn(_("Full name"))
    code = TextColumn(pgettext_lazy("organisation", "Code"))
    organisations = NumberColumn(_("Organisations"), total=True)
    valid_from = DateColumn(_("In force since"), optional=True)
    valid_to = EndColumn(_("Closed from"))


class _BodyFilters(FilterSet):
    state = ChoiceFilter(
        label=pgettext_lazy("organisation", "State"),
        choices=[(OPEN, pgettext_lazy("territory", "in force")), (CLOSED, pgettext_lazy("territory", "closed"))],
        method="of_state",
    )

    def of_state(self, rows: Any, name: str, value: str) -> Any:
        today = localdate()
        return rows.filter(valid_to__gt=today) if value == OPEN else rows.filter(valid_to__lte=today)


class MunicipalityFilters(_BodyFilters):
    kind = ChoiceFilter(label=pgettext_lazy("organisation", "Kind"), choices=Municipality.Kind.choices)

    class Meta:
        model = Municipality
        fields = ()


class AuthorityFilters(_BodyFilters):
    class Meta:
        model = Authority
        fields = ()
