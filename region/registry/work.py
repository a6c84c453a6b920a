"""Looking for twins and for who is counted twice: every night, on demand, and after each decision."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from shared_apps.jobs.services import Running, work

from . import finding, joining


@work(joining.FIND, queue="feed", title=_("Search of twins and of doubled contingent"), inside=False)
def find_doubles(job: Running) -> dict[str, Any]:
    """All pairs and all who are counted twice; may be repeated."""
    return dict(finding.find_all(by=job.by))


@work(joining.COUNT, queue="feed", title=_("Doubled contingent after a decision"), inside=False)
def count_doubles(job: Running) -> dict[str, Any]:
    """Those whom one decision may concern; may be repeated."""
    return {"counted_twice": finding.count_again(int(job.arguments["pair"]), by=job.by)}
