"""Changes of organisations after birth: rename and move, closing, reopening, supervision. All dated, all logged."""

from dataclasses import dataclass, fields
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from . import refusals
from .crossing import By
from .models import Authority, Municipality, Organisation, OrganisationPeriod, Supervision
from .names import bare_words
from .periods import FOREVER, NEVER
from .shared_log import record, values
from .territory_refusals import NotThereThen


@dataclass(frozen=True, kw_only=True)
class Particulars:
    """Name, kind and place of an organisation as they will be from a date on."""

    full_name: str
    short_name: str
    kind: str
    locality: str
    municipality: Municipality
    authority: Authority | None
    address: str
    order_number: str
    order_date: date | None


PARTICULARS = tuple(each.name for each in fields(Particulars))


@transaction.atomic
def change_particulars(*, organisation: Organisation, particulars: Particulars, on: date, by: By) -> OrganisationPeriod:
    """Rename or move an organisation from a date on: until the next change that is entered already, or without end.

    The earlier row stays as it was, closed on that date; a change dated ahead stays as it was entered.

    :raises DateTaken: a name and place begins on that day (correct it instead), or the organisation was not there yet.
    :raises AlreadyClosed: it is closed by then.
    :raises NotThereThen: its municipality or authority is closed in these days.
    """
    refuse_closed(organisation, on)
    periods = _locked_periods(organisation)
    standing = _standing_on(periods, on)
    if on <= standing.valid_from:
        raise refusals.DateTaken(params={"day": f"{standing.valid_from:%d.%m.%Y}"})
    until, before = standing.valid_to, values(standing)
    refuse_gone(until, municipality=particulars.municipality, authority=particulars.authority)
    standing.valid_to = on
    standing.save(update_fields=["valid_to"])
    record(by=by, row=standing, action="end", before=before)
    period = OrganisationPeriod.objects.create(
        organisation=organisation,
        valid_from=on,
        valid_to=until,
        search_key=bare_words(f"{particulars.short_name} {particulars.full_name}"),
        **particulars.__dict__,
    )
    record(by=by, row=period, action="rename")
    return period


@transaction.atomic
def correct_particulars(
    *, period: OrganisationPeriod, particulars: Particulars, since: date, reason: str, by: By
) -> OrganisationPeriod:
    """What a row of names and places says was a slip: it never was so. No new row begins; the log keeps both and why.

    :param since: the day on which it began; the row before ends on it.
    :raises CorrectionCrosses, OpeningNotLater: that day can't be.
    :raises NothingCorrected, NotThereThen:
    """
    periods = _locked_periods(period.organisation)
    at = next(number for number, one in enumerate(periods) if one.pk == period.pk)
    row, former = periods[at], periods[at - 1] if at else None
    said = particulars.__dict__
    if since == row.valid_from and all(getattr(row, name) == value for name, value in said.items()):
        raise refusals.NothingCorrected
    if former is None and since > row.valid_from:
        raise refusals.OpeningNotLater(params={"day": f"{row.valid_from:%d.%m.%Y}"})
    adjoins = former is not None and former.valid_to == row.valid_from
    first = date.min if former is None else former.valid_from + timedelta(days=1) if adjoins else former.valid_to
    if not first <= since < row.valid_to:
        last = row.valid_to - timedelta(days=1)
        raise refusals.CorrectionCrosses(params={"first": f"{first:%d.%m.%Y}", "last": f"{last:%d.%m.%Y}"})
    refuse_gone(row.valid_to, municipality=particulars.municipality, authority=particulars.authority)
    steps = [(row, {**said, "valid_from": since})]
    if former is not None and adjoins and since != row.valid_from:
        moved = (former, {"valid_to": since})
        steps = [moved, *steps] if since < row.valid_from else [*steps, moved]  # rows never overlap on the way
    for one, changed in steps:
        before = values(one)
        for name, value in changed.items():
            setattr(one, name, value)
        one.search_key = bare_words(f"{one.short_name} {one.full_name}")
        one.save(update_fields=[*changed, "search_key"])
        record(by=by, row=one, action="correct", before=before, reason=reason)
    return row


def _locked_periods(organisation: Organisation) -> list[OrganisationPeriod]:
    """All names and places by day, locked. Two who change them wait for each other at the organisation's row."""
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    rows = OrganisationPeriod.objects.select_for_update(of=("self",)).filter(organisation=organisation)
    return list(rows.select_related("organisation", "municipality", "authority").order_by("valid_from"))


def _standing_on(periods: list[OrganisationPeriod], day: date) -> OrganisationPeriod:
    """The one that holds on a day, or the first."""
    return next((one for one in reversed(periods) if one.valid_from <= day), periods[0])


@transaction.atomic
def close_organisation(*, organisation: Organisation, on: date, order_number: str, order_date: date, by: By) -> None:
    """Close an organisation from a date on: it can be read, nothing is written in it any more, history stays.

    :raises AlreadyClosed: it is closed.
    :raises ClosingTooEarly: its present name and place begin on that day or later.
    """
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    refuse_closed(organisation, date.max)
    current = OrganisationPeriod.objects.select_for_update().filter(organisation=organisation).latest("valid_from")
    if on <= current.valid_from:
        raise refusals.ClosingTooEarly(params={"day": f"{current.valid_from:%d.%m.%Y}"})
    before = values(organisation)
    organisation.closed_on = on
    if on <= localdate():
        organisation.state = Organisation.State.CLOSED
    organisation.state_detail = _("Closed by order No. %(number)s of %(day)s") % {
        "number": order_number,
        "day": f"{order_date:%d.%m.%Y}",
    }
    organisation.save(update_fields=["closed_on", "state", "state_detail"])
    record(by=by, row=organisation, action="close", before=before)
    earlier = values(current)
    current.valid_to = on
    current.save(update_fields=["valid_to"])
    record(by=by, row=current, action="end", before=earlier)


@transaction.atomic
def begin_supervision(
    *, authority: Authority, organisation: Organisation, on: date, until: date = FOREVER, order_number: str = "", by: By
) -> Supervision:
    """Let an authority watch an organisation from a date on.

    :raises AlreadySupervised: it does so already in these days.
    :raises NotThereThen: the authority is closed in these days.
    """
    refuse_gone(until, authority=authority)
    overlapping = Supervision.objects.filter(
        authority=authority, organisation=organisation, valid_from__lt=until, valid_to__gt=on
    )
    if overlapping.exists():
        raise refusals.AlreadySupervised
    row = Supervision.objects.create(
        authority=authority, organisation=organisation, valid_from=on, valid_to=until, order_number=order_number
    )
    record(by=by, row=row, action="create")
    return row


@transaction.atomic
def end_supervision(*, supervision: Supervision, on: date, by: By) -> None:
    """End it: the first day without supervision is `on`; one that ends the day it began lasts that day."""
    before = values(supervision)
    supervision.valid_to = max(on, supervision.valid_from + timedelta(days=1))
    supervision.save(update_fields=["valid_to"])
    record(by=by, row=supervision, action="end", before=before)


def may_be_withdrawn(organisation: Organisation) -> bool:
    """Whether it was requested and nothing of it was made yet."""
    return organisation.state in (Organisation.State.REQUESTED, Organisation.State.FAILED) and (
        not organisation.schema_version
    )


@transaction.atomic
def withdraw_organisation(*, organisation: Organisation, by: By, reason: str = "") -> None:
    """Take a request back: it was a mistake, and no schema was made. Its code and address are free again.

    :raises AlreadyPrepared: the worker has made it, or is making it.
    """
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    if not may_be_withdrawn(organisation):
        raise refusals.AlreadyPrepared
    for at, period in enumerate(OrganisationPeriod.objects.filter(organisation=organisation)):
        before = values(period)
        period.valid_from = NEVER + timedelta(days=at)
        period.valid_to = period.valid_from + timedelta(days=1)
        period.save(update_fields=["valid_from", "valid_to"])
        record(by=by, row=period, action="withdraw", before=before, reason=reason)
    before = values(organisation)
    organisation.state, organisation.state_detail = Organisation.State.WITHDRAWN, organisation.code
    organisation.slug = organisation.code = f"withdrawn-{organisation.pk}"
    organisation.save(update_fields=["state", "state_detail", "slug", "code"])
    record(by=by, row=organisation, action="withdraw", before=before, reason=reason)


@transaction.atomic
def take_particulars_back(*, organisation: Organisation, by: By) -> None:
    """The latest change of names and places was a mistake: what it said becomes again what was said before it.

    :raises NothingBefore: there are no earlier ones.
    :raises NotThereThen: what was above it before is closed.
    """
    periods = list(
        OrganisationPeriod.objects.select_for_update().filter(organisation=organisation).order_by("-valid_from")[:2]
    )
    if len(periods) < 2:
        raise refusals.NothingBefore
    latest, former = periods
    refuse_gone(latest.valid_to, municipality=former.municipality, authority=former.authority)
    before = values(latest)
    for name in (*PARTICULARS, "search_key"):
        setattr(latest, name, getattr(former, name))
    latest.save(update_fields=[*PARTICULARS, "search_key"])
    record(by=by, row=latest, action="rename", before=before)


def close_those_due(*, by: By, today: date) -> int:
    """Daily: organisations whose day of closing has come. How many were closed."""
    due = Organisation.objects.filter(closed_on__lte=today, state=Organisation.State.READY)
    for organisation in due:
        before = values(organisation)
        organisation.state = Organisation.State.CLOSED
        organisation.save(update_fields=["state"])
        record(by=by, row=organisation, action="close", before=before)
    return len(due)


def refuse_gone(until: date, *, municipality: Municipality | None = None, authority: Authority | None = None) -> None:
    """What stands above an organisation must be there as long as it is named. Whoever closes it waits meanwhile.

    :raises NotThereThen:
    """
    for field, named in (("municipality", municipality), ("authority", authority)):
        if named is not None:
            there: Any = type(named)._default_manager.select_for_update(no_key=True, of=("self",)).get(pk=named.pk)
            if there.valid_to < until:
                raise NotThereThen(params={"name": str(there), "day": f"{there.valid_to:%d.%m.%Y}"}, field=field)


def refuse_closed(organisation: Organisation, on: date) -> None:
    """:raises AlreadyClosed: it is closed on that day."""
    if organisation.closed_on is not None and organisation.closed_on <= on:
        raise refusals.AlreadyClosed(params={"day": f"{organisation.closed_on:%d.%m.%Y}"})
