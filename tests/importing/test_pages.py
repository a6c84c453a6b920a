"""Pages of imports: load, look, mend, confirm, undo, as an operator and as a secretary."""

import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from shared_apps.importing import refusals as import_refusals
from shared_apps.importing.reading import read
from shared_apps.organisations import crossing
from shared_apps.organisations.crossing import By
from shared_apps.organisations.models import Organisation
from shared_apps.organisations.privacy import Privacy
from tenant_apps.enrolment.import_models import ImportRun
from tenant_apps.enrolment.importing.students import STUDENTS
from tenant_apps.enrolment.models import Enrolment, Order
from tenant_apps.enrolment.services import imports
from tests.enrolment.browsing import signed_in
from tests.factories.organisations import within

from .conftest import workbook
from .school import ANNA, PETER, TITLES, open_year

BY = By.system("tests")
BAD = ["Громова", "Инна", "", "31.02.2015", "ж", "7В", "01.09.2026"]


@pytest.fixture
def place(school: Organisation) -> Organisation:
    with within(school, by=BY):
        open_year(BY)
    return school


@pytest.fixture
def operator(place: Organisation) -> Client:
    return signed_in("operator", place)


@pytest.fixture
def secretary(place: Organisation) -> Client:
    return signed_in("secretary", place)


def url(place: Organisation, path: str = "") -> str:
    return f"/o/{place.slug}/import/{path}"


def load(
    client: Client, place: Organisation, *rows: list[str], name: str = "5А.xlsx", content: bytes | None = None
) -> str:
    """Load a file; the address of its page."""
    file = SimpleUploadedFile(name, content or workbook([TITLES, *rows]))
    response = client.post(url(place, "new/"), {"file": file})
    assert response.status_code == 302, response.content.decode()
    return str(response.headers["Location"])


def shown(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, response.status_code
    return re.sub(r"\s+", " ", response.content.decode())


def inside(place: Organisation) -> crossing.inside:  # type: ignore[valid-type]
    return crossing.inside(place, by=BY)


def test_check_shows_verdicts_and_writes_nothing(operator: Client, place: Organisation) -> None:
    page = shown(operator, load(operator, place, ANNA, PETER, BAD))

    assert "Ёлкина Анна Петровна" in page
    assert "Такого дня нет" in page
    assert "7В" in page
    with inside(place):
        assert Enrolment.objects.count() == 0


def test_operator_leaves_a_draft_and_the_page_says_who_signs(operator: Client, place: Organisation) -> None:
    address = load(operator, place, ANNA)
    question = shown(operator, f"{address}confirm/")
    assert "не подписывает приказы" in question

    answer = operator.post(f"{address}confirm/", {"creates": "on", "date": "2026-09-02"})
    assert (answer.status_code, answer.headers["Location"]) == (302, address)
    with inside(place):
        assert (Order.objects.get().state, Enrolment.objects.count()) == ("draft", 0)
    assert "пока приказ не подписан" in shown(operator, address)


def test_secretary_signs_at_once_with_a_number_of_her_own(secretary: Client, place: Organisation) -> None:
    address = load(secretary, place, ANNA, PETER)
    secretary.post(f"{address}confirm/", {"creates": "on", "sign": "on", "date": "2026-09-02", "number": "17-у"})

    with inside(place):
        order = Order.objects.get()
        assert (order.number, order.date, order.state, order.lines.count()) == (
            "17-у",
            date(2026, 9, 2),
            "effective",
            2,
        )
    assert "Приказ № 17-у от 02.09.2026" in shown(secretary, address)


def test_confirming_twice_says_so(secretary: Client, place: Organisation) -> None:
    address = load(secretary, place, ANNA)
    values = {"creates": "on", "sign": "on", "date": "2026-09-02"}
    for _turn in range(2):
        assert secretary.post(f"{address}confirm/", values).status_code == 302

    with inside(place):
        assert Order.objects.count() == 1


def test_refusal_of_the_order_stands_at_its_field(secretary: Client, place: Organisation) -> None:
    address = load(secretary, place, ANNA)
    answer = secretary.post(f"{address}confirm/", {"creates": "on", "sign": "on", "date": "2020-09-02"})

    assert answer.status_code == 422
    assert "учебный год" in answer.content.decode()
    with inside(place):
        assert ImportRun.objects.get().state == "checked"


def test_error_file_has_the_layout_of_the_file_and_reads_back(operator: Client, place: Organisation) -> None:
    address = load(operator, place, ANNA, BAD)
    answer = operator.get(f"{address}errors/")

    assert "5А, ошибки.xlsx" in shown_name(answer.headers["Content-Disposition"])
    again = read(answer.content, STUDENTS, today=date(2026, 10, 1))
    assert [row.cells["surname"] for row in again.rows] == ["Громова"]
    remarks = str(again.source.grid[1][-1])
    assert "Такого дня нет" in remarks
    assert "7В" in remarks


def shown_name(disposition: str) -> str:
    from urllib.parse import unquote

    return unquote(disposition)


def test_template_reads_back_as_a_file_without_rows(operator: Client, place: Organisation) -> None:
    answer = operator.get(url(place, "template/"))

    assert [problem.code for problem in read(answer.content, STUDENTS, today=date(2026, 10, 1)).problems()] == [
        "rows.none"
    ]


def test_unreadable_file_is_refused_at_once(operator: Client, place: Organisation) -> None:
    answer = operator.post(url(place, "new/"), {"file": SimpleUploadedFile("list.pdf", b"%PDF-1.4 ...")})

    assert answer.status_code == 422
    assert "PDF" in answer.content.decode()
    with inside(place):
        assert ImportRun.objects.count() == 0


def test_file_without_the_required_columns_says_which(operator: Client, place: Organisation) -> None:
    page = shown(
        operator, load(operator, place, content=workbook([["Фамилия", "Имя", "Класс"], ["Ёлкина", "Анна", "5А"]]))
    )

    assert "Дата зачисления" in page
    assert "/confirm/" not in page


def test_the_same_file_again_is_noticed(operator: Client, place: Organisation) -> None:
    content = workbook([TITLES, ANNA])
    load(operator, place, content=content)

    assert "Тот же самый файл" in shown(operator, load(operator, place, content=content))


def test_classes_that_are_missing_are_offered_to_be_opened(operator: Client, place: Organisation) -> None:
    page = shown(operator, load(operator, place, [*ANNA[:5], "7В", ANNA[6]]))

    assert "classes/new/?year=" in page
    assert "grade=7" in page


def test_check_again_sees_the_class_that_was_opened(operator: Client, place: Organisation) -> None:
    address = load(operator, place, [*ANNA[:5], "7В", ANNA[6]])
    with inside(place):
        from tenant_apps.enrolment import services
        from tenant_apps.enrolment.models import AcademicYear

        year = AcademicYear.objects.get()
        services.create_class(year_id=year.pk, parameters=services.ClassParameters(grade=7, letter="В"), by=BY)
    operator.post(f"{address}again/")

    with inside(place):
        assert ImportRun.objects.get().create_count == 1


def test_undo_of_a_draft_by_the_operator(operator: Client, place: Organisation) -> None:
    address = load(operator, place, ANNA)
    operator.post(f"{address}confirm/", {"creates": "on", "date": "2026-09-02"})
    operator.post(f"{address}undo/", {"reason": "Не тот файл"})
    plan = shown(operator, f"{address}undo/")
    number = re.search(r'name="plan" value="(\d+)"', plan)
    assert number
    assert "Ещё ничего не записано" in plan
    operator.post(f"{address}undo/", {"plan": number[1]})

    with inside(place):
        assert (ImportRun.objects.get().state, Order.objects.count()) == ("undone", 0)


def test_undo_of_a_signed_order_is_not_the_operators(operator: Client, secretary: Client, place: Organisation) -> None:
    address = load(secretary, place, ANNA)
    secretary.post(f"{address}confirm/", {"creates": "on", "sign": "on", "date": "2026-09-02"})

    assert operator.get(f"{address}undo/").status_code == 422
    assert f"{address}undo/" not in shown(operator, address)
    assert f"{address}undo/" in shown(secretary, address)


def test_columns_of_a_class_that_the_role_does_not_hold_are_left_out(place: Organisation) -> None:
    class Limited(By):
        holds = frozenset(Privacy) - {Privacy.DOCUMENT}

    by = Limited(account_id=5, name="Учитель")
    content = workbook([[*TITLES, "СНИЛС", "Телефон"], [*ANNA, "112-233-445 00", "8 918 111 22 33"]])
    with crossing.inside(place, by=by):
        run = imports.receive_file(content=content, name="5А.xlsx", by=by)
        row = run.rows.get()
        assert (row.verdict, row.problems) == ("create", [])
        assert [note["code"] for note in run.notes] == ["column.not_yours"]
        assert "СНИЛС" in run.notes[0]["message"]
        imports.confirm(run_id=run.pk, choice=imports.Choice(), by=by)
        person = Enrolment.objects.get().student.person
        assert (person.phone, person.identifiers.count()) == ("+79181112233", 0)


def test_run_read_with_more_rights_shows_only_numbers(place: Organisation) -> None:
    class Limited(By):
        holds = frozenset(Privacy) - {Privacy.DOCUMENT}

    by = Limited(account_id=5, name="Учитель")
    with crossing.inside(place, by=BY):
        run = imports.receive_file(content=workbook([TITLES, ANNA]), name="5А.xlsx", by=BY)
        assert not imports.may_read(run, by)
        with pytest.raises(import_refusals.ImportNeedsOtherRights):
            imports.confirm(run_id=run.pk, choice=imports.Choice(), by=by)


@pytest.mark.parametrize("count", [2, 20])
def test_card_costs_the_same_queries_whatever_the_rows(count: int, operator: Client, place: Organisation) -> None:
    rows = [[f"Ёлкина{'я' * (n % 7)}{'ю' * (n // 7)}", *ANNA[1:]] for n in range(count)]
    address = load(operator, place, *rows)
    operator.get(address)

    with CaptureQueriesContext(
        connection,
    ) as queries:
        operator.get(address)

    assert len(queries) <= 22, [one["sql"][:90] for one in queries]
