"""What a card shows above its tabs: how full it is, what it lacks with the place to fill it in, when it was checked."""

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _

from shared_apps.accounts.actor import Actor
from shared_apps.ui.address import numbered
from shared_apps.ui.numbers import ru_date
from tenant_apps.people.fullness import Fullness, Gap

from ..requirements import KINDS
from .checks import checks_of
from .completeness import CardRow, cards_of


def student_fullness(card_id: int, day: date, reader: Actor) -> Fullness | None:
    """None: the student does not study here on the day."""
    rows = cards_of("student", [card_id], day, by=reader)
    if not rows:
        return None
    check = checks_of([card_id], day).get(card_id)
    if check is None:
        note = _("Not checked by the class teacher this month yet.")
    else:
        words = {"day": ru_date(check.at), "name": check.name}
        note = _("Checked on %(day)s: %(name)s") % words
        if check.is_stale:
            note = _("Checked on %(day)s (%(name)s), the card was changed since") % words
    return _fullness("student", rows[0], reader, notes=(Gap(note),))


def employee_fullness(card_id: int, day: date, reader: Actor) -> Fullness | None:
    """None: the employee holds no post on the day."""
    rows = cards_of("employee", [card_id], day, by=reader)
    return _fullness("employee", rows[0], reader) if rows else None


def guardian_fullness(card_id: int, day: date, reader: Actor) -> Fullness | None:
    """None: the guardian answers for nobody on the day."""
    rows = cards_of("guardian", [card_id], day, by=reader)
    return _fullness("guardian", rows[0], reader) if rows else None


def place_of(kind: str, code: str, card_id: int, reader: Actor) -> str:
    """The address where a field is filled in; "" for those who may not."""
    one = KINDS[kind][code]
    return numbered(one.page, card_id) + one.query if reader.may(one.permission) else ""


def gaps_of(kind: str, card_id: int, codes: Iterable[str], reader: Actor) -> tuple[Gap, ...]:
    """What lacks, in words, with the places to fill it in."""
    return tuple(Gap(KINDS[kind][code].title, place_of(kind, code, card_id, reader)) for code in codes)


def _fullness(kind: str, row: CardRow, reader: Actor, *, notes: tuple[Gap, ...] = ()) -> Fullness:
    closed = tuple(str(KINDS[kind][code].title) for code in row.closed)
    return Fullness(row.percent, gaps_of(kind, row.pk, row.missing, reader), closed, notes)
