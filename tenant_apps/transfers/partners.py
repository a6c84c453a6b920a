"""The other organisation of a transfer: its name and whether it works on a day. Organisations are read by everybody."""

from dataclasses import dataclass
from datetime import date

from shared_apps.organisations.models import Organisation, OrganisationPeriod

LEVELS = {
    "school": frozenset({"preschool", "primary", "basic", "secondary"}),
    "kindergarten": frozenset({"preschool"}),
    "centre": frozenset({"additional"}),
}


@dataclass(frozen=True, slots=True)
class Partner:
    """An organisation on a day."""

    id: int
    slug: str
    name: str
    kind: str
    municipality_id: int
    is_open: bool

    def teaches(self, level: str) -> bool:
        """Whether organisations of its kind teach a level."""
        return any(level in levels for kind, levels in LEVELS.items() if self.kind.startswith(kind))


def partner(organisation_id: int, on: date) -> Partner | None:
    """None: there is no such organisation."""
    return partners([organisation_id], on).get(organisation_id)


def origin(there: Partner | None, here: Partner | None) -> str:
    """As whom a student comes from there (handbook admission_reason); "": the usual one of the order."""
    if there is None or here is None:
        return ""
    return "from_same_municipality" if there.municipality_id == here.municipality_id else "from_same_region"


def partners(ids: "list[int]", on: date) -> dict[int, Partner]:
    """By id, as they are called on a day (or last were, or will be), in one query."""
    rows = (
        OrganisationPeriod.objects.filter(organisation__in=ids)
        .select_related("organisation")
        .order_by("organisation", "valid_from")
    )
    found: dict[int, Partner] = {}
    for row in rows:
        organisation = row.organisation
        if organisation.pk in found and row.valid_from > on:
            continue
        is_open = (
            organisation.state == Organisation.State.READY
            and row.valid_from <= on < row.valid_to
            and (organisation.closed_on is None or on < organisation.closed_on)
        )
        found[organisation.pk] = Partner(
            organisation.pk, organisation.slug, row.short_name, row.kind, row.municipality_id, is_open
        )
    return found
