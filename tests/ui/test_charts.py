"""Charts: drawn by the server, told in words, opened by links."""

import re
from typing import Any
from xml.etree import ElementTree

import pytest
from django.template.loader import render_to_string

from shared_apps.ui.charts import KINDS, Chart, Series
from shared_apps.ui.charts.plots import scale


def chart(kind: str = "bar", values: Any = (3, 10, 7), **given: Any) -> Chart:
    return Chart(kind, [Series("Мальчики", list(values))], ["а", "б", "в"][: len(values)], "Находка", **given)


def drawn(one: Chart) -> str:
    return render_to_string("ui/chart.html", {"chart": one})


@pytest.mark.parametrize("kind", KINDS)
def test_drawing_is_well_formed_and_has_nothing_inline(kind: str) -> None:
    text = drawn(chart(kind, links=["/a", None, "/c"]))

    for svg in re.findall(r"<svg.*?</svg>", text, re.DOTALL):
        ElementTree.fromstring(svg)
    assert "style=" not in text


def test_bars_are_sorted_and_open_what_they_show() -> None:
    text = drawn(chart(links=["/a", "/b", None]))

    assert re.findall(r'bar-label">(.)<', text) == ["б", "в", "а"]
    assert text.count('class="bar" href=') == 2


def test_bars_begin_at_zero() -> None:
    assert re.findall(r'x="0\.00%" width="([\d.]+)%"', drawn(chart())) == ["100.00", "70.00", "30.00"]


def test_order_may_be_kept() -> None:
    assert [row.label for row in chart(keep_order=True).rows] == ["а", "б", "в"]


def test_hidden_value_is_a_sign_without_a_mark() -> None:
    text = drawn(chart(values=(3, "к", None)))

    assert text.count("<rect") == 1
    assert 'bar-value">к<' in text
    assert 'bar-value">…<' in text


def test_linked_plot_is_a_group_of_named_links() -> None:
    text = drawn(chart("column", links=["/a", "/b", "/c"], unit="чел."))

    assert 'role="group"' in text
    assert 'role="img"' not in text
    assert 'aria-label="б: 10 чел."' in text


def test_plot_without_links_is_a_picture_told_in_words() -> None:
    text = drawn(chart("line", unit="чел."))

    assert 'role="img" aria-label="Находка. Больше всего: б, 10 чел.; меньше всего: а, 3 чел."' in text


def test_every_chart_has_its_table() -> None:
    text = drawn(chart("column"))

    assert text.count('<td class="num">') == 3


def test_line_says_where_its_scale_begins() -> None:
    assert chart("line", values=(412, 420, 461)).scale_note == "Шкала начинается с 400."
    assert chart("line", values=(1, 20, 46)).scale_note == ""


def test_numbers_in_drawings_are_written_for_machines() -> None:
    text = drawn(chart("column", values=(1234567.5, 2, 3)))

    assert re.search(r'(x|y|width|height)="[^"]*[,\u00a0]', text) is None


def test_text_is_escaped() -> None:
    one = Chart("column", [Series("<i>", [1])], ["<b>"], "<u>", links=["/?a=1&b=2"])

    text = drawn(one)

    assert not re.search(r"<[biu]>(?!<)", text.replace("<b>&lt;u&gt;</b>", ""))


def test_empty_chart_says_so() -> None:
    assert "Нет данных для графика." in drawn(chart(values=(None, None, None)))


@pytest.mark.parametrize("values", [[5], [0, 0], [-3, 8], [1e9, 2e9], [0.1, 0.4], [100, 101]])
@pytest.mark.parametrize("from_zero", [True, False])
def test_scale_holds_its_values(values: list[float], from_zero: bool) -> None:
    low, high, step = scale(values, from_zero=from_zero)

    assert low <= min(values)
    assert max(values) <= high
    assert 1 <= (high - low) / step <= 8


def test_chart_of_wrong_lengths_is_refused() -> None:
    with pytest.raises(ValueError, match="2 values for 3 labels"):
        Chart("bar", [Series("x", [1, 2])], ["а", "б", "в"], "t")
