"""Refusals have names of their own: a program that reads a code knows which refusal it was, whatever it asked for."""

from collections import defaultdict

from shared_apps.organisations.refusal import Refused
from tests.architecture.sources import ROOMS
from tests.refusing.doors import refusals_of

BASES = {
    "shared_apps.rules.refusals.BadValue",
    "tenant_apps.enrolment.refusals.LineRefused",
    "tenant_apps.transfers.refusals.TransferRefused",
}
"""Bases of others, never raised themselves."""
SAID_WHERE_RAISED = {
    "shared_apps.accounts.passwords.WeakPassword",
    "region.contingent.refusals.NotCounted",
    *(
        f"shared_apps.handbooks.identifiers.{name}"
        for name in ("BadIdentifier", "NotDigits", "WrongLength", "ControlNumberDiffers", "NumberNotIssued")
    ),
}
"""Refusals whose words depend on what was asked."""


def declared() -> dict[str, type[Refused]]:
    """Every refusal of the rooms, by its full name. What puts the platform together declares none."""
    found = [one for room in ROOMS if room != "deploy" for one in refusals_of(room)]
    return {f"{one.__module__}.{one.__name__}": one for one in found}


def test_every_refusal_has_a_code_of_its_own() -> None:
    names = defaultdict(set)
    for name, one in declared().items():
        names[one.code].add(name)
    assert names.pop(Refused.code) == BASES
    assert {code: found for code, found in names.items() if len(found) > 1} == {}


def test_every_refusal_says_what_happened() -> None:
    silent = {name for name, one in declared().items() if one.message is Refused.message}
    assert silent == BASES | SAID_WHERE_RAISED
