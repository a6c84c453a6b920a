"""A restoration taken back: what the organisation had before it, kept as <schema>_old, takes its place again.

The two schemas exchange names once more, in one transaction, as a restoration does; what was restored, with all that
was written since, is kept as <schema>_old in turn. The chain of seals says so, and the region is recounted.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import connections, transaction
from django.db.backends.utils import CursorWrapper
from django.utils import timezone
from psycopg.sql import SQL, Identifier

from shared_apps.backups.models import Restoration
from shared_apps.organisations import catalogue
from shared_apps.organisations.crossing import By
from shared_apps.organisations.grants import usual_grants
from shared_apps.organisations.models import Organisation
from shared_apps.organisations.recording import OWNER, birth_recording
from tenant_apps.history import restoration as history
from tenant_apps.history.models import ChangeLog
from tenant_apps.people.models import StoredFile

from . import erasures, tables
from .errors import CannotRestore
from .planning import kept_old, organisation_named
from .restoring import WAIT_SECONDS, ask_for_what_follows, exchange, have_alone, hold, last_sent, say


@dataclass(frozen=True, slots=True)
class Return:
    """What taking a restoration back would change.

    `lost_lines`: lines of the log that were written since the restoration. `files_lost`: contents of files that the
    rows from before it name and that are no longer in the storage.
    """

    organisation: Organisation
    former: Restoration
    changed: list[tuple[str, int, datetime]]
    files_lost: list[str]

    @property
    def schema(self) -> str:
        return str(self.organisation.schema_name)

    @property
    def lost_lines(self) -> int:
        return sum(lines for _who, lines, _last in self.changed)


def look(slug: str) -> Return:
    """What it would do. Reads only. :raises CannotRestore: nothing is kept, or it does not fit this code any more."""
    organisation = organisation_named(slug)
    former = kept_old(organisation)
    if former is None:
        raise CannotRestore(f"Nothing is kept of what {slug} had before a restoration.")
    with connections[OWNER].cursor() as cursor:
        _refuse_otherwise(former.old_schema)
        return Return(
            organisation, former, _changed(cursor, str(organisation.schema_name), former.restored_at),
            _files_lost(cursor, former.old_schema, organisation),
        )  # fmt: skip


def take_back(plan: Return, *, by: By, wait: float = WAIT_SECONDS, without_files: bool = False) -> tuple[int, int]:
    """Carry it out. Needs the owner's login. Returns the new Restoration's id and the job that seals and recounts.

    :raises OrganisationBusy: somebody was working in the organisation for all of `wait` seconds.
    :raises CannotRestore: nothing was changed.
    """
    if plan.files_lost and not without_files:
        raise CannotRestore(
            f"The contents of {len(plan.files_lost)} files that it had then are gone. Take it back without them"
            " (--without-files)."
        )
    schema, kept = plan.schema, plan.former.old_schema
    waiting = f"{schema}_new"
    with transaction.atomic(using=OWNER), connections[OWNER].cursor() as cursor:
        organisation = hold(cursor, plan.organisation)
        former = Restoration.objects.using(OWNER).select_for_update().get(pk=plan.former.pk)
        if former.old_schema != kept or former.old_dropped_at is not None:
            raise CannotRestore(f"What {organisation.slug} had before was deleted or taken back meanwhile.")
        have_alone(cursor, organisation, wait)
        lost_lines = sum(lines for _who, lines, _last in _changed(cursor, schema, former.restored_at))
        again = erasures.lost(
            cursor, replaced=schema, restored=kept, since=former.restored_at, organisation_id=organisation.pk
        )
        seal = history.write_restored(
            cursor, schema=kept, replaced=schema, sent=last_sent(schema), note=_note(former), by_name=by.name
        )
        tables.advance(cursor, kept, tables.sequences_of(cursor, schema))
        cursor.execute(SQL("ALTER SCHEMA {} RENAME TO {}").format(Identifier(kept), Identifier(waiting)))
        exchange(cursor, schema, new=waiting, old=kept)
        cursor.execute(usual_grants(connections[OWNER], schema))  # they were taken away when it was put aside
        former.old_schema = ""
        former.save(using=OWNER, update_fields=["old_schema"])
        done = Restoration.objects.using(OWNER).create(
            organisation_id=organisation.pk, backup=former.backup, target=former.target, moment=former.restored_at,
            restored_at=timezone.now(), actor_name=by.name, lost_lines=lost_lines, seal=seal, old_schema=kept,
            erasures=again, held_as=erasures.hold(organisation, again),
        )  # fmt: skip
        say(organisation, by, action="take_back_restoration")
        job = ask_for_what_follows(organisation.pk, done.pk, by=by)
    return done.pk, job.pk


def _changed(cursor: CursorWrapper, schema: str, since: datetime) -> list[tuple[str, int, datetime]]:
    """Returns who has written since the restoration: name, number of lines of the log, time of the last one."""
    cursor.execute(
        SQL("SELECT actor_name, count(*), max(at) FROM {} WHERE at > %s GROUP BY actor_name ORDER BY 2 DESC, 1").format(
            Identifier(schema, ChangeLog._meta.db_table)
        ),
        [since],
    )
    return [(str(who), int(lines), last) for who, lines, last in cursor.fetchall()]


def _files_lost(cursor: CursorWrapper, kept: str, organisation: Organisation) -> list[str]:
    cursor.execute(SQL("SELECT DISTINCT sha256 FROM {}").format(Identifier(kept, StoredFile._meta.db_table)))
    folder = Path(settings.MEDIA_ROOT) / str(organisation.schema_name)
    return sorted(str(digest) for (digest,) in cursor.fetchall() if not (folder / str(digest)).exists())


def _refuse_otherwise(kept: str) -> None:
    """:raises CannotRestore: the fleet was migrated since, and what is kept was not."""
    found = catalogue.schema_catalogue(connections[OWNER], [kept])[kept]
    if lines := catalogue.differences(birth_recording().catalogue["objects"], found):
        raise CannotRestore(
            f"{kept} is of an earlier schema version than this code's ({'; '.join(lines[:3])}). Restore from a backup"
            " of that time instead: it is brought to this version."
        )


def _note(former: Restoration) -> str:
    return f"The restoration of {former.restored_at:%d.%m.%Y %H:%M:%S} UTC was taken back."
