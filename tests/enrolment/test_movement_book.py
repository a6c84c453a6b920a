"""The movement book read page by page, its balances, and the lists that the office prints."""

import random
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from shared_apps.organisations import crossing
from shared_apps.organisations.crossing import By
from shared_apps.organisations.models import Organisation
from shared_apps.organisations.refusal import Refused
from tenant_apps.enrolment import services
from tenant_apps.enrolment.models import ClassMembership, Enrolment
from tenant_apps.enrolment.queries import balances, lists, movement, movement_book
from tenant_apps.people.models import Student
from tests.refusing.doors import BY
from tests.truth import movement as truth

from .browsing import signed_in
from .conftest import FIRST_DAY, Admit, Year
from .rooms import Class
from .test_arrangements import DECEMBER, NOVEMBER, OCTOBER, cancelled, issued, random_order

MakeStudent = Callable[..., Student]
YEAR = {"first": FIRST_DAY, "last": date(2026, 8, 31)}


@pytest.fixture
def moved(year: Year, a_student: MakeStudent, admit: Admit, by: By) -> dict[str, Student]:
    """Three are admitted, one comes later, two leave: to another town, and to a college."""
    named = {name: a_student(name) for name in ("Антонова", "Белова", "Громова", "Ёлкина")}
    admit(named["Антонова"], named["Белова"], into=year.fifth)
    admit(named["Громова"], into=year.other_fifth)
    admit(named["Ёлкина"], into=year.other_fifth, on=OCTOBER)
    issued("leaving_transfer", named["Белова"], on=NOVEMBER, by=by, counterpart="г. Майкоп", reason="to_school")
    issued("leaving", named["Громова"], on=DECEMBER, by=by, reason="to_college")
    return named


def names(**asked: Any) -> list[str]:
    order = asked.pop("order", "on")
    return [
        row.name.split()[0] for row in movement_book.page(movement_book.Asked(**{**YEAR, **asked}), order=order, by=BY)
    ]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({}, ["Антонова", "Белова", "Громова", "Ёлкина", "Белова", "Громова"]),
        ({"direction": "out"}, ["Белова", "Громова"]),
        ({"reason": "out:to_college"}, ["Громова"]),
        ({"reason": "in:not_stated"}, []),
        ({"destination": "college"}, ["Громова"]),
        ({"words": ("елк",)}, ["Ёлкина"]),
        ({"measure": "additional"}, []),
        ({"first": OCTOBER, "last": NOVEMBER}, ["Ёлкина", "Белова"]),
        ({"order": "-name"}, ["Ёлкина", "Громова", "Громова", "Белова", "Белова", "Антонова"]),
        ({"order": "direction,-on"}, ["Ёлкина", "Антонова", "Белова", "Громова", "Громова", "Белова"]),
    ],
)
def test_book_is_narrowed_and_sorted_by_the_database(
    moved: dict[str, Student], asked: dict[str, Any], expected: list[str]
) -> None:
    assert names(**asked) == expected
    asked.pop("order", None)
    assert movement_book.number(movement_book.Asked(**{**YEAR, **asked}), by=BY) == len(expected)


def test_book_of_a_class_holds_who_came_into_it_and_left_from_it(moved: dict[str, Student], year: Year) -> None:
    assert names(class_id=year.fifth.pk) == ["Антонова", "Белова", "Белова"]
    assert [row.class_name for row in movement_book.page(movement_book.Asked(**YEAR), order="class_name", by=BY)][
        :3
    ] == ["5А"] * 3


def test_pages_of_the_book_are_parts_of_the_whole(moved: dict[str, Student]) -> None:
    asked = movement_book.Asked(**YEAR)

    for order in ("on", "-class_name", "reason_name", "late_by", "-birth_date", "counterpart"):
        whole = movement_book.page(asked, order=order, by=BY)
        pages = [movement_book.page(asked, order=order, offset=at, limit=2, by=BY) for at in (0, 2, 4)]
        assert [row for page in pages for row in page] == whole


def test_balance_by_kinds_adds_up_and_names_grounds(moved: dict[str, Student]) -> None:
    rows = balances.by_kinds(OCTOBER, DECEMBER, by=BY)

    assert [(row.part, row.reason, row.destination, row.students) for row in rows] == [
        ("start", "", "", 3), ("in", "other", "", 1), ("out", "to_school", "", 1),
        ("out", "to_college", "college", 1), ("end", "", "", 2),
    ]  # fmt: skip


def test_balance_of_one_class_counts_those_who_changed_it(moved: dict[str, Student], year: Year, by: By) -> None:
    issued("class_transfer", moved["Антонова"], on=NOVEMBER, by=by, class_group_id=year.other_fifth.pk)

    found = balances.balance(OCTOBER, DECEMBER, class_id=year.fifth.pk)

    assert (found.at_start, found.arrived, found.left, found.at_end) == (2, 0, 2, 0)
    assert balances.balance(OCTOBER, DECEMBER, class_id=-1).at_end == 0


@pytest.mark.parametrize("seed", range(4))
def test_balances_of_the_school_are_true_after_random_orders(
    seed: int, school: Organisation, year: Year, a_student: MakeStudent, by: By
) -> None:
    chance = random.Random(seed)
    students, issued_orders = [a_student() for _ in range(5)], 0
    for _ in range(40):
        try:
            order = random_order(chance, students, year, by)
            if chance.random() < 0.2:
                cancelled(order, by)
        except Refused:
            continue
        issued_orders += 1
    assert issued_orders > 2
    schema = str(school.schema_name)
    for _ in range(8):
        first = FIRST_DAY + timedelta(days=chance.randrange(150))
        last = first + timedelta(days=chance.randrange(60))
        whole = movement.balance(first, last)
        assert (whole.at_start, whole.arrived, whole.left, whole.at_end) == truth.of_the_organisation(
            connection, schema, first, last
        )
        classes = {
            row.class_id: (row.at_start, row.admitted, row.came, row.left, row.went, row.at_end)
            for row in balances.balances(first, last)
        }
        truly = {key: n for key, n in truth.of_classes(connection, schema, first, last).items() if key}
        assert {key: n for key, n in classes.items() if any(n)} == truly
        kinds = {(row.part, row.reason, row.destination): row.students for row in balances.by_kinds(first, last, by=BY)}
        assert {key: n for key, n in kinds.items() if key[0] in ("in", "out")} == truth.of_kinds(
            connection, schema, first, last
        )


# --- lists -----------------------------------------------------------------------------------------------------------


def test_leavers_say_where_to_and_why(moved: dict[str, Student], by: By) -> None:
    enrolment = Enrolment.objects.get(student=moved["Белова"])
    services.confirm_arrival(enrolment_id=enrolment.pk, on=DECEMBER, document="Справка № 5", by=by)

    found = lists.leavers(**YEAR, by=BY)

    assert [(row.name.split()[0], row.class_name, row.on, row.counterpart, row.confirmed_on) for row in found] == [
        ("Белова", "5А", NOVEMBER, "г. Майкоп", DECEMBER), ("Громова", "5Б", DECEMBER, "", None),
    ]  # fmt: skip
    assert found[1].destination
    assert lists.graduates(**YEAR) == []


def test_graduates_are_not_among_leavers(moved: dict[str, Student], by: By) -> None:
    ClassMembership.objects.filter(enrolment__student=moved["Антонова"]).update(grade=9)
    issued(
        "graduation",
        moved["Антонова"],
        on=date(2026, 6, 25),
        by=by,
        reason="finished_special",
        result="finished_special",
    )

    assert [row.name.split()[0] for row in lists.graduates(**YEAR)] == ["Антонова"]
    assert "Антонова" not in [row.name.split()[0] for row in lists.leavers(**YEAR, by=BY)]


def test_debtors_are_listed_while_they_owe(moved: dict[str, Student], year: Year, by: By) -> None:
    day = year.following.valid_from
    services.issue_order(
        lines=[services.Line(student_id=moved["Антонова"].pk, on=day, class_group_id=year.sixth.pk, subjects="Физика")],
        kind="next_year_conditional", requisites=services.Requisites(date=DECEMBER), sign=True, by=by,
    )  # fmt: skip

    assert [(row.subjects, row.attempts, row.class_name) for row in lists.conditional(day, day)] == [
        ("Физика", 0, "6А")
    ]
    assert lists.conditional(**YEAR) == []


def test_repeaters_are_listed_in_the_class_they_repeat_in(moved: dict[str, Student], year: Year, by: By) -> None:
    parameters = services.ClassParameters(grade=5, letter="В")
    again = services.create_class(year_id=year.following.pk, parameters=parameters, by=by)
    day = year.following.valid_from
    services.issue_order(
        lines=[services.Line(student_id=moved["Антонова"].pk, on=day, class_group_id=again.pk)],
        kind="repeated_year", requisites=services.Requisites(date=DECEMBER), sign=True, by=by,
    )  # fmt: skip

    assert [(row.class_name, row.former_class) for row in lists.repeated(day, day)] == [("5В", "5А")]
    assert lists.repeated(day, day, class_id=year.sixth.pk) == []


# --- pages -----------------------------------------------------------------------------------------------------------

PAGES = [
    "movement/", "movement/?first=2020-09-01", "movement/?direction=out&reason=out:to_school", "movement/?q=уче",
    "movement/?reason=nonsense&first=x", "movement/?sort=reason_name,-late_by&page=99", "movement/?first=2030-01-01&last=2020-01-01",
    "movement/classes/", "movement/classes/?by=grade&measure=main", "movement/kinds/", "movement/arrived-and-left/",
    "movement/left/", "movement/graduates/", "movement/repeated/", "movement/conditional/", "alphabetical/",
    "alphabetical/?as_of=2025-10-06&present=1&measure=main&q=уче", "alphabetical/?group=999&as_of=x&sort=-number&page=9",
]  # fmt: skip


@pytest.fixture
def room(school: Organisation) -> Class:
    return Class(school)


@pytest.mark.parametrize("path", PAGES)
def test_page_and_its_files_open(room: Class, path: str) -> None:
    client = signed_in("secretary", room.school)

    page = client.get(room.url(path))

    assert page.status_code == 200
    for code in ("xlsx", "csv", "print", "pdf"):
        answer = client.get(room.url(f"{path}{'&' if '?' in path else '?'}export={code}"))
        assert (code, answer.status_code) == (code, 200)
    assert answer.content.startswith(b"%PDF")


def test_files_carry_requisites_and_lines_for_signatures(room: Class) -> None:
    client = signed_in("secretary", room.school)

    text = client.get(room.url("movement/?export=csv")).content.decode("utf-8-sig")

    assert room.school.slug in text.splitlines()[1]
    assert "____ Имя secretary" in text


def test_page_of_the_book_costs_the_same_queries_for_any_number_of_rows(school: Organisation) -> None:
    room = Class(school, students=1)
    client = signed_in("secretary", school)

    def asked() -> int:
        client.get(room.url("movement/"))
        with CaptureQueriesContext(connection) as few:
            client.get(room.url("movement/"))
        return len(few)

    one = asked()
    with crossing.inside(school, by=By.system("tests")):
        room.admit(30)
    assert asked() == one


def test_class_in_the_address_narrows_book_and_balance(room: Class) -> None:
    client = signed_in("secretary", room.school)

    page = client.get(room.url(f"movement/?group={room.group.pk}")).content.decode()
    other = client.get(room.url("movement/?group=999")).content.decode()

    assert page.count("Ученик") >= 3
    assert 'aria-invalid="true"' in other


def test_address_is_shown_only_to_those_who_read_contacts(room: Class) -> None:
    with crossing.inside(room.school, by=By.system("tests")):
        person = room.students[0].person
        person.actual_address = "ул. Ленина, 7"
        person.save()

    def shown(client: Client) -> bool:
        return "ул. Ленина, 7" in client.get(room.url("movement/arrived-and-left/")).content.decode()

    assert shown(signed_in("secretary", room.school))


def test_movement_of_the_api_is_narrowed_as_the_page(room: Class) -> None:
    client = signed_in("secretary", room.school)
    period = f"first={room.first_day.isoformat()}&last={(room.first_day + timedelta(days=20)).isoformat()}"

    whole = client.get(room.url(f"api/v1/enrolments/?{period}&page_size=2")).json()
    none = client.get(room.url(f"api/v1/enrolments/?{period}&class={room.group.pk + 1}")).json()

    assert (whole["count"], len(whole["results"]), none["count"]) == (3, 2, 0)
