"""An account with roles above organisations is reported: what was done under it is listed, with who changed it since."""

from datetime import timedelta

import pytest
from django.utils import timezone

from shared_apps.accounts import queries, services
from shared_apps.accounts.models import Account, Membership
from shared_apps.organisations.crossing import shared
from shared_apps.organisations.models import SharedChange
from shared_apps.organisations.routing import region_url
from shared_apps.organisations.shared_log import record
from tests.factories.grants import granted

from .conftest import SYSTEM, Region, account, actor, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def friend(region: Region) -> Account:
    return account("friend", granted(role="teacher", organisation_id=region.school.pk))


def rename(who: Account, name: str, by: Account) -> None:
    with shared(by=SYSTEM):
        line = SharedChange(
            actor_id=by.pk, actor_name=by.name, model="accounts.account", object_id=who.pk, action="rename",
            before={"name": who.name}, after={"name": name},
        )  # fmt: skip
        line.save()


def done(who: Account, by: Account) -> list[queries.DoneRow]:
    found = queries.reported(who.pk, actor(by))
    assert found is not None
    return queries.done_since(who.pk, found.since, actor(by))


def test_account_that_nobody_reported_has_no_list(thief: Account, regadmin: Account) -> None:
    assert queries.reported(thief.pk, actor(regadmin)) is None
    page = region_url("accounts:account", thief.pk)
    assert signed_in(regadmin).get(f"{page}?tab=done").status_code == 404


def test_operations_since_the_moment_are_listed_in_words(thief: Account, friend: Account, regadmin: Account) -> None:
    rename(friend, "Подставная Ольга", thief)
    services.report_compromise(
        account_id=thief.pk, known_since=timezone.now() - timedelta(hours=1), note="Пропал телефон", by=actor(regadmin)
    )
    (row,) = done(thief, regadmin)
    assert row.which == friend.name
    assert "Подставная Ольга" in row.fields
    assert row.what == "Учётная запись: изменено имя"
    assert row.later == ""
    found = queries.reported(thief.pk, actor(regadmin))
    assert found is not None
    assert found.case_id is not None


def test_role_given_is_told_by_its_title(thief: Account, friend: Account, regadmin: Account) -> None:
    by = actor(thief)
    with shared(by=SYSTEM):
        record(by=by, row=Membership.objects.get(account=friend), action="issue")
    services.report_compromise(
        account_id=thief.pk, known_since=timezone.now() - timedelta(hours=1), note="x", by=actor(regadmin)
    )
    (row,) = done(thief, regadmin)
    assert "Роль: «учитель-предметник»" in row.fields
    assert row.which == f"{friend.name}: учитель-предметник"


def test_operations_before_the_moment_are_not_listed(thief: Account, friend: Account, regadmin: Account) -> None:
    rename(friend, "Подставная Ольга", thief)
    services.report_compromise(account_id=thief.pk, by=actor(regadmin))
    assert [row.fields for row in done(thief, regadmin) if "Подставная" in row.fields] == []


def test_who_changed_the_same_since_is_named_and_other_columns_are_not(
    thief: Account, friend: Account, regadmin: Account
) -> None:
    rename(friend, "Подставная Ольга", thief)
    with shared(by=SYSTEM):
        SharedChange.objects.create(
            actor_id=regadmin.pk, actor_name="Иной", model="accounts.account", object_id=friend.pk, action="block",
            before={"is_blocked": False}, after={"is_blocked": True},
        )  # fmt: skip
    services.report_compromise(
        account_id=thief.pk, known_since=timezone.now() - timedelta(hours=1), note="x", by=actor(regadmin)
    )
    assert [row.later for row in done(thief, regadmin)] == [""]
    rename(friend, "Настоящая Ольга", regadmin)
    (row,) = done(thief, regadmin)
    assert row.later.startswith(regadmin.name)


def test_card_has_the_list_and_says_so(thief: Account, friend: Account, regadmin: Account) -> None:
    rename(friend, "Подставная Ольга", thief)
    services.report_compromise(
        account_id=thief.pk, known_since=timezone.now() - timedelta(hours=1), note="x", by=actor(regadmin)
    )
    page, browser = region_url("accounts:account", thief.pk), signed_in(regadmin)
    card = browser.get(page).content.decode()
    assert "ещё не принято 1 решение" in card
    assert region_url("accounts:voiding", 0).removesuffix("0/") in card
    said = browser.get(f"{page}?tab=done").content.decode()
    assert "Подставная Ольга" in said


def test_whoever_does_not_manage_the_account_is_told_nothing(
    thief: Account, friend: Account, regadmin: Account
) -> None:
    services.report_compromise(account_id=thief.pk, by=actor(regadmin))
    assert queries.reported(thief.pk, actor(friend)) is None
    assert queries.done_since(thief.pk, timezone.now() - timedelta(days=1), actor(friend)) == []
