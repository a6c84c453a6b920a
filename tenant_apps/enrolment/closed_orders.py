"""Orders that tell of health or of an offence, columns and grounds of lines that do: who may know of them.

A kind of order of a closed class (`OrderKind.privacy`) is not there for who does not hold that class: neither in lists
nor by its address, in print, in forms, through the API or in the history; nor is the order that cancels it. Of other
arrangements, the columns that `StudyArrangement` keeps as closed are as closed in the line that the order has of them.
Of all orders, a line whose ground tells more than others do (`Item.tells` of its handbook) shows another ground to who
does not hold that class, and not where the student came from or went. All is made from the declarations.
"""

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from shared_apps.handbooks import closed_values
from shared_apps.organisations.crossing import By
from shared_apps.organisations.privacy import Privacy, holds

from .arrangement_models import StudyArrangement
from .models import Order, OrderLine
from .order_kinds import ORDER_KINDS, Effect, OrderKind

ARRANGED = {"reason": "reason", "counterpart": "place", "document": "document"}
"""Column of a line of an order that arranges something → the column of the arrangement that it becomes."""
CLOSABLE = (*ARRANGED, "variant", "subjects")
"""Columns of lines that may be of a class which a reader of the order does not hold."""
TOLD_BY_GROUND = ("reason", "counterpart")
"""Columns of a line that are as closed as its ground: «Воспитательная колония» says why, too."""
_ARRANGING = frozenset({Effect.ARRANGE, Effect.RELEASE})


def class_of(kind: OrderKind, column: str) -> Privacy:
    """The privacy class of a column of `OrderLine` in orders of this kind."""
    if kind.privacy != Privacy.OFFICIAL:
        return kind.privacy
    if kind.effect in _ARRANGING and column in ARRANGED:
        found: Privacy = StudyArrangement.privacy[ARRANGED[column]]
        return found
    declared: Privacy = OrderLine.privacy[column]
    return declared


def class_of_ground(kind: OrderKind, ground: str) -> Privacy | None:
    """The class that must be held to know this ground; None: that of its column is enough."""
    return closed_values.class_of(kind.reasons, ground) if kind.reasons else None


def hides_ground(kind: OrderKind, ground: str, by: By) -> bool:
    """Whether the reader sees another ground in the stead of this one, and no counterpart."""
    return bool(kind.reasons) and closed_values.is_closed(kind.reasons, ground, by)


def shown_column(line: OrderLine, column: str, by: By) -> str:
    """A column of a line by its ground: the code that stands for a closed one, no counterpart beside it."""
    said: str = getattr(line, column)
    kind = ORDER_KINDS[line.order.kind]
    if column not in TOLD_BY_GROUND or not hides_ground(kind, line.reason, by):
        return said
    return closed_values.shown_code(kind.reasons, line.reason, by) if column == "reason" else ""


def hidden_columns(kind: OrderKind, by: By) -> frozenset[str]:
    """The columns of lines that this reader neither sees nor fills in."""
    return frozenset(column for column in OrderLine.privacy if not holds(by, class_of(kind, column)))


def hidden_in_a_line(kind: OrderKind, ground: str, by: By) -> frozenset[str]:
    """Likewise in a line on this ground."""
    hidden = hidden_columns(kind, by)
    return hidden | set(TOLD_BY_GROUND) if hides_ground(kind, ground, by) else hidden


def closed_kinds(by: By) -> frozenset[str]:
    """Codes of the kinds of orders that this reader may not know of."""
    return frozenset(kind.code for kind in ORDER_KINDS.values() if not holds(by, kind.privacy))


def known_kinds(kinds: Iterable[OrderKind], by: By) -> list[OrderKind]:
    """Those that the reader may know of, in their order."""
    return [kind for kind in kinds if holds(by, kind.privacy)]


def known_orders(rows: QuerySet[Order], by: By, *, prefix: str = "") -> QuerySet[Order]:
    """Orders that the reader may know of. `prefix`: the way to the order, where rows are not orders ("order__")."""
    closed = closed_kinds(by)
    if not closed:
        return rows
    hidden = Q(**{f"{prefix}kind__in": closed}) | Q(**{f"{prefix}cancels__kind__in": closed})
    return rows.exclude(hidden)
