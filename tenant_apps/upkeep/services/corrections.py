"""Corrections that families propose: proposed, withdrawn, accepted or refused field by field.

An accepted value lands through the ordinary writes of people; its lines in the history stand under "correction:<id>",
which says who proposed it, and are written by who accepted it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from shared_apps.handbooks import queries as handbooks
from shared_apps.organisations.crossing import By
from shared_apps.organisations.privacy import Privacy
from tenant_apps.history.services import written_as
from tenant_apps.people import services as people
from tenant_apps.people.models import Guardianship, StoredFile, Student
from tenant_apps.people.reach import seen_students
from tenant_apps.people.rights import FieldsNotYours, holds
from tenant_apps.people.service_years import is_of_age
from tenant_apps.people.services.files import discard_file, store_file
from tenant_apps.people.services.persons import checked_name, checked_particulars
from tenant_apps.people.uploads import Scan, checked_content_type

from .. import refusals
from ..models import Correction, ProposedField
from ..proposable import OWN, PROPOSABLE, STUDENT, Proposable
from ..queries.present import kept, present_values

PENDING, ACCEPTED = ProposedField.State.PENDING, ProposedField.State.ACCEPTED
REFUSED, WITHDRAWN = ProposedField.State.REFUSED, ProposedField.State.WITHDRAWN
MISTAKE, CHANGE = ProposedField.Nature.MISTAKE, ProposedField.Nature.CHANGE
SOURCE = "correction"
"""Lines of the history are grouped under "correction:17"."""


@dataclass(frozen=True, slots=True)
class Happened:
    """Of dated values: the card was wrong all along, or they have changed since a day, by a document.

    `nature` as in ProposedField.Nature; "" where it is not said: then whoever accepts must say it.
    """

    nature: str = ""
    since: date | None = None
    document: str = ""

    def checked(self) -> "Happened":
        """Without a day and a document where nothing has changed. :raises SinceMissing:"""
        if self.nature != CHANGE:
            return Happened(self.nature)
        if self.since is None:
            raise refusals.SinceMissing
        return Happened(self.nature, self.since, " ".join(self.document.split()))


NOT_SAID = Happened()


@transaction.atomic
def propose_correction(
    *,
    student_id: int,
    guardian_id: int | None,
    whose: str,
    values: Mapping[str, object],
    comment: str = "",
    scan: Scan | None = None,
    happened: Happened = NOT_SAID,
    by: By,
) -> Correction:
    """A family says what is wrong in a card. Only what differs from the card is proposed.

    :param guardian_id: the guardian who proposes; None: the student himself. :param whose: "student" or "own".
    :param happened: to the dated values among them, as far as the family knows.
    :raises NotYourChild, FieldNotProposable, MayNotBeEmpty, NothingProposed, ProposalWaitsAlready, SinceMissing:
    :raises UnknownItem, BornInTheFuture, NameMissing, FileTypeNotTaken, …: what the card itself would refuse.
    """
    today, happened = timezone.localdate(), happened.checked()
    person_id = _whose_card(student_id, guardian_id, whose, today)
    present = present_values(person_id, today, student_id=student_id if whose == STUDENT else None)
    proposed = {code: _kept(code, whose, value) for code, value in values.items()}
    differing = {code: value for code, value in proposed.items() if value != present[code]}
    if not differing:
        raise refusals.NothingProposed
    for code, value in differing.items():
        if not value and not PROPOSABLE[code].may_empty:
            raise refusals.MayNotBeEmpty(field=code, params={"field": str(PROPOSABLE[code].title)})
    _refuse_what_the_card_would(differing, present, today)
    waiting = ProposedField.objects.filter(person=person_id, code__in=differing, state=PENDING)
    if (standing := waiting.values_list("code", flat=True).first()) is not None:
        raise _waits_already(standing)
    correction = Correction.objects.create(
        student_id=student_id, person_id=person_id, proposed_at=timezone.now(), proposed_by=by.account_id,
        proposed_name=by.name, comment=comment.strip(), file=_stored(scan, by),
    )  # fmt: skip
    try:
        with transaction.atomic():
            ProposedField.objects.bulk_create(
                ProposedField(
                    correction=correction,
                    person_id=person_id,
                    code=code,
                    old_value=present[code],
                    new_value=value,
                    **(_kept_of(happened) if PROPOSABLE[code].is_dated else {}),
                )
                for code, value in differing.items()
            )
    except IntegrityError as error:
        raise _waits_already(next(iter(differing))) from error
    return correction


@transaction.atomic
def withdraw_correction(*, correction_id: int, by: By) -> None:
    """The family takes back what is not decided yet. :raises DecidedAlready: nothing of it waits."""
    correction = Correction.objects.select_for_update(of=("self",)).get(pk=correction_id)
    rows = correction.fields.filter(state=PENDING)
    if not rows.update(state=WITHDRAWN, decided_at=timezone.now(), decided_by=by.account_id, decided_name=by.name):
        raise refusals.DecidedAlready(params={"state": _last_state(correction)})
    correction.withdrawn_at = timezone.now()
    correction.save(update_fields=["withdrawn_at"])
    _forget_scan(correction, by)


@transaction.atomic
def accept_field(*, field_id: int, happened: Happened | None = None, insist: bool = False, by: By) -> ProposedField:
    """The proposed value is written into the card; a dated one, if it is no mistake, from a day on.

    :param happened: to a dated value; None: as the family says.
    :raises NatureNotSaid: of a dated value neither says it. :raises SinceMissing:
    :raises NotYourStudents: the actor does not see the student. :raises DecidedAlready, FieldsNotYours:
    :raises CardChangedSinceProposal: the card says something else than when it was proposed; `insist` writes anyway.
    :raises SameName, UnknownItem, CircumstanceOverlaps, …: what the card refuses.
    """
    row = _locked_field(field_id, by)
    one = PROPOSABLE[row.code]
    if one.is_dated:
        happened = (happened or Happened(row.nature, row.since, row.document)).checked()
        if not happened.nature:
            raise refusals.NatureNotSaid(params={"field": str(one.title)})
        row.nature, row.since, row.document = happened.nature, happened.since, happened.document
    student_id = row.correction.student_id if one.how == "circumstance" else None
    present = present_values(row.person_id, timezone.localdate(), student_id=student_id)
    if present[row.code] != row.new_value:
        if present[row.code] != row.old_value and not insist:
            raise refusals.CardChangedSinceProposal(
                params={
                    "old": one.words(row.old_value),
                    "present": one.words(present[row.code]),
                    "new": one.words(row.new_value),
                }
            )
        with written_as(f"{SOURCE}:{row.correction_id}"):
            _write(one, row, present, by)
    return _decide(row, ACCEPTED, "", by)


@transaction.atomic
def refuse_field(*, field_id: int, reason: str, by: By) -> ProposedField:
    """The card stays as it is; the family reads why.

    :raises NotYourStudents, DecidedAlready, FieldsNotYours: :raises ReasonOfRefusalMissing:
    """
    if not reason.strip():
        raise refusals.ReasonOfRefusalMissing
    return _decide(_locked_field(field_id, by), REFUSED, " ".join(reason.split()), by)


# --- parts ----------------------------------------------------------------------------------------------------------


def _whose_card(student_id: int, guardian_id: int | None, whose: str, day: date) -> int:
    """The person whose card is meant. :raises NotYourChild:"""
    known = Student.objects.values_list("person_id", "person__birth_date").filter(pk=student_id).first()
    if known is None or (guardian_id is None and whose == OWN):
        raise refusals.NotYourChild
    student_person, born = known
    if guardian_id is None:
        return student_person
    links = Guardianship.objects.unvoided().valid(day).filter(guardian=guardian_id, student=student_id, may_see=True)
    link = links.filter(is_legal=True).values_list("guardian__person", flat=True).first()
    if link is None or is_of_age(born, day):
        raise refusals.NotYourChild
    return link if whose == OWN else student_person


def _kept(code: str, whose: str, value: object) -> str:
    one = PROPOSABLE.get(code)
    if one is None or whose not in one.whose:
        raise refusals.FieldNotProposable(field=code, params={"field": str(one.title) if one else code})
    return kept(one, value)


def _refuse_what_the_card_would(differing: Mapping[str, str], present: Mapping[str, str], day: date) -> None:
    """:raises UnknownItem, BornInTheFuture, BornTooLongAgo, NameMissing, NameHasStrangeCharacters:"""
    checked_particulars({code: _typed(code, value) for code, value in differing.items() if _is(code, "particular")})
    if any(_is(code, "name") for code in differing):
        checked_name(_name({**present, **differing}))
    for code, value in differing.items():
        if _is(code, "circumstance"):
            handbooks.known_item(PROPOSABLE[code].handbook, value, as_of=day, field=code)


def _is(code: str, how: str) -> bool:
    return PROPOSABLE[code].how == how


def _typed(code: str, value: str) -> object:
    return date.fromisoformat(value) if PROPOSABLE[code].is_date and value else value


def _name(values: Mapping[str, str]) -> people.Name:
    return people.Name(values["surname"], values["given_name"], values["patronymic"])


def _stored(scan: Scan | None, by: By) -> StoredFile | None:
    if scan is None:
        return None
    content_type = checked_content_type("identity_document", scan.content, field="scan")
    return store_file(
        content=scan.content, name=scan.name, content_type=content_type, sensitivity=Privacy.DOCUMENT,
        purpose="correction", by=by,
    )  # fmt: skip


def _kept_of(happened: Happened) -> dict[str, Any]:
    return {"nature": happened.nature, "since": happened.since, "document": happened.document}


def _waits_already(code: str) -> refusals.ProposalWaitsAlready:
    return refusals.ProposalWaitsAlready(field=code, params={"field": str(PROPOSABLE[code].title)})


def _locked_field(field_id: int, by: By) -> ProposedField:
    rows = ProposedField.objects.select_for_update(of=("self", "correction")).select_related("correction")
    row = rows.filter(pk=field_id).first()
    seen = seen_students(by)
    if row is None or (seen is not None and not seen.filter(pk=row.correction.student_id).exists()):
        raise refusals.NotYourStudents
    one = PROPOSABLE[row.code]
    if not holds(by, one.privacy):
        raise FieldsNotYours(params={"fields": str(one.title)})
    if row.state != PENDING:
        raise refusals.DecidedAlready(params={"state": row.get_state_display()})
    return row


def _write(one: Proposable, row: ProposedField, present: Mapping[str, str], by: By) -> None:
    """By the ordinary way of each kind of field; the card's version grows."""
    dated: dict[str, Any] = {"since": row.since, "document": row.document, "version": None, "by": by}
    if one.how == "name":
        name = _name({**present, one.code: row.new_value})
        if row.nature == CHANGE:
            people.change_name(person_id=row.person_id, name=name, also=True, **dated)
        else:
            people.correct_name(person_id=row.person_id, name=name, version=None, by=by)
    elif one.is_dated and row.nature == CHANGE:
        people.change_citizenship(person_id=row.person_id, country=row.new_value, **dated)
    elif one.how == "circumstance":
        content = people.CircumstanceContent(kind=one.code, value=row.new_value, valid_from=timezone.localdate())
        people.begin_circumstance(student_id=row.correction.student_id, content=content, by=by)
    else:
        changes = {one.code: _typed(one.code, row.new_value) or ""}
        people.edit_person(person_id=row.person_id, changes=changes, version=None, by=by)


def _decide(row: ProposedField, state: str, reason: str, by: By) -> ProposedField:
    row.state, row.reason, row.decided_at = state, reason, timezone.now()
    row.decided_by, row.decided_name = by.account_id, by.name
    decided = ["state", "reason", "decided_at", "decided_by", "decided_name"]
    row.save(update_fields=[*decided, "nature", "since", "document"])
    _forget_scan(row.correction, by)
    return row


def _last_state(correction: Correction) -> str:
    last = correction.fields.order_by("-decided_at").first()
    return last.get_state_display() if last is not None else "—"


def _forget_scan(correction: Correction, by: By) -> None:
    """When nothing waits any more the scan has served its purpose (152-ФЗ art. 5 part 7)."""
    if correction.file_id is None or correction.fields.filter(state=PENDING).exists():
        return
    file_id, correction.file = correction.file_id, None
    correction.save(update_fields=["file"])
    discard_file(file_id=file_id, by=by)


__all__ = ["NOT_SAID", "Happened", "Scan", "accept_field", "propose_correction", "refuse_field", "withdraw_correction"]
