"""The region's runs of imports of organisations, and their undoing.

Undoing withdraws a requested organisation that is not born yet and takes a change of names and places back where
nothing was changed after it. What was born stays: it is closed by an order.
"""

from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from shared_apps.accounts import permissions
from shared_apps.importing import refusals
from shared_apps.importing.kinds import ImportKind, KindWords
from shared_apps.importing.models import RowVerdict, RunState
from shared_apps.importing.running import Imports
from shared_apps.ui.numbers import ru_num

from .. import services
from ..crossing import By
from ..import_models import OrganisationImport, OrganisationImportRow
from ..models import Organisation, OrganisationPeriod
from .columns import ORGANISATIONS
from .verdicts import judge, write

AT_ONCE = 150
SMALL = 200 * 1024
WORK = "import_organisations"


def _creates(count: int) -> str:
    text = ngettext(
        "%(count)s organisation is registered; its database is prepared at once.",
        "%(count)s organisations are registered; their databases are prepared one after another.",
        count,
    )
    return text % {"count": ru_num(count)}


def _changes(count: int) -> str:
    text = ngettext(
        "%(count)s organisation changes its name, kind or place.",
        "%(count)s organisations change their name, kind or place.",
        count,
    )
    return text % {"count": ru_num(count)}


KIND = ImportKind(
    code="organisations",
    catalogue=ORGANISATIONS,
    permission=permissions.ORGANISATION_CREATE,
    judge=judge,
    write=write,
    card_page="organisations:card",
    words=KindWords(
        list_title=gettext_lazy("Import of organisations"),
        load=gettext_lazy("Load a file of organisations"),
        template_name=gettext_lazy("Organisations, template"),
        create=pgettext_lazy("import", "New organisations"),
        created=pgettext_lazy("import", "Organisations registered"),
        update=pgettext_lazy("import", "Cards change"),
        updated=pgettext_lazy("import", "Cards changed"),
        about=pgettext_lazy("import", "Municipality"),
        creates=_creates,
        changes=_changes,
        hints=(
            gettext_lazy("An organisation is known by its code: of a known one the differing cells change its card."),
            gettext_lazy("Municipalities are named as in the list, or by OKTMO."),
        ),
    ),
)


class RegisterImports(Imports):
    """Runs in the shared tables; the file stands in the run."""

    runs = OrganisationImport
    rows = OrganisationImportRow
    work = WORK
    lock = 0x1A9D
    about_column = "municipality_name"

    def keep_file(self, *, kind: ImportKind, content: bytes, name: str, content_type: str, by: By) -> dict[str, Any]:
        return {
            "content": content,
            "file_size": len(content),
            "file_name": name[:200],
            "sha256": sha256(content).hexdigest(),
        }

    def content(self, run: Any) -> bytes:
        return bytes(run.content)

    def forget_file(self, run: Any, by: By) -> None:
        run.content = run.file_size = None
        run.save(update_fields=["content", "file_size"])

    def with_files(self) -> Any:
        return OrganisationImport.objects.filter(file_size__isnull=False)

    def page_takes(self, kind: ImportKind) -> int:
        return AT_ONCE

    def opens_at_once(self) -> int:
        return SMALL

    def finished(self, run: Any, applied: Any) -> None:
        for number, pk in applied.records.items():
            run.rows.filter(number=number).update(period_id=pk)


IMPORTS = RegisterImports([KIND])


@dataclass(frozen=True, slots=True)
class Undone:
    """What undoing does: names of organisations withdrawn, of those put back, of those that stay as they are."""

    withdrawn: tuple[str, ...] = ()
    put_back: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()


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
    if not outcome.withdrawn and not outcome.put_back:
        raise refusals.NothingToUndo
    run.state = RunState.UNDONE
    run.save(update_fields=["state"])
    return outcome


def _undo(run: OrganisationImport, by: By | None) -> Undone:
    if run.state != RunState.APPLIED or not run.has_file:
        raise refusals.ImportNotConfirmed(params={"state": run.get_state_display()})
    withdrawn, put_back, kept = [], [], []
    for row in run.rows.filter(period_id__isnull=False).order_by("number"):
        organisation = Organisation.objects.select_for_update().get(pk=row.card_id)
        latest = OrganisationPeriod.objects.filter(organisation=organisation).order_by("-valid_from").first()
        is_as_left = latest is not None and latest.pk == row.period_id
        if row.verdict == RowVerdict.CREATE and is_as_left and services.may_be_withdrawn(organisation):
            withdrawn.append(row.name)
            if by is not None:
                services.withdraw_organisation(organisation=organisation, by=by)
        elif row.verdict == RowVerdict.UPDATE and is_as_left and organisation.closed_on is None:
            put_back.append(row.name)
            if by is not None:
                services.take_particulars_back(organisation=organisation, by=by)
        else:
            kept.append(row.name)
    return Undone(tuple(withdrawn), tuple(put_back), tuple(kept))
