"""When the demo happens: two academic years, the second of them the one in which the region is built."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from region.feed.academic_years import period_of

SEED = 2026
MERGED_AGO = timedelta(days=6)


def chance(*parts: object) -> Random:
    """A generator of its own for each subject, so that more of one thing leaves the others as they were."""
    return Random(":".join(str(part) for part in (SEED, *parts)))  # noqa: S311 (a demo, no secrets)


@dataclass(frozen=True, slots=True)
class Days:
    """The days of a demo built on `today`."""

    today: date

    @property
    def first(self) -> int:
        """The calendar year in which the earlier of the two academic years began."""
        return period_of(self.today) - 1

    def begins(self, year: int) -> date:
        """1 September of the earlier (0) or the present (1) academic year; 2: the day after the present one."""
        return date(self.first + year, 9, 1)

    @property
    def merger(self) -> date | None:
        """The day on which a small school joined the village's. None: the year begins today, so it is only planned."""
        day = max(self.today - MERGED_AGO, self.begins(1) + timedelta(days=1))
        return day if day <= self.today else None

    def before_the_merger(self) -> "Days":
        """The same two years up to the eve of the merger: nothing is written in the small school after it."""
        return self if self.merger is None else Days(self.merger - timedelta(days=1))

    def working(self, day: date) -> date:
        """The day itself, or the Friday before it."""
        return day - timedelta(days=max(day.weekday() - 4, 0))
