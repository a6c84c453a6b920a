"""Which organisations are told of a student who is in another one too, since when, and until it is so no longer."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.utils.timezone import localdate

from shared_apps.envelopes.models import DoubledStudent
from shared_apps.organisations.crossing import feed_tables
from tests.registry.twins import Places, State, decide, find, pair_of, places

pytestmark = pytest.mark.django_db
TODAY = localdate()
SINCE = TODAY - timedelta(days=60)


@pytest.fixture
def scene(db: None) -> Places:
    return places()


def notices(*, gone: bool = False) -> list[DoubledStudent]:
    with feed_tables():
        return list(DoubledStudent.objects.using("feed").filter(gone_at__isnull=not gone))


def told(scene: Places) -> set[tuple[str, str, bool]]:
    """Which organisation of which other one, and whether for certain."""
    names = {key: name for name, key in scene.keys.items()}
    return {(names[one.organisation_id], names[one.other_id], one.is_confirmed) for one in notices()}


def end(uid: UUID, on: date) -> None:
    with feed_tables(), connection.cursor() as cursor:
        cursor.execute("UPDATE contingent_regionstudent SET valid_to = %s WHERE person_uid = %s", [on, uid])


def test_both_organisations_are_told_of_a_student_with_one_card(scene: Places) -> None:
    uid = scene.student("a", since=SINCE)
    scene.student("c", uid=uid, since=SINCE + timedelta(days=9))
    find()

    assert told(scene) == {("a", "c", True), ("c", "a", True)}
    assert {(one.since, one.until, one.pair_id) for one in notices()} == {(SINCE + timedelta(days=9), date.max, None)}


def test_a_pair_that_waits_is_told_as_not_decided(scene: Places) -> None:
    first, second = scene.student("a"), scene.student("c")
    find()

    assert told(scene) == {("a", "c", False), ("c", "a", False)}
    assert {one.pair_id for one in notices()} == {pair_of(first, second).pk}


def test_the_telephone_of_today_is_told(scene: Places) -> None:
    uid = scene.student("a")
    scene.student("c", uid=uid)
    blank = ["legal_form", "inn", "kpp", "ogrn", "director_name", "email", "site"]
    with feed_tables(), connection.cursor() as cursor:
        for phone, since, until in (("1", date(2000, 1, 1), TODAY), ("2", TODAY, date.max)):
            cursor.execute(
                "INSERT INTO feed_regionorganisation (organisation_id, passport_key, valid_from, valid_to, capacity,"
                f" shifts, buildings, phone, {', '.join(blank)})"
                f" VALUES (%s, 1, %s, %s, 1, 1, 1, %s{', %s' * len(blank)})",
                [scene.keys["c"], since, until, phone, *[""] * len(blank)],
            )
    find()

    assert {(one.organisation_id, one.other_phone) for one in notices()} == {
        (scene.keys["a"], "2"), (scene.keys["c"], ""),
    }  # fmt: skip


def test_a_decision_that_they_are_different_ends_it_and_the_row_stays(scene: Places) -> None:
    first, second = scene.student("a"), scene.student("c")
    find()
    decide(first, second, State.REFUSED)

    assert notices() == []
    assert len(notices(gone=True)) == 2


def test_a_decision_that_they_are_one_is_told(scene: Places) -> None:
    first, second = scene.student("a"), scene.student("c")
    find()
    decide(first, second, State.CONFIRMED)

    assert told(scene) == {("a", "c", True), ("c", "a", True)}


def test_a_decision_taken_back_is_told_again_in_the_same_row(scene: Places) -> None:
    first, second = scene.student("a"), scene.student("c")
    find()
    before = {one.pk for one in notices()}
    decide(first, second, State.REFUSED)
    decide(first, second, State.PROPOSED)

    assert {one.pk for one in notices()} == before


def test_an_order_of_leaving_ends_it_for_both(scene: Places) -> None:
    uid = scene.student("a", since=SINCE)
    other = scene.student("c", since=SINCE)
    find()
    decide(uid, other, State.CONFIRMED)
    end(other, TODAY)
    find()

    assert notices() == []


def test_of_days_that_are_over_nobody_is_told(scene: Places) -> None:
    uid = scene.student("a", since=SINCE, until=TODAY)
    scene.student("c", uid=uid, since=SINCE)
    find()

    assert notices() == []


def test_of_a_day_to_come_both_are_told(scene: Places) -> None:
    uid = scene.student("a", since=SINCE)
    scene.student("c", uid=uid, since=TODAY + timedelta(days=5))
    find()

    assert told(scene) == {("a", "c", True), ("c", "a", True)}


@pytest.mark.parametrize("more", [{"kind": "additional"}, {"sent": True}], ids=["a centre", "on the way"])
def test_who_is_not_counted_twice_is_not_told_of(scene: Places, more: dict[str, object]) -> None:
    uid = scene.student("a")
    scene.student("c", uid=uid, **more)  # type: ignore[arg-type]
    find()

    assert notices() == []


def test_two_cards_of_one_organisation_are_its_own_affair(scene: Places) -> None:
    scene.student("a")
    scene.student("a")
    scene.post("b", uid=scene.post("c"))
    find()

    assert notices() == []


def test_of_three_namesakes_the_two_that_are_different_are_not_told_of_each_other(scene: Places) -> None:
    first, _second, third = scene.student("a"), scene.student("b"), scene.student("c")
    find()
    decide(first, third, State.REFUSED)

    assert told(scene) == {("a", "b", False), ("b", "a", False), ("b", "c", False), ("c", "b", False)}


def test_a_decision_tells_what_a_whole_search_tells(scene: Places) -> None:
    first, second, third = scene.student("a"), scene.student("b"), scene.student("c")
    find()
    decide(first, second, State.CONFIRMED)
    decide(second, third, State.CONFIRMED)

    assert len(told(scene)) == 6
    assert find()["told"] == 0
