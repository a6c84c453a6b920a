"""The course of an import in a school that has none of its people, timed: checked, confirmed, seen by the region through
a real worker, checked once more, undone, and seen by the region again.
"""

import resource
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.utils import translation

from region.contingent.narrowing import Filters
from region.contingent.queries import contingent
from shared_apps.organisations.crossing import Scope, inside, region
from shared_apps.organisations.models import Organisation
from tenant_apps.enrolment.services import import_undoing, imports
from tests.bench import place
from tests.bench.feed_worker import feed_worker
from tests.bench.school_list import FIRST_DAY, open_classes
from tests.factories.organisations import within

REGION_SECONDS = 5
"""How soon the region's number must be right after a commit."""
_PATIENCE = 60


@dataclass
class Course:
    """What it gave. `seconds` of each step; `region`: the region's number of students of the school before, after the
    confirmation and after the undoing, once it stood still or was as expected; `memory` in MB.
    """

    organisation: Organisation
    run: Any = None
    outcome: Any = None
    again: Any = None
    seen: Any = None
    memory: float = 0.0
    seconds: dict[str, float] = field(default_factory=dict)
    region: dict[str, int] = field(default_factory=dict)

    @property
    def in_all(self) -> float:
        return self.seconds["check"] + self.seconds["confirm"]

    def follows(self, good: int) -> bool:
        """Whether the region's number grew by exactly the good rows, in time, and returned, in time."""
        before = self.region["before"]
        numbers = (self.region["confirmed"], self.region["undone"]) == (before + good, before)
        return numbers and max(self.seconds["region confirmed"], self.seconds["region undone"]) < REGION_SECONDS

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """A transaction in the school, with its commit."""
        began = time.perf_counter()
        with inside(self.organisation, by=place.BY):
            yield
        self.seconds[name] = time.perf_counter() - began

    def wait_for_the_region(self, name: str, expected: int) -> None:
        """From the commit until the ministry's page says so; what it says in the end is kept."""
        began = time.perf_counter()
        while (found := students_in_region(self.organisation)) != expected:
            if time.perf_counter() - began > _PATIENCE:
                break
            time.sleep(0.05)
        self.seconds[f"region {name}"] = time.perf_counter() - began
        self.region[name] = found


def school_of_classes() -> Organisation:
    """A school born for this, with the classes of the list and nobody in them."""
    organisation = place.born(1)[0]
    with within(organisation, by=place.BY):
        open_classes()
    return organisation


def students_in_region(organisation: Organisation) -> int:
    """As the ministry's page counts the students of one organisation."""
    with region(Scope("ministry"), by=place.BY):
        asked = Filters(organisations=(int(organisation.pk),))
        return contingent(as_of=FIRST_DAY, rows="organisation", filters=asked).total.count.students


def course(content: bytes, *, good: int, look: Callable[[], Any] = lambda: None) -> Course:
    """Take a workbook with so many good rows through all of it.

    :param look: asked in the school after the confirmation; its answer is `seen`.
    """
    found = Course(school_of_classes())
    with feed_worker(found.organisation), translation.override("ru"):
        found.region["before"] = before = students_in_region(found.organisation)
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        with found.step("check"):
            found.run = imports.receive_file(content=content, name="школа.xlsx", by=place.BY, at_once=True)
        with found.step("confirm"):
            found.outcome = imports.confirm(run_id=found.run.pk, choice=imports.Choice(), by=place.BY)
        found.wait_for_the_region("confirmed", before + good)
        found.memory = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory) / 1000
        with inside(found.organisation, by=place.BY, only_reads=True):
            found.seen = look()
        with found.step("same again"):
            found.again = imports.receive_file(content=content, name="школа.xlsx", by=place.BY, at_once=True)
        with found.step("plan of undo"):
            import_undoing.plan_undoing(run_id=found.run.pk, reason="measurement", by=place.BY)
        with found.step("undo"):
            import_undoing.undo(run_id=found.run.pk, by=place.BY)
        found.wait_for_the_region("undone", before)
    return found
