"""Places where no class is chosen, groups by age, and transfers between centres."""

from datetime import date

import pytest

from shared_apps.organisations import crossing
from tenant_apps.enrolment import services as enrolment
from tenant_apps.enrolment.models import ClassGroup, ClassMembership, Enrolment, Order
from tenant_apps.enrolment.refusals import SeveralGroups
from tenant_apps.enrolment.services import Line, Requisites
from tenant_apps.people.models import Person
from tenant_apps.transfers import refusals, reorganising
from tenant_apps.transfers.reorganising import ClassChoice
from tenant_apps.transfers.reorganising.refusals import InTheWay
from tenant_apps.transfers.services.coming import Acceptance
from tests.transfers.conftest import BY, SEPTEMBER, D, School, a_group, enrolled, in_group, preschooler
from tests.transfers.test_reorganising import merged, planned

IN_NO_CLASS = Acceptance()


def capacities(at: School, capacity: int) -> None:
    with at.inside():
        ClassGroup.objects.update(capacity=capacity)


def test_places_of_all_classes_of_the_grade_count_together(there: School, anna: int, send, accept) -> None:
    number = send(anna).number
    for surname in ("Ким", "Цой"):
        enrolled(there, surname)
    capacities(there, 1)  # two places in 5А and 5Б, two in 5А
    with pytest.raises(refusals.NoPlacesAnywhere, match="5А, 5Б"):
        accept(number, acceptance=IN_NO_CLASS)
    capacities(there, 2)
    assert accept(number, acceptance=IN_NO_CLASS).student_id


def test_who_waits_for_a_class_takes_a_place_too(here, there: School, anna: int, send, accept) -> None:
    first, second = send(anna).number, send(enrolled(here, "Ким")).number
    with there.inside():
        ClassGroup.objects.filter(pk=there.full_class_id).delete()
    capacities(there, 1)
    accept(first, acceptance=IN_NO_CLASS)
    with pytest.raises(refusals.NoPlacesAnywhere):
        accept(second, acceptance=IN_NO_CLASS)
    assert accept(second, acceptance=IN_NO_CLASS, insist=True).student_id


@pytest.mark.parametrize(
    ("age_group", "is_offered"), [("junior", True), ("senior", False), ("mixed", True), ("", True)]
)
def test_a_group_of_the_age_is_offered(here, there: School, send, accept, age_group: str, is_offered: bool) -> None:
    a_group(there, level="preschool", name="Ромашка", age_group=age_group)
    number = send(preschooler(here)).number
    if is_offered:
        assert accept(number, acceptance=IN_NO_CLASS).student_id
    else:
        with pytest.raises(refusals.GroupNotOfferedHere):
            accept(number, acceptance=IN_NO_CLASS)


def test_places_of_groups_of_another_age_do_not_help(here, there: School, send, accept) -> None:
    a_group(there, level="preschool", name="Ромашка", age_group="senior", capacity=20)
    junior = a_group(there, level="preschool", name="Незабудка", age_group="junior", capacity=1)
    in_group(there, junior, "admission_kindergarten", born=date(SEPTEMBER.year - 3, 5, 5))
    with pytest.raises(refusals.NoPlacesAnywhere, match="Незабудка"):
        accept(send(preschooler(here)).number, acceptance=IN_NO_CLASS)


def test_a_preschool_child_of_a_school_leaves_and_comes_by_orders_of_kindergartens(here, there, send, accept) -> None:
    a_group(there, level="preschool", name="Ромашка", age_group="junior")
    sent = send(preschooler(here))
    accepted = accept(sent.number, acceptance=IN_NO_CLASS)
    with here.inside():
        assert Order.objects.get(pk=sent.order_id).kind == "leaving_kindergarten"
    with there.inside():
        begun = Enrolment.objects.get(student=accepted.student_id)
        assert (begun.begun_by.kind, begun.begin_reason) == ("admission_kindergarten", "from_same_municipality")


# --- centres --------------------------------------------------------------------------------------------------------


@pytest.fixture
def centres(here: School, there: School) -> tuple[int, int]:
    """Both are centres, each with a group; the groups' ids."""
    with crossing.shared(by=BY):
        for one in (here, there):
            one.organisation.periods.update(kind="centre")
    return tuple(a_group(one, level="additional", name="Шахматы") for one in (here, there))


def test_a_student_of_a_centre_passes_to_another_one(here, there: School, centres, send, accept) -> None:
    child = in_group(here, centres[0], "admission_programme", born=date(SEPTEMBER.year - 10, 3, 4))
    sent = send(child)
    accepted = accept(sent.number, acceptance=Acceptance(class_group_id=centres[1]))
    with here.inside():
        left = Enrolment.objects.get(student=child)
        assert (left.kind, left.valid_to, left.ended_by.kind) == ("additional", D, "leaving_programme")
    with there.inside():
        begun = Enrolment.objects.get(student=accepted.student_id)
        assert (begun.kind, begun.valid_from, begun.begun_by.kind) == ("additional", D, "admission_programme")
        assert begun.envelope_id == left.end_envelope_id


def test_nobody_is_in_a_centre_twice(here, there: School, centres, send, accept) -> None:
    child = in_group(here, centres[0], "admission_programme", born=date(SEPTEMBER.year - 10, 3, 4))
    number = send(child).number
    double = in_group(there, centres[1], "admission_programme", born=date(SEPTEMBER.year - 10, 3, 4))
    with pytest.raises(refusals.EnrolledHereAlready):
        accept(number, acceptance=Acceptance(class_group_id=centres[1], student_id=double))


def test_who_finished_the_programme_is_not_transferred(here, there: School, centres, send) -> None:
    child = in_group(here, centres[0], "admission_programme", born=date(SEPTEMBER.year - 10, 3, 4))
    with here.inside():
        enrolment.issue_order(
            lines=[Line(student_id=child, on=D, reason="finished_programme")], kind="graduation", requisites=Requisites(date=D), sign=True,
            insist=True, by=BY,
        )  # fmt: skip
    with pytest.raises(refusals.FinishedAlready):
        send(child)


def test_one_of_several_groups_is_left_for_another_centre(here, there: School, centres, send, accept) -> None:
    child = in_group(here, centres[0], "admission_programme", born=date(SEPTEMBER.year - 10, 3, 4))
    dance = a_group(here, level="additional", name="Танцы")
    also(here, child, dance)
    with pytest.raises(SeveralGroups):
        send(child)
    sent = send(child, of_class_id=centres[0])
    accepted = accept(sent.number, acceptance=Acceptance(class_group_id=centres[1]))
    with here.inside():
        rows = Enrolment.objects.filter(student=child).values_list("memberships__class_group", "valid_to")
        assert dict(rows) == {centres[0]: D, dance: date.max}
    with there.inside():
        assert Enrolment.objects.get(student=accepted.student_id).memberships.get().class_group_id == centres[1]


def test_who_is_in_a_group_of_the_other_centre_comes_to_another_one(here, there: School, centres, send, accept) -> None:
    child = in_group(here, centres[0], "admission_programme", born=date(SEPTEMBER.year - 10, 3, 4))
    double = in_group(there, a_group(there, level="additional", name="Танцы"), "admission_programme",
                      born=date(SEPTEMBER.year - 10, 3, 4))  # fmt: skip
    accept(send(child).number, acceptance=Acceptance(class_group_id=centres[1], student_id=double))
    with there.inside():
        assert Enrolment.objects.filter(student=double, valid_to=date.max).count() == 2


def also(at: School, student: int, group: int) -> None:
    """Admitted to another group too, since 1 September."""
    with at.inside():
        enrolment.issue_order(
            lines=[Line(student_id=student, on=SEPTEMBER, class_group_id=group)], kind="admission_programme",
            requisites=Requisites(date=SEPTEMBER), sign=True, by=BY,
        )  # fmt: skip


def test_centres_are_merged_group_by_group(here: School, there: School, centres) -> None:
    """A child of two groups here, who is in a third one there: all three at the successor, nobody twice in a group."""
    child = in_group(here, centres[0], "admission_programme", born=date(SEPTEMBER.year - 10, 3, 4))
    dance, robots = a_group(here, level="additional", name="Танцы"), a_group(there, level="additional", name="Роботы")
    also(here, child, dance)
    double = in_group(there, robots, "admission_programme", born=date(SEPTEMBER.year - 10, 3, 4))
    with here.inside():
        uid = Person.objects.get(student=child).person_uid
    with there.inside():
        Person.objects.filter(student=double).update(person_uid=uid)
    merged(here, there)  # chess stands there too: theirs gets a name of its own
    with there.inside():
        standing = ClassMembership.objects.valid(D).filter(enrolment__student=double, enrolment__valid_to=date.max)
        assert set(standing.values_list("class_group__name", flat=True)) == {"Роботы", "Танцы", "Шахматы (2)"}
    with here.inside():
        assert not Enrolment.objects.unvoided().filter(valid_to__gt=D).exists()


def test_who_is_in_both_of_two_joined_groups_stands_in_the_way(here: School, there: School, centres) -> None:
    child = in_group(here, centres[0], "admission_programme", born=date(SEPTEMBER.year - 10, 3, 4))
    double = in_group(there, centres[1], "admission_programme", born=date(SEPTEMBER.year - 10, 3, 4))
    with here.inside():
        uid = Person.objects.get(student=child).person_uid
    with there.inside():
        Person.objects.filter(student=double).update(person_uid=uid)
    number = planned("merge", here, into=there)
    reorganising.look(number, BY)
    rows = reorganising.read_plan(number, BY).classes
    choices = [ClassChoice(id=row.id, takes_part=True, target_name=row.name) for row in rows]
    reorganising.change_classes(plan_id=number, choices=choices, by=BY)
    with pytest.raises(InTheWay, match="Обучаются в обеих организациях: 1"):
        reorganising.carry_out(number, BY)
