"""manage.py import_students: verdicts, exit codes, confirmation, undo; and the region's number with real commits."""

import time
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connections

from region.contingent.narrowing import Filters
from region.contingent.queries import OutOfCountedTime, contingent
from region.feed import projector
from shared_apps.organisations import crossing
from shared_apps.organisations.crossing import By, Scope
from shared_apps.organisations.models import Organisation
from tenant_apps.enrolment.import_models import ImportRun
from tenant_apps.people.models import Person
from tests.factories.organisations import within
from tests.truth.compare import differences

from .conftest import workbook
from .people_files import HELEN, OF_EMPLOYEES, OF_GUARDIANS, OLGA
from .school import ANNA, FIRST_DAY, PETER, TITLES, VERA, card, open_year

BY = By.system("tests")
BAD = ["Громова", "Инна", "", "31.02.2015", "ж", "7В", "01.09.2026"]


@pytest.fixture
def place(new_school: Organisation) -> Organisation:
    with within(new_school, by=BY):
        open_year(BY)
    projector.drain(new_school.pk)
    return new_school


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "5А.xlsx"
    path.write_bytes(workbook([TITLES, ANNA, PETER, BAD, VERA]))
    return path


def run(*arguments: object) -> tuple[str, int]:
    """What the command says, and its exit code."""
    said = StringIO()
    try:
        call_command("import_students", *map(str, arguments), stdout=said, stderr=said)
    except CommandError as error:
        said.write(str(error))
        return said.getvalue(), error.returncode
    return said.getvalue(), 0


def region(place: Organisation, day: date = FIRST_DAY) -> int:
    """Students of the organisation on the ministry's page as of a day."""
    with crossing.region(Scope("ministry"), by=BY):
        try:
            return int(contingent(as_of=day, filters=Filters(organisations=(place.pk,))).total.count.students)
        except OutOfCountedTime:
            return 0


def test_verdicts_name_row_column_value_and_cure(place: Organisation, file: Path) -> None:
    said, code = run(place.slug, file)

    assert code == 3
    assert "Строк: 4; зачислить: 3" in said
    assert "строка 4, Дата рождения «31.02.2015»: " in said
    assert "строка 4, Класс «7В»: " in said
    assert "Откройте его" in said
    assert region(place) == 0


def test_region_grows_by_the_good_rows_and_undo_brings_it_back(place: Organisation, file: Path) -> None:
    before = region(place)
    _said, code = run(place.slug, file, "--confirm", "--by", "Перенос")
    began = time.monotonic()
    projector.drain(place.pk)

    assert code == 3
    assert region(place) == before + 3
    assert time.monotonic() - began < 5
    with crossing.inside(place, by=BY):
        pk = ImportRun.objects.get().pk
    said, code = run(place.slug, "--undo", pk)
    assert code == 0
    assert "add --confirm" in said or "--confirm" in said
    assert region(place) == before + 3
    assert run(place.slug, "--undo", pk, "--confirm")[1] == 0
    projector.drain(place.pk)
    assert region(place) == before
    assert differences(connections["owner"], [place], [FIRST_DAY, date(2027, 1, 1)]) == []


def test_good_file_gives_zero_and_a_second_time_nothing(place: Organisation, tmp_path: Path) -> None:
    path = tmp_path / "5А.csv"
    path.write_text("\r\n".join(";".join(row) for row in (TITLES, ANNA, PETER)), encoding="cp1251")

    assert run(place.slug, path, "--confirm")[1] == 0
    said, code = run(place.slug, path, "--confirm")
    assert code == 0
    assert "без изменений: 2" in said
    assert "Тот же самый файл" in said


def test_draft_is_left_to_whoever_signs(place: Organisation, file: Path) -> None:
    run(place.slug, file, "--confirm", "--draft")
    projector.drain(place.pk)

    assert region(place) == 0


@pytest.mark.parametrize("arguments", [("{org}", "нет.xlsx"), ("нигде", "{file}"), ("{org}", "--undo", "999")])
def test_what_is_not_there_is_said(arguments: tuple[str, ...], place: Organisation, file: Path) -> None:
    said, code = run(*(one.format(org=place.slug, file=file) for one in arguments))

    assert code == 1
    assert said


def test_file_or_run_must_be_named(place: Organisation) -> None:
    assert run(place.slug)[1] == 2


def test_history_names_the_actor_and_the_operation(place: Organisation, file: Path) -> None:
    run(place.slug, file, "--confirm", "--by", "Перенос из 1С")

    with connections["owner"].cursor() as cursor:
        cursor.execute(
            f"SELECT DISTINCT actor_name, source FROM {place.schema_name}.history_changelog WHERE table_name = 'people_person'"
        )
        with crossing.inside(place, by=BY):
            assert cursor.fetchall() == [("Перенос из 1С", ImportRun.objects.get().source)]


@pytest.mark.parametrize("kind", ["guardians", "employees"])
def test_commands_of_the_other_kinds_check_import_and_undo(kind: str, place: Organisation, tmp_path: Path) -> None:
    rows = [OF_EMPLOYEES, HELEN] if kind == "employees" else [OF_GUARDIANS, OLGA]
    path = tmp_path / f"{kind}.xlsx"
    path.write_bytes(workbook(rows))
    with crossing.inside(place, by=BY):
        card(ANNA, BY)

    def said(*arguments: object) -> tuple[str, int]:
        out = StringIO()
        try:
            call_command(f"import_{kind}", place.slug, *map(str, arguments), stdout=out, stderr=out)
        except CommandError as error:
            return out.getvalue() + str(error), error.returncode
        return out.getvalue(), 0

    assert said(path)[1] == 0
    with crossing.inside(place, by=BY):
        assert Person.objects.count() == 1
    words, code = said(path, "--confirm")
    assert (code, "--undo" in words) == (0, True)
    with crossing.inside(place, by=BY):
        assert Person.objects.count() == 2
        pk = ImportRun.objects.get(state="applied").pk
    assert said("--undo", pk, "--confirm")[1] == 0
    with crossing.inside(place, by=BY):
        assert Person.objects.count() == 1
