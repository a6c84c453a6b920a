"""Every setting of the catalogue is asked somewhere: one that nobody reads is a button that does nothing."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from shared_apps.rules import catalogue

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("shared_apps", "tenant_apps", "region", "reports", "deploy")
CONSTANTS = {value.code: name for name, value in vars(catalogue).items() if isinstance(value, catalogue.Setting)}


def sources() -> Iterator[ast.Module]:
    """Every module outside the settings themselves."""
    for room in ROOMS:
        for path in (ROOT / room).rglob("*.py"):
            if ROOT / "shared_apps" / "rules" not in path.parents:
                yield ast.parse(path.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def asked() -> set[str]:
    """Names that are used (an import alone is no use) and texts given to `setting(…)`."""
    found: set[str] = set()
    for module in sources():
        for node in ast.walk(module):
            if isinstance(node, ast.Name):
                found.add(node.id)
            elif isinstance(node, ast.Attribute):
                found.add(node.attr)
            elif isinstance(node, ast.Call) and getattr(node.func, "id", "") == "setting":
                found |= {
                    one.value for one in node.args if isinstance(one, ast.Constant) and isinstance(one.value, str)
                }
    return found


@pytest.mark.parametrize("code", sorted(catalogue.CATALOGUE))
def test_setting_is_asked_unless_it_says_what_it_waits_for(code: str, asked: set[str]) -> None:
    is_asked = code in asked or CONSTANTS[code] in asked

    assert is_asked != bool(catalogue.CATALOGUE[code].awaits), (
        f"{code}: nobody asks it, and it names nothing it waits for (`awaits`)."
        if not is_asked
        else f"{code} is asked by now: take its `awaits` away in shared_apps/rules/catalogue.py."
    )


def test_every_setting_of_the_catalogue_is_a_constant_of_its_page() -> None:
    assert CONSTANTS.keys() == catalogue.CATALOGUE.keys()
