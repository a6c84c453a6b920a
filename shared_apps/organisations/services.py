"""Changes of organisations after birth: rename and move, closing, reopening, supervision. All dated, all logged."""

from dataclasses import dataclass, fields
from datetime import date, timedelta

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from .crossing import By
from .models import Authority, Municipality, Organisation, OrganisationPeriod, Supervision
from .names import search_key
from .periods import FOREVER
from .refusal import Refused
from .shared_log import record, values


class DateTaken(Refused):
    """The change would begin on a day on which a name and place begins already, or before the first of them."""


class AlreadyClosed(Refused):
    """The organisation is closed."""


class AlreadyPrepared(Refused):
    """A request can't be taken back: the schema is there."""


class NothingBefore(Refused):
    """The organisation has had one name and place only."""


class CorrectionCrosses(Refused):
    """The corrected day of beginning would reach over the earlier or the later name and place."""

    message = _lazy("Between the neighbouring entries it may begin from %(first)s to %(last)s.")
    code = "correction_crosses"
    field = "since"


class OpeningNotLater(Refused):
    """The first name and place would begin later than it did: records of those days would belong to nobody."""

    message = _lazy("The organisation has worked since %(day)s; its opening can be moved to an earlier day only.")
    code = "opening_not_later"
    field = "since"


class NothingCorrected(Refused):
    """What is said of the name and place is what stands there already."""

    message = _lazy("Nothing differs from what is written already.")
    code = "nothing_corrected"


class AlreadySupervised(Refused):
    """The authority supervises the organisation on that day already."""


NEVER = date(1900, 1, 1)
"""When the names of an organisation hold that was never born: on no day that anybody asks about."""


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
    """
    _refuse_closed(organisation, on)
    periods = _locked_periods(organisation)
    standing = _standing_on(periods, on)
    if on <= standing.valid_from:
        message = _("A name and place begins on %(day)s: correct it, or choose a later date.")
        raise DateTaken(message % {"day": f"{standing.valid_from:%d.%m.%Y}"}, code="date_taken", field="on")
    until, before = standing.valid_to, values(standing)
    standing.valid_to = on
    standing.save(update_fields=["valid_to"])
    record(by=by, row=standing, action="end", before=before)
    period = OrganisationPeriod.objects.create(
        organisation=organisation,
        valid_from=on,
        valid_to=until,
        search_key=search_key(f"{particulars.short_name} {particulars.full_name}"),
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
    :raises NothingCorrected:
    """
    periods = _locked_periods(period.organisation)
    at = next(number for number, one in enumerate(periods) if one.pk == period.pk)
    row, former = periods[at], periods[at - 1] if at else None
    said = particulars.__dict__
    if since == row.valid_from and all(getattr(row, name) == value for name, value in said.items()):
        raise NothingCorrected
    if former is None and since > row.valid_from:
        raise OpeningNotLater(params={"day": f"{row.valid_from:%d.%m.%Y}"})
    adjoins = former is not None and former.valid_to == row.valid_from
    first = date.min if former is None else former.valid_from + timedelta(days=1) if adjoins else former.valid_to
    if not first <= since < row.valid_to:
        last = row.valid_to - timedelta(days=1)
        raise CorrectionCrosses(params={"first": f"{first:%d.%m.%Y}", "last": f"{last:%d.%m.%Y}"})
    steps = [(row, {**said, "valid_from": since})]
    if former is not None and adjoins and since != row.valid_from:
        moved = (former, {"valid_to": since})
        steps = [moved, *steps] if since < row.valid_from else [*steps, moved]  # rows never overlap on the way
    for one, changed in steps:
        before = values(one)
        for name, value in changed.items():
            setattr(one, name, value)
        one.search_key = search_key(f"{one.short_name} {one.full_name}")
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
    :raises DateTaken: its present name and place begin on that day or later.
    """
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    _refuse_closed(organisation, date.max)
    current = OrganisationPeriod.objects.select_for_update().filter(organisation=organisation).latest("valid_from")
    if on <= current.valid_from:
        message = _("The present name and place began on %(day)s; it can't close before.")
        raise DateTaken(message % {"day": f"{current.valid_from:%d.%m.%Y}"}, code="date_taken", field="on")
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
    """
    overlapping = Supervision.objects.filter(
        authority=authority, organisation=organisation, valid_from__lt=until, valid_to__gt=on
    )
    if overlapping.exists():
        raise AlreadySupervised(_("This authority supervises the organisation already."), code="supervised", field="on")
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
def withdraw_organisation(*, organisation: Organisation, by: By) -> None:
    """Take a request back: it was a mistake, and no schema was made. Its code and address are free again.

    :raises AlreadyPrepared: the worker has made it, or is making it.
    """
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    if not may_be_withdrawn(organisation):
        raise AlreadyPrepared(_("The organisation is prepared already; close it by an order."), code="already_prepared")
    for at, period in enumerate(OrganisationPeriod.objects.filter(organisation=organisation)):
        before = values(period)
        period.valid_from = NEVER + timedelta(days=at)
        period.valid_to = period.valid_from + timedelta(days=1)
        period.save(update_fields=["valid_from", "valid_to"])
        record(by=by, row=period, action="withdraw", before=before)
    before = values(organisation)
    organisation.state, organisation.state_detail = Organisation.State.WITHDRAWN, organisation.code
    organisation.slug = organisation.code = f"withdrawn-{organisation.pk}"
    organisation.save(update_fields=["state", "state_detail", "slug", "code"])
    record(by=by, row=organisation, action="withdraw", before=before)


@transaction.atomic
def take_particulars_back(*, organisation: Organisation, by: By) -> None:
    """The latest change of names and places was a mistake: what it said becomes again what was said before it.

    :raises NothingBefore: there are no earlier ones.
    """
    periods = list(
        OrganisationPeriod.objects.select_for_update().filter(organisation=organisation).order_by("-valid_from")[:2]
    )
    if len(periods) < 2:
        raise NothingBefore(_("There are no earlier names and places."), code="nothing_before")
    latest, former = periods
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


def _refuse_closed(organisation: Organisation, on: date) -> None:
    if organisation.closed_on is not None and organisation.closed_on <= on:
        message = _("The organisation is closed since %(day)s.") % {"day": f"{organisation.closed_on:%d.%m.%Y}"}
        raise AlreadyClosed(message, code="closed")
