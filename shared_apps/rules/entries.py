"""What is written, as frozen rows. Values above organisations stay in the process as long as their edition is the same.

One query per door asks for the edition's token and, inside an organisation, for all it wrote itself and whose it was;
one more reads the values above when the token has changed. Reading then costs nothing.
"""

import json
import uuid
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any, NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import QuerySet
from django.db.models.functions import JSONObject

from shared_apps.organisations.crossing import Door, DoorError, enclosing_doors
from shared_apps.organisations.models import OrganisationPeriod

from .catalogue import Level
from .models import NOTHING_OF_ITS_OWN, RuleEdition, RuleValue


@dataclass(frozen=True, slots=True, order=True)
class Holder:
    """Who writes values: a level, and whose. `id` is 0 for the region."""

    level: Level
    id: int = 0


REGION = Holder(Level.REGION)


@dataclass(frozen=True, slots=True)
class Written:
    """A written value: in force from `valid_from` until the next one of its holder."""

    holder: Holder
    setting: str
    value: str
    valid_from: date
    reason: str = ""
    is_locked: bool = False
    written_name: str = ""
    written_at: datetime | None = None

    @property
    def inherits(self) -> bool:
        return self.value == NOTHING_OF_ITS_OWN


Values = Mapping[tuple[Holder, str], tuple[Written, ...]]
"""(holder, setting) → what it wrote, by day."""


class Place(NamedTuple):
    """Whose an organisation is during a period."""

    valid_from: date
    valid_to: date
    municipality_id: int
    authority_id: int | None

    @property
    def above(self) -> Holder:
        """An organisation of an authority follows the authority, any other its municipality."""
        if self.authority_id is not None:
            return Holder(Level.AUTHORITY, self.authority_id)
        return Holder(Level.MUNICIPALITY, self.municipality_id)


class Edition(NamedTuple):
    """All values above organisations as they were when `token` stood."""

    token: uuid.UUID
    values: Values


class Known(NamedTuple):
    """What a door knows."""

    door: Door | None
    edition: Edition
    organisation: Holder | None = None
    places: tuple[Place, ...] = ()
    own: Values = {}

    def chain(self, day: date) -> list[Holder]:
        """From the region down to the organisation of the door, if it is one's."""
        if self.organisation is None:
            return [REGION]
        place = _best(self.places, day)
        return [REGION, *([place.above] if place else []), self.organisation]

    def written(self, holder: Holder, setting: str) -> tuple[Written, ...]:
        found = self.own if holder.level == Level.ORGANISATION else self.edition.values
        return found.get((holder, setting), ())


Own = Callable[[], "QuerySet[Any]"]
"""Gives the queryset of the organisation's own `DatedValue` rows."""


@dataclass
class _Process:
    """What this process keeps: the edition read last, and where organisations keep their own values."""

    edition: Edition | None = None
    own: Own | None = None


_process = _Process()


def register_own(own: Own) -> None:
    """The app that stores organisations' values says here how to read them (from its AppConfig.ready)."""
    _process.own = own


def known() -> Known:
    """What stands in the database, by the innermost door that has an organisation, else by the innermost one.

    :raises DoorError: asked within shared() that stands within inside(), where the organisation's values can't be read.
    """
    doors = enclosing_doors()
    door = doors[-1] if doors else None
    memo: Known | None = getattr(connection, "svod_rules", None)
    if memo is not None and door is not None:
        if memo.door is door:
            return memo
        if memo.organisation is not None and any(one is memo.door for one in doors):
            return memo
    if door is not None and door.kind == "shared" and any(one.kind == "inside" for one in doors):
        raise DoorError("Ask for the setting before opening shared(): there the organisation's values can't be read.")
    memo = _ask(door)
    connection.svod_rules = memo  # type: ignore[attr-defined]
    return memo


def forget() -> None:
    """The next read asks the database again: after a change within the same door."""
    connection.svod_rules = None  # type: ignore[attr-defined]


def _ask(door: Door | None) -> Known:
    organisation_id = door.organisation_id if door is not None and door.kind == "inside" else None
    if organisation_id is None:
        token = RuleEdition.objects.values_list("token", flat=True).get()
        return Known(door, _edition(token))
    statement, parameters = _statement(_process.own)
    with connection.cursor() as cursor:
        cursor.execute(statement, [organisation_id if one == _SOME_ORGANISATION else one for one in parameters])
        token, *said = cursor.fetchone()
    found_places, found_own = ([json.loads(one) for one in rows] for rows in said)
    holder = Holder(Level.ORGANISATION, organisation_id)
    return Known(
        door, _edition(token), holder,
        tuple(
            Place(date.fromisoformat(one["valid_from"]), date.fromisoformat(one["valid_to"]), one["municipality"],
                  one["authority"])
            for one in found_places
        ),
        _grouped(
            [
                Written(holder, one["setting"], one["value"], date.fromisoformat(one["valid_from"]), one["reason"],
                        False, one["written_name"], datetime.fromisoformat(one["written_at"]))
                for one in found_own
            ]
        ),
    )  # fmt: skip


_SOME_ORGANISATION = -1
"""Stands for the organisation in the statement that is kept."""


@cache
def _statement(own: Own | None) -> tuple[str, tuple[Any, ...]]:
    """The edition's token, periods and own values of an organisation; almost every page asks, so it is made once."""
    places = OrganisationPeriod.objects.filter(organisation=_SOME_ORGANISATION).order_by("valid_from")
    values = own() if own is not None else RuleValue.objects.none()
    rows = RuleEdition.objects.values_list(
        "token", ArraySubquery(places.values(row=JSONObject(**{name: name for name in _PLACE}))),
        ArraySubquery(values.order_by("valid_from").values(row=JSONObject(**{name: name for name in _OWN}))),
    )  # fmt: skip
    statement, parameters = rows.query.sql_with_params()
    return statement, tuple(parameters)


_PLACE = ("valid_from", "valid_to", "municipality", "authority")
_OWN = ("setting", "value", "valid_from", "reason", "written_name", "written_at")


def _edition(token: uuid.UUID) -> Edition:
    kept = _process.edition
    if kept is None or kept.token != token:
        kept = _process.edition = Edition(token, _read())
    return kept


def _read() -> Values:
    return _grouped(
        [
            Written(
                Holder(Level(row.level), row.municipality_id or row.authority_id or 0), row.setting, row.value,
                row.valid_from, row.reason, row.is_locked, row.written_name, row.written_at,
            )
            for row in RuleValue.objects.order_by("valid_from")
        ]
    )  # fmt: skip


def _grouped(rows: list[Written]) -> Values:
    found: dict[tuple[Holder, str], list[Written]] = defaultdict(list)
    for row in rows:
        found[row.holder, row.setting].append(row)
    return {key: tuple(of_one) for key, of_one in found.items()}


def _best(places: tuple[Place, ...], day: date) -> Place | None:
    """The period of the day; else the last before it, else the first one: as routing does."""
    before = [one for one in places if one.valid_from <= day]
    return before[-1] if before else (places[0] if places else None)
