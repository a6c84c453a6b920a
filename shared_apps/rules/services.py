"""Writing settings. Values above organisations here; those of an organisation in `tenant_apps.passport`, by the same
checks."""

import uuid
from datetime import date
from typing import Any, TypeVar

from django.db import transaction

from shared_apps.organisations import shared_log
from shared_apps.organisations.crossing import By

from . import entries, queries
from .catalogue import LEVELS, Level, Setting, declared
from .entries import Holder
from .models import NOTHING_OF_ITS_OWN, DatedValue, RuleEdition, RuleValue
from .refusals import (
    LaterValueWritten,
    LockNeedsReason,
    NothingOfItsOwn,
    SameValue,
    SettingLockedAbove,
    SettingNotOfThisLevel,
)

Row = TypeVar("Row", bound=DatedValue)


@transaction.atomic
def write_value(
    *, code: str, holder: Holder, value: object, since: date, reason: str = "", locked: bool = False, by: By
) -> RuleValue:
    """A value of the region, a municipality or an authority from a day on. A value of the same day is replaced.

    :raises BadValue: the value is not of the setting's kind (its subclasses say what is wrong).
    :raises SettingNotOfThisLevel, SettingLockedAbove, LaterValueWritten, SameValue, LockNeedsReason:
    """
    _lock()
    one, reason = declared(code), " ".join(reason.split())
    stored = checked_value(one, holder, value, since)
    if locked and not reason:
        raise LockNeedsReason
    rows = list(queries.rows_of(holder, code).order_by("valid_from"))
    row = row_to_write(rows, stored, since, may_repeat=any(each.is_locked != locked for each in rows[-1:]))
    return _save(row, holder, code, stored, since, reason, locked, by)


@transaction.atomic
def inherit_again(*, code: str, holder: Holder, since: date, reason: str = "", by: By) -> RuleValue:
    """From a day on the level has no value of its own; a lock ends with it.

    :raises SettingNotOfThisLevel, LaterValueWritten, NothingOfItsOwn:
    """
    _lock()
    one = declared(code)
    refuse_wrong_level(one, holder)
    rows = list(queries.rows_of(holder, code).order_by("valid_from"))
    row = row_to_inherit(rows, since)
    return _save(row, holder, code, NOTHING_OF_ITS_OWN, since, " ".join(reason.split()), False, by)


# --- checks that the organisation's service shares --------------------------------------------------------------------


def checked_value(one: Setting[Any], holder: Holder, value: object, since: date) -> str:
    """The value as it is stored.

    :raises BadValue, SettingNotOfThisLevel, SettingLockedAbove:
    """
    refuse_wrong_level(one, holder)
    known = entries.known()
    above = queries.in_force(one, queries.chain_of(holder, since, known)[:-1], since, known)
    if above.lock is not None:
        raise SettingLockedAbove(
            params={
                "setting": one.title, "who": LEVELS[above.lock.holder.level][0], "reason": above.lock.reason,
                "since": f"{above.lock.valid_from:%d.%m.%Y}",
            }
        )  # fmt: skip
    return one.kind.store(one.kind.clean(value))


def refuse_wrong_level(one: Setting[Any], holder: Holder) -> None:
    """:raises SettingNotOfThisLevel:"""
    if holder.level not in one.levels:
        levels = ", ".join(str(LEVELS[level][0]) for level in Level if level in one.levels)
        raise SettingNotOfThisLevel(params={"setting": one.title, "levels": levels})


def row_to_write(rows: list[Row], stored: str, since: date, *, may_repeat: bool = False) -> Row | None:
    """The row that the new value replaces; None: a new one. `rows` are the holder's, by day.

    :raises LaterValueWritten, SameValue:
    """
    last = rows[-1] if rows else None
    if last is not None and last.valid_from > since:
        raise LaterValueWritten(params={"day": f"{last.valid_from:%d.%m.%Y}"})
    if last is not None and last.value == stored and not may_repeat:
        raise SameValue
    return last if last is not None and last.valid_from == since else None


def row_to_inherit(rows: list[Row], since: date) -> Row | None:
    """As `row_to_write`. :raises NothingOfItsOwn, LaterValueWritten:"""
    if not rows or rows[-1].value == NOTHING_OF_ITS_OWN:
        raise NothingOfItsOwn
    return row_to_write(rows, NOTHING_OF_ITS_OWN, since)


# --- storing ----------------------------------------------------------------------------------------------------------


def _save(
    row: RuleValue | None, holder: Holder, code: str, stored: str, since: date, reason: str, locked: bool, by: By
) -> RuleValue:
    before = shared_log.values(row) if row is not None else None
    row = row or RuleValue(
        level=holder.level.value, setting=code, valid_from=since,
        municipality_id=holder.id if holder.level == Level.MUNICIPALITY else None,
        authority_id=holder.id if holder.level == Level.AUTHORITY else None,
    )  # fmt: skip
    row.value, row.reason, row.is_locked, row.written_name = stored, reason, locked, by.name
    row.save()
    action = "inherit" if stored == NOTHING_OF_ITS_OWN else "lock" if locked else "set"
    shared_log.record(by=by, row=row, action=action, before=before)
    new_edition()
    return row


def new_edition() -> None:
    """Processes that cached the settings read them again once this transaction has committed."""
    RuleEdition.objects.update_or_create(id=1, defaults={"token": uuid.uuid4()})
    entries.forget()


def _lock() -> None:
    """Two who write at once wait for each other, and each reads what the other wrote."""
    RuleEdition.objects.select_for_update().get(id=1)
    entries.forget()
