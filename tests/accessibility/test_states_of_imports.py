"""axe-core on the pages of an import, step by step: of each kind, with verdicts and errors, at work, done and undone."""

import re
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from shared_apps.jobs.models import Job
from shared_apps.organisations import crossing
from shared_apps.organisations.models import Organisation
from tenant_apps.enrolment.import_models import ImportRun
from tenant_apps.enrolment.services import imports
from tests.accessibility.looking import Looking, sent
from tests.enrolment.browsing import signed_in
from tests.importing import people_files, register_files
from tests.importing.conftest import workbook
from tests.importing.school import ANNA, PETER, TITLES
from tests.importing.test_pages import BAD, BY, inside, load, url

pytestmark = [pytest.mark.nightly]

NO_CLASS = ["Белова", "Вера", "Олеговна", "07.07.2015", "ж", "7В", "01.09.2026"]
CONFIRMED = {"creates": "on", "sign": "on", "date": "2026-09-02"}


def test_verdicts_and_what_is_asked(place: Organisation, operator: Client, secretary: Client, looking: Looking) -> None:
    page = load(secretary, place, ANNA, PETER, BAD, NO_CLASS)
    looking.at(operator, url(place), page, f"{page}?verdict=error", f"{page}?q=нет", f"{page}confirm/")
    looking.at(secretary, f"{page}confirm/", f"{page}discard/")
    looking.at_mistakes(secretary, f"{page}confirm/", CONFIRMED | {"date": "2020-09-02"})
    with inside(place):
        ImportRun.objects.update(changed_rows=2)
    looking.at(secretary, page)

    assert looking.found == []


def test_files_that_are_not_taken(place: Organisation, operator: Client, looking: Looking) -> None:
    file = SimpleUploadedFile("list.pdf", b"%PDF-1.4 ...")
    looking.at_mistakes(operator, url(place, "new/"), {"file": file})
    narrow = workbook([["Фамилия", "Имя", "Класс"], ["Ёлкина", "Анна", "5А"]])
    looking.at(operator, load(operator, place, content=narrow))
    content = workbook([TITLES, ANNA])
    load(operator, place, content=content)
    looking.at(operator, load(operator, place, content=content), url(place))

    assert looking.found == []


@pytest.mark.parametrize("signs", [True, False], ids=["signed", "draft"])
def test_imported_and_undone(
    place: Organisation, operator: Client, secretary: Client, looking: Looking, signs: bool
) -> None:
    client = secretary if signs else operator
    page = load(client, place, ANNA, PETER)
    sent(client, f"{page}confirm/", CONFIRMED if signs else {"creates": "on", "date": "2026-09-02"})
    looking.at(operator, page)
    looking.at(secretary, page, f"{page}undo/")
    sent(client, f"{page}undo/", {"reason": "Не тот файл"})
    looking.at(client, page, f"{page}undo/")
    number = re.search(r'name="plan" value="(\d+)"', client.get(f"{page}undo/").content.decode())
    assert number
    looking.at_mistakes(client, f"{page}undo/", {"plan": "0"})
    sent(client, f"{page}undo/", {"plan": number[1]})
    looking.at(client, page, url(place))

    assert looking.found == []


def test_at_work(place: Organisation, operator: Client, looking: Looking, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imports, "AT_ONCE", 1)
    page = load(operator, place, ANNA, PETER)
    looking.at(operator, page)
    running_state = {"state": Job.State.RUNNING, "done": 40, "total": 100, "message": "Проверяются строки"}
    for state in (running_state, {"state": Job.State.FAILED, "message": "Файл не прочитан"}):
        with crossing.shared(by=BY):
            Job.objects.update(**state)
        looking.at(operator, page)

    assert looking.found == []


def test_cards_that_change_and_a_file_that_is_forgotten(
    place: Organisation, secretary: Client, looking: Looking
) -> None:
    page = load(secretary, place, ANNA)
    sent(secretary, f"{page}confirm/", CONFIRMED)
    changed = load(secretary, place, content=workbook([[*TITLES, "Телефон"], [*ANNA, "8 918 111 22 33"]]))
    looking.at(secretary, changed, f"{changed}confirm/")
    with inside(place):
        imports.IMPORTS.forget_file(ImportRun.objects.order_by("pk")[0], BY)
    looking.at(secretary, page)

    assert looking.found == []


OF_PEOPLE: dict[str, tuple[Callable[..., ImportRun], list[list[str]]]] = {
    "guardians": (people_files.guardians, [people_files.OLGA, people_files.PAUL]),
    "employees": (people_files.employees, [people_files.HELEN, people_files.OLEG]),
}


@pytest.mark.parametrize("kind", OF_PEOPLE)
def test_guardians_and_employees(place: Organisation, secretary: Client, looking: Looking, kind: str) -> None:
    admitted = load(secretary, place, ANNA)
    sent(secretary, f"{admitted}confirm/", CONFIRMED)
    director = signed_in("director", place)
    received, rows = OF_PEOPLE[kind]
    with inside(place):
        run = received(rows[0], [*rows[1][:3], "", *rows[1][4:]], ["" for _cell in rows[0]], by=BY)
    page = url(place, f"{run.pk}/")
    looking.at(director, url(place, f"new/{kind}/"), page, f"{page}confirm/")
    with inside(place):
        people_files.confirmed(run, BY)
    looking.at(director, page, f"{page}undo/")

    assert looking.found == []


def test_organisations(handbooks: None, looking: Looking) -> None:
    with crossing.shared(by=BY):
        administrator = register_files.signed_in()
        wrong = register_files.new(Код="23-0904", ОКТМО="99999999")
        content = workbook([register_files.TITLES, register_files.new(), wrong])
    start = reverse("organisations:import_list")
    file = {"file": SimpleUploadedFile("Реестр.xlsx", content)}
    page = sent(administrator, f"{start}new/organisations/", file)
    looking.at(administrator, start, page, f"{page}confirm/")
    sent(administrator, f"{page}confirm/", {"creates": "on"})
    looking.at(administrator, page, f"{page}undo/")
    sent(administrator, f"{page}undo/")
    looking.at(administrator, page)

    assert looking.found == []
