"""Journeys: one platform for all of them, a browser for each person."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Playwright

from tests.journeys import platform as platforms
from tests.journeys.keyboard import Keyboard
from tests.journeys.platform import PASSWORD, Platform

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--force-color-profile=srgb",
    "--lang=ru-RU",
]

SignedIn = Callable[..., Keyboard]


@pytest.fixture(scope="session")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    """The demo, running."""
    found = platforms.start(tmp_path_factory.mktemp("platform"))
    yield found
    found.stop()


@pytest.fixture(scope="session")
def browser(playwright: Playwright, chromium: Path) -> Iterator[Browser]:
    running = playwright.chromium.launch(executable_path=str(chromium), args=FLAGS)
    yield running
    running.close()


@pytest.fixture
def signed_in(browser: Browser, platform: Platform) -> Iterator[SignedIn]:
    """`signed_in("secretary")`: a person at a keyboard, signed in. Script errors and foreign requests fail it."""
    wrong: list[str] = []
    opened = []

    def sign_in(login: str, *, width: int = 1440, height: int = 900, scheme: str = "light") -> Keyboard:
        context = browser.new_context(
            viewport={"width": width, "height": height}, locale="ru-RU", color_scheme=scheme, accept_downloads=True
        )
        opened.append(context)
        page = context.new_page()
        _watch(page, platform.url, wrong)
        person = Keyboard(page).open(f"{platform.url}/sign-in/")
        person.to("Логин").type(login).to("Пароль").type(PASSWORD).enter()
        page.wait_for_url(re.compile(r"^(?!.*/sign-in/)"), timeout=60_000)
        page.wait_for_load_state("networkidle")
        return person

    yield sign_in
    for context in opened:
        context.close()
    assert wrong == []


def _watch(page: Page, home: str, wrong: list[str]) -> None:
    page.on("pageerror", lambda error: wrong.append(f"script: {error}"))
    page.on(
        "request", lambda request: wrong.append(f"foreign: {request.url}") if _is_foreign(request.url, home) else None
    )
    page.on("response", lambda answer: wrong.append(f"{answer.status}: {answer.url}") if answer.status >= 500 else None)


def _is_foreign(url: str, home: str) -> bool:
    return not url.startswith((home, "data:", "blob:"))
