"""Who is one person: what the system proposes, what a human decides, who is counted twice then, and who sees it."""

from datetime import date, timedelta

import pytest
from django.db import connection

from region.contingent.doubled import Doubled, doubled, doubled_places
from region.contingent.models import CountedTwice
from region.contingent.narrowing import Filters
from region.registry import doubles_queries, finding
from region.registry.doubles_queries import Asked
from shared_apps.organisations.crossing import Scope, feed_tables, region
from tests.registry.twins import (
    BY,
    MINISTRY,
    ON,
    SINCE,
    Places,
    State,
    decide,
    find,
    listed,
    of,
    pair_of,
    pairs,
    places,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene(db: None) -> Places:
    return places()


def number(scope: Scope = MINISTRY, on: date = ON, **places: tuple[int, ...]) -> Doubled:
    with region(scope, by=BY):
        return doubled(on, Filters(**places))


def days(measure: str = "student") -> set[tuple[int, bool, date, date]]:
    with feed_tables():
        rows = CountedTwice.objects.using("feed").filter(measure=measure)
        return set(rows.values_list("organisation_id", "is_confirmed", "valid_from", "valid_to"))


# --- what is proposed -------------------------------------------------------------------------------------------------


def test_one_name_birth_date_and_sex_are_proposed(scene: Places) -> None:
    first, second = scene.student("a"), scene.student("c")

    assert find()["proposed"] == 1
    found = pair_of(first, second)
    assert (found.state, found.subject, found.decided_at) == (State.PROPOSED, "student", None)


@pytest.mark.parametrize(
    "other",
    [
        {"name": "Петров"}, {"sex": "female"}, {"born": date(2015, 1, 2)}, {"born": None}, {"kind": "additional"},
        {"name": ""},
    ],
    ids=["name", "sex", "birth date", "no birth date", "a centre", "not disclosed"],
)  # fmt: skip
def test_others_are_not_proposed(scene: Places, other: dict[str, object]) -> None:
    scene.student("a")
    scene.student("c", **other)  # type: ignore[arg-type]

    assert find()["proposed"] == 0


def test_two_who_may_not_be_disclosed_are_not_proposed(scene: Places) -> None:
    scene.student("a", "")
    scene.student("c", "")

    assert find()["proposed"] == 0


def test_a_crowd_of_namesakes_is_no_person(scene: Places) -> None:
    for _ in range(finding.ALIKE_AT_MOST + 1):
        scene.student("a")

    assert find()["proposed"] == 0


def test_a_search_repeated_changes_nothing(scene: Places) -> None:
    scene.student("a")
    scene.student("b")
    find()

    assert set(find().values()) == {0}


def test_a_proposal_goes_with_its_ground_and_a_decision_stays(scene: Places) -> None:
    first, second, third = scene.student("a"), scene.student("b"), scene.student("c")
    find()
    decide(first, second, State.CONFIRMED)
    with feed_tables(), connection.cursor() as cursor:
        cursor.execute("UPDATE contingent_regionstudent SET search_key = person_uid::text")
    find()

    assert set(pairs()) == {frozenset((first, second))}
    assert third not in {uid for pair in pairs() for uid in pair}


def test_employees_with_main_posts_are_proposed_among_employees(scene: Places) -> None:
    first, second = scene.post("a"), scene.post("c")
    scene.post("b", kind="external")
    find()

    assert {pair.subject for pair in pairs().values()} == {"employee"}
    assert set(pairs()) == {frozenset((first, second))}


# --- who is counted twice ---------------------------------------------------------------------------------------------


def test_a_proposed_pair_counts_perhaps_and_a_confirmed_one_for_certain(scene: Places) -> None:
    first, second = scene.student("a"), scene.student("c")
    find()
    assert number() == Doubled(confirmed=0, proposed=1)

    decide(first, second, State.CONFIRMED)

    assert number() == Doubled(confirmed=1, proposed=0)


def test_only_days_on_which_both_are_enrolled_count(scene: Places) -> None:
    first = scene.student("a", since=SINCE, until=SINCE + timedelta(40))
    second = scene.student("c", since=SINCE + timedelta(10), until=SINCE + timedelta(20))
    scene.student("b", since=SINCE + timedelta(15), until=SINCE + timedelta(60), uid=second)
    find()
    decide(first, second, State.CONFIRMED)

    a, b, c = (scene.keys[name] for name in "abc")
    assert days() == {
        (a, True, SINCE + timedelta(10), SINCE + timedelta(40)),
        (b, True, SINCE + timedelta(15), SINCE + timedelta(40)),
        (c, True, SINCE + timedelta(10), SINCE + timedelta(20)),
    }


def test_two_enrolments_of_one_card_need_no_decision(scene: Places) -> None:
    uid = scene.student("a")
    scene.student("c", uid=uid)
    find()

    assert pairs() == {}
    assert number() == Doubled(confirmed=1, proposed=0)


def test_who_is_on_the_way_is_not_counted_twice(scene: Places) -> None:
    uid = scene.student("a", sent=True)
    scene.student("c", uid=uid)
    find()

    assert not number()


def test_who_left_before_he_came_is_not_counted_twice(scene: Places) -> None:
    first, second = scene.student("a", until=ON), scene.student("c", since=ON)
    find()
    decide(first, second, State.CONFIRMED)

    assert not number()


def test_different_people_are_not_counted_and_not_proposed_again(scene: Places) -> None:
    first, second = scene.student("a"), scene.student("c")
    find()
    decide(first, second, State.REFUSED)

    assert not number()
    assert find()["proposed"] == 0
    assert pair_of(first, second).state == State.REFUSED


def test_persons_of_three_cards_are_one_person(scene: Places) -> None:
    first, second, third = scene.student("a"), scene.student("b"), scene.student("c")
    find()
    decide(first, second, State.CONFIRMED)
    decide(second, third, State.CONFIRMED)

    assert number() == Doubled(confirmed=1, proposed=0)
    assert len(days()) == 3


def test_a_decision_taken_back_counts_as_before(scene: Places) -> None:
    first, second = scene.student("a"), scene.student("c")
    find()
    before = days()
    decide(first, second, State.CONFIRMED)
    decide(first, second, State.PROPOSED)

    assert days() == before
    find()
    assert pair_of(first, second).state == State.PROPOSED


def test_what_a_decision_counts_again_is_what_a_whole_search_counts(scene: Places) -> None:
    cards = [scene.student(name) for name in "abc"] + [scene.student("a", "Сидоров"), scene.student("b", "Сидоров")]
    find()
    for pair, state in [((0, 1), State.CONFIRMED), ((1, 2), State.REFUSED), ((3, 4), State.CONFIRMED)]:
        decide(*(cards[n] for n in pair), state)

    assert find()["counted_twice"] == 0


def test_two_main_posts_of_one_card_are_employees_counted_twice(scene: Places) -> None:
    uid = scene.post("a")
    scene.post("a", uid=uid)
    scene.post("b", "Сидорова")
    scene.post("c", "Сидорова", leaving=True)
    find()

    with region(MINISTRY, by=BY):
        found = doubled_places(as_of=ON, rows="organisation", measure="employee")
    assert [(line.key, line.confirmed, line.proposed) for line in found.rows] == [(scene.keys["a"], 1, 0)]
    assert found.total == Doubled(1, 0)
    [row] = listed(subject="employee")
    assert (row.pair_id, row.others, row.class_name) == (None, [scene.keys["a"]], "teacher")


# --- places -----------------------------------------------------------------------------------------------------------


def test_lines_say_each_place_and_the_total_each_person_once(scene: Places) -> None:
    uid = scene.student("a")
    scene.student("c", uid=uid)
    scene.student("a", "Сидоров")
    scene.student("b", "Сидоров")
    find()

    with region(MINISTRY, by=BY):
        found = doubled_places(as_of=ON, rows="municipality", measure="student")
    assert {line.name: (line.organisations, line.confirmed, line.proposed) for line in found.rows} == {
        "Северный район": (2, 1, 1), "Южный район": (1, 1, 0),
    }  # fmt: skip
    assert found.total == Doubled(confirmed=1, proposed=1)
    assert number(municipalities=(scene.south.pk,)) == Doubled(confirmed=1, proposed=0)


def test_a_municipality_counts_whoever_is_elsewhere_too(scene: Places) -> None:
    uid = scene.student("a")
    scene.student("c", uid=uid)
    find()

    for scope in (of(scene, "a", "b"), of(scene, "c")):
        assert number(scope) == Doubled(confirmed=1, proposed=0)
        assert [row.others for row in listed(scope)] == [None]
    assert number(of(scene, "b")) == Doubled(0, 0)


def test_a_list_has_as_many_rows_as_the_number_says(scene: Places) -> None:
    first, second, _third = scene.student("a"), scene.student("b"), scene.student("c")
    scene.student("a", "Сидоров")
    scene.student("c", "Сидоров")
    uid = scene.student("a", "Орлов")
    scene.student("b", "Орлов", uid=uid)
    find()
    decide(first, second, State.CONFIRMED)

    for scope in (MINISTRY, of(scene, "a", "b"), of(scene, "c")):
        said = number(scope)
        assert len(listed(scope, state="confirmed")) == said.confirmed
        assert len(listed(scope, state="proposed")) == said.proposed
        with region(scope, by=BY):
            assert doubles_queries.LIST.number(Asked(as_of=ON)).rows == said.confirmed + said.proposed


def test_all_pairs_stand_in_the_list_of_twins(scene: Places) -> None:
    first, second = scene.student("a", until=ON), scene.student("b", since=ON)
    find()

    assert listed() == ()
    [row] = listed(which="all")
    assert (row.pair_id, row.state, row.twice_from) == (pair_of(first, second).pk, "proposed", None)
    assert (row.organisation, row.elsewhere, row.surname) == ("Школа a", ("Школа b",), "Иванов")
    assert listed(which="all", text="сидор") == ()
    assert listed(which="all", state="refused") == ()
