"""Every role of Svod, with its scope, permissions, and what it may read. Source: the founding documents S0–S4.

`scope` says what a membership of this role is bound to; the levels of permissions a scope allows are in `FITS`.
`holds` are the privacy classes whose columns the role reads: in cards, history, lists and exports.
`reach` narrows rows: `organisation` all of them, `own_class` the classes led by the membership's card,
`own` the card itself and its children. `may_issue` are the roles this one gives to others, always below itself.
The page is checked when it is loaded: a wrong line is an error at start, not a hole.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shared_apps.organisations.privacy import Privacy

from . import permissions as p
from .permissions import Level, Permission

ScopeKind = Literal["region", "authority", "municipality", "organisation", "family"]
Reach = Literal["organisation", "own_class", "own"]
Order = Literal["always", "by_setting", "never"]

FITS: dict[ScopeKind, frozenset[Level]] = {
    "region": frozenset({"region", "shared", "self"}),
    "authority": frozenset({"region", "shared", "self"}),
    "municipality": frozenset({"region", "shared", "self"}),
    "organisation": frozenset({"organisation", "self"}),
    "family": frozenset({"self"}),
}
WIDTH: dict[ScopeKind, int] = {"region": 3, "authority": 2, "municipality": 2, "organisation": 1, "family": 0}


@dataclass(frozen=True, slots=True)
class Role:
    """What a kind of worker is, may and reads. Equal by code."""

    code: str
    title: str | Promise = field(compare=False)
    scope: ScopeKind = field(compare=False)
    permissions: frozenset[Permission] = field(compare=False)
    holds: frozenset[Privacy] = field(compare=False)
    may_issue: frozenset[str] = field(default=frozenset(), compare=False)
    reach: Reach = field(default="organisation", compare=False)
    read_only: bool = field(default=False, compare=False)
    dated: bool = field(default=False, compare=False)  # a membership must have an end and an inspection's number

    @property
    def order(self) -> Order:
        """Whether a membership names the order that gave it (S2 §3.1, §3.2: persons are appointed by order).

        "by_setting": of the staff of an organisation, unless the region says that it is not asked for.
        """
        if self.scope == "family":
            return "never"
        return "by_setting" if self.code in STAFF else "always"

    def __str__(self) -> str:
        return self.code

    def may(self, permission: Permission) -> bool:
        return permission in self.permissions or permission in p.EVERYONE


PUBLIC = frozenset({Privacy.TECHNICAL, Privacy.OPEN})
OFFICE = PUBLIC | {Privacy.OFFICIAL}
NAMES = OFFICE | {Privacy.IDENTITY}
CARDS = NAMES | {Privacy.CONTACT, Privacy.DOCUMENT}
WHOLE = CARDS | {Privacy.EDUCATION, Privacy.HEALTH, Privacy.SOCIAL}

LOOKING_AT_THE_REGION = frozenset(
    {p.VISITS_REGION}
    | {p.CONTINGENT_VIEW, p.STAFF_VIEW, p.PERSONS_RESTRICTED, p.REGION_EXPORT, p.FEED_STATUS}
    | {p.ORGANISATION_REGISTER_VIEW, p.HANDBOOK_VIEW, p.RULES_VIEW}
)
LOOKING_AROUND = frozenset({p.ORGANISATION_HOME, p.PASSPORT_VIEW, p.LOCAL_HANDBOOK_VIEW, p.CLASS_VIEW})
SETTING_UP = frozenset({p.SETTINGS_VIEW, p.SETTINGS_EDIT})
ROLLING_OVER = frozenset({p.ROLLOVER_VIEW, p.ROLLOVER_EDIT, p.ROLLOVER_APPLY})
READING_CARDS = frozenset({p.STUDENT_VIEW, p.GUARDIAN_VIEW, p.EMPLOYEE_VIEW})
READING_DOCUMENTS = frozenset({p.STUDENT_DOCUMENTS, p.EMPLOYEE_DOCUMENTS})
READING_CIRCUMSTANCES = frozenset({p.STUDENT_CONTACTS, p.STUDENT_EDUCATION, p.STUDENT_SOCIAL})
FILLING_CARDS = frozenset({p.STUDENT_EDIT, p.GUARDIAN_EDIT, p.EMPLOYEE_EDIT})
KEEPING_CONSENTS = frozenset({p.CONSENT_VIEW, p.CONSENT_EDIT})
KEEPING_MOVEMENT = frozenset({p.ORDER_VIEW, p.ORDER_DRAFT, p.MOVEMENT_BOOK})
KEEPING_UP = frozenset({p.UPKEEP_VIEW, p.UPKEEP_CHECK, p.CORRECTIONS_DECIDE, p.CARDS_BATCH})
IMPORTING = frozenset({p.IMPORT_STUDENTS, p.IMPORT_UNDO})

LETTING_IN = frozenset({p.INVITE_FAMILIES, p.INVITE_STAFF, p.VISITS_VIEW, p.COMPROMISE_VIEW, p.COMPROMISE_PROPOSE})
AT_HOME = frozenset({p.FAMILY_CARDS, p.FAMILY_CORRECTIONS, p.FAMILY_CONSENTS, p.FAMILY_NOTICES})
WORKERS = frozenset({"operator", "secretary", "teacher", "classteacher", "committee", "moderator"})
FAMILIES = frozenset({"guardian", "student"})
HEADS = frozenset({"director", "coordinator", "sysadmin", "inspector"})
STAFF = WORKERS | {"coordinator", "sysadmin"}

_ROLES = [
    # --- above organisations
    Role(
        "regadmin", _("regional administrator"), "region",
        frozenset({p.VISITS_REGION, p.TRANSFERS_REMIND}) |
        frozenset({p.CONTINGENT_VIEW, p.STAFF_VIEW, p.REGION_EXPORT, p.FEED_STATUS, p.READINGS_VIEW})
        | {x for x in p.ALL.values() if x.level == "shared"},
        holds=NAMES, may_issue=HEADS | {"ministry", "authority", "municipality"},
    ),
    Role(
        "ministry", _("analyst of the ministry"), "region",
        LOOKING_AT_THE_REGION | {p.READINGS_VIEW, p.PERSONS_JOIN}, holds=NAMES,
    ),
    Role(
        "authority", _("specialist of an authority"), "authority",
        LOOKING_AT_THE_REGION | {p.ACCOUNTS_MANAGE, p.RULES_EDIT, p.TRANSFERS_REMIND, p.PERSONS_JOIN},
        holds=NAMES, may_issue=HEADS,
    ),
    Role(
        "municipality", _("specialist of a municipality"), "municipality",
        LOOKING_AT_THE_REGION | {p.ACCOUNTS_MANAGE, p.RULES_EDIT, p.TRANSFERS_REMIND, p.PERSONS_JOIN},
        holds=NAMES, may_issue=HEADS,
    ),
    Role(
        "inspector", _("inspector"), "organisation",
        LOOKING_AROUND | {p.STUDENT_VIEW, p.EMPLOYEE_VIEW, p.ORDER_VIEW, p.MOVEMENT_BOOK, p.HISTORY_VIEW}
        | {p.SETTINGS_VIEW, p.CONSENT_VIEW}
        | {p.STUDENT_EDUCATION},
        holds=NAMES | {Privacy.EDUCATION}, read_only=True, dated=True,
    ),
    # --- in an organisation
    Role(
        "director", _("head of the organisation"), "organisation",
        LETTING_IN | {p.COMPROMISE_CONFIRM} | KEEPING_UP | {p.UPKEEP_EMPLOYEES} |
        LOOKING_AROUND | READING_CARDS | READING_DOCUMENTS | FILLING_CARDS | KEEPING_MOVEMENT | IMPORTING | SETTING_UP
        | {p.PASSPORT_EDIT, p.LOCAL_HANDBOOK_EDIT, p.ACADEMIC_YEAR_EDIT, p.CLASS_EDIT, p.ORDER_SIGN, p.ORDER_CANCEL}
        | {p.EXPORT_LISTS, p.HISTORY_VIEW, p.HISTORY_REVERSE, p.ORGANISATION_ACCOUNTS, p.INSPECTIONS_VIEW}
        | ROLLING_OVER | {p.YEAR_SEAL_PROPOSE, p.BACKUP_DATE}
        | KEEPING_CONSENTS | {p.EMPLOYEE_PRIVATE, p.CONSENT_FORMS, p.DATA_ERASE}
        | READING_CIRCUMSTANCES | {p.STUDENT_HEALTH, p.CARD_READINGS},
        holds=WHOLE, may_issue=WORKERS | FAMILIES | {"coordinator", "sysadmin"},
    ),
    Role(
        "coordinator", _("coordinator"), "organisation",
        LETTING_IN | {p.COMPROMISE_CONFIRM} | KEEPING_UP | {p.UPKEEP_EMPLOYEES} |
        LOOKING_AROUND | READING_CARDS | READING_DOCUMENTS | FILLING_CARDS | KEEPING_MOVEMENT | IMPORTING | SETTING_UP
        | {p.PASSPORT_EDIT, p.LOCAL_HANDBOOK_EDIT, p.ACADEMIC_YEAR_EDIT, p.CLASS_EDIT, p.EXPORT_LISTS}
        | {p.HISTORY_VIEW, p.HISTORY_REVERSE, p.ORGANISATION_ACCOUNTS, p.INSPECTIONS_VIEW}
        | ROLLING_OVER | {p.YEAR_SEAL_PROPOSE}
        | KEEPING_CONSENTS | {p.EMPLOYEE_PRIVATE, p.CONSENT_FORMS, p.DATA_ERASE}
        | READING_CIRCUMSTANCES | {p.CARD_READINGS},
        holds=WHOLE - {Privacy.HEALTH}, may_issue=WORKERS | FAMILIES,
    ),
    Role(
        "sysadmin", _("network administrator of the organisation"), "organisation",
        LETTING_IN |
        LOOKING_AROUND | READING_CARDS | SETTING_UP
        | {p.PASSPORT_EDIT, p.LOCAL_HANDBOOK_EDIT, p.ACADEMIC_YEAR_EDIT}
        | {p.HISTORY_VIEW, p.ORGANISATION_ACCOUNTS, p.INSPECTIONS_VIEW, p.BACKUP_DATE}
        | {p.ROLLOVER_VIEW, p.YEAR_SEAL_DECIDE},
        holds=NAMES, may_issue=WORKERS | FAMILIES,
    ),
    Role(
        "operator", _("data entry operator"), "organisation",
        LOOKING_AROUND | READING_CARDS | READING_DOCUMENTS | FILLING_CARDS | KEEPING_MOVEMENT | IMPORTING
        | {p.CLASS_EDIT, p.EXPORT_LISTS, p.HISTORY_VIEW}
        | KEEPING_CONSENTS
        | {p.STUDENT_CONTACTS, p.UPKEEP_VIEW, p.UPKEEP_EMPLOYEES},
        holds=CARDS,
    ),
    Role(
        "secretary", _("secretary and personnel officer"), "organisation",
        LOOKING_AROUND | READING_CARDS | READING_DOCUMENTS | FILLING_CARDS | KEEPING_MOVEMENT | IMPORTING
        | {p.CLASS_EDIT, p.ORDER_SIGN, p.ORDER_CANCEL, p.EXPORT_LISTS, p.HISTORY_VIEW, p.SETTINGS_VIEW}
        | ROLLING_OVER
        | KEEPING_CONSENTS | {p.EMPLOYEE_PRIVATE, p.CONSENT_FORMS}
        | READING_CIRCUMSTANCES | {p.STUDENT_HEALTH, p.UPKEEP_VIEW, p.UPKEEP_EMPLOYEES}
        | {p.CORRECTIONS_DECIDE, p.CARDS_BATCH},
        holds=WHOLE,
    ),
    Role("teacher", _("subject teacher"), "organisation", LOOKING_AROUND, holds=NAMES | {Privacy.EDUCATION}),
    Role(
        "classteacher", _("class teacher"), "organisation",
        frozenset({p.INVITE_FAMILIES}) |
        LOOKING_AROUND | {p.STUDENT_VIEW, p.STUDENT_EDIT, p.GUARDIAN_VIEW, p.GUARDIAN_EDIT, p.EXPORT_LISTS}
        | KEEPING_CONSENTS | KEEPING_UP
        | READING_CIRCUMSTANCES,
        holds=NAMES | {Privacy.CONTACT, Privacy.EDUCATION, Privacy.SOCIAL}, reach="own_class",
    ),
    Role(
        "committee", _("representative of the parents' committee"), "organisation",
        frozenset({p.ORGANISATION_HOME, p.PASSPORT_VIEW}), holds=PUBLIC,
    ),
    Role(
        "moderator", _("forum moderator"), "organisation",
        frozenset({p.ORGANISATION_HOME, p.PASSPORT_VIEW}), holds=PUBLIC,
    ),
    # --- families: only /me/
    Role(
        "guardian", _("guardian"), "family", AT_HOME, holds=WHOLE, reach="own"
    ),
    Role(
        "student", _("student"), "family", AT_HOME,
        holds=NAMES | {Privacy.CONTACT, Privacy.EDUCATION}, reach="own",
    ),
]  # fmt: skip


def checked(roles: Iterable[Role]) -> dict[str, Role]:
    """The roles by code.

    :raises ValueError: a permission is unknown or does not fit the scope, a read-only role writes, a role issues
        itself, an unknown one, one that is wider than itself, or one that (through others) issues it back.
    """
    found: dict[str, Role] = {}
    for role in roles:
        if role.code in found:
            raise ValueError(f'Two roles have the code "{role.code}".')
        found[role.code] = role
    for role in found.values():
        for permission in role.permissions:
            if p.ALL.get(permission.code) is not permission:
                raise ValueError(f'Role "{role.code}" has a permission that is not in permissions.py: {permission}.')
            if permission.level not in FITS[role.scope]:
                raise ValueError(
                    f'Role "{role.code}" works in scope "{role.scope}", where "{permission}" '
                    f'(level "{permission.level}") means nothing.'
                )
            if role.read_only and permission.writes:
                raise ValueError(f'Role "{role.code}" is read-only and cannot hold "{permission}", which writes.')
        if Privacy.SECRET in role.holds:
            raise ValueError(f'Role "{role.code}": nobody reads secrets (password hashes, tokens).')
        for code in role.may_issue:
            if code not in found:
                raise ValueError(f'Role "{role.code}" issues "{code}", which is no role.')
            if WIDTH[found[code].scope] > WIDTH[role.scope] or role.code in _issued_by(found, code):
                raise ValueError(f'Role "{role.code}" issues "{code}", which is not below it.')
    return found


def _issued_by(roles: dict[str, Role], code: str) -> set[str]:
    """The role itself and every role it can bring forth, directly or through others."""
    seen: set[str] = set()
    waiting = [code]
    while waiting:
        one = waiting.pop()
        if one not in seen:
            seen.add(one)
            waiting.extend(roles[one].may_issue if one in roles else ())
    return seen


AT_WORK = frozenset({p.OWN_FILES, p.OWN_VIEWS})
"""What every role has that works with lists: all but families."""

ROLES: dict[str, Role] = checked(
    role if role.scope == "family" else replace(role, permissions=role.permissions | AT_WORK) for role in _ROLES
)
"""Every role by its code, in the order of this page."""
