"""Operations of a compromised account: proposed by one, confirmed by another, voided; conflicts."""

from datetime import timedelta

import pytest
from django.utils import timezone

from shared_apps.accounts import services as accounts
from shared_apps.accounts.actor import Actor
from shared_apps.accounts.compromise_models import CompromiseCase
from shared_apps.accounts.queries import case_of
from shared_apps.accounts.services import refusals as account_refusals
from shared_apps.organisations.crossing import inside, shared
from tenant_apps.access import refusals, services
from tenant_apps.enrolment import services as enrolment
from tenant_apps.enrolment.models import Order
from tenant_apps.history import queries as history
from tenant_apps.history import reversal

from .compromising import confirmed, edit, phone, proposed, reported, told
from .conftest import BY, TODAY, Acting, Filled

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
