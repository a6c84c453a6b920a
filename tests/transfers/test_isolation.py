"""Who sees envelopes, by the roles of PostgreSQL: their two sides, the contents the receiver alone, others nothing."""

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.db.models import Count

from shared_apps.envelopes.models import Contents, Envelope
from shared_apps.organisations.crossing import Scope, region, shared
from tests.transfers.conftest import BY, School


def rows(sql: str) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall())


def refused(sql: str) -> str:
    with pytest.raises(DatabaseError) as error, transaction.atomic():
        rows(sql)
    return str(error.value)


ALL, CONTENT = "SELECT id FROM envelopes_envelope", "SELECT content FROM envelopes_contents"


def test_the_sender_sees_the_envelope_and_not_its_contents(here: School, anna: int, send) -> None:
    number = send(anna).number
    with here.inside():
        assert rows(ALL) == [(number,)]
        assert rows(CONTENT) == []


def test_the_receiver_reads_the_contents(there: School, anna: int, send) -> None:
    send(anna)
    with there.inside():
        assert "Ёлкина" in bytes(rows(CONTENT)[0][0]).decode()


def test_the_contents_are_erased_after_the_answer(there: School, anna: int, send, accept) -> None:
    accept(send(anna).number)
    with there.inside():
        assert rows(CONTENT) == [(None,)]


def test_a_third_organisation_sees_nothing(here: School, there: School, anna: int, send) -> None:
    """Only the setting of the door matters to the policies."""
    send(anna)
    with here.inside(), connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL svod.organisation = '{max(here.pk, there.pk) + 1}'")
        assert (rows(ALL), rows(CONTENT)) == ([], [])


@pytest.mark.parametrize("sql", [ALL, "SELECT envelope_id FROM envelopes_contents"])
def test_without_an_organisation_it_is_an_error_and_not_an_empty_list(here: School, anna: int, send, sql: str) -> None:
    send(anna)
    with shared(by=BY):
        assert refused(sql)


def test_the_role_that_writes_never_reads_the_contents(there: School, anna: int, send) -> None:
    send(anna)
    with there.inside(), shared(by=BY):
        assert "permission denied" in refused(CONTENT)


def test_an_organisation_writes_no_envelope_past_the_services(here: School, anna: int, send) -> None:
    send(anna)
    with here.inside():
        assert "permission denied" in refused("UPDATE envelopes_envelope SET state = 'accepted'")
        assert "permission denied" in refused("DELETE FROM envelopes_contents")


def test_a_side_writes_no_envelope_of_others(here: School, there: School, anna: int, send) -> None:
    send(anna)
    with here.inside(), shared(by=BY):
        message = refused(f"UPDATE envelopes_envelope SET sender_id = {there.pk + 1000}, receiver_id = {there.pk}")
    assert "row-level security" in message or "violates" in message


@pytest.mark.parametrize("audience", ["ministry", "municipality"])
def test_above_organisations_there_are_only_counts(here: School, there: School, anna: int, send, audience) -> None:
    send(anna)
    scope = Scope("ministry") if audience == "ministry" else Scope("municipality", (here.pk,))
    with region(scope, by=BY):
        counted = Envelope.objects.filter(state="sent").values_list("receiver_id").annotate(Count("state"))
        assert list(counted) == [(there.pk, 1)]
        for column in ("who", "birth_date", "person_uid", "id", "reason"):
            assert "permission denied" in refused(f"SELECT {column} FROM envelopes_envelope")
        assert "permission denied" in refused(CONTENT)


def test_a_scope_counts_its_own_organisations_alone(here: School, there: School, anna: int, send) -> None:
    send(anna)
    with region(Scope("municipality", (there.pk + 1000,)), by=BY):
        assert Envelope.objects.filter(state="sent").values("state").count() == 0


def test_both_tables_force_row_level_security(db: None) -> None:
    names = [model._meta.db_table for model in (Envelope, Contents)]
    with connection.cursor() as cursor:
        cursor.execute("SELECT relrowsecurity AND relforcerowsecurity FROM pg_class WHERE relname = ANY(%s)", [names])
        assert cursor.fetchall() == [(True,), (True,)]


# --- the command ----------------------------------------------------------------------------------------------------


def test_the_command_lists_and_accepts_by_number(there: School, anna: int, send, capsys) -> None:
    number, slug = send(anna).number, there.organisation.slug
    call_command("transfers", "list", slug)
    assert "Ёлкина Анна Петровна ←" in capsys.readouterr().out
    call_command("transfers", "accept", slug, str(number), "--class", "5А")
    with there.inside():
        assert Envelope.objects.get(pk=number).state == "accepted"


def test_the_command_refuses_by_the_same_name(here: School, there: School, anna: int, send, accept) -> None:
    number = send(anna).number
    accept(number)
    with pytest.raises(CommandError, match="envelope_not_waiting"):
        call_command("transfers", "accept", there.organisation.slug, str(number))
    with pytest.raises(CommandError, match="no_such_envelope"):
        call_command("transfers", "refuse", there.organisation.slug, "999999", "--reason", "Нет")


def test_the_command_reminds(there: School, anna: int, send, capsys) -> None:
    number = send(anna).number
    with there.inside(), shared(by=BY):
        Envelope.objects.filter(pk=number).update(due_on="2020-01-01")
    call_command("transfers", "remind", there.organisation.slug)
    assert "просрочено 1" in capsys.readouterr().out
