"""Which tables the history watches: `watch()` stands in a table's migration, or the table is named in EXEMPT.

    operations = [migrations.CreateModel("OrderLine", …), watch("enrolment_orderline", "student:student_id")]

Names are unqualified, the search path decides: the recorded SQL replays in any organisation's schema. The functions
stand in `public` (shared_apps/organisations/sql/history_functions.sql).

Measured on 2 cores with 14 columns: a statement over 100,000 rows takes 1.7 s of a core more with the triggers when it
inserts and 1.9 s when it updates (row by row: 5 to 9 s), over one row 0.3 ms more. Memory stays flat: 14 MB for 300,000
rows. A connection keeps 26 kB for each trigger it has fired.
"""

import re

from django.db import migrations

EXEMPT: dict[str, str] = {
    "enrolment_importrow": "Verdicts on the rows of a file, made anew by each check and deleted with the file.",
    "history_changelog": "It is the log; rights allow nothing but adding and, to the eraser, emptying.",
    "history_outbox": "Keys for the projector, deleted when projected.",
    "history_seal": "The chain of seals protects itself, and its roots are sent out.",
    "history_sealline": "Part of the seals.",
    "history_erasure": "Insert-only register of erasures, written by the role eraser.",
    "people_cardreading": "A log itself, of readings; rights allow nothing but adding.",
    "history_reversalline": "Verdicts of a protocol about lines; what was done stands in the log under its source.",
}
"""Tables without triggers, each with the reason."""

_NAME = re.compile(r"[a-z][a-z0-9_]*")
_PUBLISHED = re.compile(r"[a-z][a-z_]*:[a-z][a-z0-9_]*")


def watch(table: str, *publish: str, key: str = "id") -> migrations.RunSQL:
    """The triggers of one table, as an operation of its migration.

    :param publish: "entity:column" for each key that the region must look at again when a row changes:
        "student:student_id", "class:class_group_id", "student:id". None: history only.
    :param key: the column of the primary key, a bigint.
    """
    for name in (table, key):
        if not _NAME.fullmatch(name):
            raise ValueError(f'watch() needs plain names of tables and columns, not "{name}".')
    for declared in publish:
        if not _PUBLISHED.fullmatch(declared):
            raise ValueError(f'watch("{table}"): "{declared}" should look like "student:student_id".')
    arguments = ", ".join(f"'{argument}'" for argument in (key, *publish))
    record = f"FOR EACH STATEMENT EXECUTE FUNCTION public.history_record({arguments})"
    refuse = "FOR EACH STATEMENT EXECUTE FUNCTION public.history_refuse_truncate()"
    old, new = "OLD TABLE AS old_rows", "NEW TABLE AS new_rows"
    return migrations.RunSQL(
        sql=[
            f"CREATE TRIGGER history_insert AFTER INSERT ON {table} REFERENCING {new} {record}",
            f"CREATE TRIGGER history_update AFTER UPDATE ON {table} REFERENCING {old} {new} {record}",
            f"CREATE TRIGGER history_delete AFTER DELETE ON {table} REFERENCING {old} {record}",
            f"CREATE TRIGGER history_truncate BEFORE TRUNCATE ON {table} {refuse}",
        ],
        reverse_sql=[
            f"DROP TRIGGER history_{event} ON {table}" for event in ("insert", "update", "delete", "truncate")
        ],
    )


def watch_anew(table: str, *publish: str, formerly: tuple[str, ...] = (), key: str = "id") -> migrations.RunSQL:
    """The triggers of a table that is watched already, with other keys published. `formerly`: those until now."""
    now, then = watch(table, *publish, key=key), watch(table, *formerly, key=key)
    return migrations.RunSQL(
        sql=[*now.reverse_sql, *now.sql],  # type: ignore[misc]
        reverse_sql=[*then.reverse_sql, *then.sql],  # type: ignore[misc]
    )
