"""A file of guardians: whose, who, what they may; one card of one guardian; named errors; confirmed, undone."""

from collections.abc import Iterator
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from shared_apps.organisations.crossing import By
from shared_apps.organisations.models import Organisation
from shared_apps.organisations.privacy import Privacy
from tenant_apps.enrolment.services import import_undoing, imports
from tenant_apps.people import services as people
from tenant_apps.people.models import Guardian, Guardianship, Person, Student
from tests.factories.organisations import within

from .people_files import OF_GUARDIANS, OLGA, PAUL, confirmed, consents_to, guardians, loaded
from .school import ANNA, PETER, SNILS, card, codes, row, verdicts

BY = By(account_id=11, name="Секретарёва С. С.")
CHILD, BORN, REST = OLGA[0], OLGA[1], OLGA[2:]


@pytest.fixture(autouse=True)
def inside(school: Organisation) -> Iterator[None]:
    with within(school, by=BY):
        yield


@pytest.fixture
def anna() -> Student:
    return card(ANNA, BY)


def names() -> list[str]:
    return sorted(Person.objects.filter(guardian__isnull=False).values_list("names__given_name", flat=True))


# --- who and whose --------------------------------------------------------------------------------------------------


def test_check_writes_nothing_and_confirmation_links_both_parents(anna: Student) -> None:
    run = guardians(OLGA, PAUL, by=BY)
    assert (verdicts(run), Guardian.objects.count()) == (["create", "create"], 0)

    confirmed(run, BY)

    links = Guardianship.objects.order_by("relation").values_list("student", "relation", "is_legal", "may_collect")
    assert list(links) == [(anna.pk, "father", True, True), (anna.pk, "mother", True, True)]
    mother = Person.objects.get(names__given_name="Ольга")
    assert (mother.sex, mother.phone) == ("female", "+79181112233")
    assert row(run, 2).card_id == mother.guardian.pk


def test_child_is_found_by_the_number_of_the_file_and_by_snils(anna: Student) -> None:
    peter = card(PETER, BY)
    people.change_file_number(student_id=anna.pk, file_number="И-17", version=None, by=BY)
    people.set_identifier(person_id=peter.person_id, kind="snils", value=SNILS[0], version=None, by=BY)
    run = loaded(
        "guardians", ["№ личного дела ребёнка", "СНИЛС ребёнка", *OF_GUARDIANS[2:]],
        ["И-17", "", *REST], ["", SNILS[0], *PAUL[2:]], by=BY,
    )  # fmt: skip

    assert [one.class_name for one in run.rows.order_by("number")] == ["Ёлкина Анна Петровна", "Иванов Пётр Ильич"]
    assert verdicts(run) == ["create", "create"]


def test_one_guardian_of_two_children_gets_one_card(anna: Student) -> None:
    card(PETER, BY)
    run = guardians(OLGA, ["Иванов Пётр Ильич", "12.10.2015", *REST], by=BY)

    confirmed(run, BY)

    assert (verdicts(run), Guardian.objects.count(), Guardianship.objects.count()) == (["create", "create"], 1, 2)


def test_known_guardian_is_recognised_not_doubled(anna: Student) -> None:
    confirmed(guardians(OLGA, by=BY), BY)

    assert verdicts(guardians(OLGA, by=BY)) == ["skip"]
    run = guardians([*OLGA[:6], "8 918 000 00 00"], by=BY)
    assert verdicts(run) == ["update"]
    confirmed(run, BY)
    assert Person.objects.get(guardian__isnull=False).phone == "+79180000000"


def test_employee_becomes_a_guardian_of_his_child(anna: Student) -> None:
    known = people.create_employee(
        name=people.Name("Ёлкина", "Ольга", "Сергеевна"),
        particulars={"sex": "female", "birth_date": date(1985, 5, 14)}, by=BY,
    )  # fmt: skip
    run = guardians([*OLGA, "14.05.1985"], by=BY, more=["Дата рождения"])

    confirmed(run, BY)

    assert Guardian.objects.get().person_id == known.person_id
    assert codes(run) == ["guardian.known"]


def test_relative_is_no_legal_representative_unless_the_file_says_so(anna: Student) -> None:
    grandmother = [CHILD, BORN, "Белова", "Вера", "Олеговна", "бабушка", ""]
    run = guardians([*grandmother, "", "нет"], by=BY, more=["Законный представитель", "Может забирать ребёнка"])

    confirmed(run, BY)

    link = Guardianship.objects.get()
    assert (link.is_legal, link.may_collect) == (False, False)


# --- rights and consents --------------------------------------------------------------------------------------------


def test_guardian_who_may_know_nothing_is_written_so(anna: Student) -> None:
    confirmed(guardians([*OLGA, "нет"], by=BY, more=["Может знать об обучении"]), BY)

    link = Guardianship.objects.get()
    assert (link.is_legal, link.may_see) == (True, False)


def test_role_without_the_class_is_told_that_the_file_is_not_for_it(anna: Student) -> None:
    class Operator(By):
        holds = frozenset(Privacy) - {Privacy.SOCIAL, Privacy.HEALTH}

    run = guardians(OLGA, by=Operator(account_id=5, name="Операторова О. О."))

    assert (run.state, run.rows_count, [note["code"] for note in run.notes]) == ("refused", 0, ["column.not_yours"])


def test_work_without_consent_is_left_out_and_with_it_written(anna: Student) -> None:
    more = ["Место работы", "Должность"]
    run = guardians([*OLGA, "ООО «Ромашка»", "инженер"], by=BY, more=more)
    assert (verdicts(run), codes(run)) == (["create"], ["column.no_consent", "column.no_consent"])
    confirmed(run, BY)
    mother = Guardian.objects.get()
    assert mother.workplace == ""

    consents_to("social", about=mother.person_id, giver=mother.person_id, by=BY)
    run = guardians([*OLGA, "ООО «Ромашка»", "инженер"], by=BY, more=more)
    assert verdicts(run) == ["update"]
    confirmed(run, BY)
    mother.refresh_from_db()
    assert (mother.workplace, mother.position) == ("ООО «Ромашка»", "инженер")


# --- errors ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cells", "more", "code"),
    [
        (["", "", *REST], (), "child.not_said"),
        ([CHILD, "", *REST], (), "child.birth_date_missing"),
        ([CHILD, "03.03.2015", *REST], (), "child.unknown"),
        (["", "", *REST, "Я-1"], ("№ личного дела ребёнка",), "child.unknown"),
        (["Белова Вера Олеговна", "07.07.2015", *REST, "И-17"], ("№ личного дела ребёнка",), "child.of_another"),
        ([CHILD, BORN, "", *REST[1:]], (), "value.missing"),
        ([CHILD, BORN, *REST[:3], "кума", ""], (), "choice.unknown"),
        ([CHILD, BORN, *REST[:3], "", ""], (), "value.missing"),
        ([CHILD, BORN, "Ким", "Ли", "", "опекун", ""], (), "guardian.sex_unclear"),
        ([*OLGA, "02.03.2010"], ("Дата рождения",), "guardian_too_young"),
        ([*OLGA, "лишён(а) родительских прав"], ("Ограничение прав",), "limit_without_basis"),
        ([*OLGA, "лишён(а) родительских прав", "Решение № 5", "да"],
         ("Ограничение прав", "Основание", "Законный представитель"), "rights_against_limit"),
        ([*OLGA, "может быть"], ("Законный представитель",), "yes_no.unclear"),
        ([*OLGA, "112-233-445 96"], ("СНИЛС",), "snils.identifier_control_number"),
        ([CHILD, BORN, *ANNA[:3], "мать", "", "02.03.2015"], ("Дата рождения",), "guardian_of_oneself"),
    ],
)  # fmt: skip
def test_each_error_has_its_name(anna: Student, cells: list[str], more: tuple[str, ...], code: str) -> None:
    people.change_file_number(student_id=anna.pk, file_number="И-17", version=None, by=BY)
    run = guardians(cells, by=BY, more=more)

    assert verdicts(run) == ["error"]
    said = {problem["code"]: problem for problem in row(run, 2).problems if problem["level"] == "error"}
    assert code in said
    assert said[code]["message"]


def test_numbers_of_two_children_in_a_row_are_an_error(anna: Student) -> None:
    peter = card(PETER, BY)
    people.change_file_number(student_id=anna.pk, file_number="И-17", version=None, by=BY)
    people.set_identifier(person_id=peter.person_id, kind="snils", value=SNILS[0], version=None, by=BY)
    run = guardians(["", "", *REST, "И-17", SNILS[0]], by=BY, more=["№ личного дела ребёнка", "СНИЛС ребёнка"])

    assert codes(run) == ["child.two_cards"]


def test_namesakes_among_children_are_told_apart_by_a_number(anna: Student) -> None:
    card(ANNA, BY)

    assert codes(guardians(OLGA, by=BY)) == ["child.ambiguous"]


def test_same_guardian_of_same_child_twice_is_an_error(anna: Student) -> None:
    run = guardians(OLGA, OLGA, by=BY)

    assert (verdicts(run), codes(run, 3)) == (["create", "error"], ["row.person_twice"])


def test_rows_of_one_name_that_nothing_tells_apart_are_errors(anna: Student) -> None:
    card(PETER, BY)
    run = guardians([*OLGA[:6], ""], ["Иванов Пётр Ильич", "12.10.2015", *REST[:4], ""], by=BY)

    assert codes(run, 2) == codes(run, 3) == ["guardian.unclear_in_file"]


def test_snils_of_another_card_is_an_error(anna: Student) -> None:
    other = people.create_guardian(name=people.Name("Белова", "Вера"), particulars={"sex": "female"}, by=BY)
    people.set_identifier(person_id=other.person_id, kind="snils", value=SNILS[1], version=None, by=BY)

    assert codes(guardians([*OLGA, SNILS[1]], by=BY, more=["СНИЛС"])) == ["match.of_another"]


# --- undoing, cost --------------------------------------------------------------------------------------------------


def test_undo_takes_cards_and_links_back_and_leaves_what_was_before(anna: Student) -> None:
    confirmed(guardians(OLGA, by=BY), BY)
    run = guardians([*OLGA[:6], "8 918 000 00 00"], PAUL, by=BY)
    confirmed(run, BY)

    import_undoing.plan_undoing(run_id=run.pk, reason="Не тот файл", by=BY)
    import_undoing.undo(run_id=run.pk, by=BY)

    assert names() == ["Ольга"]
    assert Person.objects.get(guardian__isnull=False).phone == "+79181112233"
    assert Guardianship.objects.count() == 1
    run.refresh_from_db()
    assert (run.state, row(run, 3).card_id) == ("undone", None)


def test_error_file_keeps_the_layout_and_names_what_to_mend(anna: Student) -> None:
    run = guardians([CHILD, "03.03.2015", *REST], by=BY)

    file = imports.errors_of(run)

    assert file.extension == "xlsx"


@pytest.mark.parametrize("count", [2, 20])
def test_check_costs_the_same_queries_whatever_the_rows(count: int) -> None:
    rows = []
    for at in range(count):
        child = [f"Ёлкина{'я' * at}", *ANNA[1:]]
        card(child, BY)
        rows.append([f"{child[0]} Анна Петровна", BORN, f"Ёлкина{'ю' * at}", *REST[1:4], f"8 918 111 22 {at:02}"])
    with CaptureQueriesContext(connection) as queries:
        run = guardians(*rows, by=BY)

    assert set(verdicts(run)) == {"create"}
    assert len(queries) <= 45
