"""What reaches the browser: contrast of tokens, weight, and nothing inline anywhere."""

import gzip
import re
from itertools import product
from pathlib import Path

import pytest
from django.test import Client

ROOT = Path(__file__).parents[2]
STATIC = ROOT / "shared_apps/ui/static/ui"
CSS_BUDGET, JS_BUDGET = 12_000, 15_000
SURFACES = ("bg", "surface", "raised", "hover", "sel")


def themes() -> dict[str, dict[str, str]]:
    """Theme → token → colour; the media query's dark is theme «system dark»."""
    text = (STATIC / "tokens.css").read_text()
    found: dict[str, dict[str, str]] = {}
    for selector, body in re.findall(r"(:root[^{]*)\{([^}]*)\}", text):
        colours = dict(re.findall(r"--([a-z0-9-]+):\s*(#[0-9A-F]{6})", body))
        if colours:
            name = re.search(r'theme="(\w+)"', selector)
            found[name[1] if name else "light"] = colours
    return found


THEMES = themes()


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


TEXT = [
    *product(("text", "muted", "accent"), SURFACES),
    *product(("ok", "warn", "err"), ("bg", "surface", "raised")),
    ("ok", "ok-bg"),
    ("warn", "warn-bg"),
    ("err", "err-bg"),
    ("accent-strong", "bg"),
    ("accent-strong", "hover"),
    ("text", "ok-bg"),
    ("text", "warn-bg"),
    ("text", "err-bg"),
    ("text", "locked-bg"),
    ("muted", "locked-bg"),
    ("on-accent", "accent"),
    ("on-accent", "accent-strong"),
    ("bg", "err"),
]
SHAPES = [
    *product(("border-strong", "focus"), ("bg", "surface", "raised")),
    *product(("c1", "c2", "c3", "c4", "c5", "c6"), ("bg", "raised")),
]


@pytest.mark.parametrize("theme", ["light", "dark", "auto", "contrast"])
@pytest.mark.parametrize(("over", "under"), TEXT)
def test_text_is_readable(theme: str, over: str, under: str) -> None:
    assert contrast(THEMES[theme][over], THEMES[theme][under]) >= 4.5


@pytest.mark.parametrize("theme", ["light", "dark", "auto", "contrast"])
@pytest.mark.parametrize(("over", "under"), SHAPES)
def test_shapes_are_seen(theme: str, over: str, under: str) -> None:
    assert contrast(THEMES[theme][over], THEMES[theme][under]) >= 3


def test_system_dark_is_dark() -> None:
    assert THEMES["auto"] == THEMES["dark"]


@pytest.mark.parametrize("theme", ["dark", "contrast"])
def test_theme_names_every_colour(theme: str) -> None:
    assert THEMES[theme].keys() == THEMES["light"].keys()


def weight(ending: str) -> int:
    return sum(len(gzip.compress(path.read_bytes(), 9)) for path in STATIC.glob(f"*.{ending}"))


def test_css_keeps_to_its_budget() -> None:
    assert weight("css") <= CSS_BUDGET


def test_js_keeps_to_its_budget() -> None:
    assert weight("js") <= JS_BUDGET


def test_css_keeps_to_the_oldest_browser() -> None:
    text = "".join(path.read_text() for path in STATIC.glob("*.css"))

    assert [
        word for word in ("color-mix(", "light-dark(", "oklch(", "\n        &", "@container", "url(") if word in text
    ] == []


def test_templates_have_nothing_inline() -> None:
    inline = re.compile(
        r"<style|\sstyle\s*=|<script(?![^>]*\ssrc=)|\son[a-z]+\s*=\s*[\"']|\shx-on|javascript:|https?://(?!www\.w3\.org)"
    )
    places = [
        path for top in ("shared_apps", "tenant_apps", "region", "reports") for path in (ROOT / top).rglob("*.html")
    ]

    found = [f"{path}: {match[0]}" for path in places for match in inline.finditer(path.read_text())]

    assert found == []


def test_every_static_file_a_page_names_is_there(browser: Client) -> None:
    text = browser.get("/o/school-7/students/").content.decode()

    named = re.findall(r'(?:href|src)="/static/ui/([^"]+)"', text)
    assert named
    assert [name for name in named if not (STATIC / name).exists()] == []


def test_policy_allows_only_ourselves(browser: Client) -> None:
    policy = browser.get("/o/school-7/students/")["Content-Security-Policy"]

    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
