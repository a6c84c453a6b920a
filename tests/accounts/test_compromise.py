"""A compromised account is frozen at once, everywhere; each organisation gets a case; it is released with a password."""

from datetime import timedelta

import pytest
from django.utils import timezone

from shared_apps.accounts import services
from shared_apps.accounts.actor import ANONYMOUS, Actor
from shared_apps.accounts.compromise_models import CompromiseCase, CompromiseReport
from shared_apps.accounts.models import Account, ApiToken, SecurityEvent, Session
from shared_apps.accounts.services import refusals
from shared_apps.organisations.crossing import By, shared
from shared_apps.organisations.routing import region_url
from tests.factories.grants import granted

from .conftest import PASSWORD, SYSTEM, Region, account, actor, give_password, signed_in

pytestmark = pytest.mark.django_db


def member(region: Region, role: str) -> Account:
    card = 1 if role in ("guardian", "student") else None
    return account(role, granted(role=role, organisation_id=region.school.pk, card_id=card))


def report(who: Account, by: By, **said: object) -> int:
    return services.report_compromise(account_id=who.pk, by=by, **said)  # type: ignore[arg-type]


def decide(report_id: int, by: Account) -> None:
    with shared(by=SYSTEM):
        CompromiseCase.objects.filter(report=report_id).update(state="clean", decided_at=timezone.now(), decided_by=by)


@pytest.mark.parametrize("role", ["teacher", "guardian", "director"])
def test_everybody_reports_the_own_account(region: Region, role: str) -> None:
    who = member(region, role)
    report(who, actor(who))
    with shared(by=SYSTEM):
        assert Account.objects.get(pk=who.pk).frozen_at is not None


def test_administrator_reports_an_account_below(region: Region) -> None:
    teacher = member(region, "teacher")
    assert report(teacher, actor(member(region, "sysadmin")))


@pytest.mark.parametrize(("reporter", "reported"), [("sysadmin", "director"), ("sysadmin", "coordinator")])
def test_account_above_is_not_frozen(region: Region, reporter: str, reported: str) -> None:
    above = member(region, reported)
    with pytest.raises(refusals.NotYoursToFreeze):
        report(above, actor(member(region, reporter)))


def test_account_of_another_organisation_is_not_frozen(region: Region) -> None:
    stranger = account("stranger", granted(role="teacher", organisation_id=region.other.pk))
    with pytest.raises(refusals.NotYoursToFreeze):
        report(stranger, actor(member(region, "director")))


def test_analyst_who_teaches_is_not_frozen_by_the_school(region: Region) -> None:
    both = account("both", granted(role="ministry"), granted(role="teacher", organisation_id=region.school.pk))
    with pytest.raises(refusals.NotYoursToFreeze):
        report(both, actor(member(region, "director")))


def test_guardian_of_two_schools_is_frozen_by_either(region: Region) -> None:
    parent = account(
        "parent",
        granted(role="guardian", organisation_id=region.school.pk, card_id=1),
        granted(role="guardian", organisation_id=region.other.pk, card_id=2),
    )
    made = report(parent, actor(member(region, "director")))
    with shared(by=SYSTEM):
        places = set(CompromiseCase.objects.filter(report=made).values_list("organisation", flat=True))
    assert places == {region.school.pk, region.other.pk}


def test_freezing_ends_sessions_and_keys(region: Region) -> None:
    who = member(region, "teacher")
    client = signed_in(who)
    services.create_token(
        name="x",
        membership_id=actor(who).membership.id,
        scopes=["class.view"],
        days=1,
        by=actor(who),  # type: ignore[union-attr]
    )
    assert client.get(region_url("accounts:profile")).status_code == 200

    report(who, actor(who))

    assert client.get(region_url("accounts:profile")).status_code == 302
    with shared(by=SYSTEM):
        assert not Session.objects.filter(account=who, ended_at__isnull=True).exists()
        assert not ApiToken.objects.filter(account=who, revoked_at__isnull=True).exists()


def test_session_begun_after_all_does_not_help(region: Region) -> None:
    """Even a session or a key that slipped by is nobody's: loading asks the account itself."""
    who = member(region, "teacher")
    report(who, actor(who))
    assert signed_in(who).get(region_url("accounts:profile")).status_code == 302


def test_sign_in_is_refused_with_words(region: Region) -> None:
    who = member(region, "teacher")
    give_password(who)
    report(who, actor(who))
    with pytest.raises(refusals.AccountFrozen):
        services.sign_in(login="teacher", password=PASSWORD, ip=None, by=ANONYMOUS)


def test_wrong_password_does_not_tell_that_it_is_frozen(region: Region) -> None:
    who = member(region, "teacher")
    give_password(who)
    report(who, actor(who))
    with pytest.raises(refusals.WrongSignIn):
        services.sign_in(login="teacher", password="something else", ip=None, by=ANONYMOUS)


def test_report_is_in_the_security_log(region: Region) -> None:
    who = member(region, "teacher")
    report(who, actor(who))
    with shared(by=SYSTEM):
        assert SecurityEvent.objects.filter(kind="compromised", account=who).count() == 1


def test_second_report_is_refused(region: Region) -> None:
    who = member(region, "teacher")
    report(who, actor(who))
    with pytest.raises(refusals.AlreadyReported):
        report(who, actor(member(region, "director")))


def test_earlier_moment_needs_a_reason(region: Region) -> None:
    who = member(region, "teacher")
    with pytest.raises(refusals.EarlierNeedsReason):
        report(who, actor(who), known_since=timezone.now() - timedelta(days=1))


def test_moment_in_the_future_is_refused(region: Region) -> None:
    who = member(region, "teacher")
    with pytest.raises(refusals.MomentInTheFuture):
        report(who, actor(who), known_since=timezone.now() + timedelta(days=1), note="x")


def test_moment_before_any_operation_is_refused(region: Region) -> None:
    who = member(region, "teacher")
    for year in (1, 1999):
        with pytest.raises(refusals.MomentTooLongAgo):
            report(who, actor(who), known_since=timezone.now().replace(year=year, month=1, day=2), note="x")


def test_operations_count_from_the_report_or_from_the_moment_it_says(region: Region) -> None:
    who, moment = member(region, "teacher"), timezone.now() - timedelta(days=1)
    made = report(who, actor(who), known_since=moment, note="потерян телефон")
    with shared(by=SYSTEM):
        case = CompromiseCase.objects.get(report=made)
    assert (case.since, case.since_reason) == (moment, "потерян телефон")


def test_role_that_ended_after_the_moment_has_a_case_too(region: Region) -> None:
    who = account("moved", granted(role="teacher", organisation_id=region.school.pk))
    with shared(by=SYSTEM):
        who.memberships.update(
            valid_from=timezone.localdate() - timedelta(days=9), valid_to=timezone.localdate(), ended_at=timezone.now()
        )
    made = report(who, SYSTEM, known_since=timezone.now() - timedelta(hours=2), note="x")
    with shared(by=SYSTEM):
        assert CompromiseCase.objects.filter(report=made, organisation=region.school.pk).exists()


def test_release_waits_for_every_organisation(region: Region) -> None:
    who, director = member(region, "teacher"), member(region, "director")
    made = report(who, actor(who))
    with pytest.raises(refusals.CasesUndecided):
        services.release_account(report_id=made, by=actor(director))


def test_release_gives_a_temporary_password(region: Region) -> None:
    who, director = member(region, "teacher"), member(region, "director")
    made = report(who, actor(who))
    decide(made, director)

    issued = services.release_account(report_id=made, by=actor(director))

    signed = services.sign_in(login=issued.login, password=issued.password, ip=None, by=ANONYMOUS)
    assert signed.must_change_password
    with shared(by=SYSTEM):
        assert CompromiseReport.objects.get(pk=made).released_by_id == director.pk


def test_release_of_oneself_is_refused(region: Region) -> None:
    director = member(region, "director")
    made = report(director, actor(director))
    decide(made, director)
    with pytest.raises(refusals.NotYoursToManage):
        services.release_account(report_id=made, by=actor(director))


def test_guardian_of_two_schools_is_released_above(region: Region) -> None:
    """A school that gave him a password could see the child in the other school."""
    parent = account(
        "parent",
        granted(role="guardian", organisation_id=region.school.pk, card_id=1),
        granted(role="guardian", organisation_id=region.other.pk, card_id=2),
    )
    director = member(region, "director")
    made = report(parent, actor(director))
    decide(made, director)
    with pytest.raises(refusals.NotYoursToManage):
        services.release_account(report_id=made, by=actor(director))
    above: Actor = actor(account("above", granted(role="regadmin")))
    assert services.release_account(report_id=made, by=above).password


def test_unblocking_does_not_release(region: Region) -> None:
    who, director = member(region, "teacher"), actor(member(region, "director"))
    report(who, actor(who))
    services.unblock_account(account_id=who.pk, by=director)
    with shared(by=SYSTEM):
        assert Account.objects.get(pk=who.pk).frozen_at is not None
