"""Who of a family has an account of his own."""

from datetime import date

from shared_apps.rules.catalogue import INVITATION_MIN_AGE
from shared_apps.rules.queries import setting
from tenant_apps.people.service_years import full_years


def own_account_from(day: date) -> int:
    """Full years from which a student has an account of his own; a younger one is seen through a guardian.

    A setting of the region, 14 by default (ГК РФ art. 26 and 28: until 14 the representatives act in the child's name).
    Asked within inside(), before shared().
    """
    return setting(INVITATION_MIN_AGE, as_of=day)


def has_own_account(born: date | None, day: date, *, least: int) -> bool:
    """Whether a student of this birth date may sign in himself; an unknown birth date says no."""
    return born is not None and full_years(born, day) >= least
