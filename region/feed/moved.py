"""Organisations that came into a municipality, or left it, between a past day and today.

Row-level security shows a municipality the organisations that are its own today, on every day; the ministry counts each
where it was (docs/decisions/0002). So on days before a move their numbers differ, and the page says by whom.
"""

from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.utils.translation import gettext as _

# As they are called today, or were last.
_MOVED = """
    SELECT past.municipality_id = %(own)s, present.short_name
      FROM organisations_organisationperiod past
           JOIN LATERAL (
               SELECT municipality_id, short_name FROM organisations_organisationperiod later
                WHERE later.organisation_id = past.organisation_id AND later.valid_from <= %(today)s
                ORDER BY later.valid_from DESC LIMIT 1) AS present ON true
     WHERE past.valid_from <= %(on)s AND past.valid_to > %(on)s
       AND (past.municipality_id = %(own)s) <> (present.municipality_id = %(own)s)
     ORDER BY present.short_name
"""
NAMED = 5
"""So many organisations are named; of more the number is said."""


@dataclass(frozen=True, slots=True)
class Moved:
    """Names of organisations. `came`: the reader's today, but not on that day. `went`: the reader's on that day, not
    today."""

    came: tuple[str, ...]
    went: tuple[str, ...]

    def in_words(self) -> str:
        """What the reader must know of numbers of that day; "" for nothing."""
        said = []
        if self.came:
            said.append(
                _("On this day these were organisations of another municipality, and they count here: %s.")
                % _some(self.came)
            )
        if self.went:
            said.append(
                _("On this day these were organisations of this municipality, and they do not count here: %s.")
                % _some(self.went)
            )
        if said:
            said.append(_("You see the organisations that are yours today; the ministry counts each where it was."))
        return " ".join(said)


def moved(municipality_id: int, *, on: date, today: date) -> Moved:
    """Returns the organisations that came or went between a day and today. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_MOVED, {"own": municipality_id, "on": on, "today": today})
        rows = cursor.fetchall()
    return Moved(
        came=tuple(name for was_own, name in rows if not was_own),
        went=tuple(name for was_own, name in rows if was_own),
    )


def _some(names: tuple[str, ...]) -> str:
    listed = ", ".join(names[:NAMED])
    return listed if len(names) <= NAMED else _("%(names)s and %(more)s more") % {
        "names": listed, "more": len(names) - NAMED,
    }  # fmt: skip
