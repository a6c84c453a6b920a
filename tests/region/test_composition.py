"""The composition of the staff: the page, its numbers against the second implementation, bands, comparison, files, API."""

from collections import Counter
from datetime import date

import pytest
from django.db import connections

from region.staffing.composition import Composition, Persons, age_band, composition, posts_of
from region.staffing.composition_tables import value_rows
from shared_apps.organisations.crossing import Scope, region
from tests.factories import accounts
from tests.region.conftest import DAY, Open, Region, totals
from tests.truth.counted import truth
from tests.truth.staff import staff_cells

pytestmark = pytest.mark.django_db(databases=("default", "aside", "feed", "owner"))
ON = DAY.isoformat()
MINISTRY = Scope("ministry")
URL = "/region/staff/composition/"


def truly(found: Region, on: date = DAY) -> Counter[tuple[str, str]]:
    """(dimension, value) → persons of all organisations, by the second implementation; ages by band."""
    said: Counter[tuple[str, str]] = Counter()
    for one in found.all:
        posts = truth(connections["owner"], str(one.schema_name), on).posts
        for (dimension, value, _post), (n, _women) in staff_cells(posts, on).items():
            if dimension == "birth_year":
                said["age", age_band(int(value), on)] += n
            else:
                said[dimension, value] += n
    return said


def asked(on: date = DAY, **more: object) -> Composition:
    with region(MINISTRY, by=accounts.BY):
        return composition(as_of=on, **more)[0]  # type: ignore[arg-type]


@pytest.mark.parametrize("on", [DAY, date(2025, 9, 1), date(2026, 8, 31)])
def test_the_composition_is_the_truth(region_of_three: Region, on: date) -> None:
    found = asked(on)

    kept = {
        (dimension, value): persons.n
        for dimension, table in found.dimensions.items()
        for value, persons in table.items()
    }

    assert kept == dict(truly(region_of_three, on))
    assert found.employed.n > 0


def test_rows_add_up_to_the_totals(region_of_three: Region) -> None:
    found = asked(rows="organisation")

    assert sum(line.employed for line in found.rows) == found.employed.n
    assert sum(line.listed for line in found.rows) == found.listed.n
    assert sum(line.women for line in found.rows) == found.listed.women


def test_teachers_alone_are_those_whose_post_counts(region_of_three: Region) -> None:
    with region(MINISTRY, by=accounts.BY):
        assert posts_of("teachers") == ["teacher"]
        assert posts_of("") is None
    teachers, everybody = asked(staff="teachers"), asked()

    assert 0 < teachers.employed.n < everybody.employed.n


@pytest.mark.parametrize(
    ("born", "band"), [(2002, "0"), (2001, "0"), (2000, "25"), (1961, "60"), (1960, "65"), (1950, "65"), (0, "")]
)
def test_age_is_of_full_years_on_new_year(born: int, band: str) -> None:
    assert age_band(born, date(2026, 11, 29)) == band


def test_a_table_shows_the_change_since_the_other_day() -> None:
    now = Composition(DAY, {"service": {"0": Persons(3, 2), "20": Persons(1, 1)}})
    former = Composition(DAY, {"service": {"0": Persons(5, 2), "3": Persons(1, 0)}})

    rows = value_rows("service", now, former)

    assert [(row.name, row.n, row.change) for row in rows] == [
        ("менее 3 лет", 3, -2),
        ("от 3 до 5 лет", 0, -1),
        ("20 лет и более", 1, 1),
    ]


def test_the_page_shows_what_the_query_counts(as_role: Open) -> None:
    found = asked()

    shown = totals(as_role("ministry").get(URL, {"as_of": ON}))

    assert shown["employees"] == found.employed.n
    assert shown["listed"] == found.listed.n
    assert shown["taken_on"] == found.moved("in")


def test_a_municipality_sees_its_own_staff_alone(as_role: Open, region_of_three: Region) -> None:
    client = as_role("municipality")

    text = client.get(URL, {"as_of": ON}).content.decode()

    assert "Орг south-1" in text
    assert "Орг north-1" not in text
    assert client.get(URL, {"organisation": region_of_three.first.pk}).status_code == 404


def test_the_page_without_comparison_has_no_change(as_role: Open) -> None:
    client = as_role("ministry")

    compared = client.get(URL, {"as_of": ON, "compare_with": "2025-09-20"}).content.decode()

    assert "Изменение" in compared
    assert client.get(URL, {"as_of": ON, "compare_with": "1999-09-20"}).status_code == 422


@pytest.mark.parametrize("table", ["rows", "education", "qualification", "age", "service", "teaching", "movement"])
def test_each_table_becomes_a_file(as_role: Open, table: str) -> None:
    response = as_role("ministry").get(URL, {"as_of": ON, "export": "csv", "table": table})

    assert response.status_code == 200
    assert "01.03.2026" in response.content.decode("utf-8-sig")


def test_the_api_gives_the_same_numbers(as_role: Open) -> None:
    found = asked()

    answer = as_role("ministry").get("/region/api/v1/staff/composition/", {"as_of": ON}).json()

    assert answer["employed"]["n"] == found.employed.n
    assert {value: persons["n"] for value, persons in answer["dimensions"]["service"].items()} == {
        value: persons.n for value, persons in found.dimensions["service"].items()
    }
