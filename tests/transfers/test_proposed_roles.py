"""Roles of the accounts of employees who passed over: proposed at the successor, given or declined there, taken back."""

from typing import Any

import pytest

from shared_apps.accounts import services as accounts
from shared_apps.accounts.models import Account, Membership
from shared_apps.accounts.proposal_models import RoleProposal
from shared_apps.accounts.services import refusals
from shared_apps.organisations import crossing
from shared_apps.organisations.crossing import By
from tenant_apps.people.models import Employee
from tenant_apps.transfers import reorganising
from tests.enrolment.browsing import signed_in
from tests.factories.accounts import browser, member
from tests.transfers.conftest import BY, TODAY, D, School
from tests.transfers.test_reorganising import counted, merged
from tests.transfers.test_separated_staff import separated
from tests.transfers.test_staff import hired, teacher

__all__ = ["teacher"]
BY_SYSTEM = By.system("tests")
pytestmark = pytest.mark.usefixtures("the_secretary")


@pytest.fixture
def own(here: School, teacher: int) -> Account:
    """The account of the teacher: a subject teacher and a class teacher at the former school."""
    found = member("uchiteleva", "teacher", organisation=here.organisation, card_id=teacher)
    with crossing.shared(by=BY):
        Membership.objects.create(
            account=found, role="classteacher", scope_kind="organisation", organisation=here.organisation,
            card_id=teacher, valid_from=D.replace(day=1),
        )  # fmt: skip
    return found


def proposed(at: School) -> list[RoleProposal]:
    with crossing.shared(by=BY):
        return list(RoleProposal.objects.filter(organisation=at.pk).order_by("role"))


def held(account: Account, at: School) -> list[tuple[str, Any, Any, str]]:
    """Live roles at a school: role, card, since when, order."""
    with crossing.shared(by=BY):
        rows = Membership.objects.live(TODAY).filter(account=account, organisation=at.pk).order_by("role")
        return list(rows.values_list("role", "card_id", "valid_from", "order_number"))


def card_there(at: School) -> int:
    with at.inside():
        return Employee.objects.get(person__names__surname="Учителева").pk


def test_a_merger_proposes_the_same_roles_at_the_successor(here: School, there: School, own: Account) -> None:
    number = merged(here, there)

    found = [(one.role, one.card_id, one.valid_from, one.order_number, one.state) for one in proposed(there)]
    card = card_there(there)
    assert found == [(role, card, D, "45-п", "proposed") for role in ("classteacher", "teacher")]
    assert held(own, there) == []
    assert {one.source for one in proposed(there)} == {f"merge:{number}"}


def test_the_head_gives_them_from_the_day_by_the_order(here: School, there: School, own: Account) -> None:
    merged(here, there)
    head = signed_in("director", there.organisation)
    address = f"/o/{there.organisation.slug}/access/employees/proposed/"
    page = head.get(address).content.decode()
    assert "Учителева Ольга Юрьевна" in page
    assert "ожидают решения: 2" in head.get(f"/o/{there.organisation.slug}/").content.decode()
    chosen = [str(one.pk) for one in proposed(there)]
    assert head.post(address, {"decision": "give", "chosen": chosen}).status_code == 302

    card = card_there(there)
    assert held(own, there) == [(role, card, D, "45-п") for role in ("classteacher", "teacher")]
    assert {one.state for one in proposed(there)} == {"confirmed"}
    assert "Решения не ожидает" in head.get(address).content.decode()
    assert browser(own).get(f"/o/{there.organisation.slug}/", follow=True).status_code == 200


def test_declined_ones_are_not_given(here: School, there: School, own: Account) -> None:
    merged(here, there)
    head = signed_in("director", there.organisation)
    address = f"/o/{there.organisation.slug}/api/v1/access/employees/proposed/"
    rows = head.get(address).json()["results"]
    assert {(row["role"], row["may_decide"], row["login"]) for row in rows} == {
        ("classteacher", True, "uchiteleva"), ("teacher", True, "uchiteleva"),
    }  # fmt: skip
    sent = {"proposals": [row["id"] for row in rows], "give": False}
    assert head.post(address, sent, "application/json").json() == {"decided": 2}

    assert held(own, there) == []
    again = head.post(address, sent, "application/json")
    assert (again.status_code, again.json()["code"]) == (422, refusals.ProposalDecided.code)


def test_who_does_not_give_a_role_does_not_decide_on_it(here: School, there: School, teacher: int) -> None:
    member("admin-here", "sysadmin", organisation=here.organisation, card_id=teacher)
    merged(here, there)
    address = f"/o/{there.organisation.slug}/api/v1/access/employees/proposed/"
    (row,) = signed_in("coordinator", there.organisation).get(address).json()["results"]
    assert not row["may_decide"]

    refused = signed_in("coordinator", there.organisation).post(
        address, {"proposals": [row["id"]], "give": True}, "application/json"
    )
    assert (refused.status_code, refused.json()["code"]) == (422, refusals.RoleAboveOwn.code)
    page = signed_in("sysadmin", there.organisation).get(f"/o/{there.organisation.slug}/access/employees/proposed/")
    assert "Решает руководитель организации" in page.content.decode()


def test_heads_and_families_are_not_proposed(here: School, there: School, teacher: int) -> None:
    member("head-here", "director", organisation=here.organisation, card_id=teacher)
    member("mother-here", "guardian", organisation=here.organisation, card_id=teacher)
    merged(here, there)
    assert proposed(there) == []


def test_a_role_held_there_already_is_not_proposed(here: School, there: School, own: Account) -> None:
    with crossing.shared(by=BY):
        Membership.objects.create(
            account=own, role="teacher", scope_kind="organisation", organisation=there.organisation,
            valid_from=D.replace(day=1),
        )  # fmt: skip
    merged(here, there)
    assert [one.role for one in proposed(there)] == ["classteacher"]


def test_undoing_takes_back_what_was_proposed_and_given(here: School, there: School, own: Account) -> None:
    number = merged(here, there)
    first, _second = proposed(there)
    with there.inside():
        accounts.confirm_proposals(proposal_ids=[first.pk], organisation_id=there.pk, by=BY_SYSTEM)
    assert len(held(own, there)) == 1

    reorganising.undo(number, BY)

    assert (held(own, there), {one.state for one in proposed(there)}) == ([], {"withdrawn"})
    assert len(held(own, here)) == 2


def test_a_separation_ends_accesses_of_those_who_passed_over(here: School, there: School, own: Account) -> None:
    stays = hired(here, "Остающаяся", post="cleaner")
    other = member("stays", "secretary", organisation=here.organisation, card_id=stays)
    number = separated(here, there)
    reorganising.carry_out(number, BY)
    assert [one.role for one in proposed(there)] == ["classteacher", "teacher"]
    counted(here, there)
    reorganising.confirm(number, BY)

    assert held(own, here) == []
    assert len(held(other, here)) == 1


@pytest.mark.parametrize(("role", "status"), [("director", 200), ("sysadmin", 200), ("secretary", 403)])
def test_the_page_is_for_whoever_lets_employees_in(role: str, status: int, there: School) -> None:
    page = signed_in(role, there.organisation).get(f"/o/{there.organisation.slug}/access/employees/proposed/")
    assert page.status_code == status
