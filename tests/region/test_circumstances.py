"""Circumstances of students in numbers: against the second implementation, small numbers hidden, the page, its files."""

from collections import Counter
from datetime import date

import pytest
from django.db import connections
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from region.contingent.circumstances import EDUCATION, FEW, Circumstances, circumstances, guarded
from region.contingent.models import RegionCircumstance
from region.contingent.narrowing import Filters
from shared_apps.organisations.crossing import Scope, region
from tests.factories import accounts
from tests.region.conftest import DAY, Open, Region
from tests.truth.counted import truth

pytestmark = pytest.mark.django_db(databases=("default", "aside", "feed", "owner"))
MINISTRY = Scope("ministry")
URL = "/region/circumstances/"


def truly(found: Region, on: date) -> Counter[tuple[str, str, str]]:
    said: Counter[tuple[str, str, str]] = Counter()
    for one in found.all:
        for kind, value, variant, n, _girls in truth(connections["owner"], str(one.schema_name), on).circumstances:
            said[kind, value, variant] += n
    return said


def asked(on: date = DAY, **more: object) -> Circumstances:
    with region(MINISTRY, by=accounts.BY):
        return circumstances(as_of=on, **more)  # type: ignore[arg-type]


def closed(found: Circumstances) -> set[str]:
    return {
        kind for kind in found.values
        if RegionCircumstance.objects.using("owner").filter(kind=kind).exclude(topic=EDUCATION).exists()
    }  # fmt: skip


@pytest.mark.parametrize("on", [DAY, date(2025, 9, 1), date(2026, 8, 31)])
def test_numbers_are_the_truth_or_hidden(region_of_three: Region, on: date) -> None:
    found, said = asked(on), truly(region_of_three, on)
    guarded_kinds = closed(found)

    kept = {(line.kind, line.value, line.variant): line.n for lines in found.values.values() for line in lines}

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


def test_rows_and_total_never_tell_a_hidden_one(region_of_three: Region) -> None:
    found = asked(rows="organisation")
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


def test_as_many_queries_for_one_place_as_for_all(
    as_role: Open, region_of_three: Region, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with region(MINISTRY, by=accounts.BY), django_assert_max_num_queries(4):
        circumstances(as_of=DAY, rows="organisation", filters=Filters(organisations=(region_of_three.first.pk,)))
    with region(MINISTRY, by=accounts.BY), django_assert_max_num_queries(4):
        circumstances(as_of=DAY, rows="organisation")
