"""Statistics of visits: of one organisation by role, now; of the region by organisation, as last counted."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import Max
from django.utils import timezone

from shared_apps.organisations.crossing import By
from shared_apps.organisations.models import OrganisationPeriod
from shared_apps.organisations.periods import valid_on

from ..doorway import shared_tables
from ..invitation_models import Invitation
from ..roles import ROLES
from ..services.visits import ACTIVE_WITHIN, COUNTED
from ..visit_models import VisitCount

GROUPS = {"guardian": "guardians", "student": "students"}
"""Roles that are counted apart above organisations; all others are staff."""


@dataclass(frozen=True)
class RoleVisits:
    """Accounts of one role in the organisation. `waiting`: sheets that were handed out and may be accepted still."""

    role: str
    title: str
    accounts: int
    active: int
    never: int
    waiting: int

    @property
    def share(self) -> float | None:
        return self.active / self.accounts if self.accounts else None


@dataclass(frozen=True)
class OrganisationVisits:
    """Accounts of one organisation: all, seen in 30 days, never signed in; staff, guardians, students."""

    organisation_id: int
    name: str
    municipality: str
    staff: int = 0
    staff_active: int = 0
    staff_never: int = 0
    guardians: int = 0
    guardians_active: int = 0
    guardians_never: int = 0
    students: int = 0
    students_active: int = 0
    students_never: int = 0

    @property
    def staff_share(self) -> float | None:
        return self.staff_active / self.staff if self.staff else None

    @property
    def guardians_share(self) -> float | None:
        return self.guardians_active / self.guardians if self.guardians else None


def visits_of_organisation(organisation_id: int, by: By) -> list[RoleVisits]:
    """By role, in the order of roles.py; counted now."""
    asked = {"day": timezone.localdate(), "since": timezone.now() - ACTIVE_WITHIN}
    narrowed = COUNTED.replace("WHERE m.organisation_id IS NOT NULL", "WHERE m.organisation_id = %(organisation)s")
    with shared_tables(by):
        with connection.cursor() as cursor:
            cursor.execute(narrowed, asked | {"organisation": organisation_id})
            counted = {role: (accounts, active, never) for _o, role, accounts, active, never in cursor.fetchall()}
        waiting: dict[str, int] = {}
        sheets = Invitation.objects.waiting(timezone.now()).filter(organisation=organisation_id)
        for role in sheets.values_list("role", flat=True):
            waiting[role] = waiting.get(role, 0) + 1
    return [
        RoleVisits(code, str(role.title), *counted.get(code, (0, 0, 0)), waiting.get(code, 0))
        for code, role in ROLES.items()
        if code in counted or code in waiting
    ]


def counted_on(by: By) -> date | None:
    """The day of the last count."""
    with shared_tables(by):
        found: date | None = VisitCount.objects.aggregate(day=Max("day"))["day"]
        return found


def visits_by_organisation(organisation_ids: Collection[int] | None, by: By) -> list[OrganisationVisits]:
    """Every organisation of the scope (None: of the region), with what was counted last. Numbers only."""
    with shared_tables(by):
        day = counted_on(by)
        periods = OrganisationPeriod.objects.filter(valid_on(timezone.localdate())).select_related("municipality")
        if organisation_ids is not None:
            periods = periods.filter(organisation__in=organisation_ids)
        sums: dict[int, dict[str, int]] = {}
        for row in VisitCount.objects.filter(day=day) if day else ():
            group = GROUPS.get(row.role, "staff")
            of_one = sums.setdefault(row.organisation_id, {})
            for suffix, number in (("", row.accounts), ("_active", row.active), ("_never", row.never)):
                of_one[group + suffix] = of_one.get(group + suffix, 0) + number
        return [
            OrganisationVisits(
                one.organisation_id, one.short_name, one.municipality.name, **sums.get(one.organisation_id, {})
            )
            for one in periods.order_by("search_key")
        ]
