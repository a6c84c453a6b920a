"""Which backups are kept: the last of each of 14 days, 8 weeks and 12 months; and contents that none of them names."""

import logging
import shutil
import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from shared_apps.backups import services as known
from shared_apps.organisations.crossing import By

from .errors import BackupError
from .targets import DRAFT, Target, begun_at

log = logging.getLogger("svod.backup")
FORGOTTEN_DRAFT_SECONDS = 2 * 24 * 60 * 60
YOUNG_SECONDS = 24 * 60 * 60
"""Contents younger than this are never taken away: a backup that is being made may count on them."""


def kept(names: Sequence[str], *, days: int, weeks: int, months: int) -> set[str]:
    """Of backups' names those to keep: the last of each of so many days, weeks and months that have one."""
    newest = sorted(names, reverse=True)
    found: set[str] = set(newest[:1])
    rules: list[tuple[int, Callable[[datetime], tuple[int, ...]]]] = [
        (days, lambda at: (at.year, at.month, at.day)),
        (weeks, lambda at: tuple(at.isocalendar())[:2]),
        (months, lambda at: (at.year, at.month)),
    ]
    for number, part_of in rules:
        seen: dict[tuple[int, ...], str] = {}
        for name in newest:
            seen.setdefault(part_of(timezone.localtime(begun_at(name))), name)
        found |= set(list(seen.values())[:number])
    return found


def thin_out(target: Target, *, by: By) -> list[str]:
    """Take away backups whose time is over, drafts that nobody goes on with, and contents that nobody names.

    Stands under the target's lock. The names of the backups that were taken away.
    """
    names = target.names()
    whole = [name for name in names if not name[18:]]
    keep = kept(
        whole, days=settings.BACKUP_KEEP_DAYS, weeks=settings.BACKUP_KEEP_WEEKS, months=settings.BACKUP_KEEP_MONTHS
    )
    oldest = timezone.now() - timedelta(days=settings.BACKUP_KEEP_DAYS)
    gone = [name for name in names if name not in keep and (name in whole or begun_at(name) < oldest)]
    for name in gone:
        doomed = target.path / f"{DRAFT}deleted-{name}"
        target.at(name).rename(doomed)
        shutil.rmtree(doomed)
    if gone:
        known.removed(target.name, gone, by=by)
    _forget_drafts(target)
    _forget_files(target, [name for name in names if name not in gone])
    return gone


def _forget_drafts(target: Target) -> None:
    for path in target.path.glob(f"{DRAFT}*"):
        if time.time() - path.stat().st_mtime > FORGOTTEN_DRAFT_SECONDS:
            shutil.rmtree(path, ignore_errors=True)


def _forget_files(target: Target, names: Sequence[str]) -> int:
    """Delete contents that no kept backup names; none if a manifest can't be read. How many."""
    try:
        named = {digest for name in names for digest in target.manifest(name)["stored_files"]}
    except BackupError as error:
        log.error("No stored file of target %s is taken away: %s", target.name, error)
        return 0
    number = 0
    for path in (target.path / "files").glob("*/*"):
        if path.name not in named and time.time() - path.stat().st_mtime > YOUNG_SECONDS:
            path.unlink(missing_ok=True)
            number += 1
    return number
