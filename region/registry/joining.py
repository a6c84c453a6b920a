"""Deciding who is one person. A decision has a reason, is a line of the log of shared changes, may be taken back."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shared_apps.jobs.models import Job
from shared_apps.jobs.services import enqueue
from shared_apps.organisations.crossing import By, shared
from shared_apps.organisations.models import SharedChange
from shared_apps.organisations.refusal import Refused
from shared_apps.organisations.shared_log import record, values
from shared_apps.organisations.written import cleaned, says_something

from .models import SamePerson, SamePersonSide

FIND, COUNT = "registry.find_doubles", "registry.count_doubles"
"""Kinds of long work (work.py)."""
LEAST_REASON = 10
MODEL = SamePerson._meta.label_lower


class ReasonNotStated(Refused):
    """A decision without its ground."""

    message = _("State the reason of the decision: in words, at least %(least)s letters.")
    code = "reason_not_stated"


class OtherSideNotSeen(Refused):
    """Whoever sees one of the two records alone can't compare them."""

    message = _("The other record is in an organisation that you do not see: the ministry decides on this pair.")
    code = "other_side_not_seen"


class DecidedMeanwhile(Refused):
    """The pair is not as the reader saw it."""

    message = _("Meanwhile somebody else has decided on this pair: look at it again.")
    code = "decided_meanwhile"


class DecidedSoAlready(Refused):
    """The decision changes nothing."""

    message = _("This is decided so already.")
    code = "decided_so_already"


@dataclass(frozen=True, slots=True)
class Decision:
    """What is decided of a pair now."""

    pair_id: int
    subject: str
    state: str
    found_at: datetime
    decided_at: datetime | None
    decided_name: str
    reason: str


def decision_on(pair_id: int, *, by: By) -> Decision | None:
    """None: there is no such pair any more. Whether the reader sees a side of it, doubles_queries.sides says."""
    columns = ("id", "subject", "state", "found_at", "decided_at", "decided_name", "reason")
    with shared(by=by):
        row = SamePerson.objects.filter(pk=pair_id).values_list(*columns).first()
    return None if row is None else Decision(*row)


def decide(*, pair_id: int, state: str, reason: str, was: str, seen: frozenset[UUID], by: By) -> None:
    """Say that the two are one person, are different people, or that it is not decided (again).

    Call inside region(scope). Who is counted twice is counted again by a job.

    :param was: the state that the reader saw. `seen`: the person_uid whose records the reader sees (sides()).
    :raises ReasonNotStated, OtherSideNotSeen, DecidedMeanwhile, DecidedSoAlready:
    """
    reason = cleaned(reason)
    if not says_something(reason, LEAST_REASON):
        raise ReasonNotStated(field="reason", params={"least": LEAST_REASON})
    with shared(by=by):
        pair = SamePerson.objects.select_for_update().filter(pk=pair_id).first()
        if pair is None or pair.state != was:
            raise DecidedMeanwhile
        if not {pair.first_uid, pair.second_uid} <= seen:
            raise OtherSideNotSeen
        if pair.state == state:
            raise DecidedSoAlready(field="decision")
        before = values(pair)
        pair.state, pair.reason = SamePerson.State(state), reason
        pair.decided_at, pair.decided_by, pair.decided_name = timezone.now(), by.account_id, by.name
        pair.save(update_fields=["state", "reason", "decided_at", "decided_by", "decided_name"])
        record(by=by, row=pair, action="decide", before=before, reason=reason)
        follow(pair, by=by)


def follow(pair: SamePerson, *, by: By) -> None:
    """What a changed decision brings along: its sides say it too, and who is counted twice is counted again."""
    SamePersonSide.objects.filter(pair_id=pair.pk).update(state=pair.state)
    enqueue(COUNT, by=by, arguments={"pair": pair.pk})


def search(*, by: By) -> Job:
    """Have pairs looked for now; a search that waits or goes already is enough."""
    return enqueue(FIND, by=by, key=FIND)


def searched_at(*, by: By) -> datetime | None:
    """When pairs were last looked for."""
    with shared(by=by):
        done = Job.objects.filter(kind=FIND, state=Job.State.DONE).order_by("-finished_at")
        found: datetime | None = done.values_list("finished_at", flat=True).first()
    return found


def history(pair_id: int) -> list[Any]:
    """The lines of the log about a pair, the latest first. Call inside shared()."""
    return list(SharedChange.objects.filter(model=MODEL, object_id=pair_id).order_by("-id"))
