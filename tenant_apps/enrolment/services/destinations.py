"""Where students leave to: an organisation of the register, or a kind of destination with words."""

from collections.abc import Sequence
from dataclasses import replace

from django.utils import timezone

from shared_apps.handbooks import queries as handbooks
from shared_apps.organisations.crossing import open_door
from shared_apps.organisations.models import OrganisationPeriod
from shared_apps.organisations.periods import valid_on
from tenant_apps.people.queries.names import named_students

from .. import arrangement_refusals
from ..order_kinds import OrderKind
from .lines import Line

OF_REASON = {
    "to_college": "college",
    "work": "work",
    "left_at_fifteen": "work",
    "family_education": "family_education",
    "self_education": "family_education",
    "left_country": "abroad",
}
"""The only destination that a ground of leaving allows."""
ONLY_OF = {
    "college": ("to_college", "finished_basic", "finished_secondary"),
    "family_education": ("family_education", "self_education"),
}
"""The only grounds that a destination allows."""


def with_destinations(kind: OrderKind, lines: Sequence[Line]) -> list[Line]:
    """Lines (with their grounds) with their destination in full: an organisation of the register gives its name and how
    far it is.

    One query. :raises NoSuchOrganisation: :raises DestinationDoesNotFit: it contradicts the ground.
    """
    if not kind.asks_destination:
        return list(lines)
    places = _places({line.organisation_id for line in lines if line.organisation_id is not None})
    return [_in_full(line, places) for line in lines]


def _places(wanted: set[int]) -> dict[int, tuple[str, str]]:
    """Organisation → its name and the destination it is for us.

    :raises NoSuchOrganisation: one is not in the register, or it is this one.
    """
    if not wanted:
        return {}
    door = open_door()
    here = door.organisation_id if door is not None else None
    rows = {
        pk: (name, municipality)
        for pk, name, municipality in OrganisationPeriod.objects.filter(
            valid_on(timezone.localdate()), organisation_id__in=[*wanted, here]
        ).values_list("organisation_id", "short_name", "municipality_id")
    }
    if not wanted <= rows.keys() or here in wanted:
        raise arrangement_refusals.NoSuchOrganisation
    mine = rows[here][1] if here in rows else None
    return {pk: (name, "same_municipality" if its == mine else "same_region") for pk, (name, its) in rows.items()}


def _in_full(line: Line, places: dict[int, tuple[str, str]]) -> Line:
    if line.organisation_id is not None:
        name, destination = places[line.organisation_id]
        line = replace(line, counterpart=line.counterpart.strip() or name, destination=destination)
    fitting = fitting_destination(student_id=line.student_id, reason=line.reason, destination=line.destination)
    return replace(line, destination=fitting)


def fitting_destination(*, student_id: int, reason: str, destination: str) -> str:
    """The destination that is said, else the only one that the ground allows. :raises DestinationDoesNotFit:"""
    ground = handbooks.counts_as("leaving_reason", reason)
    must = OF_REASON.get(ground)
    found = destination or must or ""
    allowed = ONLY_OF.get(found)
    if (must and found != must) or (allowed and ground not in allowed):
        raise arrangement_refusals.DestinationDoesNotFit(
            who=named_students([student_id])[student_id].full_name, field="destination",
            reason=handbooks.name("leaving_reason", reason), destination=handbooks.name("leaving_destination", found),
        )  # fmt: skip
    return found
