"""Reading handbooks: items as of a day, names by code, codes by what a person wrote. All need an open door.

What the pages of handbooks show stands in `listing.py`.
"""

from collections.abc import Collection
from datetime import date
from functools import lru_cache

from django.utils.text import capfirst
from django.utils.translation import gettext

from .catalogue import CATALOGUE
from .entries import Edition, Entry, additions, edition, words_by_code
from .exceptions import ItemNotValid, NoSuchHandbook, UnknownItem

Choices = list[tuple[str, str | list[tuple[str, str]]]]
"""As Django's fields take them: (code, name), or (group, [(code, name), …])."""


def items(handbook: str, *, as_of: date | None = None, with_additions: bool = True) -> tuple[Entry, ...]:
    """Items of a handbook valid on a day (without it: of all days), the organisation's own ones last.

    :raises NoSuchHandbook:
    """
    entries = (*_entries(edition(), handbook), *(additions(handbook) if with_additions else ()))
    return entries if as_of is None else tuple(entry for entry in entries if entry.is_valid(as_of))


def item(handbook: str, code: str) -> Entry | None:
    """The item with this code, valid or closed; None if there is none.

    :raises NoSuchHandbook:
    """
    known = edition()
    _entries(known, handbook)
    if not code.startswith("~"):
        return known.by_code.get((handbook, code))
    return next((entry for entry in additions(handbook) if entry.code == code), None)


def name(handbook: str, code: str) -> str:
    """The name by code in the language of the page; the code itself if nothing is known of it; "" of ""."""
    found = item(handbook, code) if code else None
    return found.shown if found else code


def names(handbook: str) -> dict[str, str]:
    """Names by code, closed items too: for lists and tables."""
    _entries(edition(), handbook)
    return words_by_code(handbook, short=False)


def short_names(handbook: str) -> dict[str, str]:
    """Short names by code, closed items too: for narrow columns and printed forms."""
    _entries(edition(), handbook)
    return words_by_code(handbook, short=True)


def counts_as(handbook: str, code: str) -> str:
    """The region's code of an item: what an organisation's addition is mapped to; other codes stay as they are."""
    found = item(handbook, code) if code.startswith("~") else None
    return found.counts_as if found else code


def group_of(handbook: str, code: str) -> str:
    """The code of the group of an item ("" where the handbook has no groups); additions stand in their item's group."""
    found = item(handbook, counts_as(handbook, code)) if code else None
    return found.group if found else ""


def known_item(handbook: str, code: str, *, as_of: date, field: str | None = None) -> Entry:
    """The item that a service is about to write down.

    :raises UnknownItem: there is no such code.
    :raises ItemNotValid: it was not valid on that day.
    """
    found = item(handbook, code)
    if found is None:
        raise UnknownItem(field=field, params={"code": code, "handbook": title(handbook)})
    if not found.is_valid(as_of):
        raise ItemNotValid(
            field=field, params={"name": found.shown, "handbook": title(handbook), "day": f"{as_of:%d.%m.%Y}"}
        )
    return found


def code_of(handbook: str, text: str, *, as_of: date | None = None) -> str | None:
    """The code of what a person wrote: a name, short name, outside code, code, or an unambiguous beginning of a name.

    Letter case, spaces and ё are all one. None if nothing fits, or more than one item does.
    """
    wanted = _plain(text)
    if not wanted:
        return None
    entries = items(handbook, as_of=as_of)
    exact = {entry.code for entry in entries if wanted in _spellings(entry)}
    if not exact and len(wanted) >= 3:
        exact = {entry.code for entry in entries if any(name.startswith(wanted) for name in _spellings(entry)[:2])}
    return exact.pop() if len(exact) == 1 else None


def choices(handbook: str, *, as_of: date | None = None, present: str = "") -> Choices:
    """Choices for a form on a day, under their groups where the handbook has them.

    `present` is the value the record has already: it stays in the list though it was closed since.
    """
    offered = [entry for entry in items(handbook) if as_of is None or entry.is_valid(as_of) or entry.code == present]
    grouping = edition().grouped_by.get(handbook)
    if not grouping:
        return [(entry.code, capfirst(entry.shown)) for entry in offered]
    titles = names(grouping)
    groups: dict[str, list[tuple[str, str]]] = {}
    for entry in offered:
        group = entry.group or group_of(handbook, entry.code)
        groups.setdefault(group, []).append((entry.code, capfirst(entry.shown)))
    order = [*titles, *(group for group in groups if group not in titles)]
    return [(capfirst(titles.get(group, group)), groups[group]) for group in order if group in groups]


def among(offered: Choices, handbook: str, codes: Collection[str]) -> Choices:
    """Of some choices those whose item counts as one of `codes`; a group of which nothing is left vanishes."""
    found: Choices = []
    for code, words in offered:
        if isinstance(words, str):
            if counts_as(handbook, code) in codes:
                found.append((code, words))
        elif kept := [one for one in words if counts_as(handbook, one[0]) in codes]:
            found.append((code, kept))
    return found


def title(handbook: str) -> str:
    """The title of a handbook in the language of the page, without a query."""
    declared = CATALOGUE.get(handbook)
    return gettext(declared.title) if declared else handbook


def extendable() -> frozenset[str]:
    """Codes of the handbooks to which organisations may add items."""
    return edition().extendable


def _entries(known: Edition, handbook: str) -> tuple[Entry, ...]:
    try:
        return known.entries[handbook]
    except KeyError:
        raise NoSuchHandbook(handbook) from None


def _spellings(entry: Entry) -> tuple[str, ...]:
    """How an item may be written, its names first. Of the region's items they are kept in the process; what an
    organisation added, and what people type, is not.
    """
    found = (entry.name, entry.name_en, entry.short_name, entry.outside_code, entry.code)
    return tuple(map(_plain, found)) if entry.code.startswith("~") else _kept(found)


@lru_cache(maxsize=8192)
def _kept(texts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(map(_plain, texts))


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold().replace("ё", "е").rstrip(".")
