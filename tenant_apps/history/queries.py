"""Reading the history: lines as sentences, of a card or of the whole organisation, and protocols of reversals.

A reader sees only columns of privacy classes he holds; of the others he sees how many were changed, not which.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from psycopg.sql import SQL, Identifier, Literal

from shared_apps.organisations.changes import FieldChange as Change
from shared_apps.organisations.periods import FOREVER
from shared_apps.organisations.privacy import Privacy
from shared_apps.ui.words import actor

from .models import ChangeLog, Erasure, Reversal, ReversalLine
from .services import Subject
from .wording import Source, Values, described_source, is_derived, label_of, privacy_of, subjects, title_of

MOST = 200
"""Entries shown on a card."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the log as its reader may see it.

    `hidden` is how many columns he may not see; `erased` the ground on which the content was taken out; `about` whom
    or what the record is about; `is_closed`: he may not even know what the record is.
    """

    line: int
    at: datetime
    actor_id: int | None
    actor_name: str
    request_id: str
    source: Source | None
    table: str
    row: int
    operation: str
    what: str
    about: str
    changes: tuple[Change, ...]
    hidden: int = 0
    erased: str = ""
    is_closed: bool = False

    @property
    def operation_title(self) -> str:
        return str(ChangeLog.Operation(self.operation).label)

    @property
    def sentences(self) -> list[str]:
        """What was changed, a sentence each; then what is not shown and why."""
        said = [str(change) for change in self.changes]
        if self.hidden:
            words = ngettext("%(number)s field is hidden", "%(number)s fields are hidden", self.hidden)
            said.append(words % {"number": self.hidden})
        if self.erased:
            said.append(_("the content was erased on ground: %(ground)s") % {"ground": self.erased})
        return said

    @property
    def sentence(self) -> str:
        """Everything in one line: for files."""
        return "; ".join(self.sentences)


@dataclass(frozen=True, slots=True)
class CardHistory:
    """The history of a card: its latest entries first, and whether there are older ones."""

    entries: tuple[Entry, ...]
    is_cut: bool = False


def readable(table: str, row_ids: Collection[int], holds: Collection[Privacy], *, limit: int = MOST) -> list[Entry]:
    """The history of these rows, the latest first."""
    found = ChangeLog.objects.filter(table_name=table, row_id__in=list(row_ids)).order_by("-pk")[:limit]
    return described(list(found), holds=holds)


def card_history(
    subject: Subject, holds: Collection[Privacy], *, names: bool = False, limit: int = MOST
) -> CardHistory:
    """The history of a card that spans several tables: rows by id, and rows that refer or referred to them.

    person = Subject(rows={"people_person": [5]}, references={("people_personname", "person_id"): [5]})
    card_history(person, request.user.holds)

    :param names: say about whom or what the records are that are not the card itself.
    """
    rows = {table: set(ids) for table, ids in subject.rows.items()}
    for table, ids in _referring(subject.references).items():
        rows.setdefault(table, set()).update(ids)
    condition = Q(pk__in=[])
    for table, of_table in rows.items():
        condition |= Q(table_name=table, row_id__in=of_table)
    found = list(ChangeLog.objects.filter(condition).order_by("-pk")[: limit + 1])
    entries = described(found[:limit], holds=holds, unnamed=subject.rows if names else None)
    return CardHistory(tuple(one for one in entries if one.sentences and not one.is_closed), is_cut=len(found) > limit)


def _referring(references: Mapping[tuple[str, str], Collection[int]]) -> dict[str, set[int]]:
    """Returns rows whose column holds one of these ids, or held it when they were deleted. Two queries at most."""
    asked = [(table, column, list(ids)) for (table, column), ids in references.items() if ids]
    found: dict[str, set[int]] = {}
    if not asked:
        return found
    present = SQL(" UNION ALL ").join(
        SQL("SELECT {name}, id FROM {table} WHERE {column} = ANY(%s)").format(
            name=Literal(table), table=Identifier(table), column=Identifier(column)
        )
        for table, column, _ids in asked
    )
    deleted = SQL(" OR ").join(SQL("table_name = %s AND before ->> %s = ANY(%s)") for _one in asked)
    with connection.cursor() as cursor:
        cursor.execute(present, [ids for _table, _column, ids in asked])
        rows = cursor.fetchall()
        cursor.execute(
            SQL("SELECT table_name, row_id FROM history_changelog WHERE operation = 'D' AND ({})").format(deleted),
            [value for table, column, ids in asked for value in (table, column, [str(one) for one in ids])],
        )
        for table, row in [*rows, *cursor.fetchall()]:
            found.setdefault(table, set()).add(row)
    return found


def said_at_deletion(table: str, rows: Collection[int]) -> dict[int, Mapping[str, Any]]:
    """Row → its columns when it was deleted; rows that stand, and those whose content was erased, are not in it."""
    if not rows:
        return {}
    lines = ChangeLog.objects.filter(table_name=table, row_id__in=rows, operation=ChangeLog.Operation.DELETE)
    return {row: before for row, before in lines.order_by("pk").values_list("row_id", "before") if before}


def described(
    lines: Sequence[ChangeLog], *, holds: Collection[Privacy], unnamed: Collection[str] | None = ()
) -> list[Entry]:
    """Lines as entries, in their order. The number of queries does not grow with the number of lines.

    :param unnamed: tables for whose rows it is left out whom or what they are about; None: it is left out for all.
    """
    values = Values(holds)
    closed, stricter = _closed(lines), _stricter(lines)
    classes = {line.pk: _classes(line, stricter.get(line.pk)) for line in lines}
    shown = {
        line.pk: [
            column
            for column, its in classes[line.pk].items()
            if its in holds and its != Privacy.TECHNICAL and column not in closed.get(line.pk, ())
        ]
        for line in lines
    }
    secret = {pk for pk, columns in stricter.items() if not shown[pk] and set(columns) >= set(classes[pk])}
    values.learn(
        (line.table_name, column, value)
        for line in lines
        for column in shown[line.pk]
        for value in ((line.before or {}).get(column), (line.after or {}).get(column))
    )
    named = () if unnamed is None else [line for line in lines if line.table_name not in unnamed]
    about = subjects({(line.table_name, line.row_id) for line in named}, holds=holds)
    erasures = {line.erased_by for line in lines if line.erased_by is not None}
    grounds = dict(Erasure.objects.filter(pk__in=erasures).values_list("pk", "ground")) if erasures else {}
    return [
        Entry(
            line=line.pk,
            at=line.at,
            actor_id=line.actor_id,
            actor_name=actor(line.actor_name),
            request_id=line.request_id,
            source=described_source(line.source),
            table=line.table_name,
            row=line.row_id,
            operation=line.operation,
            what=title_of(line.table_name) if line.pk not in secret else _("Record of a closed class"),
            about=about.get((line.table_name, line.row_id), "") if line.pk not in secret else "",
            is_closed=line.pk in secret,
            changes=tuple(_changes(line, shown[line.pk], values)),
            hidden=sum(its != Privacy.TECHNICAL for its in classes[line.pk].values()) - len(shown[line.pk]),
            erased=grounds.get(line.erased_by, pgettext("erasure", "unknown")) if line.erased_by is not None else "",
        )
        for line in lines
    ]


def _columns(line: ChangeLog) -> list[str]:
    """Returns the columns of a line worth showing: no derived ones; of a created or deleted row only those with a
    value."""
    payload: Mapping[str, Any] = line.after or line.before or {}
    said = [column for column in payload if not is_derived(line.table_name, column)]
    if line.operation == ChangeLog.Operation.UPDATE:
        return said
    return [column for column in said if payload[column] not in (None, "", [], {}, FOREVER.isoformat())]


Closing = Callable[[Sequence[ChangeLog]], Mapping[int, Collection[str]]]
"""Lines → columns that nobody may read now, whatever he holds: there is no ground to keep them."""

_closings: list[Closing] = []


def register_closing(closing: Closing) -> None:
    """Say which columns of which lines are closed. Called once, when the app is ready."""
    _closings.append(closing)


def _closed(lines: Sequence[ChangeLog]) -> dict[int, set[str]]:
    found: dict[int, set[str]] = {}
    for closing in _closings:
        for line, columns in closing(lines).items():
            found.setdefault(line, set()).update(columns)
    return found


Classing = Callable[[Sequence[ChangeLog]], Mapping[int, Mapping[str, Privacy]]]
"""Lines → column → the class it has in this very row, where that is stricter than the declared one."""

_classings: list[Classing] = []


def register_classing(classing: Classing) -> None:
    """Say which rows have columns of a stricter class than their table declares. Called once, when the app is ready."""
    _classings.append(classing)


def _stricter(lines: Sequence[ChangeLog]) -> dict[int, dict[str, Privacy]]:
    found: dict[int, dict[str, Privacy]] = {}
    for classing in _classings:
        for line, columns in classing(lines).items():
            found.setdefault(line, {}).update(columns)
    return found


def _classes(line: ChangeLog, stricter: Mapping[str, Privacy] | None) -> dict[str, Privacy]:
    """The columns of a line with their classes: technical ones stay technical."""
    declared = {column: privacy_of(line.table_name, column) for column in _columns(line)}
    if not stricter:
        return declared
    return {column: its if its == Privacy.TECHNICAL else stricter.get(column, its) for column, its in declared.items()}


def _changes(line: ChangeLog, columns: Iterable[str], values: Values) -> Iterable[Change]:
    for column in columns:
        before = values.words(line.table_name, column, (line.before or {}).get(column))
        after = values.words(line.table_name, column, (line.after or {}).get(column))
        if before or after:
            yield Change(label_of(line.table_name, column), before, after)


# --- the journal ----------------------------------------------------------------------------------------------------


def journal(
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    who: str | None = None,
    source: str | None = None,
    table: str | None = None,
    operation: str | None = None,
    row: int | None = None,
    request_id: str | None = None,
    account: int | None = None,
) -> QuerySet[ChangeLog]:
    """Changes of the organisation's records, the latest first; what the history does for itself is not among them.

    :param until: the first instant after. :param who: a part of the name. :param source: "import:17".
    """
    rows = ChangeLog.objects.exclude(table_name__startswith="history_").defer("salt", "digest").order_by("-pk")
    if who:
        rows = rows.filter(actor_name__icontains=who)
    if source:
        rows = rows.filter(source=source, source__contains=":")  # with the words of the partial index
    exact = {"at__gte": since, "at__lt": until, "table_name": table, "operation": operation, "row_id": row}
    exact |= {"request_id": request_id, "actor_id": account}
    return rows.filter(**{name: value for name, value in exact.items() if value})


# --- protocols ------------------------------------------------------------------------------------------------------


def reversals(*, state: str = "") -> QuerySet[Reversal]:
    """Protocols of reversals, the latest first."""
    rows = Reversal.objects.order_by("-number")
    return rows.filter(state=state) if state else rows


def reversal_by_number(number: int) -> Reversal | None:
    """One protocol."""
    return Reversal.objects.filter(pk=number).first()


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many lines of a table get a verdict."""

    what: str
    verdict: str
    count: int


def outcomes(reversal: Reversal) -> list[Outcome]:
    """What a protocol does, in numbers: by kind of record and verdict."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT line.table_name, found.verdict, count(*) FROM history_reversalline found"
            " JOIN history_changelog line ON line.id = found.change"
            " WHERE found.reversal_id = %s GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2",
            [reversal.pk],
        )
        return [Outcome(title_of(table), verdict, count) for table, verdict, count in cursor.fetchall()]


@dataclass(frozen=True, slots=True)
class Conflict:
    """A line that stays as it is: what it wrote, what stands in the way, and who changed the record later."""

    entry: Entry
    obstacle: str
    detail: str
    later: Entry | None


def conflicts(reversal: Reversal, *, holds: Collection[Privacy], limit: int = MOST) -> list[Conflict]:
    """The first conflicts of a protocol."""
    found = list(
        ReversalLine.objects.filter(reversal=reversal, verdict=ReversalLine.Verdict.CONFLICT).order_by("change")[:limit]
    )
    wanted = {one.change for one in found} | {one.later for one in found if one.later is not None}
    entries = {one.line: one for one in described(list(ChangeLog.objects.filter(pk__in=wanted)), holds=holds)}
    return [
        Conflict(
            entries[one.change],
            str(one.get_obstacle_display()),
            _detail(one, entries[one.change]),
            entries.get(one.later) if one.later is not None else None,
        )
        for one in found
        if one.change in entries
    ]


def _detail(found: ReversalLine, entry: Entry) -> str:
    """Which columns differ, which rows are in the way, which rule or document: without values."""
    columns = found.detail.get("columns", [])
    said = [label_of(entry.table, column) for column in columns if not is_derived(entry.table, column)]
    rows: dict[str, list[int]] = {}
    for table, row in found.detail.get("rows", []):
        rows.setdefault(table, []).append(row)
    said += [f"{title_of(table)} № {', '.join(map(str, ids))}" for table, ids in rows.items()]
    if note := found.detail.get("note"):
        said.append(str(note))
    return "; ".join(said)


def cancelled_documents(reversal: Reversal) -> list[str]:
    """Documents that a protocol cancels instead of reversing them, each once."""
    rows = ReversalLine.objects.filter(reversal=reversal, verdict=ReversalLine.Verdict.CANCEL)
    return sorted({note for note in rows.values_list("detail__note", flat=True) if note})


def count_by_verdict(reversal: Reversal) -> dict[str, int]:
    """Verdict → lines."""
    rows = ReversalLine.objects.filter(reversal=reversal).order_by().values("verdict").annotate(count=Count("pk"))
    return {row["verdict"]: row["count"] for row in rows}
