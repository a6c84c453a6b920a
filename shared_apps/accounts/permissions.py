"""Every permission of Svod, one line each. A page or an endpoint names one of these; roles.py deals them out.

`level` says through which door the permission works:

    organisation   pages under /o/<slug>/       door inside(organisation)
    region         pages under /region/         door region(scope)
    shared         pages under /admin/          door shared()
    self           one's own: /account/, /me/   door shared() or none

`writes` marks what changes records: a read-only role (inspector) can hold none of these.
The set `EVERYONE` belongs to each account, whatever its roles. Pages without sign-in are `PUBLIC` (ui.page).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Level = Literal["organisation", "region", "shared", "self"]


@dataclass(frozen=True, slots=True)
class Permission:
    """One thing a role may do. Equal by code."""

    code: str
    title: str | Promise = field(compare=False)
    level: Level = field(compare=False)
    writes: bool = field(default=False, compare=False)

    def __str__(self) -> str:
        return self.code


# --- in an organisation ---------------------------------------------------------------------------------------------
ORGANISATION_HOME = Permission("organisation.home", _("open the organisation's first page"), "organisation")
PASSPORT_VIEW = Permission("passport.view", _("see the organisation's passport"), "organisation")
PASSPORT_EDIT = Permission("passport.edit", _("change the organisation's passport"), "organisation", writes=True)
LOCAL_HANDBOOK_VIEW = Permission("local_handbook.view", _("see the organisation's own handbook items"), "organisation")
LOCAL_HANDBOOK_EDIT = Permission(
    "local_handbook.edit", _("change the organisation's own handbook items"), "organisation", writes=True
)
SETTINGS_VIEW = Permission("settings.view", _("see the organisation's settings"), "organisation")
SETTINGS_EDIT = Permission("settings.edit", _("change the organisation's settings"), "organisation", writes=True)
ACADEMIC_YEAR_EDIT = Permission("academic_year.edit", _("open and change academic years"), "organisation", writes=True)
ROLLOVER_VIEW = Permission("rollover.view", _("see how the year passes into the next one"), "organisation")
ROLLOVER_EDIT = Permission("rollover.edit", _("prepare the passage to the next year"), "organisation", writes=True)
ROLLOVER_APPLY = Permission(
    "rollover.apply", _("carry out the passage to the next year, and undo it"), "organisation", writes=True
)
YEAR_SEAL_PROPOSE = Permission(
    "year.seal_propose", _("propose to close an academic year, or to open it again"), "organisation", writes=True
)
YEAR_SEAL_DECIDE = Permission(
    "year.seal_decide", _("confirm the closing of an academic year"), "organisation", writes=True
)
CLASS_VIEW = Permission("class.view", _("see classes and their lists"), "organisation")
CLASS_EDIT = Permission("class.edit", _("open, change and close classes"), "organisation", writes=True)
STUDENT_VIEW = Permission("student.view", _("see students' cards"), "organisation")
STUDENT_EDIT = Permission("student.edit", _("fill in students' cards"), "organisation", writes=True)
STUDENT_DOCUMENTS = Permission(
    "student.documents", _("see students' identity documents and identifiers"), "organisation"
)
STUDENT_CONTACTS = Permission("student.contacts", _("see students' addresses and phones"), "organisation")
STUDENT_EDUCATION = Permission("student.education", _("see students' circumstances of study"), "organisation")
STUDENT_HEALTH = Permission("student.health", _("see students' health"), "organisation")
STUDENT_SOCIAL = Permission("student.social", _("see students' families and social position"), "organisation")
CARD_READINGS = Permission("card.readings", _("see who read closed parts of cards"), "organisation")
GUARDIAN_VIEW = Permission("guardian.view", _("see guardians' cards"), "organisation")
GUARDIAN_EDIT = Permission("guardian.edit", _("fill in guardians' cards"), "organisation", writes=True)
EMPLOYEE_VIEW = Permission("employee.view", _("see employees' cards"), "organisation")
EMPLOYEE_EDIT = Permission("employee.edit", _("fill in employees' cards"), "organisation", writes=True)
EMPLOYEE_DOCUMENTS = Permission(
    "employee.documents", _("see employees' identity documents and identifiers"), "organisation"
)
CONSENT_VIEW = Permission("consent.view", _("see consents to the handling of personal data"), "organisation")
CONSENT_EDIT = Permission("consent.edit", _("record and withdraw consents"), "organisation", writes=True)
CONSENT_FORMS = Permission("consent.forms", _("write the forms of consents"), "organisation", writes=True)
DATA_ERASE = Permission("data.erase", _("erase personal data because the law asks"), "organisation", writes=True)
EMPLOYEE_PRIVATE = Permission(
    "employee.private", _("see the family status and long absences of employees"), "organisation"
)
UPKEEP_VIEW = Permission("upkeep.view", _("see how full students' cards are and which are checked"), "organisation")
UPKEEP_CHECK = Permission("upkeep.check", _("mark students' cards as checked this month"), "organisation", writes=True)
CORRECTIONS_DECIDE = Permission(
    "corrections.decide", _("accept and refuse corrections that families propose"), "organisation", writes=True
)
CARDS_BATCH = Permission(
    "cards.batch", _("change one field of many students' cards at once"), "organisation", writes=True
)
UPKEEP_EMPLOYEES = Permission("upkeep.employees", _("see how full employees' cards are"), "organisation")
ORDER_VIEW = Permission("order.view", _("see orders"), "organisation")
ORDER_DRAFT = Permission("order.draft", _("draft orders"), "organisation", writes=True)
ORDER_SIGN = Permission("order.sign", _("sign orders"), "organisation", writes=True)
ORDER_CANCEL = Permission("order.cancel", _("cancel signed orders by an order"), "organisation", writes=True)
MOVEMENT_BOOK = Permission("movement_book", _("see the movement book"), "organisation")
IMPORT_STUDENTS = Permission("import.students", _("import people from workbooks"), "organisation", writes=True)
IMPORT_UNDO = Permission("import.undo", _("undo an import"), "organisation", writes=True)
EXPORT_LISTS = Permission("export.lists", _("download lists as files"), "organisation")
HISTORY_VIEW = Permission("history.view", _("see the history of changes"), "organisation")
HISTORY_REVERSE = Permission("history.reverse", _("reverse changes of records"), "organisation", writes=True)
ORGANISATION_ACCOUNTS = Permission(
    "organisation.accounts", _("issue accounts in the organisation"), "organisation", writes=True
)
INVITE_FAMILIES = Permission(
    "invitations.families", _("invite families by one-time sheets"), "organisation", writes=True
)
INVITE_STAFF = Permission("invitations.staff", _("invite employees by one-time sheets"), "organisation", writes=True)
VISITS_VIEW = Permission("visits.view", _("see the statistics of visits of the organisation"), "organisation")
COMPROMISE_VIEW = Permission("compromise.view", _("see reports of compromised accounts"), "organisation")
COMPROMISE_PROPOSE = Permission(
    "compromise.propose", _("propose to void operations of a compromised account"), "organisation", writes=True
)
COMPROMISE_CONFIRM = Permission(
    "compromise.confirm", _("confirm the voiding of operations of a compromised account"), "organisation", writes=True
)
INSPECTIONS_VIEW = Permission("inspections.view", _("see who inspects the organisation"), "organisation")
BACKUP_DATE = Permission("backup.date", _("see when the organisation was backed up"), "organisation")

# --- in the region --------------------------------------------------------------------------------------------------
CONTINGENT_VIEW = Permission("contingent.view", _("see the contingent of the region"), "region")
TRANSFERS_REMIND = Permission("transfers.remind", _("remind organisations of overdue transfers"), "region", writes=True)
STAFF_VIEW = Permission("staff.view", _("see the staff of the region in numbers"), "region")
PERSONS_RESTRICTED = Permission(
    "persons.restricted", _("open the restricted list of persons with a stated purpose"), "region"
)
PERSONS_JOIN = Permission("persons.join", _("decide whether two records are of one person"), "region", writes=True)
REGION_EXPORT = Permission("region.export", _("download the region's tables as files"), "region")
READINGS_VIEW = Permission("readings.view", _("see who read restricted lists"), "region")
VISITS_REGION = Permission("visits.region", _("see the statistics of visits by organisation"), "region")
FEED_STATUS = Permission("feed.status", _("see how fresh the region's numbers are"), "region")

# --- region administration ------------------------------------------------------------------------------------------
ORGANISATION_REGISTER_VIEW = Permission("organisations.view", _("see the register of organisations"), "shared")
ORGANISATION_CREATE = Permission("organisations.create", _("create organisations"), "shared", writes=True)
ORGANISATION_RENAME = Permission(
    "organisations.rename", _("rename organisations and move them to another authority"), "shared", writes=True
)
ORGANISATION_CLOSE = Permission("organisations.close", _("close organisations"), "shared", writes=True)
TERRITORY_EDIT = Permission(
    "territory.edit", _("enter, rename, merge and close municipalities and authorities"), "shared", writes=True
)
YEAR_REOPEN = Permission(
    "year.reopen", _("open closed academic years at the request of organisations"), "shared", writes=True
)
HANDBOOK_VIEW = Permission("handbooks.view", _("see the region's handbooks"), "shared")
HANDBOOK_EDIT = Permission("handbooks.edit", _("change the region's handbooks"), "shared", writes=True)
RULES_VIEW = Permission("rules.view", _("see the settings of one's level"), "shared")
RULES_EDIT = Permission("rules.edit", _("change and lock the settings of one's level"), "shared", writes=True)
ACCOUNTS_MANAGE = Permission("accounts.manage", _("issue accounts and roles below one's own"), "shared", writes=True)
COMPROMISE_ABOVE = Permission(
    "compromise.above",
    _("propose and confirm the voiding of operations above organisations under a compromised account"),
    "shared",
    writes=True,
)
SECURITY_LOG = Permission("security.log", _("see the security log"), "shared")
FLEET_VIEW = Permission("fleet.view", _("see the state of the organisations' schemas"), "shared")
BACKUPS_VIEW = Permission("backups.view", _("see what was backed up and restored"), "shared")
BACKUPS_MAKE = Permission("backups.make", _("have a backup made now"), "shared", writes=True)
JOBS_MANAGE = Permission("jobs.manage", _("see and restart long jobs of the platform"), "shared", writes=True)

# --- one's own ------------------------------------------------------------------------------------------------------
OWN_PROFILE = Permission("own.profile", _("see and change one's own profile"), "self", writes=True)
OWN_PASSWORD = Permission("own.password", _("change one's own password"), "self", writes=True)
OWN_SESSIONS = Permission("own.sessions", _("see and end one's own sessions"), "self", writes=True)
OWN_TOKENS = Permission("own.tokens", _("issue keys for programs that work in one's name"), "self", writes=True)
OWN_COMPROMISE = Permission(
    "own.compromise", _("report that somebody else may work under one's own account"), "self", writes=True
)
OWN_FILES = Permission("own.files", _("take the files that were prepared for one in the background"), "self")
OWN_VIEWS = Permission("own.views", _("save views of lists under a name, and share them"), "self")
FAMILY_CARDS = Permission("family.cards", _("see one's own and one's children's cards"), "self")

FAMILY_CORRECTIONS = Permission(
    "family.corrections", _("propose corrections of one's own and one's children's cards"), "self", writes=True
)
FAMILY_CONSENTS = Permission(
    "family.consents", _("withdraw consents for oneself and one's children"), "self", writes=True
)
FAMILY_NOTICES = Permission("family.notices", _("mark notices to the family as read"), "self", writes=True)

EVERYONE = frozenset({OWN_PROFILE, OWN_PASSWORD, OWN_SESSIONS, OWN_TOKENS, OWN_COMPROMISE})
"""What each account may, whatever its roles. An anonymous visitor may nothing."""


def _declared() -> Iterator[Permission]:
    for name, value in list(globals().items()):
        if isinstance(value, Permission):
            if not name.isupper():
                raise ValueError(f"A permission is a constant: write {name.upper()} instead of {name}.")
            yield value


def _registry() -> dict[str, Permission]:
    found: dict[str, Permission] = {}
    for permission in _declared():
        if permission.code in found:
            raise ValueError(f'Two permissions have the code "{permission.code}": give one of them another.')
        found[permission.code] = permission
    return found


ALL: dict[str, Permission] = _registry()
"""Every permission by its code, in the order of this page."""
