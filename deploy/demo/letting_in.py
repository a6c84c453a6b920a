"""Families and employees are let in: sheets that wait, that were accepted, that are out of date; and one account was
compromised, its operations voided with a protocol.

It comes after the accounts, since these people act here. What stands already is left as it is.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from secrets import token_urlsafe

from django.utils import timezone

from deploy.demo.days import Days, chance
from deploy.demo.filling import BY
from deploy.demo.sign_in_accounts import Known
from deploy.demo.upkeep import keep_up
from region.feed import projector
from shared_apps.accounts import services as accounts
from shared_apps.accounts.actor import Actor
from shared_apps.accounts.compromise_models import CompromiseCase, CompromiseReport
from shared_apps.accounts.invitation_models import Invitation
from shared_apps.accounts.models import Account, Membership
from shared_apps.accounts.passwords import code_digest, login_for
from shared_apps.accounts.roles import ROLES
from shared_apps.accounts.services import Grant, create_demo_account
from shared_apps.accounts.services.invitations import WORKS_FOR_DAYS
from shared_apps.organisations.crossing import By, inside, shared
from shared_apps.organisations.models import Organisation
from shared_apps.organisations.names import bare_words
from tenant_apps.access import services as access
from tenant_apps.access.queries.families import FamilyRow, family_rows
from tenant_apps.enrolment.models import Enrolment
from tenant_apps.people import services as people
from tenant_apps.people.models import Student

COMPROMISED = "operator2"
"""The login of the account that was compromised."""
UNUSABLE = "!"
"""What stands where a digest of a password would: nobody signs in with it."""
PHONES = ("+7 555 010-00-01", "+7 555 010-00-02", "+7 555 010-00-03")


def is_complete() -> bool:
    """Whether this stands already. Within shared()."""
    return CompromiseReport.objects.filter(account__login=COMPROMISED).exists()


def let_in(*, main: Organisation, second: Organisation, here: Known, password: str, days: Days) -> None:
    """Everything, in this order: families of both schools, the count of visits, the compromised account."""
    for organisation in (main, second):
        _families(organisation, days)
        is_main = organisation.pk == main.pk
        keep_up(
            organisation,
            days,
            led_by=here.class_teacher[1] if is_main else None,
            guardian=here.guardian[1] if is_main else None,
        )
        projector.drain(organisation.pk)
    accounts.count_visits(by=BY)
    _compromised(main, here, password, days)
    projector.drain(main.pk)


# --- sheets -----------------------------------------------------------------------------------------------------------


@dataclass
class Drawn:
    """Rows of one organisation, made at once."""

    people: list[Account]
    roles: list[Membership]
    sheets: list[Invitation]


def _families(organisation: Organisation, days: Days) -> None:
    """Of each ten without an account: four signed in, one never did, two have a sheet, one's is out of date."""
    with shared(by=BY):
        if Invitation.objects.filter(organisation=organisation).exists():
            return
    with inside(organisation, by=BY, only_reads=True):
        rows = family_rows(days.today, organisation_id=organisation.pk, by=BY)
    rng, now, drawn = chance("letting in", organisation.slug), timezone.now(), Drawn([], [], [])
    for row in rows:
        if row.state == "none":
            _draw(row, rng, now, organisation, drawn)
    with shared(by=BY):
        Account.objects.bulk_create(drawn.people)
        Membership.objects.bulk_create(drawn.roles)
        Invitation.objects.bulk_create(drawn.sheets)
        Invitation.objects.filter(organisation=organisation, used_at__isnull=False).update(
            issued_at=now - timedelta(days=40)
        )


def _draw(row: FamilyRow, rng: Random, now: datetime, organisation: Organisation, drawn: Drawn) -> None:
    draw = rng.random()
    if draw > 0.8:
        return
    if draw > 0.5:
        over = draw > 0.7
        drawn.sheets.append(
            _sheet(
                row, organisation, expires_at=now - timedelta(days=3) if over else now + timedelta(days=WORKS_FOR_DAYS)
            )
        )
        return
    login = f"{login_for(row.name)}.{row.role[0]}{row.card_id}.{organisation.pk}"
    seen = None if draw > 0.4 else now - timedelta(days=rng.randint(0, 45), hours=rng.randint(0, 23))
    account = Account(
        login=login, name=row.name, search_key=bare_words(f"{row.name} {login}"), password=UNUSABLE, is_demo=True,
        last_sign_in_at=seen, must_change_password=seen is None,
        temporary_until=now + timedelta(days=20) if seen is None else None,
    )  # fmt: skip
    drawn.people.append(account)
    drawn.roles.append(
        Membership(
            account=account,
            role=row.role,
            scope_kind="family",
            organisation=organisation,
            card_id=row.card_id,
            valid_from=(now - timedelta(days=40)).date(),
        )
    )
    if seen is not None:
        sheet = _sheet(row, organisation, expires_at=now - timedelta(days=26))
        sheet.used_at, sheet.used_by = now - timedelta(days=38), account
        drawn.sheets.append(sheet)


def _sheet(row: FamilyRow, organisation: Organisation, *, expires_at: datetime) -> Invitation:
    """A sheet whose code nobody knows."""
    return Invitation(
        code_hash=code_digest(token_urlsafe(16)), organisation=organisation, role=row.role, card_id=row.card_id,
        name=row.name, expires_at=expires_at,
    )  # fmt: skip


# --- the compromised account ------------------------------------------------------------------------------------------


def _compromised(main: Organisation, here: Known, password: str, days: Days) -> None:
    """Somebody changed phones under an operator's account; the secretary mended one of them since, so it stays."""
    since = timezone.now()
    with shared(by=BY):
        if is_complete():
            return
        name = "Заёмова Лариса Викторовна"
        grant = Grant(
            role="operator", organisation_id=main.pk, valid_from=days.begins(1), order_number="4-д",
            order_date=days.begins(1),
        )  # fmt: skip
        account_id = create_demo_account(login=COMPROMISED, name=name, password=password, grants=[grant], by=BY)
        names = dict(Account.objects.filter(is_demo=True).values_list("login", "name"))
        ids = dict(Account.objects.filter(is_demo=True).values_list("login", "pk"))
    thief = By(account_id=account_id, name=name, request_id="demo-thief")
    secretary = By(account_id=ids["secretary"], name=names["secretary"], request_id="demo-secretary")
    with inside(main, by=thief):
        for student_id, phone in zip(_touched(here), PHONES, strict=False):
            _change_phone(student_id, phone, thief)
    with inside(main, by=secretary):
        _change_phone(_touched(here)[-1], "+7 555 010-00-09", secretary)
    report_id = accounts.report_compromise(
        account_id=account_id, known_since=since, note="Пароль был записан на листке у монитора.", by=thief
    )
    with shared(by=BY):
        case_id = CompromiseCase.objects.get(report=report_id, organisation=main).pk
    sysadmin = By(account_id=ids["sysadmin"], name=names["sysadmin"], request_id="demo-sysadmin")
    with inside(main, by=sysadmin):
        access.propose_voiding(case_id=case_id, organisation_id=main.pk, by=sysadmin)
    director = Actor(
        account_id=ids["director"], name=names["director"], request_id="demo-director", role=ROLES["director"]
    )
    with inside(main, by=director):
        access.confirm_voiding(case_id=case_id, organisation_id=main.pk, by=director)
    accounts.release_account(report_id=report_id, by=BY)


def _touched(here: Known) -> list[int]:
    """The child of the sign-in `guardian`, and two more. Within inside()."""
    child = here.student[1]
    enrolled = Enrolment.objects.valid(timezone.localdate()).exclude(student=child).order_by("student")
    return [child, *enrolled.values_list("student", flat=True)[:2]]


def _change_phone(student_id: int, phone: str, by: By) -> None:
    person_id = Student.objects.values_list("person_id", flat=True).get(pk=student_id)
    people.edit_person(person_id=person_id, changes={"phone": phone}, version=None, by=by)
