"""Columns in the history that nobody reads now: groups that rest on a consent which is not in force (grounds.py)."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.utils import timezone

from shared_apps.organisations.privacy import Privacy
from tenant_apps.history.models import ChangeLog
from tenant_apps.history.queries import said_at_deletion

from .circumstances import FILE_PRIVACY, PARTS, kinds_of
from .grounds import IDENTIFIERS, FieldGroup, group_of_file, group_of_identifier
from .holdings import Holding, holdings
from .models import CardFile, Identifier, StoredFile
from .queries.grounds import grounds


def closed_columns(lines: Sequence[ChangeLog]) -> Mapping[int, Collection[str]]:
    """Line → its closed columns. No query where no line is about such a table; rows that are gone are closed."""
    found: dict[int, set[str]] = defaultdict(set)
    _close_names_of_files(lines, found)
    tables = {one.table: (one, columns) for one in holdings() if (columns := _consented_columns(one))}
    about = [line for line in lines if line.table_name in tables]
    if not about:
        return found
    people = _people(about, {table: one for table, (one, _columns) in tables.items()})
    known = grounds({person for people_of in people.values() for person in people_of}, timezone.localdate())
    kinds = {Identifier: _kinds(about, Identifier, next(iter(IDENTIFIERS), "")), CardFile: _kinds(about, CardFile, "")}
    for line in about:
        one, columns = tables[line.table_name]
        those = people.get((line.table_name, line.row_id), frozenset())
        for column, group in columns.items():
            if one.model in kinds:
                group = _by_kind(one, kinds[one.model][line.row_id])
            if group.needs_consent and not any(known.is_open(person, group) for person in those):
                found[line.pk].add(column)
    return found


def _close_names_of_files(lines: Sequence[ChangeLog], found: dict[int, set[str]]) -> None:
    """The name of a card's file is as closed as the file."""
    about = [line for line in lines if line.table_name == StoredFile._meta.db_table]
    rows = CardFile.objects.filter(stored__in={line.row_id for line in about}) if about else CardFile.objects.none()
    cards = {stored: (person, kind) for stored, person, kind in rows.values_list("stored", "person", "kind")}
    known = grounds({person for person, _kind in cards.values()}, timezone.localdate())
    for line in about:
        person, kind = cards.get(line.row_id, (0, ""))
        if person and not known.is_open(person, group_of_file(kind, FILE_PRIVACY.get(kind, Privacy.HEALTH))):
            found[line.pk].add("name")


def stricter_columns(lines: Sequence[ChangeLog]) -> Mapping[int, Mapping[str, Privacy]]:
    """Lines of circumstances whose value is of a stricter class than its kind (`Kind.closed`): every column is.

    Of what nobody knows any more what it said, it is as closed as the strictest value of its table.
    """
    found: dict[int, Mapping[str, Privacy]] = {}
    for part in PARTS.values():
        closed = {(kind.code, value): its for kind in kinds_of(part.privacy) for value, its in kind.closed.items()}
        about = [line for line in lines if line.table_name == part.model._meta.db_table] if closed else []
        if not about:
            continue
        ids, table = {line.row_id for line in about}, part.model._meta.db_table
        rows = part.model._default_manager.filter(pk__in=ids).values("pk", "kind", "value")
        known: dict[int, Mapping[str, Any]] = {row["pk"]: row for row in rows}
        known |= said_at_deletion(table, ids - known.keys())
        columns = [str(field.column) for field in part.model._meta.concrete_fields]
        for line in about:
            now = known.get(line.row_id, {})
            said = [now, *({**now, **payload} for payload in (line.before, line.after) if payload)]
            classes = [closed.get((one["kind"], one["value"])) for one in said if "kind" in one and "value" in one]
            its = next((one for one in classes if one), None) if classes else next(iter(closed.values()))
            if its is not None:
                found[line.pk] = dict.fromkeys(columns, its)
    return found


def _consented_columns(one: Holding) -> dict[str, FieldGroup]:
    found = {one.field(name).column: group for name, group in one.groups.items() if group.needs_consent}
    if one.model is Identifier and IDENTIFIERS:
        found["value"] = one.groups["value"]
    if one.model is CardFile:
        found |= {name: one.groups[name] for name in ("kind", "note")}
    return found


def _by_kind(one: Holding, kind: str) -> FieldGroup:
    """The group of a number or of a file of a card; a file of an unknown kind is taken for the strictest."""
    if one.model is Identifier:
        return group_of_identifier(kind)
    found = group_of_file(kind, FILE_PRIVACY.get(kind, Privacy.HEALTH))
    return found if found is not None else one.groups["kind"]


def _kinds(lines: Sequence[ChangeLog], model: type[Identifier | CardFile], unknown: str) -> dict[int, str]:
    """Kinds of numbers or files by row. A line of an update does not say it; a row that is gone may be of any."""
    table = model._meta.db_table
    rows = {line.row_id for line in lines if line.table_name == table}
    found = dict.fromkeys(rows, unknown)
    found |= dict(model._default_manager.filter(pk__in=rows).values_list("pk", "kind")) if rows else {}
    for line in lines:
        if line.table_name == table and (kind := (line.after or line.before or {}).get("kind")) is not None:
            found[line.row_id] = str(kind)
    return found


def _people(lines: Sequence[ChangeLog], tables: Mapping[str, Holding]) -> dict[tuple[str, int], frozenset[int]]:
    """(table, row) → the people that the row is about."""
    rows: dict[str, set[int]] = defaultdict(set)
    for line in lines:
        rows[line.table_name].add(line.row_id)
    found: dict[tuple[str, int], frozenset[int]] = {}
    for table, ids in rows.items():
        one = tables[table]
        for row_id, *people in one.rows.filter(pk__in=ids).values_list("pk", *one.paths):
            found[table, row_id] = frozenset(people)
    return found
