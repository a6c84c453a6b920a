"""The pages of movement: balances, grounds, the way down to persons; files; who may not."""

import re
from collections import Counter
from datetime import date, timedelta
from html import unescape

import pytest
from django.db import connection
from django.test import Client

from region.registry.models import Reading
from shared_apps.organisations.crossing import inside, shared
from shared_apps.organisations.models import Organisation
from tests.factories.accounts import BY
from tests.truth import movement as truth
from tests.truth.results import ended

from .conftest import PURPOSE, Open, Region, rows_counted

FIRST, LAST = date(2025, 1, 10), date(2026, 3, 1)
PERIOD = f"first={FIRST.isoformat()}&as_of={LAST.isoformat()}"
_TOTAL = re.compile(r'data-total="([\w-]+)"[^>]*>([\d\s\xa0]+)<')
_LINK = re.compile(r'<a href="([^"]+)">([\d\xa0]+)</a>')


def totals(client: Client, path: str) -> dict[str, int]:
    page = client.get(path)
    assert page.status_code == 200, path
    return {name: int(re.sub(r"\D", "", number)) for name, number in _TOTAL.findall(page.content.decode())}


def links(client: Client, path: str) -> list[tuple[str, int]]:
    """Addresses that numbers open, and the numbers."""
    text = client.get(path).content.decode()
    return [(unescape(url), int(n.replace("\xa0", ""))) for url, n in _LINK.findall(text)]


def test_the_balance_is_the_truth_and_adds_up(as_role: Open, region_of_three: Region) -> None:
    found = totals(as_role("ministry"), f"/region/movement/?{PERIOD}")

    numbers = []
    for one in region_of_three.all:
        with inside(one, by=BY):
            numbers.append(truth.of_the_organisation(connection, str(one.schema_name), FIRST, LAST))
    assert [found[name] for name in ("start", "arrived", "left", "end")] == [
        sum(one) for one in zip(*numbers, strict=True)
    ]
    assert found["start"] + found["arrived"] - found["left"] == found["end"]


def test_a_municipality_sees_its_own_movement(as_role: Open, region_of_three: Region) -> None:
    client = as_role("municipality")
    south = totals(client, f"/region/movement/?{PERIOD}")

    whole = totals(as_role("ministry"), f"/region/movement/?{PERIOD}&municipality={region_of_three.south.pk}")
    assert south == whole
    assert client.get(f"/region/movement/?{PERIOD}&organisation={region_of_three.first.pk}").status_code == 404


def test_numbers_of_a_ground_open_the_level_below_and_at_last_persons(as_role: Open, region_of_three: Region) -> None:
    ministry = as_role("ministry", purpose=PURPOSE)
    kinds = [each for each in links(ministry, f"/region/movement/?{PERIOD}") if "reason=" in each[0]]
    assert kinds
    url, number = max(kinds, key=lambda each: each[1])

    of_places = [each for each in links(ministry, url) if "municipality=" in each[0]]
    assert sum(n for _url, n in of_places) == number
    of_organisations = [each for each in links(ministry, of_places[0][0]) if "organisation=" in each[0]]
    assert sum(n for _url, n in of_organisations) == of_places[0][1]
    of_classes = [each for each in links(ministry, of_organisations[0][0]) if "/registry/movement/" in each[0]]
    assert sum(n for _url, n in of_classes) == of_organisations[0][1]
    listed = ministry.get(of_classes[0][0]).content.decode()
    assert int(re.sub(r"\D", "", re.findall(r"data-count>([^<]*)", listed)[0])) == of_classes[0][1]


@pytest.mark.parametrize("direction", ["in", "out"])
def test_each_number_of_a_class_is_the_length_of_its_list(
    as_role: Open, region_of_three: Region, direction: str
) -> None:
    ministry = as_role("ministry", purpose=PURPOSE)
    page = f"/region/movement/?{PERIOD}&organisation={region_of_three.first.pk}"

    found = [each for each in links(ministry, page) if f"direction={direction}" in each[0] and "class=" in each[0]]

    assert found
    for url, number in found[:4]:
        listed = ministry.get(url).content.decode()
        assert int(re.sub(r"\D", "", re.findall(r"data-count>([^<]*)", listed)[0])) == number, url


def test_who_may_not_read_persons_gets_no_links_to_them(as_role: Open, region_of_three: Region) -> None:
    client = as_role("regadmin")
    page = client.get(f"/region/movement/?{PERIOD}&organisation={region_of_three.first.pk}").content.decode()

    assert "registry/movement" not in page
    assert client.get(f"/region/registry/movement/?{PERIOD}").status_code == 403


def test_the_list_asks_for_a_purpose_and_leaves_a_line(as_role: Open, region_of_three: Region) -> None:
    path = f"/region/registry/movement/?{PERIOD}&organisation={region_of_three.first.pk}&reason=out:moved"
    assert as_role("ministry").get(path)["Location"].startswith("/region/registry/purpose/")
    client = as_role("authority", purpose=PURPOSE)
    path = f"/region/registry/movement/?{PERIOD}"
    for more in ("", "&export=csv"):
        assert client.get(path + more).status_code == 200
    with shared(by=BY):
        lines = list(Reading.objects.order_by("-id").values_list("what", "purpose", "filters__since")[:2])
    assert lines == [("movement file", PURPOSE, FIRST.isoformat()), ("movement", PURPOSE, FIRST.isoformat())]


def test_the_interface_lists_whom_the_page_counts_and_leaves_a_line(as_role: Open, region_of_three: Region) -> None:
    client = as_role("ministry")
    url, organisation = "/region/api/v1/movement/", region_of_three.first.pk
    asked = {"first": FIRST.isoformat(), "as_of": LAST.isoformat(), "organisation": organisation, "direction": "in"}
    refused = client.get(url, asked)
    said = client.get(url, {**asked, "purpose": PURPOSE, "page_size": "3"}).json()

    assert (refused.status_code, refused.json()["code"]) == (422, "purpose_not_stated")
    page = f"/region/movement/?{PERIOD}&organisation={organisation}"
    assert said["count"] == totals(client, page)["arrived"] > 3
    assert [row["direction"] for row in said["results"]] == ["in"] * 3
    with shared(by=BY):
        [line] = Reading.objects.all()
    assert (line.what, line.purpose, line.rows_read, line.as_of) == ("movement", PURPOSE, 3, LAST)
    assert line.filters == {
        "organisations": [organisation], "since": FIRST.isoformat(), "kinds": ["main"], "way": "in"
    }  # fmt: skip


def test_the_interface_lists_moves_between_classes_of_one_organisation_alone(
    as_role: Open, region_of_three: Region
) -> None:
    client = as_role("ministry")
    asked = {"as_of": LAST.isoformat(), "first": FIRST.isoformat(), "direction": "to_class", "purpose": PURPOSE}

    assert client.get("/region/api/v1/movement/", asked).status_code == 422
    said = client.get("/region/api/v1/movement/", {**asked, "organisation": region_of_three.first.pk}).json()
    assert said["count"] == len(said["results"]) > 0


# --- how the year ended -----------------------------------------------------------------------------------------------


def results_on_the_page(client: Client, more: str = "") -> dict[str, int]:
    """Result with its level, as an address asks for it → how many."""
    page = client.get(f"/region/movement/?{PERIOD}{more}").content.decode()
    section = re.search(r'data-figures="results".*?</section>', page, re.DOTALL)
    assert section
    found = re.findall(r'<a href="[^"]*[?&;]result=([a-z_%3A]+)[^"]*">([\d\xa0]+)</a>', section[0])
    return {asked.replace("%3A", ":"): int(number.replace("\xa0", "")) for asked, number in found}


def results_truly(*schools: Organisation) -> Counter[str]:
    said: Counter[str] = Counter()
    for one in schools:
        with inside(one, by=BY):
            for row in ended(connection, str(one.schema_name), LAST):
                if row[2] >= FIRST and row[4] == "main":
                    said[f"{row[3]}:{row[5] or 'none'}"] += 1
    return said


def test_results_of_the_year_are_the_truth(as_role: Open, region_of_three: Region) -> None:
    truly = results_truly(*region_of_three.all)

    assert {each.partition(":")[0] for each in truly} >= {"transferred", "repeated", "finished"}
    assert results_on_the_page(as_role("ministry")) == truly
    south = results_truly(region_of_three.second, region_of_three.centre)
    assert results_on_the_page(as_role("municipality")) == south


@pytest.fixture
def checking(as_role: Open) -> Client:
    """The ministry's browser with a purpose that opens results."""
    client = as_role("ministry")
    client.post("/region/registry/purpose/", {"frequent": "statistics"})
    return client


def test_a_result_opens_the_level_below_and_at_last_persons(checking: Client) -> None:
    ministry = checking
    found = [each for each in links(ministry, f"/region/movement/?{PERIOD}") if "result=" in each[0]]
    url, number = max(found, key=lambda each: each[1])

    of_places = [each for each in links(ministry, url) if "municipality=" in each[0]]
    assert sum(n for _url, n in of_places) == number
    of_organisations = [each for each in links(ministry, of_places[0][0]) if "organisation=" in each[0]]
    assert sum(n for _url, n in of_organisations) == of_places[0][1]
    of_classes = [each for each in links(ministry, of_organisations[0][0]) if "/registry/movement/" in each[0]]
    assert sum(n for _url, n in of_classes) == of_organisations[0][1]
    for listed, length in of_classes:
        assert rows_counted(ministry.get(listed)) == length, listed
    with shared(by=BY):
        assert Reading.objects.order_by("-id")[0].filters["result"] in url.replace("%3A", ":")
    journal = ministry.get("/region/registry/readings/").content.decode()
    assert "результат года:" in journal


def test_results_of_an_organisation_open_persons_at_once(checking: Client, region_of_three: Region) -> None:
    ministry = checking
    page = f"/region/movement/?{PERIOD}&organisation={region_of_three.first.pk}"
    found = [each for each in links(ministry, page) if "result=" in each[0]]

    assert found
    for url, number in found:
        assert rows_counted(ministry.get(url)) == number, url


def test_a_purpose_that_hides_results_does_not_list_by_them(as_role: Open) -> None:
    client = as_role("ministry")
    url = f"/region/registry/movement/?{PERIOD}&result=repeated"
    for purpose, is_open in (("lost", False), ("statistics", True)):
        client.post("/region/registry/purpose/", {"frequent": purpose})
        assert client.get(url).status_code == (200 if is_open else 302)
        answer = client.get(url.replace("registry", "api/v1"), {"frequent": purpose, "result": "repeated"})
        assert answer.status_code == (200 if is_open else 422)


@pytest.mark.parametrize("table", ["rows", "kinds", "results"])
@pytest.mark.parametrize("code", ["xlsx", "csv", "pdf", "print"])
def test_each_table_becomes_a_file(as_role: Open, table: str, code: str) -> None:
    assert as_role("ministry").get(f"/region/movement/?{PERIOD}&table={table}&export={code}").status_code == 200


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ("first=2026-05-01&as_of=2026-04-01", 422), ("as_of=1999-01-01", 422), ("first=x", 422),
        ("reason=nonsense", 422), ("reason=out:~own", 200), ("destination=college", 200), ("municipality=999", 404),
        ("measure=additional", 200), ("result=repeated", 200), ("result=finished:basic", 200), ("result=x:y", 422),
        ("result=repeated&reason=in:own_wish", 422), ("result=:", 422), ("first=2026-01-01&as_of=2026-01-01", 200),
    ],
)  # fmt: skip
def test_what_can_not_be_counted_is_said(as_role: Open, asked: str, status: int) -> None:
    assert as_role("ministry").get(f"/region/movement/?{asked}").status_code == status


def test_the_period_is_the_academic_year_so_far(as_role: Open) -> None:
    client = as_role("ministry")
    day = LAST + timedelta(days=3)

    assert totals(client, f"/region/movement/?as_of={day}") == totals(
        client, f"/region/movement/?as_of={day}&first=2025-09-01"
    )
