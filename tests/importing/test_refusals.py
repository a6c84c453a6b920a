"""Each refusal of imports by its name, at each door that leads to it. Complete by construction."""

import html
from io import StringIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command

from shared_apps.importing import opening
from shared_apps.importing.problems import UnreadableFile
from shared_apps.organisations.models import Organisation
from shared_apps.organisations.refusal import Refused
from tenant_apps.enrolment.services import imports
from tenant_apps.enrolment.views.import_undo import UndoingIsNotYours
from tenant_apps.history.reversal import ConflictsStand
from tests.refusing.doors import refusals_of, refused_alike

from .refused_cases import (
    API,
    CASES,
    FILES,
    LIMITS,
    NEVER,
    OF_THE_REGISTER,
    Case,
    Office,
    Register,
    codes_of_files,
)

EACH = [(refusal, case) for refusal, cases in CASES.items() for case in cases]
REGISTER = [(refusal, case) for refusal, cases in OF_THE_REGISTER.items() for case in cases]


def test_every_refusal_has_a_case() -> None:
    met = {UndoingIsNotYours, ConflictsStand}
    assert refusals_of("shared_apps.importing") | met == {*CASES, *OF_THE_REGISTER, UnreadableFile}
    assert codes_of_files() == {*FILES, *NEVER}
    assert refusals_of("shared_apps.backups") == set()


@pytest.mark.parametrize(("refusal", "case"), EACH, ids=[refusal.__name__ for refusal, _case in EACH])
def test_refusal_is_the_same_at_each_door(refusal: type[Refused], case: Case, school: Organisation) -> None:
    office = Office(school)
    if refusal is UndoingIsNotYours:
        office.prepare_operator()
    with office.inside():
        knock = case(office)
    if refusal is UndoingIsNotYours:
        office.client = office.browser_of_operator
    refused_alike(office, refusal, knock)


@pytest.mark.parametrize(("refusal", "case"), REGISTER, ids=[refusal.__name__ for refusal, _case in REGISTER])
def test_refusal_of_the_register_is_the_same_at_each_door(
    refusal: type[Refused], case: Case, school: Organisation
) -> None:
    register = Register(school)
    with register.inside():
        knock = case(register)
    refused_alike(register, refusal, knock)


@pytest.mark.parametrize("code", FILES)
def test_a_file_that_is_no_table_is_refused_alike(
    code: str, school: Organisation, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Pages of an organisation and of the register, the API, the commands: one code, the same words."""
    office, register, content = Office(school), Register(school), FILES[code]()
    if code in LIMITS:
        monkeypatch.setattr(opening, *LIMITS[code])
        monkeypatch.setattr(opening, "ROWS_AROUND", 0)
    with office.inside(), pytest.raises(UnreadableFile) as raised:
        imports.receive_file(content=content, name="5А.xlsx", by=office.who, at_once=True)
    said = raised.value
    assert said.code == code

    for client, address in (
        (office.client, f"/o/{school.slug}/import/new/students/"),
        (register.client, "/admin/organisations/import/new/organisations/"),
    ):
        page = client.post(address, {"file": SimpleUploadedFile("5А.xlsx", content)})
        text = html.unescape(page.content.decode())
        assert (page.status_code, f'data-code="{code}"' in text, str(said) in text) == (422, True, True), text
    sent = {"kind": "students", "file": SimpleUploadedFile("5А.xlsx", content)}
    problem = office.client.post(f"/o/{school.slug}/{API}", sent)
    assert (problem.status_code, problem.json()["code"], problem.json()["detail"]) == (422, code, str(said))
    path = tmp_path / "5А.xlsx"
    path.write_bytes(content)
    for command in (("import_students", str(school.slug), str(path)), ("import_organisations", str(path))):
        with pytest.raises(CommandError) as refused:
            call_command(*command, stdout=StringIO(), stderr=StringIO())
        assert (refused.value.returncode, str(refused.value)) == (1, said.named)
