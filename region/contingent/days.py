"""Days that readers of the contingent ask for most often."""

from collections.abc import Callable
from datetime import date, timedelta

from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from shared_apps.ui.page_list import Link

from .parameters import first_of_month, last_twentieth_of_september


def days(shown: date, to: Callable[..., str]) -> list[Link]:
    """Links to them. `to`: the page's address with something else chosen."""
    today = localdate()
    september = last_twentieth_of_september(today)
    wanted = [
        (_("Today"), today),
        (_("1st of the month"), first_of_month(today)),
        (_("20 September"), september),
        (_("1 September"), date(september.year, 9, 1)),
        (_("A year ago"), today - timedelta(days=365)),
    ]
    return [Link(title, to(as_of=None if day == today else day.isoformat()), day == shown) for title, day in wanted]
