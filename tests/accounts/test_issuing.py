"""Who issues what to whom: roles below one's own, scopes within one's own, accounts wholly within one's care."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from shared_apps.accounts import reach, services
from shared_apps.accounts.models import Account, Membership, SecurityEvent
from shared_apps.accounts.services import Grant, refusals
from shared_apps.organisations.crossing import By, DoorError, shared
from shared_apps.organisations.models import OrganisationPeriod, SharedChange, Supervision
from shared_apps.organisations.periods import FOREVER
from tests.factories.grants import ORDER, granted

from .conftest import SYSTEM, Region, account, actor, organisation

pytestmark = pytest.mark.django_db


def test_account_gets_a_temporary_password_to_change(region: Region) -> None:
    director = account("director", granted(role="director", organisation_id=region.school.pk))

    issued = services.create_account(
        name="Иванова Мария Петровна",
        grant=granted(role="secretary", organisation_id=region.school.pk, order_number="12"),
        by=actor(director),
    )

    with shared(by=SYSTEM):
        made = Account.objects.get(pk=issued.account_id)
        assert made.login == issued.login == "ivanova.mp"
        assert made.must_change_password
        assert made.temporary_until is not None
        assert made.created_by_id == director.pk
        assert Membership.objects.get(account=made).order_number == "12"
        assert issued.password not in made.password
        assert "password" not in SharedChange.objects.get(object_id=made.pk, model="accounts.account").after


def test_login_made_of_a_name_gets_a_number_when_taken(region: Region) -> None:
    logins = [services.create_account(name="Иванова Мария Петровна", by=SYSTEM).login for _ in range(3)]
    assert logins == ["ivanova.mp", "ivanova.mp2", "ivanova.mp3"]


def test_login_is_unique_in_any_case(region: Region) -> None:
    account("secretary")
    with pytest.raises(refusals.LoginTaken):
        services.create_account(name="Another", login="SECRETARY", by=SYSTEM)


@pytest.mark.parametrize("login", ["аб", "ab", "with space", "петров", "-dash", "x" * 65])
def test_bad_login_is_refused(region: Region, login: str) -> None:
    with pytest.raises(refusals.BadLogin):
        services.create_account(name="Another", login=login, by=SYSTEM)


HEADS = {"director", "coordinator", "sysadmin", "inspector"}
WORKERS = {"operator", "secretary", "teacher", "classteacher", "committee", "moderator", "guardian", "student"}
ISSUERS = {
    "regadmin": {"ministry", "authority", "municipality"} | HEADS,
    "municipality": HEADS,
    "authority": HEADS,
    "director": {"coordinator", "sysadmin"} | WORKERS,
    "coordinator": WORKERS,
    "sysadmin": WORKERS,
    "ministry": set(), "inspector": set(), "secretary": set(), "teacher": set(), "guardian": set(),
}  # fmt: skip


@pytest.mark.parametrize(("role", "below"), ISSUERS.items())
def test_roles_each_issuer_gives(region: Region, role: str, below: set[str]) -> None:
    assert {one.code for one in reach.roles_below(actor(account("issuer", a_grant(region, role))))} == below


def a_grant(region: Region, role: str) -> Grant:
    today = timezone.localdate()
    match role:
        case "regadmin" | "ministry":
            return granted(role=role)
        case "municipality":
            return granted(role=role, municipality_id=region.north.pk)
        case "authority":
            return granted(role=role, authority_id=region.culture.pk)
        case "guardian" | "student":
            return granted(role=role, organisation_id=region.school.pk, card_id=7)
        case "inspector":
            return granted(
                role=role, organisation_id=region.school.pk, inspection_number="1", inspection_purpose="x",
                valid_from=today, valid_to=today + timedelta(days=10),
            )  # fmt: skip
        case _:
            return granted(role=role, organisation_id=region.school.pk)


@pytest.mark.parametrize(
    ("issuer", "place", "within"),
    [
        ("municipality", "school", True),
        ("municipality", "other", False),
        ("authority", "centre", True),
        ("authority", "school", False),
        ("regadmin", "school", True),
        ("regadmin", "other", True),
    ],
)
def test_director_is_given_only_within_the_issuers_scope(region: Region, issuer: str, place: str, within: bool) -> None:
    by = actor(account("issuer", a_grant(region, issuer)))
    grant = granted(role="director", organisation_id=getattr(region, place).pk)
    somebody = account("somebody")
    if within:
        assert services.issue_membership(account_id=somebody.pk, grant=grant, by=by)
    else:
        with pytest.raises(refusals.OutOfScope):
            services.issue_membership(account_id=somebody.pk, grant=grant, by=by)


def test_supervision_brings_an_organisation_into_scope(region: Region) -> None:
    by = actor(account("issuer", a_grant(region, "authority")))
    with shared(by=SYSTEM):
        Supervision.objects.create(authority=region.culture, organisation=region.school, valid_from=date(2020, 1, 1))
        Supervision.objects.create(
            authority=region.culture, organisation=region.other, valid_from=date(2020, 1, 1), valid_to=date(2021, 1, 1)
        )
    assert reach.organisations_of(by) == (region.school.pk, region.centre.pk)


def test_school_gives_roles_only_in_itself(region: Region) -> None:
    by = actor(account("director", granted(role="director", organisation_id=region.school.pk)))
    somebody = account("somebody")
    with pytest.raises(refusals.OutOfScope):
        services.issue_membership(
            account_id=somebody.pk, grant=granted(role="teacher", organisation_id=region.other.pk), by=by
        )


@pytest.mark.parametrize("role", ["director", "regadmin", "municipality", "no-such-role"])
def test_school_gives_no_role_above_its_own(region: Region, role: str) -> None:
    by = actor(account("coordinator", granted(role="coordinator", organisation_id=region.school.pk)))
    somebody = account("somebody")
    with pytest.raises(refusals.RoleAboveOwn):
        services.issue_membership(
            account_id=somebody.pk, grant=granted(role=role, organisation_id=region.school.pk), by=by
        )


def test_person_without_a_known_workplace_is_an_error_not_a_right(region: Region) -> None:
    with pytest.raises(DoorError, match="Actor"):
        services.create_account(name="Somebody Else", by=By(account_id=1, name="x"))


@pytest.mark.parametrize(
    "grant",
    [
        granted(role="director"),
        granted(role="ministry", organisation_id=1),
        granted(role="municipality", authority_id=1),
        granted(role="guardian", organisation_id=1),
    ],
)
def test_scope_that_does_not_fit_the_role_is_refused(region: Region, grant: Grant) -> None:
    with pytest.raises(refusals.ScopeDoesNotFit):
        services.issue_membership(account_id=account("somebody").pk, grant=grant, by=SYSTEM)


def test_same_role_is_not_given_twice_for_the_same_days(region: Region) -> None:
    grant = granted(role="teacher", organisation_id=region.school.pk)
    somebody = account("somebody", grant)
    with pytest.raises(refusals.AlreadyGiven):
        services.issue_membership(account_id=somebody.pk, grant=grant, by=SYSTEM)


def test_role_that_ended_can_be_given_again_the_same_day(region: Region) -> None:
    grant = granted(role="teacher", organisation_id=region.school.pk)
    somebody = account("somebody", grant)
    with shared(by=SYSTEM):
        first = Membership.objects.get(account=somebody)
    services.end_membership(membership_id=first.pk, by=SYSTEM)
    second = services.issue_membership(account_id=somebody.pk, grant=grant, by=SYSTEM)
    with shared(by=SYSTEM):
        assert [m.pk for m in Membership.objects.live(timezone.localdate()).filter(account=somebody)] == [second]


def test_ended_membership_says_who_and_when(region: Region) -> None:
    director = account("director", granted(role="director", organisation_id=region.school.pk))
    teacher = account("teacher", granted(role="teacher", organisation_id=region.school.pk))
    with shared(by=SYSTEM):
        membership = Membership.objects.get(account=teacher)

    services.end_membership(membership_id=membership.pk, by=actor(director))

    with shared(by=SYSTEM):
        membership.refresh_from_db()
        assert membership.ended_by_id == director.pk
        assert membership.ended_at is not None
        assert SharedChange.objects.filter(model="accounts.membership", object_id=membership.pk, action="end").exists()
    with pytest.raises(refusals.MembershipOver):
        services.end_membership(membership_id=membership.pk, by=actor(director))


def test_inspection_needs_number_purpose_and_end(region: Region) -> None:
    somebody, today = account("somebody"), timezone.localdate()
    dates = {"first_day": today, "last_day": today + timedelta(days=5)}
    for wrong in (
        {"number": "", "purpose": "x", **dates},
        {"number": "1", "purpose": " ", **dates},
        {"number": "1", "purpose": "x", "first_day": today, "last_day": today + timedelta(days=200)},
    ):
        with pytest.raises(refusals.InspectionIncomplete):
            services.issue_inspection(
                account_id=somebody.pk, organisation_id=region.school.pk, by=SYSTEM, **ORDER, **wrong
            )


def test_inspection_lasts_through_its_last_day(region: Region) -> None:
    somebody, today = account("somebody"), timezone.localdate()
    services.issue_inspection(
        account_id=somebody.pk, organisation_id=region.school.pk, number="77/2026", purpose="Плановая",
        first_day=today, last_day=today + timedelta(days=2), by=SYSTEM, **ORDER,
    )  # fmt: skip
    with shared(by=SYSTEM):
        live = Membership.objects.filter(account=somebody)
        assert live.live(today + timedelta(days=2)).exists()
        assert not live.live(today + timedelta(days=3)).exists()


def test_administrator_manages_only_accounts_wholly_in_his_care(region: Region) -> None:
    here = granted(role="teacher", organisation_id=region.school.pk)
    there = granted(role="teacher", organisation_id=region.other.pk)
    director = actor(account("director", granted(role="director", organisation_id=region.school.pk)))
    regadmin = actor(account("regadmin", granted(role="regadmin")))
    ours, both = account("ours", here), account("both", here, there)
    above = account("above", here, granted(role="ministry"))

    with shared(by=director):
        assert reach.may_manage(director, ours.pk)
        assert not reach.may_manage(director, both.pk)
        assert not reach.may_manage(director, above.pk)
        assert not reach.may_manage(director, director.account_id)
        assert all(reach.may_manage(regadmin, one.pk) for one in (ours, both, above))
    with pytest.raises(refusals.NotYoursToManage):
        services.reset_password(account_id=above.pk, by=director)


def test_guardian_of_children_in_two_schools_is_not_reset_by_one_of_them(region: Region) -> None:
    director = actor(account("director", granted(role="director", organisation_id=region.school.pk)))
    guardian = account(
        "guardian",
        granted(role="guardian", organisation_id=region.school.pk, card_id=1),
        granted(role="guardian", organisation_id=region.other.pk, card_id=1),
    )
    with pytest.raises(refusals.NotYoursToManage):
        services.reset_password(account_id=guardian.pk, by=director)


def test_administrator_sees_the_accounts_of_his_scope_only(region: Region) -> None:
    director = actor(account("director", granted(role="director", organisation_id=region.school.pk)))
    municipality = actor(account("municipality", granted(role="municipality", municipality_id=region.south.pk)))
    account("ours", granted(role="teacher", organisation_id=region.school.pk))
    account("theirs", granted(role="teacher", organisation_id=region.other.pk))
    services.create_account(name="Без роли", login="roleless", by=director)

    with shared(by=director):
        assert set(reach.accounts_of(director).values_list("login", flat=True)) == {"director", "ours", "roleless"}
        assert set(reach.accounts_of(municipality).values_list("login", flat=True)) == {"theirs"}


def test_blocking_needs_a_reason_and_is_logged(region: Region) -> None:
    director = actor(account("director", granted(role="director", organisation_id=region.school.pk)))
    teacher = account("teacher", granted(role="teacher", organisation_id=region.school.pk))
    with pytest.raises(refusals.ReasonMissing):
        services.block_account(account_id=teacher.pk, reason=" ", by=director)

    services.block_account(account_id=teacher.pk, reason="Уволена", by=director)

    with shared(by=SYSTEM):
        teacher.refresh_from_db()
        assert teacher.is_blocked
        assert SecurityEvent.objects.filter(account=teacher, kind="blocked").exists()
    services.unblock_account(account_id=teacher.pk, by=director)
    with shared(by=SYSTEM):
        teacher.refresh_from_db()
        assert not teacher.is_blocked


def test_scope_follows_the_period_of_today(region: Region) -> None:
    today = timezone.localdate()
    with shared(by=SYSTEM):
        moved = OrganisationPeriod.objects.get(organisation=region.school)
        moved.valid_to = today
        moved.save()
        moved.pk, moved.valid_from, moved.valid_to, moved.municipality = None, today, FOREVER, region.south
        moved.save()  # moved to the south today
        leaves = OrganisationPeriod.objects.get(organisation=region.other)
        leaves.valid_to = today + timedelta(days=9)
        leaves.save()
        leaves.pk, leaves.valid_from, leaves.valid_to = None, leaves.valid_to, FOREVER
        leaves.municipality = region.north
        leaves.save()  # moves to the north later
        closed = OrganisationPeriod.objects.get(organisation=region.centre)
        closed.valid_to = date(2024, 9, 1)
        closed.save()
        coming = organisation("coming", region.south)
        OrganisationPeriod.objects.filter(organisation=coming).update(valid_from=today + timedelta(days=30))
    south = actor(account("south", granted(role="municipality", municipality_id=region.south.pk)))
    north = actor(account("north", granted(role="municipality", municipality_id=region.north.pk)))
    expected = (region.school.pk, region.other.pk, region.centre.pk, coming.pk)
    assert reach.organisations_of(south) == tuple(sorted(expected))
    assert reach.organisations_of(north) == ()
