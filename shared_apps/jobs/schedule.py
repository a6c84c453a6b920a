"""The schedule of the platform, one page: what beat sends, how often, into which queue."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Entry:
    """One line: either every so many seconds, or daily at hour:minute (local time)."""

    name: str
    task: str
    queue: str
    every_seconds: int | None = None
    at: tuple[int, int] | None = None  # hour, minute


SCHEDULE: tuple[Entry, ...] = (
    Entry("feed sweep", "feed.sweep", "feed", every_seconds=60),
    Entry("jobs sweep", "jobs.sweep", "notify", every_seconds=30),
    Entry("orders that take effect today", "enrolment.take_effect", "reports", at=(0, 10)),
    Entry("old files of imports", "enrolment.forget_imports", "reports", at=(0, 40)),
    Entry("old files of organisations", "organisations.forget_imports", "fleet", at=(0, 45)),
    Entry("contents of files that nobody names", "people.sweep_files", "reports", at=(0, 30)),
    Entry("organisations that close today", "organisations.close_due", "fleet", at=(0, 5)),
    Entry("requests of transfers that nobody answered", "transfers.remind", "reports", at=(0, 50)),
    Entry("seal histories", "history.seal_all", "reports", at=(1, 0)),
    Entry("old sessions", "accounts.forget_sessions", "notify", at=(1, 30)),
    Entry("count of visits", "accounts.count_visits", "notify", at=(1, 40)),
    Entry("what restorations replaced long ago", "backup.drop_old", "fleet", at=(1, 45)),
    Entry("nightly recount", "feed.recount_all", "feed", at=(2, 0)),
    Entry("backup of the platform", "backup.daily", "fleet", at=(2, 30)),
    Entry("drift of schemas", "organisations.check_fleet", "fleet", at=(4, 0)),
    Entry("orphans", "organisations.check_orphans", "fleet", at=(4, 30)),
    Entry("reading backups back", "backup.verify", "fleet", at=(5, 0)),
)
