"""Ordinary pages of a school of 1,000 that is lived in: server time of lists, cards, first pages, saves; queries counted.

The school is the demo's main one, with families, employees, orders, consents, corrections and accounts in every state.
"""

import logging
import random
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import count
from typing import Any

from django.db import connections
from django.test import Client
from django.utils.http import urlencode

from deploy.compile_messages import compile_messages
from deploy.demo import building
from deploy.memory import keep_what_is_loaded
from shared_apps.accounts.models import Account
from shared_apps.organisations.crossing import inside, shared
from shared_apps.organisations.models import Organisation
from tenant_apps.enrolment.models import ClassGroup, Enrolment, Order
from tenant_apps.people.models import Employee, Guardian
from tenant_apps.upkeep.models import Correction
from tests.bench import place
from tests.bench.figures import Figure, measurement, p95
from tests.factories import accounts

ORGANISATIONS, STUDENTS = 8, 400
"""Of the demo: its main school has 1,010 students then."""
BUDGET, TURNS, WARMING = 60, 30, 3

FIRST_PAGES = {  # login: its own first page
    "ministry": "/region/", "municipality": "/region/", "authority": "/region/", "regadmin": "/admin/organisations/",
    "director": "", "coordinator": "", "sysadmin": "", "operator": "", "secretary": "", "teacher": "",
    "classteacher": "", "committee": "", "moderator": "", "inspector": "", "guardian": "/me/", "student": "/me/",
}  # fmt: skip


@dataclass
class School:
    """The school and keys of what stands in it."""

    organisation: Organisation
    students: list[int] = field(default_factory=list)
    classes: list[int] = field(default_factory=list)
    employees: list[int] = field(default_factory=list)
    guardians: list[int] = field(default_factory=list)
    orders: list[int] = field(default_factory=list)
    corrections: list[int] = field(default_factory=list)
    clients: dict[str, Client] = field(default_factory=dict)
    dice: random.Random = field(default_factory=lambda: random.Random(7))

    def one_of(self, name: str) -> int:
        keys: list[int] = getattr(self, name)
        return self.dice.choice(keys)

    def url(self, path: str, **asked: Any) -> str:
        whole = path if path.startswith("/") else f"/o/{self.organisation.slug}/{path}"
        return f"{whole}?{urlencode(asked)}" if asked else whole

    def client(self, login: str) -> Client:
        if login not in self.clients:
            with shared(by=place.BY):
                who = Account.objects.get(login=login)
            self.clients[login] = accounts.browser(who)
        return self.clients[login]


@measurement
def ordinary_pages() -> list[Figure]:
    """Each page with other cards and other pages of its list at every turn; p95 in ms, and the queries of one turn."""
    compile_messages()
    building.complete_region(
        organisations=ORGANISATIONS, students=STUDENTS, password="of-measurements", report=print, processes=2
    )  # fmt: skip
    school = _school()
    place.settle()
    keep_what_is_loaded()  # as the web server does
    with connections["owner"].cursor() as cursor:
        cursor.execute("ANALYZE")
    logging.getLogger("svod.access").setLevel(logging.WARNING)
    found = [
        _figure(name, school, lambda login=login, choose=choose: _got(school.client(login), choose()))  # type: ignore[misc]
        for name, (login, choose) in _pages(school).items()
    ]
    return found + [_figure(name, school, save) for name, save in _saves(school).items()]


def _school() -> School:
    with shared(by=place.BY):
        organisation = Organisation.objects.get(slug="school-1")
    with inside(organisation, by=place.BY, only_reads=True):
        enrolled = Enrolment.objects.unvoided().filter(valid_to__year=9999)
        return School(
            organisation,
            students=list(enrolled.values_list("student", flat=True)),
            classes=list(ClassGroup.objects.order_by("-valid_from").values_list("pk", flat=True)[:30]),
            employees=list(Employee.objects.values_list("pk", flat=True)),
            guardians=list(Guardian.objects.values_list("pk", flat=True)[:500]),
            orders=list(Order.objects.values_list("pk", flat=True)),
            corrections=list(Correction.objects.values_list("pk", flat=True)),
        )


Choose = Callable[[], str]


def _pages(school: School) -> dict[str, tuple[str, Choose]]:
    """Name → who looks, and an address that changes from turn to turn."""
    url, one_of, dice = school.url, school.one_of, school.dice

    def some(path: str, **asked: Any) -> Choose:
        return lambda: url(path, **{name: value() if callable(value) else value for name, value in asked.items()})

    page = lambda: dice.randint(1, 20)  # noqa: E731
    found: dict[str, tuple[str, Choose]] = {
        "students": ("secretary", some("students/", page=page)),
        "students, searched": ("secretary", some("students/", q=lambda: dice.choice(("ив", "анна", "ко ал")))),
        "students, sorted": ("secretary", some("students/", sort="-birth_date", page=page)),
        "students of a class": ("secretary", some("students/", class_id=lambda: one_of("classes"))),
        "employees": ("secretary", some("people/employees/", page=lambda: dice.randint(1, 2))),
        "employee": ("director", lambda: url(f"people/employees/{one_of('employees')}/")),
        "guardians": ("secretary", some("people/guardians/", page=page)),
        "guardian": ("director", lambda: url(f"people/guardians/{one_of('guardians')}/")),
        "classes": ("secretary", some("classes/")),
        "class": ("secretary", lambda: url(f"classes/{one_of('classes')}/")),
        "class, history": ("director", lambda: url(f"classes/{one_of('classes')}/", tab="history")),
        "orders": ("secretary", some("orders/", page=lambda: dice.randint(1, 4))),
        "order": ("secretary", lambda: url(f"orders/{one_of('orders')}/")),
        "order, history": ("director", lambda: url(f"orders/{one_of('orders')}/", tab="history")),
        "alphabetical book": ("secretary", some("alphabetical/", page=page)),
        "alphabetical book, searched": ("secretary", some("alphabetical/", q=lambda: dice.choice(("ив", "анна")))),
        "families": ("director", some("access/families/", page=page)),
        "families, searched": ("director", some("access/families/", q=lambda: dice.choice(("ив", "анна", "5а")))),
        "families of the own class": ("classteacher", some("access/families/")),
        "accounts of employees": ("director", some("access/employees/")),
        "completeness": ("director", some("upkeep/")),
        "completeness of students": ("director", some("upkeep/students/", page=page)),
        "corrections": ("director", some("upkeep/corrections/")),
        "correction": ("director", lambda: url(f"upkeep/corrections/{one_of('corrections')}/")),
        "consents": ("director", some("consents/", page=page)),
        "passport": ("director", some("organisation/")),
        "settings": ("director", some("organisation/settings/")),
        "journal of changes": ("director", some("history/", page=page)),
    }
    for tab in ("identity", "contact", "guardians", "study", "education", "health", "social", "documents", "consents",
                "files", "history", "readings"):  # fmt: skip
        found[f"student, {tab}"] = "director", lambda tab=tab: url(f"students/{one_of('students')}/", tab=tab)  # type: ignore[misc]
    for login, path in FIRST_PAGES.items():
        found[f"first page of {login}"] = login, some(path)
    return found


# --- saving ---------------------------------------------------------------------------------------------------------


def _saves(school: School) -> dict[str, Callable[[], int]]:
    """Small forms as a person sends them: what the form showed, with one thing changed. They give the status back."""
    secretary, turn = school.client("secretary"), count(1)

    def saved(path: str, **changed: Any) -> Callable[[], int]:
        def send() -> int:
            url = school.url(path.format(student=school.one_of("students"), group=school.one_of("classes")))
            shown = _typed(secretary.get(url).content.decode())
            more = {name: value() if callable(value) else value for name, value in changed.items()}
            with _clock():
                return secretary.post(url, shown | more).status_code

        return send

    return {
        "saving a student's contact": saved(
            "students/{student}/edit/", phone=lambda: f"+7 918 {next(turn) % 900 + 100:03}-11-22"
        ),
        "saving a class": saved("classes/{group}/edit/", room=lambda: f"каб. {next(turn)}"),
        "saving a draft of an order": saved(
            "orders/new/", kind="leaving", basis=lambda: f"заявление № {next(turn)}"
        ),
    }  # fmt: skip


class _Form(HTMLParser):
    """What stands in the fields of the page's main form."""

    def __init__(self) -> None:
        super().__init__()
        self.values: dict[str, str] = {}
        self.is_open, self.select, self.area = False, "", ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.is_open = said.get("class") == "form"
        if not self.is_open:
            return
        name = said.get("name", "")
        if tag == "input" and name and (said.get("type") not in ("checkbox", "radio") or "checked" in said):
            self.values[name] = said.get("value", "")
        elif tag == "select":
            self.select = name
        elif tag == "option" and self.select and ("selected" in said or self.select not in self.values):
            self.values[self.select] = said.get("value", "")
        elif tag == "textarea":
            self.area, self.values[name] = name, ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.area = ""

    def handle_data(self, data: str) -> None:
        if self.area:
            self.values[self.area] += data


def _typed(page: str) -> dict[str, str]:
    form = _Form()
    form.feed(page)
    return form.values


# --- the clock ------------------------------------------------------------------------------------------------------


class _Clock:
    """Milliseconds and queries of the last thing that was timed."""

    took = 0.0
    queries = 0


@contextmanager
def _clock() -> Iterator[None]:
    """Time what is within, and count its queries over all logins that a page uses."""
    asked = [0]

    def counted(execute: Any, *arguments: Any) -> Any:
        asked[0] += 1
        return execute(*arguments)

    with connections["default"].execute_wrapper(counted), connections["aside"].execute_wrapper(counted):
        began = time.perf_counter()
        yield
        _Clock.took = (time.perf_counter() - began) * 1000
    _Clock.queries = asked[0]


def _got(client: Client, url: str) -> int:
    with _clock():
        return client.get(url).status_code


def _figure(name: str, school: School, act: Callable[[], int]) -> Figure:
    """p95 over the turns; the first ones only warm what a process keeps."""
    times, queries = [], []
    for turn in range(TURNS + WARMING):
        status = act()
        if status not in (200, 302):
            raise RuntimeError(f"{name} answered {status}.")
        if turn >= WARMING:
            times.append(_Clock.took)
            queries.append(_Clock.queries)
    sizes: dict[str, float | int | str] = {
        "students": len(school.students), "turns": TURNS, "median": round(statistics.median(times), 1),
        "queries": max(queries),
    }  # fmt: skip
    value = p95(times)
    held = value < BUDGET
    return Figure(f"ordinary_pages: {name}", value, "ms p95", budget=f"< {BUDGET} ms", held=held, sizes=sizes)
