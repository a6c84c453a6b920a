"""What axe-core finds serious on a page that a browser shows, and whether the page scrolls sideways."""

from collections.abc import Iterable

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

Look = tuple[int, str]
DESK_LIGHT, PHONE_DARK, PHONE_LIGHT, DESK_DARK = LOOKS = [
    (1440, "light"),
    (390, "dark"),
    (390, "light"),
    (1440, "dark"),
]
"""Width in px and colours. Each differs in both from its neighbour."""
OPTIONS = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
    "resultTypes": ["violations"],
}


def looks_of(number: int) -> tuple[list[Look], list[Look]]:
    """Two looks that differ in both, and the other two."""
    looks = LOOKS if number % 2 else [*LOOKS[2:], *LOOKS[:2]]
    return looks[:2], looks[2:]


def put_on(page: Page, look: Look) -> None:
    """Give the window its width and the system its colours."""
    width, scheme = look
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # no colours half way


def serious(page: Page, name: str, look: Look) -> list[str]:
    """What is wrong with what the browser shows now, in one look."""
    width, scheme = look
    violations = Axe().run(page, options=OPTIONS).response["violations"]
    found = [
        f"{name}, {width} px, {scheme}: {one['id']}: {one['nodes'][0]['html'][:160]}"
        for one in violations
        if one["impact"] in ("serious", "critical")
    ]
    if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
        found.append(f"{name}: scrolls sideways at {width} px")
    return found


def serious_in(page: Page, name: str, looks: Iterable[Look]) -> list[str]:
    """The same in several looks, one after another, without loading the page again."""
    found: list[str] = []
    for look in looks:
        put_on(page, look)
        found += serious(page, name, look)
    return found
