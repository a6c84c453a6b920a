"""Sealing, the chain, roots sent out, the command."""

import json
from collections.abc import Iterator
from datetime import timedelta
from hashlib import sha256
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone
from psycopg.sql import SQL, Identifier

from shared_apps.organisations.crossing import inside
from shared_apps.organisations.models import Organisation
from tenant_apps.history import merkle
from tenant_apps.history.models import ChangeLog, Seal, SealLine
from tenant_apps.history.sealing import seal_one
from tenant_apps.history.services import LONGEST_TRANSACTION, seal, send_roots, sent_root
from tenant_apps.history.targets import Directory, TargetUnreadable
from tenant_apps.people.models import Person

from .conftest import ANNA, run
from .sealing import BY, checked, sealed, tamper

# --- the tree -------------------------------------------------------------------------------------------------------


def test_root_is_the_tree_of_rfc_6962() -> None:
    def h(prefix: bytes, *parts: bytes) -> bytes:
        return sha256(prefix + b"".join(parts)).digest()

    a, b, c = (merkle.leaf(n, bytes([n])) for n in (1, 2, 3))
    assert a == h(b"\x00", (1).to_bytes(8, "big"), b"\x01")
    assert merkle.root([a]) == a
    assert merkle.root([a, b]) == h(b"\x01", a, b)
    assert merkle.root([a, b, c]) == h(b"\x01", h(b"\x01", a, b), c)


@pytest.mark.parametrize("count", [1, 2, 3, 7, 8, 9])
def test_root_depends_on_each_leaf_and_on_their_order(count: int) -> None:
    leaves = [merkle.leaf(n, b"x") for n in range(count)]
    others = {merkle.root([*leaves[:n], merkle.leaf(n, b"y"), *leaves[n + 1 :]]) for n in range(count)}
    turned = {merkle.root(leaves[::-1])} if count > 1 else set()
    assert merkle.root(leaves) not in others | turned
    assert len(others) == count


# --- sealing --------------------------------------------------------------------------------------------------------


def test_sealing_takes_every_line_once(in_school: Organisation) -> None:
    with inside(in_school, by=BY):
        assert seal(by=BY, batch=2) == 5
        assert seal(by=BY, batch=2) == 0
        assert list(Seal.objects.order_by("number").values_list("number", "count")) == [(1, 2), (2, 2), (3, 1)]
        assert SealLine.objects.count() == ChangeLog.objects.count() == 5


def test_each_seal_is_chained_to_the_one_before(in_school: Organisation) -> None:
    with inside(in_school, by=BY):
        seal(by=BY, batch=2)
        chained = merkle.GENESIS
        assert Seal.objects.count() == 3
        for one in Seal.objects.order_by("number"):
            chained = merkle.chain(chained, bytes(one.root))
            assert bytes(one.chained) == chained


def test_a_line_committed_late_is_sealed_though_its_number_was_passed_over(in_school: Organisation) -> None:
    """The transaction that took the lower numbers commits after those with higher ones were sealed."""
    slow = connection.copy()
    slow.connect()
    try:
        role = f"{slow.settings_dict['NAME']}_{in_school.schema_name}"
        with slow.cursor() as cursor:
            cursor.execute("BEGIN")
            cursor.execute(SQL("SET LOCAL ROLE {}").format(Identifier(role)))
            cursor.execute(SQL("SET LOCAL search_path = {}").format(Identifier(str(in_school.schema_name))))
            cursor.execute("SET LOCAL svod.actor = '22'")
            cursor.execute(
                "INSERT INTO people_person (person_uid, sex, birth_place, citizenship, phone, email,"
                " registered_address, actual_address, version)"
                " VALUES (gen_random_uuid(), 'slow', '', '', '', '', '', '', 1)"
            )
        with inside(in_school, by=ANNA):
            Person.objects.create(sex="quick")
        with inside(in_school, by=BY):
            seal(by=BY)
            passed = Seal.objects.get().last_line
        with slow.cursor() as cursor:
            cursor.execute("COMMIT")
        with inside(in_school, by=BY):
            late = ChangeLog.objects.get(after__sex="slow")
            assert passed is not None
            assert late.pk < passed
            assert seal(by=BY) == 1
            assert SealLine.objects.get(change=late.pk).seal_id == 2
    finally:
        slow.close()


def test_numbers_of_a_rolled_back_transaction_leave_a_gap_that_is_no_problem(
    in_school: Organisation, vault: Directory
) -> None:
    with inside(in_school, by=ANNA) as door:
        Person.objects.create(sex="male")
        door.roll_back()
    with inside(in_school, by=ANNA):
        Person.objects.create(sex="male")
    sealed(in_school, vault)
    assert checked(in_school, vault).problems == []


def test_old_lines_are_not_looked_at_again(in_school: Organisation) -> None:
    """Those below the last line of a seal made longer before the last sealing than any transaction lives."""
    from tenant_apps.history.services import _settled

    with inside(in_school, by=BY):
        seal(by=BY, batch=2)
        assert _settled() == 0
    long_ago = timezone.now() - LONGEST_TRANSACTION - timedelta(days=1)
    tamper(in_school, "UPDATE history_seal SET sealed_at = %s WHERE number = 2", long_ago)
    with inside(in_school, by=BY):
        assert _settled() == Seal.objects.get(number=2).last_line


def test_two_sealings_at_once_wait_for_each_other(in_school: Organisation) -> None:
    import threading

    done: list[int] = []

    def work() -> None:
        try:
            with inside(in_school, by=BY):
                done.append(seal(by=BY, batch=2))
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(done) == [0, 0, 0, 5]


# --- sending --------------------------------------------------------------------------------------------------------


def test_roots_leave_the_database_once(in_school: Organisation, vault: Directory) -> None:
    sealed(in_school, vault)
    with inside(in_school, by=BY):
        assert send_roots(schema=str(in_school.schema_name), to=[vault]) == 0
        expected = [sent_root(one) for one in Seal.objects.order_by("number")]
        assert Seal.objects.filter(sent_at__isnull=True).count() == 0
    assert vault.read(str(in_school.schema_name)) == expected


def test_every_target_gets_every_root(in_school: Organisation, vault: Directory, tmp_path: Path) -> None:
    second = Directory(tmp_path / "share")
    with inside(in_school, by=BY):
        seal(by=BY)
    with inside(in_school, by=BY):
        send_roots(schema=str(in_school.schema_name), to=[vault, second])
    assert vault.read(str(in_school.schema_name)) == second.read(str(in_school.schema_name)) != []


def test_a_root_sent_twice_is_harmless(in_school: Organisation, vault: Directory) -> None:
    """The process died between writing the file and committing."""
    with inside(in_school, by=BY):
        seal(by=BY)
    with inside(in_school, by=BY) as door:
        send_roots(schema=str(in_school.schema_name), to=[vault])
        door.roll_back()
    sealed(in_school, vault)
    assert len(vault.read(str(in_school.schema_name))) == 2
    assert checked(in_school, vault).problems == []


def test_nothing_of_a_person_is_sent(in_school: Organisation, vault: Directory) -> None:
    sealed(in_school, vault)
    text = (vault.path / f"{in_school.schema_name}.jsonl").read_text(encoding="utf-8")
    names = {"number", "kind", "count", "root", "chained", "sealed_at"}
    assert text.splitlines()
    assert all(set(json.loads(line)) == names for line in text.splitlines())


def test_a_spoilt_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "o0001.jsonl").write_text('{"number": 1}\n', encoding="utf-8")
    with pytest.raises(TargetUnreadable, match=r"o0001\.jsonl, line 1"):
        Directory(tmp_path).read("o0001")


# --- the command ----------------------------------------------------------------------------------------------------


@pytest.fixture
def printed(settings: Any, tmp_path: Path) -> Iterator[StringIO]:
    """What a command prints; roots are sent to a place of the test's own."""
    settings.SEALS_ROOT = [tmp_path / "seals", tmp_path / "share"]
    with StringIO() as out:
        yield out


def test_the_command_seals_and_verifies(in_school: Organisation, printed: StringIO) -> None:
    call_command("history", "seal", in_school.slug, stdout=printed)
    call_command("history", "verify", in_school.slug, stdout=printed)
    said = printed.getvalue()
    assert f"{in_school.slug}: 5 lines sealed, 1 roots sent out" in said
    assert f"{in_school.slug}: 1 seals over 5 lines, 1 sent out, 0 lines not sealed yet" in said
    assert "Every history holds (1)." in said


def test_the_command_fails_on_tampering_and_says_where(in_school: Organisation, printed: StringIO) -> None:
    call_command("history", "seal", in_school.slug, stdout=printed)
    with inside(in_school, by=BY):
        line = ChangeLog.objects.order_by("pk")[2].pk
    tamper(in_school, "UPDATE history_changelog SET actor_name = 'Другой' WHERE id = %s", line)
    with pytest.raises(CommandError, match=rf"1 of 1 histories were changed: {in_school.slug}"):
        call_command("history", "verify", in_school.slug, stdout=StringIO(), stderr=printed)
    assert f"{in_school.slug}: seal 1, line {line}: the content was changed" in printed.getvalue()


def test_the_command_names_an_unknown_organisation(three_logins: None) -> None:
    with pytest.raises(CommandError, match="There is no organisation nowhere"):
        call_command("history", "verify", "nowhere")
    with pytest.raises(CommandError, match="or say --all"):
        call_command("history", "verify")


def test_a_closed_organisation_is_sealed_too(in_school: Organisation, printed: StringIO) -> None:
    in_school.state = "closed"
    assert seal_one(in_school, by=BY) == (5, 1)


def test_sealing_many_lines_takes_flat_memory_and_a_fair_time(in_school: Organisation, vault: Directory) -> None:
    with inside(in_school, by=ANNA):
        run(
            "INSERT INTO people_person (person_uid, sex, birth_place, citizenship, phone, email, registered_address,"
            " actual_address, version)"
            " SELECT gen_random_uuid(), 'male', '', '', '', '', '', '', 1 FROM generate_series(1, 30000)"
        )
    sealed(in_school, vault, batch=10_000)
    report = checked(in_school, vault)
    assert report.problems == []
    assert (report.seals, report.sealed_lines) == (4, 30_005)
