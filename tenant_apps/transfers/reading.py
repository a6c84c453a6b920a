"""Rows of cards as plain values that can lie in an envelope, with the files that they name.

Values stand as the columns have them; the organisation's own handbook codes (~…) as the region's they are mapped to.
"""

import base64
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import models

from shared_apps.organisations.orphans import handbook_columns
from tenant_apps.passport.models import LocalHandbookItem
from tenant_apps.people.models import StoredFile
from tenant_apps.people.refusals import FileIsGone
from tenant_apps.people.services import content_of

from .travelling import Allowed, columns_of, is_voided, tables_of

Values = dict[str, Any]
Rows = dict[str, list[Values]]


class CardReader:
    """Reads the travelling tables of some owners (people, students, employees), each table once.

    :param owners: the table of a card → ids.
    :param cards: rows of cards that may name files themselves.
    """

    def __init__(self, owners: Mapping[type[models.Model], Iterable[int]], cards: Iterable[models.Model] = ()) -> None:
        self._own_codes = {(item.handbook, item.code): item.maps_to for item in LocalHandbookItem.objects.all()}
        self._handbooks = handbook_columns()
        self._of = {owner: _read(owner, ids) for owner, ids in owners.items()}
        self._files = StoredFile.objects.in_bulk(list(self._files_named(cards)))

    def rows(self, owner: type[models.Model], owner_id: int, person_id: int, allowed: Allowed, used: set[int]) -> Rows:
        """What belongs to one card and has a ground, by table. `used` gets the ids of its files."""
        found = {
            label: [self.values(row, used) for row in by_owner[owner_id] if allowed.row(person_id, row)]
            for label, by_owner in self._of[owner].items()
            if owner_id in by_owner
        }
        return {label: rows for label, rows in found.items() if rows}

    def card(self, row: models.Model, person_id: int, allowed: Allowed, used: set[int]) -> Values:
        """The row of a card without the columns that have no ground."""
        model = type(row)
        return {name: value for name, value in self.values(row, used).items() if allowed.column(person_id, model, name)}

    def values(self, row: models.Model, used: set[int]) -> Values:
        found: Values = {}
        for column in columns_of(type(row)):
            value = getattr(row, column.attname)
            if isinstance(column, models.ForeignKey):
                if value is not None:
                    used.add(value)
                    value = self._files[value].sha256 if value in self._files else None
            elif isinstance(value, str) and value.startswith("~"):
                value = self._code_of_the_region(f"{row._meta.db_table}.{column.column}", value)
            found[column.name] = value
        return found

    def files_used(self, used: Iterable[int]) -> dict[str, Values]:
        """The files by their SHA-256."""
        return {self._files[pk].sha256: _file(self._files[pk]) for pk in sorted(used) if pk in self._files}

    def _code_of_the_region(self, column: str, value: str) -> str:
        named = self._handbooks.get(column)
        if named is None:
            return value
        return next((code for each in named if (code := self._own_codes.get((each, value)))), "")

    def _files_named(self, cards: Iterable[models.Model]) -> Iterable[int]:
        """Ids of the files that the rows refer to."""
        rows = [*cards]
        for read in self._of.values():
            rows += [row for by_owner in read.values() for each in by_owner.values() for row in each]
        for row in rows:
            for column in columns_of(type(row)):
                if isinstance(column, models.ForeignKey) and (pk := getattr(row, column.attname)) is not None:
                    yield pk


def _read(owner: type[models.Model], ids: Iterable[int]) -> dict[str, dict[int, list[models.Model]]]:
    found: dict[str, dict[int, list[models.Model]]] = {}
    for table in tables_of(owner):
        rows = table.model._default_manager.filter(**{f"{table.link}__in": list(ids)}).order_by("pk")
        by_owner: dict[int, list[models.Model]] = defaultdict(list)
        for row in rows:
            if not is_voided(row):
                by_owner[getattr(row, table.link)].append(row)
        found[table.label] = by_owner
    return found


def _file(stored: StoredFile) -> Values:
    try:
        content = base64.b64encode(content_of(stored)).decode()
    except FileIsGone:
        content = ""
    return {
        "name": stored.name,
        "content_type": stored.content_type,
        "size": stored.size,
        "sensitivity": stored.sensitivity,
        "purpose": stored.purpose,
        "content": content,
    }
