"""Each refusal of imports, and how it is brought about: in an organisation, and in the register of organisations."""

import io
import re
import zipfile
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
from django.test import Client
from django.utils import timezone

from shared_apps.accounts.actor import Actor
from shared_apps.accounts.models import Account
from shared_apps.accounts.roles import ROLES
from shared_apps.handbooks import queries as handbooks
from shared_apps.handbooks.services import load_catalogue
from shared_apps.importing import opening
from shared_apps.importing import refusals as r
from shared_apps.importing.kinds import Choice as CardChoice
from shared_apps.organisations import crossing
from shared_apps.organisations.crossing import By
from shared_apps.organisations.importing import running, undoing
from shared_apps.organisations.models import Municipality, Organisation, OrganisationImport
from shared_apps.organisations.refusal import Refused
from tenant_apps.enrolment.import_models import ImportRun
from tenant_apps.enrolment.services import import_undoing, imports
from tenant_apps.enrolment.services.imports import IMPORTS, Choice
from tenant_apps.enrolment.views.import_undo import UndoingIsNotYours, refuse_undoing_of_signed_orders
from tenant_apps.history import reversal
from tenant_apps.people import services as people
from tenant_apps.people.models import Student
from tests.accounts.conftest import actor
from tests.factories.accounts import browser, member
from tests.refusing.doors import ORGANISATION, Call, Command, Knock, Place

from .conftest import ANNA, TITLES, delimited, workbook
from .school import open_year

AT_ONCE = "the command checks, confirms and undoes at once: nothing of it waits"
API = "api/v1/imports/"


def whole(account: Account, role: str) -> Actor:
    """The account's Actor, with the classes of columns that its role holds."""
    return replace(actor(account), holds=ROLES[role].holds)


class Office(Place):
    """A school with an academic year that waits for files; the head loads them, unless a case says otherwise."""

    client: Client

    def __init__(self, school: Organisation) -> None:
        super().__init__(school)
        self.knocks("director")
        with crossing.shared(by=self.who):
            load_catalogue()
        with self.inside():
            open_year(self.who)

    def knocks(self, role: str) -> None:
        account = member(f"office-{role}", role, organisation=self.school)
        self.client, self.who = browser(account), whole(account, role)

    who: Actor
    operator: Actor
    browser_of_operator: Client

    def prepare_operator(self) -> None:
        """Somebody who loads files and cancels no orders."""
        account = member("office-operator", "operator", organisation=self.school)
        self.browser_of_operator, self.operator = browser(account), whole(account, "operator")

    def inside(self) -> AbstractContextManager[Any]:
        return crossing.inside(self.school, by=self.who)

    def received(self, *rows: Any) -> ImportRun:
        """Within the door."""
        run: ImportRun = imports.receive_file(
            content=workbook([TITLES, *(rows or [ANNA])]), name="5А.xlsx", by=self.who, at_once=True
        )
        return run

    def confirmed(self) -> ImportRun:
        run = self.received()
        IMPORTS.confirm(run_id=run.pk, choice=Choice(order_date=timezone.localdate()), by=self.who)
        return ImportRun.objects.get(pk=run.pk)


def abandoning(w: Office, run: ImportRun) -> Knock:
    return Knock(
        service=lambda: IMPORTS.abandon(run_id=run.pk, by=w.who),
        page=Call(f"import/{run.pk}/discard/", {}),
        api=Call(f"{API}{run.pk}/abandon/", {}),
        command=AT_ONCE,
    )


def confirming(w: Office, run: ImportRun, *, command: str = AT_ONCE, **said: Any) -> Knock:
    choice = Choice(order_date=timezone.localdate(), **said)
    form = {"creates": "on", "updates": "on", "date": timezone.localdate(), "sign": "on"}
    form = {name: value for name, value in form.items() if said.get(name, True)}
    return Knock(
        service=lambda: IMPORTS.ask_to_confirm(run_id=run.pk, choice=choice, by=w.who),
        page=Call(f"import/{run.pk}/confirm/", form),
        api=Call(f"{API}{run.pk}/confirm/", said),
        command=command,
    )


def looking(run: ImportRun, by: Actor) -> Knock:
    """Asking what undoing would do."""
    return Knock(
        service=lambda: import_undoing.ask_to_plan_undoing(run_id=run.pk, reason="Ошибка", by=by),
        page=Call(f"import/{run.pk}/undo/", {"reason": "Ошибка"}),
        api=Call(f"{API}{run.pk}/undo/plan/", {"reason": "Ошибка"}),
        command=Command("import_students", [ORGANISATION, "--undo", str(run.pk)]),
    )


def _at_work(w: Office) -> Knock:
    run = w.received()
    IMPORTS.later(run, "check", by=w.who)
    return abandoning(w, run)


def _discarded(w: Office) -> Knock:
    run = w.received()
    IMPORTS.abandon(run_id=run.pk, by=w.who)
    return abandoning(w, run)


def _without_errors(w: Office) -> Knock:
    run = w.received()
    return Knock(
        service=lambda: IMPORTS.errors_of(run),
        page=Call(f"import/{run.pk}/errors/", {}, "get"),
        api="programs read the verdicts row by row",
        command="the command says the errors row by row",
    )


def _of_other_rights(w: Office) -> Knock:
    run = w.received()
    ImportRun.objects.filter(pk=run.pk).update(classes=["secret", *run.classes])
    return confirming(w, run, command="the command reads the file itself, with its own rights")


def _nothing_good(w: Office) -> Knock:
    return confirming(
        w, w.received([*ANNA[:3], "31.02.2015", *ANNA[4:]]),
        command="the command asks for no choice, and writes only where there is something to write",
    )  # fmt: skip


def _nothing_chosen(w: Office) -> Knock:
    return confirming(w, w.received(), creates=False)


def _another_plan(w: Office) -> Knock:
    run = w.confirmed()
    number = import_undoing.plan_undoing(run_id=run.pk, reason="Ошибка", by=w.who).number + 1
    return Knock(
        service=lambda: import_undoing.ask_to_undo(run_id=run.pk, number=number, partial=False, by=w.who),
        page=Call(f"import/{run.pk}/undo/", {"plan": number}),
        api=Call(f"{API}{run.pk}/undo/", {"plan": number}),
        command="the command looks before it carries out, and carries out what it saw",
    )


def _never_looked_at(w: Office) -> Knock:
    run = w.confirmed()
    return Knock(
        service=lambda: import_undoing.ask_to_undo(run_id=run.pk, number=1, partial=False, by=w.who),
        page="the page asks for the reason first",
        api=Call(f"{API}{run.pk}/undo/", {"plan": 1}),
        command="the command looks before it carries out, and carries out what it saw",
    )


def _signed_by_the_head(w: Office) -> Knock:
    run = w.confirmed()
    operator = w.operator
    knock = looking(run, operator)
    return Knock(
        service=lambda: refuse_undoing_of_signed_orders(run, operator),
        page=knock.page,
        api=knock.api,
        command="whoever runs commands may cancel orders",
    )


def _changed_since(w: Office) -> Knock:
    """The import made a card by a draft; somebody has filled it in since."""
    run = w.received()
    IMPORTS.confirm(run_id=run.pk, choice=Choice(sign=False), by=w.who)
    person = Student.objects.get().person_id
    people.edit_person(person_id=person, changes={"phone": "+7 900 000-00-01"}, version=None, by=By.system("other"))
    number = import_undoing.plan_undoing(run_id=run.pk, reason="Ошибка", by=w.who).number
    return Knock(
        service=lambda: import_undoing.ask_to_undo(run_id=run.pk, number=number, partial=False, by=w.who),
        page=Call(f"import/{run.pk}/undo/", {"plan": number}),
        api=Call(f"{API}{run.pk}/undo/", {"plan": number}),
        command=Command("import_students", [ORGANISATION, "--undo", str(run.pk), "--confirm"]),
    )


Case = Callable[[Any], Knock]

CASES: Mapping[type[Refused], tuple[Case, ...]] = {
    r.ImportStillAtWork: (_at_work,),
    r.ImportNotWaiting: (_discarded,),
    r.NoErrorFile: (_without_errors,),
    r.ImportNeedsOtherRights: (_of_other_rights,),
    r.NothingToImport: (_nothing_good, _nothing_chosen),
    r.ImportNotConfirmed: (lambda w: looking(w.received(), w.who),),
    r.UndoingNotPlanned: (_another_plan, _never_looked_at),
    UndoingIsNotYours: (_signed_by_the_head,),
    reversal.ConflictsStand: (_changed_since,),
}


# --- the register of organisations ----------------------------------------------------------------------------------


class Register(Place):
    """The region's administrator loads files of organisations."""

    client: Client

    def __init__(self, school: Organisation) -> None:
        super().__init__(school)
        account = member("import-regadmin", "regadmin")
        self.client, self.who = browser(account), whole(account, "regadmin")
        with crossing.shared(by=self.who):
            load_catalogue()
            Municipality.objects.create(
                name="Пробный район", oktmo="03701000", kind="district", valid_from=date(2000, 1, 1)
            )

    def inside(self) -> AbstractContextManager[Any]:
        return crossing.shared(by=self.who)

    def received(self) -> OrganisationImport:
        kind = handbooks.items("organisation_kind")[0].name
        titles = ["Код", "Краткое наименование", "Полное наименование", "Вид организации", "ОКТМО", "Местность"]
        row = ["23-0999", "СОШ № 999", "Школа № 999", kind, "03701000", "город"]
        run: OrganisationImport = running.IMPORTS.receive_file(
            kind="organisations", content=workbook([titles, row]), name="Реестр.xlsx", by=self.who, at_once=True
        )
        return run


def _undoing_of(run: OrganisationImport, w: Register) -> Knock:
    return Knock(
        service=lambda: undoing.undo(run_id=run.pk, by=w.who),
        page=Call(f"/admin/organisations/import/{run.pk}/undo/", {}),
        api="the register is kept in pages and by files: no program registers organisations",
        command=Command("import_organisations", ["--undo", str(run.pk), "--confirm"]),
    )


def _all_prepared(w: Register) -> Knock:
    """Who was registered by the file is there by now."""
    run = w.received()
    running.IMPORTS.confirm(run_id=run.pk, choice=CardChoice(), by=w.who)
    Organisation.objects.filter(code="23-0999").update(state="ready", schema_version="1")
    return _undoing_of(run, w)


OF_THE_REGISTER: Mapping[type[Refused], tuple[Case, ...]] = {
    r.NothingToUndo: (_all_prepared,),
    r.ImportNotConfirmed: (lambda w: _undoing_of(w.received(), w),),
}


# --- files that are no tables ---------------------------------------------------------------------------------------


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def _packed(**parts: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name.replace("__", "/").replace("_", "."), content)
    return target.getvalue()


def _stray() -> bytes:
    book = openpyxl.Workbook()
    for row in (TITLES, ANNA):
        book.active.append(row)
    book.active["XFD600"] = "x"
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


FILES: Mapping[str, Callable[[], bytes]] = {
    "file.empty": lambda: b"",
    "file.too_big": lambda: b"x" * 5000,
    "file.bomb": lambda: _packed(xl__workbook_xml=b"<workbook/>", xl__sheet_xml=b" " * 3000),
    "file.ods": lambda: _packed(mimetype=b"application/vnd.oasis.opendocument.spreadsheet", content_xml=b"<x/>"),
    "file.xlsb": lambda: _packed(xl__workbook_bin=b"x"),
    "file.pdf": lambda: b"%PDF-1.7 ...",
    "file.web_page": lambda: b"<html><table><tr><td>1</td></tr></table>",
    "file.unclosed_quote": lambda: delimited([TITLES, ['"Ёлкина', *ANNA[1:]], *[ANNA] * 50]),
    "file.damaged": lambda: b"PK\x03\x04 not an archive",
    "file.password": lambda: OLE + "EncryptedPackage".encode("utf-16-le"),
    "file.not_table": lambda: b"{\\rtf1\\ansi}",
    "file.too_many_rows": lambda: delimited([TITLES, *[ANNA] * 30]),
    "file.too_many_cells": _stray,
}
"""Code → a file that is refused by it, under the limits of LIMITS."""
LIMITS = {
    "file.too_big": ("MOST_BYTES", 4000),
    "file.bomb": ("MOST_UNPACKED", 2000),
    "file.too_many_rows": ("MOST_ROWS", 10),
}
NEVER = {
    "file.unreadable": "what is said of a file until something better is known: each place says something better",
    "file.no_sheets": "a workbook without sheets can't be saved by the programs that are known",
}


def codes_of_files() -> set[str]:
    """Every code that the sources give to a file that can't be read."""
    folder = Path(opening.__file__).parent
    sources = "".join(path.read_text(encoding="utf-8") for path in folder.glob("*.py"))
    named = {f"file.{code}" for code in re.findall(r'_refused\(\s*"(\w+)"', sources)}
    return named | set(re.findall(r'code\s*=\s*"(file\.\w+)"', sources))
