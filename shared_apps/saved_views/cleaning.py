"""What of an address a view may keep: names that the list knows; and which of them may be personal data."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _

from shared_apps.ui.filters import flat
from shared_apps.ui.page import ListPage

OF_EVERY_LIST = ("sort", "columns")


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A query that the list understands, and the names that were left out."""

    query: str
    dropped: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """One thing a query says: its name, what the list calls it, its values. `is_typed`: it may name a person."""

    name: str
    label: str
    values: tuple[str, ...]
    is_typed: bool


def for_use(page: type[ListPage], query: str) -> Cleaned:
    """Without what the list does not know (any more)."""
    given = QueryDict(query, mutable=True)
    known = set(_known(page))
    dropped = [name for name in given if not _is_known(name, known)]
    for name in dropped:
        given.pop(name)
    if "columns" in given:
        columns = getattr(getattr(page, "table_class", None), "base_columns", None)
        gone = [] if columns is None else [one for one in given.getlist("columns") if one and one not in columns]
        given.setlist("columns", [one for one in given.getlist("columns") if one not in gone])
        dropped += gone
    return Cleaned(given.urlencode(), tuple(dropped))


def for_others(page: type[ListPage], query: str) -> Cleaned:
    """Without what was typed besides: it may be a name."""
    given = QueryDict(for_use(page, query).query, mutable=True)
    fields = _fields(page)
    typed = [name for name in given if _is_typed(page, name, _owner(name, fields), fields)]
    for name in typed:
        given.pop(name, None)
    return Cleaned(given.urlencode(), tuple(typed))


def said(page: type[ListPage], query: str) -> list[Said]:
    """What a query says, in the words of the list."""
    given, fields, known = QueryDict(query), _fields(page), set(_known(page))
    found = []
    for name in given:
        if not _is_known(name, known):
            continue
        owner = _owner(name, fields)
        label = _("Search") if name == "q" else str(fields[owner].label or name) if owner else _label(name)
        values = tuple(_words(page, name, fields.get(owner), value) for value in given.getlist(name) if value)
        if values:
            found.append(Said(name, label, values, _is_typed(page, name, owner, fields)))
    return found


def _words(page: type[ListPage], name: str, field: forms.Field | None, value: str) -> str:
    """A value as the list writes it, where that is known without its rows."""
    if name in OF_EVERY_LIST:
        columns: Any = getattr(getattr(page, "table_class", None), "base_columns", {})
        column = columns.get(value.lstrip("-")) if isinstance(columns, dict) else None
        title = str(getattr(column, "verbose_name", None) or value.lstrip("-"))
        return f"{title} ↓" if value.startswith("-") else title
    choices = flat(getattr(field, "choices", None) or ())
    return next((str(label) for code, label in choices if str(code) == value), value)


def _label(name: str) -> str:
    return {"sort": _("Order"), "columns": _("Columns")}.get(name, name)


def _owner(name: str, fields: dict[str, forms.Field]) -> str:
    """The field that a name of the address belongs to; "" where it is none's."""
    return next((one for one in fields if name == one or name.startswith(f"{one}_")), "")


def _is_typed(page: type[ListPage], name: str, owner: str, fields: dict[str, forms.Field]) -> bool:
    if name == "q" or owner in page.personal_parameters:
        return True
    return owner in fields and type(fields[owner].widget) in (forms.TextInput, forms.Textarea)


def _fields(page: type[ListPage]) -> dict[str, forms.Field]:
    found: dict[str, forms.Field] = {}
    if page.filterset_class is not None:
        found |= {name: one.field for name, one in page.filterset_class.base_filters.items()}
    if page.parameters_class is not None:
        found |= dict(page.parameters_class.base_fields)
    return found


def _known(page: type[ListPage]) -> Iterator[str]:
    yield from OF_EVERY_LIST
    yield from page.further_parameters
    yield from _fields(page)
    if page.search_hint:
        yield "q"


def _is_known(name: str, known: set[str]) -> bool:
    """A filter of two fields has names of its own: `since` → `since_min`, `since_max`."""
    return name in known or any(name == f"{one}_{end}" for one in known for end in ("min", "max", "after", "before"))
