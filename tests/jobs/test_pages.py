"""Pages of long work: what happened to a job, who had it tried again."""

import pytest
from django.test import Client
from django.utils import timezone

from shared_apps.jobs.models import Job
from shared_apps.organisations.crossing import By, shared
from tests.factories import accounts

pytestmark = pytest.mark.django_db
BY = By.system("tests")


@pytest.fixture
def regadmin() -> Client:
    return accounts.browser(accounts.member("jobs-regadmin", "regadmin"))


def a_job(state: str) -> int:
    with shared(by=BY):
        return Job.objects.create(
            kind="birth", queue="fleet", state=state, attempt=3, actor_name="Оператор", trouble=Job.Trouble.FAILED,
            result={"error": "ValueError: no room", "trace": "File one"}, finished_at=timezone.now(),
        ).pk  # fmt: skip


def test_card_tells_the_trouble_in_russian_and_folds_the_machine_s_words(regadmin: Client) -> None:
    page = regadmin.get(f"/admin/jobs/{a_job('failed')}/").content.decode()
    assert "Задание прервано ошибкой; какой именно, видит администратор платформы." in page
    shown, _summary, folded = page.partition("<details><summary>Техническое сообщение об ошибке</summary>")
    assert "ValueError" not in shown
    assert "ValueError: no room" in folded


def test_card_says_who_had_it_tried_again(regadmin: Client) -> None:
    pk = a_job("failed")
    assert regadmin.post(f"/admin/jobs/{pk}/retry/").status_code == 302
    with shared(by=BY):
        assert Job.objects.get(pk=pk).state == "waiting"
    page = regadmin.get(f"/admin/jobs/{pk}/").content.decode()
    assert "Повторные запуски" in page
    assert "jobs-regadmin" in page.partition("Повторные запуски")[2]


def test_work_that_has_not_failed_is_not_tried_again(regadmin: Client) -> None:
    answer = regadmin.post(f"/admin/jobs/{a_job('done')}/retry/")
    assert answer.status_code == 422
    assert "Повторить можно только невыполненное задание; состояние этого — «выполнено»." in answer.content.decode()


def test_columns_of_the_list_may_be_taken_away(regadmin: Client) -> None:
    a_job("failed")
    for query in ("columns=kind", "columns=municipality", "sort=31.12.9999", f"page={'9' * 5000}", f"per={'9' * 5000}"):
        assert regadmin.get(f"/admin/jobs/?{query}").status_code == 200, query
