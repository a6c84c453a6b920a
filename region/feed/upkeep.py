"""Keeping rows of a region table equal to what a SELECT says, in one statement: insert, update what differs, delete.

Not DELETE and INSERT of everything: unchanged rows stay where they are, so nothing bloats and index-only scans stay so.
"""

from typing import Literal

from django.db import models

Report = Literal["number", "differences"]


def columns(model: type[models.Model]) -> list[str]:
    """Column names of the table."""
    return [str(field.column) for field in model._meta.concrete_fields if field.column]


def identity(model: type[models.Model]) -> list[str]:
    """Column names of the primary key."""
    return [str(field.column) for field in model._meta.pk_fields]


def statement(model: type[models.Model], select: str, *, within: str, report: Report, key: str = "0") -> str:
    """SQL that makes the rows of the table under the condition `within` (over `kept`) those of `select`.

    `select` yields the columns by name and, by its own conditions, only rows that `within` holds for.

    :param report: "number": one row with the number of rows changed. "differences": a row for each of them: kind
        (missing, extra, different), the value of the column `key`, the identity as text, names of differing columns.
    """
    table, own, named = model._meta.db_table, columns(model), identity(model)
    values = [column for column in own if column not in named]
    same = " AND ".join(f"fresh.{column} = kept.{column}" for column in named)
    changed = f"({_list(values, 'kept')}) IS DISTINCT FROM ({_list(values, 'excluded')})"
    sets = ", ".join(f"{column} = excluded.{column}" for column in values)
    return f"""
        WITH fresh AS MATERIALIZED (SELECT {_list(own)} FROM ({select}) AS stated),
        gone AS (
            DELETE FROM {table} AS kept
             WHERE {within} AND NOT EXISTS (SELECT FROM fresh WHERE {same})
            RETURNING {_told(named, values, key, gone=True) if report == "differences" else "1"}),
        put AS (
            INSERT INTO {table} AS kept ({_list(own)}) SELECT {_list(own)} FROM fresh
            ON CONFLICT ({_list(named)}) DO UPDATE SET {sets} WHERE {changed}
            RETURNING {_told(named, values, key, gone=False) if report == "differences" else "1"})
        {_SELECT[report]}
    """


_SELECT: dict[Report, str] = {
    "number": "SELECT (SELECT count(*) FROM gone) + (SELECT count(*) FROM put)",
    "differences": "SELECT * FROM gone UNION ALL SELECT * FROM put",
}


def _list(names: list[str], of: str = "") -> str:
    return ", ".join(f"{of}.{name}" if of else name for name in names)


def _told(named: list[str], values: list[str], key: str, *, gone: bool) -> str:
    row = "concat_ws(' ', " + _list([name for name in named if name != "organisation_id"], "kept") + ")"
    if gone:
        return f"'extra', kept.{key}, {row}, ''" if key != "0" else f"'extra', 0, {row}, ''"
    differing = ", ".join(f"CASE WHEN old.{name} IS DISTINCT FROM new.{name} THEN '{name}' END" for name in values)
    kind = "CASE WHEN old.organisation_id IS NULL THEN 'missing' ELSE 'different' END"
    named_columns = f"CASE WHEN old.organisation_id IS NULL THEN '' ELSE concat_ws(' ', {differing}) END"
    return f"{kind}, {f'kept.{key}' if key != '0' else '0'}, {row}, {named_columns}"
