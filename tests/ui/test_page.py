"""Pages: closed until declared, fragments, refusals, state in the address."""

from typing import Any

import pytest
from django.test import Client

from shared_apps.ui.page import PUBLIC, SIGNED_IN, Page
from tests.ui.sample.middleware import Permission

STUDENTS = "/o/school-7/students/"
ADMIT = "/o/school-7/students/admit/"
VALID = {"student": "11", "kind": "main", "date": "2026-09-20", "grade": "1"}


def test_page_without_permission_fails_at_import() -> None:
    with pytest.raises(TypeError, match=r"Forgetful declares no permission"):

        class Forgetful(Page):
            pass


@pytest.mark.parametrize("permission", [PUBLIC, SIGNED_IN, Permission("student.view")])
def test_page_with_permission_is_a_page(permission: Any) -> None:
    page = type("Declared", (Page,), {"permission": permission})

    assert page.permission is permission


def test_abstract_page_needs_no_permission_but_its_child_does() -> None:
    base = type("Base", (Page,), {"abstract": True})

    with pytest.raises(TypeError, match="declares no permission"):
        type("Child", (base,), {})


def test_permission_must_be_a_permission() -> None:
    with pytest.raises(TypeError, match="declares no permission"):
        type("Wrong", (Page,), {"permission": "student.view"})


def test_anonymous_is_led_to_sign_in_and_back(browser: Client) -> None:
    browser.cookies["as"] = "nobody"

    response = browser.get(STUDENTS + "?grade=1")

    assert response.status_code == 302
    assert response["Location"] == "/sign-in/?next=/o/school-7/students/%3Fgrade%3D1"


def test_anonymous_fragment_leads_the_whole_page_to_sign_in(browser: Client, htmx: Any) -> None:
    browser.cookies["as"] = "nobody"

    response = browser.get(STUDENTS, headers=htmx("results"))

    assert response["HX-Redirect"].startswith("/sign-in/")


def test_page_without_the_right_is_forbidden(browser: Client) -> None:
    response = browser.get("/forbidden/")

    assert response.status_code == 403
    assert "Ваша роль не даёт права открыть эту страницу." in response.content.decode()


def test_page_is_never_kept_by_the_browser(browser: Client) -> None:
    assert "no-store" in browser.get(STUDENTS)["Cache-Control"]


def test_page_varies_by_what_htmx_asks_for(browser: Client) -> None:
    assert "HX-Target" in browser.get(STUDENTS)["Vary"]


def test_fragment_is_a_part_of_the_page(browser: Client, htmx: Any) -> None:
    whole = browser.get(STUDENTS).content.decode()

    part = browser.get(STUDENTS, headers=htmx("results")).content.decode()

    assert "<html" not in part
    assert "data-count" in part
    assert len(part) < len(whole)


def test_unknown_target_gets_the_whole_page(browser: Client, htmx: Any) -> None:
    assert b"<html" in browser.get(STUDENTS, headers=htmx("elsewhere")).content


def test_restored_history_gets_the_whole_page(browser: Client, htmx: Any) -> None:
    headers = htmx("results") | {"HX-History-Restore-Request": "true"}

    assert b"<html" in browser.get(STUDENTS, headers=headers).content


def test_valid_form_leads_on_and_says_what_was_done(browser: Client) -> None:
    response = browser.post(ADMIT, VALID, follow=True)

    assert response.redirect_chain == [("/o/school-7/students/", 302)]
    assert "Черновик приказа составлен." in response.content.decode()


def test_valid_form_sent_by_htmx_leads_the_whole_page(browser: Client, htmx: Any) -> None:
    response = browser.post(ADMIT, VALID, headers=htmx("form"))

    assert response["HX-Redirect"] == "/o/school-7/students/"


def test_invalid_form_is_422_with_summary_and_keeps_what_was_typed(browser: Client) -> None:
    response = browser.post(ADMIT, VALID | {"date": "тридцатое", "places": "много"})

    text = response.content.decode()
    assert response.status_code == 422
    assert 'href="#id_date_field"' in text
    assert 'type="text" name="date" value="тридцатое"' in text
    assert 'value="много"' in text


def test_refusal_is_422_at_its_field(browser: Client) -> None:
    response = browser.post(ADMIT, VALID | {"date": "20.08.2026"})

    text = response.content.decode()
    assert response.status_code == 422
    assert text.count("Учебный год закрыт: зачислить на 20.08.2026 нельзя.") == 2
    assert 'value="2026-08-20"' in text


def test_refusal_of_no_field_is_in_the_summary(browser: Client) -> None:
    response = browser.post("/sign-in/", {"login": "a", "password": "b"})

    assert response.status_code == 422
    assert "<li>Логин или пароль не подходят." in response.content.decode()


def test_refused_action_is_a_page_that_says_why(browser: Client) -> None:
    response = browser.post("/o/school-7/students/ping/")

    assert response.status_code == 422
    assert "Сессия уже завершена." in response.content.decode()


def test_action_is_not_opened(browser: Client) -> None:
    assert browser.get("/o/school-7/students/ping/").status_code == 405


def test_address_prefills_the_form(browser: Client) -> None:
    text = browser.get(ADMIT + "?student=11").content.decode()

    assert 'name="student" value="11"' in text
    assert "Мирошниченко Егор Э." in text


def test_closed_tab_is_neither_shown_nor_served(browser: Client) -> None:
    card = STUDENTS + "3/"

    assert "tab=health" not in browser.get(card).content.decode()
    assert browser.get(card + "?tab=health").status_code == 404


def test_tab_is_a_fragment(browser: Client, htmx: Any) -> None:
    text = browser.get(STUDENTS + "3/?tab=history", headers=htmx("tab")).content.decode()

    assert "<html" not in text
    assert 'aria-current="page">История изменений' in text
