"""Bars: a list of rows, each a label, a bar and its value. Text stays text, so it wraps and is read aloud."""

from typing import TYPE_CHECKING, Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from shared_apps.ui.numbers import is_number

if TYPE_CHECKING:
    from shared_apps.ui.charts.chart import Chart, Row

HEIGHT = 14


def draw(chart: "Chart") -> SafeString:
    """All rows against the longest of them."""
    longest = max((row.total for row in chart.rows if is_number(row.total) and row.total > 0), default=1)
    rows = format_html_join("", "<li>{}</li>", ((_row(chart, row, longest),) for row in chart.drawn))
    return format_html('<ol class="bars" aria-labelledby="{}">{}</ol>', chart.id, rows)


def _row(chart: "Chart", row: "Row", longest: Any) -> SafeString:
    inside = format_html(
        '<span class="bar-label">{}</span>{}<span class="bar-value">{}</span>',
        row.label,
        _bar(chart, row, longest),
        chart.shown(row.total),
    )
    if row.link:
        return format_html('<a class="bar" href="{}">{}</a>', row.link, inside)
    return format_html('<div class="bar">{}</div>', inside)


def _bar(chart: "Chart", row: "Row", longest: Any) -> SafeString:
    marks, begin = [], 0.0
    for place, value in enumerate(row.values):
        if not is_number(value) or value <= 0:
            continue
        width = float(value) / float(longest) * 100
        marks.append((f"s{place + 1}", f"{begin:.2f}%", f"{max(width, 0.3):.2f}%", HEIGHT, _title(chart, place, value)))
        begin += width
    rects = format_html_join("", '<rect class="{}" x="{}" width="{}" height="{}">{}</rect>', marks)
    return format_html('<svg class="bar-mark" width="100%" height="{}" aria-hidden="true">{}</svg>', HEIGHT, rects)


def _title(chart: "Chart", place: int, value: Any) -> SafeString:
    if len(chart.series) == 1:
        return SafeString()
    return format_html("<title>{}: {}</title>", chart.series[place].name, chart.with_unit(value))
