"""Who sees a pair that may be of one person, and who decides on it."""

from uuid import uuid4

import pytest
from django.db import connection

from region.registry import doubles_queries, joining
from region.registry.models import SamePersonSide
from shared_apps.jobs.models import Job
from shared_apps.organisations.crossing import feed_tables, region, shared
from shared_apps.organisations.models import SharedChange
from tests.organisations.undoing import THIEF, fates, taken_back
from tests.registry.twins import BY, MINISTRY, ON, REASON, Places, State, decide, find, listed, of, pair_of, places

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene(db: None) -> Places:
    return places()


def test_a_side_is_seen_by_whoever_sees_its_organisation(scene: Places) -> None:
    first, second = scene.student("a"), scene.student("c")
    find()
    pair = pair_of(first, second)

    for scope, seen in ((of(scene, "a"), {first}), (of(scene, "c"), {second}), (of(scene, "b"), set())):
        with region(scope, by=BY):
            assert {side.person_uid for side in doubles_queries.sides(pair.pk, as_of=ON)} == seen
            assert set(SamePersonSide.objects.values_list("person_uid", flat=True)) == seen
    [row] = listed(of(scene, "c"))
    assert (row.organisation, row.others, row.elsewhere) == ("Школа c", None, ())


def test_a_side_is_named_as_of_the_day_though_its_consent_ends_later(scene: Places) -> None:
    """A consent of parents ends when the child is of age: the last piece of the enrolment has no name."""
    first, second = scene.student("a"), scene.student("b")
    find()
    with feed_tables(), connection.cursor() as cursor:
        cursor.execute(
            "WITH ended AS (UPDATE contingent_regionstudent SET valid_to = '2033-01-01' WHERE person_uid = %s"
            " RETURNING organisation_id, enrolment_id, student_id, person_uid) INSERT INTO contingent_regionstudent"
            " (organisation_id, enrolment_id, student_id, person_uid, valid_from, valid_to, kind, level, class_name,"
            " form_of_study, sex, surname, given_name, patronymic, search_key) SELECT *, date '2033-01-01',"
            " date '9999-12-31', 'main', 'basic', '', '', 'male', '', '', '', chr(65535) FROM ended",
            [first],
        )
    with region(MINISTRY, by=BY):
        found = doubles_queries.sides(pair_of(first, second).pk, as_of=ON)
    assert {(side.surname, side.class_name, side.until.year) for side in found} == {("Иванов", "5А", 9999)}


def test_who_sees_one_side_does_not_decide(scene: Places) -> None:
    first, second = scene.student("a"), scene.student("c")
    find()

    with pytest.raises(joining.OtherSideNotSeen):
        decide(first, second, State.CONFIRMED, scope=of(scene, "a", "b"))
    assert pair_of(first, second).state == State.PROPOSED


def test_who_sees_both_sides_decides(scene: Places) -> None:
    first, second = scene.student("a"), scene.student("b")
    find()

    decide(first, second, State.CONFIRMED, scope=of(scene, "a", "b"))

    assert pair_of(first, second).state == State.CONFIRMED


@pytest.mark.parametrize("reason", ["", "да", "          ", "\x00" * 11, "." * 11])
def test_a_decision_has_a_reason(scene: Places, reason: str) -> None:
    first, second = scene.student("a"), scene.student("b")
    find()

    with pytest.raises(joining.ReasonNotStated, match="10"):
        decide(first, second, State.CONFIRMED, reason=reason)


def test_two_do_not_decide_past_each_other(scene: Places) -> None:
    first, second = scene.student("a"), scene.student("b")
    find()
    decide(first, second, State.REFUSED)

    with pytest.raises(joining.DecidedMeanwhile):
        decide(first, second, State.CONFIRMED, was=State.PROPOSED)
    with pytest.raises(joining.DecidedSoAlready):
        decide(first, second, State.REFUSED)


def test_a_pair_that_is_gone_is_decided_by_nobody(scene: Places) -> None:
    with pytest.raises(joining.DecidedMeanwhile), region(MINISTRY, by=BY):
        joining.decide(
            pair_id=404, state=State.CONFIRMED, reason=REASON, was=State.PROPOSED, seen=frozenset({uuid4()}), by=BY
        )


def test_each_decision_is_a_line_of_the_log_and_a_job(scene: Places) -> None:
    first, second = scene.student("a"), scene.student("b")
    find()
    pair = decide(first, second, State.CONFIRMED)

    assert (pair.decided_by, pair.decided_name, pair.reason) == (5, BY.name, REASON)
    assert pair.decided_at is not None
    with shared(by=BY):
        [line] = SharedChange.objects.filter(model="registry.sameperson", object_id=pair.pk)
        jobs = list(Job.objects.filter(kind=joining.COUNT).values_list("arguments", flat=True))
        assert set(SamePersonSide.objects.values_list("state", flat=True)) == {State.CONFIRMED}
    assert (line.actor_id, line.action, line.reason) == (5, "decide", REASON)
    assert (line.before["state"], line.after["state"]) == (State.PROPOSED, State.CONFIRMED)
    assert jobs == [{"pair": pair.pk}]


def test_a_decision_of_a_compromised_account_is_taken_back(scene: Places) -> None:
    first, second = scene.student("a"), scene.student("b")
    find()
    decide(first, second, State.CONFIRMED, by=THIEF)
    number = taken_back()

    assert fates(number) == [("decide", "restored", "")]
    pair = pair_of(first, second)
    assert (pair.state, pair.reason, pair.decided_at) == (State.PROPOSED, "", None)
    with shared(by=BY):
        assert set(SamePersonSide.objects.values_list("state", flat=True)) == {State.PROPOSED}
        assert Job.objects.filter(kind=joining.COUNT, arguments={"pair": pair.pk}).count() == 2


def test_a_search_that_waits_is_enough(scene: Places) -> None:
    with region(MINISTRY, by=BY):
        first, second = joining.search(by=BY), joining.search(by=BY)

    assert first.pk == second.pk
