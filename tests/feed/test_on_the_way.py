"""A student on the way counts at the sender until the region holds the receiver's fact: no sum ever changes."""

import random
import threading
import time
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

import psycopg
import pytest
from django.db import DatabaseError, InterfaceError, connections
from django.db.models import Sum

from region.contingent.models import RegionStudent
from region.contingent.narrowing import Filters
from region.contingent.queries import contingent
from region.contingent.queries import on_the_way as on_the_way_of_region
from region.feed import projector, recount, settling
from region.feed.projection import projections
from region.staffing.models import PostCounter, RegionEmployee, StaffMovement
from shared_apps.handbooks.services import load_catalogue
from shared_apps.jobs.models import Job
from shared_apps.organisations.crossing import DoorError, Scope, inside, region, shared
from shared_apps.organisations.models import Organisation
from shared_apps.organisations.periods import FOREVER
from tenant_apps.enrolment.models import AcademicYear, ClassGroup
from tenant_apps.people.models import Person
from tests import servers
from tests.factories import organisations
from tests.feed.life import BY, random_days
from tests.feed.ways import OnTheWay, Ways
from tests.feed.ways_of_reorganisations import ReorganisedWays
from tests.truth.compare import differences

pytestmark = pytest.mark.usefixtures("three_logins", "sent")

DAYS = [day for day in random_days(3, 40) if day.year > 2024 or day.month > 9]
SEEDS = [1, 2, *(pytest.param(seed, marks=pytest.mark.nightly) for seed in range(3, 12))]


@pytest.fixture
def schools(three_logins: None) -> Iterator[list[Organisation]]:
    found = [organisations.born() for _ in range(3)]
    yield found
    for one in found:
        organisations.drop(one)


def unequal(ways: Ways) -> dict:
    return {day: n for day, n in ways.totals(DAYS).items() if n != ways.total}


def on_the_way(school: Organisation) -> int:
    rows = RegionStudent.objects.using("owner").filter(organisation_id=school.pk)
    return rows.filter(envelope_id__isnull=False).count()


@pytest.mark.parametrize("seed", SEEDS)
def test_the_total_is_the_same_in_whatever_order_schools_are_projected(schools, seed: int) -> None:
    ways = Ways(schools, seed)
    dice = random.Random(seed)
    for school in schools:
        projector.drain(school.pk)
    for _ in range(60):
        ways.step()
        if dice.random() < 0.6:
            projector.project_batch(dice.choice(schools))
            assert unequal(ways) == {}
    for school in schools:
        projector.drain(school.pk)
        assert unequal(ways) == {}
    assert differences(connections["owner"], schools, DAYS[:8]) == []
    assert [recount.recount(school.pk).differences for school in schools] == [(), (), ()]
    assert sum(on_the_way(school) for school in schools) == len(ways.pending)


def test_an_arrival_projected_first_takes_the_departure_along(schools) -> None:
    ways = Ways(schools, 5)
    for school in schools:
        projector.drain(school.pk)
    while not ways.pending:
        ways.send()
    way = ways.pending[0]
    ways.accept()
    projector.project_batch(ways._school(way.receiver))
    assert unequal(ways) == {}
    assert on_the_way(ways._school(way.sender)) == 0


def test_a_recount_of_the_receiver_mends_both(schools) -> None:
    ways = Ways(schools, 6)
    for school in schools:
        projector.drain(school.pk)
    while not ways.pending:
        ways.send()
    projector.drain(ways.pending[0].sender)
    way = ways.pending[0]
    assert on_the_way(ways._school(way.sender)) == 1
    ways.accept()
    recount.recount(way.receiver)
    assert unequal(ways) == {}
    assert on_the_way(ways._school(way.sender)) == 0


def test_an_admission_between_two_facts_of_a_batch_is_not_half_seen(schools) -> None:
    """The students are read without him, then he is admitted, then the movement is read with his beginning."""
    ways = Ways(schools, 5)
    way = _one_on_the_way(ways, schools)
    ways.accept()
    projector.drain(way.receiver)
    ways.cancel()
    movement = next(one for one in projections() if one.fact.name == "movement")
    seen = []

    def asked(execute, sql, params, many, context):
        if sql == movement.by_keys and not seen:  # the students have just been recomputed
            seen.append(way)
            ways.accept()
        return execute(sql, params, many, context)

    with connections["feed"].execute_wrapper(asked):
        projector.project_batch(ways._school(way.receiver))
    assert seen == [way]
    assert unequal(ways) == {}
    assert on_the_way(ways._school(way.sender)) == 0


def test_who_comes_into_a_touched_class_during_a_batch_waits_for_his_own_lines(schools, monkeypatch) -> None:
    """The class was changed, so its students are recomputed; he is admitted to it when they have been looked up."""
    ways = Ways(schools, 5)
    way = _one_on_the_way(ways, schools)
    receiver = ways._school(way.receiver)
    with inside(receiver, by=BY):
        year = AcademicYear.objects.create(name="2024/25", valid_from=date(2024, 9, 1), valid_to=date(2025, 9, 1))
        group = ClassGroup.objects.create(
            academic_year=year, level="basic", grade=5, name="5 А", valid_from=way.on, valid_to=FOREVER
        )
    begin, seen = settling.Settlement.__init__, []

    def begun(self, *args) -> None:
        begin(self, *args)
        if not seen:
            seen.append(way)
            ways.accept(group.pk)

    monkeypatch.setattr(settling.Settlement, "__init__", begun)
    projector.project_batch(receiver)
    assert seen == [way]
    assert unequal(ways) == {}
    projector.drain(receiver.pk)
    assert unequal(ways) == {}
    assert on_the_way(ways._school(way.sender)) == 0


def test_a_return_between_the_two_sides_of_a_batch_is_not_half_seen(schools, monkeypatch) -> None:
    """The receiver's side is read with him; then his admission is cancelled, and he is back when the sender's is read."""
    ways = Ways(schools, 5)
    way = _one_on_the_way(ways, schools)
    ways.accept()
    finish, seen = settling.Settlement.finish, []

    def finished(self, recompute) -> bool:
        if self.partners and not seen:
            seen.append(way)
            ways.cancel()
            ways.give_back()
        return finish(self, recompute)

    monkeypatch.setattr(settling.Settlement, "finish", finished)
    projector.project_batch(ways._school(way.receiver))
    assert seen == [way]
    assert unequal(ways) == {}


def _one_on_the_way(ways: Ways, schools: list[Organisation]) -> OnTheWay:
    """The region holds him at the sender, and knows of no other."""
    while not ways.pending:
        ways.send()
    for school in schools:
        projector.drain(school.pk)
    return ways.pending[0]


@pytest.mark.more
@pytest.mark.parametrize("seed", [1, 2, *(pytest.param(seed, marks=pytest.mark.nightly) for seed in range(3, 9))])
def test_the_total_is_the_same_under_workers_that_are_killed(schools, seed: int) -> None:
    """Three workers project as if messages never ended, their connections are killed, and the sum is looked at."""
    ways = Ways(schools, seed)
    for school in schools:
        projector.drain(school.pk)
    began, over = time.monotonic(), threading.Event()
    wrong: list[dict] = []
    looks = kills = 0

    def work(number: int) -> None:
        dice = random.Random(seed * 100 + number)
        while not over.is_set():
            try:
                projector.project_batch(dice.choice(schools))
            except (DatabaseError, InterfaceError, DoorError):
                connections.close_all()
        connections.close_all()

    def kill() -> None:
        nonlocal kills
        dice = random.Random(seed)
        role = f"{servers.database()}_feed"
        with psycopg.connect(servers.admin_url(), autocommit=True) as administrator:
            while not over.is_set():
                time.sleep(dice.uniform(0.1, 0.5))
                found = administrator.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = %s ORDER BY random() LIMIT 1",
                    [role],
                ).fetchall()
                kills += len(found)

    threads = [threading.Thread(target=work, args=[number]) for number in range(3)] + [threading.Thread(target=kill)]
    for thread in threads:
        thread.start()
    try:
        while (spent := time.monotonic() - began) < 6 or ((looks <= 20 or kills <= 3) and spent < 60):
            ways.step()
            if found := unequal(ways):
                wrong.append(found)
            looks += 1
    finally:
        over.set()
    for thread in threads:
        thread.join()
    connections["feed"].close()
    _gone()
    drained = [projector.drain(school.pk) for school in schools]
    assert wrong == []
    assert (looks > 20, kills > 3) == (True, True)
    assert [(done.is_taken, projector.is_empty(school)) for done, school in zip(drained, schools, strict=True)] == [
        (False, True)
    ] * 3
    assert differences(connections["owner"], schools, DAYS[:6]) == []
    assert unequal(ways) == {}
    assert [recount.recount(school.pk).differences for school in schools] == [(), (), ()]


def _gone() -> None:
    """Whoever was killed last may still hold his locks for a moment after his client knows of it."""
    with psycopg.connect(servers.admin_url(), autocommit=True) as administrator:
        deadline = time.monotonic() + 10
        while administrator.execute(
            "SELECT FROM pg_stat_activity WHERE usename = %s", [f"{servers.database()}_feed"]
        ).fetchone():
            assert time.monotonic() < deadline
            time.sleep(0.05)


def test_a_later_edit_of_the_card_locks_nobody_else(schools, monkeypatch) -> None:
    ways = Ways(schools, 8)
    while not ways.arrived:
        ways.send()
        ways.accept()
    for school in schools:
        projector.drain(school.pk)
    way = ways.arrived[0]
    with inside(ways._school(way.receiver), by=BY):
        Person.objects.filter(person_uid=way.person).update(sex="male", birth_date="2013-01-01")
    found: list[set[int]] = []

    class Looked(settling.Settlement):
        def __init__(self, *args) -> None:
            super().__init__(*args)
            found.append(self.partners)

    monkeypatch.setattr(projector, "Settlement", Looked)
    projector.drain(way.receiver)
    assert found
    assert all(partners == set() for partners in found)


def test_the_region_says_how_many_are_on_the_way(schools) -> None:
    ways = Ways(schools, 9)
    for _ in range(3):
        ways.send()
    for school in schools:
        projector.drain(school.pk)
    last = max(way.on for way in ways.pending)
    with region(Scope("ministry"), by=BY):
        assert on_the_way_of_region(last) == len(ways.pending)
        assert on_the_way_of_region(last, Filters(grades=(5,))) == len(ways.pending)
        assert on_the_way_of_region(last, Filters(grades=(6,))) == 0
        found = on_the_way_of_region(last, Filters(organisations=(schools[0].pk,)))
        assert contingent(as_of=last, rows="organisation").total.count.students == ways.total
    assert found == sum(way.sender == schools[0].pk for way in ways.pending)


# --- mergers and separations ----------------------------------------------------------------------------------------


@pytest.fixture
def four_schools(three_logins: None) -> Iterator[list[Organisation]]:
    with shared(by=BY):
        load_catalogue()
    found = [organisations.born() for _ in range(4)]
    yield found
    with shared(by=BY):
        Job.objects.all().delete()
    for one in found:
        organisations.drop(one)


def rates(schools: list[Organisation], day: date) -> Decimal:
    """What the region says of posts on a day."""
    rows = RegionEmployee.objects.using("owner").filter(organisation_id__in=[one.pk for one in schools])
    return rows.filter(valid_from__lte=day, valid_to__gt=day).aggregate(Sum("rate"))["rate__sum"] or Decimal(0)


def persons(schools: list[Organisation], day: date) -> tuple[int, int]:
    """Employees whom the region counts on a day, each once, and those whom its movement leaves until then."""
    ids = [one.pk for one in schools]
    counted = PostCounter.objects.using("owner").filter(organisation_id__in=ids, post="", kind="")
    counted = counted.filter(period=academic_year_of(day), valid_from__lte=day, valid_to__gt=day)
    moved = StaffMovement.objects.using("owner").filter(organisation_id__in=ids, happened_on__lte=day)
    totals = dict(moved.values_list("direction").annotate(Sum("n")))
    return counted.aggregate(Sum("n"))["n__sum"] or 0, totals.get("in", 0) - totals.get("out", 0)


def staff_is_the_same(schools: list[Organisation], ways: ReorganisedWays, what: str) -> None:
    """Before the day, on it and long after it, whatever was projected: rates, persons, and what movement leaves."""
    for day in (ways.day - timedelta(days=1), ways.day, ways.day + timedelta(days=400)):
        assert rates(schools, day) == ways.rates, what
        assert persons(schools, day) == (12, 12), what


def academic_year_of(day: date) -> int:
    return day.year if day.month >= 9 else day.year - 1


@pytest.mark.parametrize("kind", ["merge", "split"])
@pytest.mark.parametrize(
    "seed",
    [1, *(pytest.param(seed, marks=pytest.mark.more if seed < 4 else pytest.mark.nightly) for seed in range(2, 12))],
)
def test_the_total_is_the_same_through_mergers_and_separations(four_schools, kind: str, seed: int) -> None:
    """Random ways, then a plan carried out step by step (and undone on the way) while others go on with their ways."""
    schools = four_schools
    ways = ReorganisedWays(schools, seed)
    dice = random.Random(seed)
    for school in schools:
        projector.drain(school.pk)
    for _ in range(25):
        ways.step()
        projector.project_batch(dice.choice(schools))
        assert unequal(ways) == {}
    ways.settle()
    for school in schools:
        projector.drain(school.pk)
        assert unequal(ways) == {}
    eve = ways.day - timedelta(days=1)
    assert rates(schools, ways.day) == ways.rates
    for what in ways.reorganise(kind):
        for _ in range(2):
            if dice.random() < 0.7:
                projector.project_batch(dice.choice(schools))
            assert unequal(ways) == {}, what
            staff_is_the_same(schools, ways, what)
        if dice.random() < 0.5:
            ways.step()
        if dice.random() < 0.5:
            for school in schools:
                projector.drain(school.pk)
                assert unequal(ways) == {}, what
            assert differences(connections["owner"], schools, [eve, ways.day]) == [], what
    for school in schools:
        projector.drain(school.pk)
        assert unequal(ways) == {}
    ways.confirm()
    for school in schools:
        projector.drain(school.pk)
        assert unequal(ways) == {}
    assert (rates(schools, eve), rates(schools, ways.day)) == (ways.rates, ways.rates)
    assert differences(connections["owner"], schools, [*DAYS[:4], eve, ways.day]) == []
    assert [recount.recount(school.pk).differences for school in schools] == [()] * 4
