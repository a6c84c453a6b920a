"""Data-quality rules find what breaks them, and nothing else."""

from collections.abc import Callable
from datetime import date

from shared_apps.organisations.crossing import By
from tenant_apps.enrolment import checks, services
from tenant_apps.enrolment.models import ClassGroup
from tenant_apps.people import services as people
from tenant_apps.people.models import Student

from .conftest import Admit, Year

OCTOBER = date(2025, 10, 6)


def found(day: date = OCTOBER) -> dict[str, int]:
    return {one.check.code: one.count for one in checks.findings(day)}


def test_a_bare_card_breaks_the_rules_of_cards(year: Year, a_student: Callable[..., Student], admit: Admit) -> None:
    admit(a_student(), grade=5)
    admit(a_student(born=date(2004, 1, 1)), into=year.other_fifth)

    assert found() == {
        "students_without_class": 1,
        "students_without_guardian": 1,
        "students_without_document": 2,
        "students_without_snils": 2,
        "students_of_unusual_age": 1,
        "classes_without_teacher": 2,
    }


def test_a_crowded_class_is_found(year: Year, a_student: Callable[..., Student], admit: Admit, by: By) -> None:
    admit(a_student(), a_student(), into=year.fifth)
    services.edit_class(
        class_id=year.fifth.pk, parameters=services.ClassParameters(grade=5, letter="А", capacity=1), by=by
    )

    assert found()["classes_over_capacity"] == 1


def test_a_set_of_one_class_is_found(year: Year, by: By) -> None:
    def set_of(group: ClassGroup, name: str, letter: str) -> None:
        parameters = services.ClassParameters(grade=5, letter=letter, class_set=name)
        services.edit_class(class_id=group.pk, parameters=parameters, by=by)

    set_of(year.fifth, "5А+5Б", "А")
    set_of(year.other_fifth, "5А+ 5Б", "Б")
    assert found()["class_sets_of_one_class"] == 2

    set_of(year.other_fifth, "5А+5Б", "Б")
    assert "class_sets_of_one_class" not in found()


def test_a_complete_card_breaks_nothing(year: Year, a_student: Callable[..., Student], admit: Admit, by: By) -> None:
    anna = a_student()
    admit(anna, into=year.fifth)
    people.set_identifier(person_id=anna.person_id, kind="snils", value="112-233-445 95", by=by)
    document = people.Document(kind="birth_certificate", series="III-АГ", number="123456")
    people.add_document(person_id=anna.person_id, document=document, by=by)
    people.new_guardian_of(
        name=people.Name("Тестова", "Инна"), particulars={"sex": "female"}, student_id=anna.pk, relation="mother",
        since=date(2014, 5, 6), by=by,
    )  # fmt: skip

    assert set(found()) == {"classes_without_teacher"}
