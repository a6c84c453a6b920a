"""A table as a page made for the printer: A4 across, header repeated on each sheet, no menus, always light."""

from collections.abc import Sequence
from typing import BinaryIO, Final

from django.template.loader import render_to_string
from django.utils.translation import get_language, gettext_lazy

from shared_apps.ui.exports import Format, TooManyRows
from shared_apps.ui.sheets import Kind, Sheet, Value

from .requisites import made_line, scope_line, signature_line, system_line
from .values import shown

MOST_ROWS: Final = 5_000


def write(sheet: Sheet, target: BinaryIO) -> None:
    """:raises TooManyRows: more than a browser prints without choking."""
    classes = ["number" if column.kind in (Kind.NUMBER, Kind.PERCENT) else "" for column in sheet.columns]

    def cells(row: Sequence[Value]) -> list[tuple[str, str]]:
        return [(css, shown(value, column)) for css, value, column in zip(classes, row, sheet.columns, strict=False)]

    rows: list[list[tuple[str, str]]] = []
    for row in sheet.rows:
        if len(rows) == MOST_ROWS:
            raise TooManyRows(params={"limit": MOST_ROWS})
        rows.append(cells(row))
    context = {
        "language": get_language() or "ru",
        "sheet": sheet,
        "titles": list(zip(classes, (column.title for column in sheet.columns), strict=True)),
        "rows": rows,
        "totals": cells(sheet.totals) if sheet.totals is not None and rows else None,
        "scope": scope_line(sheet),
        "signatures": [signature_line(line) for line in sheet.signatures],
        "system": system_line(sheet),
        "made": made_line(sheet),
    }
    target.write(render_to_string("output/print.html", context).encode())


FORMAT = Format("print", gettext_lazy("For the printer"), "html", "text/html; charset=utf-8", write, inline=True)
