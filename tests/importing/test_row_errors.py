"""Rows of a file of students that can't be taken: who is told of what, and nobody else is touched."""

from datetime import date

import pytest

from tenant_apps.enrolment import services
from tenant_apps.enrolment.models import ClassGroup
from tenant_apps.enrolment.services import imports
from tenant_apps.enrolment.services.imports import Choice
from tenant_apps.people import services as people

from .school import ANNA, OPERATOR, PETER, SNILS, VERA, admitted, card, codes, received, row, verdicts

pytestmark = pytest.mark.usefixtures("in_school")


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
    run = received([cells.get(at, value) for at, value in enumerate(ANNA)], by=OPERATOR)

    assert (verdicts(run), codes(run)) == (["error"], [code])


def test_missing_class_says_where_to_open_it_and_is_counted() -> None:
    run = received([*ANNA[:5], "7В", ANNA[6]], [*PETER[:5], "7 в", PETER[6]], by=OPERATOR)

    problem = row(run, 2).problems[0]
    assert problem["message"] == "В 2026/2027 учебном году нет класса 7В."
    assert "Новый класс" in problem["cure"]
    assert [(one["grade"], one["letter"], one["rows"]) for one in run.missing] == [(7, "В", 2)]


def test_several_errors_of_a_row_are_all_told() -> None:
    run = received([*ANNA[:4], "?", "7В", ANNA[6]], by=OPERATOR)

    assert codes(run) == ["sex.unclear", "class.missing"]


def test_wrong_snils_is_an_error_of_its_row_alone() -> None:
    run = received([*ANNA, "112-233-445 96"], [*PETER, SNILS[1]], by=OPERATOR, more=["СНИЛС"])

    assert verdicts(run) == ["error", "create"]


def test_snils_of_somebody_else_is_an_error() -> None:
    other = card(PETER, OPERATOR)
    people.set_identifier(person_id=other.person_id, kind="snils", value=SNILS[0], by=OPERATOR)

    assert codes(received([*ANNA, SNILS[0]], by=OPERATOR, more=["СНИЛС"])) == ["match.of_another"]


def test_twins_with_swapped_snils_are_an_error() -> None:
    anna, twin = card(ANNA, OPERATOR), card(["Ёлкина", "Яна", *ANNA[2:]], OPERATOR)
    people.set_identifier(person_id=twin.person_id, kind="snils", value=SNILS[0], by=OPERATOR)

    assert codes(received([*ANNA, SNILS[0]], by=OPERATOR, more=["СНИЛС"])) == ["match.of_another"]
    assert anna.person.identifiers.count() == 0


def test_another_snils_in_the_card_is_an_error_that_hides_the_number() -> None:
    student = card(ANNA, OPERATOR)
    people.set_identifier(person_id=student.person_id, kind="snils", value=SNILS[0], by=OPERATOR)
    run = received([*ANNA, SNILS[1]], by=OPERATOR, more=["СНИЛС"])

    assert codes(run) == ["match.other_snils"]
    assert "112-233" not in row(run, 2).problems[0]["message"]


def test_ambiguous_person_is_an_error_that_names_the_cards() -> None:
    card(ANNA, OPERATOR)
    card([*ANNA[:2], "", *ANNA[3:]], OPERATOR)
    run = received([*ANNA[:2], "", *ANNA[3:]], by=OPERATOR)

    assert codes(run) == ["match.ambiguous"]
    assert "Ёлкина Анна Петровна, 02.03.2015" in row(run, 2).problems[0]["message"]


def test_rows_that_name_one_person_with_other_numbers_are_errors() -> None:
    student = card(ANNA, OPERATOR)
    people.set_identifier(person_id=student.person_id, kind="snils", value=SNILS[0], by=OPERATOR)
    run = received(
        [*ANNA, ""],
        [*["Елкина", "Анна", "", *ANNA[3:5], "5Б", ANNA[6]], SNILS[0]],
        [*VERA, ""],
        by=OPERATOR,
        more=["СНИЛС"],
    )

    assert verdicts(run) == ["error", "error", "create"]
    assert codes(run, 3)[-1] in ("row.person_twice", "card.known")


def test_the_same_row_twice_takes_the_first() -> None:
    assert verdicts(received(ANNA, PETER, ANNA, by=OPERATOR)) == ["create", "create", "error"]


def test_file_number_of_somebody_else_is_an_error() -> None:
    people.change_file_number(student_id=card(PETER, OPERATOR).pk, file_number="И-17", version=None, by=OPERATOR)

    assert codes(received([*ANNA, "И-17"], by=OPERATOR, more=["№ личного дела"])) == ["match.of_another"]


def test_student_in_another_class_is_not_moved_by_a_file() -> None:
    admitted(ANNA, "5Б")
    run = received(ANNA, by=OPERATOR)

    assert (verdicts(run), codes(run)) == (["error"], ["student.in_another_class"])


def test_student_who_left_is_an_error_until_the_date_of_return() -> None:
    student = admitted(ANNA)
    leaving = services.Line(student_id=student.pk, on=date(2026, 10, 1))
    order = services.draft_order(
        kind="leaving", requisites=services.Requisites(date=date(2026, 10, 1)), lines=[leaving], by=OPERATOR
    )
    services.sign_order(order_id=order.pk, by=OPERATOR)

    assert codes(received(ANNA, by=OPERATOR)) == ["student.left"]
    back = received([*ANNA[:6], "05.10.2026"], by=OPERATOR)
    assert (verdicts(back), codes(back)) == (["create"], ["card.known"])


def test_full_class_is_a_remark_on_the_file_and_on_those_who_do_not_fit() -> None:
    ClassGroup.objects.filter(name="5А").update(capacity=1)
    run = received(ANNA, VERA, by=OPERATOR)

    assert verdicts(run) == ["create", "create"]
    assert [note["code"] for note in run.notes] == ["class.full"]
    assert (codes(run, 2), codes(run, 3)) == ([], ["class.full"])
    assert imports.confirm(run_id=run.pk, choice=Choice(), by=OPERATOR).created == 2
