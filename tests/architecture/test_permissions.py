"""Every permission of the page is asked for somewhere; one that nothing asks for lets nobody do anything."""

import re

import pytest

from shared_apps.accounts import permissions
from shared_apps.accounts.permissions import Permission

from .sources import ROOT, python_files

GIVEN = {"shared_apps/accounts/permissions.py", "shared_apps/accounts/roles.py"}
"""Where permissions are declared and given to roles, not asked for."""
NAMES = sorted(name for name, one in vars(permissions).items() if isinstance(one, Permission))
SOURCE = "\n".join(
    path.read_text(encoding="utf-8") for path in python_files() if str(path.relative_to(ROOT)) not in GIVEN
)
NAMED = set(re.findall(r"\b[A-Z][A-Z_]+\b", SOURCE))


@pytest.mark.parametrize("name", NAMES)
def test_every_permission_is_asked_for(name: str) -> None:
    assert name in NAMED, f"Nothing asks for {name}: drop it, or ask for it where it belongs."


def test_permissions_are_found() -> None:
    assert len(NAMES) > 50
