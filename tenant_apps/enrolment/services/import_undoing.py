"""Undoing an import: planned, looked at, confirmed. The work is done by `history.reversal`, the only undo.

Cards that the import made are deleted while its order is a draft; a signed order is cancelled by an order
(`signed_orders.py`) and its students' cards stay, as cards of people who do not study. Changes of older cards are taken
back, unless somebody changed them later: those are conflicts, and nothing of them is written.
"""

from django.db import models, transaction
from django.utils.translation import gettext as _

from shared_apps.importing import refusals
from shared_apps.importing.jobs import is_at_work
from shared_apps.organisations.crossing import By
from tenant_apps.history import reversal
from tenant_apps.history.models import Reversal
from tenant_apps.people.models import Employee, Guardian, Student

from ..import_models import ImportRun
from . import imports
from .imports import AT_ONCE, later

CARDS: dict[str, type[models.Model]] = {"students": Student, "guardians": Guardian, "employees": Employee}
"""Kind of import → the cards its rows lead to."""


@transaction.atomic
def plan_undoing(*, run_id: int, reason: str, by: By) -> Reversal:
    """Work out what undoing would do; records stay as they are. An earlier plan that was not carried out is put away.

    :raises ImportNotConfirmed, ImportStillAtWork: :raises ReasonMissing, NothingToReverse:
    """
    run = _locked(run_id)
    _put_away(run, by)
    title = _("Import No %(number)s, file “%(name)s”") % {"number": run.pk, "name": run.file_name}
    planned = reversal.plan(reversal.by_source(run.source), title=title, reason=reason, by=by)
    run.reversal = planned
    run.save(update_fields=["reversal"])
    return planned


@transaction.atomic
def ask_to_plan_undoing(*, run_id: int, reason: str, by: By) -> Reversal | None:
    """For pages: plan now, or (None) have a job do it. :raises: as `plan_undoing`."""
    run = _locked(run_id)
    if is_at_work(run):
        raise refusals.ImportStillAtWork
    if run.created_count + run.updated_count <= AT_ONCE:
        return plan_undoing(run_id=run_id, reason=reason, by=by)
    if not reason.strip():
        raise reversal.ReasonMissing
    later(run, "plan_undoing", by=by, reason=reason)
    return None


@transaction.atomic
def undo(*, run_id: int, number: int | None = None, by: By, partial: bool = False) -> reversal.Confirmation:
    """Carry out the plan that was looked at. Not done: what is true has changed, and the plan shows it now.

    :param number: of the plan that the reader saw; None: the latest.
    :param partial: leave the conflicts as they are; without it any conflict refuses all.
    :raises UndoingNotPlanned: nobody has looked at a plan, or at another one. :raises ConflictsStand, NothingToReverse:
    """
    run = _locked(run_id)
    outcome = reversal.confirm(_planned(run, number).number, by=by, partial=partial)
    if outcome.is_done:
        run.state = ImportRun.State.UNDONE
        run.save(update_fields=["state"])
        column = imports.IMPORTS.kind_of(run).card_column
        gone = run.rows.exclude(**{f"{column}__in": CARDS[run.kind]._default_manager.values("pk")})
        gone.update(**{column: None})
    return outcome


@transaction.atomic
def ask_to_undo(*, run_id: int, number: int, by: By, partial: bool) -> reversal.Confirmation | None:
    """For pages: undo now, or (None) have a job do it. :raises: as `undo`."""
    run = _locked(run_id)
    if is_at_work(run):
        raise refusals.ImportStillAtWork
    if run.created_count + run.updated_count <= AT_ONCE:
        return undo(run_id=run_id, number=number, by=by, partial=partial)
    planned = _planned(run, number)
    if planned.conflicts_count and not partial:
        raise reversal.ConflictsStand(params={"count": planned.conflicts_count})
    later(run, "undo", by=by, number=number, partial=partial)
    return None


def _planned(run: ImportRun, number: int | None) -> Reversal:
    """:raises UndoingNotPlanned:"""
    found = run.reversal
    if found is None or found.state != Reversal.State.PLANNED or number not in (None, found.number):
        raise refusals.UndoingNotPlanned
    return found


def _locked(run_id: int) -> ImportRun:
    run = ImportRun.objects.select_for_update(of=("self",)).get(pk=run_id)
    if run.state != ImportRun.State.APPLIED:
        raise refusals.ImportNotConfirmed(params={"state": run.get_state_display()})
    return run


def _put_away(run: ImportRun, by: By) -> None:
    if run.reversal is not None and run.reversal.state == Reversal.State.PLANNED:
        reversal.abandon(run.reversal.number, by=by)
