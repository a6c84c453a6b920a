"""Restricted lists: a purpose, a line in the journal, exact rows, nothing beyond the reader's scope."""

from collections.abc import Iterator
from datetime import date

import pytest
from django.db import connection, connections

from region.contingent.narrowing import Filters
from region.contingent.queries import contingent
from region.feed import projector, sweep
from region.registry import employee_queries, guardian_queries, queries
from region.registry.employee_queries import POSTS
from region.registry.employee_queries import Asked as AskedEmployees
from region.registry.guardian_queries import Asked as AskedGuardians
from region.registry.models import Reading
from region.registry.queries import Asked, Student
from region.registry.services import PurposeNotStated, read, stated
from shared_apps.organisations.crossing import By, Scope, region, shared
from shared_apps.organisations.models import Organisation
from tests.factories import organisations
from tests.feed.life import Life
from tests.truth.counted import truth

BY = By(account_id=5, name="Аналитик А. А.", request_id="r-9")
ON = date(2026, 3, 1)
MINISTRY = Scope("ministry")
PURPOSE = "сверка списков первоклассников"

pytestmark = pytest.mark.django_db(databases=("default", "aside", "feed", "owner"))


@pytest.fixture(scope="module")
def pair(django_db_setup: None, django_db_blocker) -> Iterator[tuple[Organisation, ...]]:
    """Two schools with students and employees, projected; dropped after the module."""
    with django_db_blocker.unblock():
        found = tuple(organisations.born() for _ in range(2))
        for seed, one in enumerate(found):
            life = Life(one, seed + 40)
            life.begin(students=30)
            life.tell_of_families(120)
            projector.drain(one.pk)
        sweep.look([(one.pk, str(one.schema_name)) for one in found])
        connections["owner"].close()
        yield found
        for one in found:
            organisations.drop(one)
        connections["owner"].close()


def listed(**asked) -> tuple[Student, ...]:
    """The whole list."""
    return read(queries.LIST, Asked(as_of=ON, **asked), by=BY, purpose=PURPOSE, workplace="Министерство", limit=1000)


def test_a_list_holds_exactly_those_who_are_counted(pair: tuple[Organisation, ...]) -> None:
    for filters in (
        Filters(),
        Filters(grades=(1,)),
        Filters(levels=("preschool",), sexes=("male",)),
        Filters(shifts=(0,)),
    ):
        with region(MINISTRY, by=BY):
            counted = contingent(as_of=ON, filters=filters).total.count.enrolments
            found = listed(filters=filters)
            number = queries.LIST.number(Asked(as_of=ON, filters=filters))
        assert (len(found), number.rows, number.is_more) == (counted, counted, False), filters
        assert counted, filters


def test_a_list_is_the_truth(pair: tuple[Organisation, ...]) -> None:
    with region(MINISTRY, by=BY):
        found = listed(filters=Filters(organisations=(pair[0].pk,)))
    rows = truth(connections["owner"], str(pair[0].schema_name), ON).persons
    assert {(row.enrolment_id, row.surname, row.birth_date) for row in found} == {
        (row[0], row[15], row[18]) for row in rows
    }
    assert {row.organisation for row in found} == {f"Орг {pair[0].slug}"}


def test_a_list_of_a_class_holds_those_counted_in_it(pair: tuple[Organisation, ...]) -> None:
    filters = Filters(organisations=(pair[0].pk,))
    with region(MINISTRY, by=BY):
        classes = contingent(as_of=ON, rows="class", filters=filters).rows
        counted = {line.key: line.count.enrolments for line in classes}
        found = {line.key: len(listed(filters=filters, class_id=line.key or 0)) for line in classes}
    assert found == counted


def test_each_reading_leaves_a_line(pair: tuple[Organisation, ...]) -> None:
    with region(MINISTRY, by=BY):
        asked = Asked(as_of=ON, filters=Filters(grades=(1, 3)), text="Ив")
        found = read(queries.LIST, asked, by=BY, purpose=f"  {PURPOSE} ", workplace="Министерство")
        with shared(by=BY):
            [line] = queries.readings()
    assert (line.actor_id, line.actor_name, line.request_id, line.scope) == (5, BY.name, "r-9", "Министерство")
    assert (line.what, line.purpose, line.as_of) == ("students", PURPOSE, ON)
    assert line.filters == {"grades": [1, 3], "text": "Ив"}
    assert line.rows_read == len(found)


NOTHING_SAID = [
    "",
    "   ",
    "надо",
    "\x00" * 11,
    "\u200b" * 11,
    "." * 11,
    "№ 1234567890",
    "а" * 11,
    "\u3164" * 11,
    "\ud800" * 11,
]


@pytest.mark.parametrize("purpose", NOTHING_SAID)
def test_without_a_purpose_nothing_is_read(pair: tuple[Organisation, ...], purpose: str) -> None:
    with region(MINISTRY, by=BY):
        with pytest.raises(PurposeNotStated):
            read(queries.LIST, Asked(as_of=ON), by=BY, purpose=purpose, workplace="")
        with pytest.raises(PurposeNotStated):
            read(employee_queries.LIST, AskedEmployees(as_of=ON), by=BY, purpose=purpose, workplace="")
        with pytest.raises(PurposeNotStated):
            read(guardian_queries.LIST, AskedGuardians(as_of=ON), by=BY, purpose=purpose, workplace="")
        with shared(by=BY):
            assert Reading.objects.count() == 0


def test_a_purpose_is_written_down_without_what_is_not_seen() -> None:
    assert stated("\x00сверка\u200b списков\x07\n с отчётом\ud800") == "сверка списков с отчётом"
    assert stated("\x00.", frequent="Рассмотрение обращения") == "Рассмотрение обращения: ."
    assert stated("\x00", frequent="Рассмотрение обращения") == "Рассмотрение обращения"


def test_a_municipality_reads_its_own_only(pair: tuple[Organisation, ...]) -> None:
    with region(Scope("municipality", (pair[1].pk,)), by=BY):
        students = listed()
        foreign = listed(filters=Filters(organisations=(pair[0].pk,)))
        posts = read(employee_queries.LIST, AskedEmployees(as_of=ON), by=BY, purpose=PURPOSE, workplace="", limit=1000)
        guardians = read(
            guardian_queries.LIST, AskedGuardians(as_of=ON), by=BY, purpose=PURPOSE, workplace="", limit=1000
        )
    assert {row.organisation_id for row in guardians} == {pair[1].pk}
    assert {row.organisation_id for row in students} == {pair[1].pk}
    assert foreign == ()
    assert {row.organisation_id for row in posts} == {pair[1].pk}


def test_a_list_is_searched_by_any_part_of_a_name_and_e_for_yo(pair: tuple[Organisation, ...]) -> None:
    with region(MINISTRY, by=BY):
        found = listed(text=" ЕЛК ")
        everybody = listed()
    assert {row.surname for row in found} == {"Ёлкина"}
    assert len(found) == sum(row.surname == "Ёлкина" for row in everybody)


def test_the_whole_scope_is_searched_by_the_beginning_of_a_name(pair: tuple[Organisation, ...]) -> None:
    with region(MINISTRY, by=BY):
        found = queries.found(text="ёлк", as_of=ON)
        twins = queries.found(text="ёлкин\u0061", as_of=ON)  # a Latin a
        inner = queries.found(text="лкина", as_of=ON)
        everybody = listed()
    assert len(found) == len(twins) == sum(row.surname == "Ёлкина" for row in everybody)
    assert inner == ()


def test_pages_follow_each_other_by_name(pair: tuple[Organisation, ...]) -> None:
    with region(MINISTRY, by=BY):
        pages = [queries.LIST.page(Asked(as_of=ON), offset=offset, limit=7) for offset in range(0, 70, 7)]
        whole = listed()
    assert [row for page in pages for row in page] == list(whole[:70])
    assert len({(row.organisation_id, row.enrolment_id) for row in whole}) == len(whole)


def test_employees_are_the_truth(pair: tuple[Organisation, ...]) -> None:
    with region(MINISTRY, by=BY):
        filters = Filters(organisations=(pair[0].pk,))
        asked = AskedEmployees(as_of=ON, filters=filters, measure=POSTS)
        found = read(employee_queries.LIST, asked, by=BY, purpose=PURPOSE, workplace="", limit=1000)
        each_once = employee_queries.LIST.page(AskedEmployees(as_of=ON, filters=filters), limit=1000)
    rows = truth(connections["owner"], str(pair[0].schema_name), ON).posts
    assert {(row.post_id, row.post, row.rate, row.surname) for row in found} == {
        (row[0], row[3], row[5], row[8]) for row in rows
    }
    assert sorted(row.employee_id for row in each_once) == sorted({row[1] for row in rows})


def test_legal_representatives_are_the_truth(pair: tuple[Organisation, ...]) -> None:
    with region(MINISTRY, by=BY):
        asked = AskedGuardians(as_of=ON, filters=Filters(organisations=(pair[0].pk,)))
        found = read(guardian_queries.LIST, asked, by=BY, purpose=PURPOSE, workplace="", limit=1000)
        number = guardian_queries.LIST.number(asked)
    rows = truth(connections["owner"], str(pair[0].schema_name), ON).guardians
    assert {(row.guardian_id, row.children, row.additional, row.surname) for row in found} == {
        (row[0], row[2], row[3], row[4]) for row in rows
    }
    assert number.rows == len(found) > 1


def test_a_rolled_back_reading_leaves_no_line_because_nothing_was_shown(pair: tuple[Organisation, ...]) -> None:
    with region(MINISTRY, by=BY) as door:
        listed()
        door.roll_back()
    with shared(by=BY), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM registry_reading")
        assert cursor.fetchone()[0] == 0
