"""Long leaves of employees on a day: numbers alone, small ones hidden. Which leave somebody is on is closed."""

from dataclasses import dataclass
from datetime import date

from region.contingent import counting
from region.contingent.circumstances import Guarded, few_of, guarded
from region.contingent.narrowing import EVERYTHING, Filters, conditions

_LEAVES = """
    WITH place AS MATERIALIZED ({places})
    SELECT l.kind, sum(l.n)::int, sum(l.women)::int
      FROM staffing_regionstaffleave l JOIN place USING (organisation_id)
     WHERE l.valid_from <= %(on)s AND l.valid_to > %(on)s{organisations}
     GROUP BY l.kind
"""


@dataclass(frozen=True, slots=True)
class Leave:
    """How many who hold a post are on a long leave of a kind (handbook staff_leave). None: hidden, they are few."""

    kind: str
    n: Guarded
    women: Guarded


def leaves(*, as_of: date, filters: Filters = EVERYTHING) -> tuple[Leave, ...]:
    """Of whatever the reader sees, the most frequent first. Of the filters only places count."""
    narrowed = conditions(filters)
    statement = _LEAVES.format(places=counting.places("organisation", narrowed), organisations=narrowed.organisations)
    rows = counting.read(statement, {"on": as_of, **narrowed.parameters})
    shown = guarded({kind: n for kind, n, _women in rows})
    return tuple(
        Leave(kind, shown[kind], few_of(shown[kind], women))
        for kind, _n, women in sorted(rows, key=lambda row: (-row[1], row[0]))
    )
