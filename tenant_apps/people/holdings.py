"""Where data of a person stand: each table of a card, the way from its rows to the person, its columns by group.

Found from the models themselves, so a table that is added is found too: every table of the tenant apps that refers to
Person, Student, Employee or Guardian, and these four.
"""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.apps import apps
from django.db import models

from shared_apps.handbooks import identifiers
from shared_apps.organisations.privacy import Privacy

from .consent_models import Consent, ErasedFields
from .grounds import FieldGroup, group_of, group_of_identifier
from .models import Employee, Guardian, Person, PersonName, StoredFile, Student

_CARDS: dict[type[models.Model], str] = {
    Person: "pk",
    Student: "person",
    Employee: "person",
    Guardian: "person",
}
_NOT_HELD: frozenset[type[models.Model]] = frozenset({Consent, ErasedFields})
"""What says on what ground data are or were kept is kept itself."""

STATISTICS = frozenset({"people.Person.sex"})
"""Counted without a name (152-ФЗ art. 6 part 1 item 9): stays when the rest is erased."""


@dataclass(frozen=True)
class Holding:
    """A table with columns that need a ground.

    :ivar paths: ways from a row to the person: "pk", "person", "student__person".
    :ivar groups: column → its group; those of no group are left out.
    :ivar is_part: rows are parts of a card, not the card: they may go as a whole.
    """

    model: type[models.Model]
    paths: tuple[str, ...]
    groups: dict[str, FieldGroup]
    is_part: bool

    @property
    def table(self) -> str:
        return self.model._meta.db_table

    @property
    def rows(self) -> Any:
        return self.model._default_manager

    def field(self, name: str) -> Any:
        return self.model._meta.get_field(name)

    def is_file(self, name: str) -> bool:
        return bool(self.field(name).related_model is StoredFile)


@cache
def holdings() -> tuple[Holding, ...]:
    """Every table of cards that has a column of some group."""
    found = []
    for config in apps.get_app_configs():
        if not config.name.startswith("tenant_apps.") or config.label == "history":
            continue
        for model in config.get_models():
            paths = _paths(model)
            groups = _groups(model) if paths else {}
            if groups:
                found.append(Holding(model, paths, groups, is_part=model not in _CARDS and model is not PersonName))
    return tuple(found)


def classes_of(groups: Collection[str]) -> set[Privacy]:
    """Privacy classes of the columns of these groups; files of cards have their own."""
    found: set[Privacy] = set()
    for one in holdings():
        found |= {one.model.privacy[name] for name, group in one.groups.items() if group.code in groups}  # type: ignore[attr-defined]
    if any(group_of_identifier(kind.code).code in groups for kind in identifiers.kinds_of("person")):
        found.add(Privacy.DOCUMENT)
    return found


def _paths(model: type[models.Model]) -> tuple[str, ...]:
    if model in _NOT_HELD:
        return ()
    if model in _CARDS:
        return (_CARDS[model],)
    found = []
    for each in model._meta.concrete_fields:
        target = each.related_model
        if target in _CARDS:
            found.append(each.name if target is Person else f"{each.name}__person")
    return tuple(found)


def _groups(model: type[models.Model]) -> dict[str, FieldGroup]:
    privacy: dict[str, Any] = getattr(model, "privacy", {})
    found = {name: group_of(f"{model._meta.label}.{name}", its) for name, its in privacy.items()}
    return {name: group for name, group in found.items() if group is not None}
