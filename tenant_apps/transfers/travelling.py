"""Which tables and columns of a card travel with the student. Every table of a person or a student is declared here.

A table stands in TRAVELLING with the reason why it goes along, or in LEFT_BEHIND with the reason why it stays; a test
demands it of each new one. Columns of the class SECRET never go; those that need a consent (people/grounds.py: health,
family, policy, photo, work of a guardian) go only where the consent was in force on the last day at the sender
(`Allowed`). A reference to a file takes the file along; references to the former organisation's own rows (orders,
classes, employees) are left out.
"""

from collections.abc import Collection, Mapping
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models

from shared_apps.organisations.privacy import Privacy
from tenant_apps.people.circumstances import FILE_PRIVACY
from tenant_apps.people.grounds import group_of_file
from tenant_apps.people.models import CardFile, Identifier, Person, StoredFile, Student
from tenant_apps.people.queries.grounds import Grounds, grounds

_ORDER = "приказ Минпросвещения № 177 от 12.03.2014 п. 6–9"
TRAVELLING: Mapping[str, str] = {
    "people.PersonName": f"identity; {_ORDER}",
    "people.Citizenship": f"identity; {_ORDER}",
    "people.Identifier": f"СНИЛС and the like; {_ORDER}; the medical policy by consent",
    "people.IdentityDocument": f"identity; {_ORDER}",
    "people.CardFile": f"documents of the personal file; {_ORDER}; those of health, policy, photo by consent",
    "people.EducationCircumstance": "how the student is taught; 273-ФЗ ст. 28 ч. 3 п. 10, 11",
    "people.HealthCircumstance": "by consent only; 152-ФЗ ст. 10 ч. 2 п. 1",
    "people.SocialCircumstance": "by consent only; 152-ФЗ ст. 9, ст. 10 ч. 2 п. 1",
    "transfers.FormerStudy": f"where he studied before; {_ORDER}",
}
"""Tables of a person or a student that go along, each with its ground."""

LEFT_BEHIND: Mapping[str, str] = {
    "people.Student": "the root of the file",
    "people.Employee": "work at the former organisation stays there",
    "people.Guardian": "comes with the guardianship",
    "people.Guardianship": "comes with the guardian's card",
    "transfers.Transfer": "this office's own work with the envelope",
    "people.Consent": "given to the former organisation; the new one asks for its own",
    "people.ErasedFields": "what was erased does not travel",
    "enrolment.Enrolment": "study here stays in the book; it travels as FormerStudy",
    "enrolment.OrderLine": "orders stay where they were issued",
    "upkeep.CardCheck": "a class teacher's word about the card as it stood here",
    "upkeep.Correction": "decided here, and in the card by then",
    "upkeep.ProposedField": "comes with the correction",
    "access.FamilyNotice": "what the former organisation told the family",
}
"""Tables that refer to a person or a student and do not travel by themselves, each with the reason."""

COLUMNS_LEFT_BEHIND = frozenset({"version", "file_number"})
"""Columns that mean something in one organisation only."""


class Table(NamedTuple):
    """A travelling table: `link` is the column that refers to the person or the student."""

    label: str
    model: type[models.Model]
    link: str


@cache
def tables_of(owner: type[models.Model]) -> tuple[Table, ...]:
    """Travelling tables with a reference to `owner` (Person or Student), in an order that does not change."""
    found: list[Table] = []
    for label in sorted(TRAVELLING):
        model = apps.get_model(label)
        link = link_to(model, owner)
        if link:
            found.append(Table(label, model, link))
    return tuple(found)


def link_to(model: type[models.Model], owner: type[models.Model]) -> str:
    """The column by which rows of a table belong to a person or a student; "": they do not."""
    for field in model._meta.concrete_fields:
        if isinstance(field, models.ForeignKey) and field.related_model is owner:
            return field.attname
    return ""


class Allowed:
    """What of the people of an envelope may go, by the grounds of the last day at the sender."""

    def __init__(self, person_ids: Collection[int], as_of: date) -> None:
        self.known: Grounds = grounds(person_ids, as_of)

    def row(self, person_id: int, row: models.Model) -> bool:
        """Whether a row of a travelling table goes along: all that it says must have a ground."""
        if isinstance(row, Identifier):
            return self.known.opens_identifier(person_id, row.kind)
        if isinstance(row, CardFile):
            privacy = FILE_PRIVACY.get(row.kind, Privacy.HEALTH)
            return self.known.is_open(person_id, group_of_file(row.kind, privacy))
        return all(self.column(person_id, type(row), column.name) for column in columns_of(type(row)))

    def column(self, person_id: int, model: type[models.Model], name: str) -> bool:
        """Whether a column of a card goes along."""
        privacy: Mapping[str, Privacy] = getattr(model, "privacy", {})
        return name not in privacy or self.known.opens(person_id, model, name)


@cache
def columns_of(model: type[models.Model]) -> "tuple[models.Field[Any, Any], ...]":
    """The columns of a table that travel."""
    privacy: Mapping[str, Privacy] = getattr(model, "privacy", {})
    return tuple(field for field in model._meta.concrete_fields if _travels(field, privacy.get(field.name)))


def _travels(field: "models.Field[Any, Any]", privacy: Privacy | None) -> bool:
    if field.primary_key or field.name in COLUMNS_LEFT_BEHIND or field.name == "person_uid":
        return False
    if privacy is Privacy.SECRET or isinstance(field, models.BinaryField):
        return False
    return not isinstance(field, models.ForeignKey) or field.related_model is StoredFile


def is_voided(row: models.Model) -> bool:
    """Whether the row was voided by an order: such rows stay where they are."""
    try:
        field = row._meta.get_field("voided_by")
    except FieldDoesNotExist:
        return False
    return getattr(row, field.attname) is not None  # type: ignore[union-attr]


__all__ = [
    "LEFT_BEHIND",
    "TRAVELLING",
    "Allowed",
    "Person",
    "Student",
    "Table",
    "columns_of",
    "is_voided",
    "link_to",
    "tables_of",
]
