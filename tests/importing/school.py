"""A school for imports: handbooks, an academic year with classes; files of students made on the spot."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils import timezone

from shared_apps.organisations.crossing import By
from tenant_apps.enrolment import services
from tenant_apps.enrolment.import_models import ImportRow, ImportRun
from tenant_apps.enrolment.models import ClassGroup
from tenant_apps.enrolment.services import imports
from tenant_apps.people import services as people
from tenant_apps.people.models import Student

from .conftest import workbook

OPERATOR = By(account_id=11, name="Операторова О. О.")
TODAY = timezone.localdate()
FIRST_DAY = date(2026, 9, 1)
TITLES = ["Фамилия", "Имя", "Отчество", "Дата рождения", "Пол", "Класс", "Дата зачисления"]
ANNA = ["Ёлкина", "Анна", "Петровна", "02.03.2015", "ж", "5А", "01.09.2026"]
PETER = ["Иванов", "Пётр", "Ильич", "12.10.2015", "м", "5Б", "01.09.2026"]
VERA = ["Белова", "Вера", "Олеговна", "07.07.2015", "ж", "5А", "01.09.2026"]
SNILS = ["112-233-445 95", "087-654-303 00", "123-456-789 64"]


def open_year(
    by: Any, *, first: date = FIRST_DAY, letters: str = "АБ", grades: Sequence[int] = (5,), capacity: int = 25
) -> int:
    """An academic year with classes; its id."""
    year = services.open_academic_year(valid_from=first, valid_to=first.replace(year=first.year + 1), by=by)
    for grade in grades:
        for letter in letters:
            parameters = services.ClassParameters(grade=grade, letter=letter, capacity=capacity)
            services.create_class(year_id=year.pk, parameters=parameters, by=by)
    return year.pk


def received(*rows: Sequence[Any], by: Any, titles: Sequence[str] = TITLES, more: Sequence[str] = ()) -> ImportRun:
    """A workbook with these rows, received and checked."""
    content = workbook([[*titles, *more], *rows])
    return imports.receive_file(content=content, name="5А.xlsx", by=by, at_once=True)


def verdicts(run: ImportRun) -> list[str]:
    return list(run.rows.order_by("number").values_list("verdict", flat=True))


def row(run: ImportRun, number: int) -> ImportRow:
    return run.rows.get(number=number)


def codes(run: ImportRun, number: int = 2) -> list[str]:
    """Codes of the remarks on a row."""
    return [problem["code"] for problem in row(run, number).problems]


def card(person: Sequence[str], by: Any, **particulars: Any) -> Student:
    """A card made by hand for one of the people above."""
    surname, given, patronymic, born, sex, *_rest = person
    day, month, year = map(int, born.split("."))
    values = {"sex": "female" if sex == "ж" else "male", "birth_date": date(year, month, day)} | particulars
    return people.create_student(name=people.Name(surname, given, patronymic), particulars=values, by=by, insist=True)


def group(name: str) -> ClassGroup:
    return ClassGroup.objects.get(name=name)


def admitted(person: Sequence[str], name: str = "5А", on: date = FIRST_DAY) -> Student:
    """Somebody admitted by hand."""
    student = card(person, OPERATOR)
    line = services.Line(student_id=student.pk, on=on, class_group_id=group(name).pk)
    services.admit_many(lines=[line], kind="admission", requisites=services.Requisites(date=on), sign=True, by=OPERATOR)
    return student
