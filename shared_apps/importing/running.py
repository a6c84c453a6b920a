"""The way of a file, the same for every kind: received, checked, confirmed or discarded, forgotten.

    run = imports.receive_file(kind="guardians", content=…, name="5А.xlsx", by=actor)   # checked at once, or by a job
    outcome = imports.confirm(run_id=run.pk, choice=Choice(), by=actor)  # one transaction; once, however often asked

An app makes one `Imports` over its tables of runs, with what is its own: where files are kept, whose lock it is, how
the history calls what is written. Every public method stands in a door of that app.
"""

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from psycopg.sql import SQL
from psycopg.sql import Identifier as Quoted

from shared_apps.jobs.services import enqueue
from shared_apps.organisations.crossing import By, open_door

from . import held_columns, refusals
from .error_file import ErrorFile, error_file
from .jobs import Progress, is_at_work
from .judging import Judged, Judgement, Verdict, as_json, fingerprint
from .kinds import Applied, Choice, Confirmed, ImportKind, Occasion
from .models import Run, RunRow, RunState
from .options import choices_on
from .problems import Level, Problem, UnreadableFile
from .reading import Reading, read

KEPT_DAYS = 30
"""A file and the verdicts on its rows are deleted after so many days; the numbers stay."""
BATCH = 2000
_LEAD_TO_CARDS = (
    "UPDATE {table} target SET {column} = given.card FROM unnest(%s::bigint[], %s::bigint[]) given(number, card)"
    " WHERE target.run_id = %s AND target.number = given.number"
)


class Imports(ABC):
    """The runs of one app. What is abstract here is said by the app."""

    abstract = True
    runs: type[Run]
    rows: type[RunRow]
    work: str
    lock: int
    about_column: str

    def __init__(self, kinds: Iterable[ImportKind]) -> None:
        self.kinds: Mapping[str, ImportKind] = {kind.code: kind for kind in kinds}

    # --- what an app says -------------------------------------------------------------------------------------------

    @abstractmethod
    def keep_file(self, *, kind: ImportKind, content: bytes, name: str, content_type: str, by: By) -> dict[str, Any]:
        """Keep the content; the columns of the run that lead to it, with `file_name` and `sha256`."""

    @abstractmethod
    def content(self, run: Run) -> bytes:
        """The file of a run that still has it."""

    @abstractmethod
    def forget_file(self, run: Any, by: By) -> None:
        """Delete the content, and what of the run points to it."""

    def writing(self, run: Run) -> AbstractContextManager[Any]:
        """Stands around the writing of a run."""
        return nullcontext()

    @abstractmethod
    def page_takes(self, kind: ImportKind) -> int:
        """A page waits for at most so many rows."""

    def takes_at_once(self, kind: ImportKind, reading: Reading) -> bool:
        """Whether a page judges and writes a file itself; else a job does."""
        return len(reading.rows) <= self.page_takes(kind)

    def is_small(self, run: Run) -> bool:
        """The same of a run that was checked."""
        return run.rows_count <= self.page_takes(self.kind_of(run))

    @abstractmethod
    def opens_at_once(self) -> int:
        """A file of at most so many bytes is opened by the page itself, to see how many rows it has."""

    # --- reading ----------------------------------------------------------------------------------------------------

    def kind_of(self, run: Run) -> ImportKind:
        return self.kinds[run.kind]

    def read(self, kind: ImportKind, content: bytes, held: Iterable[str]) -> Reading:
        """A file as its rows say, without the columns of other privacy classes. :raises UnreadableFile:"""
        today = timezone.localdate()
        found = read(content, kind.catalogue, today=today, choices=choices_on(kind.catalogue, today))
        return held_columns.within(found, set(held))

    def reading_of(self, run: Run) -> Reading:
        """The kept file of a run as its rows say. :raises UnreadableFile:"""
        return self.read(self.kind_of(run), self.content(run), run.classes)

    def may_read(self, run: Run, by: By) -> bool:
        """Whether the actor holds every privacy class that the run was read with."""
        return set(run.classes) <= set(held_columns.classes_of(self.kind_of(run).catalogue, by))

    def errors_of(self, run: Run) -> ErrorFile:
        """The rows with errors in the layout of the file, each with all that was said about it.

        :raises NoErrorFile, UnreadableFile:
        """
        if not run.has_file or not run.error_count:
            raise refusals.NoErrorFile
        reading = self.reading_of(run)
        rows = run.rows.filter(verdict=Verdict.ERROR)
        said = {
            number: tuple(
                Problem(
                    number, one["column"], one["value"], one["code"], one["message"], one["cure"], Level(one["level"])
                )
                for one in problems
            )
            for number, problems in rows.values_list("number", "problems")
        }
        marked = tuple(replace(row, problems=said.get(row.number, ())) for row in reading.rows)
        return error_file(replace(reading, rows=marked))

    # --- receiving --------------------------------------------------------------------------------------------------

    @transaction.atomic
    def receive_file(
        self,
        *,
        content: bytes,
        name: str,
        by: By,
        kind: str = "students",
        content_type: str = "",
        at_once: bool = False,
    ) -> Any:
        """Keep a file and check it: at once when it is small, else by a job.

        :param at_once: check now whatever the size; for commands.
        :raises UnreadableFile: it can't be read as a table; nothing is kept. A big file says so on its page.
        :raises FileTooLarge:
        """
        declared = self.kinds[kind]
        held = held_columns.classes_of(declared.catalogue, by)
        reading = self.read(declared, content, held) if at_once or len(content) <= self.opens_at_once() else None
        kept = self.keep_file(kind=declared, content=content, name=name, content_type=content_type, by=by)
        run = self.runs._default_manager.create(
            kind=kind,
            classes=held,
            language=get_language() or "ru",
            uploaded_by=by.account_id,
            uploaded_name=by.name,
            keep_until=timezone.localdate() + timedelta(days=KEPT_DAYS),
            **kept,
        )
        if reading is not None and (at_once or self.takes_at_once(declared, reading)):
            self._keep(run, declared.judge(reading, timezone.localdate(), by, None))
        else:
            self.later(run, "check", by=by)
        return run

    def later(self, run: Run, step: str, *, by: By, **arguments: Any) -> None:
        """Have a step done by a job: check, confirm, plan_undoing, undo. The same step waits at most once."""
        door = open_door()
        assert door is not None
        job = enqueue(
            self.work,
            by=by,
            organisation_id=door.organisation_id,
            arguments={"run": run.pk, "step": step, "language": get_language() or "ru", **arguments},
            key=f"{self.work}:{door.organisation_id or 0}:{run.pk}",
        )
        run.job_id = job.pk
        run.save(update_fields=["job_id"])

    # --- checking ---------------------------------------------------------------------------------------------------

    @transaction.atomic
    def check(self, *, run_id: int, by: By, progress: Progress | None = None) -> Any:
        """Read the kept file and judge its rows anew: for jobs. A file that can't be read says so in the run."""
        run = self.locked(run_id)
        if run.state != RunState.CHECKING:
            return run
        try:
            judgement = self._judgement(run, by, progress)
        except UnreadableFile as refusal:
            run.state = RunState.REFUSED
            run.notes = [as_json(Problem(None, "", "", refusal.code, str(refusal)))]
            run.checked_at = timezone.now()
            run.save(update_fields=["state", "notes", "checked_at"])
            return run
        self._keep(run, judgement)
        return run

    @transaction.atomic
    def check_again(self, *, run_id: int, by: By) -> Any:
        """Judge the same file anew, because the records have changed or the work of a job failed.

        :raises ImportStillAtWork, ImportNotWaiting:
        """
        run = self.locked(run_id)
        if is_at_work(run):
            raise refusals.ImportStillAtWork
        if run.state not in (RunState.CHECKED, RunState.CHECKING) or not run.has_file:
            raise refusals.ImportNotWaiting(params={"state": run.get_state_display()})
        is_small = run.state == RunState.CHECKED and self.is_small(run)
        run.state, run.changed_rows = RunState.CHECKING, 0
        run.save(update_fields=["state", "changed_rows"])
        if is_small:
            return self.check(run_id=run_id, by=by)
        self.later(run, "check", by=by)
        return run

    def _judgement(self, run: Run, by: By, progress: Progress | None) -> Judgement:
        if not run.has_file:
            raise refusals.ImportNotWaiting(params={"state": run.get_state_display()})
        if progress:
            progress(0, run.rows_count, _("The file is being read."))
        reading = self.reading_of(run)
        said = _("The rows are being compared with the cards.")
        if progress:
            progress(0, len(reading.rows), said)
        told = (lambda done, total: progress(done, total, said)) if progress else None
        return self.kind_of(run).judge(reading, timezone.localdate(), by, told)

    def _keep(self, run: Any, judgement: Judgement) -> None:
        """Write down the verdicts in place of earlier ones."""
        kind = self.kind_of(run)
        run.rows.all().delete()
        labels = {column.code: str(column.title) for column in kind.catalogue.columns}
        rows = [self._row(run, kind, one, labels) for one in judgement.rows]
        self.rows._default_manager.bulk_create(rows, batch_size=BATCH)
        counts = judgement.counts
        run.rows_count, run.noted_count = len(rows), sum(row.is_noted for row in rows)
        run.create_count, run.update_count = counts[Verdict.CREATE], counts[Verdict.UPDATE]
        run.skip_count, run.error_count = counts[Verdict.SKIP], counts[Verdict.ERROR]
        run.notes = [as_json(problem) for problem in judgement.notes]
        self.keep_missing(run, judgement)
        run.digest = judgement.digest
        is_usable = judgement.reading.is_usable and not any(problem.is_error for problem in judgement.notes)
        run.state = RunState.CHECKED if is_usable else RunState.REFUSED
        run.checked_at = timezone.now()
        run.save()

    def keep_missing(self, run: Any, judgement: Judgement) -> None:  # noqa: B027  (an app may leave it as it is)
        """What must be made before the rows can be taken; nothing, unless an app says otherwise."""

    def _row(self, run: Run, kind: ImportKind, one: Judged, labels: Mapping[str, str]) -> Any:
        problems = [as_json(problem) | {"records": records} for problem, records in one.problems]
        notes = (problem for problem, _records in one.problems if not problem.is_error)
        model: Any = self.rows
        return model(
            run=run,
            number=one.row.number,
            verdict=one.verdict,
            is_noted=any(problem.code not in kind.catalogue.quiet for problem in notes),
            name=one.name,
            problems=problems,
            changes=[
                {"label": labels.get(change.label, change.label), "before": change.before, "after": change.after}
                for change in one.changes
            ],
            **{self.about_column: one.about, kind.card_column: one.card_id},
        )

    # --- confirming -------------------------------------------------------------------------------------------------

    @transaction.atomic
    def confirm(self, *, run_id: int, choice: Choice, by: By, progress: Progress | None = None) -> Confirmed:
        """Write what the check showed, in one transaction. A second confirmation does nothing.

        The file is judged anew under a lock: if a verdict differs from what was shown, nothing is written, the run
        shows what is true now, and the answer says how many verdicts changed.

        :raises ImportNotWaiting: it was discarded, undone or can't be read.
        :raises NothingToImport, ImportNeedsOtherRights: :raises: what the kind's services refuse.
        """
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(current_schema()))", [self.lock])
        run = self.locked(run_id)
        if run.state == RunState.APPLIED:
            return Confirmed(False, 0, run.created_count, run.updated_count)
        self.refuse_unless_waiting(run, choice, by)
        judgement = self._judgement(run, by, progress)
        if judgement.digest != bytes(run.digest or b""):
            run.changed_rows = self._changed(run, judgement)
            self._keep(run, judgement)
            return Confirmed(False, run.changed_rows)
        if progress:
            progress(len(judgement.rows), len(judgement.rows), _("Cards and orders are being written."))
        occasion = Occasion(run=run.pk, source=run.source, file_name=run.file_name, today=timezone.localdate(), by=by)
        with self.writing(run):
            applied = self.kind_of(run).write(judgement, choice, occasion)
        self._finish(run, applied, by)
        return Confirmed(True, 0, applied.created, applied.updated, tuple(order.pk for order in applied.orders))

    @transaction.atomic
    def ask_to_confirm(self, *, run_id: int, choice: Choice, by: By) -> Confirmed | None:
        """For pages: confirm now, or (None) have a job do it. :raises: as `confirm`."""
        run = self.locked(run_id)
        if run.state != RunState.APPLIED:
            if is_at_work(run):
                raise refusals.ImportStillAtWork
            self.refuse_unless_waiting(run, choice, by)
            if not self.is_small(run):
                self.later(run, "confirm", by=by, choice=choice.as_arguments())
                return None
        return self.confirm(run_id=run_id, choice=choice, by=by)

    def refuse_unless_waiting(self, run: Any, choice: Choice, by: By) -> None:
        """:raises ImportNotWaiting, ImportNeedsOtherRights, NothingToImport:"""
        if run.state != RunState.CHECKED or not run.has_file:
            raise refusals.ImportNotWaiting(params={"state": run.get_state_display()})
        if not self.may_read(run, by):
            raise refusals.ImportNeedsOtherRights
        if not (run.create_count if choice.creates else 0) + (run.update_count if choice.updates else 0):
            raise refusals.NothingToImport

    def _changed(self, run: Run, judgement: Judgement) -> int:
        """How many rows would now be judged otherwise than the run shows."""
        shown = {
            number: (verdict, [list(change.values())[1:] for change in changes])
            for number, verdict, changes in run.rows.values_list("number", "verdict", "changes")
        }
        differing = 0
        for one in judgement.rows:
            _number, verdict, _card, changes, _errors = fingerprint(one)
            assert isinstance(changes, list)
            differing += shown.get(one.row.number) != (verdict, [change[1:] for change in changes])
        return max(differing, 1)

    def _finish(self, run: Any, applied: Applied, by: By) -> None:
        if applied.cards:
            column = self.kind_of(run).card_column
            statement = SQL(_LEAD_TO_CARDS).format(table=Quoted(self.rows._meta.db_table), column=Quoted(column))
            with connection.cursor() as cursor:
                cursor.execute(statement, [list(applied.cards), list(applied.cards.values()), run.pk])
        run.state = RunState.APPLIED
        run.created_count, run.updated_count = applied.created, applied.updated
        run.confirmed_at, run.confirmed_by, run.confirmed_name = timezone.now(), by.account_id, by.name
        run.changed_rows = 0
        run.save()
        self.finished(run, applied)

    def finished(self, run: Any, applied: Applied) -> None:  # noqa: B027  (an app may leave it as it is)
        """What an app keeps besides of what was written."""

    # --- discarding -------------------------------------------------------------------------------------------------

    @transaction.atomic
    def abandon(self, *, run_id: int, by: By) -> Any:
        """Discard a file that waits: it and the verdicts on its rows are deleted now.

        :raises ImportNotWaiting, ImportStillAtWork:
        """
        run = self.locked(run_id)
        if is_at_work(run):
            raise refusals.ImportStillAtWork
        if run.state not in (RunState.CHECKED, RunState.REFUSED, RunState.CHECKING):
            raise refusals.ImportNotWaiting(params={"state": run.get_state_display()})
        run.state = RunState.ABANDONED
        self._forget(run, by)
        return run

    @transaction.atomic
    def forget_old_files(self, *, by: By) -> int:
        """Delete the files and rows of runs whose days are over; how many. The numbers of the runs stay."""
        due = self.with_files().select_for_update(of=("self",)).filter(keep_until__lte=timezone.localdate())
        return self.forget_runs(list(due), by=by)

    def forget_runs(self, runs: Collection[Any], *, by: By) -> int:
        """Delete the files and rows of these locked runs; how many. What waited for confirmation is discarded."""
        for run in runs:
            if run.state not in (RunState.APPLIED, RunState.UNDONE):
                run.state = RunState.ABANDONED
            self._forget(run, by)
        return len(runs)

    @abstractmethod
    def with_files(self) -> Any:
        """Runs whose file is still kept."""

    def _forget(self, run: Any, by: By) -> None:
        run.notes = []
        run.save(update_fields=["state", "notes"])
        run.rows.all().delete()
        self.forget_file(run, by)

    def locked(self, run_id: int) -> Any:
        """The run, locked until the transaction ends."""
        return self.runs._default_manager.select_for_update(of=("self",)).get(pk=run_id)
