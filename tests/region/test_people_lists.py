"""Restricted lists of employees and of legal representatives: numbers of the staff open them; profiles narrow them."""

import re
from html import unescape

import pytest
from django.db import connections
from django.test import Client

from region.registry import queries
from region.registry.models import Reading
from region.registry.profiles import FIELDS, PROFILES
from shared_apps.organisations.crossing import shared
from tests.factories import accounts
from tests.region.conftest import DAY, PURPOSE, Open, Region, rows_counted, totals
from tests.truth.counted import truth

pytestmark = pytest.mark.django_db(databases=("default", "aside", "feed", "owner"))
ON = DAY.isoformat()
EMPLOYEES, GUARDIANS = "/region/registry/employees/", "/region/registry/guardians/"
API = "/region/api/v1"
LISTED = ["students", "movement", "employees", "guardians"]
TITLES = {"birth_date": "Дата рождения", "sex": "Пол", "post": "Должность", "rate": "Ставка", "children": "Детей"}


def lines() -> list[Reading]:
    with shared(by=accounts.BY):
        return list(queries.readings())


def links(text: str, table: str) -> list[tuple[str, int]]:
    """Addresses of the list in a table of numbers, with the numbers they stand on."""
    section = re.search(rf'data-figures="{table}".*?</section>', text, re.DOTALL)
    assert section, table
    found = re.findall(r'<td class="num"><a href="([^"]+)">([\d\s\xa0]+)</a>', section[0])
    return [(unescape(url), int(re.sub(r"\D", "", number))) for url, number in found]


# --- numbers lead to persons ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("table", ["by_post", "by_category", "by_kind"])
def test_numbers_of_posts_open_their_posts(ministry: Client, table: str) -> None:
    found = links(ministry.get("/region/staff/", {"as_of": ON}).content.decode(), table)

    assert found
    for url, number in found:
        assert rows_counted(ministry.get(url)) == number, url


@pytest.mark.parametrize("table", ["education", "qualification", "kind", "subject"])
def test_numbers_of_the_composition_open_their_employees(ministry: Client, region_of_three: Region, table: str) -> None:
    for asked in ({}, {"organisation": region_of_three.first.pk}, {"staff": "teaching"}):
        page = ministry.get("/region/staff/composition/", {"as_of": ON, **asked}).content.decode()
        if f'data-figures="{table}"' not in page:
            continue
        for url, number in links(page, table):
            assert rows_counted(ministry.get(url)) == number, url


def test_tiles_open_everybody(ministry: Client) -> None:
    for page, name in (("/region/staff/", "employees"), ("/region/staff/composition/", "listed")):
        shown = ministry.get(page, {"as_of": ON})
        link = re.search(rf'<a href="([^"]+)"[^>]*data-total="{name}"', shown.content.decode())
        assert link
        assert rows_counted(ministry.get(unescape(link[1]))) == totals(shown)[name] > 0


def test_who_may_not_open_persons_sees_numbers_alone(as_role: Open) -> None:
    client = as_role("regadmin")
    for page in ("/region/staff/", "/region/staff/composition/"):
        text = client.get(page, {"as_of": ON}).content.decode().partition("<main")[2]
        assert 'data-total="employees"' in text
        assert "/registry/" not in text


# --- the purpose, the journal, the scope ------------------------------------------------------------------------------


@pytest.mark.parametrize("url", [EMPLOYEES, GUARDIANS])
def test_without_a_purpose_the_list_leads_to_the_question(as_role: Open, url: str) -> None:
    response = as_role("ministry").get(url, {"as_of": ON})

    assert response.status_code == 302
    assert response["Location"].startswith("/region/registry/purpose/?next=")
    assert lines() == []


@pytest.mark.parametrize(("url", "what"), [(EMPLOYEES, "employees"), (GUARDIANS, "guardians")])
def test_each_page_and_each_file_leaves_a_line(ministry: Client, region_of_three: Region, url: str, what: str) -> None:
    asked = {"as_of": ON, "organisation": region_of_three.first.pk}
    number = rows_counted(ministry.get(url, asked))
    file = ministry.get(url, {**asked, "export": "csv"}).content.decode("utf-8-sig")

    written, read = lines()
    assert number > 0
    assert (read.what, read.rows_read, read.purpose) == (what, number, PURPOSE)
    assert (written.what, written.rows_read) == (f"{what} file", number)
    assert read.filters["organisations"] == [region_of_three.first.pk]
    assert PURPOSE in file
    assert ministry.get("/region/registry/readings/").status_code == 200


@pytest.mark.parametrize("url", [EMPLOYEES, GUARDIANS, *(f"{API}/{each}/" for each in LISTED)])
def test_a_municipality_reads_its_own_alone(as_role: Open, region_of_three: Region, url: str) -> None:
    client = as_role("municipality", purpose=PURPOSE)
    text = client.get(url, {"as_of": ON, "purpose": PURPOSE, "per": "250", "columns": "all"}).content.decode()

    assert region_of_three.first.slug not in text
    assert client.get(url, {"organisation": region_of_three.first.pk, "purpose": PURPOSE}).status_code == 404


def test_names_of_legal_representatives_need_their_own_consent(ministry: Client, region_of_three: Region) -> None:
    rows = [row for one in region_of_three.all for row in
            truth(connections["owner"], str(one.schema_name), DAY).guardians]  # fmt: skip
    said = ministry.get(f"{API}/guardians/", {"as_of": ON, "purpose": PURPOSE, "page_size": 1000}).json()

    assert said["count"] == len(rows)
    assert sorted(row["surname"] for row in said["results"]) == sorted(row[4] for row in rows)
    assert {bool(row[4]) for row in rows} == {True, False}, "some consent, some do not"


# --- profiles ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("listed", LISTED)
@pytest.mark.parametrize("purpose", [one for one in PROFILES if one])
def test_the_interface_gives_the_fields_of_the_purpose(ministry: Client, purpose: str, listed: str) -> None:
    measure = {"employees": "employees", "movement": "main"}.get(listed, "students")
    asked = {"as_of": ON, "first": "2025-01-10", "frequent": purpose, "measure": measure}
    answer = ministry.get(f"{API}/{listed}/", asked)

    if listed not in PROFILES[purpose].fields:
        assert (answer.status_code, answer.json()["code"]) == (422, "not_for_this_purpose")
        assert lines() == []
        return
    given = set(answer.json()["results"][0])
    of_table = {name for name in FIELDS[listed] if name != "name"}
    assert given & of_table == set(PROFILES[purpose].shows(listed)) - {"name"}
    assert lines()[0].purpose.startswith(str(PROFILES[purpose].title))


@pytest.mark.parametrize("purpose", ["support", "appeal", "attestation", "statistics"])
def test_the_page_and_its_file_show_the_fields_of_the_purpose(as_role: Open, purpose: str) -> None:
    client = as_role("ministry")
    assert client.post("/region/registry/purpose/", {"frequent": purpose}).status_code == 302
    for listed, url in (("students", "/region/registry/students/"), ("employees", EMPLOYEES), ("guardians", GUARDIANS)):
        response = client.get(url, {"as_of": ON})
        if listed not in PROFILES[purpose].fields:
            assert response["Location"].startswith("/region/registry/purpose/")
            continue
        head = re.search(r"<thead>.*?</thead>", response.content.decode(), re.DOTALL)
        file = client.get(url, {"as_of": ON, "export": "csv"}).content.decode("utf-8-sig")
        assert head
        for name, title in TITLES.items():
            if name in FIELDS[listed]:
                is_shown = name in PROFILES[purpose].shows(listed)
                assert (title in head[0]) == is_shown, (listed, name)
                assert (f"{title};" in file or f"{title}\r" in file or f'"{title}' in file) <= is_shown, (listed, name)


def test_a_list_is_not_sorted_by_what_it_hides(as_role: Open) -> None:
    client = as_role("ministry")
    client.post("/region/registry/purpose/", {"frequent": "support"})

    pages = [
        client.get("/region/registry/students/", {"as_of": ON, "sort": sort}).content.decode()
        for sort in ("name", "birth_date", "-birth_date")
    ]
    orders = [re.findall(r'<tr>\s*<th scope="row">([^<]+)</th><td>([^<]+)</td>', page) for page in pages]

    assert orders[0]
    assert orders[0] == orders[1] == orders[2]


def test_a_purpose_of_another_role_is_not_offered(as_role: Open) -> None:
    client = as_role("authority")

    assert 'value="compulsory"' not in client.get("/region/registry/purpose/").content.decode()
    assert client.post("/region/registry/purpose/", {"frequent": "compulsory"}).status_code == 422
    answer = client.get(f"{API}/students/", {"frequent": "compulsory"})
    assert (answer.status_code, answer.json()["code"]) == (422, "purpose_not_yours")
