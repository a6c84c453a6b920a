"""Rights by field: which columns of a card the actor reads and writes, by the privacy classes he holds.

Whether there is a ground to keep a column at all is another question: `queries.grounds`; forms and services ask both.
"""

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from shared_apps.organisations.crossing import By
from shared_apps.organisations.privacy import Privacy, holds
from shared_apps.organisations.refusal import Refused


class FieldsNotYours(Refused):
    """The actor would write columns of a privacy class that he does not even read."""

    message = _("Your role does not fill in: %(fields)s. Ask the secretary or the coordinator.")
    code = "fields_not_yours"


def readable(by: By, model: type[models.Model]) -> frozenset[str]:
    """The columns of a table that the actor may read."""
    classes: dict[str, Privacy] = getattr(model, "privacy", {})
    return frozenset(name for name, privacy in classes.items() if holds(by, privacy))


def refuse_fields_not_held(by: By, model: type[models.Model], names: Iterable[str]) -> None:
    """:raises FieldsNotYours: one of the columns is of a class that the actor does not hold."""
    foreign = sorted(set(names) - readable(by, model))
    if foreign:
        labels = [str(capfirst(_label(model, name))) for name in foreign]
        raise FieldsNotYours(params={"fields": ", ".join(labels)})


def _label(model: type[models.Model], name: str) -> Any:
    return getattr(model._meta.get_field(name), "verbose_name", name)


__all__ = ["FieldsNotYours", "holds", "readable", "refuse_fields_not_held"]
