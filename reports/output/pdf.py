"""PDF through typst: tagged, PDF/A-2a, with the embedded font only, the same bytes for the same data.

Data reach a form only as JSON in `sys.inputs`, so text like `#read("/etc/passwd")` stays text. Forms are `forms/*.typ`;
they see nothing outside their folder.
"""

import json
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO, Final

import segno
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from shared_apps.ui.exports import Format, TooManyRows
from shared_apps.ui.numbers import ru_date
from shared_apps.ui.sheets import (
    Column,
    Kind,
    PrintedClassList,
    PrintedConsents,
    PrintedDocument,
    PrintedInvitations,
    PrintedOrder,
    Requisites,
    Sheet,
    Signature,
    Value,
)

from . import typst_process
from .requisites import made_line, scope_line, system_line
from .values import shown
from .widths import widths

FORMS: Final = Path(__file__).parent / "forms"
PROGRAM: Final = Path(typst_process.__file__)
LONGEST_SECONDS: Final = 90
MOST_CELLS: Final = 40_000
"""About four seconds of one core, 750 MB for as long, 130 pages; nobody reads a longer table on paper."""
DATE_CHARACTERS: Final = 10
"""Of a heading, in a column of dates, which is as wide as a date."""
PORTRAIT_CHARACTERS: Final = 95
"""A table wider than this is printed across the page."""
TYPOGRAPHY: Final = {"₽": "руб.", "№ ": "№\N{NO-BREAK SPACE}"}
"""The embedded font has no rouble sign; a number never leaves its sign at the end of a line."""


class FormFailed(RuntimeError):
    """typst did not print a form. Nothing that a user can mend; the text is for the log."""


def compile_form(form: str, document: Requisites, content: Mapping[str, Any]) -> bytes:
    """Fill a form. `content` holds plain values only; requisites and language are added here."""
    data = {
        "language": (get_language() or "ru")[:2],
        "system": system_line(document),
        "made": made_line(document),
        "page_word": _("page %(page)s of %(pages)s") % {"page": "{page}", "pages": "{pages}"},
        **content,
    }
    text = json.dumps(data, ensure_ascii=False)
    for found, better in TYPOGRAPHY.items():
        text = text.replace(found, better)
    return _compiled(FORMS / f"{form}.typ", text, document.made_at)


def _compiled(form: Path, text: str, moment: datetime) -> bytes:
    """Run `typst_process`. A failure here is a mistake in a form, or a document beyond the process's limits."""
    done = subprocess.run(
        [sys.executable, "-I", str(PROGRAM), str(form), str(int(moment.timestamp()))],
        input=text.encode(),
        capture_output=True,
        timeout=LONGEST_SECONDS,
        check=False,
        env={},
    )
    if done.returncode != 0 or not done.stdout.startswith(b"%PDF"):
        said = done.stderr.decode(errors="replace")[-2000:]
        raise FormFailed(f"The form {form.name} was not printed (exit {done.returncode}): {said}")
    return done.stdout


def write(sheet: Sheet, target: BinaryIO) -> None:
    """:raises TooManyRows: more cells than `MOST_CELLS`."""
    limit = MOST_CELLS // max(len(sheet.columns), 1)
    rows: list[Sequence[Value]] = []
    for row in sheet.rows:
        if len(rows) == limit:
            raise TooManyRows(params={"limit": limit})
        rows.append(row)
    measured = widths(sheet.columns, rows[:200])
    content = {
        "title": str(sheet.title),
        "organisation": str(sheet.organisation),
        "signatures": _signatures(sheet.signatures),
        "scope": scope_line(sheet),
        "note": str(sheet.note),
        "empty": _("There are no rows."),
        "totals": _shown_row(sheet.totals, sheet.columns) if sheet.totals is not None and rows else [],
        "landscape": sum(measured) > PORTRAIT_CHARACTERS,
        "table": _table(sheet.columns, rows, measured),
    }
    target.write(compile_form("table", sheet, content))


def print_order(order: PrintedDocument) -> bytes:
    """An order on paper: «Приказ»."""
    if not isinstance(order, PrintedOrder):
        raise TypeError(f"The form “order” prints PrintedOrder, not {type(order).__name__}.")
    content = {
        "organisation": str(order.organisation),
        "title": str(order.title),
        "number": f"{_('No.')} {order.number}" if order.number else f"{_('No.')} ______",
        "date": ru_date(order.issued_on) if order.issued_on else "____________",
        "locality": str(order.locality),
        "subject": str(order.subject),
        "basis": str(order.basis),
        "command": str(order.command),
        "points": [str(point) for point in order.points],
        "table_after": order.table_after,
        "stamp": str(order.stamp),
        "stamp_note": str(order.stamp_note),
        "table": _numbered_table(order.columns, order.lines),
        "signatures": _signatures(order.signatures),
        "acquainted_title": _("Acquainted with the order:"),
        "acquainted": _signatures(order.acquainted),
    }
    return compile_form("order", order, content)


def print_class_list(listed: PrintedDocument) -> bytes:
    """A list of a class on paper."""
    if not isinstance(listed, PrintedClassList):
        raise TypeError(f"The form “class_list” prints PrintedClassList, not {type(listed).__name__}.")
    content = {
        "organisation": str(listed.organisation),
        "title": str(listed.title),
        "as_of": _("As of %(day)s") % {"day": ru_date(listed.as_of)},
        "facts": [[str(name), str(value)] for name, value in listed.facts],
        "counts": [f"{name}: {shown(value, Column('', Kind.NUMBER))}" for name, value in listed.counts],
        "note": str(listed.note),
        "table": _numbered_table(listed.columns, listed.lines),
        "signatures": _signatures(listed.signatures),
    }
    return compile_form("class_list", listed, content)


def print_consents(printed: PrintedDocument) -> bytes:
    """Forms of consents to be signed."""
    if not isinstance(printed, PrintedConsents):
        raise TypeError(f"The form “consent” prints PrintedConsents, not {type(printed).__name__}.")
    content = {
        "organisation": str(printed.organisation),
        "title": str(printed.title),
        "date_line": "«____» ______________ 20___",
        "sign_word": _("signature"),
        "papers": [
            {
                "subject": str(paper.subject),
                "paragraphs": [str(one) for one in paper.paragraphs],
                "signer": str(paper.signer),
                "note": str(paper.note),
            }
            for paper in printed.papers
        ],
    }
    return compile_form("consent", printed, content)


def print_invitations(printed: PrintedDocument) -> bytes:
    """Invitations to be cut apart and handed out, each with its code and a QR of its address."""
    if not isinstance(printed, PrintedInvitations):
        raise TypeError(f"The form “invitations” prints PrintedInvitations, not {type(printed).__name__}.")
    content = {
        "organisation": str(printed.organisation),
        "title": str(printed.title),
        "address": printed.address,
        "address_word": _("Address"),
        "code_word": _("Code"),
        "until_word": _("Works until"),
        "until": str(printed.works_until),
        "steps": [str(step) for step in printed.steps],
        "warning": str(printed.warning),
        "one_on_a_page": printed.one_on_a_page,
        "qr_word": _("QR code of the invitation"),
        "sheets": [
            {
                "name": str(one.name),
                "about": [[str(name), str(value)] for name, value in one.about if value],
                "code": one.code,
                "qr": segno.make(one.link, error="m").svg_inline(border=0, scale=4),
            }
            for one in printed.sheets
        ],
    }
    return compile_form("invitations", printed, content)


def _numbered_table(columns: Sequence[Column], lines: Sequence[Sequence[Value]]) -> dict[str, Any]:
    """A table with the column № in front."""
    if not columns:
        return _table((), (), ())
    numbered = (Column(_("No."), Kind.NUMBER, width=5), *columns)
    rows = [(number, *line) for number, line in enumerate(lines, start=1)]
    return _table(numbered, rows, widths(numbered, rows[:200]))


def _table(columns: Sequence[Column], rows: Sequence[Sequence[Value]], measured: Sequence[int]) -> dict[str, Any]:
    return {
        "titles": [str(column.title) for column in columns],
        "widths": list(measured),
        "numeric": [column.kind in (Kind.NUMBER, Kind.PERCENT) for column in columns],
        "dated": [column.kind is Kind.DATE for column in columns],
        "broken": [_is_too_long(column, width) for column, width in zip(columns, measured, strict=True)],
        "rows": [_shown_row(row, columns) for row in rows],
    }


def _is_too_long(column: Column, width: int) -> bool:
    """Whether a word of the heading does not fit the column: then alone it may be broken."""
    room = DATE_CHARACTERS if column.kind is Kind.DATE else width
    return any(len(word) > room for word in str(column.title).split())


def _shown_row(row: Sequence[Value], columns: Sequence[Column]) -> list[str]:
    """As many cells as there are columns."""
    cells = [shown(value, column) for value, column in zip(row, columns, strict=False)]
    return cells + [""] * (len(columns) - len(cells))


def _signatures(lines: Sequence[Signature]) -> list[list[str]]:
    return [[str(line.post), str(line.name)] for line in lines]


FORMAT = Format("pdf", gettext_lazy("PDF"), "pdf", "application/pdf", write, inline=True)
PRINTERS: Final[Mapping[str, Callable[[PrintedDocument], bytes]]] = {
    PrintedOrder.form: print_order,
    PrintedClassList.form: print_class_list,
    PrintedConsents.form: print_consents,
    PrintedInvitations.form: print_invitations,
}

__all__ = [
    "FORMAT",
    "PRINTERS",
    "compile_form",
    "print_class_list",
    "print_consents",
    "print_invitations",
    "print_order",
    "write",
]
