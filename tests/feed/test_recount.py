"""The recount: finds every kind of difference, mends it, and does not call lag a fault."""

import threading
from datetime import date

import pytest
from django.db import connections

from region.contingent.models import Counter, RegionStudent
from region.feed import projector, recount
from region.feed.models import FeedState, RecountDifference
from shared_apps.organisations.crossing import feed_tables, inside
from shared_apps.organisations.models import Organisation
from tenant_apps.people.models import Person
from tests.feed.life import BY, Life, random_days
from tests.truth.compare import differences

pytestmark = pytest.mark.usefixtures("three_logins")


def by_hand(sql: str) -> None:
    """Spoil the region's tables as no code of ours would."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(sql)
        assert cursor.rowcount > 0


def test_recount_reports_and_mends_each_kind_of_difference(life: Life) -> None:
    key = life.organisation.pk
    with feed_tables():
        rows = RegionStudent.objects.using("feed").filter(organisation_id=key).order_by("enrolment_id")
        first, last = rows[0], rows.reverse()[0]
    by_hand(
        f"DELETE FROM contingent_regionstudent WHERE organisation_id = {key} AND enrolment_id = {first.enrolment_id}"
    )
    by_hand(
        "UPDATE contingent_regionstudent SET surname = 'Чужая', grade = 11"
        f" WHERE organisation_id = {key} AND enrolment_id = {last.enrolment_id}"
    )
    by_hand(
        "INSERT INTO contingent_movement SELECT organisation_id, 999999, direction, happened_on, student_id,"
        " person_uid, kind, reason, counterpart, envelope_id, level, grade, class_id, class_name, sex, birth_year"
        f" FROM contingent_movement WHERE organisation_id = {key} LIMIT 1"
    )
    found = recount.recount(key)
    kinds = {(one.fact, one.kind) for one in found.differences}
    assert {("student", "missing"), ("student", "different"), ("movement", "extra")} <= kinds
    assert {one.columns for one in found.differences if one.kind == "different"} == {"grade surname"}
    assert differences(connections["owner"], [life.organisation], random_days(1, 6)) == []
    with feed_tables():
        assert RecountDifference.objects.using("feed").filter(organisation_id=key).count() == len(found.differences)
        assert FeedState.objects.using("feed").get(pk=key).differences == len(found.differences)
    assert recount.recount(key).differences == ()


def test_recount_reports_a_counter_that_was_wrong(life: Life) -> None:
    by_hand(f"UPDATE contingent_counter SET n = n + 1 WHERE organisation_id = {life.organisation.pk}")
    found = recount.recount(life.organisation.pk)
    assert [one.fact for one in found.differences] == ["counters of students"]
    assert differences(connections["owner"], [life.organisation], random_days(1, 6)) == []


def test_lines_that_wait_are_no_differences(life: Life) -> None:
    life.steps_in_one_transaction(8)
    assert recount.recount(life.organisation.pk).differences == ()


def test_a_first_recount_builds_and_compares_nothing(new_school: Organisation) -> None:
    Life(new_school, 5).begin()
    with connections["owner"].cursor() as cursor:
        cursor.execute(f"DELETE FROM {new_school.schema_name}.history_outbox")
    found = recount.recount(new_school.pk)
    assert found.is_first
    assert found.differences == ()
    assert differences(connections["owner"], [new_school], random_days(1, 6)) == []


def test_recount_waits_for_the_projector(life: Life) -> None:
    holder = connections.create_connection("feed")
    with holder.cursor() as cursor:
        cursor.execute("BEGIN")
        cursor.execute(
            "SELECT FROM public.feed_feedstate WHERE organisation_id = %s FOR UPDATE", [life.organisation.pk]
        )
    done = threading.Event()

    def work() -> None:
        recount.recount(life.organisation.pk)
        done.set()
        connections.close_all()

    thread = threading.Thread(target=work)
    thread.start()
    assert not done.wait(0.5)
    holder.close()
    thread.join(20)
    assert done.is_set()


def test_recount_requeues_what_came_while_it_held_the_lock(life: Life, sent) -> None:
    with inside(life.organisation, by=BY):
        Person.objects.filter(pk=1).update(birth_date=date(2010, 2, 2))
    sent.clear()
    recount.recount(life.organisation.pk)
    assert sent == [("feed.project", (life.organisation.pk,))]
    assert projector.drain(life.organisation.pk).rows == 0


def test_counters_hold_no_row_outside_its_academic_year(life: Life) -> None:
    with feed_tables():
        rows = Counter.objects.using("feed").filter(organisation_id=life.organisation.pk)
        outside = [
            row.pk
            for row in rows
            if row.valid_from < date(row.period, 9, 1)
            or row.valid_to > date(row.period + 1, 9, 1)
            or row.valid_to <= row.valid_from
            or row.n <= 0
        ]
    assert outside == []
