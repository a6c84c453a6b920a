"""Municipalities and authorities as they were on a day, each with the number of organisations under it.

Call inside region(scope). The ministry sees all of them, others those that have an organisation of their scope;
only organisations that the reader sees are counted.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from shared_apps.organisations.crossing import Scope
from shared_apps.organisations.territory_queries import FIRST_DAY

_UNDER = """
           LEFT JOIN (SELECT period.{column} AS above, count(DISTINCT period.organisation_id) AS n
                        FROM organisations_organisationperiod period
                             JOIN feed_freshness seen ON seen.organisation_id = period.organisation_id
                       WHERE period.valid_from <= %(on)s AND period.valid_to > %(on)s
                       GROUP BY 1) AS under ON under.above = body.id
     WHERE body.valid_from <= %(on)s AND body.valid_to > %(on)s AND body.valid_to > %(first)s
       AND (%(everything)s OR under.n > 0)
"""
_MUNICIPALITIES = f"""
    SELECT body.id, coalesce(called.name, body.name) AS name, coalesce(called.kind, body.kind),
           coalesce(called.oktmo, body.oktmo),
           CASE WHEN called.id IS NULL THEN body.oktmo_verified_on ELSE called.oktmo_verified_on END,
           body.latitude, body.longitude, body.valid_from, nullif(body.valid_to, DATE '9999-12-31'),
           body.merged_into_id, coalesce(under.n, 0)
      FROM organisations_municipality body
           LEFT JOIN organisations_municipalityperiod called ON called.holder_id = body.id
                 AND called.valid_from <= %(on)s AND called.valid_to > %(on)s
           {_UNDER.format(column="municipality_id")}
     ORDER BY 2, 1
"""
_AUTHORITIES = f"""
    SELECT body.id, body.code, coalesce(called.name, body.name) AS name, coalesce(called.short_name, body.short_name),
           body.valid_from, nullif(body.valid_to, DATE '9999-12-31'), body.merged_into_id, coalesce(under.n, 0)
      FROM organisations_authority body
           LEFT JOIN organisations_authorityperiod called ON called.holder_id = body.id
                 AND called.valid_from <= %(on)s AND called.valid_to > %(on)s
           {_UNDER.format(column="authority_id")}
     ORDER BY 3, 1
"""


@dataclass(frozen=True, slots=True)
class MunicipalityRow:
    """`valid_to` is None while it has no end; `organisations`: under it on the day, of those the reader sees."""

    id: int
    name: str
    kind: str
    oktmo: str
    oktmo_verified_on: date | None
    latitude: float | None
    longitude: float | None
    valid_from: date
    valid_to: date | None
    merged_into: int | None
    organisations: int


@dataclass(frozen=True, slots=True)
class AuthorityRow:
    """Organisations that it supervises besides are not among those under it."""

    id: int
    code: str
    name: str
    short_name: str
    valid_from: date
    valid_to: date | None
    merged_into: int | None
    organisations: int


def municipalities(scope: Scope, *, on: date) -> list[MunicipalityRow]:
    """By name. One query."""
    return [MunicipalityRow(*row) for row in _read(_MUNICIPALITIES, scope, on)]


def authorities(scope: Scope, *, on: date) -> list[AuthorityRow]:
    """By name. One query."""
    return [AuthorityRow(*row) for row in _read(_AUTHORITIES, scope, on)]


def _read(statement: str, scope: Scope, on: date) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, {"on": on, "first": FIRST_DAY, "everything": scope.audience == "ministry"})
        return list(cursor.fetchall())
