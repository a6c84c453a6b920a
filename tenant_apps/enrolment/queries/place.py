"""What the organisation of the open door is: its broad kind decides which orders and classes it has."""

from datetime import date

from django.utils import timezone

from shared_apps.organisations.crossing import open_door
from shared_apps.organisations.models import OrganisationPeriod
from shared_apps.organisations.periods import valid_on


def kind_here(day: date | None = None) -> str:
    """The organisation's kind on a day: "school_secondary", "kindergarten_general", …; "school" if nothing is known."""
    door = open_door()
    here = door.organisation_id if door is not None else None
    if here is None:
        return "school"
    periods = OrganisationPeriod.objects.filter(organisation_id=here)
    found = periods.filter(valid_on(day or timezone.localdate())).values_list("kind", flat=True).first()
    return found or "school"
