"""Employees whom a separation of classes takes along: proposed with their classes, chosen, moved, put back."""

from decimal import Decimal

import pytest
from django.test import Client

from shared_apps.envelopes.models import ReorganisationEmployee
from shared_apps.organisations import crossing
from tenant_apps.enrolment import services as enrolment
from tenant_apps.enrolment.models import ClassTeacher
from tenant_apps.people import services as people
from tenant_apps.people.models import EmployeePost
from tenant_apps.transfers import reorganising
from tenant_apps.transfers.reorganising import refusals
from tests.transfers.conftest import BY, SEPTEMBER, D, School, enrolled
from tests.transfers.test_reorganisation_pages import administrator, page, url, work
from tests.transfers.test_reorganising import counted, planned, state
from tests.transfers.test_staff import EVE, hired, posts, teacher

__all__ = ["administrator", "teacher"]


def separated(here: School, there: School, chosen: bool | None = None) -> int:
    """A plan of separating 5А; everybody is chosen, nobody, or (None) who is meant by default."""
    enrolled(here, "Ким")
    number = planned("split", here, into=there)
    reorganising.look(number, BY)
    rows = reorganising.read_plan(number, BY).classes
    choices = [
        reorganising.ClassChoice(id=row.id, takes_part=row.name == "5А", target_name=row.target_name) for row in rows
    ]
    reorganising.change_classes(plan_id=number, choices=choices, by=BY)
    reorganising.look(number, BY)
    if chosen is not None:
        choose(number, chosen)
    return number


def choose(number: int, chosen: bool) -> None:
    rows = reorganising.read_plan(number, BY).employees
    reorganising.change_employees(
        plan_id=number, choices=[reorganising.EmployeeChoice(id=row.id, takes_part=chosen) for row in rows], by=BY
    )


def test_class_teachers_go_with_their_classes_and_others_stay(here: School, there: School, teacher: int) -> None:
    hired(here, "Работникова", post="cleaner")
    before = posts(here, EVE)
    number = separated(here, there)

    rows = {row.who: (row.posts, row.leads, row.takes_part) for row in reorganising.read_plan(number, BY).employees}
    assert rows["Учителева Ольга Юрьевна"] == ("методист, ставка 0,25; учитель, ставка 1,00", "5А", True)
    assert rows["Работникова Ольга Юрьевна"][1:] == ("", False)
    assert reorganising.look(number, BY).employees == 1
    reorganising.carry_out(number, BY)

    assert posts(here, D) == [row for row in before if row[0] == "cleaner"]
    assert posts(there, D) == [row for row in before if row[0] != "cleaner"]
    with there.inside():
        assert ClassTeacher.objects.valid(D).get().class_group.name == "5В"


def test_a_choice_stands_though_the_plan_is_looked_at_again(here: School, there: School, teacher: int) -> None:
    number = separated(here, there, chosen=False)
    seen = reorganising.look(number, BY)

    assert seen.employees == 0
    assert any("классные руководители остаются: 5А" in one.words for one in seen.remarks)
    before = posts(here, D)
    reorganising.carry_out(number, BY)
    assert (posts(here, D), posts(there, D)) == (before, [])


def test_who_leads_a_class_that_stays_is_named(here: School, there: School, teacher: int) -> None:
    with here.inside():
        enrolment.assign_class_teacher(class_id=here.full_class_id, employee_id=teacher, since=SEPTEMBER, by=BY)
    seen = reorganising.look(separated(here, there), BY)

    assert [one.words for one in seen.remarks if "лишаются" in one.words]
    assert seen.blocking == []


def test_a_chosen_post_that_begins_later_stands_in_the_way(here: School, there: School, teacher: int) -> None:
    with here.inside():
        people.appoint(employee_id=teacher, post="librarian", kind="internal", rate=Decimal("0.5"), since=D, by=BY)
    number = separated(here, there)

    with pytest.raises(refusals.InTheWay, match="Выбранные работники"):
        reorganising.carry_out(number, BY)


def test_a_separation_of_employees_is_undone(here: School, there: School, teacher: int) -> None:
    before = posts(here, D)
    number = separated(here, there)
    reorganising.carry_out(number, BY)
    reorganising.undo(number, BY)

    assert (posts(here, D), posts(there, D), state(number)) == (before, [], "undone")
    assert reorganising.read_plan(number, BY).employees == ()


def test_confirming_a_separation_waits_for_the_chosen_ones(here: School, there: School, teacher: int) -> None:
    number = separated(here, there)
    reorganising.carry_out(number, BY)
    counted(here, there)
    with here.inside():
        late = EmployeePost.objects.create(employee_id=teacher, post="librarian", valid_from=EVE)
    with pytest.raises(refusals.ChosenEmployeesRemain):
        reorganising.confirm(number, BY)
    with here.inside():
        late.delete()
    counted(here, there)
    reorganising.confirm(number, BY)

    assert state(number) == "finished"
    assert reorganising.read_plan(number, BY).employees == ()


def test_only_employees_of_the_plan_are_chosen(here: School, there: School, teacher: int) -> None:
    number = separated(here, there)
    with pytest.raises(refusals.EmployeeNotOfPlan):
        reorganising.change_employees(
            plan_id=number, choices=[reorganising.EmployeeChoice(id=10**9, takes_part=True)], by=BY
        )


def test_employees_are_listed_and_chosen_on_the_page(
    administrator: Client, here: School, there: School, teacher: int
) -> None:
    hired(here, "Работникова", post="cleaner")
    number = separated(here, there)
    with crossing.shared(by=BY):
        rows = {row.who.split()[0]: row for row in ReorganisationEmployee.objects.filter(reorganisation=number)}

    shown = administrator.get(url("employees", number)).content.decode()
    assert ("методист, ставка 0,25" in shown, "Работникова" in shown) == (True, True)
    chosen = {f"takes_{rows['Работникова'].pk}": "on"}
    assert administrator.post(url("employees", number), chosen).status_code == 302
    assert work() == "done"

    found = {row.who.split()[0]: row.takes_part for row in reorganising.read_plan(number, BY).employees}
    assert found == {"Учителева": False, "Работникова": True}
    assert "Работникова Ольга Юрьевна" in page(administrator, number)
    consequences = administrator.get(url("carry_out", number)).content.decode()
    assert "Роли их учётных записей предлагаются" in consequences


def test_a_merger_chooses_nobody(administrator: Client, here: School, there: School, teacher: int) -> None:
    number = planned("merge", here, into=there)
    reorganising.look(number, BY)
    shown = administrator.get(url("employees", number)).content.decode()
    assert ("только при выделении классов" in shown, "Учителева" in shown) == (True, False)
