"""What administrators and heads see of backups. Nothing is copied here: rows about backups are enough."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from shared_apps.backups.models import Backup, OrganisationCopy, Restoration
from shared_apps.jobs.models import Job
from shared_apps.organisations.crossing import By, shared
from shared_apps.organisations.models import Organisation
from shared_apps.organisations.routing import organisation_url
from tests.factories.accounts import browser, member

BY = By.system("tests")
LIST, ORGANISATIONS, NOW = "/admin/backups/", "/admin/backups/organisations/", "/admin/backups/now/"


@pytest.fixture(autouse=True)
def places(settings: Any, db: None) -> None:
    """Ordinary tests: one transaction, rolled back."""
    settings.BACKUP_TARGETS = {"main": "/nowhere/main", "second": "/nowhere/second"}


@pytest.fixture
def administrator(db: None) -> Client:
    return browser(member("regadmin", "regadmin"))


def made(name: str, target: str, *, hours: float, **columns: Any) -> None:
    at = timezone.now() - timedelta(hours=hours)
    with shared(by=BY):
        Backup.objects.create(
            **{"name": name, "target": target, "is_whole": True, "started_at": at, "state": "done"} | columns
        )


def copied(organisation: Organisation, *, hours: float, target: str = "main") -> None:
    at = timezone.now() - timedelta(hours=hours)
    with shared(by=BY):
        OrganisationCopy.objects.create(
            organisation_id=organisation.pk, target=target, name="x", taken_at=at, rows=1, size=1
        )


def text_of(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_an_empty_page_says_what_to_do(administrator: Client) -> None:
    text = text_of(administrator, LIST)
    assert "Резервных копий ещё нет." in text
    assert "Создать копию сейчас" in text
    assert text.count('<p class="notice err">Хранилище') == 2


def test_a_target_in_time_is_green_and_an_old_one_red(administrator: Client) -> None:
    made("a", "main", hours=3)
    made("a", "second", hours=27)
    text = text_of(administrator, LIST)
    assert text.count('<p class="notice err">Хранилище') == 1
    assert "Хранилище «second»: последняя копия всей системы" in text
    assert "ей 27 ч" in text


def test_a_failed_attempt_is_a_warning_while_the_one_before_is_in_time(administrator: Client) -> None:
    made("a", "main", hours=5)
    made("b", "main", hours=2, state="failed", detail="Target main is full")
    made("a", "second", hours=5)
    text = text_of(administrator, LIST)
    assert '<p class="notice warn">' in text
    assert "Target main is full" in text
    assert '<p class="notice err">Хранилище' not in text


def test_a_backup_of_some_organisations_is_no_backup_of_the_platform(administrator: Client) -> None:
    made("a", "main", hours=1, is_whole=False)
    made("a", "second", hours=1, is_whole=False)
    assert text_of(administrator, LIST).count('<p class="notice err">Хранилище') == 2


def test_organisations_that_are_overdue_stand_in_red(
    administrator: Client, school: Organisation, other_school: Organisation
) -> None:
    copied(school, hours=1)
    copied(other_school, hours=30)
    text = text_of(administrator, ORGANISATIONS)
    assert "в срок" in text
    assert "просрочена" in text
    only = text_of(administrator, f"{ORGANISATIONS}?freshness=overdue")
    assert f"Орг {other_school.slug}" in only
    assert f"Орг {school.slug}" not in only


def test_the_first_page_counts_organisations_without_a_copy_of_the_last_day(
    administrator: Client, school: Organisation, other_school: Organisation
) -> None:
    copied(school, hours=1)
    copied(other_school, hours=1)
    assert "нет копии за последние сутки" not in text_of(administrator, LIST)
    with shared(by=BY):
        OrganisationCopy.objects.filter(organisation_id=school.pk).update(target="taken out of service")
    assert "нет копии за последние сутки" in text_of(administrator, LIST)


def test_the_newest_copy_in_any_target_counts(administrator: Client, school: Organisation) -> None:
    copied(school, hours=40, target="main")
    copied(school, hours=2, target="second")
    assert f"Орг {school.slug}" in text_of(administrator, f"{ORGANISATIONS}?freshness=fresh")


def test_restorations_are_told(administrator: Client, school: Organisation) -> None:
    with shared(by=BY):
        Restoration.objects.create(
            organisation_id=school.pk, backup="a", target="main", moment=timezone.now(), restored_at=timezone.now(),
            actor_name="manage.py restore", lost_lines=1234, seal=5, old_schema="o0001_old",
        )  # fmt: skip
    text = text_of(administrator, LIST)
    assert "утрачено изменений: 1 234" in text.replace("\xa0", " ").replace("\u202f", " ")
    assert "прежние данные ещё хранятся" in text


def test_the_button_has_a_backup_made_once(administrator: Client) -> None:
    for _turn in range(2):
        assert administrator.post(NOW).status_code == 302
    with shared(by=BY):
        assert list(Job.objects.filter(kind="backup").values_list("state", "queue")) == [("waiting", "fleet")]


def test_the_head_sees_when_his_organisation_was_copied(school: Organisation) -> None:
    client = browser(member("head", "director", organisation=school))
    address = organisation_url(school.slug, "passport:card")
    assert "ещё не создавалась" in text_of(client, address)
    copied(school, hours=2)
    text = text_of(client, address)
    assert "Последняя резервная копия" in text
    assert "просрочена" not in text


def test_a_teacher_does_not(school: Organisation) -> None:
    client = browser(member("teacher", "teacher", organisation=school))
    assert "Последняя резервная копия" not in text_of(client, organisation_url(school.slug, "passport:card"))


@pytest.mark.parametrize("path", [LIST, ORGANISATIONS])
def test_a_page_costs_the_same_queries_for_few_rows_and_for_many(
    path: str, administrator: Client, school: Organisation
) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            text_of(administrator, path)
        return len(queries)

    made("a", "main", hours=1)
    cost()
    few = cost()
    for number in range(30):
        made(f"b{number}", "main", hours=number)
    copied(school, hours=1)
    assert cost() == few


def test_others_above_organisations_do_not_see_backups() -> None:
    assert browser(member("analyst", "ministry")).get(LIST).status_code == 403


@pytest.mark.parametrize("is_erased", [False, True])
def test_a_restoration_says_what_was_erased_again_and_what_is_left(
    administrator: Client, school: Organisation, is_erased: bool
) -> None:
    now = timezone.now()
    with shared(by=BY):
        Restoration.objects.create(
            organisation_id=school.pk, backup="x", target="main", moment=now, restored_at=now, actor_name="a",
            lost_lines=1, seal=1, old_schema="", held_as="ready", remarks=["transfer:12", "staff:3, 4"],
            erasures={"erased": [{}, {}], "withdrawn": [{}]}, erased_again_at=now if is_erased else None,
        )  # fmt: skip
    text = text_of(administrator, LIST)
    assert ("уничтожено по закону после этого момента и повторно: 3" in text) is is_erased
    assert ("данные ещё не уничтожены повторно" in text) is not is_erased
    assert "Перевод № 12 не удалось исправить автоматически" in text
    assert "нужно внести заново (№ 3, 4)" in text
