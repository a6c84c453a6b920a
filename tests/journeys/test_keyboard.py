"""Journeys are made at a keyboard: after the sign-in no address is typed in and nothing is clicked."""

import re
from pathlib import Path

POINTER = re.compile(
    r"\.(click|dblclick|tap|hover|goto|check|select_option|fill|set_checked)\(|\.mouse\b|\.touchscreen\b"
)
ADDRESS = re.compile(r"\.open(_path)?\(")
SIGNS_IN = "/sign-in/"
OPENS_ADDRESSES = {
    "test_accessibility.py": "not a journey: it opens every page there is",
    "test_long_lists.py": "it begins at one page of a long list, which no link leads to",
}
"""Files that open addresses, each with its reason."""


def lines() -> list[tuple[str, str]]:
    files = [one for one in sorted(Path(__file__).parent.glob("test_*.py")) if one.name != Path(__file__).name]
    return [(one.name, line.strip()) for one in files for line in one.read_text(encoding="utf-8").splitlines()]


def test_nothing_is_clicked() -> None:
    assert len({name for name, _line in lines()}) > 10
    assert [found for found in lines() if POINTER.search(found[1])] == []


def test_no_address_is_opened_after_signing_in() -> None:
    found = [(name, line) for name, line in lines() if ADDRESS.search(line) and SIGNS_IN not in line]
    assert {name for name, _line in found} == OPENS_ADDRESSES.keys()
