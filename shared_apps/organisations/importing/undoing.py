"""Undoing an import of the region.

What nothing relies on yet is withdrawn (an organisation that is not born, a municipality or an authority that nothing
names); a change of names and places is taken back where nothing was changed after it; jobs put the former values of own
cards back. The rest stays, and is named.
"""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from shared_apps.importing import refusals
from shared_apps.importing.models import RowVerdict, RunState

from .. import services, territory
from ..crossing import By
from ..import_models import OrganisationImport, OrganisationImportRow
from ..models import Authority, Municipality, Organisation, OrganisationPeriod
from ..periods import FOREVER
from ..work import ask_for_card_back
from . import own_cards
from .running import IMPORTS

BODIES: dict[str, Any] = {"municipalities": Municipality, "authorities": Authority}
"""Kind of import → whose cards it brings; what is not here brings organisations."""
WITHDRAWN, PUT_BACK, CARDS, KEPT = "withdrawn", "put_back", "cards", "kept"


@dataclass(frozen=True, slots=True)
class Undone:
    """What undoing does: names of what is withdrawn, of what is put back, of organisations whose own cards are put back
    by jobs unless they were changed later, of what stays as it is."""

    withdrawn: tuple[str, ...] = ()
    put_back: tuple[str, ...] = ()
    cards: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()

    def in_words(self) -> list[tuple[str, tuple[str, ...]]]:
        """A sentence with a place for the names, and the names."""
        said = (
            (_("Withdrawn, because nothing relies on them yet: %(names)s."), self.withdrawn),
            (_("Names and places of before are put back: %(names)s."), self.put_back),
            (_("Own cards are put back, unless they were changed later: %(names)s."), self.cards),
            (_("Stay as they are, because they are in use or were changed later: %(names)s."), self.kept),
        )
        return [(words, names) for words, names in said if names]


def plan_undoing(run: OrganisationImport) -> Undone:
    """What `undo` would do now; nothing is written. :raises ImportNotConfirmed:"""
    return _undo(run, by=None)


@transaction.atomic
def undo(*, run_id: int, by: By) -> Undone:
    """Take back what can be taken back; the rest stays and is named.

    :raises ImportNotConfirmed: it was not imported, or its rows were deleted when their time was over.
    :raises NothingToImport: nothing of it can be taken back any more.
    """
    run = IMPORTS.locked(run_id)
    outcome = _undo(run, by=by)
    if not outcome.withdrawn and not outcome.put_back and not outcome.cards:
        raise refusals.NothingToUndo
    run.state = RunState.UNDONE
    run.save(update_fields=["state"])
    return outcome


def _undo(run: OrganisationImport, by: By | None) -> Undone:
    if run.state != RunState.APPLIED or not run.has_file:
        raise refusals.ImportNotConfirmed(params={"state": run.get_state_display()})
    found: dict[str, list[str]] = {WITHDRAWN: [], PUT_BACK: [], CARDS: [], KEPT: []}
    if run.kind in BODIES:
        rows = run.rows.filter(card_id__isnull=False).exclude(verdict=RowVerdict.SKIP)
    else:
        rows = run.rows.exclude(period_id__isnull=True, card_state="")
    for row in (rows if by is None else rows.select_for_update()).order_by("number"):
        for done in _body(row, BODIES[run.kind], by) if run.kind in BODIES else _organisation(row, by):
            found[done].append(row.name)
    return Undone(**{name: tuple(names) for name, names in found.items()})


def _organisation(row: OrganisationImportRow, by: By | None) -> list[str]:
    organisation = Organisation.objects.select_for_update().get(pk=row.card_id)
    latest = OrganisationPeriod.objects.filter(organisation=organisation).order_by("-valid_from").first()
    is_as_left = latest is not None and latest.pk == row.period_id
    returns_card = row.verdict == RowVerdict.UPDATE and own_cards.may_be_put_back(row, organisation)
    done = [CARDS] if returns_card else []
    if returns_card and by is not None:
        _put_card_back(row, organisation, by)
    if row.verdict == RowVerdict.CREATE and is_as_left and services.may_be_withdrawn(organisation):
        if by is not None:
            services.withdraw_organisation(organisation=organisation, by=by)
            row.run.rows.filter(pk=row.pk).exclude(card_state="").update(card_state=own_cards.State.DROPPED)
        return [*done, WITHDRAWN]
    if row.verdict == RowVerdict.UPDATE and is_as_left and organisation.closed_on is None:
        if by is not None:
            services.take_particulars_back(organisation=organisation, by=by)
        return [*done, PUT_BACK]
    return [*done, KEPT] if row.period_id is not None or not returns_card else done


def _put_card_back(row: OrganisationImportRow, organisation: Organisation, by: By) -> None:
    """A card that is not written yet is not written any more; else a job puts it back."""
    if row.card_state == own_cards.State.ASKED:
        row.card_state = own_cards.State.DROPPED
    else:
        row.card_state = own_cards.State.RETURNING
        ticket = own_cards.Ticket(row.run_id, row.number)
        ask_for_card_back(organisation.pk, ticket.as_arguments(), by=by)
    row.save(update_fields=["card_state"])


def _body(row: OrganisationImportRow, model: Any, by: By | None) -> list[str]:
    body, periods = territory.locked(model._default_manager.get(pk=row.card_id))
    is_as_left = row.period_id is not None and periods[-1].pk == row.period_id
    if row.verdict == RowVerdict.CREATE and is_as_left and not territory.is_mentioned(body):
        if by is not None:
            territory.withdraw(body=body, reason=_("the import is undone"), by=by)
        return [WITHDRAWN]
    if row.verdict == RowVerdict.UPDATE and is_as_left and len(periods) > 1 and body.valid_to == FOREVER:
        if by is not None:
            territory.take_back(body=body, by=by)
        return [PUT_BACK]
    return [KEPT]
