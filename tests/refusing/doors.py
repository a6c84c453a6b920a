"""The doors of an operation, and a knock at each of them.

A table of refusals is a mapping from each class of Refused of an app to a case: what brings it about. A case ends in a
`Knock`: one operation as every door takes it. A door that does not lead to the operation says why instead.
"""

import html
import importlib
import inspect
import pkgutil
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType
from typing import Any, Self

from django.core.files.uploadedfile import UploadedFile
from django.core.management import CommandError, call_command
from django.test import Client

from shared_apps.organisations import crossing
from shared_apps.organisations.crossing import By
from shared_apps.organisations.models import Organisation
from shared_apps.organisations.refusal import Refused
from tenant_apps.enrolment.services import imports
from tests.enrolment.browsing import signed_in
from tests.importing.conftest import workbook

ORGANISATION = "<organisation>"
SOME_ROWS_ARE_WRONG = 3
"""Exit code of the commands that load files."""
BY = By(account_id=11, name="Секретарёва С. С.")


class Place:
    """An organisation, and the browser of whoever knocks there: the head."""

    role = "director"

    def __init__(self, school: Organisation) -> None:
        self.school = school
        self.browsers: dict[str, Client] = {}

    @cached_property
    def client(self) -> Client:
        """Asked for outside of any door."""
        return self.browser(self.role)

    def browser(self, role: str) -> Client:
        """The same one however often it is asked for."""
        if role not in self.browsers:
            self.browsers[role] = signed_in(role, self.school)
        return self.browsers[role]

    def inside(self) -> AbstractContextManager[Any]:
        return crossing.inside(self.school, by=BY)


class NoDoor:
    """What stands for a door where operations open their own."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        return None

    def roll_back(self) -> None:
        """A refused operation has rolled itself back."""


@dataclass(frozen=True, slots=True)
class Call:
    """A page with its form, or an endpoint with its body; the path begins after /o/<slug>/, or with a slash."""

    path: str
    sent: Mapping[str, Any]
    method: str = "post"


@dataclass(frozen=True, slots=True)
class Command:
    """A management command. ORGANISATION among the arguments stands for the address of the place."""

    name: str
    arguments: Sequence[str]


@dataclass(frozen=True, slots=True)
class File:
    """A workbook of one row. `code`: what a file calls it before any service is asked; "": as the service does."""

    kind: str
    titles: Sequence[str]
    cells: Sequence[Any]
    code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Knock:
    """One operation as every door takes it. A text instead of a door: why it does not lead there.

    :ivar service: what the doors call; run first, to learn the refusal with its words.
    :ivar role: who knocks at the page and the API, if not the head.
    """

    service: Callable[[], Any]
    page: Call | str
    api: Call | str
    command: Command | str
    file: File | str = "a file brings people and organisations alone"
    role: str = ""


def named(*modules: ModuleType) -> set[type[Refused]]:
    """Every refusal that these modules declare."""
    return {
        one
        for module in modules
        for _name, one in inspect.getmembers(module, inspect.isclass)
        if issubclass(one, Refused) and one.__module__ == module.__name__
    }


def refusals_of(package: str) -> set[type[Refused]]:
    """Every refusal declared anywhere in an app, whatever the file."""
    home = importlib.import_module(package)
    for found in pkgutil.walk_packages(home.__path__, f"{package}."):
        if not {"migrations", "management"} & set(found.name.split(".")):
            importlib.import_module(found.name)
    return {one for one in _below(Refused) if one.__module__.startswith(f"{package}.")}


def _below(one: type[Refused]) -> Iterator[type[Refused]]:
    for child in one.__subclasses__():
        yield child
        yield from _below(child)


def refused_alike(place: Place, refusal: type[Refused], knock: Knock) -> None:
    """The service refuses by this name; so does each door that leads there, in the same words."""
    said = expected(place, knock)
    assert type(said) is refusal, f"{type(said).__name__}: {said}"
    if isinstance(knock.page, Call):
        status, page = by_page(place, knock.page, knock.role)
        codes = [code for found in re.findall('data-code="([^"]*)"', page) for code in found.split()]
        assert (status, said.code in codes, str(said) in page) == (422, True, True), (codes, page)
    if isinstance(knock.api, Call):
        status, problem = by_api(place, knock.api, knock.role)
        assert (status, problem["code"], problem.get("detail")) == (422, said.code, str(said)), problem
    if isinstance(knock.command, Command):
        assert by_command(place, knock.command) == (1, said.named)
    if isinstance(knock.file, File):
        by_file(place, knock.file, said)


def expected(place: Place, knock: Knock) -> Refused:
    """The refusal with its words, as the service raises it."""
    with place.inside() as door:
        try:
            knock.service()
        except Refused as refusal:
            door.roll_back()
            return refusal
        raise AssertionError("The operation was not refused.")


def by_page(place: Place, call: Call, role: str = "") -> tuple[int, str]:
    client = place.browser(role) if role else place.client
    sent = {name: _plain(value) for name, value in call.sent.items() if value is not None}
    answer = getattr(client, call.method)(_address(place, call), sent)
    return answer.status_code, html.unescape(answer.content.decode())


def by_api(place: Place, call: Call, role: str = "") -> tuple[int, dict[str, Any]]:
    client = place.browser(role) if role else place.client
    body = {name: _plain(value) for name, value in call.sent.items()}
    if any(isinstance(value, UploadedFile) for value in body.values()):
        answer = client.post(_address(place, call), body)
    else:
        answer = getattr(client, call.method)(_address(place, call), body, content_type="application/json")
    return answer.status_code, answer.json()


def by_command(place: Place, command: Command, shown: StringIO | None = None) -> tuple[int, str]:
    said = [place.school.slug if one == ORGANISATION else one for one in command.arguments]
    try:
        call_command(command.name, *said, stdout=shown or StringIO())
    except CommandError as error:
        return error.returncode, str(error)
    return 0, ""


def by_file(place: Place, file: File, said: Refused) -> None:
    """The row has a remark of this name; the command that loads files says it too, if it stops the row."""
    content = workbook([list(file.titles), list(file.cells)])
    code = file.code or said.code
    with place.inside() as door:
        run = imports.receive_file(kind=file.kind, content=content, name="f.xlsx", by=BY, at_once=True)
        remarks = {one["code"]: (one["message"], one["level"]) for row in run.rows.all() for one in row.problems}
        door.roll_back()
    assert code in remarks, (remarks, run.notes)
    words, level = remarks[code]
    assert file.code or words == str(said)
    if level == "note":
        return
    shown = StringIO()
    with TemporaryDirectory() as folder:
        path = Path(folder) / "f.xlsx"
        path.write_bytes(content)
        status, _words = by_command(place, Command(f"import_{file.kind}", [ORGANISATION, str(path)]), shown)
    assert status == SOME_ROWS_ARE_WRONG
    assert f"{code}: {words}" in shown.getvalue(), shown.getvalue()


def _address(place: Place, call: Call) -> str:
    return call.path if call.path.startswith("/") else f"/o/{place.school.slug}/{call.path}"


def _plain(value: Any) -> Any:
    if isinstance(value, date | datetime):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value
