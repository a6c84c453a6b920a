"""One field of many students' cards at once: the dry run, the writing, the taking back."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from shared_apps.accounts import permissions
from shared_apps.accounts.actor import Actor
from tenant_apps.enrolment.queries.students import students_on
from tenant_apps.history import reversal
from tenant_apps.history.services import written_as
from tenant_apps.people.services.circumstances_many import Planned, plan_circumstances, write_circumstances

from .. import refusals
from ..batches import fields_of, title_of, words_of
from ..models import BatchUpdate

SOURCE = "batch"
"""Lines of the history are grouped under "batch:17"."""


@dataclass(frozen=True, slots=True)
class Batch:
    """What is to be written: the field, its value ("": nothing any more), since when, in whose cards."""

    code: str
    value: str
    since: date
    student_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """What the batch would do, by student; `token` is sent back with the confirmation."""

    planned: tuple[Planned, ...]
    token: str

    @property
    def changes(self) -> int:
        return sum(1 for one in self.planned if one.verdict == "changes")


def plan_batch(*, batch: Batch, by: Actor) -> Plan:
    """The dry run. :raises FieldNotInBatches, NotYourStudents, UnknownItem, ItemNotValid:"""
    _refuse_foreign(batch.code, batch.student_ids, by)
    planned = plan_circumstances(
        student_ids=batch.student_ids, kind=batch.code, value=batch.value, since=batch.since, by=by
    )
    said = repr((batch.code, batch.value, batch.since, planned))
    return Plan(planned, hashlib.sha256(said.encode()).hexdigest())


@transaction.atomic
def apply_batch(*, batch: Batch, token: str, by: Actor) -> BatchUpdate:
    """Write what the dry run has shown, all of it or nothing.

    :param token: of the plan that was looked at. :raises PlanIsOutOfDate: it would do something else now.
    :raises NothingChanges, CardsChangedMeanwhile: and as `plan_batch`.
    """
    plan = plan_batch(batch=batch, by=by)
    if not plan.changes:
        raise refusals.NothingChanges
    if plan.token != token:
        raise refusals.PlanIsOutOfDate
    row = BatchUpdate.objects.create(
        code=batch.code, value=batch.value, since=batch.since, cards=plan.changes, made_at=timezone.now(),
        made_by=by.account_id, made_name=by.name,
    )  # fmt: skip
    with written_as(f"{SOURCE}:{row.pk}"):
        write_circumstances(planned=plan.planned, kind=batch.code, value=batch.value, since=batch.since, by=by)
    return row


@transaction.atomic
def take_batch_back(*, batch_id: int, reason: str, insist: bool = False, by: Actor) -> reversal.Confirmation:
    """Reverse all of it with a protocol; what others have changed since stays.

    :raises BatchNotYours: somebody else made it and the actor reverses nothing of others. :raises BatchTakenBack:
    :raises BatchChangedSince: others changed some records; `insist` takes the rest back. :raises ReasonMissing:
    """
    row = BatchUpdate.objects.select_for_update(of=("self",)).get(pk=batch_id)
    if row.reversal is not None:
        raise refusals.BatchTakenBack
    if row.made_by != by.account_id and not by.may(permissions.HISTORY_REVERSE):
        raise refusals.BatchNotYours
    words = {"number": row.pk, "field": title_of(row.code), "value": words_of(row.code, row.value)}
    title = _("Batch update No %(number)s: %(field)s, %(value)s") % words
    planned = reversal.plan(reversal.by_source(f"{SOURCE}:{row.pk}"), title=title, reason=reason, by=by)
    if planned.conflicts_count and not insist:
        raise refusals.BatchChangedSince(params={"count": planned.conflicts_count})
    outcome = reversal.confirm(planned.number, by=by, partial=insist)
    row.reversal = planned.number
    row.save(update_fields=["reversal"])
    return outcome


def _refuse_foreign(code: str, student_ids: Collection[int], by: Actor) -> None:
    if code not in dict(fields_of(by)):
        raise refusals.FieldNotInBatches
    seen = students_on(timezone.localdate(), by=by).filter(pk__in=list(student_ids)).count()
    if not student_ids or seen != len(set(student_ids)):
        raise refusals.NotYourStudents
