"""Which role opens which page of accounts: a table that must name every address there is."""

from datetime import timedelta

import pytest
from django.urls import get_resolver
from django.utils import timezone

from shared_apps.accounts.compromise_models import CompromiseCase, CompromiseReport
from shared_apps.accounts.models import Account
from shared_apps.accounts.roles import ROLES
from shared_apps.accounts.services import Grant
from shared_apps.organisations.crossing import shared
from shared_apps.organisations.models import Organisation
from shared_apps.organisations.routing import organisation_url, region_url
from tests.factories.grants import granted

from .conftest import SYSTEM, a_region, account, signed_in

EVERYBODY = set(ROLES)
ADMINISTRATORS = {"regadmin", "municipality", "authority"}
REGADMIN = {"regadmin"}
HEADS = {"director", "coordinator", "sysadmin"}
OPENED = (200, 302, 405, 422)  # 405: a button without a page of its own; 422: the page refuses this account
CLOSED = (403, 404)

OUTSIDE = {
    "home": EVERYBODY, "sign_in": EVERYBODY, "sign_out": EVERYBODY, "profile": EVERYBODY, "no_role": EVERYBODY,
    "switch": EVERYBODY, "password": EVERYBODY, "sessions": EVERYBODY, "end_other_sessions": EVERYBODY,
    "end_session": EVERYBODY, "tokens": EVERYBODY, "new_token": EVERYBODY, "revoke_token": EVERYBODY,
    "health": EVERYBODY, "code": EVERYBODY, "invitation": EVERYBODY, "own_report": EVERYBODY, "frozen": EVERYBODY,
    "seen": EVERYBODY, "region_visits": ADMINISTRATORS | {"ministry"},
    "first_password": set(),  # only with a temporary password
    "list": ADMINISTRATORS, "create": ADMINISTRATORS, "give_known": ADMINISTRATORS, "account": ADMINISTRATORS,
    "give": ADMINISTRATORS, "rename": ADMINISTRATORS, "reset": ADMINISTRATORS, "block": ADMINISTRATORS,
    "unblock": ADMINISTRATORS, "report": ADMINISTRATORS, "release": ADMINISTRATORS,
    "end_role": set(),  # the sample's role is not given by those above organisations
    "organisation_options": ADMINISTRATORS,
    "security_log": REGADMIN, "voidings": REGADMIN, "voiding": REGADMIN, "voiding_operations": REGADMIN,
    "voiding_since": REGADMIN, "voiding_propose": REGADMIN, "voiding_withdraw": REGADMIN, "voiding_confirm": REGADMIN,
    "voiding_resume": REGADMIN, "voiding_undo": REGADMIN, "voiding_clean": REGADMIN,
}  # fmt: skip
INSIDE = {
    "organisation_accounts": HEADS, "create": HEADS, "give_known": HEADS, "account": HEADS, "give": HEADS,
    "end_role": HEADS, "rename": HEADS, "reset": HEADS, "block": HEADS, "unblock": HEADS, "inspections": HEADS,
    "report": HEADS, "release": HEADS, "visits": HEADS,
}  # fmt: skip
ARGUMENTS = {"account", "give", "end_role", "rename", "reset", "block", "unblock", "report", "release"}
IN_ORGANISATION = [role.code for role in ROLES.values() if role.scope == "organisation"]


def names_of(urlconf: str) -> set[str]:
    _prefix, resolver = get_resolver(urlconf).namespace_dict["accounts"]
    return {name for name in resolver.reverse_dict if isinstance(name, str)}


def test_table_names_every_address() -> None:
    assert names_of("deploy.urls_region") == set(OUTSIDE)
    assert names_of("deploy.urls_organisation") == set(INSIDE)


def grant(role: str, organisation: Organisation, municipality_id: int, authority_id: int) -> Grant:
    declared = ROLES[role]
    here = declared.scope in ("organisation", "family")
    return granted(
        role=role,
        organisation_id=organisation.pk if here else None,
        municipality_id=municipality_id if declared.scope == "municipality" else None,
        authority_id=authority_id if declared.scope == "authority" else None,
        card_id=1 if declared.scope == "family" else None,
        valid_to=timezone.localdate() + timedelta(days=9),
        inspection_number="1" if declared.dated else "",
        inspection_purpose="x" if declared.dated else "",
    )


def arguments(name: str, who: Account) -> list[object]:
    if name == "invitation":
        return ["abcdabcdabcd"]
    if name == "end_role":
        with shared(by=SYSTEM):
            return [who.pk, who.memberships.values_list("pk", flat=True)[0]]
    if name.startswith("voiding_") or name == "voiding":
        return [case_above(who)]
    return [who.pk] if name in ARGUMENTS else [1] if name in ("end_session", "revoke_token") else []


def case_above(who: Account) -> int:
    """A report of the account as the region's administrators deal with it."""
    with shared(by=SYSTEM):
        report, _made = CompromiseReport.objects.get_or_create(
            account=who, defaults={"registered_at": timezone.now(), "note": "x"}
        )
        case, _made = CompromiseCase.objects.get_or_create(
            report=report, organisation=None, defaults={"since": report.registered_at}
        )
        return case.pk


@pytest.mark.django_db
@pytest.mark.parametrize("role", ROLES)
def test_pages_outside_organisations_open_for_these_roles(role: str) -> None:
    region = a_region()
    sample = account("sample", granted(role="teacher", organisation_id=region.centre.pk))
    place = region.south.pk
    client = signed_in(account("viewer", grant(role, region.centre, place, region.culture.pk)))
    wrong = {}
    for name, roles in OUTSIDE.items():
        if name in ("sign_out", "end_other_sessions"):
            continue  # their POST is tested on its own; GET is 405 for everybody
        status = client.get(region_url(f"accounts:{name}", *arguments(name, sample))).status_code
        if status not in (OPENED if role in roles else CLOSED):
            wrong[name] = status
    assert not wrong, f"{role}: opened or closed against the table: {wrong}"


@pytest.mark.django_db
@pytest.mark.parametrize("role", IN_ORGANISATION)
def test_pages_of_an_organisation_open_for_these_roles(role: str, school: Organisation) -> None:
    sample = account("sample", granted(role="teacher", organisation_id=school.pk))
    client = signed_in(account("viewer", grant(role, school, 0, 0)))
    wrong = {}
    for name, roles in INSIDE.items():
        address = organisation_url(school.slug, f"accounts:{name}", *arguments(name, sample))
        status = client.get(address).status_code
        if status not in (OPENED if role in roles else CLOSED):
            wrong[name] = status
    assert not wrong, f"{role}: opened or closed against the table: {wrong}"
