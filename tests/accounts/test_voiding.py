"""Operations above organisations under a compromised account: proposed by one administrator, voided by another."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from shared_apps.accounts import queries, services
from shared_apps.accounts.compromise_models import CompromiseCase
from shared_apps.accounts.models import Account, Membership, SecurityEvent
from shared_apps.accounts.services import refusals
from shared_apps.jobs.models import Job
from shared_apps.organisations.crossing import shared
from shared_apps.organisations.models import SharedChange, SharedReversal, SharedReversalLine
from shared_apps.organisations.undoing import protocol, taking_back
from tests.factories.grants import granted

from .conftest import SYSTEM, Region, account, actor
from .voiding import fates, operations, reported, run_waiting, state, voided

pytestmark = pytest.mark.django_db


def the(pk: int) -> Account:
    with shared(by=SYSTEM):
        return Account.objects.get(pk=pk)


def roles(who: int) -> list[str]:
    with shared(by=SYSTEM):
        rows = Membership.objects.live(timezone.localdate()).filter(account=who)
        return sorted(rows.values_list("role", flat=True))


def role_given(thief: Account, region: Region) -> int:
    """The thief makes an account with a role; its id."""
    grant = granted(role="coordinator", organisation_id=region.school.pk)
    return services.create_account(name="Подставная Ольга", login="fake", grant=grant, by=actor(thief)).account_id


# --- who decides ------------------------------------------------------------------------------------------------------


def test_report_of_an_account_above_has_a_case_above(thief: Account) -> None:
    assert state(reported(thief)) == "open"


def test_report_of_an_account_in_an_organisation_has_none(head: Account) -> None:
    services.report_compromise(account_id=head.pk, by=actor(head))
    with shared(by=SYSTEM):
        assert list(CompromiseCase.objects.values_list("organisation__slug", flat=True)) == ["school"]


def test_release_waits_for_the_case_above(thief: Account, first: Account) -> None:
    case = reported(thief)
    with shared(by=SYSTEM):
        report = CompromiseCase.objects.get(pk=case).report_id
    with pytest.raises(refusals.CasesUndecided):
        services.release_account(report_id=report, by=actor(first))
    services.decide_clean_above(case_id=case, decision="Ничего не сделано", by=actor(first))
    assert services.release_account(report_id=report, by=actor(first)).password


def test_who_proposed_does_not_confirm(thief: Account, head: Account, first: Account) -> None:
    services.rename_account(account_id=head.pk, name="Подставной Иван", by=actor(thief))
    case = reported(thief)
    services.propose_above(case_id=case, by=actor(first))
    with pytest.raises(refusals.SecondPersonNeeded):
        services.confirm_above(case_id=case, by=actor(first))
    assert the(head.pk).name == "Подставной Иван"


def test_platform_does_not_do_both(thief: Account, head: Account, first: Account) -> None:
    services.rename_account(account_id=head.pk, name="Подставной Иван", by=actor(thief))
    case = reported(thief)
    services.propose_above(case_id=case, by=SYSTEM)
    with pytest.raises(refusals.SecondPersonNeeded):
        services.confirm_above(case_id=case, by=SYSTEM)
    assert services.confirm_above(case_id=case, by=actor(first)).is_running


def test_database_refuses_one_person_too(thief: Account, head: Account, first: Account) -> None:
    services.rename_account(account_id=head.pk, name="Подставной Иван", by=actor(thief))
    case = reported(thief)
    services.propose_above(case_id=case, by=actor(first))
    with shared(by=SYSTEM):
        for rows in (SharedReversal.objects.all(), CompromiseCase.objects.filter(pk=case)):
            names = {"confirmed_by": first.pk} if rows.model is SharedReversal else {
                "decided_by": first.pk, "state": "voiding", "decided_at": timezone.now()
            }  # fmt: skip
            with pytest.raises(IntegrityError, match="two_persons"), transaction.atomic():
                rows.update(**names)


@pytest.mark.parametrize("step", ["propose", "withdraw", "confirm", "resume", "clean", "since"])
def test_reported_account_decides_nothing_about_itself(
    step: str, first: Account, second: Account, head: Account
) -> None:
    services.rename_account(account_id=head.pk, name="Подставной Иван", by=actor(first))
    thief = actor(first)
    case = reported(first)
    if step in ("withdraw", "confirm", "resume"):
        services.propose_above(case_id=case, by=actor(second))
    steps: dict[str, Any] = {
        "propose": lambda: services.propose_above(case_id=case, by=thief),
        "withdraw": lambda: services.withdraw_above(case_id=case, by=thief),
        "confirm": lambda: services.confirm_above(case_id=case, by=thief),
        "resume": lambda: services.resume_above(case_id=case, by=thief),
        "clean": lambda: services.decide_clean_above(case_id=case, decision="x", by=thief),
        "since": lambda: services.count_from_above(case_id=case, since=None, reason="", by=thief),
    }
    with pytest.raises(refusals.OwnAccountReported):
        steps[step]()


def test_clean_needs_words(thief: Account, first: Account) -> None:
    with pytest.raises(refusals.DecisionMissing):
        services.decide_clean_above(case_id=reported(thief), decision=" ", by=actor(first))


def test_nothing_is_proposed_where_nothing_was_done(thief: Account, first: Account) -> None:
    with pytest.raises(protocol.NothingChosen):
        services.propose_above(case_id=reported(thief), by=actor(first))


def test_nothing_is_proposed_where_all_is_in_conflict(thief: Account, head: Account, first: Account) -> None:
    services.rename_account(account_id=head.pk, name="Подставной Иван", by=actor(thief))
    case = reported(thief)
    services.rename_account(account_id=head.pk, name="Настоящий Иван", by=actor(first))
    with pytest.raises(protocol.NothingToTakeBack):
        services.propose_above(case_id=case, by=actor(first))
    assert state(case) == "open"


def test_decided_case_is_decided_once(thief: Account, first: Account) -> None:
    case = reported(thief)
    services.decide_clean_above(case_id=case, decision="x", by=actor(first))
    with pytest.raises(refusals.CaseDecided):
        services.propose_above(case_id=case, by=actor(first))


def test_case_of_an_organisation_is_not_decided_above(head: Account, first: Account) -> None:
    services.report_compromise(account_id=head.pk, by=actor(head))
    with shared(by=SYSTEM):
        case = CompromiseCase.objects.get().pk
    with pytest.raises(refusals.NoSuchCase):
        services.propose_above(case_id=case, by=actor(first))


def test_earlier_moment_needs_a_reason(thief: Account, first: Account) -> None:
    case = reported(thief)
    earlier = timezone.now() - timedelta(days=2)
    with pytest.raises(refusals.EarlierNeedsReason):
        services.count_from_above(case_id=case, since=earlier, reason="", by=actor(first))
    services.count_from_above(case_id=case, since=earlier, reason="Вход ночью", by=actor(first))
    found = queries.case_above(case, actor(first))
    assert found is not None
    assert (found.since, found.since_reason) == (earlier, "Вход ночью")


def test_withdrawn_proposal_leaves_the_case_open(thief: Account, head: Account, first: Account) -> None:
    services.rename_account(account_id=head.pk, name="Подставной Иван", by=actor(thief))
    case = reported(thief)
    services.propose_above(case_id=case, by=actor(first))
    services.withdraw_above(case_id=case, by=actor(first))
    with shared(by=SYSTEM):
        assert SharedReversal.objects.get().state == "abandoned"
    assert state(case) == "open"


# --- carrying it out --------------------------------------------------------------------------------------------------


def test_voiding_takes_back_what_can_be_and_says_so(
    region: Region, thief: Account, head: Account, first: Account, second: Account
) -> None:
    fake = role_given(thief, region)
    services.rename_account(account_id=head.pk, name="Подставной Иван", by=actor(thief))
    case = reported(thief)
    assert fates(case, first) == {
        "Учётная запись: создана": "ended",
        "Роль в организации: выдано": "ended",
        "Учётная запись: изменено имя": "restored",
    }
    voided(case, first, second)
    assert (the(fake).is_blocked, roles(fake), the(head.pk).name) == (True, [], "Name head")
    assert state(case) == "voided"
    assert all(row.done_at for row in operations(case, first))


def test_nothing_is_written_before_it_is_confirmed(thief: Account, head: Account, first: Account) -> None:
    services.rename_account(account_id=head.pk, name="Подставной Иван", by=actor(thief))
    case = reported(thief)
    with shared(by=SYSTEM):
        before = SharedChange.objects.exclude(model__startswith="accounts.compromise").count()
    services.propose_above(case_id=case, by=actor(first))
    with shared(by=SYSTEM):
        assert SharedChange.objects.exclude(model__startswith="accounts.compromise").count() == before
    assert the(head.pk).name == "Подставной Иван"


def test_what_voiding_writes_stands_under_its_protocol(
    thief: Account, head: Account, first: Account, second: Account
) -> None:
    services.rename_account(account_id=head.pk, name="Подставной Иван", by=actor(thief))
    voided(reported(thief), first, second)
    with shared(by=SYSTEM):
        line = SharedChange.objects.get(source="reversal:1")
        assert (line.model, line.action, line.actor_id) == ("accounts.account", "take_back", second.pk)
        assert line.reason
        event = SecurityEvent.objects.get(kind="voided")
        assert event.facts == {"cause": "above_organisations", "protocol": 1, "by": second.pk}


def test_change_by_others_is_a_conflict_and_the_rest_is_voided(
    thief: Account, head: Account, region: Region, first: Account, second: Account
) -> None:
    fake = role_given(thief, region)
    services.rename_account(account_id=head.pk, name="Подставной Иван", by=actor(thief))
    services.rename_account(account_id=head.pk, name="Настоящий Иван", by=actor(first))
    case = reported(thief)
    services.propose_above(case_id=case, by=actor(first))
    (conflict,) = [row for row in operations(case, first) if row.fate == "conflict"]
    assert (conflict.which, conflict.note) == ("Настоящий Иван", "Запись изменили позже: наименование")
    assert conflict.later.startswith("Name first")
    services.confirm_above(case_id=case, by=actor(second))
    run_waiting()
    assert (the(head.pk).name, the(fake).is_blocked, state(case)) == ("Настоящий Иван", True, "voided")


def test_change_after_the_proposal_is_shown_and_nothing_is_done(
    thief: Account, head: Account, region: Region, first: Account, second: Account
) -> None:
    fake = role_given(thief, region)
    services.rename_account(account_id=head.pk, name="Подставной Иван", by=actor(thief))
    case = reported(thief)
    services.propose_above(case_id=case, by=actor(first))
    services.rename_account(account_id=head.pk, name="Настоящий Иван", by=actor(second))
    outcome = services.confirm_above(case_id=case, by=actor(second))
    assert (outcome.is_running, outcome.changed, state(case)) == (False, 1, "planned")
    assert not the(fake).is_blocked
    assert services.confirm_above(case_id=case, by=actor(second)).is_running


def test_change_between_confirming_and_carrying_out_becomes_a_late_conflict(
    thief: Account, head: Account, region: Region, first: Account, second: Account
) -> None:
    role_given(thief, region)
    services.rename_account(account_id=head.pk, name="Подставной Иван", by=actor(thief))
    case = reported(thief)
    services.propose_above(case_id=case, by=actor(first))
    services.confirm_above(case_id=case, by=actor(second))
    services.rename_account(account_id=head.pk, name="Настоящий Иван", by=actor(first))
    run_waiting()
    assert fates(case, first)["Учётная запись: изменено имя"] == "conflict"
    with shared(by=SYSTEM):
        assert Job.objects.get().result == {"done": 2, "late_conflicts": 1}
    assert (the(head.pk).name, state(case)) == ("Настоящий Иван", "voided")


def test_work_that_died_goes_on_where_it_stopped(
    thief: Account, region: Region, first: Account, second: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    heads = [account(f"head{n}", granted(role="director", organisation_id=region.school.pk)) for n in range(5)]
    for one in heads:
        services.rename_account(account_id=one.pk, name=f"Подставной {one.login}", by=actor(thief))
    case = reported(thief)
    services.propose_above(case_id=case, by=actor(first))
    services.confirm_above(case_id=case, by=actor(second))
    monkeypatch.setattr(protocol, "BATCH", 2)
    real, calls = taking_back.take_back, []

    def dies(*arguments: Any, **named: Any) -> Any:
        calls.append(arguments[0].row)
        if len(calls) == 4:
            raise RuntimeError("the worker is gone")
        return real(*arguments, **named)

    monkeypatch.setattr(protocol, "take_back", dies)
    with shared(by=SYSTEM):
        Job.objects.update(attempts_allowed=1)
    assert run_waiting() == ["failed"]
    assert sum(the(one.pk).name.startswith("Name") for one in heads) == 2
    assert state(case) == "voiding"
    assert [bool(row.done_at) for row in operations(case, first)].count(True) == 2

    services.resume_above(case_id=case, by=actor(first))
    assert run_waiting() == ["done"]
    assert [the(one.pk).name for one in heads] == [f"Name head{n}" for n in range(5)]
    assert state(case) == "voided"
    with shared(by=SYSTEM):
        assert SharedChange.objects.filter(source="reversal:1").count() == 5


def test_resuming_what_is_at_work_adds_nothing(thief: Account, head: Account, first: Account, second: Account) -> None:
    services.rename_account(account_id=head.pk, name="Подставной Иван", by=actor(thief))
    case = reported(thief)
    services.propose_above(case_id=case, by=actor(first))
    services.confirm_above(case_id=case, by=actor(second))
    services.resume_above(case_id=case, by=actor(first))
    with shared(by=SYSTEM):
        assert Job.objects.count() == 1


def test_protocol_carried_out_twice_changes_nothing(
    thief: Account, head: Account, first: Account, second: Account
) -> None:
    services.rename_account(account_id=head.pk, name="Подставной Иван", by=actor(thief))
    case = reported(thief)
    voided(case, first, second)
    with shared(by=SYSTEM):
        Job.objects.update(state="waiting")
        lines = SharedChange.objects.count()
    assert run_waiting() == ["done"]
    with shared(by=SYSTEM):
        assert SharedChange.objects.count() == lines
        assert SharedReversalLine.objects.filter(carried_out_at__isnull=False).count() == 1


def test_report_of_the_account_itself_is_no_operation_of_it(thief: Account, first: Account) -> None:
    assert operations(reported(thief), first) == []


def test_unconfirmed_fates_are_foreseen_without_writing(thief: Account, head: Account, first: Account) -> None:
    services.block_account(account_id=head.pk, reason="x", by=actor(thief))
    case = reported(thief)
    (row,) = operations(case, first)
    assert (row.fate, row.group) == ("restored", "Учётные записи и роли")


# --- taking it back ---------------------------------------------------------------------------------------------------


def test_voiding_is_taken_back_by_two_and_the_report_can_be_voided_again(
    thief: Account, head: Account, first: Account, second: Account
) -> None:
    services.rename_account(account_id=head.pk, name="Подставной Иван", by=actor(thief))
    case = reported(thief)
    voided(case, first, second)
    assert the(head.pk).name != "Подставной Иван"

    services.take_voiding_back_above(case_id=case, reason="Переименовали по приказу", by=actor(first))
    with pytest.raises(refusals.SecondPersonNeeded):
        services.confirm_above(case_id=case, by=actor(first))
    assert services.confirm_above(case_id=case, by=actor(second)).is_running
    assert state(case) == "undoing"
    assert run_waiting() == ["done"]

    assert (the(head.pk).name, state(case)) == ("Подставной Иван", "open")
    voided(case, first, second)
    assert (the(head.pk).name != "Подставной Иван", state(case)) == (True, "voided")


def test_withdrawn_taking_back_leaves_what_was_voided(
    thief: Account, head: Account, first: Account, second: Account
) -> None:
    services.rename_account(account_id=head.pk, name="Подставной Иван", by=actor(thief))
    case = reported(thief)
    voided(case, first, second)
    services.take_voiding_back_above(case_id=case, reason="", by=actor(first))

    services.withdraw_above(case_id=case, by=actor(second))

    assert (the(head.pk).name != "Подставной Иван", state(case)) == (True, "voided")
