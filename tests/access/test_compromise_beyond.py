"""Beyond the records of a compromised account: what it gave, families, other organisations, long work, pages."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from shared_apps.accounts import services as accounts
from shared_apps.accounts.actor import Actor
from shared_apps.accounts.compromise_models import CompromiseCase
from shared_apps.accounts.invitation_models import Invitation
from shared_apps.accounts.models import Membership, SecurityEvent
from shared_apps.accounts.queries import given_since, undecided_cases, work_stopped
from shared_apps.accounts.services import Invitee
from shared_apps.accounts.services import refusals as account_refusals
from shared_apps.jobs import services as jobs
from shared_apps.jobs.models import Job
from shared_apps.organisations.crossing import inside, shared
from shared_apps.organisations.models import Organisation
from shared_apps.organisations.routing import organisation_url
from tenant_apps.access import services
from tenant_apps.access.models import FamilyNotice
from tenant_apps.people import services as people
from tenant_apps.people.models import Person
from tests.enrolment.browsing import signed_in
from tests.factories.grants import granted

from .compromising import confirmed, edit, proposed, reported, told
from .conftest import BY, TODAY, Acting, Filled

# --- what was given, families, other organisations --------------------------------------------------------------------


def test_roles_and_sheets_given_under_the_account_are_taken_back(filled: Filled, acting: Acting) -> None:
    admin, friend = acting("coordinator", login="thief"), acting("moderator", login="friend")
    with inside(filled.organisation, by=admin):
        accounts.issue_membership(
            account_id=friend.account_id or 0, grant=granted(role="secretary", organisation_id=filled.organisation.pk),
            by=admin,
        )  # fmt: skip
        accounts.issue_invitations(
            organisation_id=filled.organisation.pk, role="guardian", people=[Invitee(filled.mother, "Ёлкина")], by=admin
        )
    case = reported(filled, admin)
    assert len(given_since(case, filled.organisation.pk, BY)) == 2
    assert proposed(filled, case, acting("sysadmin")) is None

    confirmed(filled, case, acting("director"))

    with shared(by=BY):
        assert Membership.objects.get(account=friend.account_id, role="secretary").ended_at is not None
        assert Invitation.objects.get().revoked_at is not None


def places_of(report: int) -> dict[int | None, CompromiseCase]:
    with shared(by=BY):
        return {one.organisation_id: one for one in CompromiseCase.objects.filter(report=report)}


def worked_before(account_id: int | None, *, days: int, **scope: Any) -> None:
    """A role of the account that ended so many days ago."""
    now = timezone.now()
    with shared(by=BY):
        Membership.objects.create(
            account_id=account_id, granted_at=now - timedelta(days=days + 30), ended_at=now - timedelta(days=days),
            valid_from=TODAY - timedelta(days=days + 30), valid_to=TODAY - timedelta(days=days), **scope,
        )  # fmt: skip


def test_an_earlier_moment_opens_cases_where_the_account_worked_only_before(
    filled: Filled, other_school: Organisation, acting: Acting, thief: Actor
) -> None:
    worked_before(thief.account_id, days=10, role="secretary", scope_kind="organisation", organisation=other_school)
    worked_before(thief.account_id, days=20, role="ministry", scope_kind="region")
    report = accounts.report_compromise(account_id=thief.account_id or 0, by=thief)
    here, there, admin = filled.organisation.pk, other_school.pk, acting("sysadmin")
    assert set(places_of(report)) == {here}

    def count_from(days: int | None) -> None:
        since = timezone.now() - timedelta(days=days) if days else None
        with inside(filled.organisation, by=admin):
            services.count_from(
                case_id=places_of(report)[here].pk, since=since, reason="Вход ночью", organisation_id=here, by=admin
            )

    count_from(5)
    assert set(places_of(report)) == {here}, "it had ended by then"
    count_from(15)
    first = places_of(report)[there]
    assert (set(places_of(report)), first.state, first.since_reason) == ({here, there}, "open", "Вход ночью")
    assert first.since == places_of(report)[here].since
    count_from(None)
    count_from(25)
    assert set(places_of(report)) == {here, there, None}
    assert places_of(report)[there].since == first.since, "a case that stands keeps its own moment"
    head = acting("director", organisation=other_school, login="head-there")
    with inside(other_school, by=head):
        services.decide_clean(case_id=first.pk, decision="Всё верно", organisation_id=there, by=head)
    assert places_of(report)[there].state == "clean"


def test_families_of_touched_students_are_told_once(filled: Filled, acting: Acting, thief: Actor) -> None:
    edit(filled, thief, filled.anna_person, "+7 900 000-00-01")
    edit(filled, thief, filled.anna_person, "+7 900 000-00-02")
    case = reported(filled, thief)
    proposed(filled, case, acting("sysadmin"))
    outcome = confirmed(filled, case, acting("director"))
    assert outcome.families == 1
    assert told(filled) == {filled.anna: 2}


def test_guardians_card_touches_all_his_children(filled: Filled, acting: Acting, thief: Actor) -> None:
    edit(filled, thief, filled.mother_person, "+7 900 000-00-01")
    case = reported(filled, thief)
    proposed(filled, case, acting("sysadmin"))
    confirmed(filled, case, acting("director"))
    assert set(told(filled)) == {filled.anna, filled.vera}


def test_new_document_that_vanishes_touches_its_student(filled: Filled, acting: Acting, thief: Actor) -> None:
    with inside(filled.organisation, by=thief):
        people.add_document(
            person_id=filled.vera_person, by=thief,
            document=people.Document(kind="birth_certificate", series="III-АГ", number="123456"),
        )  # fmt: skip
    case = reported(filled, thief)
    proposed(filled, case, acting("sysadmin"))
    confirmed(filled, case, acting("director"))
    assert set(told(filled)) == {filled.vera}


def test_family_sees_the_notice_until_somebody_has_read_it(filled: Filled, acting: Acting, thief: Actor) -> None:
    edit(filled, thief, filled.anna_person, "+7 900 000-00-01")
    case = reported(filled, thief)
    proposed(filled, case, acting("sysadmin"))
    confirmed(filled, case, acting("director"))
    mother = signed_in("guardian", filled.organisation, card_id=filled.mother)
    secretary = signed_in("secretary", filled.organisation)
    mark = "семья не прочитала"
    with inside(filled.organisation, by=BY):
        notice = FamilyNotice.objects.get().pk
    with shared(by=BY):
        place = Membership.objects.get(role="guardian").pk
    assert "отменено" in mother.get("/me/").content.decode()
    assert mark in secretary.get(filled.url(f"students/{filled.anna}/")).content.decode()

    assert mother.post(f"/me/notices/{place}/{notice}/read/").status_code == 302

    assert "отменено" not in mother.get("/me/").content.decode()
    assert mark not in secretary.get(filled.url(f"students/{filled.anna}/")).content.decode()


def test_notice_of_another_family_is_refused(filled: Filled, acting: Acting, thief: Actor) -> None:
    edit(filled, thief, filled.vera_person, "+7 900 000-00-01")
    case = reported(filled, thief)
    proposed(filled, case, acting("sysadmin"))
    confirmed(filled, case, acting("director"))
    grandmother = signed_in("guardian", filled.organisation, card_id=filled.grandmother)
    with inside(filled.organisation, by=BY):
        notice = FamilyNotice.objects.get().pk
    with shared(by=BY):
        place = Membership.objects.get(role="guardian").pk
    assert grandmother.post(f"/me/notices/{place}/{notice}/read/").status_code == 422
    with inside(filled.organisation, by=BY):
        assert FamilyNotice.objects.get().read_at is None


def test_each_organisation_voids_its_own_operations(filled: Filled, acting: Acting, other_school: Organisation) -> None:
    thief = acting("secretary", login="thief")
    with shared(by=BY):
        Membership.objects.create(
            account_id=thief.account_id, role="secretary", scope_kind="organisation", organisation=other_school,
            valid_from=date(2020, 1, 1),
        )  # fmt: skip
    with inside(other_school, by=thief):
        stranger = people.create_student(
            name=people.Name("Чужая", "Ася"), particulars={"sex": "female", "birth_date": date(2014, 1, 1)}, by=thief
        )
    edit(filled, thief, filled.anna_person, "+7 900 000-00-01")
    case = reported(filled, thief)
    proposed(filled, case, acting("sysadmin"))
    confirmed(filled, case, acting("director"))

    with inside(other_school, by=BY):
        assert Person.objects.filter(pk=stranger.person_id).exists()
    waiting = undecided_cases(other_school.pk, BY)
    assert [row.state for row in waiting] == ["open"]
    with pytest.raises(account_refusals.NoSuchCase):
        proposed(filled, waiting[0].pk, acting("sysadmin", login="second"))


def test_voiding_is_in_the_regions_security_log(filled: Filled, acting: Acting, thief: Actor) -> None:
    edit(filled, thief, filled.anna_person, "+7 900 000-00-01")
    case = reported(filled, thief)
    proposed(filled, case, acting("sysadmin"))
    confirmed(filled, case, acting("director"))
    with shared(by=BY):
        kinds = SecurityEvent.objects.filter(account=thief.account_id).values_list("kind", flat=True)
        assert {"compromised", "voided"} <= set(kinds)


# --- pages ------------------------------------------------------------------------------------------------------------


def test_key_of_a_frozen_account_is_refused_by_the_api(filled: Filled, thief: Actor) -> None:
    assert thief.membership is not None
    key = accounts.create_token(
        name="x", membership_id=thief.membership.id, scopes=["student.view"], days=1, by=thief
    ).token
    path, headers = filled.url("api/v1/students/"), {"Authorization": f"Bearer {key}"}
    assert Client().get(path, headers=headers).status_code == 200
    reported(filled, thief)
    assert Client().get(path, headers=headers).status_code == 401


def test_head_is_told_on_the_first_page(filled: Filled, thief: Actor) -> None:
    director = signed_in("director", filled.organisation)
    assert "скомпрометирована" not in director.get(filled.url("")).content.decode()
    reported(filled, thief)
    assert "скомпрометирована" in director.get(filled.url("")).content.decode()


def test_own_report_signs_out_and_says_what_comes_next(filled: Filled) -> None:
    client = signed_in("teacher", filled.organisation)
    answer = client.post("/account/compromised/", {"day": "", "time": "", "reason": ""})
    assert (answer.status_code, answer["Location"]) == (302, "/account/frozen/")
    assert client.get("/account/").status_code == 302
    assert "заморожена" in client.get("/account/frozen/").content.decode()


def test_earlier_moment_without_a_reason_keeps_what_was_typed(filled: Filled) -> None:
    client = signed_in("teacher", filled.organisation)
    answer = client.post("/account/compromised/", {"day": "01.09.2020", "time": "10:15", "reason": ""})
    assert answer.status_code == 422
    assert "10:15" in answer.content.decode()


def test_whole_way_by_pages(filled: Filled, acting: Acting, thief: Actor) -> None:
    edit(filled, thief, filled.anna_person, "+7 900 000-00-01")
    edit(filled, thief, filled.vera_person, "+7 900 000-00-02")
    edit(filled, acting("operator"), filled.vera_person, "+7 900 000-00-03")
    case = reported(filled, thief)
    sysadmin, director = signed_in("sysadmin", filled.organisation), signed_in("director", filled.organisation)
    path = filled.url(f"access/compromised/{case}/")

    assert sysadmin.post(f"{path}propose/").status_code == 302
    assert "Имя a-operator" in _text(director, path) or "Имя operator" in _text(director, path)
    assert sysadmin.get(f"{path}confirm/").status_code == 403
    assert director.post(f"{path}confirm/").status_code == 302

    assert "операции недействительны" in _text(director, path)
    assert "Ёлкина Анна" in _text(director, f"{path}families/")
    assert director.get(f"{path}families/?export=pdf").status_code == 200
    administrator = director.post(filled.url(f"accounts/{thief.account_id}/release/"))
    assert "Временный пароль" in administrator.content.decode()


@pytest.mark.parametrize("page", ["", "since/", "propose/", "withdraw/", "confirm/", "nothing/", "families/"])
def test_report_of_another_organisation_is_not_there(
    filled: Filled, thief: Actor, other_school: Organisation, page: str
) -> None:
    case = reported(filled, thief)
    stranger = signed_in("director", other_school)
    assert stranger.get(f"/o/{other_school.slug}/access/compromised/{case}/{page}").status_code == 404


def _text(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


# --- long work --------------------------------------------------------------------------------------------------------


def test_long_work_of_a_frozen_account_is_stopped_and_listed(filled: Filled, thief: Actor) -> None:
    with inside(filled.organisation, by=thief):
        waiting = jobs.enqueue("rollover_try", by=thief, organisation_id=filled.organisation.pk, arguments={"plan": 1})
    with inside(filled.organisation, by=BY):
        others = jobs.enqueue("rollover_try", by=BY, organisation_id=filled.organisation.pk, arguments={"plan": 1})

    case = reported(filled, thief)

    with shared(by=BY):
        states = dict(Job.objects.values_list("pk", "state"))
        report = CompromiseCase.objects.get(pk=case).report_id
    assert states == {waiting.pk: "cancelled", others.pk: "waiting"}
    assert jobs.run(waiting.pk) == ""
    rows = work_stopped(report, filled.organisation.pk, BY)
    assert [(row.pk, row.had_begun) for row in rows] == [(waiting.pk, False)]
    director = signed_in("director", filled.organisation)
    address = organisation_url(filled.organisation.slug, "access:report", case)
    assert "Остановленные длительные работы" in director.get(address).content.decode()


def test_work_that_runs_when_the_account_is_frozen_leaves_nothing(filled: Filled, thief: Actor) -> None:
    """It can't say that it is done any more, and so its transaction is rolled back."""
    with inside(filled.organisation, by=thief):
        job = jobs.enqueue("rollover_try", by=thief, organisation_id=filled.organisation.pk, arguments={"plan": 1})
    with shared(by=BY):
        Job.objects.filter(pk=job.pk).update(state="running", attempt=1)
    reported(filled, thief)
    running = jobs.Running(job.pk, 1, {}, {}, filled.organisation.pk, thief)

    with pytest.raises(jobs.LostJob), shared(by=BY):
        jobs._complete(running, {})
    with pytest.raises(jobs.LostJob):
        running.step(done=1)
