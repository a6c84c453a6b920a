"""Circumstances of students in numbers: against the second implementation, small numbers hidden, the page, its files."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from html import unescape

import pytest
from django.db import connections
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries, DjangoDbBlocker

from region.contingent.circumstances import COLUMNS, FEW, OPEN, Circumstances, circumstances, guarded
from region.contingent.models import CircumstanceCell, RegionCircumstance, RegionClass
from region.contingent.narrowing import Filters
from region.feed import projector, sweep
from shared_apps.organisations.crossing import Scope, inside, region
from shared_apps.organisations.models import Organisation
from shared_apps.organisations.periods import FOREVER
from tenant_apps.enrolment.models import Enrolment
from tenant_apps.people.models import Citizenship, Person, Student
from tests.factories import accounts, organisations
from tests.region.conftest import DAY, Open, Region
from tests.truth.counted import truth

pytestmark = pytest.mark.django_db(databases=("default", "aside", "feed", "owner"))
MINISTRY = Scope("ministry")
Pair = tuple[Organisation, Organisation]
URL = "/region/circumstances/"


def truly(found: Region, on: date, measure: str = "students") -> Counter[tuple[str, str, str]]:
    said: Counter[tuple[str, str, str]] = Counter()
    for one in found.all:
        day = truth(connections["owner"], str(one.schema_name), on)
        arranged = [("arrangement", kind, "", *numbers) for kind, *numbers in day.arrangements]
        for kind, value, variant, n, _girls, additional, _their_girls in (*day.circumstances, *arranged):
            if counted := n if measure == "students" else n + additional:
                said[kind, value, variant] += counted
    return said


@pytest.fixture(scope="module")
def new_pair(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Pair]:
    """A school and a centre with one and the same child of two citizenships, told to both."""
    with django_db_blocker.unblock():
        school, centre = organisations.born(), organisations.born(kind="centre")
        for one, kind in ((school, "main"), (centre, "additional")):
            with inside(one, by=accounts.BY):
                person = Person.objects.create(sex="female", birth_date=date(2015, 5, 5))
                for country in ("ru", "am"):
                    Citizenship.objects.create(
                        person=person, country=country, valid_from=date(2015, 5, 5), valid_to=FOREVER
                    )
                student = Student.objects.create(person=person, file_number="")
                Enrolment.objects.create(student=student, kind=kind, valid_from=date(2025, 9, 1))
            projector.drain(one.pk)
        sweep.look([(one.pk, str(one.schema_name)) for one in (school, centre)])
        connections["owner"].close()
        yield school, centre
        for one in (school, centre):
            organisations.drop(one)
        connections["owner"].close()


def asked(on: date = DAY, **more: object) -> Circumstances:
    with region(MINISTRY, by=accounts.BY):
        return circumstances(as_of=on, **more)  # type: ignore[arg-type]


def closed(found: Circumstances) -> set[str]:
    cells = CircumstanceCell.objects.using("owner").exclude(topic__in=OPEN)
    return set(found.values) & set(cells.values_list("kind", flat=True))


@pytest.mark.parametrize("measure", ["students", "enrolments"])
@pytest.mark.parametrize("on", [DAY, date(2025, 9, 1), date(2026, 8, 31)])
def test_numbers_are_the_truth_or_hidden(region_of_three: Region, on: date, measure: str) -> None:
    found, said = asked(on, measure=measure), truly(region_of_three, on, measure)
    guarded_kinds = closed(found)

    kept = {
        (line.kind, line.value, line.variant): line.n
        for lines in found.values.values()
        for line in lines
        if line.n != 0  # a language in which classes are taught, and nobody sits
    }

    assert kept.keys() == said.keys()
    assert len(kept) > 2
    assert {cell: n for cell, n in kept.items() if n is not None} == {
        c: said[c] for c, n in kept.items() if n is not None
    }
    assert {cell[0] for cell, n in kept.items() if n is None} <= guarded_kinds
    assert all(n is None or n >= FEW for cell, n in kept.items() if cell[0] in guarded_kinds)


def test_nothing_leaves_a_school_that_is_not_declared(region_of_three: Region) -> None:
    kinds = set(RegionCircumstance.objects.using("owner").values_list("kind", flat=True))

    assert kinds
    assert kinds & {"disease", "behaviour", "home_computer", "rehabilitation"} == set()


@given(st.dictionaries(st.integers(1, 9), st.integers(0, 12), max_size=9))
def test_no_small_number_can_be_worked_out(numbers: dict[int, int]) -> None:
    shown = guarded(numbers)
    hidden = [key for key, number in shown.items() if number is None]

    assert all(numbers[key] == number for key, number in shown.items() if number is not None)
    assert all(number is None or number == 0 or number >= FEW for number in shown.values())
    others = [key for key in numbers if numbers[key] and key not in hidden]
    assert len(hidden) != 1 or not others
    assert hidden == [] or any(0 < numbers[key] < FEW for key in hidden)
    assert not others or not 0 < sum(numbers[key] for key in hidden) < FEW


@given(st.dictionaries(st.integers(1, 6), st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=6))
def test_no_small_number_can_be_worked_out_from_both_measures(numbers: dict[int, tuple[int, int]]) -> None:
    students = guarded({key: n for key, (n, _more) in numbers.items()})
    enrolments = guarded(
        {key: n + more for key, (n, more) in numbers.items()}, {key: more for key, (_n, more) in numbers.items()}
    )

    for key, (_n, more) in numbers.items():
        if students[key] is not None and enrolments[key] is not None:
            assert not 0 < more < FEW
    hidden = [key for key, shown in enrolments.items() if shown is None]
    if any(shown for shown in enrolments.values()):
        assert not 0 < sum(numbers[key][1] for key in hidden) < FEW, "subtracted from the totals of both measures"


def test_the_total_counts_what_is_hidden(region_of_three: Region) -> None:
    found, said = asked(rows="organisation"), truly(region_of_three, DAY)
    whole = {
        column: sum(n for cell, n in said.items() if (cell[0], "") in wanted or cell[:2] in wanted)
        for column, wanted in COLUMNS.items()
    }

    shown = {column: total for column, total in found.total.items() if total is not None}
    assert shown == {column: whole[column] for column in shown}
    assert all(0 < whole[column] < FEW for column in found.total.keys() - shown.keys())


def test_the_page_and_its_file_show_the_total_row(as_role: Open) -> None:
    client, found = as_role("ministry"), asked(rows="municipality")
    page = client.get(f"{URL}?as_of={DAY.isoformat()}").content.decode()
    foot = re.search(r'data-figures="rows".*?<tfoot>(.*?)</tfoot>', page, re.DOTALL)
    file = client.get(f"{URL}?export=csv&table=rows&as_of={DAY.isoformat()}").content.decode("utf-8-sig")

    assert foot
    assert 'title="В итог входят и скрытые числа' in foot[1]
    numbers = re.findall(r'<td class="num">([^<]*)</td>', foot[1])[1:]  # the first one counts organisations
    expected = ["к" if each is None else str(each) if each else "–" for each in found.total.values()]
    assert [each.replace("\xa0", "") for each in numbers] == expected
    total = next(line for line in file.splitlines() if line.startswith("Итого"))
    assert [each.replace("–", "0") for each in expected] == total.split(";")[-len(expected) :]
    assert "к" in file.partition("Итого")[0].split(";")


def test_a_child_of_a_school_and_of_a_centre_is_one_student_and_two_enrolments(new_pair: Pair) -> None:
    school, centre = new_pair
    with region(MINISTRY, by=accounts.BY):
        by_measure = {
            measure: circumstances(
                as_of=DAY, filters=Filters(organisations=(school.pk, centre.pk)), measure=measure, rows="organisation"
            ).values["citizenship"]
            for measure in ("students", "enrolments")
        }

    assert [(line.value, line.n) for line in by_measure["students"]] == [("dual", 1)]
    assert [(line.value, line.n) for line in by_measure["enrolments"]] == [("dual", 2)]


def test_classes_are_counted_by_the_language_they_are_taught_in(region_of_three: Region) -> None:
    said = Counter(
        RegionClass.objects.using("owner").filter(
            organisation_id__in=[one.pk for one in region_of_three.all], valid_from__lte=DAY, valid_to__gt=DAY
        ).values_list("language", flat=True)
    )  # fmt: skip

    assert said
    assert {line.value: line.classes for line in asked().values["teaching_language"]} == said


def test_rows_and_total_never_tell_a_hidden_one(region_of_three: Region) -> None:
    found = asked(rows="organisation")
    assert any(number is None for line in found.rows for number in line.numbers.values())
    for column, total in found.total.items():
        hidden = [line for line in found.rows if line.numbers[column] is None]
        assert total is None or len(hidden) != 1


def test_the_page_shows_numbers_and_the_rule(as_role: Open) -> None:
    answer = as_role("ministry").get(f"{URL}?as_of={DAY.isoformat()}")
    page = answer.content.decode()

    assert answer.status_code == 200
    assert 'data-total="ovz"' in page
    assert "от 1 до 4 обучающихся" in page
    assert "Многодетные семьи" in page


def test_a_page_of_many_organisations_asks_for_its_values_later(as_role: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("region.contingent.views_circumstances.MANY", 1)
    client = as_role("ministry")
    first = client.get(f"{URL}?as_of={DAY.isoformat()}").content.decode()
    later = [client.get(unescape(url)).content.decode() for url in re.findall(r'hx-get="([^"]*part=[^"]+)"', first)]
    whole = client.get(f"{URL}?as_of={DAY.isoformat()}&part=all").content.decode()

    assert 'data-figures="rows"' in first
    assert 'data-figures="extended_day"' not in first
    assert len(later) == 2
    assert all("<html" not in each for each in later)
    shown = [name for each in later for name in re.findall(r'data-figures="(\w+)"', each)]
    assert sorted(["rows", *shown]) == sorted(re.findall(r'data-figures="(\w+)"', whole))


def test_a_municipality_sees_its_own_alone(as_role: Open, region_of_three: Region) -> None:
    page = as_role("municipality").get(URL).content.decode()

    assert region_of_three.second.slug in page
    assert region_of_three.first.slug not in page


def test_a_day_that_is_not_counted_is_said_in_words(as_role: Open) -> None:
    answer = as_role("ministry").get(f"{URL}?as_of=1990-01-01")

    assert answer.status_code == 422


def test_files_hold_what_the_page_shows(as_role: Open) -> None:
    answer = as_role("ministry").get(f"{URL}?export=csv&table=extended_day&as_of={DAY.isoformat()}")

    assert answer.status_code == 200
    assert "Группа продлённого дня" in answer.content.decode("utf-8-sig")


def test_the_interface_gives_what_the_page_shows(as_role: Open) -> None:
    client = as_role("ministry")
    for measure in ("students", "enrolments"):
        found = asked(measure=measure)
        answer = client.get("/region/api/v1/circumstances/", {"as_of": DAY.isoformat(), "measure": measure})

        assert answer.status_code == 200
        assert answer.json()["total"] == found.total
        assert {kind: [line["n"] for line in lines] for kind, lines in answer.json()["values"].items()} == {
            kind: [line.n for line in lines] for kind, lines in found.values.items()
        }


def test_as_many_queries_for_one_place_as_for_all(
    as_role: Open, region_of_three: Region, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with region(MINISTRY, by=accounts.BY), django_assert_max_num_queries(7):
        circumstances(as_of=DAY, rows="organisation", filters=Filters(organisations=(region_of_three.first.pk,)))
    with region(MINISTRY, by=accounts.BY), django_assert_max_num_queries(7):
        circumstances(as_of=DAY, rows="organisation")
