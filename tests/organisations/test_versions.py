"""Schema first, code second: a schema one recorded step ahead is served, one that lags is refused, at every door."""

from collections.abc import Iterator
from datetime import timedelta
from unittest import mock

import pytest
from django.test import Client
from django.utils import timezone

from region.feed import projector, recount, tasks
from shared_apps.accounts.models import Account
from shared_apps.jobs import kinds, messages, services
from shared_apps.jobs.models import Job
from shared_apps.organisations import crossing, fleet, recording, versions
from shared_apps.organisations.crossing import By, OrganisationNotReady, inside, projection, shared
from shared_apps.organisations.models import Organisation, SchemaRecording
from shared_apps.organisations.rounds import go_round, working
from shared_apps.organisations.routing import organisation_url, region_url
from tenant_apps.people.models import Guardian, Person
from tests.factories.accounts import browser, member

BY = By(account_id=7, name="Иванова М. П.")
NEXT, AFTER_NEXT = "0123456789abcdef", "fedcba9876543210"
UPDATED = "обновля"  # the first letters of «обновляется»

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_known() -> Iterator[None]:
    """A process that has just begun, and none that remembers this test."""
    crossing._versions.forget()
    yield
    crossing._versions.forget()


def stands_at(organisation: Organisation, version: str) -> Organisation:
    with shared(by=BY):
        Organisation.objects.filter(pk=organisation.pk).update(schema_version=version)
        return Organisation.objects.get(pk=organisation.pk)


def recorded(version: str, previous: str) -> None:
    with shared(by=BY):
        SchemaRecording.objects.create(kind="step", version=version, previous=previous, statements=[])


@pytest.fixture
def ahead(school: Organisation) -> Organisation:
    """The fleet has brought it to the next release, whose code does not serve yet."""
    recorded(NEXT, versions.code_version())
    return stands_at(school, NEXT)


@pytest.fixture
def behind(school: Organisation) -> Organisation:
    """The code of this release serves already, and nobody has migrated it."""
    return stands_at(school, "an-older-version")


@pytest.fixture
def secretary(school: Organisation) -> Client:
    return browser(member("secretary", "secretary", organisation_id=school.pk))


# --- what a process knows ---------------------------------------------------------------------------------------------


def test_own_version_is_served_without_a_question() -> None:
    ask = mock.Mock()
    assert versions.Versions(ask).serve(versions.code_version())
    ask.assert_not_called()


def test_version_ahead_is_asked_for_once() -> None:
    ask = mock.Mock(return_value={NEXT})
    known = versions.Versions(ask)
    assert [known.serve(NEXT) for _ in range(3)] == [True, True, True]
    ask.assert_called_once_with(versions.code_version())


def test_unknown_version_is_asked_for_again_only_after_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    ask = mock.Mock(return_value=set())
    known = versions.Versions(ask)
    assert [known.serve(NEXT) for _ in range(3)] == [False, False, False]
    ask.assert_called_once()
    monkeypatch.setattr(versions.time, "monotonic", lambda: 10**9)
    ask.return_value = {NEXT}
    assert known.serve(NEXT)


# --- doors ------------------------------------------------------------------------------------------------------------


def test_inside_serves_a_schema_one_step_ahead(ahead: Organisation) -> None:
    with inside(ahead, by=BY):
        assert Person.objects.count() == 0


def test_inside_refuses_a_schema_that_lags_with_the_cure(behind: Organisation) -> None:
    with pytest.raises(OrganisationNotReady, match="fleet migrate") as refusal, inside(behind, by=BY):
        pass
    assert refusal.value.reason == "behind"


def test_inside_refuses_a_schema_two_steps_ahead(ahead: Organisation) -> None:
    recorded(AFTER_NEXT, NEXT)
    gone = stands_at(ahead, AFTER_NEXT)
    with pytest.raises(OrganisationNotReady), inside(gone, by=BY):
        pass


def test_projection_serves_what_is_ahead_and_refuses_what_lags(school: Organisation) -> None:
    recorded(NEXT, versions.code_version())
    with projection(stands_at(school, NEXT)):
        pass
    with pytest.raises(OrganisationNotReady), projection(stands_at(school, "an-older-version")):
        pass


def test_outbox_of_what_lags_waits_and_is_no_failure(behind: Organisation) -> None:
    with mock.patch.object(projector.freshness, "failed") as failed:
        assert projector.project(behind.pk) == projector.Projected()
        with pytest.raises(OrganisationNotReady):
            recount.recount(behind.pk)
        tasks.recount_organisation(behind.pk)
    failed.assert_not_called()


# --- pages ------------------------------------------------------------------------------------------------------------


def test_page_of_a_school_ahead_is_shown(ahead: Organisation, secretary: Client) -> None:
    assert secretary.get(organisation_url(ahead.slug, "people:employee_list")).status_code == 200


def test_page_of_a_school_that_lags_is_503_with_the_reason(behind: Organisation, secretary: Client) -> None:
    answer = secretary.get(organisation_url(behind.slug, "people:employee_list"))
    assert answer.status_code == 503
    assert UPDATED in answer.content.decode()


@pytest.fixture
def parent(school: Organisation, other_school: Organisation) -> Account:
    """A guardian known in both schools."""
    cards = {}
    for one in (school, other_school):
        with inside(one, by=BY):
            cards[one.pk] = Guardian.objects.create(person=Person.objects.create(sex="female")).pk
    who = member("parent", "guardian", organisation_id=school.pk, card_id=cards[school.pk])
    with shared(by=BY):
        who.memberships.create(
            role="guardian", scope_kind="family", organisation=other_school, card_id=cards[other_school.pk],
            valid_from="2020-01-01",
        )  # fmt: skip
    return who


@pytest.mark.parametrize("page", ["family:home", "family:consents", "family_upkeep:corrections"])
def test_family_reads_one_school_while_the_other_lags(
    parent: Account, school: Organisation, other_school: Organisation, page: str
) -> None:
    stands_at(other_school, "an-older-version")
    answer = browser(parent).get(region_url(page))
    said = answer.content.decode()
    assert answer.status_code == 200
    assert [name in said for name in ("Орг school-a: идёт обновление", "Орг school-b: идёт обновление")] == [
        False,
        True,
    ]


def test_family_card_in_a_school_that_lags_is_503(parent: Account, school: Organisation) -> None:
    with shared(by=BY):
        membership = parent.memberships.get(organisation=school)
    stands_at(school, "an-older-version")
    assert browser(parent).get(region_url("family:card", membership.pk, 1)).status_code == 503


# --- work without a request -------------------------------------------------------------------------------------------


@pytest.fixture
def job(school: Organisation) -> Iterator[Job]:
    """Work that counts the people of the school."""
    work = services.work("test count", queue="reports", title="count", inside=True)
    work(lambda running: {"people": Person.objects.count()})
    with mock.patch.object(messages, "send", return_value=True), shared(by=BY):
        made = services.enqueue("test count", by=BY, organisation_id=school.pk)
    yield made
    kinds._KINDS.pop("test count")


def now(job: Job) -> Job:
    with shared(by=BY):
        return Job.objects.get(pk=job.pk)


def test_job_of_a_school_ahead_is_done(job: Job, ahead: Organisation) -> None:
    assert services.run(job.pk) == "done"


def test_job_of_a_school_that_lags_waits_for_it_and_uses_up_no_attempt(job: Job, behind: Organisation) -> None:
    for _time in range(5):
        assert services.run(job.pk) == "waiting"
        row = now(job)
        assert row.not_before is not None
        assert timezone.now() < row.not_before < timezone.now() + timedelta(minutes=1)
        with shared(by=BY):
            Job.objects.filter(pk=job.pk).update(not_before=None)
    stands_at(behind, versions.code_version())
    assert services.run(job.pk) == "done"
    assert now(job).message == ""


def test_round_leaves_what_lags_and_goes_on_after_what_fails(
    behind: Organisation, other_school: Organisation, caplog: pytest.LogCaptureFixture
) -> None:
    seen = []

    def work(organisation: Organisation) -> None:
        seen.append(organisation.slug)
        if organisation.slug == other_school.slug:
            raise ValueError

    found = [*working(by=BY), *working(by=BY)]
    done, left = go_round(found, work, what="A test")
    assert behind.slug not in seen
    assert seen.count(other_school.slug) == 2
    assert (done, len(left)) == (len(found) - 4, 4)
    assert f"A test in {behind.slug} waits" in caplog.text


# --- the fleet of the older release -----------------------------------------------------------------------------------


def test_fleet_leaves_alone_what_has_gone_ahead(ahead: Organisation) -> None:
    with mock.patch.object(fleet, "OWNER", "default"), shared(by=BY):
        assert ahead.slug not in {one.slug for one in fleet.lagging()}
        SchemaRecording.objects.filter(version=NEXT).update(previous=AFTER_NEXT)
        assert ahead.slug in {one.slug for one in fleet.lagging()}


def test_schemas_are_never_taken_back_to_older_code(school: Organisation) -> None:
    with mock.patch.object(recording, "OWNER", "default"), shared(by=BY):
        SchemaRecording.objects.create(
            kind="birth", version=NEXT, statements=[], catalogue={"applied": [["people", "9999_of_the_next_release"]]}
        )
        with pytest.raises(recording.CannotRecord, match=r"people\.9999_of_the_next_release"):
            recording.step_recording(NEXT)
