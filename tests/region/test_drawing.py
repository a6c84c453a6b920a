"""What is drawn quickly is drawn as the usual templates draw it."""

import re
from dataclasses import dataclass

import pytest
from django import forms
from django.template.loader import render_to_string
from django.test import RequestFactory

from region.feed.figures_table import FiguresTable, Number, Share, Text
from shared_apps.ui.exports import formats
from shared_apps.ui.forms import CHOOSE, ChoiceField, Form
from shared_apps.ui.quick_select import QuickBoundField, QuickSelect
from shared_apps.ui.tables import NumberColumn, PercentColumn, Table, TextColumn


@dataclass
class Row:
    name: str
    url: str | None
    number: int | None
    change: int
    share: float


ROWS = [
    Row("Анапа <b>", "/region/?municipality=1&as_of=2026-09-01", 1234567, -3, 0.624),
    Row("Ёлкино", None, None, 4, 0.0),
    Row("Абинск", "/x/", 0, 0, 1.0),
]
COLUMNS = (
    Text("name", "Территория", link="url"),
    Number("number", "Обучающиеся", total=True, hint="Подсказка"),
    Number("change", "Изменение", signed=True),
    Share("share", "Доля"),
)


class Usual(Table):
    caption = "Таблица"
    name = TextColumn("Территория", link=lambda record: record.url)
    number = NumberColumn("Обучающиеся", total=True, hint="Подсказка")
    change = NumberColumn("Изменение", signed=True)
    share = PercentColumn("Доля")


def plain(html: str) -> list[str]:
    """Tags and texts, without spaces between them and without what differs on purpose: sorting by htmx."""
    html = re.sub(r' (?:hx-[a-z-]+|href)="[^"]*"', "", html)
    html = re.sub(r"\b(?:asc|desc|orderable)\b(?=[^<>]*>)", "", html)
    found = (" ".join(part.split()) for part in re.split(r"(<[^>]+>)", html))
    return [_in_order(part) for part in found if part]


def _in_order(part: str) -> str:
    """A tag with its attributes in the order of the alphabet."""
    if not part.startswith("<") or part.startswith("</"):
        return part
    name, _space, rest = part[1:-1].partition(" ")
    attributes = sorted(" ".join(one.split()) for one in re.findall(r'[\w-]+(?:="[^"]*")?', rest))
    attributes = [
        one.replace('=" ', '="').replace(' "', '"') for one in attributes if not re.fullmatch(r'class="\s*"', one)
    ]
    return f"<{name} {' '.join(attributes)}>"


@pytest.mark.parametrize("sort", ["", "change", "-change"])
def test_a_dense_table_is_drawn_as_a_usual_one(sort: str) -> None:
    request = RequestFactory().get("/region/", {"sort": sort} if sort else {})
    dense = FiguresTable(COLUMNS, ROWS, "Таблица", request)
    usual = Usual.sorted_by(request, list(ROWS))
    drawn = render_to_string(dense.template_name, {"table": dense, "request": request})
    expected = render_to_string(usual.template_name, {"table": usual, "request": request})
    assert plain(drawn) == plain(expected)


def test_what_is_not_known_stands_last_either_way() -> None:
    for sort in ("number", "-number"):
        request = RequestFactory().get("/region/", {"sort": sort})
        assert FiguresTable(COLUMNS, ROWS, "Таблица", request).sorted_rows[-1].number is None


def test_names_are_sorted_without_regard_to_yo() -> None:
    request = RequestFactory().get("/region/", {"sort": "name"})
    names = [row.name for row in FiguresTable(COLUMNS, ROWS, "Таблица", request).sorted_rows]
    assert names == ["Абинск", "Анапа <b>", "Ёлкино"]


def test_a_dense_table_gives_files_plain_values() -> None:
    table = FiguresTable(COLUMNS, ROWS, "Таблица", RequestFactory().get("/"), hidden=("change",))
    assert list(table.plain_rows())[1] == ("Ёлкино", None, 0.0)
    assert table.plain_totals() == ["Итого", 1234567, None]


def test_a_link_that_sorts_keeps_the_rest_of_the_address() -> None:
    request = RequestFactory().get("/region/", {"as_of": "2026-09-01", "rows-sort": "-number", "page": "3"})
    html = FiguresTable(COLUMNS, ROWS, "Таблица", request, prefix="rows-").drawn()
    assert 'href="/region/?as_of=2026-09-01&amp;rows-sort=number"' in html
    assert 'aria-sort="descending"' in html


@pytest.mark.parametrize("value", [None, "", "b", 3])
def test_a_quick_select_is_drawn_as_djangos_own(value: object) -> None:
    choices = [("", "Все"), ("a", "<А>"), ("Группа", [("b", "Б"), (3, "В")])]
    attrs = {"id": "id_x", "class": "wide", "disabled": True}
    quick = QuickSelect(choices=choices).render("x", value, attrs)
    usual = forms.Select(choices=choices).render("x", value, attrs)
    assert plain(quick) == plain(usual)


CHOICES = [("a", "<А>"), ("b", "Б")]


class QuickFilters(Form):
    one = ChoiceField(label="Уровень «<b>»", choices=CHOICES, empty="Все", required=False)
    told = ChoiceField(label="С подсказкой", choices=CHOICES, help_text="Подсказка", required=False)


class UsualFilters(Form):
    one = forms.ChoiceField(label="Уровень «<b>»", choices=[("", "Все"), *CHOICES], required=False)
    told = forms.ChoiceField(
        label="С подсказкой", choices=[("", CHOOSE), *CHOICES], help_text="Подсказка", required=False
    )


@pytest.mark.parametrize("data", [{}, {"one": "b", "told": "a"}, {"one": "x"}])
@pytest.mark.parametrize("name", ["one", "told"])
def test_a_quick_field_is_drawn_as_the_template_draws_it(name: str, data: dict[str, str]) -> None:
    quick, usual = QuickFilters(data), UsualFilters(data)
    assert isinstance(quick[name], QuickBoundField)
    assert plain(str(quick[name].as_field_group())) == plain(str(usual[name].as_field_group()))


def test_the_menu_of_files_keeps_the_filters_and_names_its_table() -> None:
    request = RequestFactory().get("/region/", {"sex": "male", "page": "3", "rows-sort": "-number"})
    table = FiguresTable(COLUMNS, ROWS, "Т<b>", request, prefix="rows-", formats=formats())
    html = str(table.files())
    links = re.findall(r'<a href="([^"]+)"( download)?', html)
    assert [url.rpartition("=")[2] for url, _ in links] == [one.code for one in formats()]
    assert all(url.startswith("?sex=male&amp;rows-sort=-number&amp;table=rows&amp;export=") for url, _ in links)
    assert "Т&lt;b&gt;" in html
    assert str(FiguresTable(COLUMNS, ROWS, "Т", request).files()) == ""


def test_a_note_stands_under_the_words_and_in_no_file() -> None:
    row = type("R", (), {"name": "Школа <b>", "note": "реорганизовано <i>"})
    table = FiguresTable((Text("name", "Организация", note="note"),), [row], "Т", RequestFactory().get("/"))
    assert "Школа &lt;b&gt;<small>реорганизовано &lt;i&gt;</small></th>" in table.drawn()
    assert list(table.plain_rows()) == [("Школа <b>",)]
