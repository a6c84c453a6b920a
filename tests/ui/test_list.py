"""Lists: filters, order, pages, columns, totals and files, all from the address."""

import re
from datetime import date
from typing import Any

import pytest
from django.test import Client, RequestFactory

from shared_apps.ui.numbers import ru_num
from shared_apps.ui.sheets import Kind
from shared_apps.ui.tables import BadgeColumn, Table, TextColumn
from tests.ui.sample import pages, rows
from tests.ui.sample.middleware import PERSON

STUDENTS = "/o/school-7/students/"
EVERYBODY = rows.students()


def names(response: Any) -> list[str]:
    return re.findall(r'<th scope="row"[^>]*><a[^>]*>([^<]+)</a>', response.content.decode())


def page_of(address: str) -> pages.StudentListPage:
    request = RequestFactory().get(address)
    request.user = PERSON  # type: ignore[assignment]
    page = pages.StudentListPage()
    page.setup(request)
    return page


def test_list_is_ordered_by_its_own_order(browser: Client) -> None:
    assert names(browser.get(STUDENTS)) == sorted(row.name for row in EVERYBODY)[:50]


def test_order_comes_from_the_address(browser: Client) -> None:
    response = browser.get(STUDENTS + "?sort=-born")

    assert names(response)[0] == max(EVERYBODY, key=lambda row: row.born).name
    assert 'aria-sort="descending"' in response.content.decode()


def test_unknown_order_is_the_usual_one(browser: Client) -> None:
    assert names(browser.get(STUDENTS + "?sort=passport")) == names(browser.get(STUDENTS))


@pytest.mark.parametrize(("asked", "got"), [("2", 2), ("0", 1), ("999", 25), ("-1", 1), ("x", 1), ("9" * 30, 1)])
def test_page_number_is_the_nearest_there_is(asked: str, got: int) -> None:
    assert page_of(f"{STUDENTS}?page={asked}").table.page.number == got


@pytest.mark.parametrize(("asked", "got"), [("25", 25), ("250", 250), ("7", 50), ("100000", 50), ("x", 50)])
def test_page_size_is_one_of_those_offered(asked: str, got: int) -> None:
    assert page_of(f"{STUDENTS}?per={asked}").per_page() == got


def test_chips_name_what_is_on_and_lead_back() -> None:
    page = page_of(STUDENTS + "?q=ко&grade=1&page=3&sort=-born")

    chips = {chip.label: (chip.value, chip.remove) for chip in page.chips()}

    assert chips["Параллель"] == ("1 класс", "?q=%D0%BA%D0%BE&sort=-born")
    assert chips["Поиск"] == ("ко", "?grade=1&sort=-born")


def test_default_is_no_chip_but_is_written_into_the_file() -> None:
    page = page_of(STUDENTS)

    assert page.chips() == []
    assert ("На дату", "23.11.2026") in page.described()


def test_unreadable_filter_filters_nothing(browser: Client) -> None:
    response = browser.get(STUDENTS + "?grade=99&as_of=yesterday")

    assert response.status_code == 200
    assert len(names(response)) == 50


def test_optional_column_waits_to_be_asked_for(browser: Client) -> None:
    assert "Личное дело</a>" not in re.sub(r"<span.*?</span>", "", head(browser.get(STUDENTS)))
    assert "Личное дело" in head(browser.get(STUDENTS + "?columns=&columns=file_number"))


def head(response: Any) -> str:
    text = response.content.decode()
    return text[text.index("<thead") : text.index("</thead")]


def test_totals_are_over_all_rows(browser: Client) -> None:
    text = browser.get(STUDENTS).content.decode()

    assert ru_num(sum(row.load for row in EVERYBODY), 1) in text[text.index("<tfoot") :]


def test_sheet_holds_all_rows_as_plain_values() -> None:
    sheet = page_of(STUDENTS + "?q=мирошниченко").sheet()

    taken = list(sheet.rows)
    assert len(taken) == sum("мирошниченко" in row.name.lower() for row in EVERYBODY)
    assert [column.kind for column in sheet.columns] == [
        Kind.TEXT,
        Kind.TEXT,
        Kind.DATE,
        Kind.TEXT,
        Kind.DATE,
        Kind.NUMBER,
    ]
    assert isinstance(taken[0][2], date)
    assert taken[0][3] in pages.STATES.values()
    assert sheet.executor == PERSON.name


def test_file_is_refused_without_the_permission(browser: Client) -> None:
    response = browser.get("/o/school-7/guardians/?export=xlsx")

    assert response.status_code == 403


def test_empty_list_says_what_why_and_next(browser: Client) -> None:
    text = browser.get("/o/school-7/guardians/").content.decode()

    assert "Обучающихся пока нет." in text
    assert "Импорт из Excel" in text


def test_nothing_found_offers_to_reset(browser: Client) -> None:
    text = browser.get(STUDENTS + "?q=нет-такого").content.decode()

    assert "По этим условиям ничего не найдено." in text
    assert f'href="{STUDENTS}"' in text


def test_link_callable_may_give_no_link() -> None:
    class Half(Table):
        name = TextColumn("Имя", link=lambda record: "/x" if record["open"] else None)

    table = Half([{"name": "А", "open": True}, {"name": "Б", "open": False}])

    assert [str(row.get_cell("name")) for row in table.rows] == ['<a href="/x">А</a>', "Б"]


def test_text_is_escaped() -> None:
    table = pages.StudentTable([{"pk": 1, "name": "<script>", "grade": "<b>", "state": "<i>"}])

    row = table.rows[0]
    assert "<script>" not in str(row.get_cell("state"))


def test_unknown_tone_fails_at_import() -> None:
    with pytest.raises(ValueError, match="Unknown tones"):
        BadgeColumn("x", tones={"a": "purple"})
