"""Working out a reversal: what can be taken back, what stands in the way, and trying it.

A finding only ever turns from "is reversed" into something else, so the work ends: fold each row; leave documents to
their policies; take out what other rows refer to; write it all within a savepoint and take out what the database
refuses; again, until nothing is refused. The savepoint stays or is rolled back by the caller's word.
"""

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from hashlib import sha256
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext_lazy as _
from psycopg.sql import SQL, Identifier

from shared_apps.organisations.crossing import By
from shared_apps.organisations.refusal import Refused
from shared_apps.organisations.undoing.folding import SHOWN_ROWS, Finding, Line, Obstacle, Verdict, fold

from ..services import written_as
from .catalogue import Catalogue, catalogue
from .policies import Claim, policies
from .selection import Selection
from .writing import Change, Changes, Refusal, check_references, write

CHUNK = 1_000
Key = tuple[str, int]

OUTPUT = (
    "SET LOCAL timezone = 'UTC'; SET LOCAL datestyle = 'ISO, YMD'; SET LOCAL intervalstyle = 'postgres';"
    " SET LOCAL bytea_output = 'hex'; SET LOCAL extra_float_digits = 1"
)
"""The spelling of values in the log; Django's connections differ only where somebody changed them."""


class CannotBeReversed(Refused):
    """Rows that were written back refer to rows that are gone, in a way that the plan did not foresee."""

    message = _("The changes can't be reversed: %(detail)s")
    code = "cannot_be_reversed"


@dataclass(slots=True)
class Row:
    """A row of the organisation with the lines about it, newest first."""

    lines: list[tuple[int, str]] = field(default_factory=list)
    columns: dict[int, frozenset[str]] = field(default_factory=dict)
    existed: bool = False
    remains: bool = False
    referred: dict[str, Any] = field(default_factory=dict)
    refers: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Plan:
    """All findings of a reversal, by line of the log."""

    findings: dict[int, Finding]

    def of(self, *verdicts: Verdict) -> list[int]:
        return [line for line, finding in self.findings.items() if finding.verdict in verdicts]

    @property
    def digest(self) -> bytes:
        """A digest of what the reader confirms: the verdict on each line and its reason."""
        said = [(line, f.verdict.value, f.obstacle.value if f.obstacle else "") for line, f in self.findings.items()]
        return sha256(json.dumps(sorted(said)).encode()).digest()


class Work:
    """One working out, within the door of the organisation."""

    def __init__(self, selection: Selection, *, reversal: int, reason: str, by: By) -> None:
        self.reversal, self.reason, self.by = reversal, reason, by
        self.catalogue: Catalogue = catalogue()
        self.rows: dict[Key, Row] = {}
        self.findings: dict[int, Finding] = {}
        self.decided: dict[int, Finding] = {}
        self.claims: dict[Key, Claim] = {}
        self.held: set[Key] = set()
        self._sets: dict[frozenset[str], frozenset[str]] = {}
        for line, table, row, operation in _chosen(selection):
            if table in self.catalogue.tables:
                self.rows.setdefault((table, row), Row()).lines.append((line, operation))
            else:
                self.findings[line] = Finding(Verdict.CONFLICT, Obstacle.FORBIDDEN, note=table)

    def lock(self) -> None:
        """Lock every row concerned that exists, in one order for all."""
        for table, ids in sorted(self._by_table(self.rows).items()):
            key = Identifier(self.catalogue.tables[table].key)
            query = SQL("SELECT 1 FROM {} WHERE {key} = ANY(%s) ORDER BY {key} FOR UPDATE")
            with connection.cursor() as cursor:
                cursor.execute(query.format(Identifier(table), key=key), [sorted(ids)])

    def work_out(self, *, keep: Callable[[Plan], bool]) -> Plan:
        """Work the reversal out by doing it within a savepoint. If `keep(plan)` returns True, what was written stays.

        :raises CannotBeReversed: the references do not hold although every known one was looked at.
        """
        with connection.cursor() as cursor:
            cursor.execute(OUTPUT)
        self._fold(self.rows)
        self._ask_policies()
        while True:
            self._settle_references()
            refused: list[Refusal] = []
            with transaction.atomic(), written_as(f"reversal:{self.reversal}"):
                declined = self._cancel()
                if not declined:
                    refused = write(self._changes(), self.catalogue)
                if not declined and not refused:
                    self._check_references()
                plan = Plan(dict(self.findings))
                if declined or refused or not keep(plan):
                    transaction.set_rollback(True)
            if not declined and not refused:
                return plan
            self._decide({**declined, **self._forbidden(refused)})

    # --- folding ----------------------------------------------------------------------------------------------------

    def _fold(self, keys: Iterable[Key]) -> None:
        for table, ids in self._by_table(keys).items():
            for start in range(0, len(ids), CHUNK):
                self._fold_chunk(table, ids[start : start + CHUNK])

    def _fold_chunk(self, table: str, ids: list[int]) -> None:
        known = self.catalogue.tables[table]
        columns = frozenset(known.columns)
        states = _states(table, known.key, ids)
        payloads = _payloads([line for row in ids for line, _operation in self.rows[table, row].lines])
        deleted = [row for row in ids if any(operation == "D" for _line, operation in self.rows[table, row].lines)]
        remade = _remade(table, deleted, but=list(payloads)) if deleted else {}
        for row_id in ids:
            row, state = self.rows[table, row_id], states.get(row_id)
            lines = [payloads[line] for line, _operation in row.lines]
            folded = fold(state, lines, columns=columns, decided=self.decided, remade=remade.get(row_id, 0))
            self.findings.update(folded.findings)
            row.existed, row.remains = state is not None, folded.state is not None
            row.referred = {c: state.get(c) for c in known.references} if state is not None else {}
            row.refers = {c: folded.state.get(c) for c in known.references} if folded.state is not None else {}
            for line in lines:
                names = frozenset(line.before or ())
                row.columns[line.id] = self._sets.setdefault(names, names)

    def _decide(self, found: Mapping[int, Finding]) -> None:
        """Set the findings of these lines, and work out anew what becomes of their rows."""
        self.decided.update(found)
        self._fold({key for key, row in self.rows.items() if any(line in found for line, _operation in row.lines)})

    def _taken_back(self, row: Row) -> list[tuple[int, str]]:
        return [line for line in row.lines if self.findings[line[0]].verdict == Verdict.REVERSE]

    # --- documents --------------------------------------------------------------------------------------------------

    def _ask_policies(self) -> None:
        found: dict[int, Finding] = {}
        for table, policy in policies().items():
            concerned = [key[1] for key, row in self.rows.items() if key[0] == table and row.existed]
            for row_id, claim in (policy.claim(concerned) if concerned else {}).items():
                self.claims[table, row_id] = claim
                found |= self._held_by(claim, (table, row_id), declined=claim.declined)
        if found:
            self._decide(found)

    def _held_by(self, claim: Claim, key: Key, *, declined: str) -> dict[int, Finding]:
        finding = Finding(Verdict.CANCEL, note=claim.title)
        if declined:
            finding = Finding(Verdict.CONFLICT, Obstacle.DECLINED, note=f"{claim.title}: {declined}")
        keys = {key, *claim.also}
        self.held |= keys
        return {line: finding for one in keys if one in self.rows for line, _operation in self.rows[one].lines}

    def _cancel(self) -> dict[int, Finding]:
        """Cancel the rows that policies claim. Returns the findings for those whose policy declines."""
        declined: dict[int, Finding] = {}
        for key, claim in self.claims.items():
            if claim.declined or any(self.decided[line].verdict != Verdict.CANCEL for line, _o in self.rows[key].lines):
                continue
            try:
                with transaction.atomic():
                    policies()[key[0]].carry_out(key[1], reason=self.reason, reversal=self.reversal, by=self.by)
            except Refused as refusal:
                declined |= self._held_by(claim, key, declined=str(refusal))
        return declined

    # --- references -------------------------------------------------------------------------------------------------

    def _settle_references(self) -> None:
        while found := {**self._missing_parents(), **self._needed_parents(), **self._parts_of_what_stays()}:
            self._decide(found)

    def _needed_parents(self) -> dict[int, Finding]:
        """Finds rows that would vanish although others go on referring to them: the lines that made them are kept."""
        gone = {key for key, row in self.rows.items() if row.existed and not row.remains}
        needing: dict[Key, list[Key]] = {}
        for key, row in self.rows.items():
            for column, value in row.refers.items():
                parent = (self.catalogue.tables[key[0]].references[column], value)
                if parent in gone:
                    needing.setdefault(parent, []).append(key)
        for table, ids in self._by_table(gone).items():
            for reference in self.catalogue.referring_to(table):
                for child, parent_id in _referring(reference.child, reference.column, ids, self.catalogue):
                    if (reference.child, child) not in self.rows:
                        needing.setdefault((table, parent_id), []).append((reference.child, child))
        found: dict[int, Finding] = {}
        for key, children in needing.items():
            rows = tuple(sorted(set(children))[:SHOWN_ROWS])
            if self.held.issuperset(children):
                self.held.add(key)
                finding = Finding(Verdict.KEEP, Obstacle.REFERRED_TO, rows=rows)
            else:
                finding = Finding(Verdict.CONFLICT, Obstacle.REFERRED_TO, rows=rows)
            found[self._last_of(self.rows[key], "ID")] = finding
        return found

    def _missing_parents(self) -> dict[int, Finding]:
        """Finds rows that would refer again to a row that is gone: the lines that took the reference away are kept."""
        wanted: dict[str, dict[int, list[tuple[Key, str]]]] = {}
        for key, row in self.rows.items():
            for column, value in row.refers.items():
                if value is None or (row.existed and row.referred[column] == value):
                    continue
                parent = self.catalogue.tables[key[0]].references[column]
                planned = self.rows.get((parent, value))
                if planned is None or not (planned.remains or planned.existed):
                    wanted.setdefault(parent, {}).setdefault(value, []).append((key, column))
        found: dict[int, Finding] = {}
        for parent, by_value in wanted.items():
            present = _present(parent, self.catalogue.tables[parent].key, sorted(by_value))
            for value in by_value.keys() - present:
                for key, column in by_value[value]:
                    line = self._last_of(self.rows[key], "DU", column)
                    found[line] = Finding(
                        Verdict.CONFLICT, Obstacle.REFERS_TO_DELETED, columns=(column,), rows=((parent, value),)
                    )
        return found

    def _parts_of_what_stays(self) -> dict[int, Finding]:
        """Finds rows that would vanish while the record that they are part of, made together with them, stays.

        Without this, half a card would be left.
        """
        found: dict[int, Finding] = {}
        for key, row in self.rows.items():
            if row.remains or not row.existed:
                continue
            for column, value in row.referred.items():
                whole = (self.catalogue.tables[key[0]].references[column], value)
                if (key[0], column) in self.catalogue.parts and self._stays_as_made(whole):
                    verdict = Verdict.KEEP if whole in self.held else Verdict.CONFLICT
                    self.held |= {key} if whole in self.held else set()
                    found[self._last_of(row, "ID")] = Finding(verdict, Obstacle.PART_OF_WHOLE, rows=(whole,))
        return found

    def _stays_as_made(self, key: Key) -> bool:
        """Returns True if the line that made the row was chosen too and is not taken back."""
        row = self.rows.get(key)
        if row is None or not row.remains:
            return False
        return any(o == "I" and self.findings[line].verdict != Verdict.REVERSE for line, o in row.lines)

    def _last_of(self, row: Row, operations: str, column: str | None = None) -> int:
        """Returns the oldest line of these kinds that is taken back and changed the column."""
        return next(
            line
            for line, operation in reversed(self._taken_back(row))
            if operation in operations and (column is None or column in row.columns[line])
        )

    def _check_references(self) -> None:
        try:
            with transaction.atomic():
                check_references()
        except IntegrityError as error:
            raise CannotBeReversed(params={"detail": str(error).splitlines()[0]}) from error

    # --- writing ----------------------------------------------------------------------------------------------------

    def _changes(self) -> dict[str, Changes]:
        changes: dict[str, Changes] = {}
        for (table, row_id), row in self.rows.items():
            taken = [line for line, _operation in self._taken_back(row)]
            if not taken or not (row.existed or row.remains):
                continue
            of_table = changes.setdefault(table, Changes([], [], []))
            columns = frozenset[str]().union(*(row.columns[line] for line in taken))
            done = of_table.delete if not row.remains else of_table.update if row.existed else of_table.insert
            done.append(Change(row_id, tuple(taken), columns))
        return changes

    def _forbidden(self, refused: Collection[Refusal]) -> dict[int, Finding]:
        """Returns findings for the lines that a rule of the database forbids to take back.

        Those are the lines that changed columns of the rule; if none did, all lines of the row.
        """
        found: dict[int, Finding] = {}
        for refusal in refused:
            row = self.rows[refusal.table, refusal.row]
            taken = [line for line, _operation in self._taken_back(row)]
            about = _columns_of_rule(refusal.table, refusal.rule) if row.existed and row.remains else set()
            guilty = [line for line in taken if row.columns[line] & about] or taken
            finding = Finding(Verdict.CONFLICT, Obstacle.FORBIDDEN, columns=tuple(sorted(about)), note=refusal.rule)
            found |= dict.fromkeys(guilty, finding)
        return found

    def _by_table(self, keys: Iterable[Key]) -> dict[str, list[int]]:
        tables: dict[str, list[int]] = {}
        for table, row in keys:
            tables.setdefault(table, []).append(row)
        return tables


# --- reading --------------------------------------------------------------------------------------------------------


def _chosen(selection: Selection) -> Iterator[tuple[int, str, int, str]]:
    yield from selection.lines().order_by("-pk").values_list("pk", "table_name", "row_id", "operation").iterator(CHUNK)


def _value(text: str | None) -> Any:
    return None if text is None else json.loads(text, parse_float=Decimal)


def _states(table: str, key: str, ids: list[int]) -> dict[int, dict[str, Any]]:
    query = SQL("SELECT {key}, to_jsonb({table})::text FROM {table} WHERE {key} = ANY(%s)")
    with connection.cursor() as cursor:
        cursor.execute(query.format(key=Identifier(key), table=Identifier(table)), [ids])
        return {row: _value(state) for row, state in cursor.fetchall()}


def _payloads(lines: list[int]) -> dict[int, Line]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, operation, before::text, after::text, erased_by IS NOT NULL FROM history_changelog"
            " WHERE id = ANY(%s)",
            [lines],
        )
        return {row[0]: Line(row[0], row[1], _value(row[2]), _value(row[3]), row[4]) for row in cursor.fetchall()}


def _remade(table: str, ids: list[int], *, but: list[int]) -> dict[int, int]:
    """Returns for each row the newest line, other than these, that made or deleted it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT row_id, max(id) FROM history_changelog"
            " WHERE table_name = %s AND row_id = ANY(%s) AND operation <> 'U' AND id <> ALL(%s) GROUP BY row_id",
            [table, ids, but],
        )
        return dict(cursor.fetchall())


def _referring(child: str, column: str, parents: list[int], catalogue: Catalogue) -> list[tuple[int, int]]:
    query = SQL("SELECT {}, {column} FROM {} WHERE {column} = ANY(%s)").format(
        Identifier(catalogue.tables[child].key), Identifier(child), column=Identifier(column)
    )
    with connection.cursor() as cursor:
        cursor.execute(query, [parents])
        return list(cursor.fetchall())


def _present(table: str, key: str, ids: list[int]) -> set[int]:
    query = SQL("SELECT {key} FROM {table} WHERE {key} = ANY(%s)")
    with connection.cursor() as cursor:
        cursor.execute(query.format(key=Identifier(key), table=Identifier(table)), [ids])
        return {row for (row,) in cursor.fetchall()}


def _columns_of_rule(table: str, rule: str) -> set[str]:
    """The columns a constraint or a unique index looks at, its expressions and condition included."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT DISTINCT a.attname
              FROM pg_class t
              JOIN pg_depend d ON d.refclassid = 'pg_class'::regclass AND d.refobjid = t.oid AND d.refobjsubid > 0
              JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = d.refobjsubid
              LEFT JOIN pg_constraint c ON d.classid = 'pg_constraint'::regclass AND c.oid = d.objid
              LEFT JOIN pg_class i ON d.classid = 'pg_class'::regclass AND i.oid = d.objid AND i.relkind = 'i'
             WHERE t.relnamespace = current_schema()::regnamespace AND t.relname = %s AND %s IN (c.conname, i.relname)
            """,
            [table, rule],
        )
        return {name for (name,) in cursor.fetchall()} or ({rule} if rule else set())
