"""A small region for tests of accounts: two municipalities, an authority, two schools, a centre; accounts by role."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import pytest
from django.db import connections
from django.test import Client
from django.utils import timezone

from shared_apps.accounts import services
from shared_apps.accounts.actor import Actor, MembershipRef
from shared_apps.accounts.models import Account, Membership
from shared_apps.accounts.permissions import EVERYONE
from shared_apps.accounts.roles import ROLES
from shared_apps.organisations.crossing import By, shared
from shared_apps.organisations.models import Authority, Municipality, Organisation, OrganisationPeriod
from tests.factories import accounts
from tests.factories.grants import granted

SYSTEM = By.system("test")
PASSWORD = "тихая гавань у моря"


@dataclass
class Region:
    north: Municipality
    south: Municipality
    culture: Authority
    school: Organisation
    other: Organisation
    centre: Organisation


def organisation(slug: str, municipality: Municipality, authority: Authority | None = None) -> Organisation:
    """An organisation's row, without a schema: enough for accounts."""
    made = Organisation.objects.create(slug=slug, code=slug, schema_name=f"t{slug[:9]}", state="ready")
    OrganisationPeriod.objects.create(
        organisation=made, valid_from=date(2020, 1, 1), full_name=f"Full {slug}", short_name=f"Short {slug}",
        search_key=slug, kind="school", locality="urban", municipality=municipality, authority=authority,
    )  # fmt: skip
    return made


def a_region() -> Region:
    with shared(by=SYSTEM):
        day = date(2000, 1, 1)
        north = Municipality.objects.create(oktmo="1", name="Северный округ", kind="district", valid_from=day)
        south = Municipality.objects.create(oktmo="2", name="Южный округ", kind="district", valid_from=day)
        culture = Authority.objects.create(
            code="accounts-culture", name="Культура", short_name="Минкульт", valid_from=day
        )
        return Region(
            north, south, culture,
            organisation("school", north), organisation("other", south), organisation("centre", south, culture),
        )  # fmt: skip


@pytest.fixture
def region(db: None) -> Region:
    """Rolled back after the test. What services write aside() is in the same transaction here."""
    return a_region()


@pytest.fixture
def committed(three_logins: None) -> Iterator[Region]:
    """The same, committed through three logins, so that aside() is a transaction of its own. Removed after."""
    found = a_region()
    try:
        yield found
    finally:
        remove(found)


def remove(found: Region) -> None:
    """By the owner's login, since the application may not delete."""
    organisations = [found.school.pk, found.other.pk, found.centre.pk]
    statements: list[tuple[str, object]] = [
        ("TRUNCATE accounts_account CASCADE", None),
        ("DELETE FROM organisations_supervision WHERE organisation_id = ANY(%s)", [organisations]),
        ("DELETE FROM organisations_organisationperiod WHERE organisation_id = ANY(%s)", [organisations]),
        ("DELETE FROM organisations_organisation WHERE id = ANY(%s)", [organisations]),
        ("DELETE FROM organisations_municipality WHERE id = ANY(%s)", [[found.north.pk, found.south.pk]]),
        ("DELETE FROM organisations_authority WHERE id = %s", [found.culture.pk]),
    ]
    with connections["owner"].cursor() as cursor:
        for sql, parameters in statements:
            cursor.execute(sql, parameters)


def account(login: str, *grants: services.Grant) -> Account:
    """An account with a lasting password and these roles, given by the platform."""
    with shared(by=SYSTEM):
        issued = services.create_account(name=f"Name {login}", login=login, by=SYSTEM)
        Account.objects.filter(pk=issued.account_id).update(must_change_password=False, temporary_until=None)
        for grant in grants:
            services.issue_membership(account_id=issued.account_id, grant=grant, by=SYSTEM)
        return Account.objects.get(pk=issued.account_id)


def give_password(who: Account, password: str = PASSWORD) -> None:
    from shared_apps.accounts import passwords

    with shared(by=SYSTEM):
        Account.objects.filter(pk=who.pk).update(password=passwords.hashed(password))


def actor(who: Account, role: str | None = None) -> Actor:
    """The Actor of an account in its (only, or this) role, as the middleware would make it."""
    with shared(by=SYSTEM):
        rows = Membership.objects.live(timezone.localdate()).filter(account=who)
        row = rows.filter(role=role).first() if role else rows.first()
    if row is None:
        return Actor(account_id=who.pk, name=who.name, login=who.login, permissions=EVERYONE)
    reference = MembershipRef(
        row.pk, row.role, row.role, row.scope_kind, "", "", row.organisation_id, row.municipality_id, row.authority_id
    )
    found = ROLES[row.role]
    return Actor(
        account_id=who.pk, name=who.name, login=who.login, role=found, permissions=found.permissions | EVERYONE,
        membership=reference, memberships=(reference,),
    )  # fmt: skip


def signed_in(who: Account, client: Client | None = None) -> Client:
    """A browser signed in as this account, without the cost of a password."""
    return accounts.signed_in(who.pk, client or Client())


@pytest.fixture
def regadmin(region: Region) -> Account:
    return account("regadmin", granted(role="regadmin"))


@pytest.fixture
def director(school: Organisation) -> Account:
    """Of the school of all tests."""
    return accounts.member("director", "director", organisation_id=school.pk)


@pytest.fixture
def thief(region: Region) -> Account:
    """A municipal specialist, under whose account somebody else works."""
    return account("thief", granted(role="municipality", municipality_id=region.north.pk))


@pytest.fixture
def first(db: None) -> Account:
    return account("first", granted(role="regadmin"))


@pytest.fixture
def second(db: None) -> Account:
    return account("second", granted(role="regadmin"))


@pytest.fixture
def head(region: Region) -> Account:
    return account("head", granted(role="director", organisation_id=region.school.pk))
