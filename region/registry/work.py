"""Looking for twins and for who is counted twice: every night, on demand, and after each decision.

Files that hold names which may not be disclosed any more."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from shared_apps.jobs.services import Running, work

from . import copies, finding, joining


@work(joining.FIND, queue="feed", title=_("Search of twins and of doubled contingent"), inside=False)
def find_doubles(job: Running) -> dict[str, Any]:
    """All pairs and all who are counted twice; may be repeated."""
    return dict(finding.find_all(by=job.by))


@work(joining.COUNT, queue="feed", title=_("Doubled contingent after a decision"), inside=False)
def count_doubles(job: Running) -> dict[str, Any]:
    """Those whom one decision may concern; may be repeated."""
    return {"counted_twice": finding.count_again(int(job.arguments["pair"]), by=job.by)}


@work(copies.WORK, queue="feed", title=_("Files with names that are disclosed no more"), inside=False, attempts=12)
def forget_copies(job: Running) -> dict[str, Any]:
    """After a consent to disclose was withdrawn or a name erased; may be repeated."""
    return {"forgotten": copies.forget_when_projected(job)}
