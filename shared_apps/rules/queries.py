"""Asking settings: the value in force, and where it comes from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar, overload

from django.utils import timezone

from shared_apps.organisations.models import Authority, Municipality

from . import entries
from .catalogue import CATALOGUE, REGION_ALONE, Level, Setting, declared
from .entries import Holder, Known, Written
from .models import NOTHING_OF_ITS_OWN, RuleValue

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class InForce:
    """A setting on a day. `written` is None where the default holds; `lock` forbids the levels below it to differ."""

    setting: Setting[Any]
    value: Any
    written: Written | None
    lock: Written | None

    @property
    def holder(self) -> Holder | None:
        return self.written.holder if self.written else None

    @property
    def words(self) -> str:
        return self.setting.kind.words(self.value)


@overload
def setting(code: Setting[T], *, as_of: date | None = None) -> T: ...
@overload
def setting(code: str, *, as_of: date | None = None) -> Any: ...
def setting(code: Setting[Any] | str, *, as_of: date | None = None) -> Any:
    """The value in force on a day (today) for whom the open door is: an organisation, else the region.

    :param code: the setting, or its code. :raises NoSuchSetting: the catalogue has none of this code.
    """
    one = declared(code) if isinstance(code, str) else code
    known = entries.known()
    day = as_of or timezone.localdate()
    return in_force(one, known.chain(day), day, known).value


def region_setting(one: Setting[T], *, as_of: date | None = None) -> T:
    """Of a setting that the region alone sets: may be asked within any door, shared() within inside() too. One query.

    :raises ValueError: levels below may set it, so the answer depends on whose it is: ask `setting`.
    """
    if one.levels != REGION_ALONE:
        raise ValueError(f"{one.code} is set below the region too: ask setting() of whom it is.")
    rows = RuleValue.objects.filter(level=Level.REGION.value, setting=one.code)
    written = rows.filter(valid_from__lte=as_of or timezone.localdate()).order_by("-valid_from").first()
    inherits = written is None or written.value == NOTHING_OF_ITS_OWN
    return one.default if written is None or inherits else one.kind.read(written.value)


def in_force(one: Setting[Any], chain: Sequence[Holder], day: date, known: Known) -> InForce:
    """By a chain of holders, the highest first: the lowest value, unless one above is locked."""
    best: Written | None = None
    for holder in chain:
        written = _last(known.written(holder, one.code), day)
        if written is None or written.inherits or holder.level not in one.levels:
            continue
        best = written
        if written.is_locked:
            return InForce(one, one.kind.read(written.value), written, written)
    return InForce(one, one.kind.read(best.value) if best else one.default, best, None)


def chain_of(holder: Holder, day: date, known: Known) -> list[Holder]:
    """From the region down to a holder."""
    if holder.level == Level.ORGANISATION:
        return known.chain(day)
    return [entries.REGION] if holder == entries.REGION else [entries.REGION, holder]


def all_in_force(holder: Holder, day: date) -> list[InForce]:
    """Every setting as it is for a holder on a day, in the order of the catalogue."""
    known = entries.known()
    chain = chain_of(holder, day, known)
    return [in_force(one, chain, day, known) for one in CATALOGUE.values()]


def steps(one: Setting[Any], holder: Holder, day: date) -> list[tuple[Holder, Written | None]]:
    """Each level from the region down to the holder with what it says on a day; None: it inherits."""
    known = entries.known()
    found = []
    for each in chain_of(holder, day, known):
        written = _last(known.written(each, one.code), day)
        found.append((each, None if written is None or written.inherits else written))
    return found


def written_by(one: Setting[Any], holder: Holder) -> list[Written]:
    """All that a holder ever wrote, the latest first."""
    return list(reversed(entries.known().written(holder, one.code)))


def others(one: Setting[Any], day: date) -> list[tuple[Holder, Written]]:
    """Municipalities and authorities that have a value of their own on a day. For the region's page."""
    found = []
    for (holder, code), rows in entries.known().edition.values.items():
        written = _last(rows, day)
        if code == one.code and holder != entries.REGION and written is not None and not written.inherits:
            found.append((holder, written))
    return sorted(found, key=lambda each: each[0])


def names_of(holders: Sequence[Holder]) -> dict[Holder, str]:
    """Names of municipalities and authorities. Two queries at most, none where there is nothing to name."""
    found: dict[Holder, str] = {}
    for level, model, column in (
        (Level.MUNICIPALITY, Municipality, "name"),
        (Level.AUTHORITY, Authority, "short_name"),
    ):
        ids = {holder.id for holder in holders if holder.level == level}
        if ids:
            names = model._default_manager.filter(pk__in=ids).values_list("pk", column)
            found.update({Holder(level, pk): name for pk, name in names})
    return found


def rows_of(holder: Holder, code: str) -> Any:
    """The stored rows of a holder above organisations, for the service that writes them."""
    columns = {Level.MUNICIPALITY: "municipality", Level.AUTHORITY: "authority"}
    rows = RuleValue.objects.filter(level=holder.level.value, setting=code)
    return rows.filter(**{columns[holder.level]: holder.id}) if holder.level in columns else rows


def _last(rows: Sequence[Written], day: date) -> Written | None:
    return next((row for row in reversed(rows) if row.valid_from <= day), None)
