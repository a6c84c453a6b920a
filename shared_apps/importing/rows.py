"""Rows of a table: which are data and which are totals, signatures, repeated headers; what each cell means."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext as _

from .choices import Option
from .columns import Catalogue, CellContext, ImportColumn, RowContext
from .header import Header, TitledColumn, is_row_of_numbers, repeats_header
from .problems import CellRefused, Level, Problem
from .text import Cell, as_text, is_blank, says_nothing

LONGEST_SHOWN: Final = 80
_TOTAL = re.compile(r"(итого|всего|в\s*том\s*числе|из\s*них|total)(?=\W|\d|$)", re.IGNORECASE)
_SIGNATURE = re.compile(
    r"(директор|заведующ(ий|ая)|зам\.|заместитель|исполнитель|ответственн(ый|ая)|классн(ый|ая)|секретарь|подпись|дата"
    r"|руководитель|составил[аи]?|проверил[аи]?|согласовано|утверждаю|м\.\s*п\.)(?=\W|_|$)",
    re.IGNORECASE,
)
_SAMPLE = re.compile(r"(образец|sample)(?=\W|$)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of data.

    :ivar number: as the program that shows the file numbers it.
    :ivar cells: value by code for every column the file has; None: the cell is empty or was refused.
    :ivar raw: what stands in the file, by the codes of its columns.
    """

    number: int
    cells: dict[str, Any]
    raw: dict[str, Cell]
    problems: tuple[Problem, ...] = ()

    @property
    def has_errors(self) -> bool:
        return any(problem.is_error for problem in self.problems)


@dataclass(frozen=True, slots=True)
class SkippedRow:
    """A row that is not data. `reason`: total, signature, repeated_header, column_numbers, sample."""

    number: int
    reason: str
    text: str


class RowReader:
    """Reads the rows of one table, one after another."""

    def __init__(
        self,
        catalogue: Catalogue,
        header: Header,
        columns: Sequence[TitledColumn],
        *,
        today: date,
        choices: Mapping[str, Sequence[Option]],
    ) -> None:
        self.catalogue = catalogue
        self.header = header
        self.today = today
        self.titles = {code: each.title for each in columns if each.column for code in each.column.outputs}
        self.plan: list[tuple[ImportColumn, TitledColumn, CellContext]] = [
            (each.column, each, CellContext(today, choices.get(each.column.handbook, ())))
            for each in columns
            if each.column
        ]
        self.identity_at = [
            each.position for column, each, _context in self.plan if set(column.outputs) & set(catalogue.identity)
            and (column.required or column.gives)
        ]  # fmt: skip

    def read(self, grid: Sequence[Sequence[Cell]]) -> tuple[list[Row], list[SkippedRow]]:
        """All rows below the header; empty ones are nowhere."""
        rows: list[Row] = []
        skipped: list[SkippedRow] = []
        for at in range(self.header.last_row + 1, len(grid)):
            cells = grid[at]
            filled = [cell for cell in cells if not is_blank(cell)]
            if not filled:
                continue
            if reason := self._not_data(at, cells, filled):
                skipped.append(SkippedRow(at + 1, reason, as_text(filled[0])[:LONGEST_SHOWN]))
            else:
                rows.append(self.parsed(at + 1, cells))
        return self._with_repeats(rows), skipped

    def _not_data(self, at: int, cells: Sequence[Cell], filled: Sequence[Cell]) -> str:
        """Why the row is not data; "" if it is. A row that names somebody is data whatever else stands in it."""
        if at == self.header.last_row + 1 and is_row_of_numbers(cells):
            return "column_numbers"
        first_texts = [as_text(cell) for cell in filled if isinstance(cell, str)][:2]
        if any(_SAMPLE.match(text) for text in first_texts):
            return "sample"
        if repeats_header(cells, self.header):
            return "repeated_header"
        if all(at < len(cells) and not is_blank(cells[at]) for at in self.identity_at):
            return ""
        if first_texts and _TOTAL.match(first_texts[0]):
            return "total"
        return "signature" if first_texts and _SIGNATURE.match(first_texts[0]) else ""

    def parsed(self, number: int, cells: Sequence[Cell]) -> Row:
        """One row of data with everything that is wrong in its cells."""
        values: dict[str, Any] = {}
        raw: dict[str, Cell] = {}
        problems: list[Problem] = []
        for column, titled, context in self.plan:
            cell = cells[titled.position] if titled.position < len(cells) else None
            raw[column.code] = cell
            if is_blank(cell) or (not column.required and not column.takes_no and says_nothing(cell)):
                values.update(dict.fromkeys(column.outputs))
                if column.required or any(self.catalogue.by_code[code].required for code in column.gives):
                    problems.append(_missing_value(number, titled))
                continue
            try:
                value = column.parser(cell, context)
            except CellRefused as refused:
                values.update(dict.fromkeys(column.outputs))
                problems.append(_refused(number, titled, cell, refused, dropped=column.drop_if_bad))
            else:
                if column.gives:
                    values.update(zip(column.gives, (part or None for part in value), strict=True))
                else:
                    values[column.code] = value
            if context.notes:
                shown = _shown(cell)
                problems += [Problem(number, titled.title, shown, *note, Level.NOTE) for note in context.notes]
                context.notes.clear()
        if self.catalogue.checks:
            problems += self._checked(number, values, raw)
        return Row(number, values, raw, tuple(problems))

    def _checked(self, number: int, values: dict[str, Any], raw: dict[str, Cell]) -> list[Problem]:
        row = RowContext(raw, self.today)
        for check in self.catalogue.checks:
            check(values, row)
        return [
            Problem(number, self.titles.get(column, ""), _shown(raw.get(column)), code, message, cure, level)
            for column, code, message, cure, level in row.found
        ]

    # --- rows that say the same ---------------------------------------------------------------------------------

    def _with_repeats(self, rows: list[Row]) -> list[Row]:
        """The same person in two rows, or a number that belongs to one person in the rows of two."""
        found: dict[int, list[Problem]] = {}
        persons = [] if self.catalogue.repeatable else self._repeats(rows, self._person)
        for later, earlier in persons:
            same_class = later.cells.get("class") == earlier.cells.get("class")
            found.setdefault(later.number, []).append(
                Problem(
                    later.number, "", "",
                    "row.repeated" if same_class else "row.repeated_in_another_class",
                    _("The same person stands in row %(row)s.") % {"row": earlier.number},
                    _("Delete one of the rows.") if same_class else _("Check that both rows are meant."),
                    Level.ERROR if same_class else Level.NOTE,
                )
            )  # fmt: skip
        for codes in self.catalogue.distinct:
            for later, earlier in self._repeats(rows, lambda row, codes=codes: _values(row, codes)):  # type: ignore[misc]
                if self._person(later) != self._person(earlier):
                    found.setdefault(later.number, []).append(
                        Problem(
                            later.number, self.titles.get(codes[-1], ""), _shown(later.raw.get(codes[-1])),
                            "value.repeated",
                            _("The same number stands in row %(row)s, at another person.") % {"row": earlier.number},
                            _("Correct one of them."),
                        )
                    )  # fmt: skip
        return [
            replace(row, problems=(*row.problems, *found[row.number])) if row.number in found else row for row in rows
        ]

    def _person(self, row: Row) -> tuple[Any, ...] | None:
        """What tells people apart in the file; None if the row does not say who it is about."""
        parts = [row.cells.get(code) for code in self.catalogue.identity]
        required = [code for code in self.catalogue.identity if self.catalogue.by_code[code].required]
        if not all(row.cells.get(code) for code in required):
            return None
        return tuple(self.catalogue.normal(part) if isinstance(part, str) else part for part in parts)

    @staticmethod
    def _repeats(rows: Iterable[Row], key: Callable[[Row], tuple[Any, ...] | None]) -> list[tuple[Row, Row]]:
        """(later, first) for every row whose key was met before."""
        first: dict[tuple[Any, ...], Row] = {}
        found = []
        for row in rows:
            says = key(row)
            if says is not None and (earlier := first.setdefault(says, row)) is not row:
                found.append((row, earlier))
        return found


def _values(row: Row, codes: Sequence[str]) -> tuple[Any, ...] | None:
    """None unless all of them are given."""
    values = tuple(row.cells.get(code) for code in codes)
    return values if all(values) else None


def _missing_value(number: int, titled: TitledColumn) -> Problem:
    return Problem(
        number, titled.title, "", "value.missing", _("The cell is empty."), _("Fill it in: the column is required.")
    )


def _refused(number: int, titled: TitledColumn, cell: Cell, refused: CellRefused, *, dropped: bool) -> Problem:
    if dropped:
        cure = _("The value was left out; the rest of the row is taken.")
        return Problem(number, titled.title, _shown(cell), refused.code, refused.message, cure, Level.NOTE)
    return Problem(number, titled.title, _shown(cell), refused.code, refused.message, refused.what_to_do)


def _shown(cell: Cell) -> str:
    text = as_text(cell)
    return text if len(text) <= LONGEST_SHOWN else text[: LONGEST_SHOWN - 1] + "…"
