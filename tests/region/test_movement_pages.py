"""The pages of movement: balances, grounds, the way down to persons; files; who may not."""

import re
from datetime import date, timedelta
from html import unescape

import pytest
from django.db import connection
from django.test import Client

from region.registry.models import Reading
from shared_apps.organisations.crossing import inside, shared
from tests.factories.accounts import BY
from tests.truth import movement as truth

from .conftest import PURPOSE, Open, Region

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


@pytest.mark.parametrize("table", ["rows", "kinds"])
@pytest.mark.parametrize("code", ["xlsx", "csv", "pdf", "print"])
def test_each_table_becomes_a_file(as_role: Open, table: str, code: str) -> None:
    assert as_role("ministry").get(f"/region/movement/?{PERIOD}&table={table}&export={code}").status_code == 200


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ("first=2026-05-01&as_of=2026-04-01", 422), ("as_of=1999-01-01", 422), ("first=x", 422),
        ("reason=nonsense", 422), ("reason=out:~own", 200), ("destination=college", 200), ("municipality=999", 404),
        ("measure=additional", 200), ("first=2026-01-01&as_of=2026-01-01", 200),
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
