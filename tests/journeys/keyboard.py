"""A person at a keyboard: everything is reached with Tab, arrows, Enter, and seen by its accessible name."""

import re
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Error, Page, expect

TABS_AT_MOST = 250
_FOCUSED = """() => {
    const e = document.activeElement;
    if (!e || e === document.body) return ["", ""];
    const label = e.getAttribute("aria-label")
        || (e.labels && e.labels.length ? Array.from(e.labels).map(l => l.innerText).join(" ") : "")
        || e.innerText || e.value || e.name || "";
    return [e.tagName.toLowerCase() + (e.type ? ":" + e.type : ""), label.trim().replace(/\\s+/g, " ")];
}"""


class Keyboard:
    """Drives one page without a pointer."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def open(self, address: str) -> "Keyboard":
        self.page.goto(address)
        return self

    def open_path(self, path: str) -> "Keyboard":
        """A page of the same platform; within an organisation, of the same organisation."""
        home = re.match(r"(https?://[^/]+)(/o/[^/]+)?", self.page.url)
        assert home is not None
        inside = home[2] or ""
        is_outside = path.startswith(("/region/", "/admin/", "/me/", "/account/", "/o/"))
        return self.open(home[1] + path if is_outside else f"{home[1]}{inside}{path}")

    def focused(self) -> tuple[str, str]:
        """Kind and accessible name of what has the focus."""
        for _attempt in range(5):
            try:
                kind, name = self.page.evaluate(_FOCUSED)
            except Error as gone:  # a page was left while it was asked: the next one is waited for
                if "context was destroyed" not in str(gone):
                    raise
                self.page.wait_for_load_state()
            else:
                return str(kind), str(name)
        raise AssertionError("The page was left again and again.")

    def to(self, name: str | re.Pattern[str], kind: str = "") -> "Keyboard":
        """Tab until what has the focus is called so (begins so, for a text); fails after a whole round."""
        wanted = name if isinstance(name, re.Pattern) else re.compile(re.escape(name))
        passed: list[str] = []
        for _turn in range(TABS_AT_MOST):
            self.page.keyboard.press("Tab")
            found_kind, found = self.focused()
            passed.append(found[:40])
            if wanted.match(found) and found_kind.startswith(kind):
                return self
        raise AssertionError(f"{wanted.pattern!r} was not reached with Tab. Passed: {passed[:80]}")

    def go(self, *names: str | re.Pattern[str]) -> "Keyboard":
        """From page to page by links and items of the menu, each reached with Tab."""
        for name in names:
            self.to(name, "a")
            with self.page.expect_navigation():
                self.page.keyboard.press("Enter")
            self.page.wait_for_load_state("networkidle")
        return self

    def find(self, text: str) -> "Keyboard":
        """In the list that is open: the key of the search, the words, Enter; the list is another one then."""
        self.press("/").type(text).enter()
        self.page.wait_for_url(lambda url: parse_qs(urlsplit(url).query).get("q") == [text])
        self.page.wait_for_load_state("networkidle")
        return self

    def find_card(self, text: str) -> "Keyboard":
        """Among all students, those who left too."""
        self.go("Обучающиеся").find(text).to("Кто", "select").choose("все")
        self.page.wait_for_url(re.compile("presence=all"))
        self.page.wait_for_load_state("networkidle")
        return self

    def type(self, text: str) -> "Keyboard":
        """Type into what has the focus, in place of what stands there. Dates as yyyy-mm-dd."""
        kind, _name = self.focused()
        if kind == "input:date":
            self._type_date(text)
            return self
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(text)
        return self

    def _type_date(self, text: str) -> None:
        """A native date field takes digits in the order of its locale; its parts are found by trying."""
        year, month, day = text.split("-")
        for order in ((day, month, year), (month, day, year)):
            for _part in range(3):
                self.page.keyboard.press("ArrowLeft")
            for part in order:
                self.page.keyboard.type(part)
            if self.page.evaluate("() => document.activeElement.value") == text:
                return
        raise AssertionError(f"The date field does not take {text}.")

    def choose(self, words: str) -> "Keyboard":
        """In a list: arrow down to the option that begins so."""
        kind, name = self.focused()
        assert kind.startswith("select"), f"{name!r} is {kind}, not a list to choose from."
        self.page.keyboard.press("Home")
        passed: list[str] = []
        for _turn in range(300):
            chosen = str(self.page.evaluate("() => document.activeElement.selectedOptions[0]?.innerText || ''"))
            if chosen.lower().startswith(words.lower()):
                return self
            if passed and chosen == passed[-1]:
                break
            passed.append(chosen)
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"The list {name!r} has no {words!r}: {passed}")

    def press(self, key: str) -> "Keyboard":
        self.page.keyboard.press(key)
        return self

    def enter(self) -> "Keyboard":
        """Enter, and wait for what comes of it."""
        self.page.keyboard.press("Enter")
        self.page.wait_for_timeout(200)  # a navigation or a request has begun by then
        self.page.wait_for_load_state("networkidle")
        return self

    def sees(self, text: str | re.Pattern[str], *, within: str = "main", seconds: float = 30) -> "Keyboard":
        expect(self.page.locator(within).first).to_contain_text(text, timeout=seconds * 1000)
        return self
