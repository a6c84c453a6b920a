"""The drill with transfers in flight: either side put back; every student is counted once, and both offices go on."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from django.utils import timezone

from deploy.backup import returning
from region.contingent.models import RegionStudent
from region.feed import projector, recount
from shared_apps.backups.models import Restoration
from shared_apps.envelopes import queries as envelopes
from shared_apps.handbooks.services import load_catalogue
from shared_apps.jobs import services as jobs
from shared_apps.jobs.models import Job
from shared_apps.organisations.crossing import shared
from tenant_apps.enrolment import services as enrolment
from tenant_apps.enrolment.models import Enrolment
from tenant_apps.enrolment.services import Requisites
from tenant_apps.people.models import PersonName, Student
from tenant_apps.transfers import services
from tenant_apps.transfers.models import Transfer
from tenant_apps.transfers.services.coming import Acceptance
from tests.factories import organisations
from tests.transfers.conftest import BY, SEPTEMBER, D, School, a_school, enrolled
from tests.truth.compare import differences

from .conftest import back_up
from .restorations import restored

FEW = 3
"""Students of the two schools together."""


class Drill:
    """Two schools, and a student of the first one who is transferred to the second."""

    def __init__(self, here: School, there: School) -> None:
        self.here, self.there = here, there
        self.anna = enrolled(here, snils="112-233-445 95")
        enrolled(here, "Ким")
        enrolled(there, "Цой")
        self.number = 0
        self.settle()

    def request(self) -> None:
        with self.there.inside():
            asked = services.request_transfer(
                partner_id=self.here.pk, who="Ёлкина Анна", birth_date=SEPTEMBER.replace(year=SEPTEMBER.year - 11, month=3, day=4),
                level="basic", grade=5, on=D, by=BY,
            )  # fmt: skip
        self.number = asked.number or 0

    def draft(self) -> None:
        self.send(sign=False)

    def sign(self) -> None:
        with self.here.inside():
            transfer = Transfer.objects.get(order__state="draft")
            enrolment.sign_order(order_id=transfer.order_id or 0, insist=True, by=BY)
            self.number = Transfer.objects.get(pk=transfer.pk).number or 0

    def send(self, *, sign: bool = True) -> None:
        with self.here.inside():
            sent = services.start_transfer(
                student_id=self.anna, partner_id=self.there.pk, on=D, requisites=Requisites(date=D), sign=sign,
                request=self.number or None, by=BY,
            )  # fmt: skip
        self.number = sent.number or 0

    def accept(self) -> None:
        with self.there.inside():
            services.accept_transfer(
                number=self.number, acceptance=Acceptance(class_group_id=self.there.class_id),
                requisites=Requisites(date=D), sign=True, by=BY,
            )  # fmt: skip

    def cancel_admission(self) -> None:
        with self.there.inside():
            order_id = Transfer.objects.get(number=self.number).order_id or 0
            enrolment.cancel_order(order_id=order_id, requisites=Requisites(date=timezone.localdate()), by=BY)

    def withdraw(self) -> None:
        with self.here.inside():
            services.withdraw_transfer(number=self.number, reason="Передумали", by=BY)

    def refuse(self) -> None:
        with self.there.inside():
            services.refuse_transfer(number=self.number, reason="Нет мест", by=BY)

    def give_back(self) -> None:
        with self.here.inside():
            services.give_back(number=self.number, by=BY)

    def do(self, *acts: str) -> None:
        for act in acts:
            getattr(self, act)()
            self.settle()

    def settle(self) -> None:
        """Jobs and the feed do what waits."""
        with shared(by=BY):
            waiting = list(Job.objects.filter(state="waiting").order_by("pk").values_list("pk", flat=True))
        for pk in waiting:
            assert jobs.run(pk) == "done"
        for one in (self.here, self.there):
            projector.drain(one.pk)

    def put_back(self, side: str) -> None:
        done = restored(getattr(self, side).organisation)
        self.settle()
        self.remarks = Restoration.objects.using("owner").get(pk=done.restoration.pk).remarks

    @property
    def state(self) -> str:
        with self.here.inside():
            return envelopes.envelope(self.number).state if self.number else ""

    def counted(self) -> dict[str, int]:
        """How many students the region counts today: in all, and Анна at each school; on the way she is the sender's."""
        today = timezone.localdate()
        rows = RegionStudent.objects.using("owner").filter(valid_from__lte=today, valid_to__gt=today)
        rows = rows.filter(organisation_id__in=(self.here.pk, self.there.pk))
        found = {"all": rows.count()}
        for side in ("here", "there"):
            at = getattr(self, side)
            with at.inside():
                ids = list(Student.objects.filter(person__names__surname="Ёлкина").values_list("pk", flat=True))
            found[side] = rows.filter(organisation_id=at.pk, student_id__in=ids).count()
        return found


@pytest.fixture
def drill(places: Path) -> Iterator[Drill]:
    with shared(by=BY):
        load_catalogue()
    schools = [organisations.born(), organisations.born()]
    try:
        yield Drill(*(a_school(one) for one in schools))
    finally:
        with connections["owner"].cursor() as cursor:
            cursor.execute("DELETE FROM envelopes_contents; DELETE FROM envelopes_envelope; DELETE FROM jobs_job")
            for one in schools:
                cursor.execute(f"DROP SCHEMA IF EXISTS {one.schema_name}_old CASCADE")
        for one in schools:
            organisations.drop(one)


HERE, THERE = {"all": FEW, "here": 1, "there": 0}, {"all": FEW, "here": 0, "there": 1}
CASES: dict[str, tuple[str, tuple[str, ...], tuple[str, ...], str, dict[str, int], tuple[str, ...]]] = {
    # name: side, before the backup, after it, the envelope then, who counts then, how both go on
    "sent, then admitted": ("there", ("send",), ("accept",), "sent", HERE, ("accept",)),
    "sent and admitted since": ("there", (), ("send", "accept"), "sent", HERE, ("accept",)),
    "admitted, cancelled since": ("there", ("send", "accept"), ("cancel_admission",), "accepted", THERE, ()),
    "admitted, cancelled and withdrawn since": (
        "there", ("send", "accept"), ("cancel_admission", "withdraw"), "withdrawn", HERE, ("send_anew", "accept"),
    ),
    "sent, then refused": ("there", ("send",), ("refuse",), "refused", HERE, ("give_back",)),
    "sent, then withdrawn": ("there", ("send",), ("withdraw",), "withdrawn", HERE, ()),
    "asked for since": ("there", (), ("request",), "requested", HERE, ("send", "accept")),
    "sent since, sender": ("here", (), ("send",), "withdrawn", HERE, ("send_anew", "accept")),
    "drafted, signed since, sender": ("here", ("draft",), ("sign",), "withdrawn", HERE, ("sign", "accept")),
    "asked for, answered since, sender": ("here", ("request",), ("send",), "requested", HERE, ("send", "accept")),
    "sent and admitted since, sender": ("here", (), ("send", "accept"), "accepted", THERE, ()),
    "sent, admitted since, sender": ("here", ("send",), ("accept",), "accepted", THERE, ("cancel_admission", "withdraw")),
    "sent, withdrawn since, sender": ("here", ("send",), ("withdraw",), "withdrawn", HERE, ("send_anew", "accept")),
    "sent, refused and given back since, sender": (
        "here", ("send",), ("refuse", "give_back"), "refused", HERE, ("give_back",),
    ),
}  # fmt: skip
SHORT = ("sent, then admitted", "sent and admitted since", "sent and admitted since, sender")
"""What stands in the short run; the others in the long one."""


@pytest.mark.parametrize(
    "case", [case if case in SHORT else pytest.param(case, marks=pytest.mark.more) for case in CASES]
)
def test_either_side_is_put_back(drill: Drill, case: str) -> None:
    side, before, since, state, counted, then = CASES[case]
    drill.do(*before)
    back_up(getattr(drill, side).organisation)
    drill.do(*since)

    drill.put_back(side)

    assert (drill.state, drill.counted(), drill.remarks) == (state, counted, [])
    right(drill)
    if "send_anew" in then:
        drill.number = 0
    drill.do(*(act.removesuffix("_anew") for act in then))
    assert drill.counted() == (THERE if "accept" in then or (not then and counted == THERE) else HERE)
    right(drill)


def right(drill: Drill) -> None:
    """Feed, recount and truth agree."""
    schools = [drill.here.organisation, drill.there.organisation]
    assert [recount.recount(one.pk).differences for one in schools] == [(), ()]
    assert differences(connections["owner"], schools, [D, timezone.localdate()]) == []


def test_the_file_comes_anew_and_makes_the_same_card(drill: Drill) -> None:
    drill.do("send")
    back_up(drill.there.organisation)
    drill.do("accept")
    drill.put_back("there")
    with drill.there.inside():
        assert not PersonName.objects.filter(surname="Ёлкина").exists()
    drill.do("accept")
    with drill.there.inside():
        student = Student.objects.get(person__names__surname="Ёлкина")
        assert student.person.identifiers.get().value == "11223344595"
        assert Enrolment.objects.get(student=student).valid_from == D
    with drill.here.inside():
        assert Enrolment.objects.get(student=drill.anna).end_confirmed_on is not None


def test_an_order_entered_again_names_the_former_one(drill: Drill) -> None:
    back_up(drill.here.organisation)
    drill.do("send", "accept")
    with drill.here.inside():
        words = envelopes.envelope(drill.number).sender_order
    drill.put_back("here")
    with drill.here.inside():
        left = Enrolment.objects.select_related("ended_by").get(student=drill.anna)
        assert left.ended_by is not None
        assert words in left.ended_by.basis
        assert left.ended_by.source.startswith("restoration:")
        assert (left.valid_to, left.end_confirmed_on is not None) == (D, True)


def test_a_restoration_taken_back_leaves_the_transfer_as_it_was(drill: Drill) -> None:
    drill.do("send")
    back_up(drill.there.organisation)
    drill.do("accept")
    drill.put_back("there")
    _id, job = returning.take_back(returning.look(drill.there.organisation.slug), by=BY)
    assert jobs.run(job) == "done"
    drill.settle()
    assert (drill.state, drill.counted()) == ("accepted", THERE)
    right(drill)


def test_what_no_order_puts_right_is_named_for_people(drill: Drill, monkeypatch: pytest.MonkeyPatch) -> None:
    from tenant_apps.enrolment import refusals
    from tenant_apps.transfers.services import restored as after

    back_up(drill.here.organisation)
    drill.do("send", "accept")

    def refuse(**more: Any) -> None:
        raise refusals.OrderEmpty

    monkeypatch.setattr(after, "sign_order", refuse)
    drill.put_back("here")
    assert drill.remarks == [f"transfer:{drill.number}"]
