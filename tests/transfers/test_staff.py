"""Employees of a merged school pass to the successor with their posts, and come back when the merger is undone."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db.models import Sum

from region.feed import projector, recount
from region.staffing.models import RegionEmployee
from shared_apps.envelopes.models import Contents, Envelope
from shared_apps.organisations import crossing
from shared_apps.organisations.crossing import Scope
from shared_apps.organisations.periods import FOREVER
from tenant_apps.enrolment import services as enrolment
from tenant_apps.enrolment.models import ClassTeacher
from tenant_apps.people import employee_refusals
from tenant_apps.people import services as people
from tenant_apps.people.models import (
    Employee,
    EmployeeEducation,
    EmployeeLeave,
    EmployeePost,
    EmployeeSubject,
    Employment,
    Identifier,
    Person,
)
from tenant_apps.transfers import reorganising
from tenant_apps.transfers.models import StaffTransfer
from tenant_apps.transfers.queries import lists
from tenant_apps.transfers.reorganising import refusals
from tenant_apps.transfers.travelling import (
    IN_FORCE_WITH_EMPLOYEE,
    STAYS_OF_EMPLOYEE,
    WITH_EMPLOYEE,
    reached_from,
)
from tests.transfers.conftest import BY, SEPTEMBER, D, School, enrolled
from tests.transfers.test_reorganising import counted, merged, planned, state

HIRED = date(2019, 8, 26)
EVE = D - timedelta(days=1)


def hired(at: School, surname: str, post: str = "teacher", *, kind: str = "main", rate: str = "1", **more: Any) -> int:
    """The employee's id."""
    with at.inside():
        particulars = {"sex": "female", "birth_date": date(1980, 5, 6)}
        one = people.hire(
            name=people.Name(surname, "Ольга", "Юрьевна"), particulars=particulars, post=post, kind=kind,
            rate=Decimal(rate), since=more.pop("since", HIRED), by=BY, insist=True,
        )  # fmt: skip
        return int(one.pk)


@pytest.fixture
def teacher(here: School) -> int:
    """1.25 of a teacher in two posts, leads 5А, teaches, on leave, with a diploma."""
    pk = hired(here, "Учителева", rate="1")
    with here.inside():
        people.appoint(employee_id=pk, post="methodist", kind="internal", rate=Decimal("0.25"), since=HIRED, by=BY)
        values = {"subject": "mathematics", "is_main": True, "hours": Decimal(18), "valid_from": SEPTEMBER}
        people.add_record(kind="subject", employee_id=pk, values=values | {"valid_to": FOREVER}, by=BY)
        EmployeeEducation.objects.create(employee_id=pk, level="specialist", institution="КубГУ")
        EmployeeLeave.objects.create(employee_id=pk, kind="childcare", valid_from=SEPTEMBER)
        people.set_identifier(
            person_id=Employee.objects.get(pk=pk).person_id, kind="snils", value="112-233-445 95", by=BY
        )
        enrolment.assign_class_teacher(class_id=here.class_id, employee_id=pk, since=SEPTEMBER, by=BY)
    return pk


def posts(at: School, on: date) -> list[tuple[str, str, Decimal]]:
    with at.inside():
        rows = EmployeePost.objects.valid(on).order_by("post")
        return list(rows.values_list("post", "kind", "rate"))


def test_every_table_of_an_employee_is_declared() -> None:
    assert reached_from(Employee) == set(WITH_EMPLOYEE) | set(IN_FORCE_WITH_EMPLOYEE) | set(STAYS_OF_EMPLOYEE)


def test_posts_go_on_at_the_successor_with_their_rates(here: School, there: School, teacher: int) -> None:
    before = posts(here, EVE)
    number = merged(here, there)

    assert before == [("methodist", "internal", Decimal("0.25")), ("teacher", "main", Decimal("1.00"))]
    assert (posts(here, D), posts(there, EVE)) == ([], [])
    assert posts(there, D) == before
    with here.inside():
        left = Employment.objects.get(employee=teacher)
        uid = Person.objects.get(employee=teacher).person_uid
        assert (left.valid_to, left.leaving_reason, left.leaving_order) == (D, "transfer", "45-п")
    with there.inside():
        employee = Employee.objects.get(person__person_uid=uid)
        begun = Employment.objects.get(employee=employee)
        assert (begun.valid_from, begun.valid_to, begun.origin) == (D, FOREVER, "other_organisation")
        assert begun.hiring_order == "45-п"
        assert EmployeeSubject.objects.get().is_main
        assert EmployeeLeave.objects.get().valid_from == D
        assert EmployeeEducation.objects.get().institution == "КубГУ"
        assert Identifier.objects.get(person=employee.person).value == "11223344595"
        assert set(Envelope.objects.filter(kind="staff").values_list("state", flat=True)) == {"accepted"}
        assert Contents.objects.get(envelope__kind="staff").content is None
        assert StaffTransfer.objects.get().source == f"merge:{number}"


def test_the_class_keeps_its_teacher(here: School, there: School, teacher: int) -> None:
    enrolled(here, "Ким")
    merged(here, there)
    with there.inside():
        lead = ClassTeacher.objects.valid(D).get(class_group__name="5В")
        assert lead.employee.person.names.get().surname == "Учителева"


def test_a_look_counts_employees_and_names_those_in_both(here: School, there: School, teacher: int) -> None:
    with here.inside():
        uid = Person.objects.get(employee=teacher).person_uid
    twin = hired(there, "Двойная", kind="external")
    with there.inside():
        Person.objects.filter(employee=twin).update(person_uid=uid)
    number = planned("merge", here, into=there)
    seen = reorganising.look(number, BY)
    assert (seen.employees, seen.blocking) == (1, [])
    assert any("в обеих" in one.words for one in seen.remarks)


def test_who_holds_the_same_post_in_both_stands_in_the_way(here: School, there: School, teacher: int) -> None:
    with here.inside():
        uid = Person.objects.get(employee=teacher).person_uid
    twin = hired(there, "Двойная")
    with there.inside():
        Person.objects.filter(employee=twin).update(person_uid=uid)
    number = planned("merge", here, into=there)
    reorganising.look(number, BY)
    with pytest.raises(refusals.InTheWay, match="одну и ту же должность"):
        reorganising.carry_out(number, BY)


def test_a_part_timer_of_the_successor_keeps_his_employment_there(here: School, there: School, teacher: int) -> None:
    twin = hired(there, "Учителева", post="librarian", kind="external", rate="0.5")
    with there.inside():
        person = Person.objects.get(employee=twin)
        people.set_identifier(person_id=person.pk, kind="snils", value="112-233-445 95", by=BY)
    number = merged(here, there)
    with there.inside():
        assert Employment.objects.get(employee=twin).valid_from == HIRED
        assert EmployeePost.objects.valid(D).filter(employee=twin).count() == 3
    reorganising.undo(number, BY)
    with there.inside():
        assert Employment.objects.get(employee=twin).valid_to == FOREVER
        assert [row.post for row in EmployeePost.objects.valid(D).filter(employee=twin)] == ["librarian"]


def test_what_the_card_there_says_otherwise_is_listed_by_name(here: School, there: School, teacher: int) -> None:
    twin = hired(there, "Учителева", post="librarian", kind="external", rate="0.5")
    with there.inside():
        person = Person.objects.get(employee=twin)
        people.set_identifier(person_id=person.pk, kind="snils", value="112-233-445 95", by=BY)
        people.edit_person(person_id=person.pk, changes={"phone": "8 861 1"}, version=None, by=BY)
    with here.inside():
        mine = Person.objects.get(employee=teacher)
        people.edit_person(
            person_id=mine.pk, changes={"phone": "8 861 2", "email": "a@example.org"}, version=None, by=BY
        )

    merged(here, there)

    with there.inside():
        person.refresh_from_db()
        assert (person.phone, person.email) == ("8 861 1", "a@example.org")
        [row] = lists.came_differing(D)
        assert (row.employee_id, row.left_out) == (twin, "Мобильный телефон")


def test_undoing_puts_employees_back(here: School, there: School, teacher: int) -> None:
    before = posts(here, D)
    number = merged(here, there)
    reorganising.undo(number, BY)

    assert state(number) == "undone"
    assert posts(here, D) == before
    assert posts(there, D) == []
    with here.inside():
        row = Employment.objects.get(employee=teacher)
        assert (row.valid_to, row.leaving_reason, row.leaving_order, row.leaving_order_on) == (FOREVER, "", "", None)
        assert EmployeeSubject.objects.get().valid_to == EmployeeLeave.objects.get().valid_to == FOREVER
        assert ClassTeacher.objects.valid(D).get().employee_id == teacher
    with there.inside():
        assert not Employment.objects.exists()
        assert Envelope.objects.get(kind="staff").state == "withdrawn"


def test_a_merger_that_was_undone_may_be_done_again(here: School, there: School, teacher: int) -> None:
    before = posts(here, EVE)
    reorganising.undo(merged(here, there), BY)
    merged(here, there)
    assert (posts(here, D), posts(there, D)) == ([], before)


def test_what_the_successor_changed_is_not_put_back(here: School, there: School, teacher: int) -> None:
    number = merged(here, there)
    with there.inside():
        post = EmployeePost.objects.get(post="teacher")
        people.change_rate(post_id=post.pk, rate=Decimal("0.5"), since=D + timedelta(days=1), by=BY)
    with pytest.raises(employee_refusals.ChangedSinceThePassing):
        reorganising.undo(number, BY)


def test_who_begins_later_stands_in_the_way(here: School, there: School, teacher: int) -> None:
    hired(here, "Новая", since=D)
    number = planned("merge", here, into=there)
    assert [one.words for one in reorganising.look(number, BY).blocking]


def test_confirming_waits_for_employees(here: School, there: School, teacher: int) -> None:
    number = merged(here, there)
    late = hired(here, "Поздняя", since=D)
    counted(here, there)
    with pytest.raises(refusals.EmployeesRemain):
        reorganising.confirm(number, BY)
    with here.inside():
        EmployeePost.objects.filter(employee=late).delete()
        Employment.objects.filter(employee=late).delete()
    counted(here, there)
    reorganising.confirm(number, BY)
    assert state(number) == "finished"


@pytest.mark.parametrize("steps", range(1, 5))
def test_whoever_goes_on_after_any_step_moves_everybody_once(here, there: School, teacher: int, steps: int) -> None:
    for number in range(3):
        hired(here, f"Работникова{'абв'[number]}", post="cleaner", rate="0.5")
    before = posts(here, EVE)
    number = planned("merge", here, into=there)
    reorganising.look(number, BY)
    reorganising.moving.start(number, BY)
    for _ in range(steps):
        reorganising.next_step(number, BY)
    reorganising.carry_out(number, BY)
    assert posts(there, D) == before


def in_the_region(on: date, *schools: School) -> dict[int, Decimal]:
    """Rates that the region holds on a day, by organisation."""
    with crossing.region(Scope("ministry"), by=BY):
        rows = RegionEmployee.objects.filter(organisation_id__in=[one.pk for one in schools])
        rows = rows.filter(valid_from__lte=on, valid_to__gt=on).values_list("organisation_id")
        return {
            pk: Decimal(rate) for pk, rate in rows.annotate(Sum("rate")).values_list("organisation_id", "rate__sum")
        }


def test_the_region_counts_each_post_once_during_and_after(here: School, there: School, teacher: int) -> None:
    rates = Decimal("1.25")
    counted(here, there)
    assert in_the_region(D, here, there) == {here.pk: rates}
    number = planned("merge", here, into=there)
    reorganising.look(number, BY)
    reorganising.moving.start(number, BY)
    while reorganising.next_step(number, BY) is not None:
        counted(here, there)
        assert sum(in_the_region(D, here, there).values()) == rates
        assert in_the_region(EVE, here, there) == {here.pk: rates}
        assert [recount.recount(one.pk).differences for one in (here, there)] == [(), ()]
    assert in_the_region(D, here, there) == {there.pk: rates}
    reorganising.undo(number, BY)
    for one in (here, there):
        projector.drain(one.pk)
    assert in_the_region(D, here, there) == {here.pk: rates}
