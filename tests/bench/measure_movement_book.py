"""The page of the movement book over five years of a school of 1,000: any page of it, searched, of one class."""

import logging
import random
import statistics
import time
from datetime import date

from django.db import connections
from django.test import Client
from django.utils import timezone
from django.utils.http import urlencode

from deploy.compile_messages import compile_messages
from shared_apps.handbooks.services import load_catalogue
from shared_apps.organisations.crossing import inside, shared
from shared_apps.organisations.models import Organisation
from tenant_apps.enrolment.models import ClassGroup
from tenant_apps.enrolment.queries import balances
from tests.bench import place
from tests.bench.figures import Figure, measurement, p95
from tests.bench.movement_fill import STUDENTS, School
from tests.factories import accounts

YEARS = 5
BUDGET = 60
TURNS = 40


@measurement
def movement_book() -> list[Figure]:
    """The whole page through Django, with a session: server time."""
    compile_messages()
    organisation = place.born(1)[0]
    with shared(by=place.BY):
        load_catalogue()
    today = timezone.localdate()
    last_year = today.year if today.month >= 9 else today.year - 1
    first = date(last_year - YEARS + 1, 9, 1)
    with inside(organisation, by=place.BY):
        school = School(first.year, YEARS)
        adds_up = balances.balance(first, today).adds_up
        classes = list(ClassGroup.objects.values_list("pk", flat=True))
    place.settle()
    with connections["owner"].cursor() as cursor:
        cursor.execute("ANALYZE")  # five years were not loaded a moment ago: autovacuum has been there
    logging.getLogger("svod.access").setLevel(logging.WARNING)
    client = accounts.browser(accounts.member("bench-secretary", "secretary", organisation_id=organisation.pk))
    chance = random.Random(7)
    asked = {
        "": lambda: {"page": chance.randint(1, school.rows // 50)},
        ", sorted by class": lambda: {"page": chance.randint(1, school.rows // 50), "sort": "class_name"},
        ", searched": lambda: {"q": chance.choice(("ва", "ро", "стани"))},
        ", of a class": lambda: {"group": chance.choice(classes)},
    }
    found = []
    for name, choose in asked.items():
        times = _timed(client, organisation, lambda choose=choose: {"first": first, "last": today, **choose()})  # type: ignore[misc]
        value = p95(times)
        sizes: dict[str, float | int | str] = {
            "students": STUDENTS, "years": YEARS, "entries": school.rows, "turns": TURNS,
            "median": round(statistics.median(times), 1),
        }  # fmt: skip
        held = value < BUDGET and adds_up
        found.append(Figure(f"movement_book{name}", value, "ms p95", budget=f"< {BUDGET} ms", held=held, sizes=sizes))
    return found


def _timed(client: Client, organisation: Organisation, choose: object) -> list[float]:
    """Milliseconds of each turn, the first three left out."""
    times = []
    for turn in range(TURNS + 3):
        url = f"/o/{organisation.slug}/movement/?{urlencode(choose())}"  # type: ignore[operator]
        began = time.perf_counter()
        response = client.get(url)
        took = (time.perf_counter() - began) * 1000
        if response.status_code != 200:
            raise RuntimeError(f"{url} answered {response.status_code}.")
        if turn >= 3:
            times.append(took)
    return times
