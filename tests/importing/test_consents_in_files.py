"""Consents in a file of students: they are written, open the fields of their row, and go with the undo."""

from datetime import date
from typing import Any

import pytest

from shared_apps.organisations.crossing import By
from tenant_apps.enrolment.import_models import ImportRun
from tenant_apps.enrolment.models import ClassMembership, Enrolment
from tenant_apps.enrolment.services import import_undoing, imports
from tenant_apps.people.models import Consent, HealthCircumstance, Identifier, Person, Student

from .people_files import confirmed
from .school import ANNA, PETER, admitted, codes, received, row, verdicts

pytestmark = pytest.mark.usefixtures("in_school")
BY = By(account_id=11, name="Секретарёва С. С.")
MOTHER, FATHER = "Ёлкина Ольга Сергеевна", "Ёлкин Пётр Ильич"
PAPER = ["здоровье; семья", "01.09.2026", "С-17"]
TITLES = ["Согласие на", "Дата согласия", "№ согласия"]


def file(*more: tuple[str, str], who: list[str] = ANNA, paper: list[str] = PAPER) -> ImportRun:
    titles, cells = [title for title, _cell in more], [cell for _title, cell in more]
    return received([*who, *paper, *cells], by=BY, more=[*TITLES, *titles])


def test_consent_of_the_mother_in_the_row_is_written_and_opens_the_fields() -> None:
    run = file(("ФИО матери", MOTHER), ("Группа здоровья", "II группа"), ("Полис", "2345678901234560"))
    assert verdicts(run) == ["create"], row(run, 2).problems
    assert "column.no_consent" not in codes(run)

    confirmed(run, BY)

    mother = Person.objects.get(names__given_name="Ольга")
    written = Consent.objects.order_by("purpose").values_list("purpose", "given_by", "number", "signed_on")
    assert list(written) == [
        ("health", mother.pk, "С-17", date(2026, 9, 1)), ("social", mother.pk, "С-17", date(2026, 9, 1)),
    ]  # fmt: skip
    assert HealthCircumstance.objects.get().kind == "health_group"
    assert Identifier.objects.get(kind="medical_policy").value == "2345678901234560"


def test_field_that_the_consent_does_not_cover_stays_out() -> None:
    run = file(("ФИО матери", MOTHER), ("Полис", "2345678901234560"), paper=["семья", "01.09.2026", ""])
    assert "column.no_consent" in codes(run)
    confirmed(run, BY)
    assert not Identifier.objects.filter(kind="medical_policy").exists()


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ([], "consent.no_signer"),
        ([("ФИО матери", MOTHER), ("ФИО отца", FATHER)], "consent.signer_unclear"),
        ([("ФИО матери", MOTHER), ("Кто дал согласие", "отец")], "consent.foreign_signer"),
        ([("ФИО матери", MOTHER), ("Кто дал согласие", "сама")], "consent.foreign_signer"),
    ],
)
def test_each_error_has_its_name(more: list[tuple[str, str]], code: str) -> None:
    run = file(*more)
    assert verdicts(run) == ["error"]
    assert code in codes(run)


def test_consent_without_a_day_is_an_error() -> None:
    run = file(("ФИО матери", MOTHER), paper=["здоровье", "", ""])
    assert "consent.without_day" in codes(run)


def test_row_says_which_parent_signed() -> None:
    run = file(("ФИО матери", MOTHER), ("ФИО отца", FATHER), ("Кто дал согласие", "отец"))
    confirmed(run, BY)
    father = Person.objects.get(names__given_name="Пётр")
    assert set(Consent.objects.values_list("given_by", flat=True)) == {father.pk}


def test_student_of_fourteen_may_sign_himself() -> None:
    grown = [*PETER[:3], "12.10.2011", *PETER[4:]]
    run = file(who=grown)
    confirmed(run, BY)
    assert set(Consent.objects.values_list("given_by", flat=True)) == {Student.objects.get().person_id}


def test_representative_of_a_known_student_signs_without_being_in_the_row() -> None:
    confirmed(received([*ANNA, MOTHER], by=BY, more=["ФИО матери"]), BY)
    run = file(("Группа здоровья", "II группа"))
    assert verdicts(run) == ["update"], row(run, 2).problems
    confirmed(run, BY)
    assert Consent.objects.count() == 2
    assert HealthCircumstance.objects.exists()
    again = file()
    assert "consent.known" in codes(again)


def test_undo_takes_consents_and_what_they_opened_back() -> None:
    run = file(("ФИО матери", MOTHER), ("Группа здоровья", "II группа"))
    imports.confirm(run_id=run.pk, choice=imports.Choice(sign=False), by=BY)
    assert Consent.objects.count() == 2
    import_undoing.plan_undoing(run_id=run.pk, reason="Не тот файл", by=BY)
    import_undoing.undo(run_id=run.pk, by=BY)
    assert not Consent.objects.exists()
    assert not HealthCircumstance.objects.exists()


# --- how and wherefrom the student came ----------------------------------------------------------------------------


def test_form_ground_and_place_are_of_the_row() -> None:
    more = ["Форма обучения", "Основание зачисления", "Откуда прибыл"]
    run = received([*ANNA, "семейное образование", "из семьи", "г. Сочи"], [*PETER, "", "", ""], by=BY, more=more)
    assert verdicts(run) == ["create", "create"], row(run, 2).problems

    confirmed(run, BY)

    enrolments: Any = Enrolment.objects.order_by("student__person__birth_date")
    assert list(enrolments.values_list("begin_reason", "begin_counterpart")) == [
        ("from_family", "г. Сочи"),
        ("other", ""),
    ]
    forms = ClassMembership.objects.order_by("enrolment__student__person__birth_date")
    assert list(forms.values_list("form_of_study", flat=True)) == ["family", "full_time"]


def test_file_does_not_change_the_form_of_who_studies_here() -> None:
    admitted(ANNA)
    run = received([*ANNA, "семейное образование"], by=BY, more=["Форма обучения"])
    assert "student.another_form" in codes(run)
