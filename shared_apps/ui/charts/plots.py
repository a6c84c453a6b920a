"""Columns, lines and sparklines. Coordinates across are in percent, so that letters keep their size on any screen."""

from collections.abc import Sequence
from itertools import pairwise
from math import ceil, floor, log10
from typing import TYPE_CHECKING, Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from shared_apps.ui.numbers import is_number, ru_num

if TYPE_CHECKING:
    from shared_apps.ui.charts.chart import Chart

HEIGHT = 200
FOOT = 24
SPARK = (96, 22)
MOST_LABELS = 12


def scale(values: Sequence[Any], *, from_zero: bool) -> tuple[float, float, float]:
    """Low, high and step of an axis with three to six round steps that holds all values."""
    numbers = [float(value) for value in values] or [0.0, 1.0]
    low, high = min(numbers), max(numbers)
    if from_zero or low - (high - low) <= 0:
        low = min(low, 0.0)
    high = max(high, 0.0) if from_zero else high
    if high == low:
        high = low + 1
    rough = (high - low) / 4
    power = 10.0 ** floor(log10(rough))
    step = next(power * each for each in (1, 2, 2.5, 5, 10) if power * each >= rough)
    return floor(low / step) * step, ceil(high / step) * step, step


def columns(chart: "Chart") -> SafeString:
    """One column per label; several series stand side by side."""
    low, high, step = scale(chart.values, from_zero=True)
    slot, count = 100 / max(len(chart.rows), 1), len(chart.series)
    width = slot * 0.68 / count
    marks = []
    for place, row in enumerate(chart.rows):
        rects = []
        for number, value in enumerate(row.values):
            if not is_number(value):
                continue
            left = place * slot + slot * 0.16 + number * width
            top, bottom = sorted((_y(float(value), low, high), _y(0.0, low, high)))
            rects.append((f"s{number + 1}", f"{left:.2f}%", f"{top:.1f}", f"{width:.2f}%", f"{bottom - top:.1f}"))
        drawn = format_html_join("", '<rect class="{}" x="{}" y="{}" width="{}" height="{}"/>', rects)
        marks.append((_linked(chart, place, drawn),))
    return _plot(chart, (low, high, step), format_html_join("", "{}", marks))


def lines(chart: "Chart") -> SafeString:
    """One line per series, each with a dash and a mark of its own and its name at the end."""
    low, high, step = scale(chart.values, from_zero=False)
    drawn = []
    for number, series in enumerate(chart.series):
        points = [
            (_x(chart, place), _y(float(value), low, high)) if is_number(value) else None
            for place, value in enumerate(series.values)
        ]
        known = [point for point in points if point is not None]
        segments = format_html_join(
            "",
            '<line x1="{}%" y1="{}" x2="{}%" y2="{}"/>',
            ((f"{a[0]:.2f}", f"{a[1]:.1f}", f"{b[0]:.2f}", f"{b[1]:.1f}") for a, b in pairwise(points) if a and b),
        )
        dots = format_html_join(
            "", '<circle cx="{}%" cy="{}" r="{}"/>', ((f"{x:.2f}", f"{y:.1f}", 2.5) for x, y in known)
        )
        end = SafeString()
        if known and chart.has_legend():
            end = format_html(
                '<text class="line-name" x="{}%" y="{}" dx="8" dy="4">{}</text>',
                f"{known[-1][0]:.2f}",
                f"{known[-1][1]:.1f}",
                series.name,
            )
        drawn.append((f"line-{number + 1}", segments, dots, end))
    body = format_html_join("", '<g class="{}">{}{}{}</g>', drawn)
    hits = format_html_join("", "{}", ((_hit(chart, place),) for place in range(len(chart.rows))))
    return _plot(chart, (low, high, step), format_html("{}{}", body, hits))


def sparkline(chart: "Chart") -> SafeString:
    """A small line of the first series; the words are in its label."""
    wide, tall = SPARK
    values = [float(value) for value in chart.series[0].values if is_number(value)]
    if len(values) < 2:
        return SafeString()
    low, high = min(values), max(values)
    span = (high - low) or 1.0
    points = [
        (2 + place * (wide - 6) / (len(values) - 1), tall - 3 - (value - low) / span * (tall - 6))
        for place, value in enumerate(values)
    ]
    return format_html(
        '<svg class="spark" width="{}" height="{}" viewBox="0 0 {} {}" role="img" aria-label="{}">'
        '<polyline points="{}"/><circle cx="{}" cy="{}" r="2.5"/></svg>',
        wide,
        tall,
        wide,
        tall,
        chart.summary,
        " ".join(f"{x:.1f},{y:.1f}" for x, y in points),
        f"{points[-1][0]:.1f}",
        f"{points[-1][1]:.1f}",
    )


def _plot(chart: "Chart", axis: tuple[float, float, float], body: SafeString) -> SafeString:
    low, high, step = axis
    ticks = [low + step * number for number in range(round((high - low) / step) + 1)]
    digits = max(chart.digits, 0 if step == int(step) else 1)
    grid = format_html_join(
        "",
        '<line class="{}" x1="0" x2="100%" y1="{}" y2="{}"/><text class="tick" x="-8" y="{}" dy="4">{}</text>',
        (
            (
                "zero" if tick == 0 else "grid",
                f"{_y(tick, low, high):.1f}",
                f"{_y(tick, low, high):.1f}",
                f"{_y(tick, low, high):.1f}",
                ru_num(tick, digits),
            )
            for tick in ticks
        ),
    )
    every = ceil(len(chart.rows) / MOST_LABELS) or 1
    names = format_html_join(
        "",
        '<text class="name{}" x="{}%" y="{}">{}</text>',
        (
            (" second" if place // every % 2 else "", f"{_x(chart, place):.2f}", HEIGHT + 17, row.label)
            for place, row in enumerate(chart.rows)
            if place % every == 0
        ),
    )
    role = (
        format_html('role="group" aria-labelledby="{}"', chart.id)
        if chart.is_linked
        else format_html('role="img" aria-label="{}"', chart.summary)
    )
    crowded = " crowded" if len(chart.rows) / every > 6 else ""
    named = " named" if chart.kind == "line" and chart.has_legend() else ""
    return format_html(
        '<div class="plot{}{}"><svg width="100%" height="{}" {}>{}{}{}</svg></div>',
        crowded,
        named,
        HEIGHT + FOOT,
        role,
        grid,
        body,
        names,
    )


def _linked(chart: "Chart", place: int, drawn: SafeString) -> SafeString:
    """The marks of one label: a link that says its values, or marks with a tooltip."""
    row = chart.rows[place]
    told = _told(chart, place)
    if row.link:
        return format_html('<a href="{}" aria-label="{}"><title>{}</title>{}</a>', row.link, told, told, drawn)
    return format_html("<g><title>{}</title>{}</g>", told, drawn)


def _hit(chart: "Chart", place: int) -> SafeString:
    """A strip over one label of a line chart: its tooltip, and its link."""
    slot = 100 / max(len(chart.rows), 1)
    strip = format_html(
        '<rect class="hit" x="{}%" y="0" width="{}%" height="{}"/>', f"{place * slot:.2f}", f"{slot:.2f}", HEIGHT
    )
    return _linked(chart, place, strip)


def _told(chart: "Chart", place: int) -> str:
    row = chart.rows[place]
    if len(chart.series) == 1:
        return f"{row.label}: {chart.with_unit(row.values[0])}"
    parts = (f"{each.name} {chart.with_unit(value)}" for each, value in zip(chart.series, row.values, strict=True))
    return f"{row.label}: {', '.join(parts)}"


def _x(chart: "Chart", place: int) -> float:
    slot = 100 / max(len(chart.rows), 1)
    return place * slot + slot / 2


def _y(value: float, low: float, high: float) -> float:
    return 6 + (high - value) / (high - low) * (HEIGHT - 6)
