"""Big files are worked on by jobs; two confirmations at once do the work once; real logins and real commits."""

import threading
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

import pytest
from django.conf import settings
from django.db import connections

from shared_apps.importing import refusals as import_refusals
from shared_apps.jobs import messages
from shared_apps.jobs import services as jobs
from shared_apps.jobs.models import Job
from shared_apps.organisations import crossing
from shared_apps.organisations.crossing import By
from shared_apps.organisations.models import Organisation
from tenant_apps.enrolment.import_models import ImportRun
from tenant_apps.enrolment.models import Enrolment, Order
from tenant_apps.enrolment.queries.imports import work_of
from tenant_apps.enrolment.services import import_undoing, imports
from tenant_apps.enrolment.services.imports import Choice
from tenant_apps.people.models import Person
from tests.factories.organisations import within

from .conftest import workbook
from .school import ANNA, PETER, TITLES, VERA, open_year, received

BY = By(account_id=11, name="Секретарёва С. С.")


@pytest.fixture
def place(new_school: Organisation, monkeypatch: pytest.MonkeyPatch) -> Iterator[Organisation]:
    """A school where two rows are already too many for a page; no message is really sent."""
    monkeypatch.setattr(imports, "AT_ONCE", 1)
    monkeypatch.setattr(import_undoing, "AT_ONCE", 1)
    with within(new_school, by=BY):
        open_year(BY)
    with mock.patch.object(messages, "send", return_value=True):
        yield new_school
    with crossing.shared(by=BY):
        Job.objects.all().delete()


def load(place: Organisation, *rows: list[str]) -> int:
    with crossing.inside(place, by=BY):
        return imports.receive_file(content=workbook([TITLES, *rows]), name="5А.xlsx", by=BY).pk


def state(place: Organisation, pk: int) -> ImportRun:
    with crossing.inside(place, by=BY):
        return ImportRun.objects.select_related("reversal").get(pk=pk)


def do_the_job(place: Organisation, pk: int) -> str:
    job_id = state(place, pk).job_id
    assert job_id is not None
    return jobs.run(job_id)


def test_big_file_is_checked_confirmed_and_undone_by_jobs(place: Organisation) -> None:
    pk = load(place, ANNA, PETER)
    assert state(place, pk).state == "checking"
    assert do_the_job(place, pk) == "done"
    assert (state(place, pk).state, state(place, pk).create_count) == ("checked", 2)

    with crossing.inside(place, by=BY):
        assert imports.ask_to_confirm(run_id=pk, choice=Choice(order_number="17-у"), by=BY) is None
        with pytest.raises(import_refusals.ImportStillAtWork):
            imports.ask_to_confirm(run_id=pk, choice=Choice(), by=BY)
    assert do_the_job(place, pk) == "done"
    with crossing.inside(place, by=BY):
        assert (Order.objects.get().number, Enrolment.objects.count()) == ("17-у", 2)

    with crossing.inside(place, by=BY):
        assert import_undoing.ask_to_plan_undoing(run_id=pk, reason="Не тот файл", by=BY) is None
    assert do_the_job(place, pk) == "done"
    with crossing.inside(place, by=BY):
        planned = ImportRun.objects.select_related("reversal").get(pk=pk).reversal
        assert planned is not None
        assert import_undoing.ask_to_undo(run_id=pk, number=planned.number, by=BY, partial=False) is None
    assert do_the_job(place, pk) == "done"
    assert state(place, pk).state == "undone"


def test_job_that_is_refused_fails_at_once_and_says_why(place: Organisation) -> None:
    pk = load(place, ANNA, PETER)
    do_the_job(place, pk)
    with crossing.inside(place, by=BY):
        imports.ask_to_confirm(run_id=pk, choice=Choice(order_number="17-у"), by=BY)
    other = load(place, VERA)
    with crossing.inside(place, by=BY):
        imports.confirm(run_id=other, choice=Choice(order_number="17-у"), by=BY)

    assert do_the_job(place, pk) == "failed"
    with crossing.inside(place, by=BY):
        run = ImportRun.objects.get(pk=pk)
        work = work_of(run)
        assert work is not None
        assert work.has_failed
        assert "17-у" in work.message
        assert (run.state, Enrolment.objects.count()) == ("checked", 1)


def test_big_file_that_cannot_be_read_says_so_on_its_page(place: Organisation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imports, "SMALL", 10)
    with crossing.inside(place, by=BY):
        pk = imports.receive_file(content=b"%PDF-1.4" + b" " * 100, name="5А.pdf", by=BY).pk
    assert do_the_job(place, pk) == "done"

    run = state(place, pk)
    assert (run.state, len(run.notes)) == ("refused", 1)
    assert "PDF" in run.notes[0]["message"]


def test_two_confirmations_at_once_write_once(place: Organisation) -> None:
    with crossing.inside(place, by=BY):
        pk = received(ANNA, PETER, by=BY).pk
    together = threading.Barrier(2)
    outcomes: list[bool] = []

    def confirm() -> None:
        try:
            with crossing.inside(place, by=BY):
                together.wait(10)
                outcomes.append(imports.confirm(run_id=pk, choice=Choice(), by=BY).is_done)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=confirm) for _turn in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert sorted(outcomes) == [False, True]
    with crossing.inside(place, by=BY):
        assert (Person.objects.count(), Order.objects.count()) == (2, 1)


def test_two_files_with_one_person_at_once_make_one_card(place: Organisation) -> None:
    with crossing.inside(place, by=BY):
        pks = [received(ANNA, other, by=BY).pk for other in (PETER, VERA)]
    together = threading.Barrier(2)
    done: list[bool] = []

    def confirm(pk: int) -> None:
        try:
            with crossing.inside(place, by=BY):
                together.wait(10)
                done.append(imports.confirm(run_id=pk, choice=Choice(), by=BY).is_done)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=confirm, args=[pk]) for pk in pks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert sorted(done) == [False, True]  # the second one shows first what has changed meanwhile
    with crossing.inside(place, by=BY):
        assert Person.objects.filter(names__surname="Ёлкина").count() == 1


def test_content_of_a_discarded_file_leaves_the_disk(place: Organisation) -> None:
    pk = load(place, ANNA)
    content = Path(settings.MEDIA_ROOT) / str(place.schema_name) / state(place, pk).sha256
    assert content.exists()
    with crossing.inside(place, by=BY):
        imports.abandon(run_id=pk, by=BY)

    assert not content.exists()
