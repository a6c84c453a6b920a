"""The security log in the reader's language: facts with names, and lines from before facts."""

from typing import Any

import pytest
from django.utils.translation import override

from shared_apps.accounts import queries, services
from shared_apps.accounts.models import Account, SecurityEvent
from shared_apps.accounts.security_words import facts_of, in_words, page_title
from shared_apps.organisations.crossing import shared
from tests.factories.grants import granted

from .conftest import SYSTEM, Region, account, actor, signed_in

pytestmark = pytest.mark.django_db
Kind = SecurityEvent.Kind


@pytest.fixture
def teacher(region: Region) -> Account:
    return account("teacher", granted(role="teacher", organisation_id=region.school.pk))


def line(kind: str, **columns: Any) -> SecurityEvent:
    with shared(by=SYSTEM):
        return SecurityEvent.objects.create(kind=kind, **columns)


def said(event: SecurityEvent, language: str = "ru") -> str:
    with shared(by=SYSTEM), override(language):
        return in_words(queries.security_events().get(pk=event.pk))


def of_kind(kind: str) -> SecurityEvent:
    with shared(by=SYSTEM):
        return SecurityEvent.objects.filter(kind=kind).latest("pk")


def test_who_did_it_is_named_in_the_readers_language(regadmin: Account, teacher: Account) -> None:
    services.reset_password(account_id=teacher.pk, by=actor(regadmin))
    event = of_kind("password_reset")
    assert (event.facts, event.detail) == ({"by": regadmin.pk}, "")
    assert said(event) == "действие: Name regadmin"
    assert said(event, "en") == "by Name regadmin"


def test_platform_is_named_too(teacher: Account) -> None:
    services.block_account(account_id=teacher.pk, reason="x", by=SYSTEM)
    assert said(of_kind("blocked")) == "действие системы"


def test_page_that_was_refused_is_told_by_its_title(region: Region) -> None:
    analyst = account("ministry", granted(role="ministry"))
    signed_in(analyst).get("/admin/accounts/")
    assert said(of_kind("permission_refused")) == "страница «Учётные записи»"


def test_organisation_that_was_knocked_at_is_named(region: Region, teacher: Account) -> None:
    signed_in(teacher).get("/o/other/accounts/")
    assert said(of_kind("no_membership")) == "Short other"


def test_address_of_no_organisation_stays_an_address(region: Region, teacher: Account) -> None:
    signed_in(teacher).get("/o/nowhere/accounts/")
    assert said(of_kind("no_membership")) == "адрес /o/nowhere/"


@pytest.mark.parametrize(
    ("kind", "facts", "words"),
    [
        (Kind.LOCKED, {"seconds": 90}, "на 2 минуты"),
        (Kind.SESSION_ENDED, {"sessions": 5}, "5 сеансов"),
        (Kind.TOO_MANY_FROM_ADDRESS, {"cause": "invitation_codes"}, "коды приглашений"),
        (Kind.INVITATION_REVOKED, {"invitation": 7}, "приглашение № 7"),
        (Kind.VOIDED, {"protocol": 5, "organisation": 10**9}, "организация № 1000000000; протокол № 5"),
        (Kind.SIGNED_IN, {}, ""),
    ],
)
def test_facts_in_words(kind: str, facts: dict[str, Any], words: str) -> None:
    assert said(line(kind, facts=facts)) == words


def test_issued_invitations_are_told_with_role_number_and_organisation(region: Region) -> None:
    event = line(Kind.INVITED, facts={"role": "guardian", "count": 12, "organisation": region.school.pk})
    assert said(event) == "родитель (законный представитель): 12; Short school"


def test_lines_from_before_facts_are_read(region: Region, regadmin: Account) -> None:
    school = region.school.pk
    former = {
        (Kind.BLOCKED, f"by account {regadmin.pk}"): "действие: Name regadmin",
        (Kind.VOIDED, f"organisation {school}, No 5, by account {regadmin.pk}"): (
            "Short school; протокол № 5; действие: Name regadmin"
        ),
        (Kind.COMPROMISED, "by account None"): "действие системы",
        (Kind.INVITED, f"guardian ×3, organisation {school}"): "родитель (законный представитель): 3; Short school",
        (Kind.INVITATION_ACCEPTED, "invitation 8"): "приглашение № 8",
        (Kind.TOO_MANY_FROM_ADDRESS, "codes of invitations"): "коды приглашений",
        (Kind.REFUSED_BLOCKED, "demo account"): "учётная запись демонстрации в базе, созданной не ею",
        (Kind.LOCKED, "30 s"): "на 1 минуту",
        (Kind.SESSION_ENDED, "2"): "2 сеанса",
        (Kind.NO_MEMBERSHIP, "other"): "Short other",
        (Kind.PERMISSION_REFUSED, "accounts:list"): "страница «Учётные записи»",
    }
    assert {key: said(line(key[0], detail=key[1])) for key in former} == former


def test_facts_win_over_a_sentence() -> None:
    assert facts_of(SecurityEvent(kind=Kind.BLOCKED, detail="by account 1", facts={"by": 2})) == {"by": 2}


def test_log_and_its_file_tell_words(regadmin: Account, teacher: Account) -> None:
    services.block_account(account_id=teacher.pk, reason="x", by=actor(regadmin))
    client = signed_in(regadmin)
    assert "действие: Name regadmin" in client.get("/admin/security/").content.decode()
    file = client.get("/admin/security/?export=csv")
    assert "действие: Name regadmin" in file.content.decode("utf-8-sig")


def test_head_is_not_told_the_name_of_another_organisation(region: Region, teacher: Account) -> None:
    head = account("director", granted(role="director", organisation_id=region.school.pk))
    signed_in(teacher).get("/o/other/accounts/")
    (row,) = [one for one in queries.events_of(teacher.pk, actor(head)) if one.kind == "no_membership"]
    assert row.detail == "адрес /o/other/"


def test_page_that_is_no_more_keeps_the_name_of_its_address() -> None:
    assert page_title("accounts:gone", inside=False) == "accounts:gone"
