"""Organisations that are no more: closed, or merged into a successor. Said wherever an organisation is named by a day.

Call inside region(scope). A successor outside of the reader's scope is named, and nothing leads to it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.utils.html import format_html
from django.utils.translation import gettext as _

from shared_apps.organisations.models import Succession
from shared_apps.ui.numbers import ru_date

# The successor as it was called on the day, else as it was called last before it or first after it.
_ENDED = """
    SELECT gone.organisation_id, gone.valid_to, heir.successor_id, coalesce(named.short_name, ''),
           seen.organisation_id IS NOT NULL
      FROM (SELECT organisation_id, max(valid_to) AS valid_to FROM organisations_organisationperiod
             WHERE organisation_id = ANY (%(keys)s) GROUP BY 1) AS gone
           LEFT JOIN LATERAL (
               SELECT successor_id FROM organisations_succession
                WHERE predecessor_id = gone.organisation_id AND kind = %(merge)s ORDER BY "on" DESC LIMIT 1
           ) AS heir ON true
           LEFT JOIN LATERAL (
               SELECT short_name FROM organisations_organisationperiod
                WHERE organisation_id = heir.successor_id
                ORDER BY (valid_from <= %(on)s) DESC, CASE WHEN valid_from <= %(on)s THEN valid_from END DESC,
                         valid_from LIMIT 1
           ) AS named ON true
           LEFT JOIN feed_freshness seen ON seen.organisation_id = heir.successor_id
     WHERE gone.valid_to <= %(on)s
"""


@dataclass(frozen=True, slots=True)
class Ended:
    """`on`: the first day without the organisation. `successor` is "" where it was closed without one."""

    on: date
    successor_id: int | None
    successor: str
    is_seen: bool

    def briefly(self) -> str:
        """Where there is no room for more."""
        return (_("reorganised on %(day)s") if self.successor_id else _("closed on %(day)s")) % {
            "day": ru_date(self.on)
        }

    def in_words(self, to: Callable[..., str]) -> str:
        """Safe HTML. `to`: the page's address with another place."""
        said = {"day": ru_date(self.on)}
        if self.successor_id is None:
            return format_html("{}", _("closed on %(day)s") % said)
        words = _("reorganised on %(day)s, successor:") % said
        if not self.is_seen:
            return format_html("{} {}", words, self.successor)
        url = to(organisation=self.successor_id, municipality=None)
        return format_html('{} <a href="{}">{}</a>', words, url, self.successor)


def ended(keys: Sequence[int], *, on: date) -> Mapping[int, Ended]:
    """Returns those of these organisations that no longer exist on a day. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_ENDED, {"keys": list(keys), "on": on, "merge": Succession.Kind.MERGE.value})
        return {row[0]: Ended(*row[1:]) for row in cursor.fetchall()}
