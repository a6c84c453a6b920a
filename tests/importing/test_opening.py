"""Files of all kinds: what is refused, and how."""

import io
import subprocess
import sys
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared_apps.importing import opening, workbook_process
from shared_apps.importing.problems import UnreadableFile

from .conftest import ANNA, PETER, TITLES, delimited, reading, workbook
from .old_workbook import old_workbook

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def packed(**parts: bytes) -> bytes:
    """A ZIP archive; `__` in names stands for a slash, `_` for a dot."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name.replace("__", "/").replace("_", "."), content)
    return target.getvalue()


def refusal(content: bytes) -> UnreadableFile:
    with pytest.raises(UnreadableFile) as refused:
        reading(content)
    return refused.value


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file.empty"),
        (b" \r\n\r\n\x00", "file.empty"),
        (b"\x00" * 100 + b"x", "file.not_table"),
        (b"%PDF-1.7 ...", "file.pdf"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "file.not_table"),
        (b"<html><table><tr><td>1</td></tr></table>", "file.web_page"),
        (b'\xef\xbb\xbf  <?xml version="1.0"?><Workbook/>', "file.web_page"),
        (b"{\\rtf1\\ansi}", "file.not_table"),
        (OLE + b"\x00" * 600, "file.not_table"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "file.password"),
        (OLE + "Workbook".encode("utf-16-le") + b"\x00" * 600, "file.damaged"),
        (b"PK\x03\x04 not an archive", "file.damaged"),
        (packed(word__document_xml=b"<w/>"), "file.not_table"),
        (packed(mimetype=b"application/vnd.oasis.opendocument.spreadsheet", content_xml=b"<x/>"), "file.ods"),
        (packed(xl__workbook_bin=b"x"), "file.xlsb"),
        (packed(xl__workbook_xml=b"not xml"), "file.damaged"),
    ],
)
def test_file_that_is_no_table_is_refused_with_the_cure(content: bytes, code: str) -> None:
    refused = refusal(content)

    assert refused.code == code
    assert "%" not in str(refused)
    assert len(str(refused)) > 20


def test_file_that_is_too_big_says_how_big_it_may_be() -> None:
    assert "не более 20 МБ" in str(refusal(b"x" * (opening.MOST_BYTES + 1)))


def test_workbook_that_unpacks_to_gigabytes_is_refused_unopened() -> None:
    bomb = packed(xl__workbook_xml=b"<workbook/>", xl__worksheets__sheet1_xml=b" " * (opening.MOST_UNPACKED + 1))

    assert len(bomb) < opening.MOST_BYTES
    assert refusal(bomb).code == "file.bomb"


def stray(cell: str) -> bytes:
    book = openpyxl.Workbook()
    for row in (TITLES, ANNA):
        book.active.append(row)
    book.active[cell] = "x"
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def test_workbook_with_a_cell_in_the_far_corner_is_refused_and_harms_nobody() -> None:
    assert refusal(stray("XFD1048576")).code == "file.damaged"


def test_workbook_with_a_cell_in_a_far_column_says_to_delete_it() -> None:
    assert refusal(stray("XFD600")).code == "file.too_many_cells"


def test_workbook_with_a_cell_in_the_last_row_is_read() -> None:
    assert [row.number for row in reading(stray("A1048576")).rows] == [2, 1048576]


def test_workbook_of_too_many_rows_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "MOST_ROWS", 10)
    monkeypatch.setattr(opening, "ROWS_AROUND", 0)

    assert refusal(workbook([TITLES, *[ANNA] * 10])).code == "file.too_many_rows"
    assert refusal(delimited([TITLES, *[ANNA] * 10])).code == "file.too_many_rows"


def test_workbook_process_imports_nothing_of_svod() -> None:
    program = Path(workbook_process.__file__)

    done = subprocess.run([sys.executable, "-I", program, "10"], input=b"junk", capture_output=True, check=True, env={})

    assert done.stdout == b'{"error": "damaged"}'


def test_old_workbook_is_read() -> None:
    found = reading(old_workbook([TITLES, [*ANNA[:3], 42065.0, *ANNA[4:]], PETER]))

    assert found.source.kind == "xls"
    assert [row.cells["surname"] for row in found.rows] == ["Ёлкина", "Иванов"]
    assert found.rows[0].cells["birth_date"] == date(2015, 3, 2)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251", "cp866", "koi8-r", "utf-16"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_csv_any_encoding_and_delimiter_is_the_same_table(encoding: str, delimiter: str) -> None:
    found = reading(delimited([["Список 5А класса"], TITLES, ANNA, PETER], delimiter=delimiter, encoding=encoding))

    assert [row.cells["surname"] for row in found.rows] == ["Ёлкина", "Иванов"]
    assert not list(found.problems())


def test_csv_with_the_hint_of_excel_counts_rows_as_excel_does() -> None:
    found = reading(b"sep=;\r\n" + delimited([TITLES, ANNA]))

    assert (found.header_row, found.rows[0].number) == (1, 2)


def test_csv_with_line_breaks_in_cells_counts_rows_as_excel_does() -> None:
    found = reading(delimited([['"Список\r\nучеников"'], [f'"{title[:2]}\r\n{title[2:]}"' for title in TITLES], ANNA]))

    assert (found.header_row, found.rows[0].number) == (2, 3)


def test_csv_with_an_unclosed_quotation_mark_names_the_row() -> None:
    refused = refusal(delimited([TITLES, *[ANNA] * 3, ['"Иванов', *PETER[1:]], *[ANNA] * 50]))

    assert refused.code == "file.unclosed_quote"
    assert "В строке 5" in str(refused)


def test_csv_with_an_enormous_cell_is_refused() -> None:
    assert refusal(delimited([TITLES, ["x" * 200_000]])).code == "file.damaged"


@given(content=st.binary(max_size=3000))
@settings(max_examples=300)
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    check(content)


@given(
    tail=st.binary(max_size=2000),
    head=st.sampled_from([b"PK\x03\x04", OLE, b"\xef\xbb\xbf", b"\xff\xfe", b"sep=;\n", b"%PDF"]),
)
def test_any_bytes_after_a_known_beginning_are_read_or_refused(head: bytes, tail: bytes) -> None:
    check(head + tail)


@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_any_damage_to_a_workbook_is_read_or_refused(data: st.DataObject) -> None:
    content = bytearray(GOOD)
    for _ in range(data.draw(st.integers(1, 5))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))

    check(bytes(content[: data.draw(st.integers(1, len(content)))]))


@given(text=st.text(max_size=500), encoding=st.sampled_from(["utf-8", "utf-16", "cp1251"]))
def test_any_text_is_read_or_refused(text: str, encoding: str) -> None:
    check(text.encode(encoding, "ignore"))


GOOD = workbook([TITLES, ANNA, PETER])


def check(content: bytes) -> Any:
    try:
        return list(reading(content).problems())
    except UnreadableFile as refused:
        return str(refused)
