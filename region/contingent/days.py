"""Days that readers of the contingent ask for most often."""

from collections.abc import Callable
from datetime import date

from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from shared_apps.organisations.refusal import Text
from shared_apps.ui.numbers import ru_date
from shared_apps.ui.page_list import Link

from .parameters import first_of_month, latest


def usual_days(today: date) -> list[tuple[Text, date]]:
    """Titles and days: the last 20 and 1 September, today among them; a year ago of 29 February is 28 February."""
    last_year = today.replace(year=today.year - 1, day=28 if (today.month, today.day) == (2, 29) else today.day)
    return [
        (_("Today"), today),
        (_("1st of the month"), first_of_month(today)),
        (_("20 September"), latest(9, 20, today)),
        (_("1 September"), latest(9, 1, today)),
        (_("A year ago"), last_year),
    ]


def days(shown: date, to: Callable[..., str]) -> list[Link]:
    """Links to them, each with its day in full. `to`: the page's address with something else chosen."""
    today = localdate()
    return [
        Link(
            title if day == today else f"{title}: {ru_date(day)}",
            to(as_of=None if day == today else day.isoformat()),
            day == shown,
        )
        for title, day in usual_days(today)
    ]
