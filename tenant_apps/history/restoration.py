"""The line that a restoration leaves in the chain of seals: what was cut off, and that it was no tampering.

A restored log ends where the copy ended; roots of later seals are outside already. The seal of kind "restored" takes
the first number that nobody ever used and keeps the last chained root that was sent out. Verification then says that
the seals in between were lost by a restoration; any other gap stays a proof of tampering.
"""

from collections.abc import Sequence

from django.db.backends.utils import CursorWrapper
from django.utils import timezone
from psycopg.sql import SQL, Identifier

from . import merkle
from .models import Seal
from .targets import SentRoot, Target, targets

_LAST = "SELECT number, chained FROM {} ORDER BY number DESC LIMIT 1"
_WRITE = """
    INSERT INTO {} (number, kind, count, root, chained, sealed_at, sealed_by, note)
    VALUES (%s, %s, 0, %s, %s, %s, %s, %s)
"""


def last_sent(schema: str, *, sent_to: Sequence[Target] | None = None) -> SentRoot | None:
    """Returns the last seal, by number, whose root has left the database. :raises TargetUnreadable:"""
    roots = [root for target in (targets() if sent_to is None else sent_to) for root in target.read(schema)]
    return max(roots, key=lambda root: root.number, default=None)


def write_restored(
    cursor: CursorWrapper, *, schema: str, replaced: str, sent: SentRoot | None, note: str, by_name: str
) -> int:
    """Write the seal into a restored schema. Returns its number.

    Call by the owner's login, in the transaction that exchanges the schemas. `replaced`: the schema that the restored
    one takes the place of ("": none).
    """
    number, chained = _last(cursor, schema)
    used = max(number, _last(cursor, replaced)[0] if replaced else 0, sent.number if sent else 0)
    kept = bytes.fromhex(sent.chained) if sent else chained
    cursor.execute(
        SQL(_WRITE).format(Identifier(schema, Seal._meta.db_table)),
        [used + 1, Seal.Kind.RESTORED, kept, merkle.chain(chained, kept), timezone.now(), by_name, note],
    )
    return used + 1


def _last(cursor: CursorWrapper, schema: str) -> tuple[int, bytes]:
    cursor.execute(SQL(_LAST).format(Identifier(schema, Seal._meta.db_table)))
    row = cursor.fetchone()
    return (int(row[0]), bytes(row[1])) if row else (0, merkle.GENESIS)
