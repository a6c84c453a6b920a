"""Employees of the organisation: who signs in, who is invited, in which roles."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from shared_apps.accounts import queries as accounts
from shared_apps.accounts.queries.invitations import CardAccess
from shared_apps.accounts.roles import ROLES
from shared_apps.handbooks import queries as handbooks
from shared_apps.organisations.crossing import By
from tenant_apps.enrolment.models import ClassTeacher
from tenant_apps.people.queries import lists

STAFF_ROLES = tuple(role.code for role in ROLES.values() if role.scope == "organisation" and not role.dated)
BEST_FIRST = ("works", "never", "closed", "invited", "expired", "none")


@dataclass(frozen=True, slots=True)
class StaffRow:
    """An employee with where he stands: the best of his roles. `by_role`: role → standing."""

    card_id: int
    name: str
    key: str
    posts: str
    post_codes: tuple[str, ...]
    roles: str
    invited_as: str
    state: str
    login: str
    account_id: int | None
    last_sign_in_at: datetime | None
    expires_at: datetime | None
    leads_class: bool
    by_role: dict[str, CardAccess]


def staff_rows(day: date, *, organisation_id: int, by: By) -> list[StaffRow]:
    """Employees who hold a post on the day, by name. Four queries."""
    titles = handbooks.names("post")
    access: dict[int, dict[str, CardAccess]] = {}
    for (role, card_id), one in accounts.access_of_cards(organisation_id, STAFF_ROLES, by).items():
        access.setdefault(card_id, {})[role] = one
    leading = set(ClassTeacher.objects.valid(day).values_list("employee", flat=True))
    found = []
    for row in lists.employees_on(day):
        by_role = access.get(row.pk, {})
        best = min(by_role.values(), key=lambda one: BEST_FIRST.index(one.state), default=CardAccess())
        codes = tuple((row.posts_held or "").split("|"))  # type: ignore[attr-defined]
        name = lists.label(row)
        found.append(
            StaffRow(
                card_id=row.pk,
                name=name,
                key=row.name_key or "",  # type: ignore[attr-defined]
                posts=", ".join(titles.get(code, code) for code in codes if code),
                post_codes=codes,
                roles=_titles(role for role, one in by_role.items() if one.account_id is not None),
                invited_as=_titles(role for role, one in by_role.items() if one.invitation_id is not None),
                state=best.state,
                login=best.login,
                account_id=best.account_id,
                last_sign_in_at=best.last_sign_in_at,
                expires_at=best.expires_at,
                leads_class=row.pk in leading,
                by_role=by_role,
            )
        )
    return found


def invited_as(rows: Sequence[StaffRow], role: str) -> list[StaffRow]:
    """Those who may get a sheet for this role: they do not have it yet."""
    return [row for row in rows if row.by_role.get(role, CardAccess()).account_id is None]


def proposed_for(row: StaffRow, role: str) -> bool:
    """Whether an employee is likely meant: a teacher without an account, a class teacher without the role."""
    standing = row.by_role.get(role, CardAccess())
    if standing.state not in ("none", "expired"):
        return False
    if role == "classteacher":
        return row.leads_class
    return role == "teacher" and "teacher" in row.post_codes and row.account_id is None


def _titles(codes: object) -> str:
    wanted = set(codes)  # type: ignore[call-overload]
    return ", ".join(str(role.title) for code, role in ROLES.items() if code in wanted)
