"""Operations of a compromised account: seen, proposed by one, confirmed by another, voided; conflicts and families."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from shared_apps.accounts import services as accounts
from shared_apps.accounts.actor import Actor
from shared_apps.accounts.compromise_models import CompromiseCase
from shared_apps.accounts.invitation_models import Invitation
from shared_apps.accounts.models import Membership, SecurityEvent
from shared_apps.accounts.queries import case_of, given_since, undecided_cases
from shared_apps.accounts.services import Grant, Invitee
from shared_apps.accounts.services import refusals as account_refusals
from shared_apps.organisations.crossing import By, inside, shared
from shared_apps.organisations.models import Organisation
from tenant_apps.access import refusals, services
from tenant_apps.access.models import FamilyNotice
from tenant_apps.enrolment import services as enrolment
from tenant_apps.enrolment.models import Order
from tenant_apps.history import queries as history
from tenant_apps.history import reversal
from tenant_apps.people import services as people
from tenant_apps.people.models import Person
from tests.enrolment.browsing import signed_in

from .conftest import BY, TODAY, Acting, Filled


@pytest.fixture
def thief(acting: Acting) -> Actor:
    """The secretary's account, and what somebody else does under it."""
    return acting("secretary", login="thief")


def edit(filled: Filled, by: By, person: int, phone: str, **more: str) -> None:
    with inside(filled.organisation, by=by):
        people.edit_person(person_id=person, changes={"phone": phone, **more}, version=None, by=by)


def phone(filled: Filled, person: int) -> str:
    with inside(filled.organisation, by=BY):
        return Person.objects.get(pk=person).phone


def reported(filled: Filled, thief: Actor, *, hours: int = 1) -> int:
    """The case of a report that counts from some hours ago."""
    since = timezone.now() - timedelta(hours=hours)
    report = accounts.report_compromise(
        account_id=thief.account_id or 0, known_since=since, note="Пароль был на стикере", by=thief
    )
    with shared(by=BY):
        return CompromiseCase.objects.get(report=report, organisation=filled.organisation).pk


def proposed(filled: Filled, case: int, by: Actor) -> int | None:
    with inside(filled.organisation, by=by):
        return services.propose_voiding(case_id=case, organisation_id=filled.organisation.pk, by=by)


def confirmed(filled: Filled, case: int, by: Actor) -> services.Voided:
    with inside(filled.organisation, by=by):
        return services.confirm_voiding(case_id=case, organisation_id=filled.organisation.pk, by=by)


def told(filled: Filled) -> dict[int, int]:
    with inside(filled.organisation, by=BY):
        return dict(FamilyNotice.objects.values_list("student", "changes"))


# --- voiding ----------------------------------------------------------------------------------------------------------


def test_operations_are_taken_back_and_the_case_is_closed(filled: Filled, acting: Acting, thief: Actor) -> None:
    edit(filled, thief, filled.anna_person, "+7 900 000-00-01")
    case = reported(filled, thief)
    number = proposed(filled, case, acting("sysadmin"))
    assert phone(filled, filled.anna_person) == "+7 900 000-00-01"

    outcome = confirmed(filled, case, acting("director"))

    assert outcome.is_done
    assert phone(filled, filled.anna_person) == ""
    row = case_of(case, filled.organisation.pk, BY)
    assert row is not None
    assert (row.state, row.reversal, row.decided_by) == ("voided", number, "Имя director")


def test_operations_from_before_the_moment_stay(filled: Filled, acting: Acting, thief: Actor) -> None:
    edit(filled, thief, filled.anna_person, "+7 900 000-00-01")
    report = accounts.report_compromise(account_id=thief.account_id or 0, by=thief)
    with shared(by=BY):
        case = CompromiseCase.objects.get(report=report)
    with pytest.raises(refusals.NothingSince):
        proposed(filled, case.pk, acting("sysadmin"))


def test_earlier_moment_is_given_with_a_reason(filled: Filled, acting: Acting, thief: Actor) -> None:
    edit(filled, thief, filled.anna_person, "+7 900 000-00-01")
    report = accounts.report_compromise(account_id=thief.account_id or 0, by=thief)
    with shared(by=BY):
        case = CompromiseCase.objects.get(report=report).pk
    by = acting("sysadmin")
    earlier = timezone.now() - timedelta(hours=1)
    named = {"case_id": case, "organisation_id": filled.organisation.pk, "by": by}
    with inside(filled.organisation, by=by), pytest.raises(account_refusals.EarlierNeedsReason):
        services.count_from(since=earlier, reason=" ", **named)  # type: ignore[arg-type]
    with inside(filled.organisation, by=by):
        services.count_from(since=earlier, reason="видели камеры", **named)  # type: ignore[arg-type]
    assert proposed(filled, case, by) is not None


def test_later_edit_by_another_is_a_conflict_with_his_name(filled: Filled, acting: Acting, thief: Actor) -> None:
    edit(filled, thief, filled.anna_person, "+7 900 000-00-01")
    edit(filled, thief, filled.vera_person, "+7 900 000-00-02")
    edit(filled, acting("operator"), filled.anna_person, "+7 900 000-00-03")
    case = reported(filled, thief)
    number = proposed(filled, case, acting("sysadmin"))

    outcome = confirmed(filled, case, acting("director"))

    assert phone(filled, filled.anna_person) == "+7 900 000-00-03"
    assert phone(filled, filled.vera_person) == ""
    assert outcome.reversed_lines == 1
    with inside(filled.organisation, by=BY):
        protocol = history.reversal_by_number(number or 0)
        assert protocol is not None
        [conflict] = history.conflicts(protocol, holds=acting("coordinator").holds)
    assert conflict.later is not None
    assert conflict.later.actor_name == "Имя operator"


def test_edit_between_proposal_and_confirmation_shows_the_protocol_anew(
    filled: Filled, acting: Acting, thief: Actor
) -> None:
    edit(filled, thief, filled.anna_person, "+7 900 000-00-01")
    edit(filled, thief, filled.vera_person, "+7 900 000-00-02")
    case = reported(filled, thief)
    proposed(filled, case, acting("sysadmin"))
    edit(filled, acting("operator"), filled.anna_person, "+7 900 000-00-03")
    director = acting("director")

    first, second = confirmed(filled, case, director), confirmed(filled, case, director)

    assert (first.is_done, second.is_done) == (False, True)
    assert phone(filled, filled.vera_person) == ""


def test_everything_in_conflict_says_so(filled: Filled, acting: Acting, thief: Actor) -> None:
    edit(filled, thief, filled.anna_person, "+7 900 000-00-01")
    edit(filled, acting("operator"), filled.anna_person, "+7 900 000-00-03")
    case = reported(filled, thief)
    proposed(filled, case, acting("sysadmin"))
    with pytest.raises(refusals.EverythingInConflict):
        confirmed(filled, case, acting("director"))


def test_signed_order_is_cancelled_by_an_order(filled: Filled, acting: Acting, thief: Actor) -> None:
    with inside(filled.organisation, by=thief):
        leaving = enrolment.Line(student_id=filled.vera, on=TODAY, reason="to_school", counterpart="Школа № 2")
        order = enrolment.draft_order(
            kind="leaving_transfer", requisites=enrolment.Requisites(date=TODAY), lines=[leaving], by=thief
        )
        enrolment.sign_order(order_id=order.pk, by=thief)
    case = reported(filled, thief)
    proposed(filled, case, acting("sysadmin"))

    outcome = confirmed(filled, case, acting("director"))

    with inside(filled.organisation, by=BY):
        order.refresh_from_db()
        assert order.state == Order.State.CANCELLED
        assert Order.objects.filter(cancels=order).exists()
    assert outcome.cancelled_lines
    assert set(told(filled)) == {filled.vera}


# --- two persons ------------------------------------------------------------------------------------------------------


def test_who_proposed_does_not_confirm(filled: Filled, acting: Acting, thief: Actor) -> None:
    edit(filled, thief, filled.anna_person, "+7 900 000-00-01")
    director, case = acting("director"), reported(filled, thief)
    proposed(filled, case, director)
    with pytest.raises(account_refusals.SecondPersonNeeded):
        confirmed(filled, case, director)


@pytest.mark.parametrize("role", ["coordinator", "sysadmin"])
def test_only_the_head_confirms(filled: Filled, acting: Acting, thief: Actor, role: str) -> None:
    edit(filled, thief, filled.anna_person, "+7 900 000-00-01")
    case = reported(filled, thief)
    proposed(filled, case, acting("sysadmin", login="proposer"))
    with pytest.raises(account_refusals.HeadConfirms):
        confirmed(filled, case, acting(role))


def test_coordinator_confirms_what_was_done_under_the_heads_account(filled: Filled, acting: Acting) -> None:
    head = acting("director")
    edit(filled, head, filled.anna_person, "+7 900 000-00-01")
    case = reported(filled, head)
    proposed(filled, case, acting("sysadmin"))
    assert confirmed(filled, case, acting("coordinator")).is_done


def test_protocol_is_not_confirmed_or_put_away_past_the_report(filled: Filled, acting: Acting, thief: Actor) -> None:
    edit(filled, thief, filled.anna_person, "+7 900 000-00-01")
    case, director = reported(filled, thief), acting("director")
    number = proposed(filled, case, acting("sysadmin")) or 0
    with inside(filled.organisation, by=director):
        with pytest.raises(reversal.KeptElsewhere):
            reversal.confirm(number, by=director)
        with pytest.raises(reversal.KeptElsewhere):
            reversal.abandon(number, by=director)


def test_withdrawn_proposal_is_to_be_looked_at_again(filled: Filled, acting: Acting, thief: Actor) -> None:
    edit(filled, thief, filled.anna_person, "+7 900 000-00-01")
    case, by = reported(filled, thief), acting("sysadmin")
    proposed(filled, case, by)
    with inside(filled.organisation, by=by):
        services.withdraw_proposal(case_id=case, organisation_id=filled.organisation.pk, by=by)
    row = case_of(case, filled.organisation.pk, BY)
    assert row is not None
    assert (row.state, row.reversal) == ("open", None)


def test_nothing_to_void_needs_words(filled: Filled, acting: Acting, thief: Actor) -> None:
    case, by = reported(filled, thief), acting("director")
    named = {"case_id": case, "organisation_id": filled.organisation.pk, "by": by}
    with inside(filled.organisation, by=by), pytest.raises(account_refusals.DecisionMissing):
        services.decide_clean(decision=" ", **named)  # type: ignore[arg-type]
    with inside(filled.organisation, by=by):
        services.decide_clean(decision="телефон нашёлся", **named)  # type: ignore[arg-type]
    with inside(filled.organisation, by=by), pytest.raises(account_refusals.CaseDecided):
        services.decide_clean(decision="ещё раз", **named)  # type: ignore[arg-type]


# --- what was given, families, other organisations --------------------------------------------------------------------


def test_roles_and_sheets_given_under_the_account_are_taken_back(filled: Filled, acting: Acting) -> None:
    admin, friend = acting("coordinator", login="thief"), acting("moderator", login="friend")
    with inside(filled.organisation, by=admin):
        accounts.issue_membership(
            account_id=friend.account_id or 0, grant=Grant(role="secretary", organisation_id=filled.organisation.pk),
            by=admin,
        )  # fmt: skip
        accounts.issue_invitations(
            organisation_id=filled.organisation.pk, role="guardian", people=[Invitee(filled.mother, "Ёлкина")], by=admin
        )
    case = reported(filled, admin)
    assert len(given_since(case, filled.organisation.pk, BY)) == 2
    assert proposed(filled, case, acting("sysadmin")) is None

    outcome = confirmed(filled, case, acting("director"))

    assert (outcome.roles_ended, outcome.invitations_revoked) == (1, 1)
    with shared(by=BY):
        assert Membership.objects.get(account=friend.account_id, role="secretary").ended_at is not None
        assert Invitation.objects.get().revoked_at is not None


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
