"""Long work of the passport: what the file of organisations of the region says of its card, and undoing that."""

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from shared_apps.jobs.services import Running, work
from shared_apps.organisations.crossing import By, shared
from shared_apps.organisations.importing import own_cards
from shared_apps.organisations.importing.own_cards import State, Ticket
from shared_apps.organisations.refusal import Refused
from shared_apps.organisations.work import CARD, CARD_BACK
from tenant_apps.history import reversal
from tenant_apps.history.services import written_as

from . import services


@work(CARD, queue="reports", title=_("Card of the organisation from a file"), inside=True)
def write_card(job: Running) -> dict[str, Any]:
    """Write `arguments["values"]` from the day `arguments["since"]`, unless the file was undone; safe to repeat."""
    ticket = Ticket.of(job.arguments)
    if not _is_still(ticket, State.ASKED, job.by):
        return {"changed": False}
    since, state, words = date.fromisoformat(job.arguments["since"]), State.WRITTEN, ""
    try:
        with written_as(ticket.source):
            services.fill_passport(values=job.arguments["values"], since=since, by=job.by)
    except services.NothingToChange:
        pass
    except Refused as refusal:
        state, words = State.REFUSED, str(refusal)
    _note(ticket, state, job.by, words)
    return {"changed": state == State.WRITTEN, "refusal": words}


@work(CARD_BACK, queue="reports", title=_("Card of the organisation as it was before a file"), inside=True)
def put_card_back(job: Running) -> dict[str, Any]:
    """Take back what the file wrote, by a protocol; a card that was changed later stays as it is. Safe to repeat."""
    ticket = Ticket.of(job.arguments)
    if not _is_still(ticket, State.RETURNING, job.by):
        return {"changed": False}
    with shared(by=job.by):
        title = _("File of organisations “%(name)s”") % {"name": own_cards.file_name(ticket)}
    try:
        planned = reversal.plan(
            reversal.by_source(ticket.source),
            title=title,
            reason=str(_("The import is undone by the region.")),
            by=job.by,
        )
    except reversal.NothingToReverse:  # the file said what stood in the card
        return _returned(ticket, State.RETURNED, job.by)
    if planned.conflicts_count:
        reversal.abandon(planned.number, by=job.by)
        return _returned(ticket, State.KEPT, job.by)
    reversal.confirm(planned.number, by=job.by)
    return _returned(ticket, State.RETURNED, job.by)


def _returned(ticket: Ticket, state: State, by: By) -> dict[str, Any]:
    _note(ticket, state, by)
    return {"changed": state == State.RETURNED}


def _is_still(ticket: Ticket, state: State, by: By) -> bool:
    with shared(by=by):
        return own_cards.is_still(ticket, state)


def _note(ticket: Ticket, state: State, by: By, words: str = "") -> None:
    with shared(by=by):
        own_cards.note(ticket, state, words)
