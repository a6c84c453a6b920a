"""The days that the contingent's page offers, on the days when everybody asks for them."""

from datetime import date

import pytest

from region.contingent.days import days, usual_days
from region.contingent.parameters import first_of_month


@pytest.mark.parametrize(
    ("today", "twentieth", "first", "year_ago"),
    [
        (date(2026, 8, 31), date(2025, 9, 20), date(2025, 9, 1), date(2025, 8, 31)),
        (date(2026, 9, 1), date(2025, 9, 20), date(2026, 9, 1), date(2025, 9, 1)),
        (date(2026, 9, 10), date(2025, 9, 20), date(2026, 9, 1), date(2025, 9, 10)),
        (date(2026, 9, 20), date(2026, 9, 20), date(2026, 9, 1), date(2025, 9, 20)),
        (date(2026, 9, 21), date(2026, 9, 20), date(2026, 9, 1), date(2025, 9, 21)),
        (date(2027, 1, 15), date(2026, 9, 20), date(2026, 9, 1), date(2026, 1, 15)),
        (date(2028, 2, 29), date(2027, 9, 20), date(2027, 9, 1), date(2027, 2, 28)),
        (date(2029, 2, 28), date(2028, 9, 20), date(2028, 9, 1), date(2028, 2, 28)),
    ],
)
def test_the_nearest_days_are_offered(today: date, twentieth: date, first: date, year_ago: date) -> None:
    found = [day for _title, day in usual_days(today)]
    assert found == [today, first_of_month(today), twentieth, first, year_ago]


def test_links_say_their_days_with_years() -> None:
    shown = days(date(2020, 1, 1), lambda **chosen: str(chosen["as_of"]))
    assert shown[0].url == "None"
    for link in shown[1:]:
        if link.url != "None":  # on the 1st of a month, on 20 and 1 September today is among them
            year, month, day = link.url.split("-")
            assert str(link.title).endswith(f"{day}.{month}.{year}")
