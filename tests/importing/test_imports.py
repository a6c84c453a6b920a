"""A file of students against the records: verdicts, nothing written before confirmation, confirmed once."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.utils import timezone

from shared_apps.handbooks.services import load_catalogue
from shared_apps.importing import refusals as import_refusals
from shared_apps.organisations import crossing
from shared_apps.organisations.crossing import By
from shared_apps.organisations.models import Organisation
from tenant_apps.enrolment import refusals, services
from tenant_apps.enrolment.import_models import ImportRun
from tenant_apps.enrolment.models import ClassGroup, Enrolment, Order
from tenant_apps.enrolment.services import imports
from tenant_apps.enrolment.services.imports import Choice
from tenant_apps.people import services as people
from tenant_apps.people.models import Identifier, IdentityDocument, Person, PersonName, Student

from .school import ANNA, FIRST_DAY, PETER, SNILS, VERA, card, codes, open_year, received, row, verdicts

BY = By(account_id=11, name="Операторова О. О.")
TODAY = timezone.localdate()


@pytest.fixture(autouse=True)
def inside(school: Organisation) -> Iterator[None]:
    with crossing.shared(by=BY):
        load_catalogue()
    with crossing.inside(school, by=BY):
        open_year(BY)
        yield


def group(name: str) -> ClassGroup:
    return ClassGroup.objects.get(name=name)


def admitted(person: list[str], name: str = "5А", on: date = FIRST_DAY) -> Student:
    """Somebody admitted by hand."""
    student = card(person, BY)
    line = services.Line(student_id=student.pk, on=on, class_group_id=group(name).pk)
    services.admit_many(lines=[line], kind="admission", requisites=services.Requisites(date=on), sign=True, by=BY)
    return student


# --- verdicts -------------------------------------------------------------------------------------------------------


def test_check_writes_nothing_but_its_verdicts() -> None:
    run = received(ANNA, PETER, by=BY)

    assert (run.state, run.create_count, verdicts(run)) == ("checked", 2, ["create", "create"])
    assert (Person.objects.count(), Enrolment.objects.count(), Order.objects.count()) == (0, 0, 0)


def test_confirmation_makes_cards_enrolments_and_one_signed_order() -> None:
    run = received([*ANNA, SNILS[0], "И-17"], [*PETER, "", ""], by=BY, more=["СНИЛС", "№ личного дела"])

    outcome = imports.confirm(run_id=run.pk, choice=Choice(), by=BY)

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
    run = received(ANNA, by=BY)
    imports.confirm(run_id=run.pk, choice=Choice(), by=BY)

    again = imports.confirm(run_id=run.pk, choice=Choice(), by=BY)

    assert not again.is_done
    assert (Person.objects.count(), Order.objects.count()) == (1, 1)


def test_the_same_file_again_has_nothing_to_do() -> None:
    imports.confirm(run_id=received(ANNA, PETER, by=BY).pk, choice=Choice(), by=BY)

    run = received(ANNA, PETER, by=BY)

    assert (verdicts(run), codes(run)) == (["skip", "skip"], ["student.enrolled"])
    with pytest.raises(import_refusals.NothingToImport):
        imports.confirm(run_id=run.pk, choice=Choice(), by=BY)


def test_yo_and_capitals_find_the_card_and_change_nothing() -> None:
    admitted(ANNA)

    assert verdicts(received(["ЕЛКИНА", "анна", *ANNA[2:]], by=BY)) == ["skip"]


def test_changed_values_are_listed_and_written() -> None:
    student = admitted(ANNA)
    run = received([*ANNA, "8 (918) 111-22-33", "Россия"], by=BY, more=["Телефон", "Гражданство"])

    assert verdicts(run) == ["update"]
    assert row(run, 2).changes == [
        {"label": "Гражданство", "before": "", "after": "Россия"},
        {"label": "Телефон", "before": "", "after": "+79181112233"},
    ]
    outcome = imports.confirm(run_id=run.pk, choice=Choice(), by=BY)
    student.person.refresh_from_db()
    assert (outcome.updated, student.person.phone, student.person.citizenship, student.person.version) == (
        1, "+79181112233", "ru", 2,
    )  # fmt: skip


def test_empty_cells_take_nothing_away() -> None:
    card(ANNA, BY, phone="+79180000000")
    run = received([*ANNA, ""], by=BY, more=["Телефон"])

    imports.confirm(run_id=run.pk, choice=Choice(), by=BY)

    assert Person.objects.get().phone == "+79180000000"


def test_known_card_without_enrolment_is_admitted_not_doubled() -> None:
    student = card(ANNA, BY)
    run = received(ANNA, by=BY)

    assert (verdicts(run), codes(run)) == (["create"], ["card.known"])
    imports.confirm(run_id=run.pk, choice=Choice(), by=BY)
    assert list(Student.objects.all()) == [student]
    assert student.enrolments.count() == 1


def test_somebody_known_as_a_guardian_gets_a_students_card() -> None:
    people.create_guardian(
        name=people.Name("Ёлкина", "Анна", "Петровна"),
        particulars={"sex": "female", "birth_date": date(2015, 3, 2)},
        by=BY,
    )
    run = received(ANNA, by=BY)
    imports.confirm(run_id=run.pk, choice=Choice(), by=BY)

    assert Person.objects.get().student.enrolments.count() == 1


def test_surname_that_differs_becomes_a_dated_name() -> None:
    student = admitted(ANNA)
    people.set_identifier(person_id=student.person_id, kind="snils", value=SNILS[0], by=BY)
    run = received([*["Сидорова", *ANNA[1:]], SNILS[0]], by=BY, more=["СНИЛС"])

    assert [change["after"] for change in row(run, 2).changes] == ["Сидорова"]
    imports.confirm(run_id=run.pk, choice=Choice(), by=BY)
    names = PersonName.objects.order_by("valid_from").values_list("surname", "valid_from")
    assert list(names) == [("Ёлкина", date(1900, 1, 1)), ("Сидорова", TODAY)]


def test_documents_come_with_cards_and_are_not_doubled() -> None:
    titles = ["Серия", "Номер", "Дата выдачи", "Кем выдан"]
    person = [*ANNA, "III-АГ", "123456", "12.04.2015", "ЗАГС г. Горячий Ключ"]
    imports.confirm(run_id=received(person, by=BY, more=titles).pk, choice=Choice(), by=BY)

    document = IdentityDocument.objects.get()
    assert (document.kind, document.series, document.issued_on) == ("birth_certificate", "III-АГ", date(2015, 4, 12))
    assert verdicts(received(person, by=BY, more=titles)) == ["skip"]
    run = received([*person[:-1], "ЗАГС г. Краснодар"], by=BY, more=titles)
    assert [change["after"] for change in row(run, 2).changes] == ["ЗАГС г. Краснодар"]
    imports.confirm(run_id=run.pk, choice=Choice(), by=BY)
    assert IdentityDocument.objects.get().issued_by == "ЗАГС г. Краснодар"


# --- errors ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({5: "7В"}, "class.missing"),
        ({5: "5"}, "class.letter_missing"),
        ({6: "01.09.2025"}, "year.missing"),
        ({3: "31.02.2015"}, "date.no_such_day"),
        ({0: ""}, "value.missing"),
    ],
)
def test_row_that_cannot_be_taken(cells: dict[int, str], code: str) -> None:
    run = received([cells.get(at, value) for at, value in enumerate(ANNA)], by=BY)

    assert (verdicts(run), codes(run)) == (["error"], [code])


def test_missing_class_says_where_to_open_it_and_is_counted() -> None:
    run = received([*ANNA[:5], "7В", ANNA[6]], [*PETER[:5], "7 в", PETER[6]], by=BY)

    problem = row(run, 2).problems[0]
    assert problem["message"] == "В 2026/2027 учебном году нет класса 7В."
    assert "Новый класс" in problem["cure"]
    assert [(one["grade"], one["letter"], one["rows"]) for one in run.missing] == [(7, "В", 2)]


def test_several_errors_of_a_row_are_all_told() -> None:
    run = received([*ANNA[:4], "?", "7В", ANNA[6]], by=BY)

    assert codes(run) == ["sex.unclear", "class.missing"]


def test_wrong_snils_is_an_error_of_its_row_alone() -> None:
    run = received([*ANNA, "112-233-445 96"], [*PETER, SNILS[1]], by=BY, more=["СНИЛС"])

    assert verdicts(run) == ["error", "create"]


def test_snils_of_somebody_else_is_an_error() -> None:
    other = card(PETER, BY)
    people.set_identifier(person_id=other.person_id, kind="snils", value=SNILS[0], by=BY)

    assert codes(received([*ANNA, SNILS[0]], by=BY, more=["СНИЛС"])) == ["match.of_another"]


def test_twins_with_swapped_snils_are_an_error() -> None:
    anna, twin = card(ANNA, BY), card(["Ёлкина", "Яна", *ANNA[2:]], BY)
    people.set_identifier(person_id=twin.person_id, kind="snils", value=SNILS[0], by=BY)

    assert codes(received([*ANNA, SNILS[0]], by=BY, more=["СНИЛС"])) == ["match.of_another"]
    assert anna.person.identifiers.count() == 0


def test_another_snils_in_the_card_is_an_error_that_hides_the_number() -> None:
    student = card(ANNA, BY)
    people.set_identifier(person_id=student.person_id, kind="snils", value=SNILS[0], by=BY)
    run = received([*ANNA, SNILS[1]], by=BY, more=["СНИЛС"])

    assert codes(run) == ["match.other_snils"]
    assert "112-233" not in row(run, 2).problems[0]["message"]


def test_ambiguous_person_is_an_error_that_names_the_cards() -> None:
    card(ANNA, BY)
    card([*ANNA[:2], "", *ANNA[3:]], BY)
    run = received([*ANNA[:2], "", *ANNA[3:]], by=BY)

    assert codes(run) == ["match.ambiguous"]
    assert "Ёлкина Анна Петровна, 02.03.2015" in row(run, 2).problems[0]["message"]


def test_rows_that_name_one_person_with_other_numbers_are_errors() -> None:
    student = card(ANNA, BY)
    people.set_identifier(person_id=student.person_id, kind="snils", value=SNILS[0], by=BY)
    run = received(
        [*ANNA, ""], [*["Елкина", "Анна", "", *ANNA[3:5], "5Б", ANNA[6]], SNILS[0]], [*VERA, ""], by=BY, more=["СНИЛС"]
    )

    assert verdicts(run) == ["error", "error", "create"]
    assert codes(run, 3)[-1] in ("row.person_twice", "card.known")


def test_the_same_row_twice_takes_the_first() -> None:
    assert verdicts(received(ANNA, PETER, ANNA, by=BY)) == ["create", "create", "error"]


def test_file_number_of_somebody_else_is_an_error() -> None:
    people.change_file_number(student_id=card(PETER, BY).pk, file_number="И-17", version=None, by=BY)

    assert codes(received([*ANNA, "И-17"], by=BY, more=["№ личного дела"])) == ["match.of_another"]


def test_student_in_another_class_is_not_moved_by_a_file() -> None:
    admitted(ANNA, "5Б")
    run = received(ANNA, by=BY)

    assert (verdicts(run), codes(run)) == (["error"], ["student.in_another_class"])


def test_student_who_left_is_an_error_until_the_date_of_return() -> None:
    student = admitted(ANNA)
    leaving = services.Line(student_id=student.pk, on=date(2026, 10, 1))
    order = services.draft_order(
        kind="leaving", requisites=services.Requisites(date=date(2026, 10, 1)), lines=[leaving], by=BY
    )
    services.sign_order(order_id=order.pk, by=BY)

    assert codes(received(ANNA, by=BY)) == ["student.left"]
    back = received([*ANNA[:6], "05.10.2026"], by=BY)
    assert (verdicts(back), codes(back)) == (["create"], ["card.known"])


def test_full_class_is_a_remark_on_the_file_and_on_those_who_do_not_fit() -> None:
    ClassGroup.objects.filter(name="5А").update(capacity=1)
    run = received(ANNA, VERA, by=BY)

    assert verdicts(run) == ["create", "create"]
    assert [note["code"] for note in run.notes] == ["class.full"]
    assert (codes(run, 2), codes(run, 3)) == ([], ["class.full"])
    assert imports.confirm(run_id=run.pk, choice=Choice(), by=BY).created == 2


# --- orders ---------------------------------------------------------------------------------------------------------


def test_orders_of_the_file_keep_their_numbers_and_dates() -> None:
    titles = ["№ приказа", "Дата приказа"]
    run = received([*ANNA, "45-у", "01.09.2026"], [*PETER, "45-у", ""], [*VERA, "", ""], by=BY, more=titles)
    imports.confirm(run_id=run.pk, choice=Choice(order_number="7-п", order_date=date(2026, 9, 2)), by=BY)

    found = [(order.number, order.date, order.lines.count()) for order in Order.objects.order_by("number")]
    assert found == [("45-у", date(2026, 9, 1), 2), ("7-п", date(2026, 9, 2), 1)]


def test_number_that_is_taken_is_an_error_of_its_rows() -> None:
    titles = ["№ приказа", "Дата приказа"]
    first = received([*ANNA, "45-у", "01.09.2026"], by=BY, more=titles)
    imports.confirm(run_id=first.pk, choice=Choice(), by=BY)

    assert codes(received([*PETER, "45-У", "02.09.2026"], by=BY, more=titles)) == ["order.number_taken"]


def test_one_number_with_two_dates_is_an_error() -> None:
    titles = ["№ приказа", "Дата приказа"]
    run = received([*ANNA, "45-у", "01.09.2026"], [*PETER, "45-у", "02.09.2026"], by=BY, more=titles)

    assert (codes(run, 2), codes(run, 3)) == (["order.dates_differ"], ["order.dates_differ"])


def test_without_the_right_to_sign_the_order_waits_as_a_draft() -> None:
    run = received(ANNA, by=BY)
    imports.confirm(run_id=run.pk, choice=Choice(sign=False), by=BY)

    order = Order.objects.get()
    assert (order.state, Student.objects.count(), Enrolment.objects.count()) == ("draft", 1, 0)
    again = received(ANNA, by=BY)
    assert (verdicts(again), codes(again)) == (["skip"], ["student.waits"])
    services.sign_order(order_id=order.pk, by=BY)
    assert Enrolment.objects.get().valid_from == FIRST_DAY


def test_only_what_was_chosen_is_done() -> None:
    student = admitted(ANNA)
    run = received([*ANNA, "8 918 111 22 33"], [*PETER, ""], by=BY, more=["Телефон"])
    imports.confirm(run_id=run.pk, choice=Choice(creates=False), by=BY)

    student.person.refresh_from_db()
    assert (student.person.phone, Student.objects.count()) == ("+79181112233", 1)


def test_reason_of_admission_is_the_chosen_one() -> None:
    imports.confirm(run_id=received(ANNA, by=BY).pk, choice=Choice(reason="from_same_municipality"), by=BY)

    assert Enrolment.objects.get().begin_reason == "from_same_municipality"


# --- between check and confirmation ---------------------------------------------------------------------------------


def test_what_changed_since_the_check_is_shown_instead_of_written() -> None:
    run = received(ANNA, PETER, by=BY)
    admitted(ANNA)

    outcome = imports.confirm(run_id=run.pk, choice=Choice(), by=BY)

    run.refresh_from_db()
    assert (outcome.is_done, outcome.changed, run.state, run.changed_rows) == (False, 1, "checked", 1)
    assert verdicts(run) == ["skip", "create"]
    assert imports.confirm(run_id=run.pk, choice=Choice(), by=BY).created == 1


def test_refused_order_leaves_nothing() -> None:
    run = received(ANNA, by=BY)

    with pytest.raises(refusals.OrderDateInTheFuture):
        imports.confirm(run_id=run.pk, choice=Choice(order_date=TODAY + timedelta(days=2)), by=BY)

    run.refresh_from_db()
    assert (run.state, Person.objects.count(), Order.objects.count()) == ("checked", 0, 0)


def test_discarded_file_is_gone_with_its_rows() -> None:
    run = received(ANNA, by=BY)
    imports.abandon(run_id=run.pk, by=BY)

    run.refresh_from_db()
    assert (run.state, run.file, run.rows.count()) == ("abandoned", None, 0)
    with pytest.raises(import_refusals.ImportNotWaiting):
        imports.confirm(run_id=run.pk, choice=Choice(), by=BY)


def test_old_files_die_and_numbers_stay() -> None:
    run = received(ANNA, by=BY)
    imports.confirm(run_id=run.pk, choice=Choice(), by=BY)
    waiting = received(PETER, by=BY)
    for one in (run, waiting):
        one.refresh_from_db()
        one.keep_until = TODAY
        one.save()

    assert imports.forget_old_files(by=BY) == 2
    run.refresh_from_db()
    waiting.refresh_from_db()
    assert (run.state, run.file, run.rows.count(), run.created_count) == ("applied", None, 0, 1)
    assert waiting.state == "abandoned"
    assert Identifier.objects.count() == 0


def test_daily_task_forgets_old_files(monkeypatch: pytest.MonkeyPatch) -> None:
    run = received(ANNA, by=BY)
    ImportRun.objects.filter(pk=run.pk).update(keep_until=TODAY)

    assert imports.forget_old_files(by=BY) == 1
    assert imports.forget_old_files(by=BY) == 0


@pytest.mark.parametrize("words", ["военный билет", "Воен. билет", "07", "военный бил", "military_card"])
def test_handbook_is_named_by_name_code_or_beginning(words: str) -> None:
    run = received([*ANNA, words, "АА", "1234567"], by=BY, more=["Тип документа", "Серия", "Номер"])

    assert (verdicts(run), codes(run)) == (["create"], [])


def test_groups_of_preschoolers_get_an_order_of_their_own() -> None:
    year = group("5А").academic_year
    parameters = services.ClassParameters(name="Солнышко", level="preschool", kind="general")
    services.create_class(year_id=year.pk, parameters=parameters, by=BY)
    child = ["Малышева", "Ева", "Олеговна", "05.05.2022", "ж", "группа «Солнышко»", "01.09.2026"]
    other = ["Малышев", "Лев", "Олегович", "06.06.2022", "м", "солнышко", "01.09.2026"]
    run = received(ANNA, child, other, by=BY)
    imports.confirm(run_id=run.pk, choice=Choice(order_number="5-в"), by=BY)

    kinds = Order.objects.order_by("kind").values_list("kind", "number")
    assert [kind for kind, _number in kinds] == ["admission", "admission_kindergarten"]
    assert len({number for _kind, number in kinds}) == 2
