"""Closing an academic year by two persons (S2-П2 3.1.1–3.1.2), and opening it again by the region's administrator."""

from django.db import transaction
from django.utils import timezone

from shared_apps.organisations.crossing import By, shared
from shared_apps.organisations.here import organisation_here
from shared_apps.organisations.models import ReopeningRequest
from shared_apps.organisations.refusal import Refused
from tenant_apps.enrolment.models import AcademicYear

from .. import refusals
from ..models import RolloverPlan, YearSealing
from ..queries.closing import unfinished_about
from ..queries.standing import last_day, not_moved

State, Kind = YearSealing.State, YearSealing.Kind


@transaction.atomic
def propose_sealing(*, year_id: int, reason: str = "", by: By) -> YearSealing:
    """The first person says that a year is to be closed; the second confirms.

    :raises YearClosedAlready, YearNotOver, EarlierYearOpen, RolloverUnfinished, StudentsNotMoved, YearHasDrafts:
    :raises ProposalStands:
    """
    year = AcademicYear.objects.select_for_update().get(pk=year_id)
    refuse_unready(year)
    return _propose(year, Kind.SEAL, reason, by)


@transaction.atomic
def confirm_sealing(*, sealing_id: int, by: By) -> YearSealing:
    """Another person confirms: from now on nothing of the year changes. What was checked then is checked again.

    :raises ProposalDecided, OwnProposal, DecidedByTheRegion: and as `propose_sealing`.
    """
    sealing = _waiting(sealing_id)
    _refuse_same_person(sealing, by)
    if sealing.kind != Kind.SEAL:
        raise refusals.DecidedByTheRegion
    year = AcademicYear.objects.select_for_update().get(pk=sealing.year_id)
    refuse_unready(year)
    year.closed_at = timezone.now()
    year.save(update_fields=["closed_at"])
    return _decide(sealing, State.CONFIRMED, "", by)


@transaction.atomic
def refuse_sealing(*, sealing_id: int, words: str, by: By) -> YearSealing:
    """Another person does not agree. :raises ProposalDecided, OwnProposal, DecidedByTheRegion:"""
    sealing = _waiting(sealing_id)
    _refuse_same_person(sealing, by)
    if sealing.kind != Kind.SEAL:
        raise refusals.DecidedByTheRegion
    return _decide(sealing, State.REFUSED, words, by)


@transaction.atomic
def withdraw_proposal(*, sealing_id: int, by: By) -> YearSealing:
    """Whoever proposed, or one who may propose, takes it back. :raises ProposalDecided:"""
    sealing = _waiting(sealing_id)
    if sealing.kind == Kind.REOPEN:
        here = organisation_here()
        with shared(by=by):
            ReopeningRequest.objects.filter(
                organisation=here, proposal_id=sealing.pk, state=ReopeningRequest.State.WAITING
            ).update(state=ReopeningRequest.State.WITHDRAWN, decided_at=timezone.now(), decided_name=by.name)
    return _decide(sealing, State.WITHDRAWN, "", by)


@transaction.atomic
def propose_reopening(*, year_id: int, reason: str, by: By) -> YearSealing:
    """Ask the region's administrator to open a closed year. The request stands before him at once.

    :raises YearNotClosed, LaterYearClosed, ProposalStands, ReopeningNeedsReason:
    """
    year = AcademicYear.objects.select_for_update().get(pk=year_id)
    _refuse_unopenable(year)
    if not reason.strip():
        raise refusals.ReopeningNeedsReason
    sealing = _propose(year, Kind.REOPEN, reason, by)
    here = organisation_here()
    with shared(by=by):
        ReopeningRequest.objects.create(
            organisation_id=here, proposal_id=sealing.pk, year_name=year.name, reason=sealing.reason,
            asked_by=by.account_id, asked_name=by.name,
        )  # fmt: skip
    return sealing


@transaction.atomic
def reopen(*, sealing_id: int, words: str, by: By) -> YearSealing:
    """Inside the organisation, for the region's administrator: the year is open again.

    :raises ProposalDecided, OwnProposal, YearNotClosed, LaterYearClosed:
    """
    sealing = _waiting(sealing_id)
    _refuse_same_person(sealing, by)
    year = AcademicYear.objects.select_for_update().get(pk=sealing.year_id)
    _refuse_unopenable(year)
    year.closed_at = None
    year.save(update_fields=["closed_at"])
    return _decide(sealing, State.CONFIRMED, words, by)


@transaction.atomic
def decide_reopening(*, sealing_id: int, granted: bool, words: str, by: By) -> YearSealing:
    """What the region's administrator decided, carried into the organisation. :raises: as `reopen`."""
    if granted:
        return reopen(sealing_id=sealing_id, words=words, by=by)
    sealing = _waiting(sealing_id)
    _refuse_same_person(sealing, by)
    return _decide(sealing, State.REFUSED, words, by)


def refuse_unready(year: AcademicYear) -> None:
    """Everything that must hold before a year is closed.

    :raises YearClosedAlready, YearNotOver, EarlierYearOpen, RolloverUnfinished, StudentsNotMoved, YearHasDrafts:
    """
    if year.closed_at is not None:
        raise refusals.YearClosedAlready(params={"year": year.name})
    if timezone.localdate() <= last_day(year):
        raise refusals.YearNotOver(params={"year": year.name, "day": f"{last_day(year):%d.%m.%Y}"})
    earlier = AcademicYear.objects.filter(valid_to__lte=year.valid_from, closed_at__isnull=True)
    if (open_one := earlier.order_by("valid_from").first()) is not None:
        raise refusals.EarlierYearOpen(params={"year": open_one.name})
    if year.rollovers.filter(state=RolloverPlan.State.APPLYING).exists():
        raise refusals.RolloverUnfinished(params={"year": year.name})
    if count := not_moved(year).count():
        raise refusals.StudentsNotMoved(params={"count": count, "year": year.name})
    if count := unfinished_about(year):
        raise refusals.YearHasDrafts(params={"count": count, "year": year.name})


def obstacle_of(year: AcademicYear) -> Refused | None:
    """What stands in the way of closing a year first of all, as closing it would say."""
    try:
        refuse_unready(year)
    except Refused as refusal:
        return refusal
    return None


def _refuse_unopenable(year: AcademicYear) -> None:
    if year.closed_at is None:
        raise refusals.YearNotClosed(params={"year": year.name})
    later = AcademicYear.objects.filter(valid_from__gte=year.valid_to, closed_at__isnull=False)
    if (closed := later.order_by("-valid_from").first()) is not None:
        raise refusals.LaterYearClosed(params={"year": closed.name})


def _propose(year: AcademicYear, kind: YearSealing.Kind, reason: str, by: By) -> YearSealing:
    standing = YearSealing.objects.filter(year=year, state=State.PROPOSED).first()
    if standing is not None:
        raise refusals.ProposalStands(params={"who": standing.proposed_name})
    return YearSealing.objects.create(
        year=year, kind=kind, reason=" ".join(reason.split()), proposed_by=by.account_id, proposed_name=by.name
    )


def _waiting(sealing_id: int) -> YearSealing:
    sealing = YearSealing.objects.select_for_update(of=("self",)).get(pk=sealing_id)
    if sealing.state != State.PROPOSED:
        raise refusals.ProposalDecided(params={"state": sealing.get_state_display()})
    return sealing


def _refuse_same_person(sealing: YearSealing, by: By) -> None:
    if by.account_id is None or by.account_id == sealing.proposed_by:
        raise refusals.OwnProposal


def _decide(sealing: YearSealing, state: YearSealing.State, words: str, by: By) -> YearSealing:
    sealing.state, sealing.decision = state, " ".join(words.split())
    sealing.decided_at, sealing.decided_by, sealing.decided_name = timezone.now(), by.account_id, by.name
    sealing.save(update_fields=["state", "decision", "decided_at", "decided_by", "decided_name"])
    return sealing
