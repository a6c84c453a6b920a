"""Organisations and territories that a reader of the region sees: for headings, filters and comboboxes.

Call inside region(scope). All queries begin at feed_freshness, which is under row-level security: what lies outside of
the reader's scope is not found at all.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from shared_apps.organisations.names import bare_words
from shared_apps.organisations.territory_queries import AUTHORITIES_ON, MUNICIPALITIES_ON

# As it was called on the day; else as last before it; else as first after it.
_ORGANISATIONS = f"""
    SELECT DISTINCT ON (seen.organisation_id) seen.organisation_id, period.short_name, period.municipality_id,
           territory.name, period.kind
      FROM feed_freshness seen
           JOIN organisations_organisationperiod period ON period.organisation_id = seen.organisation_id
           JOIN {MUNICIPALITIES_ON} territory ON territory.id = period.municipality_id
     WHERE {{condition}}
     ORDER BY seen.organisation_id, (period.valid_from <= %(on)s) DESC,
              CASE WHEN period.valid_from <= %(on)s THEN period.valid_from END DESC, period.valid_from
"""
_MUNICIPALITIES = f"""
    SELECT id, name FROM {MUNICIPALITIES_ON} territory
     WHERE EXISTS (SELECT FROM organisations_organisationperiod period
                     JOIN feed_freshness seen ON seen.organisation_id = period.organisation_id
                    WHERE period.municipality_id = territory.id)
     ORDER BY name
"""
_AUTHORITIES = f"""
    SELECT id, short_name FROM {AUTHORITIES_ON} body
     WHERE EXISTS (SELECT FROM organisations_organisationperiod period
                     JOIN feed_freshness seen ON seen.organisation_id = period.organisation_id
                    WHERE period.authority_id = body.id)
     ORDER BY short_name
"""


@dataclass(frozen=True, slots=True)
class SeenOrganisation:
    """An organisation in the reader's scope, as it was called on a day."""

    id: int
    name: str
    municipality_id: int
    municipality: str
    kind: str


def organisation(key: int, *, on: date) -> SeenOrganisation | None:
    """One organisation; None when there is none, or the reader does not see it."""
    found = organisations([key], on=on)
    return found.get(key)


def organisations(keys: Sequence[int], *, on: date) -> Mapping[int, SeenOrganisation]:
    """Those of these organisations that the reader sees."""
    rows = _read(_ORGANISATIONS.format(condition="seen.organisation_id = ANY (%(keys)s)"), on=on, keys=list(keys))
    return {row[0]: SeenOrganisation(*row) for row in rows}


def organisations_named(text: str, *, on: date, limit: int) -> list[SeenOrganisation]:
    """Organisations whose name contains each word of the text, by name; ё = е."""
    words = bare_words(text).split()
    conditions = ["true"] + [f"strpos(period.search_key, %(word_{n})s) > 0" for n in range(len(words))]
    asked = {f"word_{n}": word for n, word in enumerate(words)}
    rows = _read(_ORGANISATIONS.format(condition=" AND ".join(conditions)), on=on, **asked)
    found = sorted((SeenOrganisation(*row) for row in rows), key=lambda one: _by_number(one.name))
    return found[:limit]


def municipalities(*, on: date) -> list[tuple[int, str]]:
    """Municipalities in which the reader sees an organisation: id and name as of a day, by name."""
    return _read(_MUNICIPALITIES, on=on)


def authorities(*, on: date) -> list[tuple[int, str]]:
    """Authorities to which an organisation that the reader sees is (or was) subordinate: id and short name then."""
    return _read(_AUTHORITIES, on=on)


def _by_number(name: str) -> list[tuple[int, int, str]]:
    """«Школа № 9» stands before «Школа № 10»."""
    words = bare_words(name).split()
    return [(0, int(word), "") if word.isdecimal() else (1, 0, word) for word in words]


def _read(statement: str, **parameters: Any) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters or None)
        return list(cursor.fetchall())
