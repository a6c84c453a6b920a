"""Which groups of fields (grounds.py) are open for which people on a day. Cards, forms, the API and files ask here."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any

from django.db import connection, models
from django.db.models import Q
from django.utils.text import capfirst

from shared_apps.organisations.periods import valid_on

from ..consent_models import Consent
from ..grounds import GROUPS, FieldGroup, group_of, group_of_identifier
from ..presence import is_here


@dataclass(frozen=True, slots=True)
class Grounds:
    """The answer for the people asked about: group codes that a consent opens, by the person's id."""

    consented: Mapping[int, frozenset[str]] = field(default_factory=dict)

    def is_open(self, person_id: int, group: FieldGroup | str | None) -> bool:
        """Whether there is a ground: the law, or a consent in force. None: no ground is needed."""
        found = GROUPS[group] if isinstance(group, str) else group
        return found is None or not found.needs_consent or found.code in self.consented.get(person_id, ())

    def closed(self, person_id: int, groups: Iterable[FieldGroup]) -> list[FieldGroup]:
        """Of these groups, those without a ground."""
        return [group for group in groups if not self.is_open(person_id, group)]

    def opens(self, person_id: int, model: type[models.Model], name: str) -> bool:
        """Whether a column of a card's table may be read and written."""
        return self.is_open(person_id, field_group(model, name))

    def opens_identifier(self, person_id: int, kind: str) -> bool:
        return self.is_open(person_id, group_of_identifier(kind))

    def open_columns(self, person_id: int, model: type[models.Model]) -> frozenset[str]:
        """The columns of a table that have a ground."""
        privacy: Mapping[str, object] = getattr(model, "privacy", {})
        return frozenset(name for name in privacy if self.opens(person_id, model, name))


NOBODY = Grounds()
"""Of people whose cards are only being made: what the law allows."""


def field_group(model: type[models.Model], name: str) -> FieldGroup | None:
    """The group of a column; None: it needs no ground."""
    return group_of(f"{model._meta.label}.{name}", model.privacy[name])  # type: ignore[attr-defined]


def in_force(day: date, *, among_many: bool = False) -> Q:
    """The condition "this consent gives a ground on the day". `among_many`: as for `is_here`."""
    return given_on(day) & (Q(until_leaving=False) | is_here(day, among_many=among_many))


def given_on(day: date) -> Q:
    """The same of somebody who is here on the day: with him no consent "until leaving" has ended."""
    return valid_on(day) & Q(withdrawn_on__isnull=True)


def grounds(person_ids: Collection[int], as_of: date) -> Grounds:
    """What may be read and written of these people on a day. One query, whatever their number."""
    if not person_ids:
        return NOBODY
    found: dict[int, set[str]] = {}
    statement, parameters = _statement()
    said: dict[Any, Any] = {_SOME_DAY: as_of, _SOMEBODY: list(person_ids)}
    with connection.cursor() as cursor:
        cursor.execute(statement, [said.get(one, one) for one in parameters])
        for person_id, covers in cursor.fetchall():
            found.setdefault(person_id, set()).update(covers)
    return Grounds({person_id: frozenset(codes) for person_id, codes in found.items()})


_SOME_DAY, _SOMEBODY = date(1111, 11, 11), -1
"""Stand for the day and the people in the statement that is kept."""
_AMONG = "= ANY(%s)"


@cache
def _statement() -> tuple[str, tuple[Any, ...]]:
    """Consents in force as a statement and what stands where: a card asks several times, and making it costs more
    than asking."""
    rows = Consent.objects.filter(in_force(_SOME_DAY), person=_SOMEBODY).order_by().values_list("person_id", "covers")
    statement, parameters = rows.query.sql_with_params()
    one = '"people_consent"."person_id" = %s'
    if statement.count(one) != 1 or parameters.count(_SOMEBODY) != 1:
        raise RuntimeError(f"The statement of consents in force names its people otherwise than {one!r}.")
    return statement.replace(one, f'"people_consent"."person_id" {_AMONG}'), tuple(parameters)


def groups_in_force(as_of: date, groups: Collection[str], *, among: str) -> tuple[str, list[Any]]:
    """A statement of `person_id` and `opens_<group>` (whether a consent opens it on the day), and its parameters.

    :param groups: codes of GROUPS.
    :param among: a statement of the ids of the people, each of whom is here on the day (see `given_on`).
    """
    statement, parameters = _given(tuple(groups))
    columns = "".join(f", bool_or('{group}' = ANY(covers)) AS opens_{group}" for group in groups)
    return (
        f"SELECT person_id{columns} FROM ({statement}) consent"  # noqa: S608  (statements of our own)
        f" WHERE person_id IN ({among}) GROUP BY person_id",
        [as_of if one == _SOME_DAY else one for one in parameters],
    )


@cache
def _given(groups: tuple[str, ...]) -> tuple[str, tuple[Any, ...]]:
    """Consents of people who are here that cover some of these groups, as a statement that is kept."""
    rows = Consent.objects.filter(given_on(_SOME_DAY), covers__overlap=list(groups)).order_by()
    statement, parameters = rows.values_list("person_id", "covers").query.sql_with_params()
    return statement, tuple(parameters)


def labelled(group: FieldGroup) -> str:
    """The group's title at the beginning of a line."""
    return str(capfirst(str(group.title)))
