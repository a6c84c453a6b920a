"""The drill with erasures by law: what was erased after the moment is erased again before anybody works there."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connections
from django.utils import timezone

from deploy.backup import erasures, restoring, returning
from region.feed import recount
from shared_apps.backups.models import Restoration
from shared_apps.handbooks.services import load_catalogue
from shared_apps.jobs import services as jobs
from shared_apps.jobs.models import Job
from shared_apps.organisations.crossing import OrganisationNotReady, inside, shared
from shared_apps.organisations.models import Organisation
from tenant_apps.history.models import ChangeLog
from tenant_apps.history.sealing import seal_one
from tenant_apps.history.verification import verify
from tenant_apps.people import services as people
from tenant_apps.people.models import CardFile, Consent, ErasedFields, HealthCircumstance, Person, Student
from tenant_apps.people.services import consents
from tenant_apps.people.services.erasing import erase_fields
from tenant_apps.people.services.files import folder

from .conftest import BY, USER, back_up
from .restorations import plan, restored

DOCUMENT = "заявление № 5 от 01.09.2026"
SCAN = b"%PDF-1.7 the scan of the conclusion"
TODAY = timezone.localdate()


@pytest.fixture
def ill(school: Organisation) -> int:
    """A student whose health is written down by a consent, with a scan; the person's id."""
    with shared(by=BY):
        load_catalogue()
    with inside(school, by=USER):
        one = people.create_student(
            name=people.Name("Ёлкина", "Анна"), particulars={"sex": "female", "birth_date": TODAY - timedelta(days=7000)},
            by=BY, insist=True,
        )  # fmt: skip
        paper = consents.Paper(purpose="health", signed_on=TODAY - timedelta(days=9), until_leaving=False)
        consents.record_consent(person_id=one.person_id, given_by=one.person_id, paper=paper, by=BY)
        content = people.CircumstanceContent(kind="disease", value="blood", valid_from=TODAY, note="тайна")
        people.begin_circumstance(student_id=one.pk, content=content, by=BY)
        people.add_card_file(person_id=one.person_id, kind="medical", content=SCAN, name="a.pdf", by=BY)
        return int(one.person_id)


def erase(school: Organisation, person_id: int) -> None:
    with inside(school, by=USER):
        consent = Consent.objects.get(person=person_id)
        consents.withdraw_consent(consent_id=consent.pk, on=TODAY, document=DOCUMENT, by=BY)
        erase_fields(person_id=person_id, groups=["health"], ground="withdrawal", document=DOCUMENT, by=BY)
    seal_one(school, by=BY)


def what_is_known(school: Organisation, person_id: int) -> dict[str, Any]:
    with inside(school, by=BY):
        payloads = str(list(ChangeLog.objects.values_list("before", "after")))
        return {
            "rows": HealthCircumstance.objects.filter(student__person=person_id).count(),
            "scans": CardFile.objects.filter(person=person_id).count(),
            "contents": any(one.read_bytes() == SCAN for one in folder().iterdir() if one.is_file()),
            "history": "тайна" in payloads,
            "consented": Consent.objects.filter(person=person_id, withdrawn_on__isnull=True).exists(),
        }


EVERYTHING = {"rows": 1, "scans": 1, "contents": True, "history": True, "consented": True}
NOTHING = {"rows": 0, "scans": 0, "contents": False, "history": False, "consented": False}


def now(school: Organisation) -> Organisation:
    return Organisation.objects.using("owner").get(pk=school.pk)


def test_nobody_works_until_it_is_erased_again(school: Organisation, ill: int) -> None:
    back_up(school)
    assert what_is_known(school, ill) == EVERYTHING
    erase(school, ill)
    assert what_is_known(school, ill) == NOTHING

    done = restoring.restore(plan(school), by=BY, wait=5)
    assert now(school).state == "held"
    with pytest.raises(OrganisationNotReady, match="held"), inside(now(school), by=BY):
        pass
    assert jobs.run(done.job_id) == "done"

    assert now(school).state == "ready"
    assert what_is_known(school, ill) == NOTHING
    row = Restoration.objects.using("owner").get(pk=done.restoration.pk)
    assert (len(row.erasures["erased"]), len(row.erasures["withdrawn"]), row.held_as) == (1, 1, "ready")
    assert row.erased_again_at is not None
    with inside(school, by=BY):
        again = ErasedFields.objects.get(person=ill)
        assert (again.groups, again.ground, again.document) == (["health"], "withdrawal", DOCUMENT)
        report = verify(schema=str(school.schema_name))
    assert (report.problems, report.unsealed_lines) == ([], 0)
    assert recount.recount(school.pk).differences == ()


@pytest.mark.more
def test_without_erasures_nobody_is_held(school: Organisation, ill: int) -> None:
    back_up(school)
    done = restoring.restore(plan(school), by=BY, wait=5)
    assert now(school).state == "ready"
    assert Restoration.objects.using("owner").get(pk=done.restoration.pk).held_as == ""
    assert jobs.run(done.job_id) == "done"
    assert what_is_known(school, ill) == EVERYTHING


@pytest.mark.more
def test_what_was_erased_before_the_copy_is_no_matter(school: Organisation, ill: int) -> None:
    erase(school, ill)
    back_up(school)
    restored(school)
    assert what_is_known(school, ill) == NOTHING
    with inside(school, by=BY):
        assert ErasedFields.objects.count() == 1


@pytest.mark.more
def test_a_card_that_is_not_here_any_more_is_passed_over(school: Organisation) -> None:
    back_up(school)
    with inside(school, by=USER):
        later = people.create_student(
            name=people.Name("Ким", "Вера"), particulars={"sex": "female", "phone": "+7 900 000-00-00"}, by=BY
        )
        erase_fields(person_id=later.person_id, groups=["contact"], ground="purpose_reached", document=DOCUMENT, by=BY)
    restored(school)
    assert now(school).state == "ready"
    with inside(school, by=BY):
        assert not Person.objects.filter(pk=later.person_id).exists()


def test_a_job_that_fails_leaves_the_school_held_and_the_next_try_frees_it(
    school: Organisation, ill: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    back_up(school)
    erase(school, ill)
    done = restoring.restore(plan(school), by=BY, wait=5)

    def fail(**more: Any) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(erasures, "erase_again", fail)
    assert jobs.run(done.job_id) != "done"
    assert now(school).state == "held"
    monkeypatch.undo()
    with shared(by=BY):
        Job.objects.filter(pk=done.job_id).update(state="waiting", not_before=None)
    assert jobs.run(done.job_id) == "done"
    assert (now(school).state, what_is_known(school, ill)) == ("ready", NOTHING)


@pytest.mark.more
def test_a_second_restoration_knows_of_what_the_first_erased_again(school: Organisation, ill: int) -> None:
    back_up(school)
    erase(school, ill)
    for _ in range(2):
        restored(school)
        assert what_is_known(school, ill) == NOTHING
        restoring.drop_old(now(school), by=BY)


def test_a_restoration_over_a_held_one_carries_its_list_on(school: Organisation, ill: int) -> None:
    """The second one finds tables from which nothing has been erased again yet."""
    back_up(school)
    erase(school, ill)
    first = restoring.restore(plan(school), by=BY, wait=5)
    restoring.drop_old(now(school), by=BY)
    second = restoring.restore(plan(now(school)), by=BY, wait=5)
    assert jobs.run(second.job_id) == "done"
    assert (now(school).state, what_is_known(school, ill)) == ("ready", NOTHING)
    assert jobs.run(first.job_id) == "done"
    assert now(school).state == "ready"


def test_taking_a_restoration_back_does_not_bring_back_what_was_erased_since(school: Organisation, ill: int) -> None:
    back_up(school)
    restored(school)
    erase(school, ill)
    _id, job = returning.take_back(returning.look(school.slug), by=BY, without_files=True)
    assert now(school).state == "held"
    assert jobs.run(job) == "done"
    known = what_is_known(school, ill)
    assert (now(school).state, known) == ("ready", NOTHING)
    with inside(school, by=BY):
        assert Student.objects.filter(person=ill).exists()


@pytest.mark.more
def test_a_closed_school_stays_closed(school: Organisation, ill: int) -> None:
    back_up(school)
    erase(school, ill)
    with connections["owner"].cursor() as cursor:
        cursor.execute("UPDATE organisations_organisation SET state = 'closed' WHERE id = %s", [school.pk])
    done = restoring.restore(plan(now(school)), by=BY, wait=5)
    assert now(school).state == "held"
    assert jobs.run(done.job_id) == "done"
    assert now(school).state == "closed"
    with connections["owner"].cursor() as cursor:
        cursor.execute("UPDATE organisations_organisation SET state = 'ready' WHERE id = %s", [school.pk])
    assert what_is_known(school, ill) == NOTHING
