"""Organisations of the region as an order chooses them: everyone of today's register but this one."""

from collections.abc import Sequence

from django.utils import timezone

from shared_apps.organisations.crossing import open_door
from shared_apps.organisations.models import OrganisationPeriod
from shared_apps.organisations.periods import valid_on
from shared_apps.organisations.queries import named
from shared_apps.ui.address import number_of
from shared_apps.ui.forms import Option

OFFERED = 20


def organisation_options(text: str) -> Sequence[Option]:
    """By a part of the name, best first."""
    door = open_door()
    rows = OrganisationPeriod.objects.filter(valid_on(timezone.localdate())).select_related("municipality")
    found = named(rows.exclude(organisation=door.organisation_id if door else None), text)
    return [_option(row) for row in found.order_by("short_name")[:OFFERED]]


def organisation_option(value: str) -> Option | None:
    """The one that was chosen; None: it is not in the register."""
    number = number_of(value)
    if number is None:
        return None
    rows = OrganisationPeriod.objects.filter(valid_on(timezone.localdate()), organisation=number)
    row = rows.select_related("municipality").first()
    return _option(row) if row is not None else None


def _option(row: OrganisationPeriod) -> Option:
    return Option(str(row.organisation_id), row.short_name, row.municipality.name)
