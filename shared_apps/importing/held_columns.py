"""Rights by field: columns of a privacy class that the actor does not hold are not read from a file, nor written to a
template."""

from collections.abc import Collection
from dataclasses import replace

from django.utils.translation import gettext as _

from shared_apps.organisations.crossing import By
from shared_apps.organisations.privacy import Privacy, holds

from .columns import Catalogue
from .opening import Grid
from .problems import Level, Problem
from .reading import Reading


def classes_of(catalogue: Catalogue, by: By) -> list[str]:
    """The privacy classes among a catalogue's columns that the actor holds, sorted."""
    return sorted({column.privacy.value for column in catalogue.columns if holds(by, column.privacy)})


def narrowed(catalogue: Catalogue, held: Collection[str]) -> Catalogue:
    """The catalogue as a template shows it to one who holds these classes."""
    return replace(catalogue, columns=tuple(each for each in catalogue.columns if each.privacy.value in held))


def within(reading: Reading, held: Collection[str]) -> Reading:
    """The reading without the columns of other classes; it says which were left out, and why (`column.not_yours`).

    Required columns among them leave no rows: the import is not for this role.
    """
    foreign = [each for each in reading.columns if each.column and each.column.privacy.value not in held]
    if not foreign:
        return reading
    titles = ", ".join(f"«{each.title}»" for each in foreign)
    is_needed = any(each.column and each.column.required for each in foreign)
    remark = Problem(
        reading.header_row, "", "", "column.not_yours",
        _("Your role does not fill in these columns: %(titles)s.") % {"titles": titles},
        _("Ask the secretary or the coordinator to load the file.") if is_needed else _("They were left out."),
        Level.ERROR if is_needed else Level.NOTE,
    )  # fmt: skip
    titles_left_out = {each.title for each in foreign}
    codes = {code for each in foreign if each.column for code in each.column.outputs}
    rows = tuple(
        replace(
            one,
            cells={code: value for code, value in one.cells.items() if code not in codes},
            problems=tuple(problem for problem in one.problems if problem.column not in titles_left_out),
        )
        for one in reading.rows
    )
    return replace(
        reading,
        source=replace(reading.source, grid=_without(reading, {each.position for each in foreign})),
        columns=tuple(each for each in reading.columns if each not in foreign),
        rows=() if is_needed else rows,
        problems_of_file=(*reading.problems_of_file, remark),
    )


def _without(reading: Reading, positions: Collection[int]) -> Grid:
    """The sheet with these columns empty under their titles: a file that goes back does not show them either."""
    header = reading.header_row or 0
    return [
        row if at < header else [None if place in positions else cell for place, cell in enumerate(row)]
        for at, row in enumerate(reading.source.grid)
    ]


def privacy_of(catalogue: Catalogue, code: str) -> Privacy:
    """The class of a column."""
    return catalogue.by_code[code].privacy
