"""What the successor's class has of the class that went: every field of it is named, as passed or as left."""

from dataclasses import fields

import pytest

from tenant_apps.enrolment import services as enrolment
from tenant_apps.enrolment.models import AcademicYear, ClassGroup
from tenant_apps.enrolment.services import ClassParameters, Line, Requisites
from tenant_apps.people import services as people
from tenant_apps.transfers import reorganising
from tenant_apps.transfers.reorganising.looking import free_name
from tenant_apps.transfers.reorganising.moving import NOT_PASSED, PASSED
from tests.transfers.conftest import BY, SEPTEMBER, D, School
from tests.transfers.test_reorganising import planned

SAID = {
    "special": {"grade": 3, "letter": "З", "kind": "special_needs", "nosology": "deaf"},
    "intellectual": {"grade": 7, "letter": "И", "kind": "intellectual", "programme_years": 9},
    "additional": {"grade": 1, "letter": "Д", "first_grade": "additional"},
}


def test_every_field_of_a_class_is_passed_or_left_for_a_reason() -> None:
    assert {one.name for one in fields(ClassParameters)} == PASSED | set(NOT_PASSED)
    assert not PASSED & set(NOT_PASSED)
    assert all(NOT_PASSED.values())


def with_a_student(at: School, said: dict[str, object]) -> ClassGroup:
    with at.inside():
        parameters = ClassParameters(
            profile="", class_set="Комплект", form_of_study="part_time", language="rus", shift=2, room="12",
            capacity=9, **said,  # type: ignore[arg-type]
        )  # fmt: skip
        group = enrolment.create_class(year_id=AcademicYear.objects.get().pk, parameters=parameters, by=BY)
        student = people.create_student(
            name=people.Name("Ким", "Вера", "Ильинична"), particulars={"sex": "female"}, by=BY, insist=True
        )
        enrolment.issue_order(
            lines=[Line(student_id=student.pk, on=SEPTEMBER, class_group_id=group.pk)], kind="admission",
            requisites=Requisites(date=SEPTEMBER), sign=True, insist=True, by=BY,
        )  # fmt: skip
        return group


@pytest.mark.parametrize("kind", SAID)
def test_a_class_passes_with_all_that_is_said_of_it(here: School, there: School, kind: str) -> None:
    group = with_a_student(here, SAID[kind])
    number = planned("merge", here, into=there)
    reorganising.look(number, BY)
    reorganising.carry_out(number, BY)

    with there.inside():
        made = ClassGroup.objects.select_related("class_set").get(name=group.name)
        said = {
            name: made.class_set.name if name == "class_set" else getattr(made, name)
            for name in PASSED - {"valid_from", "valid_to"}
        }
    expected = {name: getattr(group, name) for name in said} | {"class_set": "Комплект"}
    assert said == expected
    assert (made.valid_from, made.room) == (D, "")


@pytest.mark.parametrize(
    ("name", "letter", "taken", "expected"),
    [
        ("5А", "А", {"5А"}, "5Б"),
        ("1 доп. А", "А", {"1 доп. А", "1Б"}, "1 доп. Б"),
        ("5А", "А", {"5Б"}, "5А"),
    ],
)
def test_a_taken_name_gets_the_next_letter_of_its_kind(name, letter, taken: set[str], expected: str) -> None:
    assert free_name(name, int(name[0]), letter, taken) == expected
