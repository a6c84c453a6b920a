"""The hook between pages and writers, and the page for the printer."""

from collections.abc import Callable
from pathlib import Path

import pytest

from shared_apps.ui import exports
from shared_apps.ui.sheets import Column, PrintedDocument, Sheet


def test_formats_are_registered_in_the_order_of_the_menu() -> None:
    assert [format.code for format in exports.formats()] == ["xlsx", "csv", "csv-plain", "pdf", "print"]


def test_unknown_format_names_those_there_are(sheet: Callable[..., Sheet]) -> None:
    with pytest.raises(exports.UnknownFormat, match=r"«docx».*xlsx, csv, csv-plain, pdf, print"):
        exports.write(sheet(), "docx")


def test_file_is_named_by_title_and_date(sheet: Callable[..., Sheet]) -> None:
    assert exports.write(sheet(title="Движение: май/июнь"), "csv").name == "Движение май июнь 2026-09-20.csv"


def test_response_saves_tables_and_shows_pages(sheet: Callable[..., Sheet]) -> None:
    saved = exports.as_response(exports.write(sheet(), "xlsx"))
    shown = exports.as_response(exports.write(sheet(), "print"))

    assert saved["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert shown["Content-Disposition"].startswith("inline;")
    assert saved["Cache-Control"] == "private, no-store"


def test_write_to_leaves_a_file_on_disk(sheet: Callable[..., Sheet], tmp_path: Path) -> None:
    written = exports.write_to(sheet(), "csv", tmp_path / "table")

    assert written.path.read_bytes() == exports.write(sheet(), "csv").content
    assert written.name == "Контингент организаций 2026-09-20.csv"


def test_write_to_leaves_nothing_of_a_file_it_could_not_finish(sheet: Callable[..., Sheet], tmp_path: Path) -> None:
    def rows() -> object:
        yield ["Школа"]
        raise ConnectionError

    with pytest.raises(ConnectionError):
        exports.write_to(sheet(rows=rows()), "xlsx", tmp_path / "table")

    assert list(tmp_path.iterdir()) == []


def test_document_of_an_unknown_form_is_refused() -> None:
    class Unknown(PrintedDocument):
        form = "unknown"

    with pytest.raises(exports.UnknownFormat):
        exports.print_document(Unknown(organisation="Школа", title="Справка", executor="Иванова"))


def test_page_for_the_printer_has_table_and_requisites(sheet: Callable[..., Sheet]) -> None:
    page = exports.write(sheet(rows=[["<b>Школа</b> & К", 1234, 0.624, None]]), "print").content.decode()

    assert "&lt;b&gt;Школа&lt;/b&gt; &amp; К" in page
    assert '<td class="number">1\N{NO-BREAK SPACE}234</td>' in page
    assert "Свод · Контингент · Сформировано 20.09.2026 14:02 · Исполнитель: Иванова Мария Петровна" in page
    assert "style=" not in page


def test_page_for_the_printer_refuses_what_a_browser_chokes_on(sheet: Callable[..., Sheet]) -> None:
    with pytest.raises(exports.TooManyRows, match="не более 5000 строк"):
        exports.write(sheet(columns=[Column("A")], rows=(["x"] for _ in range(5001))), "print")
