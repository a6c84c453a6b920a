"""What a restoration of one organisation will change, looked at before anything is: the dry run."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connections
from django.db.backends.utils import CursorWrapper
from django.db.models import Q
from psycopg.sql import SQL, Identifier, Literal

from shared_apps.backups.models import Restoration
from shared_apps.envelopes.models import Envelope
from shared_apps.organisations.models import Organisation, SchemaRecording
from shared_apps.organisations.recording import OWNER, birth_recording, code_version

from . import archive, loading, tables
from .errors import CannotRestore, Damaged
from .targets import Target, digest_of, find

RESTORABLE = (Organisation.State.READY, Organisation.State.CLOSED, Organisation.State.HELD)


@dataclass(frozen=True, slots=True)
class Changed:
    """What somebody has changed since the moment: lines of the log, the last of them at."""

    who: str
    lines: int
    last_at: datetime


@dataclass(frozen=True, slots=True)
class Plan:
    """One organisation, the backup it is put back from, and what becomes different."""

    organisation: Organisation
    target: Target
    name: str
    path: Path
    moment: datetime
    last_line: int
    recording: SchemaRecording
    steps: list[str]
    tables: list[tuple[str, int | None, int | None]]
    """(table, rows now, rows then); None: the table is not there."""
    changed: list[Changed]
    files_to_put_back: list[str]
    files_lost: list[str]
    erasures: list[str]
    """Erasures by law made since: what they took away comes back with the copy, and is erased again (erasures.py)."""
    envelopes: list[str]
    """Envelopes that moved since: the job after the restoration puts them right with the other sides."""
    kept_old: Restoration | None = None

    @property
    def schema(self) -> str:
        return str(self.organisation.schema_name)

    @property
    def lost_lines(self) -> int:
        return sum(one.lines for one in self.changed)


def plan(slug: str, *, backup: str, among: Sequence[Target]) -> Plan:
    """Look at a restoration. Reads only; every table of the archive is read back against its digest.

    :raises CannotRestore: it is not possible at all; the words say the cure.
    :raises NoSuchBackup:
    :raises Damaged:
    """
    organisation = organisation_named(slug)
    target, name, manifest = find(backup, organisation_id=organisation.pk, among=among)
    entry = manifest["organisations"].get(str(organisation.pk))
    if entry is None:
        raise CannotRestore(f"The backup {name} does not hold {slug}: it was not copied then. Take another backup.")
    relative = f"organisations/{entry['schema']}.zip"
    path = target.at(name) / relative
    _refuse_damaged(path, manifest["files"][relative])
    with archive.Archive(path) as opened:
        content = opened.manifest
    if (
        content["organisation"]["id"] != organisation.pk
        or content["organisation"]["schema"] != organisation.schema_name
    ):
        raise CannotRestore(f"{path} is not of {slug} but of {content['organisation']['slug']}.")
    moment = datetime.fromisoformat(content["taken_at"])
    last_line = int(content["history"]["last_line"])
    recording = loading.know_version(target.at(name), content["schema_version"])
    birth_recording()
    wanted = [digest for digest in content["files"] if not _media(organisation, digest).exists()]
    with connections[OWNER].cursor() as cursor:
        return Plan(
            organisation=organisation,
            target=target,
            name=name,
            path=path,
            moment=moment,
            last_line=last_line,
            recording=recording,
            steps=loading.steps_from(recording),
            tables=_numbers(cursor, str(organisation.schema_name), content["tables"]),
            changed=_changed(cursor, str(organisation.schema_name), moment, last_line),
            files_to_put_back=[digest for digest in wanted if target.file(digest).exists()],
            files_lost=[digest for digest in wanted if not target.file(digest).exists()],
            erasures=_erasures(cursor, str(organisation.schema_name), moment),
            envelopes=_envelopes(organisation, moment),
            kept_old=kept_old(organisation),
        )


def organisation_named(slug: str) -> Organisation:
    """The organisation of this address. :raises CannotRestore: there is none, or it has no schema at this version."""
    organisation = Organisation.objects.using(OWNER).filter(slug=slug).first()
    if organisation is None:
        raise CannotRestore(f"There is no organisation {slug}; /admin/organisations/ lists them.")
    if organisation.state not in RESTORABLE:
        raise CannotRestore(f"{slug} has no schema that could be put back: it is {organisation.get_state_display()}.")
    if organisation.schema_version != code_version():
        raise CannotRestore(f"{slug} is not at this code's schema version yet: run manage.py fleet migrate first.")
    return organisation


def kept_old(organisation: Organisation) -> Restoration | None:
    """The restoration whose replaced schema is still kept."""
    rows = Restoration.objects.using(OWNER).filter(organisation_id=organisation.pk, old_dropped_at__isnull=True)
    return rows.exclude(old_schema="").order_by("-restored_at").first()


def _refuse_damaged(path: Path, stated: str) -> None:
    try:
        found = digest_of(path)
    except OSError as error:
        raise Damaged(f"{path} can't be read: {error.strerror}. Take the other target (--target).") from error
    problems = archive.problems_of(path) if found == stated else [f"{path} is not the file that was written."]
    if problems:
        raise Damaged(" ".join([*problems[:3], "Take the other target (--target) or another backup."]))


def _numbers(cursor: CursorWrapper, schema: str, then: dict[str, Any]) -> list[tuple[str, int | None, int | None]]:
    now = tables.tables_of(cursor, schema)
    count = SQL("SELECT {}, count(*) FROM {}")
    counts = [count.format(Literal(one.name), Identifier(schema, one.name)) for one in now]
    cursor.execute(SQL(" UNION ALL ").join(counts))
    known = dict(cursor.fetchall())
    names = sorted(known.keys() | then.keys())
    return [(name, known.get(name), int(then[name]["rows"]) if name in then else None) for name in names]


def _changed(cursor: CursorWrapper, schema: str, moment: datetime, last_line: int) -> list[Changed]:
    cursor.execute(
        SQL(
            "SELECT actor_name, count(*), max(at) FROM {} WHERE at > %s OR id > %s"
            " GROUP BY actor_name ORDER BY 2 DESC, 1"
        ).format(Identifier(schema, "history_changelog")),
        [moment, last_line],
    )
    return [Changed(*row) for row in cursor.fetchall()]


def _erasures(cursor: CursorWrapper, schema: str, moment: datetime) -> list[str]:
    cursor.execute(
        SQL("SELECT subject, ground, document FROM {} WHERE erased_at > %s ORDER BY id").format(
            Identifier(schema, "history_erasure")
        ),
        [moment],
    )
    return [", ".join(filter(None, row)) for row in cursor.fetchall()]


def _envelopes(organisation: Organisation, moment: datetime) -> list[str]:
    rows = Envelope.objects.using(OWNER).filter(Q(sender=organisation) | Q(receiver=organisation))
    moved = rows.filter(Q(requested_at__gt=moment) | Q(sent_at__gt=moment) | Q(decided_at__gt=moment))
    return [
        f"No. {one.pk} from {one.sender.slug} to {one.receiver.slug}: {one.state}"
        for one in moved.select_related("sender", "receiver").order_by("pk")
    ]


def _media(organisation: Organisation, digest: str) -> Path:
    return Path(settings.MEDIA_ROOT) / str(organisation.schema_name) / digest
