"""Dates in all spellings."""

from contextlib import suppress
from datetime import date, datetime, time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared_apps.importing.dates import read_date
from shared_apps.importing.problems import CellRefused

TODAY = date(2026, 9, 1)
FIRST = date(2014, 9, 1)
MONTHS = (
    [
        "января",
        "февраля",
        "марта",
        "апреля",
        "мая",
        "июня",
        "июля",
        "августа",
        "сентября",
        "октября",
        "ноября",
        "декабря",
    ],
    ["янв", "фев", "мар", "апр", "мая", "июн", "июл", "авг", "сен", "окт", "ноя", "дек"],
    [
        "январь",
        "февраль",
        "март",
        "апрель",
        "май",
        "июнь",
        "июль",
        "август",
        "сентябрь",
        "октябрь",
        "ноябрь",
        "декабрь",
    ],
)


def spellings(day: date) -> list[Any]:
    """Every way in which a school writes a date."""
    numbers = {"d": day.day, "m": day.month, "y": day.year, "yy": day.year % 100}
    patterns = [
        "{d:02}.{m:02}.{y}",
        "{d}.{m}.{y}",
        "{d:02}/{m:02}/{y}",
        "{d:02}-{m:02}-{y}",
        "{d:02},{m:02},{y}",
        "{y}-{m:02}-{d:02}",
        "{y}.{m:02}.{d:02}",
        "{y}-{m:02}-{d:02}T00:00:00",
        "{y}-{m:02}-{d:02} 00:00:00",
        "{d:02}.{m:02}.{y} 0:00:00",
        "{d:02}.{m:02}.{y} г.",
        "{d:02}.{m:02}.{y}г",
        " {d:02}. {m:02}. {y} года ",
        "{d:02}.{m:02}.{yy:02}",
        "{d:02}/{m:02}/{yy:02}",
        "\u00a0{d:02}.{m:02}.{y}\u200b",
        "'{d:02}.{m:02}.{y}",
        "{d:02} {m:02} {y}",
    ]
    texts = [pattern.format(**numbers) for pattern in patterns]
    for names in MONTHS:
        texts += [
            f"{day.day} {names[day.month - 1]} {day.year} г.",
            f"«{day.day:02}» {names[day.month - 1]} {day.year} года",
        ]
        texts.append(f"{day.day} {names[day.month - 1].upper()}. {day.year}")
    serial = (day - date(1899, 12, 30)).days
    return [
        *texts,
        day,
        datetime.combine(day, time(12, 30)),
        serial,
        float(serial),
        serial + 0.5,
        str(serial),
    ]


@given(day=st.dates(date(1930, 1, 1), TODAY), data=st.data())
def test_read_date_any_spelling_is_the_same_day(day: date, data: st.DataObject) -> None:
    assert read_date(data.draw(st.sampled_from(spellings(day))), today=TODAY) == day


@pytest.mark.parametrize(
    ("text", "year"),
    [("01.09.26", 2026), ("01.09.27", 2027), ("01.09.28", 1928), ("01.09.00", 2000), ("1 мая 99", 1999)],
)
def test_read_date_two_digits_of_a_year_mean_the_hundred_years_up_to_next_year(text: str, year: int) -> None:
    assert read_date(text, today=TODAY).year == year


@pytest.mark.parametrize(
    ("cell", "day"), [("01092014", FIRST), ("20140901", FIRST), (1092014, FIRST), (20140901.0, FIRST)]
)
def test_read_date_eight_digits(cell: Any, day: date) -> None:
    assert read_date(cell, today=TODAY) == day


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("31.02.2014", "date.no_such_day"),
        ("2014-13-01", "date.no_such_day"),
        ("32 мая 2014", "date.no_such_day"),
        ("09/25/2014", "date.month_first"),
        ("2014", "date.year_only"),
        (2014, "date.year_only"),
        (2014.0, "date.year_only"),
        ("вчера", "date.unclear"),
        ("5 мартобря 2014", "date.unclear"),
        ("01.09", "date.unclear"),
        ("00.00.0000", "date.no_such_day"),
        (5, "date.unclear"),
        (-41883, "date.unclear"),
        (float("nan"), "date.unclear"),
        (float("inf"), "date.unclear"),
        (1e300, "date.unclear"),
        (True, "date.unclear"),
        ("٣١.١٢.٢٠١٤", None),
        ("9" * 5000, "date.unclear"),
    ],
)
def test_read_date_says_what_is_wrong(cell: Any, code: str | None) -> None:
    if code is None:  # digits of another script are digits
        assert read_date(cell, today=TODAY) == date(2014, 12, 31)
        return
    with pytest.raises(CellRefused) as refused:
        read_date(cell, today=TODAY)

    assert refused.value.code == code
    assert refused.value.what_to_do


@given(cell=st.one_of(st.text(max_size=30), st.floats(), st.integers(), st.text("0123456789./- T:", max_size=12)))
def test_read_date_refuses_and_never_breaks(cell: Any) -> None:
    with suppress(CellRefused):
        assert isinstance(read_date(cell, today=TODAY), date)
