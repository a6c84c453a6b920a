"""All fields of a student in a file: dated circumstances, guardians in the row, policy with its insurer."""

from datetime import date
from io import BytesIO
from typing import Any

import openpyxl
import pytest

from shared_apps.handbooks.services import add_item
from shared_apps.organisations import crossing
from shared_apps.organisations.crossing import By
from shared_apps.organisations.privacy import Privacy
from tenant_apps.enrolment.importing.circumstance_columns import TITLES as TITLED
from tenant_apps.enrolment.importing.students import STUDENTS
from tenant_apps.enrolment.services import import_undoing, imports
from tenant_apps.people import services as people
from tenant_apps.people.circumstances import KINDS
from tenant_apps.people.models import (
    EducationCircumstance,
    Guardianship,
    HealthCircumstance,
    Person,
    SocialCircumstance,
    Student,
)

from .people_files import confirmed, consents_to
from .school import ANNA, PETER, codes, received, row, verdicts

pytestmark = pytest.mark.usefixtures("in_school")
BY = By(account_id=11, name="Секретарёва С. С.")


@pytest.fixture
def anna() -> Student:
    """Admitted, with a mother who consents to everything."""
    confirmed(received([*ANNA, "Ёлкина Ольга Сергеевна"], by=BY, more=["ФИО матери"]), BY)
    student = Student.objects.get()
    mother = Guardianship.objects.get().guardian.person_id
    for purpose in ("health", "social"):
        consents_to(purpose, about=student.person_id, giver=mother, by=BY)
    return student


@pytest.mark.parametrize(
    ("shift", "verdict"), [("4", "create"), ("четвёртая", "create"), ("IV", "create"), ("5", "error")]
)
def test_a_shift_of_the_regions_own_is_taken(shift: str, verdict: str) -> None:
    with crossing.shared(by=BY):
        add_item(by=BY, handbook="shift", code="4", name="четвёртая", valid_from=date(2020, 1, 1))
    run = received([*ANNA, shift], by=BY, more=["Смена"])

    assert verdicts(run) == [verdict], codes(run)


def test_every_kind_of_circumstance_has_a_column() -> None:
    assert set(TITLED) == set(KINDS)
    assert {f"circumstance_{code}" for code in KINDS} <= set(STUDENTS.by_code)


def test_circumstances_of_study_begin_with_the_enrolment() -> None:
    run = received([*ANNA, "русский", "английский"], by=BY, more=["Родной язык", "Иностранный язык"])
    assert verdicts(run) == ["create"], row(run, 2).problems

    confirmed(run, BY)

    rows = EducationCircumstance.objects.order_by("kind").values_list("kind", "value", "valid_from")
    assert [(kind, day) for kind, _value, day in rows] == [
        ("foreign_language_1", date(2026, 9, 1)), ("native_language", date(2026, 9, 1)),
    ]  # fmt: skip


def test_health_without_consent_is_left_out_by_name() -> None:
    run = received([*ANNA, "II", "неполная"], by=BY, more=["Группа здоровья", "Вид семьи"])

    said = [problem["code"] for problem in row(run, 2).problems]
    assert "column.no_consent" in said or "choice.unknown" in said


def test_dated_circumstances_of_a_known_student(anna: Student) -> None:
    more = ["ОВЗ", "Вариант АООП", "ОВЗ с", "ОВЗ: документ"]
    category, variant = ovz()
    run = received([*ANNA, category, variant, "02.09.2026", "Заключение № 7"], by=BY, more=more)
    assert verdicts(run) == ["update"], row(run, 2).problems
    confirmed(run, BY)

    found = HealthCircumstance.objects.get()
    assert (found.kind, found.valid_from, found.document_number) == ("ovz", date(2026, 9, 2), "Заключение № 7")
    assert verdicts(received([*ANNA, category, variant, "", ""], by=BY, more=more)) == ["skip"]


def test_new_value_ends_the_former_one(anna: Student) -> None:
    first, second = family()
    confirmed(received([*ANNA, first, "02.09.2026"], by=BY, more=["Вид семьи", "Вид семьи с"]), BY)
    run = received([*ANNA, second, "01.10.2026"], by=BY, more=["Вид семьи", "Вид семьи с"])
    assert row(run, 2).changes[0]["before"]
    confirmed(run, BY)

    rows = SocialCircumstance.objects.order_by("valid_from").values_list("valid_from", "valid_to")
    assert rows[0] == (date(2026, 9, 2), date(2026, 10, 1))


def test_overlap_is_an_error_with_its_name(anna: Student) -> None:
    first, second = family()
    confirmed(received([*ANNA, first, "02.09.2026"], by=BY, more=["Вид семьи", "Вид семьи с"]), BY)
    run = received([*ANNA, second, "02.09.2026"], by=BY, more=["Вид семьи", "Вид семьи с"])

    assert (verdicts(run), "circumstance_overlaps" in codes(run)) == (["error"], True)


def test_variant_of_another_category_is_an_error_with_its_name(anna: Student) -> None:
    category, _variant = ovz()
    run = received([*ANNA, category, foreign_variant()], by=BY, more=["ОВЗ", "Вариант АООП"])

    assert (verdicts(run), "variant_does_not_fit" in codes(run)) == (["error"], True)


def test_classes_that_the_role_does_not_hold_are_left_out_by_name() -> None:
    class Operator(By):
        holds = frozenset(Privacy) - {Privacy.SOCIAL, Privacy.HEALTH}

    by = Operator(account_id=5, name="Операторова О. О.")
    run = received([*ANNA, "II", "Ёлкина Ольга Сергеевна"], by=by, more=["Группа здоровья", "ФИО матери"])

    assert [note["code"] for note in run.notes] == ["column.not_yours"]
    assert "Группа здоровья" in run.notes[0]["message"]
    confirmed(run, by)
    assert Guardianship.objects.count() == 0


def test_error_file_does_not_show_columns_that_were_left_out() -> None:
    class Operator(By):
        holds = frozenset(Privacy) - {Privacy.SOCIAL, Privacy.HEALTH}

    by = Operator(account_id=5, name="Операторова О. О.")
    run = received([*ANNA[:5], "7Я", ANNA[6], "тайный диагноз"], by=by, more=["Заболевания"])
    assert verdicts(run) == ["error"]

    book = openpyxl.load_workbook(BytesIO(imports.errors_of(run).content))
    cells = [cell for line in book.active.iter_rows(values_only=True) for cell in line]
    assert "Заболевания" in cells
    assert "тайный диагноз" not in cells


# --- guardians in the row -------------------------------------------------------------------------------------------


def test_two_guardians_come_with_the_student() -> None:
    more = ["ФИО матери", "Телефон матери", "ФИО отца", "Телефон отца"]
    parents = ["Ёлкина Ольга Сергеевна", "8 918 111 22 33", "Ёлкин Пётр Ильич", "8 918 111 22 44"]
    sister = ["Ёлкина", "Вера", "Петровна", "05.05.2014", "ж", "5Б", "01.09.2026"]
    run = received([*ANNA, *parents], [*sister, *parents], by=BY, more=more)
    assert verdicts(run) == ["create", "create"], row(run, 2).problems
    assert "guardian.relation_taken" in codes(run)

    confirmed(run, BY)

    links = Guardianship.objects.values_list("relation", "guardian")
    assert sorted(relation for relation, _guardian in links) == ["father", "father", "mother", "mother"]
    assert len({guardian for _relation, guardian in links}) == 2
    assert verdicts(received([*ANNA, *parents], by=BY, more=more)) == ["skip"]


@pytest.mark.parametrize(
    ("cells", "more", "code"),
    [
        (["Ким Ли"], ["ФИО матери"], "guardian.relation_missing"),
        (["О. С. Ёлкина"], ["ФИО матери"], "name.initials"),
        (["Ёлкина Ольга Сергеевна", "02.03.2010"], ["ФИО матери", "Дата рождения матери"], "guardian_too_young"),
        (["Ёлкина Ольга Сергеевна", "кума"], ["ФИО представителя 1", "Представитель 1: Степень родства"], "choice.unknown"),
    ],
)  # fmt: skip
def test_errors_of_guardians_are_the_rows(cells: list[str], more: list[str], code: str) -> None:
    run = received([*ANNA, *cells], by=BY, more=more)

    assert (verdicts(run), code in codes(run)) == (["error"], True), codes(run)


def test_undo_takes_guardians_and_circumstances_back() -> None:
    run = received([*PETER, "Иванова Ольга Сергеевна", "русский"], by=BY, more=["ФИО матери", "Родной язык"])
    imports.confirm(run_id=run.pk, choice=imports.Choice(sign=False), by=BY)
    assert (Guardianship.objects.count(), EducationCircumstance.objects.count()) == (1, 1)

    import_undoing.plan_undoing(run_id=run.pk, reason="Не тот файл", by=BY)
    import_undoing.undo(run_id=run.pk, by=BY)

    assert (Person.objects.count(), Guardianship.objects.count(), EducationCircumstance.objects.count()) == (0, 0, 0)


def test_policy_keeps_its_insurer(anna: Student) -> None:
    more = ["Полис", "Страховая"]
    people.set_identifier(person_id=anna.person_id, kind="medical_policy", value=policy(), version=None, by=BY)
    run = received([*ANNA, policy(), "АО «Страховая»"], by=BY, more=more)
    assert verdicts(run) == ["update"], codes(run)
    confirmed(run, BY)

    assert anna.person.identifiers.get(kind="medical_policy").issued_by == "АО «Страховая»"


# --- items of handbooks ---------------------------------------------------------------------------------------------


def policy() -> str:
    from shared_apps.handbooks.identifiers import luhn_control

    return "234567890123456" + luhn_control("234567890123456")


def _named(handbook: str) -> list[Any]:
    from shared_apps.handbooks import queries as handbooks

    return list(handbooks.items(handbook, as_of=date(2026, 9, 1)))


def ovz() -> tuple[str, str]:
    """A category and a variant of its programme, in words."""
    from shared_apps.handbooks import queries as handbooks

    variant = next(one for one in _named("ovz_variant"))
    group = handbooks.group_of("ovz_variant", variant.code)
    return next(one.name for one in _named("ovz_category") if one.code == group), variant.name


def foreign_variant() -> str:
    from shared_apps.handbooks import queries as handbooks

    category, _variant = ovz()
    code = next(one.code for one in _named("ovz_category") if one.name == category)
    return next(one.name for one in _named("ovz_variant") if handbooks.group_of("ovz_variant", one.code) != code)


def family() -> tuple[str, str]:
    items = _named("family_kind")
    return items[0].name, items[1].name
