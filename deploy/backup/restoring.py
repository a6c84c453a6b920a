"""One organisation put back to a moment, beside its neighbours, in one transaction.

In it: a schema is made from the archive, and when it is whole and its keys hold, the organisation's tables are had for
a moment, the two schemas exchange their names and rights, and the chain of seals says what happened. If anything
fails or the process dies, nothing has changed. What was there until then stays as <schema>_old. Then the rest of the
log is sealed and the region recounted, by a job that a worker takes up if this process dies.
"""

import logging
import os
import time
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.db import OperationalError, connections, transaction
from django.db.backends.utils import CursorWrapper
from django.utils import timezone
from psycopg.sql import SQL, Identifier

from region.feed.models import FeedState, Freshness
from shared_apps.backups.models import Restoration
from shared_apps.backups.words import AFTER_RESTORATION_KIND
from shared_apps.jobs.models import Job
from shared_apps.organisations.birth import memberships
from shared_apps.organisations.crossing import By, role_name
from shared_apps.organisations.models import Organisation
from shared_apps.organisations.recording import OWNER, code_version
from shared_apps.organisations.shared_log import record, values
from tenant_apps.history import restoration as history
from tenant_apps.history.targets import SentRoot, TargetUnreadable

from . import archive, erasures, loading, tables
from .errors import CannotRestore, Damaged, OrganisationBusy
from .planning import Plan
from .targets import copy_stream

log = logging.getLogger("svod.backup")
WAIT_SECONDS = 30.0
PAUSE_SECONDS = 0.2
LOCK_NOT_AVAILABLE = "55P03"
CARDS = {"guardian": "people_guardian", "student": "people_student"}
"""Role → the table of its cards; every other role's cards are employees'."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restoration did. `workplaces` names accounts whose card was made after the moment and is no more."""

    restoration: Restoration
    job_id: int
    rows: int
    files: int
    workplaces: list[str] = field(default_factory=list)


def restore(plan: Plan, *, by: By, wait: float = WAIT_SECONDS, without_files: bool = False) -> Restored:
    """Carry a plan out. Needs the owner's login.

    :raises OrganisationBusy: somebody was working in the organisation for all of `wait` seconds.
    :raises CannotRestore: nothing was changed.
    :raises Damaged: nothing was changed.
    """
    if plan.kept_old is not None:
        raise CannotRestore(
            f"What {plan.organisation.slug} had before its restoration of {plan.kept_old.restored_at:%d.%m.%Y} is still"
            f" kept as {plan.kept_old.old_schema}. If nobody needs it: manage.py restore --organisation"
            f" {plan.organisation.slug} --drop-old"
        )
    if plan.files_lost and not without_files:
        raise CannotRestore(
            f"The contents of {len(plan.files_lost)} files are neither here nor in target {plan.target.name}. Take the"
            " other target (--target), or restore without them (--without-files)."
        )
    files = put_files_back(plan)
    with archive.Archive(plan.path) as opened, transaction.atomic(using=OWNER), connections[OWNER].cursor() as cursor:
        organisation = hold(cursor, plan.organisation)
        new, old = f"{plan.schema}_new", f"{plan.schema}_old"
        drop_schema(cursor, new)
        rows = loading.load(cursor, opened, new, plan.recording, plan.steps)
        workplaces = _workplaces_without_cards(cursor, plan, new)
        have_alone(cursor, plan.organisation, wait)
        lost_lines = _lost_lines(cursor, plan)
        kept = erasures.lost(
            cursor, replaced=plan.schema, restored=new, since=plan.moment, organisation_id=organisation.pk
        )
        seal = history.write_restored(
            cursor, schema=new, replaced=plan.schema, sent=last_sent(plan.schema), note=_note(plan), by_name=by.name
        )
        tables.advance(cursor, new, tables.sequences_of(cursor, plan.schema), opened.sequences)
        exchange(cursor, plan.schema, new=new, old=old)
        restoration = Restoration.objects.using(OWNER).create(
            organisation_id=organisation.pk,
            backup=plan.name,
            target=plan.target.name,
            moment=plan.moment,
            restored_at=timezone.now(),
            actor_name=by.name,
            lost_lines=lost_lines,
            seal=seal,
            old_schema=old,
            erasures=kept,
            held_as=erasures.hold(organisation, kept),
        )
        say(organisation, by)
        job = ask_for_what_follows(organisation.pk, restoration.pk, by=by)
    return Restored(restoration, job.pk, rows, files, workplaces)


def put_files_back(plan: Plan) -> int:
    """Contents that the restored rows name and the storage has lost. Before the rows: a row never points at nothing."""
    folder = Path(settings.MEDIA_ROOT) / plan.schema
    for digest in plan.files_to_put_back:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = folder / f".{digest}.{os.getpid()}"
        try:
            with plan.target.file(digest).open("rb") as content, draft.open("wb") as out:
                if copy_stream(content, out) != digest:
                    raise Damaged(
                        f"The content {digest[:12]}… in target {plan.target.name} is damaged; take the other."
                    )
            draft.replace(folder / digest)
        finally:
            draft.unlink(missing_ok=True)
    return len(plan.files_to_put_back)


def drop_old(organisation: Organisation, *, by: By) -> str:
    """Delete what an organisation had before its last restoration; the schema's name, "" when there was none."""
    rows = Restoration.objects.using(OWNER).filter(organisation_id=organisation.pk, old_dropped_at__isnull=True)
    with transaction.atomic(using=OWNER), connections[OWNER].cursor() as cursor:
        found = rows.select_for_update().exclude(old_schema="").first()
        if found is None:
            return ""
        drop_schema(cursor, found.old_schema)
        found.old_dropped_at = timezone.now()
        found.save(using=OWNER, update_fields=["old_dropped_at"])
        record(by=by, row=organisation, action="drop_old", before=values(organisation), using=OWNER)
    return str(found.old_schema)


def drop_schema(cursor: CursorWrapper, schema: str) -> None:
    cursor.execute(SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(Identifier(schema)))


def exchange(cursor: CursorWrapper, schema: str, *, new: str, old: str) -> None:
    """Names and rights: `new` becomes `schema`, which becomes `old`, where nobody but the owner may look."""
    connection = connections[OWNER]
    cursor.execute(SQL("ALTER SCHEMA {} RENAME TO {}").format(Identifier(schema), Identifier(old)))
    cursor.execute(SQL("ALTER SCHEMA {} RENAME TO {}").format(Identifier(new), Identifier(schema)))
    roles = SQL(", ").join(Identifier(role_name(connection, role)) for role in (schema, "feed", "eraser"))
    cursor.execute(SQL("REVOKE ALL ON SCHEMA {} FROM {}").format(Identifier(old), roles))
    cursor.execute(memberships(connection, schema))


def ask_for_what_follows(organisation_id: int, restoration_id: int, *, by: By) -> Job:
    """The job that seals and recounts, in the transaction of the restoration: by the owner, since no door is open."""
    return Job.objects.using(OWNER).create(
        kind=AFTER_RESTORATION_KIND,
        queue="feed",
        organisation_id=organisation_id,
        arguments={"organisation_id": organisation_id, "restoration_id": restoration_id},
        attempts_allowed=5,
        actor_id=by.account_id,
        actor_name=by.name,
        request_id=by.request_id,
    )


# --- the steps ------------------------------------------------------------------------------------------------------


def hold(cursor: CursorWrapper, known: Organisation) -> Organisation:
    """The organisation's row, locked: no fleet migration and no second restoration meanwhile."""
    rows = Organisation.objects.using(OWNER).select_for_update(no_key=True, nowait=True)
    try:
        organisation = rows.get(pk=known.pk)
    except OperationalError as error:
        raise OrganisationBusy(
            f"{known.slug} is being migrated, restored or closed right now; try again when that is done."
        ) from error
    if organisation.schema_version != code_version() or organisation.schema_name != known.schema_name:
        raise CannotRestore(f"{organisation.slug} was migrated since it was looked at; begin again.")
    return organisation


def have_alone(cursor: CursorWrapper, organisation: Organisation, wait: float) -> None:
    """Every table of the organisation for this transaction alone.

    Tried without waiting in line, again and again: nobody's page hangs behind a restoration that waits. First the
    feed's lock, as the projector takes them. A transaction that began and has touched no table yet goes on in the new
    schema; one that has, ends first.
    """
    schema = str(organisation.schema_name)
    found = tables.tables_of(cursor, schema)
    end = time.monotonic() + wait
    while True:
        try:
            with transaction.atomic(using=OWNER):
                cursor.execute(
                    "SELECT 1 FROM public.feed_feedstate WHERE organisation_id = %s FOR UPDATE NOWAIT",
                    [organisation.pk],
                )
                tables.lock(cursor, schema, found, "ACCESS EXCLUSIVE NOWAIT")
            return
        except OperationalError as error:
            if getattr(error.__cause__, "sqlstate", "") != LOCK_NOT_AVAILABLE:
                raise
            if time.monotonic() > end:
                raise OrganisationBusy(
                    f"{_workers(cursor, schema)} transactions work in {organisation.slug} and did not end"
                    f" within {wait:.0f} s; nothing was changed. Try again at a quiet hour, or with a longer --wait."
                ) from error
        time.sleep(PAUSE_SECONDS)


def _workers(cursor: CursorWrapper, schema: str) -> int:
    cursor.execute(
        "SELECT count(DISTINCT l.pid) FROM pg_locks l JOIN pg_class c ON c.oid = l.relation"
        " WHERE c.relnamespace = to_regnamespace(%s) AND l.pid <> pg_backend_pid() AND l.granted",
        [schema],
    )
    return int(cursor.fetchone()[0])


def _lost_lines(cursor: CursorWrapper, plan: Plan) -> int:
    log_table = Identifier(plan.schema, "history_changelog")
    cursor.execute(
        SQL("SELECT count(*) FROM {} WHERE at > %s OR id > %s").format(log_table), [plan.moment, plan.last_line]
    )
    return int(cursor.fetchone()[0])


def last_sent(schema: str) -> SentRoot | None:
    try:
        return history.last_sent(schema)
    except (TargetUnreadable, OSError) as error:
        raise CannotRestore(
            f"The roots of seals that were sent out can't be read ({error}), so nobody could tell the restoration from"
            " tampering. Mend SVOD_SEALS first."
        ) from error


def _workplaces_without_cards(cursor: CursorWrapper, plan: Plan, new: str) -> list[str]:
    """Accounts whose card in the organisation was made after the moment."""
    cursor.execute(
        "SELECT a.login, m.role, m.card_id FROM public.accounts_membership m"
        " JOIN public.accounts_account a ON a.id = m.account_id WHERE m.organisation_id = %s AND m.card_id IS NOT NULL",
        [plan.organisation.pk],
    )
    memberships_ = cursor.fetchall()
    found = []
    for table in {CARDS.get(role, "people_employee") for _login, role, _card in memberships_}:
        cursor.execute(SQL("SELECT id FROM {}").format(Identifier(new, table)))
        there = {row[0] for row in cursor.fetchall()}
        found += [
            f"{login} ({role})"
            for login, role, card in memberships_
            if CARDS.get(role, "people_employee") == table and card not in there
        ]
    return sorted(found)


def say(organisation: Organisation, by: By, *, action: str = "restore") -> None:
    """To the region: all of it must be counted anew, and until then it lags. To the log of shared changes: who."""
    now = timezone.now()
    due = {"counted_through": 0, "recount_due_since": now}
    FeedState.objects.using(OWNER).update_or_create(organisation_id=organisation.pk, defaults=due)
    Freshness.objects.using(OWNER).filter(organisation_id=organisation.pk).update(behind_since=now)
    record(by=by, row=organisation, action=action, before=values(organisation), using=OWNER)


def _note(plan: Plan) -> str:
    return f"Backup {plan.name}, as of {plan.moment:%d.%m.%Y %H:%M:%S} UTC."
