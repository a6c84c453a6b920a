"""The nightly recount: asked for organisation by organisation, and once more where it did not come about."""

from datetime import datetime, time
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shared_apps.jobs import messages
from shared_apps.jobs.services import Running, work
from shared_apps.organisations.crossing import feed_tables

from . import projector, sweep
from .models import FeedState

TOLD_EVERY = 50


@work("feed.recount_all", queue="feed", title=_("Nightly recount"), inside=False, attempts=8)
def recount_all(job: Running) -> dict[str, Any]:
    """Send a message for each organisation that was not recounted today.

    :raises BrokerIsSilent: the broker does not answer; the next attempt goes on from here.
    """
    midnight = timezone.make_aware(datetime.combine(timezone.localdate(), time()))
    wanted = [one for one in not_recounted_since(midnight) if one > job.checkpoint.get("after", 0)]
    for at, organisation_id in enumerate(wanted):
        if at % TOLD_EVERY == 0:
            job.step(done=at, total=len(wanted))
        if not messages.send("feed.recount", organisation_id, queue=projector.QUEUE):
            job.step(done=at, total=len(wanted), checkpoint={"after": organisation_id - 1})
            raise messages.BrokerIsSilent(f"{len(wanted) - at} organisations are not asked for yet.")
    return {"asked": len(wanted)}


work("feed.recount_missed", queue="feed", title=_("Recount of what the night has missed"), inside=False, attempts=8)(
    recount_all  # messages may be lost with the broker, and a recount may have failed
)


def not_recounted_since(moment: datetime) -> list[int]:
    """Organisations with an outbox whose last recount lies before the moment, by number."""
    with feed_tables():
        done = set(FeedState.objects.using("feed").filter(recounted_at__gte=moment).values_list("pk", flat=True))
    return [organisation_id for organisation_id, _schema in sweep.places() if organisation_id not in done]
