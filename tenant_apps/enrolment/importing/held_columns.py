"""Rights by field: columns of a privacy class that the actor does not hold are not read from a file."""

from collections.abc import Collection
from dataclasses import replace

from django.utils.translation import gettext as _

from shared_apps.organisations.crossing import By
from shared_apps.organisations.privacy import Privacy
from tenant_apps.people.rights import holds

from .columns import Catalogue
from .problems import Level, Problem
from .reading import Reading

NOT_KEPT = ("insurer",)
"""Columns of the template that no card has a place for yet."""


def classes_of(catalogue: Catalogue, by: By) -> list[str]:
    """The privacy classes among a catalogue's columns that the actor holds, sorted."""
    return sorted({column.privacy.value for column in catalogue.columns if holds(by, column.privacy)})


def within(reading: Reading, held: Collection[str]) -> Reading:
    """The reading without the columns of other classes; it says which were left out, and why.

    Required columns among them leave no rows: the import is not for this role.
    """
    foreign = [each for each in reading.columns if each.column and each.column.privacy.value not in held]
    unkept = [each for each in reading.columns if each.column and each.column.code in NOT_KEPT]
    remarks = list(reading.problems_of_file)
    row = reading.header_row
    if foreign:
        titles = ", ".join(f"«{each.title}»" for each in foreign)
        is_needed = any(each.column and each.column.required for each in foreign)
        remarks.append(
            Problem(
                row, "", "", "column.not_yours",
                _("Your role does not fill in these columns: %(titles)s.") % {"titles": titles},
                _("Ask the secretary or the coordinator to load the file.") if is_needed else _("They were left out."),
                Level.ERROR if is_needed else Level.NOTE,
            )
        )  # fmt: skip
    if unkept:
        remarks.append(
            Problem(
                row, unkept[0].title, "", "column.not_kept", _("The insurer is not kept in cards."),
                _("The column was left out; the number of the policy is kept."), Level.NOTE,
            )
        )  # fmt: skip
    left_out = [*foreign, *unkept]
    if not left_out:
        return reading
    titles_left_out = {each.title for each in left_out}
    codes = {code for each in left_out if each.column for code in each.column.outputs}
    rows = tuple(
        replace(
            one,
            cells={code: value for code, value in one.cells.items() if code not in codes},
            problems=tuple(problem for problem in one.problems if problem.column not in titles_left_out),
        )
        for one in reading.rows
    )
    if any(problem.is_error for problem in remarks):
        rows = ()
    columns = tuple(each for each in reading.columns if each not in left_out)
    return replace(reading, columns=columns, rows=rows, problems_of_file=tuple(remarks))


def privacy_of(catalogue: Catalogue, code: str) -> Privacy:
    """The class of a column."""
    return catalogue.by_code[code].privacy
