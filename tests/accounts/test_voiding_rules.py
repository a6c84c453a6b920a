"""What voiding does to each kind of operation with accounts, roles, invitations, keys and other reports."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.utils import timezone

from shared_apps.accounts import passwords, queries, services
from shared_apps.accounts.actor import ANONYMOUS
from shared_apps.accounts.compromise_models import CompromiseCase, CompromiseReport
from shared_apps.accounts.invitation_models import Invitation
from shared_apps.accounts.models import Account, ApiToken, Membership, Session
from shared_apps.accounts.queries.voiding import OperationRow
from shared_apps.accounts.services import Invitee
from shared_apps.jobs.models import Job
from shared_apps.organisations.crossing import shared
from shared_apps.organisations.models import ReopeningRequest
from tests.factories.grants import ORDER, granted

from .conftest import PASSWORD, SYSTEM, Region, account, actor, give_password, signed_in
from .voiding import operations, reported, voided

pytestmark = pytest.mark.django_db


@pytest.fixture
def thief(region: Region) -> Account:
    """A regional administrator, under whose account somebody else works: he may most."""
    return account("thief", granted(role="regadmin"))


@pytest.fixture
def head(head: Account) -> Account:
    give_password(head)
    return head


def the(who: Account) -> Account:
    with shared(by=SYSTEM):
        return Account.objects.get(pk=who.pk)


def anchored(thief: Account, region: Region) -> None:
    """Something that can always be taken back, so that there is a protocol."""
    services.issue_membership(account_id=account("anchor").pk, grant=granted(role="ministry"), by=actor(thief))


def last(case: int, by: Account, words: str) -> OperationRow:
    """The operation of these words."""
    (found,) = [row for row in operations(case, by) if words in row.what]
    return found


def test_reset_password_dies_and_sessions_end(thief: Account, head: Account, first: Account, second: Account) -> None:
    made = services.reset_password(account_id=head.pk, by=actor(thief))
    case = reported(thief)
    voided(case, first, second)
    assert last(case, first, "пароль сброшен").fate == "ended"
    assert not passwords.fits(made.password, the(head).password)
    assert not passwords.fits(PASSWORD, the(head).password), "the former one is not kept anywhere"


def test_password_that_the_owner_changed_since_is_asked_about(
    region: Region, thief: Account, head: Account, first: Account, second: Account
) -> None:
    made = services.reset_password(account_id=head.pk, by=actor(thief))
    services.change_password(old=made.password, new="чайка над старым причалом", keep_session=None, by=actor(head))
    anchored(thief, region)
    case = reported(thief)
    voided(case, first, second)
    row = last(case, first, "пароль сброшен")
    assert (row.fate, "спросите владельца" in row.note) == ("by_hand", True)
    assert passwords.fits("чайка над старым причалом", the(head).password)


def test_password_that_another_administrator_reset_since_stays(
    region: Region, thief: Account, head: Account, first: Account, second: Account
) -> None:
    services.reset_password(account_id=head.pk, by=actor(thief))
    made = services.reset_password(account_id=head.pk, by=actor(first))
    anchored(thief, region)
    case = reported(thief)
    voided(case, first, second)
    row = last(case, first, "пароль сброшен")
    assert (row.fate, row.note) == ("gone", "Пароль с тех пор заменён: Name first.")
    assert passwords.fits(made.password, the(head).password)


def test_block_and_unblock_go_back(
    region: Region, thief: Account, head: Account, first: Account, second: Account
) -> None:
    other = account("other", granted(role="director", organisation_id=region.other.pk))
    services.block_account(account_id=other.pk, reason="увольнение", by=actor(first))
    services.block_account(account_id=head.pk, reason="x", by=actor(thief))
    services.unblock_account(account_id=other.pk, by=actor(thief))
    voided(reported(thief), first, second)
    assert (the(head).is_blocked, the(other).is_blocked, the(other).blocked_reason) == (False, True, "увольнение")


def test_account_blocked_again_is_shut_out(
    region: Region, thief: Account, head: Account, first: Account, second: Account
) -> None:
    services.block_account(account_id=head.pk, reason="увольнение", by=actor(first))
    services.unblock_account(account_id=head.pk, by=actor(thief))
    signed_in(head)
    voided(reported(thief), first, second)
    with shared(by=SYSTEM):
        assert not Session.objects.open(timezone.now()).filter(account=head).exists()


def test_sign_ins_since_are_no_conflict(
    region: Region, thief: Account, head: Account, first: Account, second: Account
) -> None:
    services.rename_account(account_id=head.pk, name="Подставной Иван", by=actor(thief))
    services.sign_in(login="head", password=PASSWORD, ip=None, by=ANONYMOUS)
    voided(reported(thief), first, second)
    assert the(head).name == "Name head"


def test_made_account_with_roles_by_others_is_a_conflict(
    region: Region, thief: Account, first: Account, second: Account
) -> None:
    made = services.create_account(name="Новый Иван", login="made", by=actor(thief))
    services.issue_membership(
        account_id=made.account_id, grant=granted(role="director", organisation_id=region.school.pk), by=actor(first)
    )
    anchored(thief, region)
    case = reported(thief)
    voided(case, first, second)
    row = next(row for row in operations(case, first) if row.which == "Новый Иван")
    assert (row.fate, "Name first" in row.note) == ("conflict", True)
    with shared(by=SYSTEM):
        assert not Account.objects.get(pk=made.account_id).is_blocked


def test_ended_role_comes_back_with_its_last_day(
    region: Region, thief: Account, head: Account, first: Account, second: Account
) -> None:
    with shared(by=SYSTEM):
        role = Membership.objects.get(account=head)
    services.end_membership(membership_id=role.pk, by=actor(thief))
    voided(reported(thief), first, second)
    with shared(by=SYSTEM):
        back = Membership.objects.get(pk=role.pk)
    assert (back.ended_at, back.ended_by_id, back.valid_to) == (None, None, role.valid_to)


def test_ended_role_that_was_given_again_since_is_a_conflict(
    region: Region, thief: Account, head: Account, first: Account, second: Account
) -> None:
    with shared(by=SYSTEM):
        role = Membership.objects.get(account=head)
    services.end_membership(membership_id=role.pk, by=actor(thief))
    services.issue_membership(
        account_id=head.pk, grant=granted(role="director", organisation_id=region.school.pk), by=actor(first)
    )
    anchored(thief, region)
    case = reported(thief)
    voided(case, first, second)
    row = next(row for row in operations(case, first) if row.which.startswith("Name head"))
    assert (row.fate, "membership_is_not_given_twice" in row.note) == ("conflict", True)


def test_role_ended_by_others_since_leaves_nothing(
    region: Region, thief: Account, first: Account, second: Account
) -> None:
    friend = account("friend")
    role = services.issue_membership(account_id=friend.pk, grant=granted(role="ministry"), by=actor(thief))
    services.end_membership(membership_id=role, by=actor(first))
    anchored(thief, region)
    case = reported(thief)
    voided(case, first, second)
    row = next(row for row in operations(case, first) if row.which.startswith("Name friend"))
    assert (row.fate, row.note) == ("gone", "Роль уже прекращена.")


def test_invitations_die_and_roles_that_came_of_them_end(region: Region, first: Account, second: Account) -> None:
    """They are written by those who accepted them: the giver is the thief."""
    thief = account("both", granted(role="director", organisation_id=region.school.pk), granted(role="regadmin"))
    issued = services.issue_invitations(
        organisation_id=region.school.pk, role="teacher", people=[Invitee(1, "Иванов И. И."), Invitee(2, "Петров П. П.")],
        by=actor(thief, "director"), **ORDER,
    )  # fmt: skip
    accepted = services.accept_as_new(
        code=issued[0].code, login="invited", password=PASSWORD, ip=None, by=ANONYMOUS, user_agent=""
    )
    case = reported(thief)
    voided(case, first, second)
    with shared(by=SYSTEM):
        assert Membership.objects.get(account=accepted.account_id).ended_at is not None
        assert Invitation.objects.get(name="Петров П. П.").revoked_at is not None
    told = {(row.which, row.fate) for row in operations(case, first)}
    assert ("Иванов И. И.: учитель-предметник", "gone") in told
    assert ("Петров П. П.: учитель-предметник", "ended") in told


def test_key_of_a_program_is_dead_since_the_report(
    region: Region, thief: Account, first: Account, second: Account
) -> None:
    with shared(by=SYSTEM):
        role = Membership.objects.get(account=thief).pk
    services.create_token(name="x", membership_id=role, scopes=["accounts.manage"], days=1, by=actor(thief))
    anchored(thief, region)
    case = reported(thief)
    voided(case, first, second)
    row = last(case, first, "Ключ")
    assert (row.fate, row.note) == ("gone", "Ключ отозван при заморозке учётной записи.")
    with shared(by=SYSTEM):
        assert ApiToken.objects.get().revoked_at is not None


def test_release_by_the_thief_is_taken_back(
    region: Region, thief: Account, head: Account, first: Account, second: Account
) -> None:
    report = services.report_compromise(account_id=head.pk, by=actor(head))
    with shared(by=SYSTEM):
        CompromiseCase.objects.filter(report=report).update(state="clean", decided_at=timezone.now(), decision="x")
        frozen = Account.objects.get(pk=head.pk).frozen_at
    services.release_account(report_id=report, by=actor(thief))
    voided(reported(thief), first, second)
    with shared(by=SYSTEM):
        again = CompromiseReport.objects.get(pk=report)
    assert (again.released_at, again.released_by_id) == (None, None)
    assert the(head).frozen_at == frozen


def test_false_report_by_the_thief_is_named_as_work_by_hand(
    region: Region, thief: Account, head: Account, first: Account, second: Account
) -> None:
    services.report_compromise(account_id=head.pk, by=actor(thief))
    anchored(thief, region)
    case = reported(thief)
    voided(case, first, second)
    told = [(row.group, row.fate) for row in operations(case, first) if row.which == "Name head"]
    assert sorted(told) == [("Сообщения о компрометации", "by_hand"), ("Учётные записи и роли", "by_hand")]
    assert the(head).frozen_at is not None


def test_decision_on_another_report_is_looked_at_by_hand(
    region: Region, thief: Account, first: Account, second: Account
) -> None:
    other = reported(account("other", granted(role="ministry")))
    services.decide_clean_above(case_id=other, decision="Всё в порядке", by=actor(thief))
    anchored(thief, region)
    case = reported(thief)
    voided(case, first, second)
    assert {row.fate for row in operations(case, first) if row.group == "Сообщения о компрометации"} == {"by_hand"}


def test_subjects_stand_in_one_order_and_the_latest_first(
    region: Region, thief: Account, head: Account, first: Account
) -> None:
    services.rename_account(account_id=head.pk, name="Подставной Иван", by=actor(thief))
    services.rename_account(account_id=head.pk, name="Подставной Пётр", by=actor(thief))
    rows = operations(reported(thief), first)
    assert [row.line for row in rows] == sorted((row.line for row in rows), reverse=True)
    assert [title for title, _rows in queries.by_subject(rows)] == ["Учётные записи и роли"]


def test_decisions_from_above_open_cases_in_the_organisations_they_reached(
    region: Region, thief: Account, first: Account
) -> None:
    with shared(by=SYSTEM):
        ReopeningRequest.objects.create(
            organisation=region.other, proposal_id=1, year_name="2025/2026", reason="x", asked_name="Директор",
            state="granted", decided_by=thief.pk, decided_at=timezone.now(), decided_name="x",
        )  # fmt: skip
    case = reported(thief)
    with shared(by=SYSTEM):
        report = CompromiseCase.objects.get(pk=case).report_id
        places = CompromiseCase.objects.filter(report=report).values_list("organisation__slug", flat=True)
        assert set(places) == {None, "other"}


def test_readings_and_work_are_told_and_not_voided(region: Region, thief: Account, first: Account) -> None:
    with shared(by=SYSTEM):
        apps.get_model("registry.reading")._default_manager.create(
            actor_id=thief.pk, actor_name="x", scope="Регион", what="students", purpose="сверка списков",
            as_of=timezone.localdate(), rows_read=21,
        )  # fmt: skip
        Job.objects.create(kind="birth", queue="fleet", state="done", actor_id=thief.pk)
        Job.objects.create(kind="birth", queue="fleet", state="waiting", actor_id=thief.pk)
    case = reported(thief)
    found = dict(queries.unvoidable_above(case, actor(first)))
    details = [row.detail for rows in found.values() for row in rows]
    assert any("21 человек" in one and "сверка списков" in one for one in details)
    assert len(details) == 2
    found_case = queries.case_above(case, actor(first))
    assert found_case is not None
    assert [row.title for row in queries.stopped_above(found_case.report_id, actor(first))] == [
        "Подготовка организации"
    ]
    page = signed_in(first).get(f"/admin/compromised/{case}/").content.decode()
    assert "сверка списков" in page


def test_what_was_done_before_the_moment_is_not_touched(
    region: Region, thief: Account, head: Account, first: Account
) -> None:
    services.rename_account(account_id=head.pk, name="Подставной Иван", by=actor(thief))
    report = services.report_compromise(account_id=thief.pk, by=actor(thief))
    with shared(by=SYSTEM):
        case = CompromiseCase.objects.get(report=report, organisation=None)
    assert operations(case.pk, first) == []
    services.count_from_above(
        case_id=case.pk, since=timezone.now() - timedelta(hours=1), reason="Вход ночью", by=actor(first)
    )
    assert len(operations(case.pk, first)) == 1
