"""Reading the file of an import for its run: only the columns it may have, and the file of errors that goes back."""

from dataclasses import replace
from datetime import date
from typing import Any

from django.utils import timezone

from shared_apps.handbooks import queries as handbooks
from shared_apps.organisations.crossing import By
from tenant_apps.people.services.files import content_of

from .. import refusals
from ..import_models import ImportRow, ImportRun
from ..importing import held_columns
from ..importing.choices import Option, options_of
from ..importing.error_file import ErrorFile, error_file
from ..importing.problems import Level, Problem
from ..importing.reading import Reading, read
from ..importing.students import STUDENTS


def read_students(content: bytes, held: list[str]) -> Reading:
    """A file of students as its rows say, without the columns of other privacy classes. :raises UnreadableFile:"""
    today = timezone.localdate()
    return held_columns.within(read(content, STUDENTS, today=today, choices=choices_on(today)), held)


def choices_on(day: date) -> dict[str, tuple[Option, ...]]:
    """Items of the handbooks that columns of students name."""
    needed = {column.handbook for column in STUDENTS.columns if column.handbook}
    return {handbook: options_of(handbooks.items(handbook, as_of=day)) for handbook in sorted(needed)}


def may_read(run: ImportRun, by: By) -> bool:
    """Whether the actor holds every privacy class that the run was read with."""
    return set(run.classes) <= set(held_columns.classes_of(STUDENTS, by))


def errors_of(run: ImportRun) -> ErrorFile:
    """The rows with errors in the layout of the file, each with all that was said about it.

    :raises FileIsGone, UnreadableFile:
    """
    if run.file is None:
        raise refusals.ImportNotWaiting(params={"state": run.get_state_display()})
    reading = read_students(content_of(run.file), run.classes)
    rows = run.rows.filter(verdict=ImportRow.Verdict.ERROR)
    said = {
        number: tuple(
            Problem(number, one["column"], one["value"], one["code"], one["message"], one["cure"], Level(one["level"]))
            for one in problems
        )
        for number, problems in rows.values_list("number", "problems")
    }
    marked = tuple(replace(row, problems=said.get(row.number, ())) for row in reading.rows)
    return error_file(replace(reading, rows=marked))


def as_json(problem: Problem) -> dict[str, Any]:
    """A remark as `ImportRun.notes` and `ImportRow.problems` keep it."""
    return {
        "column": problem.column,
        "value": problem.value,
        "code": problem.code,
        "message": problem.message,
        "cure": problem.what_to_do,
        "level": problem.level.value,
    }
