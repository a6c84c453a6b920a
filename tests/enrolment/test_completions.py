"""Completing grade 9 and graduating: results, certificates, the list of graduates, cancelling."""

from datetime import date

import pytest

from shared_apps.organisations.crossing import By
from tenant_apps.enrolment import refusals, services
from tenant_apps.enrolment.completion_models import Completion
from tenant_apps.enrolment.models import ClassGroup, ClassMembership, Enrolment, Order
from tenant_apps.enrolment.queries import lists
from tenant_apps.people.models import Student

from .conftest import Admit, Year
from .test_arrangements import MakeStudent, cancelled, issued

JUNE = date(2026, 6, 25)


def a_class(year: Year, grade: int, kind: str = "ordinary") -> ClassGroup:
    parameters = services.ClassParameters(grade=grade, letter="А", kind=kind)
    return services.create_class(year_id=year.year.pk, parameters=parameters, by=By(account_id=11, name="С"))


def standing(student: Student) -> list[tuple[str, str, str, date]]:
    rows = Completion.objects.filter(enrolment__student=student, voided_by=None)
    return list(rows.values_list("level", "result", "certificate", "on"))


def ordered(kind: str, student: Student, by: By, **more: object) -> Order:
    return issued(kind, student, on=JUNE, by=by, **more)


@pytest.fixture
def ninth(year: Year, a_student: MakeStudent, admit: Admit) -> Student:
    student = a_student("Девятова")
    admit(student, into=a_class(year, 9))
    return student


def test_who_completes_grade_nine_stays_and_is_in_the_list_of_graduates(ninth: Student, by: By) -> None:
    ordered("basic_completion", ninth, by, result="finished_honours")

    (row,) = lists.graduates(JUNE, JUNE)
    assert standing(ninth) == [("basic", "finished_honours", "basic_honours", JUNE)]
    assert Enrolment.objects.valid(JUNE).filter(student=ninth, ended_by=None).exists()
    assert (row.student_id, row.class_name, row.stays, row.destination) == (
        ninth.pk,
        "9А",
        True,
        "переходит в 10 класс",
    )
    assert row.certificate == "аттестат об основном общем образовании с отличием"


def test_certificate_is_written_down_and_shown_in_the_list(ninth: Student, by: By) -> None:
    ordered("basic_completion", ninth, by)
    certificate = services.Certificate(series=" 023 ", number="0 12345", issued_on=JUNE, examination="passed_special")

    services.record_certificate(completion_id=Completion.objects.get().pk, certificate=certificate, by=by)

    (row,) = lists.graduates(JUNE, JUNE)
    assert (row.series_and_number, row.issued_on, row.examination) == ("023 012345", JUNE, "пройдена (ГВЭ)")


def test_cancelling_the_order_takes_the_completion_back(ninth: Student, by: By) -> None:
    order = ordered("basic_completion", ninth, by)

    cancelled(order, by)

    assert standing(ninth) == []
    assert lists.graduates(JUNE, JUNE) == []
    assert Completion.objects.filter(enrolment__student=ninth).count() == 1


def test_graduation_is_a_completion_too(year: Year, a_student: MakeStudent, admit: Admit, by: By) -> None:
    student = a_student("Выпускникова")
    admit(student, into=a_class(year, 11))

    order = ordered("graduation", student, by)

    (row,) = lists.graduates(JUNE, JUNE)
    assert standing(student) == [("secondary", "finished", "secondary", date(2026, 6, 24))]
    assert Enrolment.objects.get(student=student).end_reason == "finished_secondary"
    assert (row.stays, row.certificate) == (False, "аттестат о среднем общем образовании")
    cancelled(order, by)
    assert standing(student) == []


@pytest.mark.parametrize("kind", ["graduation", "basic_completion"])
def test_adapted_programme_ends_with_a_certificate_of_study(
    kind: str, year: Year, a_student: MakeStudent, admit: Admit, by: By
) -> None:
    student = a_student("Особова")
    admit(student, into=a_class(year, 9, "intellectual"))

    ordered(kind, student, by)

    assert [(result, certificate) for _level, result, certificate, _on in standing(student)] == [
        ("finished_special", "special")
    ]
    if kind == "graduation":
        assert Enrolment.objects.get(student=student).end_reason == "finished_special"


def test_graduation_after_a_completion_keeps_the_first_certificate(ninth: Student, by: By) -> None:
    ordered("basic_completion", ninth, by, result="finished_honours")

    issued("graduation", ninth, on=date(2026, 7, 1), by=by)

    assert [result for _level, result, _certificate, _on in standing(ninth)] == ["finished_honours"]
    assert [row.stays for row in lists.graduates(JUNE, date(2026, 7, 1))] == [False, True]


def test_only_the_ninth_grade_completes_basic_education(
    year: Year, a_student: MakeStudent, admit: Admit, by: By
) -> None:
    student = a_student("Пятова")
    admit(student, into=year.fifth)

    with pytest.raises(refusals.GradeNotOfThisOrder):
        ordered("basic_completion", student, by)


def test_completion_moves_nobody(ninth: Student, by: By) -> None:
    before = list(ClassMembership.objects.values_list("pk", "valid_from", "valid_to", "voided_by"))

    ordered("basic_completion", ninth, by)

    assert list(ClassMembership.objects.values_list("pk", "valid_from", "valid_to", "voided_by")) == before
