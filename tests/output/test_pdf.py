"""PDF by typst: what stands in it is read back by pdfium."""

from collections.abc import Callable
from datetime import date

import pypdfium2
import pytest

from reports.output import pdf
from shared_apps.ui import exports
from shared_apps.ui.exports import TooManyRows
from shared_apps.ui.sheets import (
    Column,
    InvitationSheet,
    Kind,
    PrintedClassList,
    PrintedInvitations,
    PrintedOrder,
    Sheet,
    Signature,
)


def pages(content: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(content)
    return [" ".join(page.get_textpage().get_text_bounded().split()) for page in document]


def test_pdf_has_title_filters_values_totals_note_and_requisites(sheet: Callable[..., Sheet]) -> None:
    [page] = pages(exports.write(sheet(), "pdf").content)

    for words in (
        "Контингент организаций",
        "На 20.09.2026 · Муниципалитет: Краснодар",
        "1 234",
        "62,4 %",
        "01.09.2014",
        "Всего",
        "«к» — скрыто",
        "Свод · Контингент · Сформировано 20.09.2026 14:02 · Исполнитель: Иванова Мария Петровна",
        "стр. 1 из 1",
    ):
        assert words in page


def test_pdf_repeats_the_header_and_counts_pages(sheet: Callable[..., Sheet]) -> None:
    found = pages(exports.write(sheet(rows=[[f"Школа {n}", n, 0.5, None] for n in range(300)]), "pdf").content)

    assert len(found) > 3
    assert all("Доля девочек" in page for page in found)
    assert f"стр. 2 из {len(found)}" in found[1]


def test_pdf_of_a_wide_table_lies_across(sheet: Callable[..., Sheet]) -> None:
    wide = sheet(columns=[Column(f"Столбец {n}", width=20) for n in range(8)], rows=[["x"] * 8], totals=None)

    page = pypdfium2.PdfDocument(exports.write(wide, "pdf").content)[0]

    assert page.get_width() > page.get_height()


@pytest.mark.parametrize("text", ['#read("/etc/passwd")', "$x$ *жирный* _нет_", "[скобка] \\ #import", "// ёлка № 5"])
def test_pdf_text_is_never_markup(sheet: Callable[..., Sheet], text: str) -> None:
    [page] = pages(exports.write(sheet(rows=[[text, 1, 0.1, None]], title=text, note=text), "pdf").content)

    assert page.replace("\N{NO-BREAK SPACE}", " ").count(text) == 3


def test_pdf_of_too_many_rows_says_what_to_choose(sheet: Callable[..., Sheet]) -> None:
    with pytest.raises(TooManyRows, match=r"не более 10000 строк. Выберите XLSX"):
        exports.write(sheet(rows=(["x"] for _ in range(pdf.MOST_CELLS))), "pdf")


def test_pdf_of_nothing_says_so(sheet: Callable[..., Sheet]) -> None:
    [page] = pages(exports.write(sheet(rows=[]), "pdf").content)

    assert "Нет строк." in page


def test_order_has_everything_that_an_order_must_have(order: Callable[..., PrintedOrder]) -> None:
    file = exports.print_document(order())
    [page] = pages(file.content)

    assert file.name == "Приказ 45-у 2026-09-01.pdf"
    for words in (
        "Муниципальное общеобразовательное учреждение «Средняя школа № 5»",
        "ПРИКАЗ",
        "01.09.2026",
        "№ 45-у",
        "г. Горячий Ключ",
        "О зачислении обучающихся",
        "На основании заявлений родителей",
        "ПРИКАЗЫВАЮ:",
        "1. Зачислить в школу:",
        "Ёлкина Анна Петровна 02.03.2014 5А 01.09.2026",
        "2. Контроль оставляю за собой.",
        "Директор",
        "С. С. Сидоров",
        "С приказом ознакомлены:",
        "Свод · Движение · Сформировано 20.09.2026 14:02 · Исполнитель: Иванова М. П.",
        "стр. 1 из 1",
    ):
        assert words in page.replace("\N{NO-BREAK SPACE}", " ")


def test_draft_of_an_order_says_so(order: Callable[..., PrintedOrder]) -> None:
    [page] = pages(exports.print_document(order(number="", issued_on=None, stamp="Проект")).content)

    assert "ПРОЕКТ" in page
    assert "№ ______" in page.replace("\N{NO-BREAK SPACE}", " ")


def test_long_order_goes_over_pages_and_keeps_the_signature_with_the_text(order: Callable[..., PrintedOrder]) -> None:
    lines = [(f"Ёлкина Анна {n}", date(2014, 3, 2), "5А", date(2026, 9, 1)) for n in range(120)]

    found = pages(exports.print_document(order(lines=lines)).content)

    assert len(found) == 3
    assert all("Дата рождения" in page for page in found)
    assert "2. Контроль" in found[-1]
    assert "Директор" in found[-1]


def test_order_without_lines_has_no_table(order: Callable[..., PrintedOrder]) -> None:
    [page] = pages(exports.print_document(order(columns=(), lines=())).content)

    assert "Дата рождения" not in page


def test_class_list_has_names_counts_and_signature() -> None:
    listed = PrintedClassList(
        title="Список 5А класса",
        organisation="МБОУ СОШ № 5",
        as_of=date(2026, 9, 1),
        facts=[("Учебный год", "2026/2027")],
        columns=[Column("Фамилия, имя, отчество"), Column("Дата рождения", Kind.DATE)],
        lines=[("Ёлкина Анна", date(2014, 3, 2)), ("Ян Ким", date(2014, 5, 2))],
        counts=[("Обучающихся", 2), ("мальчиков", 1)],
        signatures=[Signature("Классный руководитель", "П. П. Петрова")],
        executor="Иванова М. П.",
    )

    [page] = pages(exports.print_document(listed).content)

    for words in ("Список 5А класса", "На 01.09.2026", "2026/2027", "Ёлкина Анна", "Обучающихся: 2, мальчиков: 1"):
        assert words in page


def test_same_document_is_the_same_bytes(order: Callable[..., PrintedOrder]) -> None:
    assert exports.print_document(order()).content == exports.print_document(order()).content


def test_failure_of_a_form_names_the_form(order: Callable[..., PrintedOrder]) -> None:
    with pytest.raises(pdf.FormFailed, match=r"missing\.typ"):
        pdf.compile_form("missing", order(), {})


def test_invitations_stand_three_on_a_page_or_one() -> None:
    sheet = InvitationSheet("Ёлкина Инна", [("Роль", "родитель")], "k7dm-q2xv-9hbt", "https://svod.test/invitation/x/")
    said = {
        "executor": "Иванова", "organisation": "Школа", "title": "Приглашения", "sheets": [sheet] * 4,
        "address": "https://svod.test/invitation/", "works_until": "12.12.2026", "steps": ["Откройте адрес."],
        "warning": "Никому не передавайте.",
    }  # fmt: skip

    three = pages(exports.print_document(PrintedInvitations(**said)).content)
    one = pages(exports.print_document(PrintedInvitations(**said, one_on_a_page=True)).content)

    assert (len(three), len(one)) == (2, 4)
    assert all(words in one[0] for words in ("Ёлкина Инна", "k7dm-q2xv-9hbt", "12.12.2026", "Никому не передавайте."))
