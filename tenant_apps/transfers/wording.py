"""What stands in a card and in the file that came, in words, beside each other."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from shared_apps.handbooks import queries as handbooks
from shared_apps.organisations.periods import FOREVER
from tenant_apps.history.wording import Values as HistoryValues
from tenant_apps.people.circumstance_models import Circumstance
from tenant_apps.people.circumstances import KINDS
from tenant_apps.people.models import CardFile, Citizenship, Guardianship, Identifier, IdentityDocument, PersonName
from tenant_apps.people.names import full_name
from tenant_apps.people.queries.cards import last_day
from tenant_apps.people.queries.circumstances import described

from .travelling import columns_of

UNKNOWN_BEFORE = date(1901, 1, 1)
_NOT_SAID = ("search_key", "slot", "kind", "valid_from", "valid_to")


def label_of(column: "models.Field[Any, Any]") -> str:
    """The column's name at the beginning of a line."""
    return str(capfirst(str(column.verbose_name)))


def value_words(column: "models.Field[Any, Any]", value: Any) -> str:
    """One value as people read it; "": nothing."""
    said = value.isoformat() if isinstance(value, date) else value
    return HistoryValues(()).words(column.model._meta.db_table, column.column or column.name, said)


def row_label(model: type[models.Model], row: Mapping[str, Any]) -> str:
    """What a row is about."""
    if issubclass(model, PersonName):
        return pgettext("person", "Full name")
    if issubclass(model, Circumstance):
        return str(capfirst(handbooks.name(KINDS[row["kind"]].part.kinds, row["kind"])))
    if issubclass(model, Guardianship):
        return pgettext("guardian", "Rights")
    handbook = {Identifier: "identifier_kind", IdentityDocument: "identity_document", CardFile: "card_file_kind"}
    if model in handbook:
        return str(capfirst(handbooks.name(handbook[model], row["kind"])))
    return str(capfirst(str(model._meta.verbose_name)))


def row_words(model: type[models.Model], row: Mapping[str, Any]) -> str:
    """What a row says, with its dates."""
    parts = [*_said(model, row), _period(row)]
    return ", ".join(part for part in parts if part)


def _said(model: type[models.Model], row: Mapping[str, Any]) -> list[str]:
    if issubclass(model, PersonName):
        return [full_name(row["surname"], row["given_name"], row["patronymic"]), row["document"]]
    if issubclass(model, Guardianship):
        return _rights(row)
    named = {column.name: column for column in columns_of(model) if column.name not in _NOT_SAID}
    said = {name: value_words(column, row.get(name)) for name, column in named.items()}
    if issubclass(model, Circumstance):
        said["value"] = described(row["kind"], row["value"], row["variant"])
        said["variant"] = ""
    if issubclass(model, IdentityDocument):
        return [f"{said.pop('series')} {said.pop('number')}".strip(), *said.values()]
    if issubclass(model, Citizenship | CardFile):
        said.pop("stored", None)
    return list(said.values())


def _rights(row: Mapping[str, Any]) -> list[str]:
    may = {
        "is_legal": (_("legal representative"), _("no legal representative")),
        "may_collect": (_("may collect"), _("may not collect")),
        "may_see": (_("may know"), _("may not know")),
    }
    limit = row["custody_limit"]
    return [
        handbooks.name("guardian_relation", row["relation"]),
        *(yes if row[name] else no for name, (yes, no) in may.items()),
        handbooks.name("custody_limit", limit) if limit else "",
        row["basis"],
    ]


def _period(row: Mapping[str, Any]) -> str:
    since, until = row.get("valid_from"), row.get("valid_to")
    first = _("since %(day)s") % {"day": f"{since:%d.%m.%Y}"} if since and since > UNKNOWN_BEFORE else ""
    last = _("to %(day)s") % {"day": f"{last_day(until):%d.%m.%Y}"} if until and until < FOREVER else ""
    return " ".join(part for part in (first, last) if part)


__all__ = ["label_of", "row_label", "row_words", "value_words"]
