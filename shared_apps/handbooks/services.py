"""Changing handbooks: loading the catalogue after migrations, and what the region's administrator does to items.

Call inside `crossing.shared(by=…)`. Each change is logged in `SharedChange` and moves the edition's token.
"""

import re
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from operator import attrgetter

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from shared_apps.organisations import shared_log
from shared_apps.organisations.crossing import By
from shared_apps.organisations.periods import FOREVER

from . import entries
from .catalogue import CATALOGUE, Declared, Item
from .exceptions import (
    ItemAlreadyClosed,
    ItemCodeMalformed,
    ItemCodeNotANumber,
    ItemCodeTaken,
    ItemEndsBeforeItBegins,
    ItemNameMissing,
    ItemNameTaken,
    ItemNotClosed,
    NoSuchHandbook,
    NoSuchItem,
    ReasonMissing,
    UnknownGroup,
)
from .models import CODE_PATTERN, Handbook, HandbookEdition, HandbookItem

VANISHED = "исключено из каталога"
"""Why an item was closed by loading: its declaration is gone. Data, so in the region's language."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What loading the catalogue did: numbers of items."""

    added: int = 0
    changed: int = 0
    closed: int = 0
    kept: int = 0  # of the region's administrator, left alone though the catalogue says something else


def load_catalogue(*, by: By | None = None, today: date | None = None) -> Loaded:
    """Bring the declared handbooks into the database; running it again changes nothing.

    Items that vanished from the catalogue are closed as of `today`; what the region's administrator has added or
    changed is left alone. Nothing is ever deleted.
    """
    by = by or By.system("catalogue")
    today = today or timezone.localdate()
    with transaction.atomic():
        _lock()
        known = {handbook.code: handbook for handbook in Handbook.objects.all()}
        rows: dict[int, dict[str, HandbookItem]] = {}
        for row in HandbookItem.objects.all():
            rows.setdefault(row.handbook_id, {})[row.code] = row
        total = Loaded()
        for declared in CATALOGUE.values():
            handbook = known.get(declared.code)
            is_new = handbook is None
            handbook = _declare(handbook, declared, by=by)
            total = _sum(total, _load_items(handbook, declared, rows.get(handbook.pk, {}), is_new, by, today))
        for code, gone in known.items():
            if code not in CATALOGUE:
                total = _sum(total, Loaded(closed=_close_vanished(rows.get(gone.pk, {}).values(), by, today)))
        if total.added or total.changed or total.closed:
            new_edition()
    entries.forget()
    return total


def add_item(
    *,
    by: By,
    handbook: str,
    code: str,
    name: str,
    valid_from: date,
    valid_to: date = FOREVER,
    name_en: str = "",
    short_name: str = "",
    group: str = "",
    outside_code: str = "",
) -> HandbookItem:
    """A new item at the end of a handbook. Its code stays for ever.

    :raises ItemCodeTaken: also when the item was closed: reopen that one.
    :raises ItemCodeMalformed, ItemCodeNotANumber, ItemNameMissing, ItemNameTaken, UnknownGroup, ItemEndsBeforeItBegins:
    """
    found = _handbook(handbook)
    code = code.strip()
    if not re.fullmatch(CODE_PATTERN, code):
        raise ItemCodeMalformed
    if handbook in CATALOGUE and CATALOGUE[handbook].codes_are_numbers and not re.fullmatch(r"[1-9]\d?", code):
        raise ItemCodeNotANumber
    last = HandbookItem.objects.filter(handbook=found).aggregate(last=Max("position"))["last"]
    item = HandbookItem(
        handbook=found,
        code=code,
        position=0 if last is None else last + 1,
        valid_from=valid_from,
        valid_to=valid_to,
        origin=HandbookItem.Origin.REGION,
    )
    _word(item, name=name, name_en=name_en, short_name=short_name, group=group, outside_code=outside_code)
    if valid_to <= valid_from:
        raise ItemEndsBeforeItBegins(params={"valid_from": f"{valid_from:%d.%m.%Y}"})
    try:
        with transaction.atomic():
            item.save(force_insert=True)
            shared_log.record(by=by, row=item, action="add")
            new_edition()
    except IntegrityError as error:
        if "one_item_per_code_in_a_handbook" not in str(error):
            raise
        raise ItemCodeTaken(params={"code": code}) from None
    return item


def rename_item(
    *,
    by: By,
    handbook: str,
    code: str,
    name: str,
    name_en: str = "",
    short_name: str = "",
    group: str = "",
    outside_code: str = "",
) -> HandbookItem:
    """Reword an item: it stays the same item, in old records too. Another meaning is another item: close and add.

    :raises NoSuchItem, ItemNameMissing, ItemNameTaken, UnknownGroup:
    """
    with transaction.atomic():
        item = _item(handbook, code)
        before = shared_log.values(item)
        _word(item, name=name, name_en=name_en, short_name=short_name, group=group, outside_code=outside_code)
        if shared_log.values(item) != before:
            _keep(item, by=by, before=before, action="rename")
    return item


def close_item(*, by: By, handbook: str, code: str, on: date, reason: str) -> HandbookItem:
    """The item is not valid from `on`; records made before keep it.

    :raises NoSuchItem, ItemAlreadyClosed, ItemEndsBeforeItBegins, ReasonMissing:
    """
    if not reason.strip():
        raise ReasonMissing
    with transaction.atomic():
        item = _item(handbook, code)
        if item.valid_to != FOREVER:
            raise ItemAlreadyClosed(params={"valid_to": f"{item.valid_to:%d.%m.%Y}"})
        if on <= item.valid_from:
            raise ItemEndsBeforeItBegins(field="on", params={"valid_from": f"{item.valid_from:%d.%m.%Y}"})
        before = shared_log.values(item)
        item.valid_to, item.retired_reason = on, " ".join(reason.split())
        _keep(item, by=by, before=before, action="close")
    return item


def reopen_item(*, by: By, handbook: str, code: str) -> HandbookItem:
    """Take back the closing of an item, as if it had never been closed.

    :raises NoSuchItem, ItemNotClosed, ItemNameTaken:
    """
    with transaction.atomic():
        item = _item(handbook, code)
        if item.valid_to == FOREVER:
            raise ItemNotClosed
        before = shared_log.values(item)
        item.valid_to, item.retired_reason = FOREVER, ""
        _refuse_taken_name(item)
        _keep(item, by=by, before=before, action="reopen")
    return item


# --- changing one item ----------------------------------------------------------------------------------------------


def _word(item: HandbookItem, *, name: str, name_en: str, short_name: str, group: str, outside_code: str) -> None:
    item.name, item.name_en, item.short_name, item.outside_code = (
        " ".join(text.split()) for text in (name, name_en, short_name, outside_code)
    )
    item.group = group
    if not item.name:
        raise ItemNameMissing
    _refuse_taken_name(item)
    grouping = item.handbook.grouped_by
    groups = HandbookItem.objects.filter(handbook__code=grouping).values_list("code", flat=True) if grouping else [""]
    if item.group not in groups:
        raise UnknownGroup


def _refuse_taken_name(item: HandbookItem) -> None:
    same = HandbookItem.objects.filter(handbook=item.handbook, name=item.name, group=item.group, valid_to=FOREVER)
    if item.valid_to == FOREVER and same.exclude(pk=item.pk).exists():
        raise ItemNameTaken(params={"name": item.name})


def _keep(item: HandbookItem, *, by: By, before: dict[str, object], action: str) -> None:
    item.origin = HandbookItem.Origin.REGION
    item.save()
    shared_log.record(by=by, row=item, action=action, before=before)
    new_edition()


def _handbook(code: str) -> Handbook:
    try:
        return Handbook.objects.select_for_update().get(code=code)
    except Handbook.DoesNotExist:
        raise NoSuchHandbook(code) from None


def _item(handbook: str, code: str) -> HandbookItem:
    found = HandbookItem.objects.select_for_update().select_related("handbook")
    try:
        return found.get(handbook__code=handbook, code=code)
    except HandbookItem.DoesNotExist:
        raise NoSuchItem from None


def new_edition() -> None:
    """Processes that cached the handbooks read them again once this transaction has committed."""
    HandbookEdition.objects.update_or_create(id=1, defaults={"token": uuid.uuid4()})
    entries.forget()


# --- loading --------------------------------------------------------------------------------------------------------


def _lock() -> None:
    """Two loads at once wait for each other."""
    HandbookEdition.objects.get_or_create(id=1)
    HandbookEdition.objects.select_for_update().get(id=1)


def _declare(handbook: Handbook | None, declared: Declared, *, by: By) -> Handbook:
    before = shared_log.values(handbook) if handbook else None
    row = handbook or Handbook(code=declared.code)
    row.title, row.description = declared.title, declared.description
    row.grouped_by, row.may_be_extended = declared.grouped_by, declared.may_be_extended
    if before is None or shared_log.values(row) != before:
        row.save()
        shared_log.record(by=by, row=row, action="load", before=before)
        new_edition()
    return row


def _load_items(
    handbook: Handbook, declared: Declared, rows: dict[str, HandbookItem], is_new: bool, by: By, today: date
) -> Loaded:
    """The first load of a handbook is one line of the log (the handbook's); later ones log each item."""
    fresh: list[HandbookItem] = []
    changed = kept = 0
    for position, item in enumerate(declared.items):
        row = rows.get(item.code)
        if row is None:
            fresh.append(_fill(HandbookItem(handbook=handbook, code=item.code), item, position))
            continue
        if _FILLED(row) == _declared(item, position):
            continue
        if row.origin == HandbookItem.Origin.REGION:
            kept += 1
        else:
            before = shared_log.values(row)
            _fill(row, item, position).save()
            shared_log.record(by=by, row=row, action="load", before=before)
            changed += 1
    for row in HandbookItem.objects.bulk_create(fresh) if fresh else ():
        if not is_new:
            shared_log.record(by=by, row=row, action="load")
    vanished = (row for code, row in rows.items() if code not in declared.codes)
    closed = _close_vanished(vanished, by, today)
    return Loaded(added=len(fresh), changed=changed, closed=closed, kept=kept)


_NAMES = (
    "name", "name_en", "short_name", "group", "outside_code", "position", "valid_from", "valid_to", "retired_reason"
)  # fmt: skip
_FILLED = attrgetter(*_NAMES)


def _declared(item: Item, position: int) -> tuple[object, ...]:
    """What a row of it holds in `_NAMES`."""
    return (
        item.name, item.name_en, item.short, item.group, item.outside, position, item.since, item.until, item.retired
    )  # fmt: skip


def _fill(row: HandbookItem, item: Item, position: int) -> HandbookItem:
    for name, value in zip(_NAMES, _declared(item, position), strict=True):
        setattr(row, name, value)
    return row


def _close_vanished(rows: Iterable[HandbookItem], by: By, today: date) -> int:
    closed = 0
    for row in rows:
        if row.origin == HandbookItem.Origin.CATALOGUE and row.valid_to > today:
            before = shared_log.values(row)
            row.valid_to = max(today, row.valid_from + timedelta(days=1))
            row.retired_reason = VANISHED
            if shared_log.values(row) == before:
                continue
            row.save()
            shared_log.record(by=by, row=row, action="close", before=before)
            closed += 1
    return closed


def _sum(one: Loaded, other: Loaded) -> Loaded:
    return Loaded(
        one.added + other.added, one.changed + other.changed, one.closed + other.closed, one.kept + other.kept
    )
