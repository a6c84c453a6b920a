"""manage.py access: sheets of a class into a file of their own; and an account frozen by the operator."""

import stat
from datetime import datetime
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from shared_apps.accounts.actor import Actor
from shared_apps.accounts.compromise_models import CompromiseReport
from shared_apps.accounts.invitation_models import Invitation
from shared_apps.accounts.models import Account
from shared_apps.organisations.crossing import shared

from .conftest import BY, Filled


def made(filled: Filled, out: Path, *arguments: str) -> list[tuple[str, int]]:
    """Sheets that stand after the command."""
    address = "https://svod.example/invitation"
    call_command("access", "families", filled.organisation.slug, "--out", str(out), "--address", address, *arguments,
                 stdout=StringIO())  # fmt: skip
    with shared(by=BY):
        return sorted(Invitation.objects.standing().values_list("role", "card_id"))


def test_guardians_of_a_class_are_invited_into_a_file_for_its_owner_alone(filled: Filled, tmp_path: Path) -> None:
    out = tmp_path / "sheets.pdf"
    found = made(filled, out, "--class", "5а", "--who", "guardian")
    assert ("guardian", filled.mother) in found
    assert {role for role, _card in found} == {"guardian"}
    assert out.read_bytes().startswith(b"%PDF")
    assert stat.S_IMODE(out.stat().st_mode) == 0o600


def test_a_file_that_stands_is_left_alone_and_nobody_is_invited(filled: Filled, tmp_path: Path) -> None:
    out = tmp_path / "sheets.pdf"
    out.write_bytes(b"letters")
    with pytest.raises(CommandError, match="stands already"):
        made(filled, out)
    assert out.read_bytes() == b"letters"


def test_a_file_that_cannot_be_written_makes_no_sheets(filled: Filled, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        made(filled, tmp_path / "nowhere" / "sheets.pdf")
    with shared(by=BY):
        assert not Invitation.objects.exists()


def test_a_sheet_is_revoked(filled: Filled, tmp_path: Path) -> None:
    made(filled, tmp_path / "one.pdf", "--card", f"guardian-{filled.mother}")
    with shared(by=BY):
        number = Invitation.objects.get().pk
    call_command("access", "revoke", filled.organisation.slug, str(number), stdout=StringIO())
    with shared(by=BY):
        assert not Invitation.objects.standing().exists()


def test_an_account_is_frozen_at_once(thief: Actor) -> None:
    with shared(by=BY):
        login = Account.objects.get(pk=thief.account_id).login
    shown = StringIO()
    call_command("compromised", "report", login, "--since", "2026-01-12T10:00", "--reason", "звонок", stdout=shown)
    with shared(by=BY):
        assert Account.objects.get(pk=thief.account_id).frozen_at is not None
        report = CompromiseReport.objects.get()
    assert (report.account_id, report.note) == (thief.account_id, "звонок")
    assert isinstance(report.known_since, datetime)
    assert login in shown.getvalue()
    with pytest.raises(CommandError, match="no_such_account"):
        call_command("compromised", "report", "nobody-here", stdout=StringIO())
