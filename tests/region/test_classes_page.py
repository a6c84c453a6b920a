"""Classes at the region: numbers against the second implementation, what they open, filters, files, the interface."""

import re
from collections import Counter
from collections.abc import Iterable
from html import unescape
from typing import Any

import pytest
from django.db import connections
from django.http import HttpResponse
from django.test import Client

from region.contingent.class_details import DETAILS
from region.contingent.classes import Asked, ClassNumbers, Numbers, classes
from region.contingent.narrowing import Filters
from shared_apps.organisations.crossing import Scope, region
from shared_apps.organisations.models import Organisation
from tests.factories import accounts
from tests.region.conftest import DAY, Open, Region, rows_counted
from tests.truth.class_sets import measures, units
from tests.truth.counted import truth

pytestmark = pytest.mark.django_db(databases=("default", "aside", "feed", "owner"))
ON = DAY.isoformat()
URL, API = "/region/classes/", "/region/api/v1/classes/"
SCHOOL = ("primary", "basic", "secondary")
COLUMN = {  # of the second implementation's rows of classes; of which levels and of which kind it is said
    "level": (2, None, None), "class_kind": (5, SCHOOL, None), "nosology": (15, SCHOOL, "special_needs"),
    "years": (16, SCHOOL, "intellectual"), "first_grade": (14, ("primary",), None), "profile": (7, SCHOOL, None),
    "class_form": (10, SCHOOL, None), "class_shift": (12, SCHOOL, None), "language": (11, None, None),
    "group_kind": (5, ("preschool",), None), "age": (6, ("preschool",), None), "group_profile": (7, ("preschool",), None),
    "direction": (7, ("additional",), None),
}  # fmt: skip
LINE_MAY_LACK = {"first_grade", "profile", "group_profile"}


def truly(*schools: Organisation) -> list[tuple[tuple[Any, ...], Numbers]]:
    """Each class with what it adds to the numbers; a комплект adds to those of its lowest class.

    All schools lie in towns.
    """
    found = []
    for one in schools:
        said = truth(connections["owner"], str(one.schema_name), DAY)
        together = {unit[0][0]: unit for unit in units(said.classes)}
        in_sets = {row[0] for unit in together.values() if len(unit) > 1 for row in unit}
        for row in said.classes:
            n, girls = said.class_sizes.get(row[0], (0, 0))
            sets, single, _, small_set, _ = (
                measures(together[row[0]], said.class_sizes) if row[0] in together else [0] * 5
            )
            more = (sets, int(row[0] in in_sets), single, small_set)
            found.append((row, Numbers(1, n, girls, row[13], int(n > row[13]), *more)))
    return found


def numbers(rows: Iterable[tuple[tuple[Any, ...], Numbers]]) -> Numbers:
    return sum((one for _row, one in rows), Numbers())


def asked(*, rows: str = "municipality", places: Filters = Filters(), **details: str) -> ClassNumbers:  # noqa: B008
    with region(Scope("ministry"), by=accounts.BY):
        narrowed = {name: (value,) for name, value in details.items()}
        return classes(Asked(as_of=DAY, filters=places, details=narrowed), rows=rows)  # type: ignore[arg-type]


def test_the_table_of_this_test_knows_every_detail() -> None:
    assert COLUMN.keys() == DETAILS.keys()


def test_totals_and_places_are_the_truth(region_of_three: Region) -> None:
    found = asked()
    for line, schools in ((found.total, region_of_three.all), *(
        (next(each for each in found.rows if each.name == place.name), schools)
        for place, schools in (
            (region_of_three.north, (region_of_three.first,)),
            (region_of_three.south, (region_of_three.second, region_of_three.centre)),
        )
    )):  # fmt: skip
        rows = truly(*schools)
        assert line.organisations == len(schools)
        assert line.schools == numbers(each for each in rows if each[0][2] in SCHOOL)
        assert line.groups == numbers(each for each in rows if each[0][2] not in SCHOOL)
        assert line.special == numbers(each for each in rows if each[0][2] in SCHOOL and each[0][5] == "special_needs")
        assert line.intellectual == numbers(
            each for each in rows if each[0][5] == "intellectual" and each[0][2] in SCHOOL
        )
    assert found.total.special.classes > 0
    assert found.total.overfull > 0


@pytest.mark.parametrize("name", DETAILS)
def test_each_detail_is_the_truth(region_of_three: Region, name: str) -> None:
    column, levels, of_kind = COLUMN[name]
    said: dict[str, list[Any]] = {}
    for each in truly(*region_of_three.all):
        row = each[0]
        if (levels is None or row[2] in levels) and (of_kind is None or row[5] == of_kind):
            value = str(row[column] or "0" if name == "years" else row[column])
            if value or name not in LINE_MAY_LACK:
                said.setdefault(value, []).append(each)

    found = {line.value: line.numbers for line in asked().details[name]}

    assert found == {value: numbers(rows) for value, rows in said.items()}


def test_ordinary_classes_and_class_sets_by_level_are_the_truth(region_of_three: Region) -> None:
    said = [each for each in truly(*region_of_three.all) if each[0][5] not in ("special_needs", "intellectual")]

    found = {line.value: line.numbers for line in asked().sets}

    assert found == {
        level: numbers(each for each in said if each[0][2] == level)
        for level in {each[0][2] for each in said} & {*SCHOOL}
    }
    assert sum(one.sets for one in found.values()) > 0


@pytest.mark.parametrize("name", ["class_kind", "nosology", "years", "language", "class_shift", "level"])
def test_a_value_narrows_the_page_to_its_classes(region_of_three: Region, name: str) -> None:
    lines = asked().details[name]

    assert lines
    for line in lines:
        found = asked(**{name: line.value}).total
        assert (found.schools + found.groups) == line.numbers, line


def test_an_organisation_shows_each_class(region_of_three: Region) -> None:
    found = asked(rows="class", places=Filters(organisations=(region_of_three.first.pk,)))

    said = {
        (row[0], row[4], row[3], row[6], row[9], row[13], one.students, one.girls)
        for row, one in truly(region_of_three.first)
    }
    assert {
        (one.class_id, one.name, one.grade, one.age_group, one.class_set, one.places, one.students, one.girls)
        for one in found.classes
    } == said  # fmt: skip


CLOSED = {"class_kind", "nosology", "years", "first_grade", "group_kind", "group_profile"}


def test_what_tells_of_health_is_closed() -> None:
    assert {name for name, detail in DETAILS.items() if detail.is_closed} == CLOSED


@pytest.mark.parametrize("name", sorted(CLOSED))
def test_no_class_is_listed_with_or_by_what_tells_of_health(as_role: Open, region_of_three: Region, name: str) -> None:
    client, school = as_role("municipality"), region_of_three.second
    column, levels, of_kind = COLUMN[name]
    classes_there = [row for row, _numbers in truly(school)]
    said = {row[column] for row in classes_there if row[2] in (levels or ()) and (of_kind is None or row[5] == of_kind)}
    place = {"as_of": ON, "organisation": school.pk}

    for value in said or {""}:
        narrowed = {**place, name: value or "none"}
        assert client.get(API, narrowed).json()["classes"] == []
        assert "/registry/students/" not in rows_of(client.get(URL, narrowed))
        file = client.get(URL, {**narrowed, "table": "rows", "export": "csv"}).content.decode("utf-8-sig")
        assert not {line.split(";")[0].strip('"') for line in file.splitlines()} & {row[4] for row in classes_there}


def test_a_class_says_nothing_of_health(as_role: Open, region_of_three: Region) -> None:
    client = as_role("municipality")
    place = {"as_of": ON, "organisation": region_of_three.second.pk}

    listed = client.get(API, place).json()["classes"]
    page = rows_of(client.get(URL, place))

    assert len(listed) == len(truly(region_of_three.second))
    assert not {"kind", "nosology", "programme_years", "first_grade"} & {key for one in listed for key in one}
    assert {one["profile"] for one in listed if one["level"] == "preschool"} <= {""}
    assert "/registry/students/" in page
    assert [each for each in ("kind", "nosology", "years", "first_grade") if f"rows-sort={each}" in page] == []


# --- the page ---------------------------------------------------------------------------------------------------------


def rows_of(response: HttpResponse) -> str:
    section = re.search(r'data-figures="rows".*?</section>', response.content.decode(), re.DOTALL)
    return section[0] if section else ""


def links(response: HttpResponse, table: str) -> list[tuple[str, int]]:
    """Addresses that numbers of a table open, and the numbers."""
    section = re.search(rf'data-figures="{table}".*?</section>', response.content.decode(), re.DOTALL)
    assert section, table
    found = re.findall(r'<td class="num"><a href="([^"]+)">([\d\xa0]+)</a>', section[0])
    return [(unescape(url), int(n.replace("\xa0", ""))) for url, n in found]


def total_of(response: HttpResponse, name: str) -> int:
    found = re.search(rf'data-total="{name}">([\d\xa0]+)', response.content.decode())
    return int(found[1].replace("\xa0", "")) if found else 0


def seated_in(response: HttpResponse, name: str) -> int:
    """The students told beneath a tile of classes."""
    found = re.search(rf'data-total="{name}">[^<]*</span><small>\D*([\d\xa0]+)', response.content.decode())
    return int(found[1].replace("\xa0", "")) if found else 0


def test_numbers_lead_from_the_region_to_persons(ministry: Client, region_of_three: Region) -> None:
    whole = ministry.get(URL, {"as_of": ON})
    by_place = Counter(url for url, _n in links(whole, "rows"))
    assert len(by_place) == 2
    below = [ministry.get(url) for url in by_place]
    assert sum(total_of(page, "classes") for page in below) == total_of(whole, "classes") > 0
    organisation = next(url for page in below for url, _n in links(page, "rows") if "organisation=" in url)
    opened = links(ministry.get(organisation), "rows")
    assert opened
    for url, number in opened:
        assert "/region/registry/students/" in url
        assert rows_counted(ministry.get(url)) == number, url


@pytest.mark.parametrize("table", ["class_kind", "nosology", "language"])
def test_a_value_opens_its_classes(ministry: Client, table: str) -> None:
    found = links(ministry.get(URL, {"as_of": ON}), table)
    assert found
    for url, number in found:  # of classes, or of those who sit in them
        page = ministry.get(url)
        both = ("classes", "groups")
        assert number in {sum(total_of(page, n) for n in both), sum(seated_in(page, n) for n in both)}, url


def test_who_may_not_open_persons_is_led_to_none(as_role: Open, region_of_three: Region) -> None:
    page = as_role("regadmin").get(URL, {"as_of": ON, "organisation": region_of_three.first.pk})

    assert page.status_code == 200
    assert "/registry/" not in page.content.decode().partition("<main")[2]


def test_a_municipality_sees_its_own_alone(as_role: Open, region_of_three: Region) -> None:
    client = as_role("municipality")

    assert region_of_three.first.slug not in client.get(URL, {"as_of": ON}).content.decode()
    assert client.get(URL, {"organisation": region_of_three.first.pk}).status_code == 404
    assert {row["name"] for row in client.get(API, {"as_of": ON}).json()["rows"]} == {"Орг south-1", "Орг south-2"}


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ("as_of=1990-01-01", 422),
        ("as_of=x", 422),
        ("level=x", 422),
        ("class_kind=special_needs", 200),
        ("years=9", 200),
    ],
)
def test_what_can_not_be_counted_is_said(as_role: Open, said: str, status: int) -> None:
    client = as_role("ministry")

    assert client.get(f"{URL}?{said}").status_code == status
    assert client.get(f"{API}?{said}").status_code == status


@pytest.mark.parametrize("code", ["xlsx", "csv", "pdf", "print"])
@pytest.mark.parametrize("table", ["rows", "sets", "class_kind"])
def test_each_table_becomes_a_file(as_role: Open, region_of_three: Region, table: str, code: str) -> None:
    client = as_role("ministry")
    for place in ({}, {"organisation": region_of_three.first.pk}):
        answer = client.get(URL, {"as_of": ON, "table": table, "export": code, **place})
        assert answer.status_code == 200


def test_a_file_of_an_organisation_says_everything_of_its_classes(as_role: Open, region_of_three: Region) -> None:
    asked_with = {"as_of": ON, "organisation": region_of_three.first.pk, "table": "rows", "export": "csv"}
    file = as_role("ministry").get(URL, asked_with).content.decode("utf-8-sig")

    assert truly(region_of_three.first)
    for row, one in truly(region_of_three.first):
        line = next(each.split(";") for each in file.splitlines() if each.split(";")[0].strip('"') == row[4])
        assert line[-3:] == [str(row[13]), str(one.students), str(one.girls)], row


def test_the_interface_gives_what_the_page_shows(as_role: Open, region_of_three: Region) -> None:
    client, found = as_role("ministry"), asked()
    said = client.get(API, {"as_of": ON}).json()
    one = client.get(API, {"as_of": ON, "organisation": region_of_three.first.pk}).json()

    assert said["total"]["special"]["students"] == found.total.special.students
    assert {each["value"]: each["numbers"]["classes"] for each in said["details"]["class_kind"]} == {
        line.value: line.numbers.classes for line in found.details["class_kind"]
    }
    assert {each["value"]: each["numbers"]["set_classes"] for each in said["sets"]} == {
        line.value: line.numbers.set_classes for line in found.sets
    }
    assert said["classes"] == []
    assert len(one["classes"]) == one["total"]["schools"]["classes"] + one["total"]["groups"]["classes"] > 0
