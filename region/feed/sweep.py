"""The sweep: looks into every organisation's outbox, requeues those that hold something, writes freshness down.

It is what makes lost messages, killed workers and an absent broker cost time and never truth.
"""

import logging
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import DatabaseError, connections, transaction
from django.db.backends.utils import CursorWrapper
from psycopg.sql import SQL, Identifier, Literal

from shared_apps.organisations.crossing import feed_tables
from shared_apps.organisations.models import Organisation

from . import freshness, projector

log = logging.getLogger("svod.feed")
SCHEMAS_PER_QUERY = 200

Place = tuple[int, str]


def places() -> list[Place]:
    """Id and schema of each organisation that has an outbox."""
    states = (Organisation.State.READY, Organisation.State.CLOSED)
    with feed_tables():
        rows = Organisation.objects.using("feed").filter(state__in=states, schema_name__isnull=False)
        return [(pk, str(schema)) for pk, schema in rows.order_by("pk").values_list("pk", "schema_name")]


def sweep() -> list[int]:
    """Look everywhere, write freshness down, requeue. Returns the organisations whose outbox is not empty."""
    waiting = look(places())
    for organisation_id in waiting:
        projector.hint(organisation_id)
    return waiting


def look(found: Sequence[Place]) -> list[int]:
    """Look into these outboxes and write freshness down. Returns the organisations whose outbox is not empty."""
    waiting: list[int] = []
    for start in range(0, len(found), SCHEMAS_PER_QUERY):
        some = found[start : start + SCHEMAS_PER_QUERY]
        with feed_tables(), connections["feed"].cursor() as cursor:
            at, empty = _look_or_one_by_one(cursor, some)
            freshness.seen(cursor, empty, at)
        waiting += [organisation_id for organisation_id, is_empty in empty.items() if not is_empty]
    return waiting


def _look_or_one_by_one(cursor: CursorWrapper, some: Sequence[Place]) -> tuple[datetime, dict[int, bool]]:
    try:
        with transaction.atomic(using="feed"):
            return _look(cursor, some)
    except DatabaseError:  # one broken schema must not hide the others
        return _look_one_by_one(cursor, some)


def _look_one_by_one(cursor: CursorWrapper, some: Iterable[Place]) -> tuple[datetime, dict[int, bool]]:
    cursor.execute("SELECT statement_timestamp()")
    began: datetime = cursor.fetchone()[0]
    empty: dict[int, bool] = {}
    for place in some:
        try:
            with transaction.atomic(using="feed"):
                empty |= _look(cursor, [place])[1]
        except DatabaseError as error:
            log.error("The outbox of %s can't be read: %s", place[1], error)
    return began, empty


def _look(cursor: CursorWrapper, some: Sequence[Place]) -> tuple[datetime, dict[int, bool]]:
    one = SQL("SELECT {}, NOT EXISTS (SELECT FROM {}), statement_timestamp()")
    looks = [one.format(Literal(pk), Identifier(schema, "history_outbox")) for pk, schema in some]
    cursor.execute(SQL(" UNION ALL ").join(looks))
    rows = cursor.fetchall()
    return rows[0][2], {int(pk): bool(is_empty) for pk, is_empty, _at in rows}
