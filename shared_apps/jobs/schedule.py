"""The schedule of the platform, one page: what beat sends every so often, and which work is wanted daily, from when.

Beat knows only the first table. Daily work is asked for by the sweep of jobs (:mod:`.daily`): it becomes a job, so a
minute that was missed is made up for, and what came of it stands on the page of long work.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from shared_apps.organisations.crossing import By

QUEUES = ("fleet", "feed", "reports", "notify")
"""What workers look into."""
BY_SCHEDULE = By.system("schedule")


@dataclass(frozen=True, slots=True)
class Entry:
    """A task that beat sends every so many seconds."""

    name: str
    task: str
    queue: str
    every_seconds: int


@dataclass(frozen=True, slots=True)
class Daily:
    """A kind of long work that is wanted once a day, from hour:minute on (local time)."""

    kind: str
    at: time

    def last_due(self, now: datetime) -> date:
        """The last day whose work should have been asked for by `now`, a local time."""
        return now.date() if now.time() >= self.at else now.date() - timedelta(days=1)


SCHEDULE: tuple[Entry, ...] = (
    Entry("feed sweep", "feed.sweep", "feed", every_seconds=60),
    Entry("jobs sweep", "jobs.sweep", "notify", every_seconds=30),
)
DAILY: tuple[Daily, ...] = (
    Daily("organisations.close_due", time(0, 5)),
    Daily("enrolment.take_effect", time(0, 10)),
    Daily("people.sweep_files", time(0, 30)),
    Daily("enrolment.forget_imports", time(0, 40)),
    Daily("organisations.forget_imports", time(0, 45)),
    Daily("transfers.remind", time(0, 50)),
    Daily("exports.forget", time(0, 55)),
    Daily("history.seal_all", time(1, 0)),
    Daily("accounts.forget_sessions", time(1, 30)),
    Daily("accounts.count_visits", time(1, 40)),
    Daily("backup.drop_old", time(1, 45)),
    Daily("feed.recount_all", time(2, 0)),
    Daily("backup", time(2, 30)),
    Daily("registry.find_doubles", time(3, 30)),
    Daily("organisations.check_fleet", time(4, 0)),
    Daily("feed.recount_missed", time(4, 15)),
    Daily("organisations.check_orphans", time(4, 30)),
    Daily("backup.verify", time(5, 0)),
)
