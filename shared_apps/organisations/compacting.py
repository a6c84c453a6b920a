"""The shortest way to the schema that recorded statements make: each table whole, in one statement.

Migrations make a table, then add columns and keys to it, and PostgreSQL builds its picture of the table anew after
each. A foreign key that is added to a table is checked by a query, even if the table is empty; one that comes with the
table is not. Only the shapes that Django writes are understood. Whoever uses the result compares the two schemas
(recording.py): this is a matter of speed, and is not believed.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

_CREATE = re.compile(r'CREATE TABLE "(\w+)" \((.*)\)', re.DOTALL)
_COLUMN = re.compile(r'ALTER TABLE "(\w+)" ADD COLUMN "(\w+)" (.*)', re.DOTALL)
_COLUMN_KEY = re.compile(
    r'(?P<column>.*) CONSTRAINT "(?P<name>\w+)" (?P<key>REFERENCES "(?P<target>\w+)".*?)'
    r'; SET CONSTRAINTS "(?P=name)" IMMEDIATE',
    re.DOTALL,
)
_CONSTRAINT = re.compile(
    r'ALTER TABLE "(\w+)" ADD CONSTRAINT "(\w+)" (FOREIGN KEY|UNIQUE|CHECK|EXCLUDE) ?(.*)', re.DOTALL
)
_ALTERED = re.compile(r'ALTER TABLE "(\w+)"')
_NAMED = re.compile(r'CONSTRAINT "(\w+)" (.*)', re.DOTALL)
_NO_CONSTRAINT = re.compile(r'ALTER TABLE "(\w+)" DROP CONSTRAINT "(\w+)"')
_TARGET = re.compile(r'REFERENCES "(\w+)"')
_TRIGGER = re.compile(r"CREATE TRIGGER (\w+) .*? ON (\w+)\b", re.DOTALL)
_NO_TRIGGER = re.compile(r"DROP TRIGGER (\w+) ON (\w+)")
_INDEX = re.compile(r'CREATE (?:UNIQUE )?INDEX "\w+" ON "(\w+)"')


@dataclass
class _Table:
    """:ivar keys: its constraints by name, as they stand in CREATE TABLE."""

    name: str
    columns: list[str]
    keys: dict[str, str] = field(default_factory=dict)

    def targets(self) -> set[str]:
        """Returns the other tables that its foreign keys point to."""
        found = {match[1] for text in self.keys.values() if (match := _foreign(text))}
        return found - {self.name}


def compact(statements: Sequence[str]) -> list[str] | None:
    """Returns statements that make the same in an empty schema; None if one of these is not understood."""
    tables: dict[str, _Table] = {}
    rest: dict[tuple[str, ...], str] = {}
    for text in statements:
        if not (_of_table(text, tables) or _of_rest(text, tables, rest)):
            return None
    made, late = list[str](), list[str]()
    seen: set[str] = set()
    for table in _in_order(tables.values()):
        seen.add(table.name)
        keys = []
        for name, key in table.keys.items():
            target = _foreign(key)
            if target is None or target[1] in seen:
                keys.append(f'CONSTRAINT "{name}" {key}')
            else:
                late.append(f'ALTER TABLE "{table.name}" ADD CONSTRAINT "{name}" {key}')
        made.append(f'CREATE TABLE "{table.name}" ({", ".join([*table.columns, *keys])})')
    return [*made, *late, *rest.values()]


def _parts(body: str) -> list[str]:
    """Returns what stands between the commas of a list, not of lists or of quoted text within it."""
    found, depth, quote = [""], 0, ""
    for sign in body:
        if quote:
            quote = "" if sign == quote else quote
        elif sign in "'\"":
            quote = sign
        else:
            depth += (sign == "(") - (sign == ")")
        if sign == "," and not depth and not quote:
            found.append("")
        else:
            found[-1] += sign
    return [part.strip() for part in found]


def _foreign(key: str) -> re.Match[str] | None:
    return _TARGET.search(key) if key.startswith("FOREIGN KEY") else None


def _of_table(text: str, tables: dict[str, _Table]) -> bool:
    """Take in what belongs to a table itself. Returns True if `text` was such."""
    if (match := _CREATE.fullmatch(text)) and match[1] not in tables:
        table = tables[match[1]] = _Table(match[1], [])
        for part in _parts(match[2]):
            if named := _NAMED.fullmatch(part):
                table.keys[named[1]] = named[2]
            else:
                table.columns.append(part)
        return True
    altered = _ALTERED.match(text)
    if altered is None or altered[1] not in tables:
        return False
    table = tables[altered[1]]
    if match := _COLUMN.fullmatch(text):
        column, definition = match[2], match[3]
        if key := _COLUMN_KEY.fullmatch(definition):
            definition = key["column"]
            table.keys[key["name"]] = f'FOREIGN KEY ("{column}") {key["key"]}'
        table.columns.append(f'"{column}" {definition}')
        return ";" not in definition and "REFERENCES" not in definition
    if match := _CONSTRAINT.fullmatch(text):
        table.keys[match[2]] = f"{match[3]} {match[4]}"
        return True
    if match := _NO_CONSTRAINT.fullmatch(text):
        return table.keys.pop(match[2], None) is not None
    return False


def _of_rest(text: str, tables: dict[str, _Table], rest: dict[tuple[str, ...], str]) -> bool:
    """Take in an index or a trigger. Returns True if `text` was such."""
    if match := _TRIGGER.match(text):
        key = ("trigger", match[2], match[1])
        rest[key] = text
        return match[2] in tables
    if match := _NO_TRIGGER.fullmatch(text):
        return rest.pop(("trigger", match[2], match[1]), None) is not None
    if match := _INDEX.match(text):
        rest["index", text] = text
        return match[1] in tables
    return False


def _in_order(tables: Iterable[_Table]) -> list[_Table]:
    """Those that others point to first, as far as they do not point to each other in a circle."""
    waiting, found, seen = list(tables), list[_Table](), set[str]()
    while waiting:
        ready = [table for table in waiting if table.targets() <= seen] or waiting[:1]
        found += ready
        seen |= {table.name for table in ready}
        waiting = [table for table in waiting if table.name not in seen]
    return found
