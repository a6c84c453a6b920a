"""Who sees notices of doubled students and their answers, by the roles of PostgreSQL."""

from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from shared_apps.envelopes import doubled
from shared_apps.envelopes.models import DoubledAnswer, DoubledStudent
from shared_apps.organisations.crossing import Scope, feed_tables, region, shared
from tests.transfers.conftest import BY, School
from tests.transfers.doubled import REASON, noticed

NOTICES, ANSWERS = "SELECT id FROM envelopes_doubledstudent", "SELECT id FROM envelopes_doubledanswer"


def rows(sql: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall())


def refused(sql: str) -> str:
    with pytest.raises(DatabaseError) as error, transaction.atomic():
        rows(sql)
    return str(error.value)


@pytest.fixture
def notice(here: School, there: School, anna: int) -> int:
    """Of the school here, which has answered."""
    number = noticed(here, there, anna)
    with here.inside():
        doubled.answer(number=number, said="ours", reason=REASON, by=BY)
    return number


def test_an_organisation_reads_its_own_notice_and_answer(here: School, notice: int) -> None:
    with here.inside():
        assert (rows(NOTICES), len(rows(ANSWERS))) == ([(notice,)], 1)


def test_the_other_organisation_reads_neither(there: School, notice: int) -> None:
    with there.inside():
        assert (rows(NOTICES), rows(ANSWERS)) == ([], [])
        with shared(by=BY):
            assert (rows(NOTICES), rows(ANSWERS)) == ([], [])


def test_the_other_organisation_answers_nothing(there: School, notice: int) -> None:
    with there.inside(), pytest.raises(doubled.DoubledNoLonger):
        doubled.answer(number=notice, said="ours", reason=REASON, by=BY)


@pytest.mark.parametrize("sql", [NOTICES, ANSWERS])
def test_without_an_organisation_it_is_an_error_and_not_an_empty_list(notice: int, sql: str) -> None:
    with shared(by=BY):
        assert refused(sql)


def test_an_organisation_writes_nothing_past_the_service(here: School, notice: int) -> None:
    with here.inside():
        for sql in ("UPDATE envelopes_doubledstudent SET gone_at = now()", "DELETE FROM envelopes_doubledanswer"):
            assert "permission denied" in refused(sql)
        with shared(by=BY):
            for sql in (
                "UPDATE envelopes_doubledstudent SET gone_at = now()", "DELETE FROM envelopes_doubledstudent",
                "UPDATE envelopes_doubledanswer SET reason = 'x'", "DELETE FROM envelopes_doubledanswer",
            ):  # fmt: skip
                assert "permission denied" in refused(sql)


def test_an_answer_in_the_name_of_another_is_refused(here: School, there: School, notice: int) -> None:
    with here.inside(), shared(by=BY):
        message = refused(
            "INSERT INTO envelopes_doubledanswer (doubled_id, organisation_id, answer, reason, answered_at,"
            f" answered_name) VALUES ({notice}, {there.pk}, 'ours', 'x', now(), 'x')"
        )
    assert "row-level security" in message


def test_above_it_is_read_within_the_scope_and_without_the_other_organisation(
    here: School, there: School, notice: int
) -> None:
    own, foreign = (Scope("municipality", (one.pk,)) for one in (here, there))
    for scope, seen in ((Scope("ministry"), 1), (own, 1), (foreign, 0)):
        with region(scope, by=BY):
            assert (len(rows(NOTICES)), len(rows(ANSWERS))) == (seen, seen)
            for column in ("other_id", "other_phone", "enrolment_id"):
                assert "permission denied" in refused(f"SELECT {column} FROM envelopes_doubledstudent")


def test_the_worker_reads_no_answers(notice: int) -> None:
    with feed_tables():
        assert "permission denied" in refused(ANSWERS)


def test_both_tables_force_row_level_security(db: None) -> None:
    names = [model._meta.db_table for model in (DoubledStudent, DoubledAnswer)]
    with connection.cursor() as cursor:
        cursor.execute("SELECT relrowsecurity AND relforcerowsecurity FROM pg_class WHERE relname = ANY(%s)", [names])
        assert cursor.fetchall() == [(True,), (True,)]
