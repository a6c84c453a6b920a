"""Each refusal of the register by its name: in pages, in the rows of the region's file, in the command that loads it."""

from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from shared_apps.handbooks import queries as handbooks
from shared_apps.organisations import refusals as r
from shared_apps.organisations.importing import running
from shared_apps.organisations.models import Organisation
from shared_apps.organisations.refusal import Refused
from tests.importing.conftest import workbook
from tests.refusing.doors import expected, refusals_of, refused_alike

from .refused_cases import BY, CASES, ROWS, TITLES, TODAY, Register
from .refused_territory import CASES as OF_TERRITORY
from .refused_undoing import CASES as OF_UNDOING

ROWS_WITH_ERRORS = 3


@pytest.fixture
def register(school: Organisation) -> Register:
    return Register(school)


def test_every_refusal_has_a_case_and_a_code_of_its_own() -> None:
    declared = refusals_of("shared_apps.organisations")
    assert declared == {*CASES, *OF_TERRITORY, *OF_UNDOING}
    assert len({one.code for one in declared} - {Refused.code}) == len(declared)


@pytest.mark.parametrize("refusal", [*CASES, *OF_TERRITORY, *OF_UNDOING], ids=lambda one: one.__name__)
def test_refusal_is_the_same_at_each_door(refusal: type[Refused], register: Register) -> None:
    with register.inside():
        knock = {**CASES, **OF_TERRITORY, **OF_UNDOING}[refusal](register)
    refused_alike(register, refusal, knock)


@pytest.mark.parametrize("refusal", ROWS, ids=lambda one: one.__name__)
def test_a_row_of_the_file_says_the_same(refusal: type[Refused], register: Register, tmp_path: Path) -> None:
    with register.inside():
        if refusal is r.AlreadyClosed:
            register.closed(TODAY - timedelta(days=30))
        knock = CASES[refusal](register) if refusal is not r.AlreadyClosed else None
        kind = handbooks.items("organisation_kind")[0].name
        cells = [kind if title == "Вид организации" and ROWS[refusal][0] == "23-0999" else cell
                 for title, cell in zip(TITLES, ROWS[refusal], strict=True)]  # fmt: skip
        content = workbook([list(TITLES), cells])
        run = running.IMPORTS.receive_file(
            kind="organisations", content=content, name="Реестр.xlsx", by=BY, at_once=True
        )
        remarks = {one["code"]: one["message"] for one in run.rows.get().problems}
        closed = f"{register.known.closed_on:%d.%m.%Y}" if refusal is r.AlreadyClosed else ""
    said = str(expected(register, knock)) if knock is not None else str(refusal(params={"day": closed}))
    assert remarks[refusal.code] == said

    path, shown = tmp_path / "Реестр.xlsx", StringIO()
    path.write_bytes(content)
    with pytest.raises(CommandError) as refused:
        call_command("import_organisations", str(path), stdout=shown, stderr=shown)
    assert (refused.value.returncode, said in shown.getvalue()) == (ROWS_WITH_ERRORS, True)
