"""The frame: navigation, appearance, errors, languages."""

import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import polib
import pytest
from django.test import Client, RequestFactory
from django.urls import reverse, set_script_prefix

from shared_apps.ui import errors, navigation
from shared_apps.ui.address import Door, address, number_of, with_query
from shared_apps.ui.look import CHOICES, COOKIE, Look
from tests.ui.sample.middleware import PERSON, Permission, Person

UI = Path(__file__).parents[2] / "shared_apps/ui"


def test_navigation_shows_what_the_reader_may(browser: Client) -> None:
    text = browser.get("/o/school-7/students/").content.decode()

    side = text[text.index('<nav id="menu"') : text.index("</nav>")]
    assert "Обучающиеся" in side
    assert "Права доступа" not in side


def test_navigation_marks_where_the_reader_is(browser: Client) -> None:
    text = browser.get("/o/school-7/students/3/").content.decode()

    assert re.search(r'href="/o/school-7/students/" aria-current="page"', text)


def test_item_of_a_page_that_is_not_there_is_left_out() -> None:
    request = RequestFactory().get("/region/")
    request.user = Person(permissions=frozenset({Permission("feed.status"), Permission("contingent.view")}))  # type: ignore[assignment]

    found = [item.url for section in navigation.for_request(request) for item in section.items]

    assert found == ["/region/"]


def test_sections_name_each_page_once() -> None:
    names = [(section.door, item.name) for section in navigation.SECTIONS for item in section.items]

    assert len(names) == len(set(names))


def test_address_leads_through_another_door() -> None:
    set_script_prefix("/o/school-7/")

    assert address(Door.REGION, "contingent:overview") == "/region/"
    assert address(Door.ORGANISATION, "students:card", 5, slug="garden-12") == "/o/garden-12/students/5/"
    assert reverse("contingent:overview", urlconf="tests.ui.sample.urls") == "/o/school-7/region/"
    set_script_prefix("/")


def test_with_query_changes_one_thing() -> None:
    request = RequestFactory().get("/?a=1&b=2&b=3&page=4")

    assert with_query(request, page=None, a="") == "?b=2&b=3"
    assert with_query(request, b=[5, 6], page=1) == "?a=1&b=5&b=6&page=1"
    assert with_query(RequestFactory().get("/?a=1"), a=None) == "?"


def test_look_is_kept_in_a_cookie(browser: Client) -> None:
    response = browser.post("/look/", {"theme": "dark", "size": "150", "next": "/region/"})

    assert response["Location"] == "/region/"
    assert browser.cookies[COOKIE].value == "theme=dark&size=150&density=usual&keys=on"
    assert 'data-theme="dark" data-size="150"' in browser.get("/region/").content.decode()


@pytest.mark.parametrize("cookie", ["theme=%3Cscript%3E", "size=7&theme=pink", "nonsense", "theme=" + "x" * 9999])
def test_unknown_look_is_the_usual_one(browser: Client, cookie: str) -> None:
    browser.cookies[COOKIE] = cookie

    assert 'data-theme="auto" data-size="100"' in browser.get("/region/").content.decode()


def test_look_leads_back_to_ourselves_only(browser: Client) -> None:
    response = browser.post("/look/", {"theme": "dark", "next": "https://elsewhere.example/"})

    assert response["Location"] == "/look/"


def test_look_of_the_account_is_under_that_of_the_cookie() -> None:
    request = RequestFactory().get("/")
    request.user = SimpleNamespace(preferences={"theme": "dark", "size": "125"})  # type: ignore[assignment]
    request.COOKIES[COOKIE] = "theme=light"

    assert Look.of(request) == Look(theme="light", size="125")


def test_every_look_has_a_style() -> None:
    styles = "".join(path.read_text() for path in (UI / "static/ui").glob("*.css"))
    usual = Look()

    missing = [
        (name, value)
        for name, values in CHOICES.items()
        for value in values
        if value != getattr(usual, name) and value != "light" and f'[data-{name}="{value}"]' not in styles
    ]

    assert missing == []


@pytest.mark.parametrize(
    "render", [errors.bad_request, errors.forbidden, errors.not_found, errors.failed, errors.csrf, errors.unavailable]
)
def test_error_page_needs_neither_user_nor_query(render: Any) -> None:
    request = RequestFactory().get("/")

    response = render(request)

    assert response.status_code >= 400
    assert "<h1>" in response.content.decode()
    assert response["Cache-Control"] == "private, no-store"


def test_error_page_that_fails_is_still_a_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(errors, "render_to_string", lambda *_: 1 / 0)

    assert "Ошибка 500" in errors.failed(RequestFactory().get("/")).content.decode()


def test_broken_page_is_our_500(browser: Client) -> None:
    browser.raise_request_exception = False

    response = browser.get("/broken/")

    assert response.status_code == 500
    assert "В работе системы произошла ошибка" in response.content.decode()


def test_unavailable_says_when_to_come_again() -> None:
    assert errors.unavailable(RequestFactory().get("/"), "x", retry_after=120)["Retry-After"] == "120"


def test_frame_speaks_english_too(browser: Client) -> None:
    browser.post("/look/", {"language": "en"})
    browser.cookies["as"] = "nobody"

    text = browser.get("/sign-in/").content.decode()

    assert '<html lang="en"' in text
    assert "Appearance and language" in text


def test_russian_is_complete() -> None:
    catalogue = polib.pofile(str(UI / "locale/ru/LC_MESSAGES/django.po"))

    assert [entry.msgid for entry in catalogue if not entry.translated() or entry.fuzzy] == []


def test_sample_person_fits_the_protocol() -> None:
    assert PERSON.may(Permission("student.view"))


def test_pages_of_the_frame_have_one_h1_and_the_landmarks(browser: Client) -> None:
    text = browser.get("/o/school-7/students/").content.decode()

    assert text.count("<h1>") == 1
    assert [text.count(f"<{tag} ") for tag in ("main",)] == [1]
    assert 'class="skip" href="#main"' in text
    assert 'role="status" aria-live="polite"' in text


@pytest.mark.parametrize(
    ("text", "number"),
    [("7", 7), ("0", 0), ("", None), ("²", None), ("٣", None), ("-1", None), ("1.5", None), ("9" * 19, None), ("9" * 5000, None)],
)  # fmt: skip
def test_a_number_in_an_address_is_plain_digits_that_a_column_holds(text: str, number: int | None) -> None:
    assert number_of(text) == number
