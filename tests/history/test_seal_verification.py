"""Verification that names what was changed; what an erasure leaves."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from shared_apps.organisations.crossing import inside
from shared_apps.organisations.models import Organisation
from tenant_apps.history import merkle
from tenant_apps.history.models import ChangeLog, Seal, SealLine
from tenant_apps.history.services import LONGEST_TRANSACTION, Subject, erase, seal
from tenant_apps.history.targets import Directory
from tenant_apps.history.verification import Problem, Report, verify
from tenant_apps.people.models import Person

from .conftest import ANNA
from .sealing import BY, checked, sealed, tamper

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
