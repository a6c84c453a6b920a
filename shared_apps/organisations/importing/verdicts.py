"""The verdict on every row of a file of organisations, and its writing.

What a row would do is done by the services that write it, and taken back at once: the file meets their refusals under
their own names.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from shared_apps.handbooks import queries as handbooks
from shared_apps.importing.judging import Change, Judged, Judgement, Progress, Trouble, Verdict, problem_of, titles_of
from shared_apps.importing.kinds import Applied, Choice, Occasion
from shared_apps.importing.reading import Reading
from shared_apps.importing.rows import Row
from shared_apps.ui.numbers import ru_date

from .. import birth, queries, services
from ..crossing import By
from ..models import Authority, Municipality, Organisation, OrganisationPeriod
from ..refusal import Refused
from ..work import ask_for_birth, ask_for_card
from . import own_cards

SAID = ("short_name", "full_name", "kind", "municipality", "authority", "locality", "address")
"""Columns that change an organisation's card."""
NEEDED = ("short_name", "full_name", "kind", "municipality", "locality")
"""Of a new one."""
FIELDS = {"on": "since"}


@dataclass(frozen=True, slots=True)
class Places:
    """Municipalities and authorities by id, as the cells name them."""

    municipalities: Mapping[str, Municipality]
    authorities: Mapping[str, Authority]

    @classmethod
    def read(cls) -> "Places":
        return cls(
            {str(one.pk): one for one in Municipality.objects.all()},
            {str(one.pk): one for one in Authority.objects.all()},
        )


@dataclass
class JudgedOrganisation(Judged):
    """A row of an organisation: a request, a change of particulars or of its own card (`card`), or nothing."""

    organisation: Organisation | None = None
    values: dict[str, Any] = field(default_factory=dict)
    card: dict[str, Any] = field(default_factory=dict)
    since: date | None = None


def judge(reading: Reading, today: date, by: By, progress: Progress | None) -> Judgement:
    """The verdict on every row; nothing that was tried stays."""
    titles, places = titles_of(reading), Places.read()
    codes = [row.cells.get("code") for row in reading.rows]
    known = {one.code: one for one in Organisation.objects.filter(code__in=[code for code in codes if code])}
    periods: dict[int, list[OrganisationPeriod]] = {}
    rows = OrganisationPeriod.objects.filter(organisation__in=known.values()).select_related(
        "municipality", "authority"
    )
    for period in rows.order_by("valid_from"):
        periods.setdefault(period.organisation_id, []).append(period)
    judged = []
    with transaction.atomic():
        for at, row in enumerate(reading.rows, start=1):
            organisation = known.get(row.cells.get("code") or "")
            since = row.cells.get("since") or today
            present = queries.present_of(periods[organisation.pk], since) if organisation else None
            one = _begun(row, organisation, present)
            troubles = _said(one, present, places, today)
            if not one.has_errors and not any(each.is_error for each in troubles):
                troubles += _tried(one, present, by)
            one.found = [problem_of(row, trouble, titles) for trouble in troubles]
            one.settle(is_new=organisation is None)
            judged.append(one)
            if progress and at % 50 == 0:
                progress(at, len(reading.rows))
        transaction.set_rollback(True)
    return Judgement(reading, judged, list(reading.problems_of_file))


def _begun(row: Row, organisation: Organisation | None, period: OrganisationPeriod | None) -> JudgedOrganisation:
    name = row.cells.get("short_name") or (period.short_name if period else "") or row.cells.get("code") or ""
    return JudgedOrganisation(
        row,
        name=name,
        about=period.municipality.name if period else "",
        key=organisation.pk if organisation else 0,
        card_id=organisation.pk if organisation else None,
        organisation=organisation,
    )


def _said(
    one: JudgedOrganisation, period: OrganisationPeriod | None, places: Places, today: date
) -> list[Trouble]:  # fmt: skip
    """What the row says of the card: the values as services take them, the changes in words."""
    cells = one.row.cells
    one.since = cells.get("since") or today
    for code in SAID:
        value: Any = cells.get(code)
        if code == "municipality" and value:
            value = places.municipalities[value]
            one.about = value.name
        elif code == "authority" and value:
            value = places.authorities[value]
        before = getattr(period, code) if period else None
        if value in (None, "") or value == before:
            continue
        one.values[code] = value
        one.changes.append(Change(code, _shown(code, before), _shown(code, value)))
    said = {code: value for code in own_cards.COLUMNS if (value := cells.get(code)) not in (None, "")}
    card = own_cards.card_of(one.organisation) if said else {}
    for code, value in said.items():
        after = int(value) if code == "capacity" else value
        if after != (before := card.get(code)):
            one.card[code] = after
            one.changes.append(Change(code, _shown(code, before), _shown(code, after)))
    if one.organisation is None:
        missing = [code for code in NEEDED if code not in one.values and not _was_refused(one.row, code)]
        return [
            Trouble(
                code, "organisation.incomplete", _("A new organisation needs this column."), _("Fill it in."),
            )
            for code in missing
        ]  # fmt: skip
    if (slug := cells.get("slug")) and slug != one.organisation.slug:
        return [
            Trouble(
                "slug", "organisation.slug_stays", _("The address of pages never changes: %(slug)s.")
                % {"slug": one.organisation.slug}, _("It was left out."), is_error=False,
            )
        ]  # fmt: skip
    return []


def _was_refused(row: Row, code: str) -> bool:
    """The cell is filled in, and what is wrong with it was said."""
    return bool(row.raw.get(code)) and row.cells.get(code) is None


def _shown(code: str, value: Any) -> str:
    if value in (None, ""):
        return ""
    if isinstance(value, date):
        return ru_date(value)
    handbook = {"kind": "organisation_kind", "locality": "locality"}.get(code)
    return handbooks.name(handbook, value) if handbook else str(value)


def _tried(one: JudgedOrganisation, period: OrganisationPeriod | None, by: By) -> list[Trouble]:
    if one.organisation is not None and not one.changes:
        return []
    try:
        with transaction.atomic():
            if one.organisation is None or one.values:
                _write(one, period, by)
            else:
                assert one.since is not None
                services.refuse_closed(one.organisation, one.since)
    except Refused as refusal:
        column = FIELDS.get(refusal.field or "", refusal.field or "")
        return [Trouble(column if column in one.row.cells else "", refusal.code, str(refusal))]
    return []


# --- writing --------------------------------------------------------------------------------------------------------


def write(judgement: Judgement, choice: Choice, occasion: Occasion) -> Applied:
    """Write the rows that the choice covers; each new organisation is given to the worker that prepares it.

    :raises AddressTaken, CodeTaken, DateTaken, AlreadyClosed: nothing is kept then.
    """
    applied = Applied()
    for one in judgement.rows:
        if not choice.covers(one.verdict):
            continue
        period = None
        if one.organisation is not None:
            assert one.since is not None
            period = queries.present_of(queries.periods_of(one.organisation), one.since)
        if one.organisation is None or one.values:
            written = _write(one, period, occasion.by)
            applied.records[one.row.number] = written.pk
            organisation_id = written.organisation_id
        else:
            organisation_id = one.organisation.pk
        applied.cards[one.row.number] = organisation_id
        card = _card(one, own_cards.Ticket(occasion.run, one.row.number))
        if card:
            applied.later.append(one.row.number)
        if one.verdict == Verdict.CREATE:
            ask_for_birth(organisation_id, by=occasion.by, card=card)
        elif card:
            ask_for_card(organisation_id, card, by=occasion.by)
        applied.created += one.verdict == Verdict.CREATE
        applied.updated += one.verdict == Verdict.UPDATE
    return applied


def _card(one: JudgedOrganisation, ticket: own_cards.Ticket) -> dict[str, Any]:
    """What goes into the organisation's own card, as a job keeps it: days are ISO. {}: nothing."""
    if not one.card:
        return {}
    assert one.since is not None
    values = {name: value.isoformat() if isinstance(value, date) else value for name, value in one.card.items()}
    return {"since": one.since.isoformat(), "values": values, **ticket.as_arguments()}


def _write(one: JudgedOrganisation, period: OrganisationPeriod | None, by: By) -> OrganisationPeriod:
    """Request the organisation, or change its particulars; the row of names and places that came of it."""
    cells, since = one.row.cells, one.since
    assert since is not None
    order: dict[str, Any] = {"order_number": cells.get("order_number") or "", "order_date": cells.get("order_date")}
    if one.organisation is None:
        values: dict[str, Any] = {"authority": None, "address": "", **one.values}
        made = birth.request_organisation(
            slug=cells.get("slug") or slug_of(cells["code"]),
            code=cells["code"],
            opened_on=since,
            by=by,
            **values,
            **order,
        )
        return OrganisationPeriod.objects.get(organisation=made)
    assert period is not None
    present = {code: getattr(period, code) for code in SAID}
    particulars = services.Particulars(**{**present, **one.values, **order})
    return services.change_particulars(organisation=one.organisation, particulars=particulars, on=since, by=by)


def slug_of(code: str) -> str:
    """ "23/0001" → "oo-23-0001"."""
    return "oo-" + (re.sub(r"[^a-z0-9]+", "-", code.lower()).strip("-") or "0")[:36].strip("-")
