"""What is done to the history of one organisation, within its door: sealing, sending roots out, erasure.

Changes themselves come from triggers; undoing them is `reversal`.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta

from django.db import connection
from django.db.models import Max, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shared_apps.organisations.crossing import By, Door, as_eraser, open_door
from shared_apps.organisations.refusal import Refused

from . import merkle
from .models import ChangeLog, Erasure, Seal
from .targets import SentRoot, Target, targets

BATCH = 10_000
LONGEST_TRANSACTION = timedelta(days=7)
"""No transaction lives longer: a line's number is taken when it is written, and seen when it is committed."""

SEALING_LOCK = 0x5EA1


class NothingToErase(Refused):
    """No line of the log is about this subject."""

    message = _("The history holds nothing about this subject.")
    code = "nothing_to_erase"


class GroundMissing(Refused):
    """An erasure without a ground."""

    message = _("Say on what ground the data are erased.")
    code = "ground_missing"
    field = "ground"


@contextmanager
def written_as(source: str) -> Iterator[None]:
    """Call inside inside(): lines written in the block are grouped under `source` ("reversal:3")."""
    door = open_door()
    before = door.settings.get("svod.source", "") if door else ""
    _say_source(door, source)
    try:
        yield
    finally:
        _say_source(door, before)


def _say_source(door: Door | None, source: str) -> None:
    if door is not None:
        door.settings["svod.source"] = source  # a door within this one puts back what the outer one says
    if not connection.needs_rollback:  # else the rollback puts the setting back
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL svod.source = %s", [source])


# --- sealing --------------------------------------------------------------------------------------------------------


def seal(*, by: By, batch: int = BATCH, everything: bool = False) -> int:
    """Seal every committed line that is not sealed yet. Returns how many were sealed.

    A line is not sealed if it has no row in `seal_line`. Ranges of numbers would not do: a transaction may commit long
    after later numbers were sealed. Lines so old that no transaction can still bring them are not looked at again,
    unless `everything` is set.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(current_schema()))", [SEALING_LOCK])
    settled = 0 if everything else _settled()
    last = Seal.objects.order_by("-number").first()
    number, chained = (last.number, bytes(last.chained)) if last else (0, merkle.GENESIS)
    sealed = 0
    while lines := _unsealed(settled, batch):
        number += 1
        leaves = [merkle.leaf(change, digest) for change, digest in lines]
        root = merkle.root(leaves)
        chained = merkle.chain(chained, root)
        row = Seal.objects.create(
            number=number,
            count=len(lines),
            first_line=lines[0][0],
            last_line=lines[-1][0],
            root=root,
            chained=chained,
            sealed_at=timezone.now(),
            sealed_by=by.name,
        )
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO history_sealline (change, seal_id, position, mark)"
                " SELECT change, %s, ordinality - 1, mark FROM unnest(%s::bigint[], %s::bigint[])"
                " WITH ORDINALITY AS line(change, mark, ordinality)",
                [row.pk, [change for change, _digest in lines], [merkle.mark(one) for one in leaves]],
            )
        sealed += len(lines)
    return sealed


def _settled() -> int:
    """Returns the number up to which no unsealed line can turn up any more.

    A number below the last one of a seal was taken before that seal was made. Its transaction ended within the longest
    time that a transaction may live, so a seal made later than that has seen its line.
    """
    last = Seal.objects.aggregate(at=Max("sealed_at"))["at"]
    if last is None:
        return 0
    before = Seal.objects.filter(sealed_at__lt=last - LONGEST_TRANSACTION)
    return before.aggregate(line=Max("last_line"))["line"] or 0


def _unsealed(settled: int, batch: int) -> list[tuple[int, bytes]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, digest FROM history_changelog line"
            " WHERE id > %s AND NOT EXISTS (SELECT FROM history_sealline WHERE change = line.id) ORDER BY id LIMIT %s",
            [settled, batch],
        )
        return [(change, bytes(digest)) for change, digest in cursor.fetchall()]


def send_roots(*, schema: str, to: Sequence[Target] | None = None) -> int:
    """Send the roots of seals that were not sent yet to every target. Returns how many were sent.

    A root counts as sent when all targets have it. If it fails between sending and committing, roots are sent again,
    which is harmless.
    """
    unsent = list(Seal.objects.filter(sent_at__isnull=True).order_by("number").select_for_update(no_key=True))
    if not unsent:
        return 0
    roots = [sent_root(one) for one in unsent]
    for target in targets() if to is None else to:
        target.append(schema, roots)
    Seal.objects.filter(number__in=[one.number for one in unsent]).update(sent_at=timezone.now())
    return len(unsent)


def sent_root(seal: Seal) -> SentRoot:
    """What leaves the database of one seal."""
    return SentRoot(
        number=seal.number,
        kind=seal.kind,
        count=seal.count,
        root=bytes(seal.root).hex(),
        chained=bytes(seal.chained).hex(),
        sealed_at=seal.sealed_at.isoformat(),
    )


# --- erasure --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Subject:
    """Whose payloads are erased: rows by table, and rows that refer to them, deleted ones included.

    `name` is shown in the register of erasures and holds no personal data: "person 17".
    `rows`: table → ids. `references`: (table, column) → ids that stand or stood in this column. `columns`: of these
    tables only lines that tell one of the columns.
    """

    name: str = ""
    rows: Mapping[str, Collection[int]] = field(default_factory=dict)
    references: Mapping[tuple[str, str], Collection[int]] = field(default_factory=dict)
    columns: Mapping[str, Collection[str]] = field(default_factory=dict)


def erase(subject: Subject, *, ground: str, by: By, document: str = "") -> Erasure:
    """Empty every line of the log about a subject: payload and salt go, digest stays, seals verify as before.

    Records themselves are the matter of their apps; this is the last step of theirs.
    :raises GroundMissing: no ground was given.
    :raises NothingToErase: the log holds no payload about the subject.
    """
    if not ground.strip():
        raise GroundMissing
    lines = _lines_about(subject)
    if not lines:
        raise NothingToErase
    with as_eraser():
        erasure = Erasure.objects.create(
            subject=subject.name,
            ground=ground.strip(),
            document=document,
            lines=len(lines),
            erased_at=timezone.now(),
            actor_id=by.account_id,
            actor_name=by.name,
        )
        ChangeLog.objects.filter(pk__in=lines).update(before=None, after=None, salt=None, erased_by=erasure.pk)
    return erasure


def count_lines(subject: Subject) -> int:
    """How many lines of the log an erasure would empty."""
    return len(_lines_about(subject))


def rows_that_held(table: str, values: Mapping[str, object]) -> list[int]:
    """Rows of a table, deleted ones included, that the log knows with all these values."""
    lines = ChangeLog.objects.filter(Q(before__contains=values) | Q(after__contains=values), table_name=table)
    return list(lines.order_by("row_id").values_list("row_id", flat=True).distinct())


def _lines_about(subject: Subject) -> list[int]:
    rows = {table: set(ids) for table, ids in subject.rows.items()}
    for (table, column), ids in subject.references.items():
        rows.setdefault(table, set()).update(_rows_that_referred(table, column, ids))
    found: list[int] = []
    for table, of_table in sorted(rows.items()):
        lines = ChangeLog.objects.filter(table_name=table, row_id__in=of_table, erased_by__isnull=True)
        if columns := list(subject.columns.get(table, ())):
            lines = lines.filter(Q(before__has_any_keys=columns) | Q(after__has_any_keys=columns))
        found += lines.order_by("pk").values_list("pk", flat=True)
    return found


def _rows_that_referred(table: str, column: str, ids: Collection[int]) -> list[int]:
    """Rows whose column holds or once held one of these ids, as the log knows them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT row_id FROM history_changelog WHERE table_name = %s"
            " AND (before ->> %s = ANY(%s) OR after ->> %s = ANY(%s))",
            [table, column, (wanted := [str(one) for one in ids]), column, wanted],
        )
        return [row for (row,) in cursor.fetchall()]
