"""Each number of the contingent and of its movement opens what it is made of, at last persons; the two say the same."""

import re
import uuid
from html import unescape
from typing import NamedTuple

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client

from shared_apps.organisations.crossing import feed_tables
from tests.region.conftest import DAY, PURPOSE, Open, Region, rows_counted, totals

pytestmark = pytest.mark.django_db
ON = DAY.isoformat()
EARLIER = "2025-09-20"
PAGE = f"/region/?as_of={ON}&compare_with={EARLIER}"
WITHOUT_A_LEVEL_BELOW = {"Доля", "В классе", "В группе", "Муниципальное образование", "Класс-комплект", "Движение"}


class Cell(NamedTuple):
    """A cell of a table: the title of its column, its words, where it leads."""

    title: str
    text: str
    url: str | None

    @property
    def number(self) -> int:
        return int(re.sub(r"[^\d−]", "", self.text).replace("−", "-") or 0)


def rows_of(response: HttpResponse, table: str) -> list[list[Cell]]:
    """The lines of a table of the page."""
    text = response.content.decode()
    section = re.search(rf'data-figures="{table}".*?</section>', text, re.DOTALL)
    assert section, table
    titles = [unescape(re.sub(r"<[^>]+>", "", title)) for title in re.findall(r"<th scope=\"col\".*?</th>", section[0])]
    body = section[0].partition("<tbody>")[2].partition("</tbody>")[0]
    return [
        [_cell(title, inner) for title, inner in zip(titles, re.findall(r"<t[hd][ >].*?</t[hd]>", line), strict=True)]
        for line in re.findall(r"<tr.*?</tr>", body)
    ]


def _cell(title: str, inner: str) -> Cell:
    url = re.search(r'href="([^"]+)"', inner)
    words = unescape(re.sub(r"<[^>]+>", "", inner.partition("<small>")[0]))
    return Cell(title, words, unescape(url[1]) if url else None)


@pytest.mark.parametrize("table", ["rows", "by_level", "by_grade", "by_sex", "by_kind", "by_shift", "movement"])
@pytest.mark.parametrize("role", ["ministry", "municipality", "authority", "regadmin"])
def test_no_number_is_a_dead_end(as_role: Open, role: str, table: str) -> None:
    client = as_role(role)
    lines = rows_of(client.get(PAGE), table)

    dead = {cell for line in lines for cell in line if cell.number and not cell.url}

    assert lines
    assert {cell.title for cell in dead} <= WITHOUT_A_LEVEL_BELOW | {"Значение", "Причина"}
    for url in {cell.url for line in lines for cell in line if cell.url}:
        assert client.get(url).status_code == 200, url


def test_numbers_of_a_territory_open_the_level_that_they_are_made_of(as_role: Open, region_of_three: Region) -> None:
    client = as_role("ministry")
    lines = rows_of(client.get(PAGE), "rows")
    for line in lines:
        for cell in line[1:]:
            if cell.url is None or cell.title == "Изменение":
                continue
            below = client.get(cell.url)
            if cell.title == "Организаций":
                assert len(rows_of(below, "rows")) >= cell.number
            elif cell.title in ("Обучающиеся", "Зачисления", "Классов", "Групп"):
                same = [each for line in rows_of(below, "rows") for each in line if each.title == cell.title]
                assert sum(each.number for each in same) == cell.number, cell


def test_a_change_opens_the_movement_that_makes_it(as_role: Open, region_of_three: Region) -> None:
    client = as_role("ministry")
    whole = client.get(PAGE)
    changes = [cell for line in rows_of(whole, "rows") for cell in line if cell.title == "Изменение" and cell.url]
    assert changes
    for cell in changes:
        assert cell.url.startswith("/region/movement/?first=2025-09-21&as_of=2026-03-01&municipality=")
        moved = totals(client.get(cell.url))
        assert moved["arrived"] - moved["left"] == cell.number
    assert "/region/movement/" not in {
        c.url.partition("?")[0] for c in rows_of(client.get(f"{PAGE}&sex=male"), "rows")[0] if c.url
    }


def test_a_reason_of_the_period_opens_its_movement_by_places(as_role: Open, region_of_three: Region) -> None:
    client = as_role("ministry")
    lines = rows_of(client.get(PAGE), "movement")
    opened = [cell for line in lines for cell in line if cell.url]
    assert {cell.title for cell in opened} >= {"Обучающиеся"}
    for cell in opened:
        same = [each.number for line in rows_of(client.get(cell.url), "rows") for each in line[-1:]]
        assert sum(same) == cell.number, cell.url


def test_numbers_of_a_class_open_its_persons(ministry: Client, region_of_three: Region) -> None:
    page = ministry.get(f"{PAGE}&organisation={region_of_three.first.pk}")
    opened = [c for line in rows_of(page, "rows") for c in line[1:] if c.url and c.title != "Изменение"]
    assert {cell.title for cell in opened} == {"Обучающиеся", "Зачисления"}
    for cell in opened:
        assert rows_counted(ministry.get(cell.url)) == cell.number, cell


def test_numbers_of_a_value_open_persons_where_an_organisation_is_open(
    ministry: Client, region_of_three: Region
) -> None:
    page = ministry.get(f"{PAGE}&organisation={region_of_three.first.pk}")
    for table in ("by_level", "by_grade", "by_sex", "by_birth_year", "by_form", "by_shift"):
        opened = [
            c for line in rows_of(page, table) for c in line[1:] if c.url and c.title in ("Обучающиеся", "Зачисления")
        ]
        assert opened
        for cell in opened:
            assert "/registry/students/" in cell.url
            assert rows_counted(ministry.get(cell.url)) == cell.number, cell


def test_who_may_not_open_persons_is_led_to_none(as_role: Open, region_of_three: Region) -> None:
    client = as_role("regadmin")
    for page in (PAGE, f"/region/movement/?first={EARLIER}&as_of={ON}"):
        text = client.get(f"{page}&organisation={region_of_three.first.pk}").content.decode()
        assert "/registry/" not in text.partition("<main")[2]


def tile(response: HttpResponse, name: str) -> str | None:
    found = re.search(rf'<a(?=[^>]*data-total="{name}")[^>]*href="([^"]+)"', response.content.decode())
    return unescape(found[1]) if found else None


@pytest.mark.parametrize(("name", "title"), [("classes", "Классов"), ("groups", "Групп")])
def test_tiles_of_classes_open_the_places_with_most_of_them(as_role: Open, name: str, title: str) -> None:
    client = as_role("ministry")
    page = client.get(f"{PAGE}&by=organisation")
    url = tile(page, name)
    assert url
    assert url.endswith("#rows-title")
    numbers = [
        c.number for line in rows_of(client.get(url.partition("#")[0]), "rows") for c in line if c.title == title
    ]
    assert sum(numbers) == totals(page)[name]
    assert numbers == sorted(numbers, reverse=True)


def test_those_on_the_way_are_a_list_of_their_own(ministry: Client, as_role: Open, region_of_three: Region) -> None:
    with feed_tables(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE contingent_regionstudent SET envelope_id = %s WHERE (organisation_id, enrolment_id) IN"
            " (SELECT organisation_id, enrolment_id FROM contingent_regionstudent"
            " WHERE organisation_id = %s AND valid_from <= %s AND valid_to > %s AND kind = 'main' LIMIT 3)",
            [uuid.uuid4(), region_of_three.first.pk, DAY, DAY],
        )
    whole = ministry.get(f"/region/?as_of={ON}")
    url = tile(whole, "on-the-way")
    assert url
    number = int(re.findall(r'data-total="on-the-way"[^>]*>([0-9]+)<', whole.content.decode())[0])
    assert rows_counted(ministry.get(url)) == number >= 3
    assert "в пути: в другую организацию".lower() in re.sub(r"<[^>]+>", "", ministry.get(url).content.decode()).lower()
    halves = [rows_counted(ministry.get(f"/region/registry/students/?as_of={ON}&way={way}")) for way in ("yes", "no")]
    assert sum(halves) == totals(whole)["students"]
    assert tile(as_role("regadmin").get(f"/region/?as_of={ON}"), "on-the-way") is None


def test_numbers_of_movement_open_persons_of_a_class(ministry: Client, region_of_three: Region) -> None:
    page = ministry.get(f"/region/movement/?first=2025-01-10&as_of={ON}&organisation={region_of_three.first.pk}")
    opened = [cell for line in rows_of(page, "rows") for cell in line[1:] if cell.url]
    between = {"Из других классов", "В другие классы"}
    assert {cell.title for cell in opened} == {"На начало", "Прибыло", "Выбыло", "На конец", *between}
    for cell in opened:
        assert rows_counted(ministry.get(cell.url)) == cell.number, cell
    for name, title in (("start", "На начало"), ("arrived", "Прибыло"), ("left", "Выбыло"), ("end", "На конец")):
        url = tile(page, name)
        assert url
        assert rows_counted(ministry.get(url)) == sum(
            cell.number for line in rows_of(page, "rows") for cell in line if cell.title == title
        )


def test_moves_between_classes_are_listed_of_one_organisation_alone(ministry: Client) -> None:
    response = ministry.get(f"/region/registry/movement/?as_of={ON}&direction=to_class")
    assert response.status_code == 422
    assert "Выберите организацию, чтобы увидеть переводы" in response.content.decode()


def test_the_purpose_is_asked_for_on_the_way_down(as_role: Open, region_of_three: Region) -> None:
    client = as_role("authority")
    page = client.get(f"{PAGE}&organisation={region_of_three.second.pk}")
    url = next(cell.url for line in rows_of(page, "rows") for cell in line[1:] if cell.url and "/registry/" in cell.url)
    asked = client.get(url)["Location"]
    assert asked.startswith("/region/registry/purpose/")
    assert client.post(asked, {"purpose": PURPOSE})["Location"] == url
