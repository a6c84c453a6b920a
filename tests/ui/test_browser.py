"""The sample pages in a real browser: accessible, reflowing, driven by keys, with no word against the policy."""

from collections.abc import Iterator
from pathlib import Path
from socketserver import ThreadingMixIn
from threading import Thread
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.handlers.wsgi import WSGIHandler
from playwright.sync_api import Browser, Page, Playwright, expect

pytestmark = pytest.mark.browser

STUDENTS = "/o/school-7/students/"
ADMIT = STUDENTS + "admit/"
PAGES = [
    "/o/school-7/",
    STUDENTS,
    STUDENTS + "3/",
    ADMIT,
    STUDENTS + "cancel/",
    "/o/school-7/guardians/",
    "/sign-in/",
    "/look/",
    "/nope/",
]
OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True
    block_on_close = False


class Silent(WSGIRequestHandler):
    def log_message(self, *args: Any) -> None:
        pass


class Static(StaticFilesHandler):
    def get_response(self, request: Any) -> Any:
        return self.serve(request)


@pytest.fixture
def address(sample_pages: None) -> Iterator[str]:
    server = Server(("127.0.0.1", 0), Silent)
    server.set_app(Static(WSGIHandler()))
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def chrome(chromium: Path, playwright: Playwright) -> Iterator[Browser]:
    browser = playwright.chromium.launch(executable_path=str(chromium), args=OPTIONS)
    yield browser
    browser.close()


@pytest.fixture
def opened(chrome: Browser, address: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page 1440 wide in the light, or as the parameter says: (theme, width, size). No other host is asked."""
    theme, width, size = getattr(request, "param", ("light", 1440, "100"))
    context = chrome.new_context(
        base_url=address, viewport={"width": width, "height": 900}, extra_http_headers={"Accept-Language": "ru"}
    )
    context.add_cookies([{"name": "svod_look", "value": f"theme={theme}&size={size}", "url": address}])
    page = context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda said: wrong.append(said.text) if "Content Security Policy" in said.text else None)
    page.on("request", lambda asked: wrong.append(asked.url) if not asked.url.startswith(address) else None)
    page.add_init_script(
        "addEventListener('securitypolicyviolation', (e) => setTimeout(() => { throw e.violatedDirective }))"
    )
    yield page
    context.close()
    assert wrong == []


@pytest.mark.parametrize(
    "opened",
    [
        ("dark", 390, "100"),
        pytest.param(("light", 1440, "100"), marks=pytest.mark.more),
        pytest.param(("light", 390, "100"), marks=pytest.mark.more),
        pytest.param(("dark", 1440, "100"), marks=pytest.mark.more),
    ],
    indirect=True,
)
def test_pages_are_accessible(opened: Page) -> None:
    found = []
    for path in PAGES:
        opened.goto(path)
        violations = Axe().run(opened, options={"resultTypes": ["violations"]}).response["violations"]
        found += [(path, each["id"], each["nodes"][0]["html"][:120]) for each in violations]

    assert found == []


@pytest.mark.parametrize(
    "opened",
    [
        ("light", 1440, "100"),
        pytest.param(("dark", 1440, "100"), marks=pytest.mark.more),
        pytest.param(("light", 390, "100"), marks=pytest.mark.more),
        pytest.param(("dark", 390, "100"), marks=pytest.mark.more),
    ],
    indirect=True,
)
def test_what_opens_over_a_page_is_accessible(opened: Page) -> None:
    found = []

    def look(what: str) -> None:
        violations = Axe().run(opened, options={"resultTypes": ["violations"]}).response["violations"]
        found.extend((what, each["id"], each["nodes"][0]["html"][:120]) for each in violations)

    opened.goto(STUDENTS)
    opened.keyboard.press("?")
    expect(opened.get_by_role("dialog")).to_be_visible()
    look("list of keys")
    opened.keyboard.press("Escape")
    menus = opened.locator("details.menu > summary:visible")
    assert menus.count() > 2
    for number in range(menus.count()):
        menus.nth(number).press("Enter")
        look(f"menu {number}")
        menus.nth(number).press("Enter")
    opened.goto(ADMIT)
    opened.get_by_role("combobox", name="Обучающийся").press_sequentially("мирош")
    expect(opened.get_by_role("option").first).to_be_visible()
    look("options")

    assert found == []


@pytest.mark.parametrize(
    "opened", [("light", 320, "100"), ("light", 390, "150"), ("light", 1024, "150")], indirect=True
)
def test_pages_reflow_without_a_scrollbar_across(opened: Page) -> None:
    wide = []
    for path in PAGES:
        opened.goto(path)
        if opened.evaluate("document.documentElement.scrollWidth > innerWidth"):
            wide.append(path)

    assert wide == []


def test_combobox_is_driven_by_keys(opened: Page) -> None:
    opened.goto(ADMIT)
    box = opened.get_by_role("combobox", name="Обучающийся")

    box.press_sequentially("мирош")
    expect(opened.get_by_role("option").first).to_be_visible()
    box.press("ArrowDown")
    box.press("Enter")

    expect(box).to_have_value("Мирошниченко Глеб У.")
    expect(box).to_have_attribute("aria-expanded", "false")
    expect(opened.locator("[name=student]")).not_to_have_value("")


def test_mistakes_take_the_focus_and_lead_to_the_field(opened: Page) -> None:
    opened.goto(ADMIT)
    opened.get_by_label("Мест по договору").fill("много")

    opened.keyboard.press("Control+s")

    expect(opened.get_by_role("alert").filter(has_text="Не сохранено")).to_be_focused()
    opened.get_by_role("link", name="Мест по договору").press("Enter")
    expect(opened.get_by_label("Мест по договору")).to_be_focused()
    expect(opened.get_by_label("Мест по договору")).to_have_value("много")


def test_form_is_sent_once(opened: Page) -> None:
    opened.goto(ADMIT)
    sent: list[str] = []
    opened.on("request", lambda asked: sent.append(asked.method) if asked.method == "POST" else None)

    opened.get_by_role("button", name="Составить черновик").dblclick()
    expect(opened.get_by_role("alert").filter(has_text="Не сохранено")).to_be_visible()

    assert sent == ["POST"]


def test_leaving_typed_text_asks(opened: Page) -> None:
    asked: list[str] = []
    opened.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    opened.goto(ADMIT)
    opened.get_by_label("Основание").press_sequentially("Заявление")

    opened.goto(STUDENTS)

    assert asked == ["beforeunload"]


def test_shortcuts_work_in_the_russian_layout_and_never_while_typing(opened: Page) -> None:
    opened.goto(STUDENTS)
    opened.evaluate("document.dispatchEvent(new KeyboardEvent('keydown', {key: 'т', code: 'KeyN', bubbles: true}))")
    opened.wait_for_url("**/admit/")

    opened.get_by_label("Основание").press_sequentially("gh?/n")

    expect(opened.get_by_label("Основание")).to_have_value("gh?/n")


def test_shortcuts_can_be_switched_off(opened: Page, address: str) -> None:
    opened.context.add_cookies([{"name": "svod_look", "value": "keys=off", "url": address}])
    opened.goto(STUDENTS)

    opened.locator("body").press("/")

    expect(opened.locator("main [data-search]")).not_to_be_focused()


def test_rows_are_walked_and_opened_by_keys(opened: Page) -> None:
    opened.goto(STUDENTS)
    body = opened.locator("body")

    body.press("j")
    opened.keyboard.press("j")
    opened.keyboard.press("k")
    expect(opened.locator("tbody tr").first.get_by_role("link")).to_be_focused()
    opened.keyboard.press("o")

    opened.wait_for_url("**/students/*/")


def test_filters_follow_the_hand_and_the_address_follows_them(opened: Page) -> None:
    opened.goto(STUDENTS)

    opened.get_by_label("Параллель").select_option("5")
    expect(opened.locator(".chip")).to_have_count(1)
    opened.get_by_role("link", name="Дата рождения").click()
    opened.wait_for_url("**sort=born**")
    opened.locator("main [data-search]").press_sequentially("щерб")
    expect(opened.locator(".count")).to_have_text("6 строк")

    assert "grade=5" in opened.url
    assert "sort=born" in opened.url
    assert "state=" not in opened.url
    expect(opened.locator("#live")).to_have_text("6 строк")


def test_appearance_is_applied_at_once_and_kept(opened: Page) -> None:
    opened.goto(STUDENTS)
    opened.locator("summary[aria-label='Оформление']").click()

    with opened.expect_response("**/look/"):
        opened.get_by_text("Тёмная").click()

    expect(opened.locator("html")).to_have_attribute("data-theme", "dark")
    opened.reload()
    expect(opened.locator("html")).to_have_attribute("data-theme", "dark")


@pytest.mark.parametrize("opened", [("light", 390, "100")], indirect=True)
def test_menu_of_a_phone_opens_and_closes(opened: Page) -> None:
    opened.goto(STUDENTS)
    menu = opened.get_by_role("navigation", name="Разделы")
    expect(menu).to_be_hidden()

    opened.get_by_role("button", name="Меню").click()
    expect(menu).to_be_visible()
    opened.keyboard.press("Escape")

    expect(menu).to_be_hidden()


def test_everything_works_without_scripts(chrome: Browser, address: str) -> None:
    context = chrome.new_context(
        base_url=address, java_script_enabled=False, extra_http_headers={"Accept-Language": "ru"}
    )
    page = context.new_page()
    page.goto(ADMIT)
    page.locator("[name=student_text]").fill("Мирошниченко Егор Э.")
    page.get_by_label("Основное").check()
    page.locator("[name=date]").fill("2026-09-20")
    page.locator("[name=grade]").select_option("1")

    page.get_by_role("button", name="Составить черновик").click()

    expect(page.get_by_text("Черновик приказа составлен.")).to_be_visible()
    page.get_by_label("Параллель").select_option("3")
    page.get_by_role("button", name="Применить").click()
    expect(page.locator(".chip")).to_have_count(1)
    context.close()
