"""Writing consents: what paper was signed, by whom, for what; its withdrawal and what follows."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from shared_apps.handbooks import queries as handbooks
from shared_apps.organisations.crossing import By
from shared_apps.organisations.periods import FOREVER
from shared_apps.organisations.privacy import Privacy
from shared_apps.organisations.refusal import Refused

from .. import consent_refusals as refusals
from ..consent_models import Consent, ConsentForm
from ..grounds import ADULT, GROUPS, groups_of
from ..models import Person, StoredFile
from ..queries.signers import Subject, subjects
from ..uploads import Scan, checked_content_type
from .copies import forget_copies
from .files import store_file
from .persons import BATCH


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A signed paper.

    :ivar covers: codes of the groups of fields that it lists; empty: all that the purpose covers.
    :ivar form_id: the version of the form; None: not one of Svod's.
    :ivar valid_from: None: the day of signing.
    :ivar valid_to: the first day without it; FOREVER: without an end but that of `until_leaving`.
    """

    purpose: str
    signed_on: date
    number: str = ""
    covers: Collection[str] = ()
    form_id: int | None = None
    valid_from: date | None = None
    valid_to: date = FOREVER
    until_leaving: bool = True
    kept_where: str = ""
    scan: Scan | None = None

    @property
    def begins(self) -> date:
        return self.valid_from or self.signed_on


@transaction.atomic
def record_consent(*, person_id: int, given_by: int, paper: Paper, by: By, insist: bool = False) -> Consent:
    """Write down a consent. What a guardian signed ends when the student is of age.

    :param insist: a consent to the same purpose that is in force then ends where this one begins.
    :raises NotAboutThem, CoversForeignFields, SignedLater, InForceBeforeSigned, ConsentTermEmpty, FormNotInUse:
    :raises GiverIsNoGuardian, TooYoungToSign, SignsAlone, ConsentInForce, ConsentFollows, UnknownItem:
    :raises FileIsEmpty, FileTooLarge, FileTypeNotTaken: of the scan
    """
    Person.objects.select_for_update(of=("self",), no_key=True).get(pk=person_id)
    subject = subjects([person_id], paper.signed_on)[person_id]
    return _record(subject, given_by, paper, by, insist=insist)


@transaction.atomic
def record_consents(
    *, given: Sequence[tuple[int, int]], paper: Paper, by: By, insist: bool = False
) -> tuple[list[Consent], list[Refused]]:
    """Papers of many people that came back together: (person, who signed). What is refused is left out and said."""
    ids = sorted({person_id for person_id, _giver in given})
    list(Person.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=ids).order_by("pk").values("pk"))
    about = subjects(ids, paper.signed_on)
    written: list[Consent] = []
    refused: list[Refused] = []
    for person_id, giver in given:
        try:
            with transaction.atomic():
                written.append(_record(about[person_id], giver, paper, by, insist=insist))
        except Refused as refusal:
            refused.append(refusal)
    return written, refused


@transaction.atomic
def record_papers(*, given: Sequence[tuple[int, int, Paper]], by: By) -> list[Consent]:
    """Papers by the thousand, as files bring them: (person, who signed, paper); one refused paper refuses all.

    :raises: as `record_consent`; ConsentInForce, ConsentFollows: one to the same purpose holds on the day or later.
    """
    ids = sorted({person_id for person_id, _giver, _paper in given})
    list(Person.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=ids).order_by("pk").values("pk"))
    by_day: dict[date, set[int]] = defaultdict(set)
    for person_id, _giver, paper in given:
        by_day[paper.signed_on].add(person_id)
    about = {day: subjects(people, day) for day, people in by_day.items()}
    present = defaultdict(list)
    for row in Consent.objects.filter(person__in=ids):
        present[row.person_id, row.purpose].append(row)
    rows = []
    for person_id, giver, one in given:
        subject = about[one.signed_on][person_id]
        paper = _checked(subject, one)
        _check_giver(subject, giver, paper.signed_on)
        ends = _last_day(subject, giver, paper)
        for row in present[person_id, paper.purpose]:
            if row.valid_from < ends and row.valid_to > paper.begins:
                refusal = refusals.ConsentFollows if row.valid_from >= paper.begins else refusals.ConsentInForce
                raise refusal(params={"who": subject.name, "since": f"{row.valid_from:%d.%m.%Y}"})
        rows.append(_row(subject, giver, paper, ends))
    return Consent.objects.bulk_create(rows, batch_size=BATCH)


def _record(subject: Subject, giver: int, paper: Paper, by: By, *, insist: bool) -> Consent:
    paper = _checked(subject, paper)
    _check_giver(subject, giver, paper.signed_on)
    form = _check_form(subject, paper)
    ends = _last_day(subject, giver, paper)
    _make_room(subject, paper, ends, insist=insist)
    row = _row(subject, giver, paper, ends, form=form, file=_stored(paper.scan, by))
    row.save()
    return row


def _last_day(subject: Subject, giver: int, paper: Paper) -> date:
    """The first day without it: what a guardian signed ends when the student is of age. :raises ConsentTermEmpty:"""
    ends = paper.valid_to
    of_age = subject.comes_to(ADULT)
    if giver != subject.person_id and of_age is not None:
        ends = min(ends, of_age)
    if ends <= paper.begins:
        raise refusals.ConsentTermEmpty(params={"day": f"{ends:%d.%m.%Y}"})
    return ends


def _row(
    subject: Subject,
    giver: int,
    paper: Paper,
    ends: date,
    *,
    form: ConsentForm | None = None,
    file: StoredFile | None = None,
) -> Consent:
    return Consent(
        person_id=subject.person_id,
        given_by_id=giver,
        purpose=paper.purpose,
        form=form,
        covers=sorted(paper.covers),
        number=" ".join(paper.number.split()),
        signed_on=paper.signed_on,
        valid_from=paper.begins,
        valid_to=ends,
        until_leaving=paper.until_leaving,
        kept_where=paper.kept_where.strip(),
        file=file,
    )


def _checked(subject: Subject, paper: Paper) -> Paper:
    handbooks.known_item("consent_purpose", paper.purpose, as_of=paper.signed_on, field="purpose")
    possible = {group.code for role in subject.roles for group in groups_of(paper.purpose, role)}
    if not possible:
        raise refusals.NotAboutThem(params={"who": subject.name})
    if foreign := set(paper.covers) - possible:
        titles = [str(GROUPS[code].title) if code in GROUPS else code for code in sorted(foreign)]
        raise refusals.CoversForeignFields(params={"fields": ", ".join(titles)})
    if paper.signed_on > timezone.localdate():
        raise refusals.SignedLater(params={"day": f"{paper.signed_on:%d.%m.%Y}"})
    if paper.begins < paper.signed_on:
        raise refusals.InForceBeforeSigned(params={"day": f"{paper.signed_on:%d.%m.%Y}"})
    return replace(paper, covers=tuple(paper.covers or sorted(possible)))


def _check_giver(subject: Subject, giver: int, on: date) -> None:
    """152-ФЗ art. 9 part 6; ГК РФ art. 21, 26, 28."""
    if giver in {person_id for person_id, _name in subject.signers(on)}:
        return
    if giver == subject.person_id:
        raise refusals.TooYoungToSign(params={"who": subject.name, "day": f"{on:%d.%m.%Y}"})
    if not subject.is_ward or subject.is_at_least(ADULT, on):
        raise refusals.SignsAlone(params={"who": subject.name})
    named = subjects([giver], on).get(giver)
    raise refusals.GiverIsNoGuardian(params={"who": subject.name, "giver": named.name if named else "—"})


def _check_form(subject: Subject, paper: Paper) -> ConsentForm | None:
    if paper.form_id is None:
        return None
    form = ConsentForm.objects.get(pk=paper.form_id)
    if form.purpose != paper.purpose or form.about not in subject.roles:
        raise refusals.NotAboutThem(params={"who": subject.name}, field="form")
    if not form.valid_from <= paper.signed_on < form.valid_to:
        last = form.valid_to if form.valid_to == FOREVER else form.valid_to - timedelta(days=1)
        until = "—" if form.valid_to == FOREVER else f"{last:%d.%m.%Y}"
        raise refusals.FormNotInUse(
            params={"version": form.version, "since": f"{form.valid_from:%d.%m.%Y}", "until": until}
        )
    return form


def _make_room(subject: Subject, paper: Paper, ends: date, *, insist: bool) -> None:
    rows = Consent.objects.filter(person=subject.person_id, purpose=paper.purpose)
    for row in rows.filter(valid_from__lt=ends, valid_to__gt=paper.begins).order_by("valid_from"):
        said = {"who": subject.name, "since": f"{row.valid_from:%d.%m.%Y}"}
        if row.valid_from >= paper.begins:
            raise refusals.ConsentFollows(params=said)
        if row.withdrawn_on is None and not insist:
            raise refusals.ConsentInForce(params=said)
        row.valid_to = paper.begins
        row.save(update_fields=["valid_to"])


@transaction.atomic
def withdraw_consent(
    *, consent_id: int, on: date, document: str = "", scan: Scan | None = None, online: bool = False, by: By
) -> Consent:
    """A consent is withdrawn: it gives no ground on any day, its fields are closed.

    One that begins later is withdrawn on the day it would begin: it never comes into force.

    :raises WithdrawnAlready, WithdrawnBeforeGiven, WithdrawnLater, DocumentMissing: and of the scan, as there
    """
    row = Consent.objects.select_for_update(of=("self",)).get(pk=consent_id)
    if row.withdrawn_on is not None:
        raise refusals.WithdrawnAlready(params={"day": f"{row.withdrawn_on:%d.%m.%Y}"})
    if on < row.valid_from:
        raise refusals.WithdrawnBeforeGiven(params={"day": f"{row.valid_from:%d.%m.%Y}"})
    if on > max(timezone.localdate(), row.valid_from):
        raise refusals.WithdrawnLater(params={"day": f"{on:%d.%m.%Y}"})
    if not document.strip() and not online:
        raise refusals.DocumentMissing
    row.withdrawn_on, row.withdrawal_document, row.withdrawn_online = on, document.strip(), online
    row.withdrawal_file = _stored(scan, by)
    row.valid_to = min(row.valid_to, max(on, row.valid_from + timedelta(days=1)))
    row.save(update_fields=["withdrawn_on", "withdrawal_document", "withdrawn_online", "withdrawal_file", "valid_to"])
    forget_copies(person_id=row.person_id, groups=row.covers, is_erased=False, by=by)
    return row


@transaction.atomic
def withdraw_own_consent(*, consent_id: int, by: By, signer: int) -> Consent:
    """In the personal account, by one who may give such a consent today. `signer`: his person's id.

    :raises NotYoursToWithdraw, WithdrawnAlready:
    """
    today = timezone.localdate()
    row = Consent.objects.get(pk=consent_id)
    may_sign = {person_id for person_id, _name in subjects([row.person_id], today)[row.person_id].signers(today)}
    if signer not in may_sign | {row.given_by_id}:
        raise refusals.NotYoursToWithdraw
    return withdraw_consent(consent_id=consent_id, on=max(today, row.valid_from), online=True, by=by)


@transaction.atomic
def follow_up(*, consent_id: int, what: str, on: date | None = None, by: By) -> Consent:
    """The office has dealt with a withdrawal: what was done. :raises NotWithdrawn, DocumentMissing:"""
    row = Consent.objects.select_for_update(of=("self",)).get(pk=consent_id)
    if row.withdrawn_on is None:
        raise refusals.NotWithdrawn
    if not what.strip():
        raise refusals.DocumentMissing(field="what")
    row.follow_up, row.followed_up_on = what.strip(), on or timezone.localdate()
    row.save(update_fields=["follow_up", "followed_up_on"])
    return row


@transaction.atomic
def strike_out_consent(*, consent_id: int, by: By) -> None:
    """A consent written down by mistake goes; the history keeps it. :raises ConsentIsRelied: it was withdrawn."""
    row = Consent.objects.select_for_update(of=("self",)).get(pk=consent_id)
    if row.withdrawn_on is not None:
        raise refusals.ConsentIsRelied
    forget_copies(person_id=row.person_id, groups=row.covers, is_erased=False, by=by)
    row.delete()


def _stored(scan: Scan | None, by: By) -> StoredFile | None:
    if scan is None:
        return None
    return store_file(
        content=scan.content,
        name=scan.name,
        content_type=checked_content_type("consent", scan.content, field="scan"),
        sensitivity=Privacy.DOCUMENT,
        purpose="consent",
        by=by,
    )


__all__ = [
    "Paper",
    "Scan",
    "follow_up",
    "record_consent",
    "record_consents",
    "record_papers",
    "strike_out_consent",
    "withdraw_consent",
    "withdraw_own_consent",
]
