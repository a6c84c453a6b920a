"""Keeping rows of a region table equal to what a SELECT says, in one statement: insert, update what differs, delete.

`Kept` asks first whether anything differs: mostly nothing does, and a quarter of the time goes on planning the writing.

Not DELETE and INSERT of everything: rows that are right are not even locked, so nothing bloats and index-only scans
stay index-only.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from django.db import models
from django.db.backends.utils import CursorWrapper

Report = Literal["number", "differences"]


@dataclass(frozen=True, slots=True)
class Kept:
    """Two statements. `differs` yields true if `change` would change anything; `change` yields how many rows it
    changed."""

    differs: str
    change: str

    def bring_up(self, cursor: CursorWrapper, parameters: Mapping[str, Any]) -> int:
        """Make the table's rows what the SELECT says. Returns how many had to change."""
        cursor.execute(self.differs, parameters)
        if not cursor.fetchone()[0]:
            return 0
        cursor.execute(self.change, parameters)
        return int(cursor.fetchone()[0])


def kept(model: type[models.Model], select: str, *, within: str) -> Kept:
    """The rows of a table under the condition `within`, as `select` says: see `statement`."""
    return Kept(differs(model, select, within=within), statement(model, select, within=within))


def columns(model: type[models.Model]) -> list[str]:
    """Column names of the table."""
    return [str(field.column) for field in model._meta.concrete_fields if field.column]


def identity(model: type[models.Model]) -> list[str]:
    """Column names of the primary key."""
    return [str(field.column) for field in model._meta.pk_fields]


def differs(model: type[models.Model], select: str, *, within: str) -> str:
    """Returns SQL that yields true if `statement` with the same arguments would change anything."""
    return f"SELECT EXISTS ({_differing(model, '', f'({select})', within)})"


def statement(model: type[models.Model], select: str, *, within: str, report: Report = "number", key: str = "") -> str:
    """SQL that makes the rows of the table under the condition `within` those of `select`.

    `select` yields the table's columns by name, and every row of the table under `within` that should exist.

    :param report: "number": one row with the number of rows changed. "differences": a row for each of them: kind
        (missing, extra, different), the value of the column `key`, the identity as text, names of differing columns.
    """
    table, named = model._meta.db_table, identity(model)
    values = [column for column in columns(model) if column not in named]
    chosen = ", ".join(f"coalesce(stated.{column}, kept.{column}) AS {column}" for column in named)
    sets = ", ".join(f"{column} = excluded.{column}" for column in values)
    shown = f"""{chosen}, {_list(values, "stated")},
                   CASE WHEN kept.{named[0]} IS NULL THEN 'missing'
                        WHEN stated.{named[0]} IS NULL THEN 'extra' ELSE 'different' END AS difference
                   {_told(named, values, key) if report == "differences" else ""}"""
    return f"""
        WITH stated AS MATERIALIZED ({select}),
        differing AS MATERIALIZED ({_differing(model, shown, "stated", within)}),
        gone AS (
            DELETE FROM {table}
             WHERE {within} AND ({_list(named)}) IN (SELECT {_list(named)} FROM differing WHERE difference = 'extra')),
        put AS (
            INSERT INTO {table} ({_list(named)}, {_list(values)})
            SELECT {_list(named)}, {_list(values)} FROM differing WHERE difference <> 'extra'
            ON CONFLICT ({_list(named)}) DO UPDATE SET {sets})
        {_SELECT[report]}
    """


_SELECT: dict[Report, str] = {
    "number": "SELECT count(*) FROM differing",
    "differences": "SELECT difference, touched_by, identity, names FROM differing",
}


def _differing(model: type[models.Model], shown: str, stated: str, within: str) -> str:
    named = identity(model)
    values = [column for column in columns(model) if column not in named]
    return f"""
            SELECT {shown}
              FROM {stated} AS stated
                   FULL JOIN (SELECT * FROM {model._meta.db_table} WHERE {within}) AS kept
                   ON {" AND ".join(f"stated.{column} = kept.{column}" for column in named)}
             WHERE kept.{named[0]} IS NULL OR stated.{named[0]} IS NULL
                OR ({_list(values, "stated")}) IS DISTINCT FROM ({_list(values, "kept")})"""


def _list(names: list[str], of: str = "") -> str:
    return ", ".join(f"{of}.{name}" if of else name for name in names)


def _told(named: list[str], values: list[str], key: str) -> str:
    own = ", ".join(f"coalesce(stated.{name}, kept.{name})" for name in named if name != "organisation_id")
    names = ", ".join(f"CASE WHEN stated.{name} IS DISTINCT FROM kept.{name} THEN '{name}' END" for name in values)
    return f""",
                   coalesce(stated.{key}, kept.{key}) AS touched_by, concat_ws(' ', {own}) AS identity,
                   CASE WHEN stated.{named[0]} IS NOT NULL AND kept.{named[0]} IS NOT NULL
                        THEN concat_ws(' ', {names}) ELSE '' END AS names"""
