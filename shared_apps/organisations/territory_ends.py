"""The end of a municipality or an authority: closed, merged into another one, opened again. Call inside shared()."""

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from . import territory_refusals as refusals
from .crossing import By
from .models import Authority, Municipality, OrganisationPeriod, Supervision
from .periods import FOREVER, NEVER
from .services import PARTICULARS, Particulars, begin_supervision, change_particulars, end_supervision
from .territory import B, Body, change, locked, standing_on


@transaction.atomic
def close(*, body: B, on: date, ground: str, by: By) -> B:
    """It is there no more from a day on. Its organisations were moved before.

    :raises StillUnderIt: organisations are under it on that day or later.
    :raises IsClosed, NameBeginsThen:
    """
    body, periods = locked(body)
    if body.valid_to < FOREVER:
        raise refusals.IsClosed(params={"name": str(body), "day": f"{body.valid_to:%d.%m.%Y}"})
    last = periods[-1]
    if on <= last.valid_from:
        raise refusals.NameBeginsThen(params={"day": f"{last.valid_from:%d.%m.%Y}"})
    if count := under_it(body, since=on):
        raise refusals.StillUnderIt(params={"count": count, "day": f"{on:%d.%m.%Y}"})
    change(last, {"valid_to": on}, action="end", by=by, reason=ground)
    change(body, {"valid_to": on}, action="close", by=by, reason=ground)
    return body


@transaction.atomic
def merge(*, body: B, into: B, on: date, order_number: str, order_date: date | None, ground: str, by: By) -> int:
    """From a day on its organisations are under another one, by the act that says so, and it is closed.

    What is entered for an organisation later than that day follows too. How many organisations were moved.

    :raises MergedIntoItself: :raises NotThereThen, NotThereYet: the other one is not there on that day.
    :raises IsClosed, NameBeginsThen: :raises Refused: what moving an organisation refuses.
    """
    if body.pk == into.pk:
        raise refusals.MergedIntoItself
    for one in sorted((body, into), key=lambda one: one.pk):
        locked(one)  # always in this order: two who merge wait for each other
    into, _names = locked(into)
    if into.valid_to < FOREVER:
        raise refusals.NotThereThen(params={"name": str(into), "day": f"{into.valid_to:%d.%m.%Y}"}, field="into")
    if into.valid_from > on:
        raise refusals.NotThereYet(params={"name": str(into), "day": f"{into.valid_from:%d.%m.%Y}"})
    body, _names = locked(body)
    column = column_of(body)
    moved = set()
    for period in _periods_since(body, on).select_related("organisation", "municipality", "authority"):
        moved.add(period.organisation_id)
        if period.valid_from >= on:
            change(period, {column: into}, action="rename", by=by, reason=ground)
            continue
        said = {name: getattr(period, name) for name in PARTICULARS}
        said |= {column: into, "order_number": order_number, "order_date": order_date}
        change_particulars(organisation=period.organisation, particulars=Particulars(**said), on=on, by=by)
    if isinstance(body, Authority) and isinstance(into, Authority):
        moved |= _hand_over(body, into, on, order_number, by)
    body = close(body=body, on=on, ground=ground, by=by)
    change(body, {"merged_into": into}, action="merge", by=by, reason=ground)
    return len(moved)


@transaction.atomic
def reopen(*, body: B, reason: str, by: By) -> B:
    """Its closing was a mistake: it goes on without an end. Organisations that a merger moved stay where they are.

    :raises NotClosed:
    """
    body, periods = locked(body)
    if body.valid_to == FOREVER:
        raise refusals.NotClosed
    change(standing_on(periods, date.max), {"valid_to": FOREVER}, action="correct", by=by, reason=reason)
    change(body, {"valid_to": FOREVER, "merged_into": None}, action="correct", by=by, reason=reason)
    return body


def under_it(body: Body, *, since: date) -> int:
    """How many organisations are under it on a day or later; of an authority also those that it supervises."""
    found = set(_periods_since(body, since).values_list("organisation", flat=True))
    if isinstance(body, Authority):
        watched = Supervision.objects.filter(authority=body, valid_to__gt=since)
        found |= set(watched.values_list("organisation", flat=True))
    return len(found)


def column_of(body: Body) -> str:
    """The column of names and places that says who is above an organisation."""
    return "municipality" if isinstance(body, Municipality) else "authority"


def _periods_since(body: Body, on: date) -> "QuerySet[OrganisationPeriod]":
    rows: Any = OrganisationPeriod.objects.filter(**{column_of(body): body}, valid_to__gt=on)
    return rows.order_by("organisation", "valid_from")  # type: ignore[no-any-return]


def _hand_over(body: Authority, into: Authority, on: date, order_number: str, by: By) -> set[int]:
    """Supervision goes on by the other authority, unless it watches already in these days."""
    moved = set()
    watched = Supervision.objects.filter(authority=body, valid_to__gt=on).select_related("organisation")
    for at, row in enumerate(watched):
        moved.add(row.organisation_id)
        since, until = max(row.valid_from, on), row.valid_to
        taken = Supervision.objects.filter(
            authority=into, organisation=row.organisation, valid_from__lt=until, valid_to__gt=since
        ).exists()
        if row.valid_from >= on and taken:
            days = {"valid_from": NEVER + timedelta(days=at), "valid_to": NEVER + timedelta(days=at + 1)}
            change(row, days, action="withdraw", by=by)
        elif row.valid_from >= on:
            change(row, {"authority": into}, action="rename", by=by)
        else:
            end_supervision(supervision=row, on=on, by=by)
            if not taken:
                begin_supervision(
                    authority=into, organisation=row.organisation, on=on, until=until, order_number=order_number, by=by
                )
    return moved
