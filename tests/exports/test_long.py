"""The file of ten thousand rows costs no more memory than that of two thousand."""

import gc
import tracemalloc
from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import timezone

from shared_apps.jobs.models import Job
from shared_apps.organisations.crossing import inside
from tenant_apps.people.models import CardReading, Person

from .conftest import BY, Room, again, asked, written

pytestmark = [pytest.mark.django_db, pytest.mark.more]
MEGABYTE = 1_000_000


def add_readings(room: Room, number: int) -> None:
    with inside(room.organisation, by=BY):
        [person, *_others] = Person.objects.values_list("pk", flat=True)
        lines = (
            CardReading(reader=f"Читатель {at}", person_id=person, what="health", via="page", about="x" * 200)
            for at in range(number)
        )
        CardReading.objects.bulk_create(lines, batch_size=5_000)


@pytest.fixture(autouse=True)
def usual_collector() -> Iterator[None]:
    """The collector works as often as in the platform; in other tests it is spared."""
    spared = gc.get_threshold()
    gc.set_threshold(700, 10, 10)
    yield
    gc.set_threshold(*spared)


def peak_of(room: Room, format: str) -> tuple[int, int]:
    """Bytes at the peak of writing the journal of readings, and its rows."""
    row = asked(room.client, f"/o/{room.organisation.slug}/people/readings/?first={timezone.localdate()}", format)
    tracemalloc.start()
    try:
        state = written(row)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert state == Job.State.DONE
    return peak, again(row).rows


@pytest.mark.timeout(900)
@pytest.mark.parametrize("format", ["csv", "xlsx"])
def test_memory_does_not_grow_with_the_rows(room: Room, settings: Any, format: str) -> None:
    add_readings(room, 2_000)
    peak_of(room, format)  # what is imported and cached at the first time
    short, few = peak_of(room, format)
    add_readings(room, 8_000)
    long, many = peak_of(room, format)
    assert (few >= 2_000, many - few) == (True, 8_000)
    assert long - short < 3 * MEGABYTE, f"{short / MEGABYTE:.1f} MB of {few} rows, {long / MEGABYTE:.1f} MB of {many}"
