"""Whether the history of one organisation is what it was: digests, seals, their chain, and the roots sent out.

    report = verify(schema=organisation.schema_name)      # within inside(organisation)
    report.holds, report.problems, report.erased, …

Digests are computed here anew from the columns, not by a function of the database that might have been replaced.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby

from django.db import connection
from django.utils import timezone

from . import merkle
from .models import Erasure, Seal
from .services import LONGEST_TRANSACTION, sent_root
from .targets import SentRoot, Target, TargetUnreadable, targets

DIGEST = """
    sha256(salt || convert_to(json_build_array((extract(epoch FROM at) * 1000000)::bigint, request_id, actor_id,
        actor_name, source, table_name, row_id, operation, before, after)::text, 'UTF8'))
"""
"""The digest of a line, as the trigger computes it (shared_apps/organisations/sql/history_functions.sql)."""

CHUNK = 10_000

_SEALED = f"""
    SELECT sealed.seal_id, sealed.position, sealed.mark, sealed.change, digest,
           CASE WHEN salt IS NOT NULL THEN digest = {DIGEST} END, erased_by
      FROM history_sealline sealed LEFT JOIN history_changelog line ON line.id = sealed.change
     WHERE (sealed.seal_id, sealed.position) > (%s, %s) ORDER BY sealed.seal_id, sealed.position LIMIT %s
"""  # noqa: S608 (constants)
_UNSEALED = f"""
    SELECT id, digest, CASE WHEN salt IS NOT NULL THEN digest = {DIGEST} END, erased_by, at
      FROM history_changelog line
     WHERE id > %s AND NOT EXISTS (SELECT FROM history_sealline WHERE change = line.id) ORDER BY id LIMIT %s
"""  # noqa: S608 (constants)


@dataclass(frozen=True, slots=True)
class Problem:
    """One proof that something was changed: in which seal, in which line, in words."""

    what: str
    seal: int | None = None
    line: int | None = None

    def __str__(self) -> str:
        seal = "" if self.seal is None else f"seal {self.seal}"
        line = "" if self.line is None else f"line {self.line}"
        return f"{', '.join(filter(None, (seal, line))) or 'chain'}: {self.what}"


@dataclass(frozen=True, slots=True)
class Erased:
    """Lines that verify by their kept digest alone, by the erasure that emptied them."""

    erasure: int
    ground: str
    document: str
    erased_at: datetime
    lines: int

    def __str__(self) -> str:
        document = f", {self.document}" if self.document else ""
        return f"{self.lines} lines erased on {self.erased_at:%d.%m.%Y} on ground: {self.ground}{document}"


@dataclass(slots=True)
class Report:
    """What verifying found."""

    seals: int = 0
    sealed_lines: int = 0
    unsealed_lines: int = 0
    sent_seals: int = 0
    erased: list[Erased] = field(default_factory=list)
    restored: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        return not self.problems


@dataclass(slots=True)
class _Line:
    seal: int
    position: int
    mark: int
    change: int
    digest: bytes | None
    matches: bool | None  # None: nothing to recompute from
    erased_by: int | None


def verify(*, schema: str, sent_to: Sequence[Target] | None = None) -> Report:
    """Check every line, every seal, the chain, and each place where roots were sent. Reads only; memory is flat."""
    report = Report()
    erasures = {row.pk: row for row in Erasure.objects.all()}
    erased: dict[int, int] = {}
    seals = {row.number: row for row in Seal.objects.order_by("number")}
    report.seals = len(seals)
    seen = set()
    for number, lines in groupby(_sealed_lines(), key=lambda line: line.seal):
        seen.add(number)
        _check_batch(report, seals.get(number), number, list(lines), erasures, erased)
    for number, seal in seals.items():
        if seal.count and number not in seen:
            report.problems.append(Problem(f"all {seal.count} lines of the seal are gone", number))
    _check_chain(report, list(seals.values()))
    _check_unsealed(report, erasures, erased)
    for target in targets() if sent_to is None else sent_to:
        _check_sent(report, seals, schema, target)
    for key, count in sorted(erased.items()):
        row = erasures[key]
        if count != row.lines:
            report.problems.append(Problem(f"erasure {key} emptied {row.lines} lines, {count} say so"))
        report.erased.append(Erased(key, row.ground, row.document, row.erased_at, count))
    return report


# --- lines ----------------------------------------------------------------------------------------------------------


def _sealed_lines() -> Iterator[_Line]:
    """Every sealed line in the order of its seal, a chunk at a time."""
    after: tuple[int, int] = (0, -1)
    while True:
        with connection.cursor() as cursor:
            cursor.execute(_SEALED, [*after, CHUNK])
            rows = cursor.fetchall()
        for seal, position, mark, change, digest, matches, erased_by in rows:
            yield _Line(seal, position, mark, change, None if digest is None else bytes(digest), matches, erased_by)
        if len(rows) < CHUNK:
            return
        after = (rows[-1][0], rows[-1][1])


def _check_batch(
    report: Report,
    seal: Seal | None,
    number: int,
    lines: list[_Line],
    erasures: dict[int, Erasure],
    erased: dict[int, int],
) -> None:
    report.sealed_lines += len(lines)
    if seal is None:
        report.problems.append(Problem(f"the seal is gone, its {len(lines)} lines are left", number))
        return
    found = len(report.problems)
    leaves = []
    for expected, line in enumerate(lines):
        if line.position != expected:
            report.problems.append(Problem(f"the line at position {expected} is gone from the seal", number))
            return
        if line.digest is None:
            report.problems.append(Problem("the line was deleted from the log", number, line.change))
            continue
        leaf = merkle.leaf(line.change, line.digest)
        leaves.append(leaf)
        if merkle.mark(leaf) != line.mark:
            report.problems.append(Problem("rewritten, digest and all, after it was sealed", number, line.change))
        _check_line(report, number, line, erasures, erased)
    if len(lines) != seal.count:
        report.problems.append(Problem(f"the seal was over {seal.count} lines, {len(lines)} are left", number))
    elif len(leaves) == len(lines) and merkle.root(leaves) != bytes(seal.root) and len(report.problems) == found:
        report.problems.append(Problem("its lines don't give its root: lines or root were rewritten", number))


def _check_line(
    report: Report, number: int | None, line: _Line, erasures: dict[int, Erasure], erased: dict[int, int]
) -> None:
    if line.matches is False:
        report.problems.append(Problem("the content was changed: it does not give the digest", number, line.change))
    elif line.matches is None and line.erased_by is None:
        report.problems.append(Problem("the content is gone, and no erasure says why", number, line.change))
    elif line.erased_by is not None and line.erased_by not in erasures:
        report.problems.append(Problem(f"emptied by erasure {line.erased_by}, not registered", number, line.change))
    elif line.erased_by is not None:
        erased[line.erased_by] = erased.get(line.erased_by, 0) + 1


def _check_unsealed(report: Report, erasures: dict[int, Erasure], erased: dict[int, int]) -> None:
    """Lines that wait for the next sealing: their digests hold, and none waits longer than a transaction lives."""
    latest = Seal.objects.order_by("-sealed_at").values_list("sealed_at", flat=True).first()
    overdue = min(latest, timezone.now()) - LONGEST_TRANSACTION if latest else None
    after = 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(_UNSEALED, [after, CHUNK])
            rows = cursor.fetchall()
        for change, digest, matches, erased_by, at in rows:
            report.unsealed_lines += 1
            _check_line(report, None, _Line(0, 0, 0, change, bytes(digest), matches, erased_by), erasures, erased)
            if overdue is not None and at < overdue:
                report.problems.append(Problem(f"written on {at:%d.%m.%Y}, sealed by nobody since", None, change))
        if len(rows) < CHUNK:
            return
        after = rows[-1][0]


# --- seals ----------------------------------------------------------------------------------------------------------


def _check_chain(report: Report, seals: list[Seal]) -> None:
    previous, last = merkle.GENESIS, 0
    for seal in seals:
        if seal.kind == Seal.Kind.RESTORED:
            lost = f"; seals {last + 1} to {seal.number - 1} were lost" if seal.number > last + 1 else ""
            report.restored.append(f"seal {seal.number}: restored on {seal.sealed_at:%d.%m.%Y}{lost}. {seal.note}")
        elif seal.number != last + 1:
            report.problems.append(Problem("the seal is gone", last + 1))
            return
        last = seal.number
        if merkle.chain(previous, bytes(seal.root)) != bytes(seal.chained):
            report.problems.append(Problem("the seal is not chained to the one before it", seal.number))
        previous = bytes(seal.chained)


def _check_sent(report: Report, seals: dict[int, Seal], schema: str, target: Target) -> None:
    try:
        sent = target.read(schema)
    except TargetUnreadable as error:
        report.problems.append(Problem(str(error)))
        return
    known: dict[int, SentRoot] = {}
    restored = {number: seal for number, seal in seals.items() if seal.kind == Seal.Kind.RESTORED}
    lost = {gone for number in restored for gone in range(_before(seals, number) + 1, number)}
    for root in sent:
        seal = seals.get(root.number)
        if root.number in known:
            if known[root.number] != root:
                report.problems.append(Problem(f"{target.name} holds two different roots", root.number))
            continue
        known[root.number] = root
        if root.number in lost:
            if root.number + 1 in restored and bytes(restored[root.number + 1].root).hex() != root.chained:
                report.problems.append(Problem("the restoration kept another last root than was sent", root.number + 1))
        elif seal is None:
            report.problems.append(Problem(f"sent to {target.name} on {root.sealed_at}, gone from here", root.number))
        elif sent_root(seal) != root:
            report.problems.append(Problem(f"differs from what was sent to {target.name}", root.number))
    for seal in seals.values():
        if seal.sent_at is not None and seal.number not in known:
            report.problems.append(Problem(f"sent on {seal.sent_at:%d.%m.%Y}, not kept by {target.name}", seal.number))
    report.sent_seals = max(report.sent_seals, len(known))


def _before(seals: dict[int, Seal], number: int) -> int:
    return max((other for other in seals if other < number), default=0)
