"""Values of handbooks that tell of a person more than their column: who sees them, and what others see in their stead.

The catalogue says which (`Item.tells`); an organisation's own item tells what the region's item tells that it counts
as. Who does not hold that class sees the handbook's other value (`OTHER`) wherever a value is shown, sorted, counted or
narrowed by. Above the organisations nobody holds it: facts say the other value too (`for_the_region`).
"""

from collections.abc import Collection

from shared_apps.organisations.privacy import Privacy, holds

from . import queries
from .catalogue import CATALOGUE
from .catalogue.declaration import OTHER


def telling(handbook: str) -> dict[str, Privacy]:
    """The region's codes of a handbook that tell more than their column → the class."""
    declared = CATALOGUE.get(handbook)
    return dict(declared.telling) if declared else {}


def class_of(handbook: str, code: str) -> Privacy | None:
    """The class that must be held to know that somebody has this value; None: that of the column is enough."""
    told = telling(handbook)
    return told.get(queries.counts_as(handbook, code)) if told and code else None


def is_closed(handbook: str, code: str, by: object) -> bool:
    """Whether the reader may not know that somebody has this value."""
    needed = class_of(handbook, code)
    return needed is not None and not holds(by, needed)


def closed_codes(handbook: str, by: object) -> list[str]:
    """The codes that the reader may not know of, those that the organisation has added among them."""
    closed = {code for code, needed in telling(handbook).items() if not holds(by, needed)}
    return sorted(one.code for one in queries.items(handbook) if one.counts_as in closed) if closed else []


def shown_code(handbook: str, code: str, by: object) -> str:
    """The code, or the one that stands for what the reader may not know."""
    return OTHER if is_closed(handbook, code, by) else code


def shown_name(handbook: str, code: str, by: object) -> str:
    """Likewise its name."""
    return queries.name(handbook, shown_code(handbook, code, by))


def known_codes(handbook: str, codes: Collection[str], by: object) -> list[str]:
    """Those that the reader may know of and choose."""
    closed = closed_codes(handbook, by)
    return [code for code in codes if code not in closed]


def tells_more(handbook: str, expression: str) -> str:
    """SQL: whether a region's code is one that tells more than its column."""
    told = ", ".join(f"'{code}'" for code in sorted(telling(handbook)))
    return f"({expression}) IN ({told})" if told else "false"


def for_the_region(handbook: str, expression: str) -> str:
    """SQL: what a row of a person says above his organisation, where nobody reads what is closed."""
    return f"CASE WHEN {tells_more(handbook, expression)} THEN '{OTHER}' ELSE {expression} END"


__all__ = [
    "OTHER",
    "class_of",
    "closed_codes",
    "for_the_region",
    "is_closed",
    "known_codes",
    "shown_code",
    "shown_name",
    "telling",
    "tells_more",
]
