"""What the administrator's pages show of handbooks: rows of lists, states, changes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import pgettext_lazy

from shared_apps.organisations.models import SharedChange
from shared_apps.organisations.periods import FOREVER, valid_on

from . import queries
from .catalogue.declaration import SINCE_EVER
from .models import Handbook, HandbookItem


@dataclass(frozen=True, slots=True)
class HandbookRow:
    """A handbook in the list of them; `spelled` is what the search looks at."""

    code: str
    title: str
    explanation: str
    valid_items: int
    closed_items: int
    may_be_extended: bool
    spelled: str


@dataclass(frozen=True, slots=True)
class ItemRow:
    """An item in the list of a handbook. Days of items that have always been, or have no end, are None."""

    handbook: str
    code: str
    name: str
    short_name: str
    group: str
    outside_code: str
    valid_from: date | None
    valid_to: date | None
    state: str  # valid, closed, coming
    origin: str


@dataclass(frozen=True, slots=True)
class Change:
    """A line of the log in words: when, who, what, and each field as (label, before, after)."""

    at: datetime
    who: str
    what: str
    fields: tuple[tuple[str, str, str], ...]


def today() -> date:
    """The day of the region's clock."""
    return timezone.localdate()


def handbooks(*, as_of: date) -> list[HandbookRow]:
    """All handbooks by title, with items counted on a day. Two queries."""
    counted = Handbook.objects.annotate(
        valid=Count("items", filter=valid_on(as_of, prefix="items__")),
        closed=Count("items", filter=Q(items__valid_to__lte=as_of)),
    )
    rows = [
        HandbookRow(
            handbook.code,
            handbook.heading,
            handbook.explanation,
            handbook.valid,
            handbook.closed,
            handbook.may_be_extended,
            " ".join([handbook.heading, handbook.code, *queries.names(handbook.code).values()]).casefold(),
        )
        for handbook in counted
    ]
    return sorted(rows, key=lambda row: row.title)


def handbooks_with(rows: Iterable[HandbookRow], text: str) -> list[HandbookRow]:
    """Those whose title, code or item has every word of the text."""
    return [row for row in rows if all(word in _plain(row.spelled) for word in _plain(text).split())]


def item_rows(handbook: Handbook, *, as_of: date, only_valid: bool) -> list[ItemRow]:
    """Items of a handbook in the order in which they are offered."""
    groups = queries.names(handbook.grouped_by) if handbook.grouped_by else {}
    items = HandbookItem.objects.filter(handbook=handbook).order_by("position", "id")
    rows = items.valid(as_of) if only_valid else items
    return [
        ItemRow(
            handbook.code,
            item.code,
            item.shown_name,
            item.short_name,
            groups.get(item.group, item.group),
            item.outside_code,
            known_beginning(item),
            item.valid_to if item.valid_to != FOREVER else None,
            state_of(item, as_of=as_of),
            item.get_origin_display(),
        )
        for item in rows
    ]


def items_with(rows: Iterable[ItemRow], text: str) -> list[ItemRow]:
    """Those whose name or code has every word of the text."""
    return [
        row
        for row in rows
        if all(
            word in _plain(f"{row.name} {row.short_name} {row.code} {row.outside_code}")
            for word in _plain(text).split()
        )
    ]


def known_beginning(item: HandbookItem) -> date | None:
    """The first day of an item; None if it has always been."""
    return item.valid_from if item.valid_from != SINCE_EVER else None


def state_of(item: HandbookItem, *, as_of: date) -> str:
    """valid, closed or coming on a day."""
    if item.valid_to <= as_of:
        return "closed"
    return "valid" if item.valid_from <= as_of else "coming"


_ACTIONS: Mapping[str, str | Promise] = {
    "add": pgettext_lazy("item", "added"),
    "rename": pgettext_lazy("item", "reworded"),
    "close": pgettext_lazy("item", "closed"),
    "reopen": pgettext_lazy("item", "reopened"),
    "load": pgettext_lazy("item", "loaded with a release"),
}
_NOT_SHOWN = ("id", "handbook_id", "position", "origin")


def changes_of(item: HandbookItem) -> Sequence[Change]:
    """The changes of one item, the latest first."""
    lines = SharedChange.objects.filter(model=HandbookItem._meta.label_lower, object_id=item.pk).order_by("-id")
    groups = queries.names(item.handbook.grouped_by) if item.handbook.grouped_by else {}
    return [_in_words(line, groups) for line in lines]


def _in_words(line: SharedChange, groups: Mapping[str, str]) -> Change:
    labels = {field.attname: capfirst(str(field.verbose_name)) for field in HandbookItem._meta.concrete_fields}
    fields = tuple(
        (label, _shown(line.before, name, groups), _shown(line.after, name, groups))
        for name, label in labels.items()
        if name not in _NOT_SHOWN and (line.before.get(name) or line.after.get(name))
    )
    return Change(line.at, line.actor_name, str(_ACTIONS.get(line.action, line.action)), fields)


def _shown(values: Mapping[str, Any], name: str, groups: Mapping[str, str]) -> str:
    value = values.get(name, "")
    if name == "group":
        return groups.get(value, str(value))
    if name in ("valid_from", "valid_to") and value:
        day = date.fromisoformat(value)
        return "" if day in (FOREVER, SINCE_EVER) else f"{day:%d.%m.%Y}"
    return str(value)


def _plain(text: str) -> str:
    return text.casefold().replace("ё", "е")
