"""The page of circumstances at full size: 750,000 students in 3,000 organisations, any day, both measures."""

import re
from collections.abc import Callable
from datetime import date
from functools import partial
from html import unescape
from itertools import product
from typing import Any

from django.test import Client
from django.utils import timezone

from region.contingent.circumstances import circumstances
from shared_apps.organisations.crossing import Scope
from tests.bench.circumstance_fill import fill_circumstances
from tests.bench.figures import Figure, measurement
from tests.bench.region_pages import asked, days, page_figure, prepared, scans_figure, turned

_LATER = re.compile(r'hx-get="([^"]+part=(closed|open)[^"]*)"')
TABLES = ("contingent_circumstancecounter", "contingent_regionclass")


@measurement
def circumstances_page() -> list[Figure]:
    """The whole page through Django, with a session: server time; and the plans of its statements."""
    region = prepared(fill_circumstances)
    found: list[Figure] = []
    for name, client in region.readers.items():
        chosen = days(timezone.localdate(), region.filled.first_period).items()
        for (day, choose), measure in product(chosen, ("students", "enrolments")):
            for part, times in turned(partial(_turn, client, choose, measure)).items():
                found.append(page_figure(f"circumstances_page {name}, {day}, {measure}{part}", times, region.sizes))
    found.append(scans_figure("circumstances_page", region.filled, _read, TABLES))
    return found


def _turn(client: Client, choose: Callable[[], date], measure: str) -> dict[str, float]:
    """The page as it is opened, and what it then asks for, if it does."""
    page, took = asked(client, f"/region/circumstances/?as_of={choose().isoformat()}&measure={measure}")
    later = {f" ({part})": asked(client, unescape(url))[1] for url, part in _LATER.findall(page)}
    return {"": took, **later}


def _read(scope: Scope, day: date) -> Any:
    return circumstances(as_of=day, rows="municipality" if scope.audience == "ministry" else "organisation")
