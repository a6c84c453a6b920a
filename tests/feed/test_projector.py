"""The projector, sentence by sentence (docs/architecture.md, history and feed)."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import pytest
from django.db import connections

from region.contingent.models import Counter, RegionStudent
from region.feed import projector
from region.feed.models import FeedState, Freshness
from region.feed.projection import keys_of
from shared_apps.organisations.crossing import feed_tables, inside, projection
from tenant_apps.enrolment.models import ClassGroup, Enrolment
from tenant_apps.people.models import Person, Student
from tests.feed.life import BY, Life, random_days
from tests.truth.compare import differences

pytestmark = pytest.mark.usefixtures("three_logins")

Sent = list[tuple[str, tuple[object, ...]]]


def agree(life: Life) -> bool:
    return differences(connections["owner"], [life.organisation], random_days(1, 8)) == []


def outbox(life: Life) -> list[tuple[str, int]]:
    with connections["owner"].cursor() as cursor:
        cursor.execute(f"SELECT entity, key FROM {life.organisation.schema_name}.history_outbox ORDER BY id")
        return list(cursor.fetchall())


@contextmanager
def another_worker_in(life: Life) -> Iterator[None]:
    """Holds the organisation's lock on a connection of its own."""
    connection = connections.create_connection("feed")
    with connection.cursor() as cursor:
        cursor.execute("BEGIN")
        cursor.execute(
            "SELECT FROM public.feed_feedstate WHERE organisation_id = %s FOR UPDATE", [life.organisation.pk]
        )
    try:
        yield
    finally:
        connection.close()


def test_project_takes_the_lines_it_read_and_no_others(life: Life, monkeypatch: pytest.MonkeyPatch) -> None:
    life.steps_in_one_transaction(3)
    recompute = projector._recompute
    late: list[tuple[str, int]] = []

    def and_meanwhile(*args, **kwargs):
        def write() -> None:
            with inside(life.organisation, by=BY):
                Person.objects.filter(pk=1).update(sex="female", birth_date=date(2011, 1, 1))
            connections.close_all()

        thread = threading.Thread(target=write)
        thread.start()
        thread.join()
        late.extend(line for line in outbox(life) if line == ("person", 1))
        return recompute(*args, **kwargs)

    monkeypatch.setattr(projector, "_recompute", and_meanwhile)
    projector.project_batch(life.organisation)
    assert late
    assert outbox(life) == [("person", 1)]


def test_project_running_twice_gives_the_same_rows(life: Life) -> None:
    with feed_tables():
        before = list(RegionStudent.objects.using("feed").order_by("pk").values())
    with projection(life.organisation), connections["feed"].cursor() as cursor:
        students = list(Student.objects.using("feed").values_list("pk", flat=True))
        keys = keys_of(cursor, {"student": students})
        rows = projector._recompute(cursor, life.organisation.pk, keys, 2030, everything=False)
    with feed_tables():
        assert list(RegionStudent.objects.using("feed").order_by("pk").values()) == before
    assert rows == 0


def test_project_finding_the_lock_taken_goes_away(life: Life, sent: Sent) -> None:
    life.steps_in_one_transaction(3)
    sent.clear()
    with another_worker_in(life):
        assert projector.project(life.organisation.pk).is_taken
    assert outbox(life)
    assert sent == []


def test_two_workers_never_work_in_one_organisation_at_once(life: Life, monkeypatch: pytest.MonkeyPatch) -> None:
    """Otherwise the slower one would put rows it read before over rows that the quicker one read later."""
    life.steps_in_one_transaction(3)
    recompute = projector._recompute
    others: list[projector.Projected] = []

    def with_another_beside(*args, **kwargs):
        def work() -> None:
            others.append(projector.project_batch(life.organisation))
            connections.close_all()

        thread = threading.Thread(target=work)
        thread.start()
        thread.join()
        return recompute(*args, **kwargs)

    monkeypatch.setattr(projector, "_recompute", with_another_beside)
    assert projector.project_batch(life.organisation).lines
    assert [other.is_taken for other in others] == [True]


def test_project_looks_again_after_its_commit_and_requeues(life: Life, sent: Sent, monkeypatch) -> None:
    life.steps_in_one_transaction(6)
    sent.clear()
    monkeypatch.setattr(projector, "BATCH", 1)
    projector.project(life.organisation.pk)
    assert sent == [("feed.project", (life.organisation.pk,))]


def test_project_of_an_empty_outbox_sends_nothing(life: Life, sent: Sent) -> None:
    assert projector.project(life.organisation.pk) == projector.Projected()
    assert sent == []


def test_small_batches_end_at_the_truth(life: Life, monkeypatch) -> None:
    monkeypatch.setattr(projector, "BATCH", 2)
    for _ in range(10):
        life.step()
    projector.drain(life.organisation.pk)
    assert outbox(life) == []
    assert agree(life)


def test_an_enrolment_given_to_another_student_moves(life: Life, monkeypatch) -> None:
    with inside(life.organisation, by=BY):
        enrolment = Enrolment.objects.order_by("pk").last()
        assert enrolment
        other = life.student()
        Enrolment.objects.filter(pk=enrolment.pk).update(student=other)
    monkeypatch.setattr(projector, "BATCH", 1)
    projector.drain(life.organisation.pk)
    assert agree(life)


def test_a_class_that_changes_takes_its_students_along(life: Life) -> None:
    with feed_tables():
        rows = RegionStudent.objects.using("feed").filter(organisation_id=life.organisation.pk)
        one = rows.exclude(class_id=None).first()
    assert one
    with inside(life.organisation, by=BY):
        ClassGroup.objects.filter(pk=one.class_id).update(name="9Ё", shift=2)
    projector.drain(life.organisation.pk)
    with feed_tables():
        assert set(rows.filter(class_id=one.class_id).values_list("class_name", "shift")) == {("9Ё", 2)}
    assert agree(life)


def test_a_failure_is_written_down_and_nothing_is_lost(life: Life, monkeypatch) -> None:
    life.steps_in_one_transaction(3)
    waiting = outbox(life)

    def fail(*args, **kwargs):
        raise RuntimeError("no disk")

    monkeypatch.setattr(projector, "_recompute", fail)
    with pytest.raises(RuntimeError):
        projector.project(life.organisation.pk)
    monkeypatch.undo()
    with feed_tables():
        known = Freshness.objects.using("feed").get(pk=life.organisation.pk)
    assert known.last_error == "RuntimeError: no disk"
    assert outbox(life) == waiting

    projector.drain(life.organisation.pk)
    with feed_tables():
        known.refresh_from_db(using="feed")
    assert (known.last_error, known.failed_at, known.behind_since) == ("", None, None)


def test_a_commit_inside_an_organisation_sends_a_hint(life: Life, sent: Sent) -> None:
    with inside(life.organisation, by=BY):
        Person.objects.filter(pk=1).update(birth_date=date(2010, 2, 2))
    assert sent == [("feed.project", (life.organisation.pk,))]


def test_a_rollback_sends_no_hint(life: Life, sent: Sent) -> None:
    with inside(life.organisation, by=BY) as door:
        Person.objects.filter(pk=1).update(birth_date=date(2010, 2, 2))
        door.roll_back()
    assert sent == []


def test_counters_grow_by_an_academic_year_without_any_change(life: Life, monkeypatch) -> None:
    with feed_tables():
        reached = FeedState.objects.using("feed").get(pk=life.organisation.pk).counted_through
    monkeypatch.setattr(projector, "last_counted", lambda today: reached + 1)
    projector.drain(life.organisation.pk)
    with feed_tables():
        assert FeedState.objects.using("feed").get(pk=life.organisation.pk).counted_through == reached + 1
        assert Counter.objects.using("feed").filter(organisation_id=life.organisation.pk, period=reached + 1).exists()


def test_two_organisations_with_equal_ids_stay_apart(life: Life) -> None:
    from tests.factories import organisations

    other = organisations.born()
    try:
        twin = Life(other, 8)
        twin.begin()
        projector.drain(other.pk)
        assert agree(life)
        assert agree(twin)
    finally:
        organisations.drop(other)
