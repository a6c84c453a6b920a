"""Imports of students: a file is received, checked, confirmed or discarded. Undoing stands in `import_undoing`.

    run = receive_file(content=…, name="5А.xlsx", by=actor)       # checked at once, or by a job
    outcome = confirm(run_id=run.pk, choice=Choice(), by=actor)     # one transaction; once, however often it is asked

Files of more than `AT_ONCE` rows are worked on by a job (`work.py`), so that no page waits for them.
"""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from shared_apps.jobs.services import enqueue
from shared_apps.organisations.crossing import By, open_door
from shared_apps.organisations.privacy import Privacy
from tenant_apps.history.services import written_as
from tenant_apps.people.services.files import content_of, discard_file, store_file

from .. import refusals
from ..import_models import ImportRow, ImportRun
from ..importing import held_columns
from ..importing.applying import Applied, Choice, apply
from ..importing.problems import Problem, UnreadableFile
from ..importing.students import STUDENTS
from ..importing.verdicts import Judged, Judgement, Verdict, fingerprint, judge
from ..queries.imports import is_at_work
from .import_reading import as_json, choices_on, errors_of, may_read, read_students

AT_ONCE = 500
"""A page waits for at most so many rows."""
SMALL = 200 * 1024
"""A file of at most so many bytes is opened by the page itself, to see how many rows it has."""
KEPT_DAYS = 30
"""A file and the verdicts on its rows are deleted after so many days; the numbers stay."""
IMPORT_LOCK = 0x1A9C
WORK = "import_students"
BATCH = 2000

Progress = Callable[[int, int, str], None]
"""done, total, what is being done."""


@dataclass(frozen=True, slots=True)
class Confirmed:
    """What a confirmation did. Not done: it was done before, or `changed` verdicts differ from those shown."""

    is_done: bool
    changed: int = 0
    created: int = 0
    updated: int = 0
    orders: tuple[int, ...] = ()


# --- receiving ------------------------------------------------------------------------------------------------------


@transaction.atomic
def receive_file(*, content: bytes, name: str, by: By, content_type: str = "", at_once: bool = False) -> ImportRun:
    """Keep a file and check it: at once when it is small, else by a job.

    :param at_once: check now whatever the size; for commands.
    :raises UnreadableFile: it can't be read as a table; nothing is kept. A big file says so on its page.
    :raises FileTooLarge:
    """
    held = held_columns.classes_of(STUDENTS, by)
    reading = read_students(content, held) if at_once or len(content) <= SMALL else None
    stored = store_file(
        content=content,
        name=name,
        content_type=content_type or "application/octet-stream",
        sensitivity=Privacy.DOCUMENT,
        purpose=_("import of students"),
        by=by,
    )
    run = ImportRun.objects.create(
        file=stored,
        file_name=stored.name,
        sha256=stored.sha256,
        classes=held,
        language=get_language() or "ru",
        uploaded_by=by.account_id,
        uploaded_name=by.name,
        keep_until=timezone.localdate() + timedelta(days=KEPT_DAYS),
    )
    if reading is not None and (at_once or len(reading.rows) <= AT_ONCE):
        _keep(run, judge(reading, today=timezone.localdate()))
    else:
        later(run, "check", by=by)
    return run


def later(run: ImportRun, step: str, *, by: By, **arguments: Any) -> None:
    """Have a step done by a job: check, confirm, plan_undo, undo. The same step waits at most once."""
    door = open_door()
    assert door is not None
    job = enqueue(
        WORK,
        by=by,
        organisation_id=door.organisation_id,
        arguments={"run": run.pk, "step": step, "language": get_language() or "ru", **arguments},
        key=f"{WORK}:{door.organisation_id}:{run.pk}",
    )
    run.job_id = job.pk
    run.save(update_fields=["job_id"])


# --- checking -------------------------------------------------------------------------------------------------------


@transaction.atomic
def check(*, run_id: int, by: By, progress: Progress | None = None) -> ImportRun:
    """Read the kept file and judge its rows anew: for jobs. A file that can't be read says so in the run."""
    run = ImportRun.objects.select_for_update(of=("self",)).get(pk=run_id)
    if run.state != ImportRun.State.CHECKING:
        return run
    try:
        judgement = _judgement(run, progress)
    except UnreadableFile as refusal:
        run.state = ImportRun.State.REFUSED
        run.notes = [as_json(Problem(None, "", "", refusal.code, str(refusal)))]
        run.checked_at = timezone.now()
        run.save(update_fields=["state", "notes", "checked_at"])
        return run
    _keep(run, judgement)
    return run


@transaction.atomic
def check_again(*, run_id: int, by: By) -> ImportRun:
    """Judge the same file anew, because the records have changed or the work of a job failed.

    :raises ImportStillAtWork, ImportNotWaiting:
    """
    run = ImportRun.objects.select_for_update(of=("self",)).get(pk=run_id)
    if is_at_work(run):
        raise refusals.ImportStillAtWork
    if run.state not in (ImportRun.State.CHECKED, ImportRun.State.CHECKING):
        raise refusals.ImportNotWaiting(params={"state": run.get_state_display()})
    is_small = run.state == ImportRun.State.CHECKED and run.rows_count <= AT_ONCE
    run.state, run.changed_rows = ImportRun.State.CHECKING, 0
    run.save(update_fields=["state", "changed_rows"])
    if is_small:
        return check(run_id=run_id, by=by)
    later(run, "check", by=by)
    return run


def _judgement(run: ImportRun, progress: Progress | None) -> Judgement:
    if run.file is None:
        raise refusals.ImportNotWaiting(params={"state": run.get_state_display()})
    if progress:
        progress(0, run.rows_count, _("The file is being read."))
    reading = read_students(content_of(run.file), run.classes)
    said = _("The rows are being compared with the cards.")
    if progress:
        progress(0, len(reading.rows), said)
    return judge(
        reading,
        today=timezone.localdate(),
        progress=(lambda done, total: progress(done, total, said)) if progress else None,
    )


def _keep(run: ImportRun, judgement: Judgement) -> None:
    """Write down the verdicts in place of earlier ones."""
    run.rows.all().delete()
    labels = {column.code: str(column.title) for column in STUDENTS.columns}
    rows = [_row(run, one, labels) for one in judgement.rows]
    ImportRow.objects.bulk_create(rows, batch_size=BATCH)
    counts = judgement.counts
    run.rows_count, run.noted_count = len(rows), sum(row.is_noted for row in rows)
    run.create_count, run.update_count = counts[Verdict.CREATE], counts[Verdict.UPDATE]
    run.skip_count, run.error_count = counts[Verdict.SKIP], counts[Verdict.ERROR]
    run.notes = [as_json(problem) for problem in judgement.notes]
    run.missing = [{**asdict(group), "rows": count} for group, count in judgement.missing.most_common()]
    run.digest = judgement.digest
    is_usable = judgement.reading.is_usable and not any(problem.is_error for problem in judgement.notes)
    run.state = ImportRun.State.CHECKED if is_usable else ImportRun.State.REFUSED
    run.checked_at = timezone.now()
    run.save()


def _row(run: ImportRun, one: Judged, labels: dict[str, str]) -> ImportRow:
    problems = [as_json(problem) | {"records": records} for problem, records in one.problems]
    return ImportRow(
        run=run,
        number=one.row.number,
        verdict=one.verdict,
        is_noted=any(not problem.is_error and problem.code != "student.enrolled" for problem, _records in one.problems),
        name=one.name,
        class_name=one.class_name,
        student_id=one.card.student_id if one.card else None,
        problems=problems,
        changes=[
            {"label": labels[change.label], "before": change.before, "after": change.after}
            for change in one.said.changes
        ],
    )


# --- confirming -----------------------------------------------------------------------------------------------------


@transaction.atomic
def confirm(*, run_id: int, choice: Choice, by: By, progress: Progress | None = None) -> Confirmed:
    """Write what the check showed, in one transaction with its orders. A second confirmation does nothing.

    The file is judged anew under a lock: if a verdict differs from what was shown, nothing is written, the run shows
    what is true now, and the answer says how many verdicts changed.

    :raises ImportNotWaiting: it was discarded, undone or can't be read.
    :raises NothingToImport, ImportNeedsOtherRights:
    :raises SeveralLinesRefused, OrderNumberTaken, OrderDateInTheFuture, NoAcademicYear, …: the order can't be signed.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(current_schema()))", [IMPORT_LOCK])
    run = ImportRun.objects.select_for_update(of=("self",)).get(pk=run_id)
    if run.state == ImportRun.State.APPLIED:
        return Confirmed(False, 0, run.created_count, run.updated_count)
    refuse_unless_waiting(run, choice, by)
    judgement = _judgement(run, progress)
    if judgement.digest != bytes(run.digest or b""):
        run.changed_rows = _changed(run, judgement)
        _keep(run, judgement)
        return Confirmed(False, run.changed_rows)
    if progress:
        progress(len(judgement.rows), len(judgement.rows), _("Cards and orders are being written."))
    with written_as(run.source):
        applied = apply(
            judgement, choice, source=run.source, file_name=run.file_name, today=timezone.localdate(), by=by
        )
    _finish(run, applied, by)
    return Confirmed(True, 0, applied.created, applied.updated, tuple(order.pk for order in applied.orders))


@transaction.atomic
def ask_to_confirm(*, run_id: int, choice: Choice, by: By) -> Confirmed | None:
    """For pages: confirm now, or (None) have a job do it. :raises: as `confirm`."""
    run = ImportRun.objects.select_for_update(of=("self",)).get(pk=run_id)
    if run.state != ImportRun.State.APPLIED:
        if is_at_work(run):
            raise refusals.ImportStillAtWork
        refuse_unless_waiting(run, choice, by)
        if run.rows_count > AT_ONCE:
            day = choice.order_date.isoformat() if choice.order_date else ""
            later(run, "confirm", by=by, choice={**asdict(choice), "order_date": day})
            return None
    return confirm(run_id=run_id, choice=choice, by=by)


def refuse_unless_waiting(run: ImportRun, choice: Choice, by: By) -> None:
    """:raises ImportNotWaiting, ImportNeedsOtherRights, NothingToImport:"""
    if run.state != ImportRun.State.CHECKED:
        raise refusals.ImportNotWaiting(params={"state": run.get_state_display()})
    if not may_read(run, by):
        raise refusals.ImportNeedsOtherRights
    if not (run.create_count if choice.creates else 0) + (run.update_count if choice.updates else 0):
        raise refusals.NothingToImport


def _changed(run: ImportRun, judgement: Judgement) -> int:
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


def _finish(run: ImportRun, applied: Applied, by: By) -> None:
    if applied.students:
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE enrolment_importrow target SET student_id = given.student"
                " FROM unnest(%s::bigint[], %s::bigint[]) given(number, student)"
                " WHERE target.run_id = %s AND target.number = given.number",
                [list(applied.students), list(applied.students.values()), run.pk],
            )
    run.state = ImportRun.State.APPLIED
    run.created_count, run.updated_count = applied.created, applied.updated
    run.confirmed_at, run.confirmed_by, run.confirmed_name = timezone.now(), by.account_id, by.name
    run.changed_rows = 0
    run.save()


# --- discarding -----------------------------------------------------------------------------------------------------


@transaction.atomic
def abandon(*, run_id: int, by: By) -> ImportRun:
    """Discard a file that waits: it and the verdicts on its rows are deleted now.

    :raises ImportNotWaiting, ImportStillAtWork:
    """
    run = ImportRun.objects.select_for_update(of=("self",)).get(pk=run_id)
    if is_at_work(run):
        raise refusals.ImportStillAtWork
    if run.state not in (ImportRun.State.CHECKED, ImportRun.State.REFUSED, ImportRun.State.CHECKING):
        raise refusals.ImportNotWaiting(params={"state": run.get_state_display()})
    run.state = ImportRun.State.ABANDONED
    _forget(run, by)
    return run


@transaction.atomic
def forget_old_files(*, by: By) -> int:
    """Delete the files and rows of runs whose days are over; how many. The numbers of the runs stay."""
    due = ImportRun.objects.select_for_update(of=("self",)).filter(
        keep_until__lte=timezone.localdate(), file__isnull=False
    )
    runs = list(due)
    for run in runs:
        if run.state not in (ImportRun.State.APPLIED, ImportRun.State.UNDONE):
            run.state = ImportRun.State.ABANDONED
        _forget(run, by)
    return len(runs)


def _forget(run: ImportRun, by: By) -> None:
    file_id = run.file_id
    run.file = None
    run.notes = []
    run.save(update_fields=["state", "file", "notes"])
    run.rows.all().delete()
    if file_id is not None:
        discard_file(file_id=file_id, by=by)


__all__ = [
    "AT_ONCE",
    "KEPT_DAYS",
    "Choice",
    "Confirmed",
    "abandon",
    "ask_to_confirm",
    "check",
    "check_again",
    "choices_on",
    "confirm",
    "errors_of",
    "forget_old_files",
    "may_read",
    "receive_file",
]
