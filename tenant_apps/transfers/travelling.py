"""Which tables and columns of a card travel with the student: read from the models, so that new ones travel too.

Everything of `APPS` that belongs to a person or to a student goes along, but for what stands in LEFT_BEHIND and for
columns of the class SECRET. A reference to a file takes the file along; references to the former organisation's own
rows (orders, classes, employees) are left out.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models

from shared_apps.organisations.privacy import Privacy
from tenant_apps.people.models import Person, StoredFile, Student

APPS = ("people", "transfers")
LEFT_BEHIND: Mapping[str, str] = {
    "people.Student": "the root of the file",
    "people.Employee": "work at the former organisation stays there",
    "people.Guardian": "comes with the guardianship",
    "people.Guardianship": "comes with the guardian's card",
    "transfers.Transfer": "this office's own work with the envelope",
    "people.Consent": "given to the former organisation; the new one asks for its own",
    "people.ErasedFields": "what was erased does not travel",
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
    for app in APPS:
        for model in apps.get_app_config(app).get_models():
            label = model._meta.label
            if label in LEFT_BEHIND:
                continue
            for field in model._meta.concrete_fields:
                if isinstance(field, models.ForeignKey) and field.related_model is owner:
                    found.append(Table(label, model, field.attname))
                    break
    return tuple(sorted(found, key=lambda table: table.label))


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


__all__ = ["APPS", "LEFT_BEHIND", "Person", "Student", "Table", "columns_of", "is_voided", "tables_of"]
