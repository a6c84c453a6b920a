"""The alphabetical book as of a day: by class, of those still here, page by page at the same cost."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from shared_apps.organisations.crossing import By
from tenant_apps.enrolment.queries import alphabetical
from tenant_apps.people.models import Student
from tests.enrolment.conftest import FIRST_DAY, Admit, Year
from tests.enrolment.test_orders import signed
from tests.refusing.doors import BY

MakeStudent = Callable[..., Student]

OCTOBER = date(2025, 10, 6)
EVE = OCTOBER - timedelta(days=1)


def names(**asked: object) -> list[str]:
    return [row.name for row in alphabetical.page(alphabetical.Asked(**asked), by=BY)]  # type: ignore[arg-type]


@pytest.fixture
def book(year: Year, a_student: MakeStudent, admit: Admit, by: By) -> Year:
    """Антонова in 5А left on 6 October; Ёлкина in 5А; Белова came to 5Б on 6 October."""
    anna, elka, vera = a_student("Антонова"), a_student("Ёлкина"), a_student("Белова")
    admit(anna, elka, into=year.fifth)
    signed("leaving", anna, on=OCTOBER, by=by)
    admit(vera, into=year.other_fifth, on=OCTOBER)
    return year


def test_book_holds_who_had_come_by_the_day(book: Year) -> None:
    assert names(day=FIRST_DAY - timedelta(days=1)) == []
    assert names(day=EVE) == ["Антонова Анна", "Ёлкина Анна"]
    assert names(day=OCTOBER) == ["Антонова Анна", "Белова Анна", "Ёлкина Анна"]
    assert names(day=OCTOBER, present=True) == ["Белова Анна", "Ёлкина Анна"]


def test_leaving_is_not_in_the_book_before_its_day(book: Year) -> None:
    before, after = (alphabetical.page(alphabetical.Asked(day=day), by=BY)[0] for day in (EVE, OCTOBER))

    assert (before.until, before.last_class, before.ended, before.class_name) == (date.max, "", "", "5А")
    assert (after.until, after.last_class, after.class_name) == (OCTOBER, "5А", "")
    assert after.ended.startswith("№ ")


def test_book_of_a_class_holds_those_in_it_on_the_day(book: Year) -> None:
    assert names(day=EVE, class_id=book.fifth.pk) == ["Антонова Анна", "Ёлкина Анна"]
    assert names(day=OCTOBER, class_id=book.fifth.pk) == ["Ёлкина Анна"]
    assert names(day=OCTOBER, class_id=book.other_fifth.pk) == ["Белова Анна"]


def test_book_is_searched_and_narrowed_by_kind(book: Year) -> None:
    assert names(day=OCTOBER, words=("елк",)) == ["Ёлкина Анна"]
    assert names(day=OCTOBER, words=("100%",)) == []
    assert names(day=OCTOBER, measure="additional") == []


def test_number_counts_and_pages_agree(book: Year) -> None:
    asked = alphabetical.Asked(day=OCTOBER)
    whole = alphabetical.page(asked, by=BY)

    assert alphabetical.number(asked) == len(whole)
    assert [alphabetical.page(asked, offset=at, limit=1, by=BY)[0] for at in range(3)] == whole
    assert [row.number for row in alphabetical.page(asked, order="-number", by=BY)] == [3, 2, 1]


def test_page_costs_one_query(book: Year) -> None:
    with CaptureQueriesContext(connection) as asked:
        alphabetical.page(alphabetical.Asked(day=OCTOBER, class_id=book.fifth.pk, words=("а",)), by=BY)
    assert len(asked) == 1
