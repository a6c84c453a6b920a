"""How bands of years are called, in filters and tables."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from .service_years import AGE_FROM, SERVICE_FROM

SERVICE_BANDS: dict[int, Any] = {
    0: _("less than 3 years"),
    3: _("from 3 to 5 years"),
    5: _("from 5 to 10 years"),
    10: _("from 10 to 15 years"),
    15: _("from 15 to 20 years"),
    20: _("20 years and more"),
}
AGE_BANDS: dict[int, Any] = {
    0: _("younger than 25"),
    25: "25–29",
    30: "30–34",
    35: "35–39",
    40: "40–44",
    45: "45–49",
    50: "50–54",
    55: "55–59",
    60: "60–64",
    65: _("65 and older"),
}


def band_choices(bands: Sequence[int]) -> list[tuple[str, Any]]:
    """Choices of a filter: the years a band begins from, and its words."""
    words = {SERVICE_FROM: SERVICE_BANDS, AGE_FROM: AGE_BANDS}[tuple(bands)]
    return [(str(begins), words[begins]) for begins in bands]
