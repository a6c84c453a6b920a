"""From a file to parsed rows: `read(content, STUDENTS, today=…)`.

Nothing is decided here about the records: a row says what it means and what is wrong with its form.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from difflib import get_close_matches

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .choices import Option
from .columns import Catalogue
from .header import Header, TitledColumn, find_header, score
from .opening import MOST_ROWS, Grid, Opened, open_table, too_many_rows
from .problems import Level, Problem, UnreadableFile
from .rows import Row, RowReader, SkippedRow
from .text import as_text


@dataclass(frozen=True, slots=True)
class Source:
    """The sheet as it was uploaded, for the error file.

    :ivar kind: xlsx, xls or csv.
    """

    kind: str
    sheet: str
    grid: Grid
    delimiter: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """A file that was read.

    :ivar header_row: number of the last row of the header, as the user sees it; None if there is no header.
    :ivar columns: known columns in the order of the file.
    :ivar ignored_columns: titles of the others.
    :ivar problems_of_file: an error here (no header, no required column) leaves `rows` empty.
    """

    catalogue: Catalogue
    source: Source
    header_row: int | None = None
    columns: tuple[TitledColumn, ...] = ()
    ignored_columns: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    skipped: tuple[SkippedRow, ...] = ()
    problems_of_file: tuple[Problem, ...] = ()

    @property
    def is_usable(self) -> bool:
        return not any(problem.is_error for problem in self.problems_of_file)

    @property
    def codes(self) -> frozenset[str]:
        """Codes of the values that the file has columns for: an empty cell of others says nothing."""
        return frozenset(code for titled in self.columns if titled.column for code in titled.column.outputs)

    def problems(self) -> Iterator[Problem]:
        """All of them: of the file, then of the rows."""
        yield from self.problems_of_file
        for row in self.rows:
            yield from row.problems


def read(
    content: bytes,
    catalogue: Catalogue,
    *,
    today: date,
    choices: Mapping[str, Sequence[Option]] | None = None,
) -> Reading:
    """Read a file by a catalogue of columns.

    :param today: dates are judged against it, and two-digit years are completed by it.
    :param choices: items of handbooks by the handbook's code (`choices.options_of`); without them such cells stay text.
    :raises UnreadableFile: it can't be read as a table at all. Nothing else is raised, whatever the bytes.
    """
    opened = open_table(content, lambda grid: score(grid, catalogue))
    headers = [find_header(page.grid, catalogue) for page in opened.pages]
    best = max(
        range(len(opened.pages)), key=lambda at: (found.score if (found := headers[at]) else 0, -at), default=None
    )
    if best is None:
        raise UnreadableFile(code="file.no_sheets")
    page, header = opened.pages[best], headers[best]
    source = Source(opened.kind, page.name, page.grid, opened.delimiter)
    if header is None:
        return Reading(catalogue, source, problems_of_file=(_no_header(catalogue, page.grid),))
    remarks = [*_other_sheets(opened, headers, best), *_about_columns(catalogue, header)]
    known = _needed(header)
    if missing := _missing(catalogue, header):
        remarks.insert(0, missing)
    reading = Reading(
        catalogue,
        source,
        header.last_row + 1,
        known,
        tuple(each.title for each in (*header.unknown, *header.repeated)),
        problems_of_file=tuple(remarks),
    )
    if not reading.is_usable:
        return reading
    rows, skipped = RowReader(catalogue, header, known, today=today, choices=choices or {}).read(page.grid)
    if len(rows) > MOST_ROWS:
        raise too_many_rows()
    if not rows:
        remarks.append(
            Problem(
                header.last_row + 1,
                "",
                "",
                "rows.none",
                _("There are no rows under the header."),
                _("Fill the table in."),
            )
        )
    return replace(reading, rows=tuple(rows), skipped=tuple(skipped), problems_of_file=tuple(remarks))


# --- the file -------------------------------------------------------------------------------------------------------


def _needed(header: Header) -> tuple[TitledColumn, ...]:
    """Without «ФИО» where the file has surname and given name of their own."""
    codes = {each.column.code for each in header.known if each.column}
    return tuple(
        each
        for each in header.known
        if each.column and not (each.column.yields_to and codes.issuperset(each.column.yields_to))
    )


def _no_header(catalogue: Catalogue, grid: Grid) -> Problem:
    found = [text for row in grid[:20] for cell in row if (text := as_text(cell))][:12]
    return Problem(
        None,
        "",
        "",
        "header.not_found",
        _("There is no row with titles of columns. Found: %(found)s.")
        % {"found": ", ".join(f"«{text[:40]}»" for text in found) or _("nothing")},
        _("The table needs columns: %(titles)s. Download the template to see how it looks.")
        % {"titles": _titles(str(column.title) for column in catalogue.required)},
        Level.ERROR,
    )


def _missing(catalogue: Catalogue, header: Header) -> Problem | None:
    given = {code for each in header.known if each.column for code in each.column.outputs}
    missing = [column for column in catalogue.required if column.code not in given]
    if not missing:
        return None
    others = {each.title.casefold(): each.title for each in header.unknown}
    alike = [
        others[match]
        for column in missing
        for match in get_close_matches(str(column.title).casefold(), list(others), n=1, cutoff=0.6)
    ]
    cure = _("Add it to the table, or title it so: Svod found %(found)s.") % {
        "found": _titles(each.title for each in (*header.known, *header.unknown))
    }
    if alike:
        cure += " " + _("Perhaps it is %(titles)s.") % {"titles": _titles(alike)}
    message = ngettext("There is no column %(titles)s.", "There are no columns %(titles)s.", len(missing))
    return Problem(
        header.last_row + 1,
        "",
        "",
        "column.missing",
        message % {"titles": _titles(str(c.title) for c in missing)},
        cure,
    )


def _about_columns(catalogue: Catalogue, header: Header) -> Iterator[Problem]:
    row = header.last_row + 1
    if header.unknown:
        yield Problem(
            row, "", "", "column.unknown",
            _("Columns that Svod does not know were left out: %(titles)s.")
            % {"titles": _titles(each.title for each in header.unknown)},
            "", Level.NOTE,
        )  # fmt: skip
    for each in header.repeated:
        yield Problem(
            row, each.title, "", "column.repeated",
            _("The column “%(title)s” (%(letter)s) repeats an earlier one and was left out.")
            % {"title": each.title, "letter": each.letter},
            _("Delete one of them if the wrong one was read."), Level.NOTE,
        )  # fmt: skip


def _other_sheets(opened: Opened, headers: Sequence[Header | None], best: int) -> Iterator[Problem]:
    left_out = [page.name for at, page in enumerate(opened.pages) if at != best and headers[at]]
    if left_out:
        yield Problem(
            None, "", "", "sheet.left_out",
            _("The sheet “%(sheet)s” was read. Tables on other sheets were not: %(others)s.")
            % {"sheet": opened.pages[best].name, "others": _titles(left_out)},
            _("Put all rows on one sheet, or load the sheets one by one."), Level.NOTE,
        )  # fmt: skip


def _titles(titles: Iterable[str]) -> str:
    return ", ".join(f"«{title}»" for title in titles)
