"""Random transfers, a merger or a separation on a random day, with real commits: the region's total never changes on any
day, and on every day the balances of movement add up.
"""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise

import pytest
from django.db import connections

from region.contingent.queries import contingent
from region.feed import projector, recount
from shared_apps.envelopes.models import Envelope
from shared_apps.handbooks.services import load_catalogue
from shared_apps.jobs.models import Job
from shared_apps.organisations import crossing
from shared_apps.organisations.crossing import By, Scope
from shared_apps.organisations.models import Organisation
from tenant_apps.enrolment import services as enrolment
from tenant_apps.enrolment.models import Enrolment
from tenant_apps.enrolment.services import Line, Requisites
from tenant_apps.people import services as people
from tenant_apps.transfers import reorganising, services
from tenant_apps.transfers.reorganising import ClassChoice
from tenant_apps.transfers.services.coming import Acceptance
from tests.factories import organisations
from tests.feed.balances import assert_add_up, assert_true
from tests.feed.ways import _ON_DAYS
from tests.truth.compare import differences

pytestmark = [pytest.mark.usefixtures("three_logins", "sent")]

BY = By(account_id=11, name="Секретарёва С. С.")
SEPTEMBER, PUPILS = date(2025, 9, 1), 5
DAYS = [SEPTEMBER + timedelta(days=n) for n in range(0, 360, 9)]
LONG = [pytest.param(seed, marks=pytest.mark.more) for seed in (2,)]
NIGHTLY = [pytest.param(seed, marks=pytest.mark.nightly) for seed in range(3, 12)]
SEEDS = [1, *LONG, *NIGHTLY]
BETWEEN = [(first, after - timedelta(days=1)) for first, after in pairwise(DAYS)]
"""Periods that leave no day out."""


class Schools:
    """Three schools with two classes and five students each; every act is one transaction or a few."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)
        self.looks = random.Random(f"looks of {seed}")
        self.all = [organisations.born() for _ in range(3)]
        self.total = 3 * PUPILS
        for number, school in enumerate(self.all):
            with crossing.inside(school, by=BY):
                year = enrolment.open_academic_year(valid_from=SEPTEMBER, valid_to=date(2026, 9, 1), by=BY)
                classes = [
                    enrolment.create_class(
                        year_id=year.pk, parameters=enrolment.ClassParameters(grade=5, letter=letter), by=BY
                    )
                    for letter in "АБ"
                ]
                lines = [
                    Line(student_id=self._student(number, n), on=SEPTEMBER, class_group_id=classes[n % 2].pk)
                    for n in range(PUPILS)
                ]
                enrolment.issue_order(
                    lines=lines, kind="admission", requisites=Requisites(date=SEPTEMBER), sign=True, by=BY
                )

    def _student(self, school: int, number: int) -> int:
        name = people.Name("Ученик" + "абв"[school], "Имя" + "абвгд"[number])
        born = {"sex": self.dice.choice(["male", "female"]), "birth_date": date(2014, 1 + number, 1 + school)}
        return int(people.create_student(name=name, particulars=born, by=BY, insist=True).pk)

    def transfer(self, on: date) -> None:
        """Somebody leaves on the day; half of them arrive at once."""
        sender, receiver = self.dice.sample(self.all, 2)
        with crossing.inside(sender, by=BY):
            rows = Enrolment.objects.unvoided().filter(valid_to=date.max, valid_from__lt=on).order_by("pk")
            student = self.dice.choice(list(rows.values_list("student", flat=True)))
            services.start_transfer(
                student_id=student, partner_id=receiver.pk, on=on, requisites=Requisites(date=on), sign=True, by=BY
            )
        self.project()
        if self.dice.random() < 0.5:
            self.arrive()

    def arrive(self) -> None:
        """Everybody who is on the way is admitted."""
        for school in self.all:
            with crossing.inside(school, by=BY):
                waiting = Envelope.objects.filter(state="sent", receiver=school.pk, kind="transfer")
                for number in list(waiting.values_list("pk", flat=True)):
                    services.accept_transfer(
                        number=number, acceptance=Acceptance(), requisites=Requisites(date=SEPTEMBER), sign=True, by=BY
                    )
            self.project()

    def project(self) -> None:
        """One school at random, and a look at the sums."""
        projector.project_batch(self.dice.choice(self.all))
        assert self.unequal() == {}
        first = self.looks.choice(DAYS)
        assert_add_up(self.all, first, first + timedelta(days=self.looks.randrange(60)))

    def reorganise(self, number: int) -> None:
        """Step by step, with looks at the sums between. A separation takes one class along, the fullest."""
        reorganising.look(number, BY)
        plan = reorganising.read_plan(number, BY)
        if plan.kind == "split":
            chosen = max(plan.classes, key=lambda row: row.students)
            choices = [
                ClassChoice(id=row.id, takes_part=row is chosen, target_name=row.target_name) for row in plan.classes
            ]
            reorganising.change_classes(plan_id=number, choices=choices, by=BY)
        reorganising.moving.start(number, BY)
        while reorganising.next_step(number, BY) is not None:
            self.project()
        reorganising.carry_out(number, BY)

    def assert_balances_are_true(self, *, every: int = 4) -> None:
        for first, last in BETWEEN[::every]:
            assert_true([self.all], first, last, "main")

    def drain(self) -> None:
        for school in self.all:
            projector.drain(school.pk)
            assert self.unequal() == {}

    def unequal(self) -> dict[date, int]:
        """Days on which the region holds another number than there are students."""
        with connections["owner"].cursor() as cursor:
            cursor.execute(_ON_DAYS, [DAYS, [one.pk for one in self.all]])
            return {day: int(n) for day, n in cursor.fetchall() if n != self.total}

    def on_the_page(self, day: date) -> int:
        """The ministry's page, for these schools."""
        with crossing.region(Scope("ministry"), by=BY):
            rows = contingent(as_of=day, rows="organisation").rows
            mine = {one.pk for one in self.all}
            return sum(line.count.students for line in rows if line.key in mine)


@pytest.fixture
def schools(three_logins: None, request: pytest.FixtureRequest) -> Iterator[Schools]:
    with crossing.shared(by=BY):
        load_catalogue()
    found = Schools(request.node.callspec.params.get("seed", 1))
    yield found
    with crossing.shared(by=BY):
        Job.objects.all().delete()
    for one in found.all:
        organisations.drop(one)


@pytest.mark.parametrize("kind", ["merge", pytest.param("split", marks=pytest.mark.more)])
@pytest.mark.parametrize("seed", SEEDS)
def test_the_total_is_the_same_through_transfers_and_a_reorganisation(schools: Schools, seed: int, kind: str) -> None:
    for one in schools.all:
        projector.drain(one.pk)
    day = SEPTEMBER
    for _ in range(5):
        day += timedelta(days=schools.dice.randint(5, 25))
        schools.transfer(day)
    schools.arrive()
    side, receiver = schools.dice.sample(schools.all, 2)
    day += timedelta(days=schools.dice.randint(1, 60))

    def planned(order: str) -> int:
        return reorganising.make_plan(
            kind=kind, sides=[side.pk], receiver_id=receiver.pk, on=day, order_number=order, order_date=day, by=BY
        )

    number = planned("1")
    schools.reorganise(number)
    if seed % 2:
        reorganising.undo(number, BY, lambda *_: schools.project())
        schools.drain()
        schools.assert_balances_are_true()
        number = planned("2")
        schools.reorganise(number)
    schools.drain()
    schools.assert_balances_are_true()
    before = {one: schools.on_the_page(one) for one in (SEPTEMBER, day - timedelta(days=1), day, DAYS[-1])}
    reorganising.confirm(number, BY)
    schools.drain()
    assert {one: schools.on_the_page(one) for one in before} == before == dict.fromkeys(before, schools.total)
    schools.assert_balances_are_true(every=1)
    assert differences(connections["owner"], schools.all, [SEPTEMBER, day - timedelta(days=1), day, *DAYS[-3:]]) == []
    assert [recount.recount(one.pk).differences for one in schools.all] == [(), (), ()]
    with crossing.shared(by=BY):
        assert Organisation.objects.get(pk=side.pk).state == ("closed" if kind == "merge" else "ready")
