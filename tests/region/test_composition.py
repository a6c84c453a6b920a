"""The composition of the staff: the page, its numbers against the second implementation, bands, comparison, files, API."""

from collections import Counter
from datetime import date

import pytest
from django.db import connection, connections

from region.contingent.circumstances import FEW
from region.staffing.composition import Composition, Persons, age_band, composition, posts_of
from region.staffing.composition_tables import value_rows
from region.staffing.leaves import leaves
from shared_apps.organisations.crossing import Scope, feed_tables, region
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


@pytest.mark.parametrize("on", [DAY, date(2025, 9, 1), date(2026, 8, 31)])
def test_long_leaves_are_the_truth_or_hidden(as_role: Open, region_of_three: Region, on: date) -> None:
    said: Counter[str] = Counter()
    for one in region_of_three.all:
        for kind, n, _women in truth(connections["owner"], str(one.schema_name), on).leaves:
            said[kind] += n
    with region(MINISTRY, by=accounts.BY):
        found = {each.kind: each.n for each in leaves(as_of=on)}

    assert found.keys() == said.keys()
    assert {kind: n for kind, n in found.items() if n is not None} == {k: said[k] for k, n in found.items() if n}
    assert all(n is None or n >= FEW for n in found.values())


def test_the_page_and_the_interface_say_how_many_are_on_leave(as_role: Open, region_of_three: Region) -> None:
    pk = region_of_three.first.pk
    with feed_tables(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM staffing_regionstaffleave")
        cursor.execute(
            "INSERT INTO staffing_regionstaffleave (organisation_id, leave_key, kind, valid_from, valid_to, n, women)"
            " VALUES (%s, 1, 'childcare', '2026-01-01', '9999-12-31', 17, 17),"
            " (%s, 1, 'maternity', '2026-01-01', '9999-12-31', 3, 3),"
            " (%s, 1, 'military', '2026-01-01', '9999-12-31', 4, 0)",
            [pk, pk, pk],
        )
    client = as_role("ministry")
    page = client.get(f"{URL}?as_of={ON}").content.decode()
    answer = client.get(f"/region/api/v1/staff/composition/?as_of={ON}").json()
    file = client.get(f"{URL}?as_of={ON}&export=csv&table=leave").content.decode("utf-8-sig")

    assert answer["leaves"] == [
        {"kind": "childcare", "n": 17, "women": 17},
        {"kind": "military", "n": None, "women": None},
        {"kind": "maternity", "n": None, "women": None},
    ]
    assert "Отпуск по уходу за ребёнком" in page
    assert "17" in file


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
