"""Sealing, the chain, roots sent out, and verification that names what was changed."""

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from hashlib import sha256
from io import StringIO
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone
from psycopg.sql import SQL, Identifier

from shared_apps.organisations.crossing import By, inside
from shared_apps.organisations.models import Organisation
from tenant_apps.history import merkle
from tenant_apps.history.models import ChangeLog, Seal, SealLine
from tenant_apps.history.services import LONGEST_TRANSACTION, Subject, erase, seal, send_roots, sent_root
from tenant_apps.history.targets import Directory, TargetUnreadable
from tenant_apps.history.tasks import seal_one
from tenant_apps.history.verification import Problem, Report, verify
from tenant_apps.people.models import Person
from tests import servers

from .conftest import ANNA, run

BY = By.system("seal")


@pytest.fixture
def vault(tmp_path: Path) -> Directory:
    """Where roots are sent in a test."""
    return Directory(tmp_path / "seals")


@pytest.fixture
def in_school(new_school: Organisation) -> Organisation:
    """A school born for the test, with five lines in its log."""
    with inside(new_school, by=ANNA):
        for _number in range(5):
            Person.objects.create(sex="male")
    return new_school


def checked(school: Organisation, vault: Directory) -> Report:
    with inside(school, by=BY):
        return verify(schema=str(school.schema_name), sent_to=[vault])


def sealed(school: Organisation, vault: Directory, *, batch: int = 2) -> None:
    """Seal what there is and send the roots out."""
    with inside(school, by=BY):
        seal(by=BY, batch=batch)
    with inside(school, by=BY):
        send_roots(schema=str(school.schema_name), to=[vault])


def tamper(school: Organisation, statement: str, *parameters: object) -> None:
    """What somebody with the superuser's password could do."""
    with psycopg.connect(servers.admin_url(servers.database()), autocommit=True) as admin:
        admin.execute(SQL("SET search_path = {}").format(Identifier(str(school.schema_name))))
        admin.execute(statement, parameters or None)  # type: ignore[arg-type]


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
    assert all(set(json.loads(line)) == names for line in text.splitlines())


def test_a_spoilt_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "o0001.jsonl").write_text('{"number": 1}\n', encoding="utf-8")
    with pytest.raises(TargetUnreadable, match=r"o0001\.jsonl, line 1"):
        Directory(tmp_path).read("o0001")


# --- verification ---------------------------------------------------------------------------------------------------


def test_an_untouched_history_holds(in_school: Organisation, vault: Directory) -> None:
    sealed(in_school, vault)
    with inside(in_school, by=ANNA):
        Person.objects.create(sex="male")
    report = checked(in_school, vault)
    assert report.holds
    assert (report.seals, report.sealed_lines, report.sent_seals, report.unsealed_lines) == (3, 5, 3, 1)


WRITE_ANEW = """
    WITH changed AS (SELECT id, salt, sha256(salt || convert_to(json_build_array(
        (extract(epoch FROM at) * 1000000)::bigint, request_id, actor_id, 'Другой', source, table_name, row_id, operation, before, after)::text, 'UTF8')) AS digest
        FROM history_changelog WHERE id = {line})
    UPDATE history_changelog l SET actor_name = 'Другой', digest = c.digest FROM changed c WHERE l.id = c.id
"""
CASES: dict[str, tuple[str, str, Callable[[int], tuple[int | None, int | None]]]] = {
    "content": (
        'UPDATE history_changelog SET after = after || \'{"sex": "female"}\' WHERE id = {line}',
        "the content was changed",
        lambda line: (2, line),
    ),
    "who": ("UPDATE history_changelog SET actor_name = 'Другой' WHERE id = {line}", "content", lambda line: (2, line)),
    "when": (
        "UPDATE history_changelog SET at = at - interval '1 microsecond' WHERE id = {line}",
        "the content was changed",
        lambda line: (2, line),
    ),
    "digest too": (WRITE_ANEW, "rewritten, digest and all", lambda line: (2, line)),
    "deleted line": ("DELETE FROM history_changelog WHERE id = {line}", "deleted from the log", lambda line: (2, line)),
    "emptied line": (
        "UPDATE history_changelog SET before = NULL, after = NULL, salt = NULL WHERE id = {line}",
        "no erasure says why",
        lambda line: (2, line),
    ),
    "emptied line with an invented erasure": (
        "UPDATE history_changelog SET before = NULL, after = NULL, salt = NULL, erased_by = 77 WHERE id = {line}",
        "erasure 77, not registered",
        lambda line: (2, line),
    ),
    "line taken out of its seal": (
        "DELETE FROM history_changelog WHERE id = {line}; DELETE FROM history_sealline WHERE change = {line}",
        "gone from the seal",
        lambda line: (2, None),
    ),
    "last line taken out of its seal": (
        "DELETE FROM history_sealline WHERE seal_id = 2 AND position = 1",
        "the seal was over 2 lines, 1 are left",
        lambda line: (2, None),
    ),
    "seal emptied": ("DELETE FROM history_sealline WHERE seal_id = 2", "all 2 lines", lambda line: (2, None)),
    "seal deleted": (
        "DELETE FROM history_sealline WHERE seal_id = 2; DELETE FROM history_seal WHERE number = 2",
        "the seal is gone",
        lambda line: (2, None),
    ),
    "last seal deleted": (
        "DELETE FROM history_sealline WHERE seal_id = 3; DELETE FROM history_seal WHERE number = 3",
        "gone from here",
        lambda line: (3, None),
    ),
    "root": (
        "UPDATE history_seal SET root = sha256('x') WHERE number = 2",
        "don't give its root",
        lambda line: (2, None),
    ),
    "chain": ("UPDATE history_seal SET chained = sha256('x') WHERE number = 2", "not chained", lambda line: (2, None)),
    "two lines changed places": (
        "UPDATE history_sealline SET position = 1 - position + 100 WHERE seal_id = 2;"
        "UPDATE history_sealline SET position = position - 100 WHERE seal_id = 2",
        "don't give its root",
        lambda line: (2, None),
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_tampering_is_found_and_named(case: str, in_school: Organisation, vault: Directory) -> None:
    sealed(in_school, vault)
    with inside(in_school, by=BY):
        line = SealLine.objects.get(seal_id=2, position=0).change
    statement, words, where = CASES[case]
    tamper(in_school, statement.replace("{line}", str(line)))
    report = checked(in_school, vault)
    assert not report.holds
    assert [p for p in report.problems if words in p.what and (p.seal, p.line) == where(line)], report.problems


def test_a_whole_history_sealed_anew_is_betrayed_by_what_was_sent(in_school: Organisation, vault: Directory) -> None:
    """Somebody rewrites a line, drops all seals and seals again: everything agrees but the roots outside."""
    sealed(in_school, vault)
    with inside(in_school, by=BY):
        line = SealLine.objects.get(seal_id=2, position=0).change
    tamper(in_school, WRITE_ANEW.replace("{line}", str(line)))
    tamper(in_school, "DELETE FROM history_sealline; DELETE FROM history_seal")
    with inside(in_school, by=BY):
        seal(by=BY, batch=2)
    found = {(p.seal, p.line) for p in checked(in_school, vault).problems}
    assert (2, None) in found
    assert verify_without_targets(in_school).problems == []


def verify_without_targets(school: Organisation) -> Report:
    with inside(school, by=BY):
        return verify(schema=str(school.schema_name), sent_to=[])


def test_a_target_that_lost_its_roots_is_reported(in_school: Organisation, vault: Directory) -> None:
    sealed(in_school, vault)
    (vault.path / f"{in_school.schema_name}.jsonl").unlink()
    problems = [p.what for p in checked(in_school, vault).problems]
    assert len(problems) == 3
    assert all("not kept by" in one for one in problems)


def test_a_line_that_waited_too_long_is_reported(in_school: Organisation, vault: Directory) -> None:
    sealed(in_school, vault)
    with inside(in_school, by=ANNA):
        Person.objects.create(sex="male")
    old = timezone.now() - LONGEST_TRANSACTION - timedelta(days=1)
    with inside(in_school, by=BY):
        line = ChangeLog.objects.latest("pk")
    tamper(in_school, "UPDATE history_changelog SET at = %s WHERE id = %s", old, line.pk)
    assert (
        Problem(f"written on {old:%d.%m.%Y}, sealed by nobody since", None, line.pk)
        in checked(in_school, vault).problems
    )


def test_a_restoration_goes_on_with_the_chain_and_says_what_was_lost(in_school: Organisation, vault: Directory) -> None:
    """Seals 2 and 3 were sent, then the organisation was restored from a copy that knew seal 1 only."""
    sealed(in_school, vault)
    tamper(
        in_school,
        "DELETE FROM history_sealline WHERE seal_id > 1; DELETE FROM history_changelog WHERE id NOT IN"
        " (SELECT change FROM history_sealline); DELETE FROM history_seal WHERE number > 1",
    )
    last_sent = vault.read(str(in_school.schema_name))[-1]
    with inside(in_school, by=BY):
        kept = bytes.fromhex(last_sent.chained)
        previous = bytes(Seal.objects.get(number=1).chained)
        Seal.objects.create(
            number=last_sent.number + 1,
            kind=Seal.Kind.RESTORED,
            count=0,
            root=kept,
            chained=merkle.chain(previous, kept),
            sealed_at=timezone.now(),
            sealed_by="restore",
            note="Copy of 1 September",
        )
    with inside(in_school, by=ANNA):
        Person.objects.create(sex="female")
    sealed(in_school, vault)
    report = checked(in_school, vault)
    assert report.problems == []
    assert "seals 2 to 3 were lost" in report.restored[0]


# --- erasure --------------------------------------------------------------------------------------------------------


def test_an_erased_line_verifies_by_its_digest_and_says_on_what_ground(
    in_school: Organisation, vault: Directory
) -> None:
    sealed(in_school, vault)
    with inside(in_school, by=ANNA):
        person = Person.objects.order_by("pk").first()
        assert person is not None
        subject = Subject(name=f"person {person.pk}", rows={"people_person": [person.pk]})
        erase(subject, ground="152-ФЗ, статья 21", document="заявление № 5", by=ANNA)
        line = ChangeLog.objects.get(row_id=person.pk, table_name="people_person")
    report = checked(in_school, vault)
    assert (line.before, line.after, line.salt) == (None, None, None)
    assert report.problems == []
    assert [(one.ground, one.document, one.lines) for one in report.erased] == [
        ("152-ФЗ, статья 21", "заявление № 5", 1)
    ]


def test_more_emptied_lines_than_an_erasure_registered_are_tampering(in_school: Organisation, vault: Directory) -> None:
    with inside(in_school, by=ANNA):
        first, second = Person.objects.order_by("pk")[:2]
        erasure = erase(Subject(name="person", rows={"people_person": [first.pk]}), ground="152-ФЗ", by=ANNA)
    tamper(
        in_school,
        "UPDATE history_changelog SET before = NULL, after = NULL, salt = NULL, erased_by = %s WHERE row_id = %s",
        erasure.pk,
        second.pk,
    )
    assert "emptied 1 lines, 2 say so" in checked(in_school, vault).problems[0].what


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
