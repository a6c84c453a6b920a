"""What a file and the cards here say differently is decided by a human, one by one, at acceptance or after it.

Until all is decided the contents of the envelope are kept, for the receiver alone; then they are erased. Who does not
hold a class decides nothing of it.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from shared_apps.envelopes import queries as envelopes
from shared_apps.envelopes import services as post
from shared_apps.envelopes.models import Envelope
from shared_apps.organisations.crossing import By
from shared_apps.organisations.here import organisation_here
from shared_apps.organisations.periods import FOREVER
from shared_apps.organisations.privacy import CLOSED_ABOVE_AN_ORGANISATION
from tenant_apps.people import services as people
from tenant_apps.people.models import CardFile
from tenant_apps.people.services.citizenships import repeat_first
from tenant_apps.people.services.files import discard_file
from tenant_apps.people.services.persons import locked, touch
from tenant_apps.people.services.readings import Via

from .. import refusals
from ..comparing import Difference, classes_read, differences_with, shown
from ..contents import PersonalFile, opened
from ..meeting import take_dated
from ..meetings import FILES, NUMBERED, MetColumn, MetRow
from ..models import Transfer
from .cards import Files, place_file, write_row

OURS, THEIRS, CHANGED = "ours", "theirs", "changed"
ANSWERS = (OURS, THEIRS, CHANGED)
"""The card stays; what was sent is right (a name: was always so); the name has changed since a day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What was decided. `by_key`: Difference.key → one of ANSWERS. `take_theirs`: of all that is not named there.

    `since`, `document`: of names that have changed; not said: since the day of the transfer, by the transfer.
    """

    by_key: Mapping[str, str] = field(default_factory=dict)
    take_theirs: bool = False
    since: date | None = None
    document: str = ""


def decide(
    *, row: Envelope, file: PersonalFile, student_id: int, choices: Choices, files: Files,
    among: Collection[str] | None = None, by: By,
) -> list[str]:  # fmt: skip
    """Write what was chosen of a file that has been placed; the keys of what is still to be decided.

    :param among: only these keys are asked for; None: all that differs.
    :raises NoSuchDifference: a choice names nothing that differs, or what the actor may not see, or can't be taken.
    :raises SameName, NameBeginsBeforeTheFormer, …: as `people.services.change_name`.
    """
    found = {one.key: one for one in differences_with(file, student_id, placed=True)}
    if among is not None:
        found = {key: one for key, one in found.items() if key in among}
    seen = {one.key: one for one in shown(found.values(), by=by, on=timezone.localdate())}
    answers = {key: how for key, how in choices.by_key.items() if how}
    for key, how in answers.items():
        if key not in seen or not _fits(seen[key], how):
            raise refusals.NoSuchDifference(params={"number": row.pk})
    if choices.take_theirs:
        answers = {key: _theirs(one) for key, one in seen.items() if one.may_take} | answers
    for key, how in answers.items():
        if how != OURS:
            _take(key, how, row, file, student_id, choices, files, by)
    return [key for key in found if key not in answers]


@transaction.atomic
def receive(
    *, row: Envelope, file: PersonalFile, student_id: int | None, choices: Choices | None = None, by: By
) -> tuple[int, list[str]]:
    """Place a file into the card `student_id`, or a new one, and decide what was chosen.

    The card's id, and the keys of what is still to be decided. :raises: as `decide`.
    """
    files = Files(file.files, by)
    placed = place_file(file=file, student_id=student_id, files=files)
    if placed.is_whole:
        return placed.student.pk, []
    return placed.student.pk, decide(
        row=row, file=file, student_id=placed.student.pk, choices=choices or Choices(), files=files, by=by
    )


@transaction.atomic
def settle_transfer(*, number: int, choices: Choices, by: By) -> Transfer:
    """Decide what was left open when the student was admitted. When nothing is left the contents are erased.

    :raises NoSuchEnvelope, NothingToSettle, NoSuchDifference, ContentsDamaged: and as `decide`.
    """
    row = envelopes.envelope(number)
    transfer = Transfer.objects.select_for_update(of=("self",)).filter(envelope_uid=row.uid).first()
    file = opened(row) if row.state == Envelope.State.ACCEPTED and row.receiver_id == organisation_here() else None
    if file is None or transfer is None or transfer.student_id is None:
        raise refusals.NothingToSettle(params={"number": number})
    transfer.unsettled = decide(
        row=row, file=file, student_id=transfer.student_id, choices=choices, files=Files(file.files, by),
        among=transfer.unsettled, by=by,
    )  # fmt: skip
    transfer.save(update_fields=["unsettled"])
    if not transfer.unsettled:
        post.erase_settled(number=number, by=by)
    return transfer


def open_differences(row: Envelope, transfer: Transfer | None) -> list[Difference]:
    """What is still to be decided of an accepted envelope. :raises ContentsDamaged:"""
    if transfer is None or not transfer.unsettled or transfer.student_id is None:
        return []
    file = opened(row)
    if file is None:
        return []
    found = differences_with(file, transfer.student_id, placed=True)
    return [one for one in found if one.key in transfer.unsettled]


def note_closed(found: Collection[Difference], *, number: int, via: Via = "page", by: By) -> None:
    """Somebody reads closed parts of cards among the differences: lines of the reading log."""
    for person_id, classes in classes_read(found).items():
        for privacy in sorted(classes & CLOSED_ABOVE_AN_ORGANISATION):
            about = _("transfer No %(number)s") % {"number": number}
            people.note_reading(person_id=person_id, what=privacy.value, via=via, about=about, by=by)


def _fits(one: Difference, how: str) -> bool:
    return how == OURS or (one.may_take and (how == THEIRS or (how == CHANGED and one.is_name)))


def _theirs(one: Difference) -> str:
    """A present name is not rewritten backwards: it has changed."""
    about = one.about
    is_present = isinstance(about, MetRow) and about.meeting.theirs.get("valid_to") == FOREVER
    return CHANGED if one.is_name and is_present else THEIRS


def _take(
    key: str, how: str, row: Envelope, file: PersonalFile, student_id: int, choices: Choices, files: Files, by: By
) -> None:
    """What was sent is written. The cards are read anew: what was taken before may have changed them."""
    found = {one.key: one for one in differences_with(file, student_id, placed=True)}
    about = found[key].about if key in found else None
    if isinstance(about, MetColumn):
        setattr(about.row, about.column.name, about.theirs)
        about.row.save(update_fields=[about.column.name])
    elif isinstance(about, MetRow) and how == CHANGED:
        theirs = about.meeting.theirs
        people.change_name(
            person_id=about.met.person.pk,
            name=people.Name(theirs["surname"], theirs["given_name"], theirs["patronymic"]),
            since=choices.since or row.on,
            document=choices.document or theirs["document"] or _("transfer No %(number)s") % {"number": row.pk},
            version=None,
            by=by,
        )
        return
    elif isinstance(about, MetRow):
        _take_row(about, files, by)
    if about is not None:
        person = locked(about.met.person.pk, None)
        repeat_first(person)
        touch(person)


def _take_row(about: MetRow, files: Files, by: By) -> None:
    meeting, label = about.meeting, about.table.label
    if label == FILES:
        for former in CardFile.objects.filter(pk__in=[one.pk for one in meeting.ours]):
            stored = former.stored_id
            former.delete()
            discard_file(file_id=stored, by=by)
        meeting.ours, meeting.adds = [], [meeting.theirs]
    elif label in NUMBERED and meeting.ours:
        meeting.ours[0].change(**{name: value for name, value in meeting.theirs.items() if value not in ("", None)})
    elif meeting.clashes:
        gone = take_dated(meeting)
        about.table.model._default_manager.filter(pk__in=gone).delete()
    write_row(about, files)


__all__ = [
    "ANSWERS",
    "CHANGED",
    "OURS",
    "THEIRS",
    "Choices",
    "decide",
    "note_closed",
    "open_differences",
    "receive",
    "settle_transfer",
]
