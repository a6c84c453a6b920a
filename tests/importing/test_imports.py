"""A file of students against the records: verdicts, what is written, and what is found to be written already."""

from datetime import date, timedelta

import pytest

from shared_apps.importing import refusals as import_refusals
from tenant_apps.enrolment.models import Enrolment, Order
from tenant_apps.enrolment.services import imports
from tenant_apps.enrolment.services.imports import Choice
from tenant_apps.people import services as people
from tenant_apps.people.models import Citizenship, IdentityDocument, Person, PersonName, Student

from .school import (
    ANNA,
    FIRST_DAY,
    OPERATOR,
    PETER,
    SNILS,
    TODAY,
    admitted,
    card,
    codes,
    group,
    received,
    row,
    verdicts,
)

pytestmark = pytest.mark.usefixtures("in_school")


def test_check_writes_nothing_but_its_verdicts() -> None:
    run = received(ANNA, PETER, by=OPERATOR)

    assert (run.state, run.create_count, verdicts(run)) == ("checked", 2, ["create", "create"])
    assert (Person.objects.count(), Enrolment.objects.count(), Order.objects.count()) == (0, 0, 0)


def test_confirmation_makes_cards_enrolments_and_one_signed_order() -> None:
    run = received([*ANNA, SNILS[0], "И-17"], [*PETER, "", ""], by=OPERATOR, more=["СНИЛС", "№ личного дела"])

    outcome = imports.confirm(run_id=run.pk, choice=Choice(), by=OPERATOR)

    order = Order.objects.get()
    assert (outcome.is_done, outcome.created, outcome.orders) == (True, 2, (order.pk,))
    assert (order.state, order.kind, order.source, order.lines.count()) == ("effective", "admission", run.source, 2)
    anna = Student.objects.get(file_number="И-17")
    enrolment = anna.enrolments.get()
    assert (enrolment.valid_from, enrolment.kind, enrolment.begun_by) == (FIRST_DAY, "main", order)
    assert enrolment.memberships.get().class_group == group("5А")
    assert anna.person.identifiers.get().value == "11223344595"
    assert str(anna.person.names.get()) == "Ёлкина Анна Петровна"
    run.refresh_from_db()
    assert (run.state, run.created_count, row(run, 2).student_id) == ("applied", 2, anna.pk)


def test_confirming_twice_does_nothing_twice() -> None:
    run = received(ANNA, by=OPERATOR)
    imports.confirm(run_id=run.pk, choice=Choice(), by=OPERATOR)

    again = imports.confirm(run_id=run.pk, choice=Choice(), by=OPERATOR)

    assert not again.is_done
    assert (Person.objects.count(), Order.objects.count()) == (1, 1)


def test_the_same_file_again_has_nothing_to_do() -> None:
    imports.confirm(run_id=received(ANNA, PETER, by=OPERATOR).pk, choice=Choice(), by=OPERATOR)

    run = received(ANNA, PETER, by=OPERATOR)

    assert (verdicts(run), codes(run)) == (["skip", "skip"], ["student.enrolled"])
    with pytest.raises(import_refusals.NothingToImport):
        imports.confirm(run_id=run.pk, choice=Choice(), by=OPERATOR)


def test_yo_and_capitals_find_the_card_and_change_nothing() -> None:
    admitted(ANNA)

    assert verdicts(received(["ЕЛКИНА", "анна", *ANNA[2:]], by=OPERATOR)) == ["skip"]


def test_changed_values_are_listed_and_written() -> None:
    student = admitted(ANNA)
    run = received([*ANNA, "8 (918) 111-22-33", "Россия"], by=OPERATOR, more=["Телефон", "Гражданство"])

    assert verdicts(run) == ["update"]
    assert row(run, 2).changes == [
        {"label": "Гражданство", "before": "", "after": "Россия"},
        {"label": "Телефон", "before": "", "after": "+79181112233"},
    ]
    outcome = imports.confirm(run_id=run.pk, choice=Choice(), by=OPERATOR)
    student.person.refresh_from_db()
    assert (outcome.updated, student.person.phone, student.person.citizenship, student.person.version) == (
        1, "+79181112233", "ru", 2,
    )  # fmt: skip


def test_empty_cells_take_nothing_away() -> None:
    card(ANNA, OPERATOR, phone="+79180000000")
    run = received([*ANNA, ""], by=OPERATOR, more=["Телефон"])

    imports.confirm(run_id=run.pk, choice=Choice(), by=OPERATOR)

    assert Person.objects.get().phone == "+79180000000"


def test_known_card_without_enrolment_is_admitted_not_doubled() -> None:
    student = card(ANNA, OPERATOR)
    run = received(ANNA, by=OPERATOR)

    assert (verdicts(run), codes(run)) == (["create"], ["card.known"])
    imports.confirm(run_id=run.pk, choice=Choice(), by=OPERATOR)
    assert list(Student.objects.all()) == [student]
    assert student.enrolments.count() == 1


def test_somebody_known_as_a_guardian_gets_a_students_card() -> None:
    people.create_guardian(
        name=people.Name("Ёлкина", "Анна", "Петровна"),
        particulars={"sex": "female", "birth_date": date(2015, 3, 2)},
        by=OPERATOR,
    )
    run = received(ANNA, by=OPERATOR)
    imports.confirm(run_id=run.pk, choice=Choice(), by=OPERATOR)

    assert Person.objects.get().student.enrolments.count() == 1


def test_surname_that_differs_becomes_a_dated_name() -> None:
    student = admitted(ANNA)
    people.set_identifier(person_id=student.person_id, kind="snils", value=SNILS[0], by=OPERATOR)
    run = received([*["Сидорова", *ANNA[1:]], SNILS[0]], by=OPERATOR, more=["СНИЛС"])

    assert [change["after"] for change in row(run, 2).changes] == [f"Сидорова (с {TODAY:%d.%m.%Y})"]
    imports.confirm(run_id=run.pk, choice=Choice(), by=OPERATOR)
    names = PersonName.objects.order_by("valid_from").values_list("surname", "valid_from")
    assert list(names) == [("Ёлкина", date(1900, 1, 1)), ("Сидорова", TODAY)]


@pytest.mark.parametrize(("said", "since"), [("", TODAY), ("14.09.2026", date(2026, 9, 14))])
def test_another_name_and_citizenship_hold_from_a_day_on(said: str, since: date) -> None:
    """The day of the column, else of the import: what was true on the eve stays true."""
    student = admitted(ANNA)
    people.set_identifier(person_id=student.person_id, kind="snils", value=SNILS[0], by=OPERATOR)
    people.edit_person(person_id=student.person_id, changes={"citizenship": "am"}, version=None, by=OPERATOR)
    more = ["СНИЛС", "Гражданство", "ФИО или гражданство изменены с"]
    run = received(["Сидорова", *ANNA[1:], SNILS[0], "Россия", said], by=OPERATOR, more=more)

    assert [change["after"] for change in row(run, 2).changes] == [
        f"Сидорова (с {since:%d.%m.%Y})", f"Россия (с {since:%d.%m.%Y})",
    ]  # fmt: skip
    imports.confirm(run_id=run.pk, choice=Choice(), by=OPERATOR)

    for day, surname, country in ((since - timedelta(days=1), "Ёлкина", "am"), (since, "Сидорова", "ru")):
        assert PersonName.objects.valid(day).get(person=student.person_id).surname == surname
        assert Citizenship.objects.valid(day).get(person=student.person_id).country == country
    assert Person.objects.get(pk=student.person_id).citizenship == "ru"


@pytest.mark.parametrize(
    ("said", "code"), [(TODAY + timedelta(days=2), "changed_on.ahead"), (date(2015, 3, 1), "begins_before_birth")]
)
def test_day_of_a_change_that_can_not_be_is_said(said: date, code: str) -> None:
    admitted(ANNA)
    run = received([*ANNA, f"{said:%d.%m.%Y}"], by=OPERATOR, more=["ФИО или гражданство изменены с"])

    assert (verdicts(run), code in codes(run)) == (["error"], True)


def test_documents_come_with_cards_and_are_not_doubled() -> None:
    titles = ["Серия", "Номер", "Дата выдачи", "Кем выдан"]
    person = [*ANNA, "III-АГ", "123456", "12.04.2015", "ЗАГС г. Горячий Ключ"]
    imports.confirm(run_id=received(person, by=OPERATOR, more=titles).pk, choice=Choice(), by=OPERATOR)

    document = IdentityDocument.objects.get()
    assert (document.kind, document.series, document.issued_on) == ("birth_certificate", "III-АГ", date(2015, 4, 12))
    assert verdicts(received(person, by=OPERATOR, more=titles)) == ["skip"]
    run = received([*person[:-1], "ЗАГС г. Краснодар"], by=OPERATOR, more=titles)
    assert [change["after"] for change in row(run, 2).changes] == ["ЗАГС г. Краснодар"]
    imports.confirm(run_id=run.pk, choice=Choice(), by=OPERATOR)
    assert IdentityDocument.objects.get().issued_by == "ЗАГС г. Краснодар"


@pytest.mark.parametrize("words", ["военный билет", "Воен. билет", "07", "военный бил", "military_card"])
def test_handbook_is_named_by_name_code_or_beginning(words: str) -> None:
    run = received([*ANNA, words, "АА", "1234567"], by=OPERATOR, more=["Тип документа", "Серия", "Номер"])

    assert (verdicts(run), codes(run)) == (["create"], [])
