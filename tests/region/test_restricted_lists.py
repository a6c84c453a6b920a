"""Restricted lists: a purpose first, a line for each reading, as many rows as the number says, nothing else's scope."""

import random
import re
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client
from django.utils import timezone

from region.registry import queries
from region.registry.models import Reading
from shared_apps.organisations.crossing import shared
from tests.factories import accounts
from tests.feed.life import random_days
from tests.region.conftest import DAY, PURPOSE, Open, Region, rows_counted, totals

pytestmark = pytest.mark.django_db
LIST = "/region/registry/students/"
ON = DAY.isoformat()
FILTERS = {
    "locality": ["urban", "rural"],
    "kind": ["school", "centre"],
    "level": ["preschool", "primary", "basic", "secondary", "additional", "none"],
    "grade": ["0", "1", "5", "9"],
    "sex": ["male", "female", "none"],
    "birth_year": ["0", "2012", "2015", "2017"],
    "shift": ["0", "1", "2"],
    "form": ["full_time", "family"],
}


def lines() -> list[Reading]:
    with shared(by=accounts.BY):
        return list(queries.readings())


@pytest.mark.parametrize("seed", range(12))
def test_a_number_equals_the_rows_of_its_list(ministry: Client, region_of_three: Region, seed: int) -> None:
    chance = random.Random(seed)
    asked = {"as_of": chance.choice(random_days(seed, 5)).isoformat()}
    for name in chance.sample(list(FILTERS), seed % 3):
        asked[name] = chance.choice(FILTERS[name])
    if seed % 4 == 1:
        asked["organisation"] = str(chance.choice(region_of_three.all).pk)
    page = ministry.get("/region/", asked)
    if page.status_code == 422:  # nothing is known of that day yet
        return
    for measure in ("students", "enrolments"):
        found = ministry.get(LIST, {**asked, "measure": measure})
        assert rows_counted(found) == totals(page)[measure], (asked, measure)


def test_the_numbers_of_the_page_open_their_lists(ministry: Client) -> None:
    page = ministry.get("/region/", {"as_of": ON, "locality": "urban"})
    for measure in ("students", "enrolments"):
        link = re.search(rf'href="([^"]+)"[^>]*data-total="{measure}"', page.content.decode())
        assert link
        assert rows_counted(ministry.get(unescape(link[1]))) == totals(page)[measure]


def test_without_a_purpose_the_list_leads_to_the_question(as_role: Open) -> None:
    client = as_role("ministry")
    response = client.get(LIST, {"as_of": ON})
    assert response.status_code == 302
    assert response["Location"].startswith("/region/registry/purpose/?next=")
    assert lines() == []


def test_the_question_leads_on_to_the_list(as_role: Open) -> None:
    client = as_role("ministry")
    asked = client.get(LIST, {"as_of": ON})["Location"]
    response = client.post(asked, {"purpose": PURPOSE})
    assert response["Location"] == f"{LIST}?as_of={ON}"
    assert client.get(response["Location"]).status_code == 200


@pytest.mark.parametrize(
    "said",
    [
        {"purpose": ""}, {"purpose": "надо"}, {"purpose": "   надо    "}, {"frequent": "x"}, {"purpose": "." * 11},
        {"purpose": "\x00" * 11}, {"purpose": "\u200b" * 11},
    ],
)  # fmt: skip
def test_a_purpose_too_short_is_refused(as_role: Open, said: dict[str, str]) -> None:
    client = as_role("ministry")
    assert client.post("/region/registry/purpose/", said).status_code == 422
    assert client.get(LIST).status_code == 302


def test_a_frequent_purpose_is_enough(as_role: Open) -> None:
    client = as_role("ministry")
    client.post("/region/registry/purpose/", {"frequent": "appeal"})
    client.get(LIST, {"as_of": ON})
    assert lines()[0].purpose == "Рассмотрение обращения гражданина"


@pytest.mark.parametrize("elsewhere", ["https://example.com/", "//example.com/", "/admin/", "/sign-in/"])
def test_the_question_leads_nowhere_else(as_role: Open, elsewhere: str) -> None:
    response = as_role("ministry").post(f"/region/registry/purpose/?next={elsewhere}", {"purpose": PURPOSE})
    assert response["Location"] == "/region/registry/"


def test_each_page_and_each_file_leaves_a_line(ministry: Client, region_of_three: Region) -> None:
    asked = {"as_of": ON, "organisation": region_of_three.first.pk, "per": "25", "measure": "students"}
    number = rows_counted(ministry.get(LIST, asked))
    ministry.get(LIST, {**asked, "page": "2"})
    ministry.get(LIST, {**asked, "export": "xlsx"})
    file, second, first = lines()
    assert (first.what, first.rows_read) == ("students", min(25, number))
    assert (second.what, second.rows_read) == ("students", max(0, min(50, number) - 25))
    assert (file.what, file.rows_read) == ("students file", number)
    assert {line.purpose for line in (first, second, file)} == {PURPOSE}
    assert first.filters == {"organisations": [region_of_three.first.pk], "kinds": ["main"]}
    assert first.scope == "аналитик министерства, Краснодарский край"
    assert first.as_of == DAY


def test_a_refused_list_leaves_no_line(ministry: Client) -> None:
    assert ministry.get(LIST, {"as_of": "1999-01-01"}).status_code == 422
    assert ministry.get(LIST, {"as_of": ON, "export": "nothing"}).status_code == 422
    assert lines() == []


def test_a_class_opens_its_own_students(ministry: Client, region_of_three: Region) -> None:
    page = ministry.get("/region/", {"as_of": ON, "organisation": region_of_three.first.pk}).content.decode()
    rows = re.findall(r'<td class="num"><a href="([^"]+measure=enrolments&amp;class=\d+)">(\d+)</a></td></tr>', page)
    assert rows
    for url, enrolments in rows:
        assert rows_counted(ministry.get(unescape(url))) == int(enrolments)


def test_any_part_of_a_name_is_found_and_only_in_the_scope(as_role: Open, region_of_three: Region) -> None:
    client = as_role("municipality", purpose=PURPOSE)
    everybody = client.get(LIST, {"as_of": ON, "measure": "enrolments", "per": "250"}).content.decode()
    assert "Орг north-1" not in everybody
    name = re.search(r'<tr>\s*<th scope="row">([^<]+)</th><td>([^<]+)</td>', everybody)
    assert name
    part = f"{name[2][1:]} {name[1][:-1]}".upper().replace("Ё", "Е")
    found = client.get(LIST, {"as_of": ON, "measure": "enrolments", "q": part})
    assert rows_counted(found) >= 1
    assert name[1] in found.content.decode()


def test_the_list_is_sorted_and_paged_as_asked(ministry: Client) -> None:
    asked = {"as_of": ON, "per": "25", "measure": "enrolments", "sort": "-birth_date"}
    dates = [
        (year, month, day)
        for page in ("1", "2")
        for day, month, year in re.findall(
            r"<td class=\"date\">(\d\d)\.(\d\d)\.(\d{4})</td>",
            ministry.get(LIST, {**asked, "page": page}).content.decode(),
        )
    ]
    assert len(dates) > 25
    assert dates == sorted(dates, reverse=True)


def test_a_list_holds_restricted_columns_only(ministry: Client) -> None:
    text = ministry.get(LIST, {"as_of": ON, "measure": "enrolments", "columns": ["", "person_uid", "search_key"]})
    head = re.search(r"<thead>.*?</thead>", text.content.decode(), re.DOTALL)
    assert head
    assert re.findall(r">([А-Яа-я ]+)<", head[0]) == ["Фамилия"]


def test_a_file_says_the_purpose_and_is_no_formula(ministry: Client) -> None:
    text = ministry.get(LIST, {"as_of": ON, "export": "csv"}).content.decode("utf-8-sig")
    assert PURPOSE in text
    assert "Список обучающихся" in text or "Обучающиеся" in text


def test_another_workplace_states_its_own_purpose(as_role: Open) -> None:
    client = as_role("ministry", purpose=PURPOSE)
    assert client.get(LIST, {"as_of": ON}).status_code == 200
    later = timezone.now() + timedelta(hours=3)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("region.registry.purposes.timezone.now", lambda: later)
        assert client.get(LIST, {"as_of": ON}).status_code == 302


# --- search ----------------------------------------------------------------------------------------------------------


def test_a_search_shows_nobody_until_a_name_is_written(ministry: Client) -> None:
    for text in ("", "и"):
        assert rows_counted(ministry.get("/region/registry/", {"q": text})) == 0
    assert lines() == []


@pytest.mark.parametrize("text", ["ив\ud7ff", "ив\U0010ffff", "\U0010ffff" * 3])
def test_a_search_ends_with_any_letter(ministry: Client, text: str) -> None:
    found = ministry.get("/region/registry/", {"q": text})
    assert (found.status_code, rows_counted(found)) == (200, 0)


def test_a_search_finds_by_the_beginning_of_the_surname(ministry: Client) -> None:
    response = ministry.get("/region/registry/", {"q": "ёлк", "left": "on"})
    surnames = set(re.findall(r'<th scope="row">([^<]+)</th>', response.content.decode()))
    assert "Ёлкина" in surnames
    assert all(surname.startswith("Ёлк") for surname in surnames)
    assert (lines()[0].what, lines()[0].filters) == ("search", {"text": "ёлк", "left": True})


# --- the journal -----------------------------------------------------------------------------------------------------


def test_the_journal_says_who_what_for_and_how_many(ministry: Client, region_of_three: Region) -> None:
    ministry.get(LIST, {"as_of": ON, "organisation": region_of_three.first.pk, "level": "primary"})
    text = ministry.get("/region/registry/readings/").content.decode()
    for words in (PURPOSE, "Учётная запись ministry-of-region", "организация: Орг north-1", "Начальное общее"):
        assert words in text
    assert ministry.get("/region/registry/readings/", {"q": "такого нет"}).content.decode().count(PURPOSE) == 0


def test_the_journal_becomes_a_file(ministry: Client) -> None:
    ministry.get(LIST, {"as_of": ON})
    response = ministry.get("/region/registry/readings/", {"export": "csv"})
    assert PURPOSE in response.content.decode("utf-8-sig")


@pytest.mark.parametrize("role", ["municipality", "authority"])
def test_scoped_roles_do_not_open_the_journal(as_role: Open, role: str) -> None:
    assert as_role(role).get("/region/registry/readings/").status_code == 403


def test_regadmin_reads_the_journal_and_no_persons(as_role: Open) -> None:
    client = as_role("regadmin")
    assert client.get("/region/registry/readings/").status_code == 200
    for path in ("", "students/", "purpose/"):
        assert client.get(f"/region/registry/{path}").status_code == 403
