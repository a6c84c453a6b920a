"""Reads one workbook (XLSX or XLS) from standard input and writes its sheets to standard output as JSON.

Run as a program of its own, because the file comes from outside: a workbook of a few kilobytes may ask for gigabytes of
memory or a minute of computing, and the parser, being compiled code, then takes its whole process with it. Here the
limits are the kernel's, and the process that dies is this one.

Output: {"sheets": [{"name", "rows": [[cell, …], …]}]} or {"error": code}. Dates are {"d": "2014-09-01"}, instants
{"t": …}. Imports nothing of Svod.
"""

import gc
import json
import sys
from datetime import date, datetime
from io import BytesIO
from typing import Any

MEMORY = 1 << 30
SECONDS = 40
MOST_SHEETS = 40
MOST_CELLS = 8_000_000


def limit_this_process() -> None:
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def plain(cell: object) -> Any:
    if isinstance(cell, str | int | float | bool):
        return cell
    if isinstance(cell, datetime):
        return {"t": cell.isoformat()}
    if isinstance(cell, date):
        return {"d": cell.isoformat()}
    return str(cell)


def trimmed(rows: list[list[Any]]) -> list[list[Any]]:
    """Without empty cells at the ends of rows and empty rows at the end."""
    for row in rows:
        while row and row[-1] == "":
            row.pop()
    while rows and not rows[-1]:
        rows.pop()
    return rows


def fill_down(rows: list[list[Any]], merged: list[tuple[tuple[int, int], tuple[int, int]]] | None) -> None:
    """«5А» merged over the rows of a class stands in its first row only; here each of them gets it."""
    for (top, left), (bottom, _right) in merged or ():
        if top >= len(rows) or left >= len(rows[top]) or rows[top][left] == "":
            continue
        for row in rows[top + 1 : bottom + 1]:
            row += [""] * (left + 1 - len(row))
            if row[left] == "":
                row[left] = rows[top][left]


def read(content: bytes, most_rows: int) -> dict[str, Any]:
    from python_calamine import CalamineError, PasswordError, SheetTypeEnum, SheetVisibleEnum, load_workbook

    try:
        book = load_workbook(BytesIO(content))
        sheets: list[dict[str, Any]] = []
        cells = 0
        for about in book.sheets_metadata:
            if about.typ != SheetTypeEnum.WorkSheet or about.visible != SheetVisibleEnum.Visible:
                continue
            if len(sheets) == MOST_SHEETS:
                break
            sheet = book.get_sheet_by_name(about.name)
            cells += sheet.total_height * sheet.total_width
            if cells > MOST_CELLS:
                return {"error": "too_many_cells"}
            found = sheet.to_python(skip_empty_area=False)
            rows = trimmed([[] if row.count("") == len(row) else [plain(cell) for cell in row] for row in found])
            fill_down(rows, sheet.merged_cell_ranges)
            if sum(map(bool, rows)) > most_rows:
                return {"error": "too_many_rows"}
            sheets.append({"name": about.name, "rows": rows})
    except PasswordError:
        return {"error": "password"}
    except (CalamineError, OSError, ValueError):
        return {"error": "damaged"}
    return {"sheets": sheets}


if __name__ == "__main__":
    limit_this_process()
    gc.disable()  # nothing is thrown away here before the end; looking for it takes most of the time
    json.dump(read(sys.stdin.buffer.read(), int(sys.argv[1])), sys.stdout, ensure_ascii=True)
