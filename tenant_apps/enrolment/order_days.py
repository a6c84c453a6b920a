"""To which day what an order does belongs."""

from .order_kinds import Effect

ENDING = frozenset({Effect.END, Effect.YEAR_END})
"""What ends on the eve of its day belongs to the year of that eve: an order of transfer to the year it closes."""
