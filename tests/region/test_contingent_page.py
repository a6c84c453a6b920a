"""The page of the contingent: what each scope sees, what an address may ask, what numbers open, what files hold."""

import io
import re
from dataclasses import replace
from datetime import date, timedelta
from html import unescape

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from region.contingent.parameters import usual_day_before
from region.contingent.queries import contingent
from shared_apps.accounts import permissions, roles
from shared_apps.accounts.models import Session
from shared_apps.organisations.crossing import Scope, feed_tables, region, shared
from tests.factories import accounts
from tests.region.conftest import DAY, Open, Region, totals

pytestmark = pytest.mark.django_db
PAGE = "/region/"
ON = DAY.isoformat()


def text_of(response) -> str:
    return unescape(response.content.decode())


def links_of(response, table: str) -> dict[str, str]:
    """Words → address of the first column's links of a table of the page."""
    section = re.search(rf'data-figures="{table}".*?</section>', text_of(response), re.DOTALL)
    assert section
    return {
        name: unescape(url) for url, name in re.findall(r'<th scope="row"><a href="([^"]+)">([^<]+)</a>', section[0])
    }


def test_the_ministry_sees_everything_by_municipality(as_role: Open, region_of_three: Region) -> None:
    response = as_role("ministry").get(PAGE, {"as_of": ON})
    with region(Scope("ministry"), by=accounts.BY):
        whole = contingent(as_of=DAY).total.count
    assert totals(response)["students"] == whole.students > 0
    assert totals(response)["enrolments"] == whole.enrolments > whole.students
    assert {"Северный", "Южный"} <= links_of(response, "rows").keys()


def test_a_municipality_sees_its_own_organisations(as_role: Open, region_of_three: Region) -> None:
    response = as_role("municipality").get(PAGE, {"as_of": ON})
    with region(Scope("municipality", (region_of_three.second.pk, region_of_three.centre.pk)), by=accounts.BY):
        own = contingent(as_of=DAY).total.count
    assert totals(response)["enrolments"] == own.enrolments > 0
    assert links_of(response, "rows").keys() == {"Орг south-1", "Орг south-2"}
    assert "Орг north-1" not in text_of(response)
    assert 'name="municipality"' not in text_of(response)


def test_an_authority_sees_exactly_its_organisations(as_role: Open, region_of_three: Region) -> None:
    response = as_role("authority").get(PAGE, {"as_of": ON})
    assert links_of(response, "rows").keys() == {"Орг south-1"}
    assert "Северный" not in text_of(response)


@pytest.mark.parametrize("role", ["municipality", "authority"])
def test_a_place_outside_of_the_scope_is_not_there(as_role: Open, region_of_three: Region, role: str) -> None:
    client = as_role(role)
    assert client.get(PAGE, {"organisation": region_of_three.first.pk}).status_code == 404
    assert client.get(PAGE, {"municipality": region_of_three.north.pk}).status_code == 404


@pytest.mark.parametrize("asked", [{"organisation": "99999999"}, {"organisation": "x"}, {"municipality": "x"}])
def test_a_place_that_is_none_is_not_found(as_role: Open, asked: dict[str, str]) -> None:
    assert as_role("ministry").get(PAGE, asked).status_code == 404


@pytest.mark.parametrize(
    "asked",
    [
        {"as_of": "1999-05-01"},
        {"as_of": "2999-05-01"},
        {"as_of": "2010-05-01"},
        {"as_of": ON, "compare_with": "1990-01-01"},
        {"as_of": ON, "grade": "x"},
        {"as_of": ON, "birth_year": "x"},
        {"as_of": "вчера"},
    ],
)
def test_what_has_no_number_is_said_and_is_no_zero(as_role: Open, asked: dict[str, str]) -> None:
    response = as_role("ministry").get(PAGE, {**asked, "locality": "urban"})
    assert response.status_code == 422
    assert totals(response) == {}
    assert 'role="alert"' in text_of(response)
    assert '<option value="urban" selected>' in text_of(response), "filters are kept"


def test_a_day_before_everything_is_not_compared_with(as_role: Open) -> None:
    response = as_role("ministry").get(PAGE, {"as_of": ON, "compare_with": "2005-03-01"})
    assert response.status_code == 200
    assert "больше, чем" not in text_of(response)


def test_each_number_opens_the_next_level_that_says_the_same(as_role: Open, region_of_three: Region) -> None:
    client = as_role("ministry")
    whole = client.get(PAGE, {"as_of": ON, "compare_with": ON})
    south = client.get(links_of(whole, "rows")["Южный"])
    assert totals(south)["enrolments"] == sum(
        totals(client.get(url))["enrolments"] for url in links_of(south, "rows").values()
    )
    for table in ("by_level", "by_grade", "by_sex", "by_birth_year", "by_shift", "by_form", "by_kind", "by_locality"):
        lines = links_of(whole, table)
        assert lines, table
        assert sum(totals(client.get(url))["students"] for url in lines.values()) == totals(whole)["students"], table


def test_of_many_organisations_the_page_asks_for_its_details_itself(
    as_role: Open, region_of_three: Region, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = as_role("ministry")
    whole = client.get(PAGE, {"as_of": ON, "compare_with": ON})
    monkeypatch.setattr("region.contingent.views.MANY", 2)

    first = client.get(PAGE, {"as_of": ON, "compare_with": ON})
    address = unescape(re.search(r'id="details" hx-get="([^"]+)"', text_of(first))[1])
    details = client.get(address)

    assert totals(first) == totals(whole)
    deferred = {"by_grade", "by_birth_year", "by_form", "by_shift"}
    tables = {"rows", "by_level", "by_sex", "by_kind", "by_locality"}
    assert tables_of(first) == {name: table for name, table in tables_of(whole).items() if name not in deferred}
    assert tables <= tables_of(first).keys()
    assert tables_of(details) == {name: table for name, table in tables_of(whole).items() if name in deferred}
    assert tables_of(client.get(PAGE, {"as_of": ON, "compare_with": ON, "part": "all"})) == tables_of(whole)


def tables_of(response: HttpResponse) -> dict[str, list[str]]:
    """Table → its words, in their order."""
    sections = re.findall(r'data-figures="(\w+)"(.*?)</section>', text_of(response), re.DOTALL)
    return {name: re.sub(r"<[^>]*>", " ", text.partition("<table")[2]).split() for name, text in sections}


def test_an_organisation_is_shown_by_class_and_its_classes_open_lists(as_role: Open, region_of_three: Region) -> None:
    url = f"{PAGE}?as_of={ON}&organisation={region_of_three.first.pk}"
    of_classes = links_of(as_role("ministry").get(url), "rows")
    assert of_classes
    assert all("/registry/students/" in link and "class=" in link for link in of_classes.values())


def test_without_the_right_to_persons_nothing_leads_to_lists(as_role: Open, region_of_three: Region) -> None:
    response = as_role("regadmin").get(PAGE, {"as_of": ON, "organisation": region_of_three.first.pk})
    assert response.status_code == 200
    assert "/registry/students/" not in text_of(response)


def test_the_municipality_and_the_typed_text_leave_the_address(as_role: Open, region_of_three: Region) -> None:
    asked = {
        "as_of": ON,
        "municipality": region_of_three.north.pk,
        "organisation": region_of_three.second.pk,
        "organisation_text": "Орг south-1",
        "grade": "",
    }
    response = as_role("ministry").get(PAGE, asked, headers={"HX-Request": "true", "HX-Target": "numbers"})
    assert response["HX-Push-Url"] == f"{PAGE}?as_of={ON}&organisation={region_of_three.second.pk}"
    assert "<title>Контингент: Орг south-1" in text_of(response)
    assert "<form" not in text_of(response)


def test_organisations_are_not_listed_in_the_page(as_role: Open) -> None:
    response = as_role("ministry").get(PAGE, {"as_of": ON})
    assert "Орг north-1" not in text_of(response)


def test_organisations_are_offered_by_name_within_the_scope(as_role: Open) -> None:
    options = as_role("municipality").get("/region/organisations/", {"q": "орг"})
    assert "Орг south-1" in text_of(options)
    assert "Орг north-1" not in text_of(options)


def test_freshness_is_said_in_words(as_role: Open) -> None:
    text = text_of(as_role("ministry").get(PAGE))
    assert re.search(r"по состоянию на (\d\d\.\d\d\.\d{4} )?\d\d:\d\d:\d\d, отстают 0 организаций", text)


# --- an open page asks whether anything is new ---------------------------------------------------------------------


def poll_of(response) -> str:
    found = re.search(r'hx-get="([^"]+seen=[^"]+)"', text_of(response))
    assert found
    return found[1]


def ask(client: Client, url: str):
    return client.get(url, headers={"HX-Request": "true", "HX-Target": "pulse"})


def test_an_open_page_hears_nothing_while_nothing_is_new(as_role: Open) -> None:
    client = as_role("ministry")
    response = ask(client, poll_of(client.get(PAGE)))
    assert response.status_code == 204
    assert response.content == b""


def test_an_open_page_gets_new_numbers(as_role: Open, region_of_three: Region) -> None:
    client = as_role("ministry")
    url = poll_of(client.get(PAGE, {"locality": "urban"}))
    touch(region_of_three.first.pk, "projected_at = now() - interval '1 day'")  # an earlier moment is news as well
    response = ask(client, url)
    assert response["HX-Retarget"] == "#numbers"
    assert totals(response).keys() >= {"students", "enrolments"}
    assert 'hx-swap-oob="true"' in text_of(response)
    assert "seen=" not in re.sub(r'hx-get="[^"]+seen=[^"]+"', "", text_of(response))
    assert ask(client, poll_of(response)).status_code == 204


def test_an_open_page_gets_only_the_line_of_freshness_when_only_that_is_new(
    as_role: Open, region_of_three: Region
) -> None:
    client = as_role("ministry")
    url = poll_of(client.get(PAGE))
    touch_freshness(region_of_three.first.pk)
    response = ask(client, url)
    assert response.status_code == 200
    assert "отстаёт 1 организация" in text_of(response)
    assert totals(response) == {}


def test_a_page_that_asks_by_itself_does_not_keep_its_reader_signed_in(as_role: Open) -> None:
    client = as_role("ministry")
    url = poll_of(client.get(PAGE))
    an_hour_ago = timezone.now() - timedelta(hours=1)
    with shared(by=accounts.BY):
        Session.objects.update(last_seen_at=an_hour_ago)
    ask(client, url)
    with shared(by=accounts.BY):
        assert not Session.objects.filter(last_seen_at__gt=an_hour_ago).exists()


def touch(organisation_id: int, what: str) -> None:
    with feed_tables(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE feed_feedstate SET {what} WHERE organisation_id = %s", [organisation_id])


def touch_freshness(organisation_id: int) -> None:
    with feed_tables(), connection.cursor() as cursor:
        cursor.execute("UPDATE feed_freshness SET behind_since = now() WHERE organisation_id = %s", [organisation_id])


# --- files -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("table", ["rows", "by_level", "by_grade", "by_birth_year", "movement"])
def test_each_table_becomes_a_file_with_its_requisites(as_role: Open, table: str) -> None:
    client = as_role("ministry")
    asked = {"as_of": ON, "locality": "urban", "export": "xlsx", "table": table}
    response = client.get(PAGE, asked)
    cells = [
        str(cell)
        for sheet in load_workbook(io.BytesIO(response.content)).worksheets
        for row in sheet.iter_rows(values_only=True)
        for cell in row
        if cell is not None
    ]
    text = "\n".join(cells)
    assert "Свод" in text
    assert "Учётная запись ministry-of-region" in text
    assert "Городское поселение" in text
    assert "01.03.2026" in text or "2026-03-01" in text
    assert "о состоянию на" in text


def test_a_file_holds_the_numbers_of_the_page(as_role: Open) -> None:
    client = as_role("ministry")
    page = client.get(PAGE, {"as_of": ON})
    lines = client.get(PAGE, {"as_of": ON, "export": "csv", "table": "by_sex"}).content.decode("utf-8-sig")
    found = [int(number) for number in re.findall(r"^(?:Мужской|Женский|Не указано);(\d+);", lines, re.MULTILINE)]
    assert sum(found) == totals(page)["students"]


def test_a_role_that_takes_no_files_gets_none(as_role: Open) -> None:
    role = roles.ROLES["ministry"]
    client = as_role("ministry")
    narrow = replace(role, permissions=role.permissions - {permissions.REGION_EXPORT})
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(roles.ROLES, "ministry", narrow)
        assert client.get(PAGE, {"as_of": ON, "export": "xlsx"}).status_code == 403
        assert "export=xlsx" not in text_of(client.get(PAGE, {"as_of": ON}))


# --- usual days ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "compared"),
    [
        (date(2026, 11, 23), date(2026, 9, 20)),
        (date(2026, 9, 21), date(2026, 9, 20)),
        (date(2026, 9, 20), date(2026, 9, 1)),
        (date(2026, 9, 2), date(2026, 9, 1)),
        (date(2026, 9, 1), date(2025, 9, 20)),
        (date(2026, 3, 1), date(2025, 9, 20)),
        (date(1, 1, 1), date(1999, 9, 20)),
    ],
)
def test_a_day_is_compared_with_the_last_count_before_it(day: date, compared: date) -> None:
    assert usual_day_before(day) == compared
