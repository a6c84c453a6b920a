"""Files of guardians and employees, made on the spot, and what a run says of their rows."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from tenant_apps.enrolment.import_models import ImportRun
from tenant_apps.enrolment.services import imports
from tenant_apps.people.services.consents import Paper, record_consent

from .conftest import workbook

OF_GUARDIANS = ["ФИО ребёнка", "Дата рождения ребёнка", "Фамилия", "Имя", "Отчество", "Степень родства", "Телефон"]
OLGA = ["Ёлкина Анна Петровна", "02.03.2015", "Ёлкина", "Ольга", "Сергеевна", "мать", "8 (918) 111-22-33"]
PAUL = ["Ёлкина Анна Петровна", "02.03.2015", "Ёлкин", "Пётр", "Ильич", "отец", "8 (918) 111-22-44"]
OF_EMPLOYEES = ["Фамилия", "Имя", "Отчество", "Дата рождения", "Пол", "Должность", "Ставка", "Дата приёма"]
HELEN = ["Петрова", "Елена", "Викторовна", "14.05.1985", "ж", "учитель", "1", "01.09.2015"]
OLEG = ["Сидоров", "Олег", "Иванович", "01.02.1970", "м", "директор", "1", "10.08.2010"]


def loaded(kind: str, titles: Sequence[str], *rows: Sequence[Any], by: Any, more: Sequence[str] = ()) -> ImportRun:
    """A workbook of a kind, received and checked."""
    content = workbook([[*titles, *more], *rows])
    run: ImportRun = imports.receive_file(kind=kind, content=content, name=f"{kind}.xlsx", by=by, at_once=True)
    return run


def guardians(*rows: Sequence[Any], by: Any, more: Sequence[str] = ()) -> ImportRun:
    return loaded("guardians", OF_GUARDIANS, *rows, by=by, more=more)


def employees(*rows: Sequence[Any], by: Any, more: Sequence[str] = ()) -> ImportRun:
    return loaded("employees", OF_EMPLOYEES, *rows, by=by, more=more)


def confirmed(run: ImportRun, by: Any) -> Any:
    """Carried out as the page proposes."""
    choice = imports.IMPORTS.kind_of(run).choice()
    outcome = imports.confirm(run_id=run.pk, choice=choice, by=by)
    assert outcome.is_done, run.rows.values_list("problems", flat=True)
    return outcome


def consents_to(purpose: str, *, about: int, giver: int, by: Any) -> None:
    """A consent in force now; `about` and `giver` are ids of people."""
    paper = Paper(purpose=purpose, signed_on=date(2026, 9, 1), until_leaving=False)
    record_consent(person_id=about, given_by=giver, paper=paper, by=by)
