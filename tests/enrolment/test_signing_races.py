"""Two who sign at once: exactly one wins, the other is told by name; with three logins and real commits."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date

import pytest
from django.db import connections

from shared_apps.organisations import crossing
from shared_apps.organisations.crossing import By
from shared_apps.organisations.models import Organisation
from shared_apps.organisations.refusal import Refused
from tenant_apps.enrolment import refusals, services
from tenant_apps.enrolment.models import ClassGroup, Enrolment, Order
from tenant_apps.people import services as people
from tests.factories.organisations import within

pytestmark = pytest.mark.usefixtures("three_logins")
BY = By(account_id=11, name="Секретарёва С. С.")
DAY = date(2025, 9, 1)
SIGNERS = [By(account_id=11, name="Секретарёва С. С."), By(account_id=12, name="Директорова Д. Д.")]


@dataclass
class Office:
    school: Organisation
    group: int
    students: list[int] = field(default_factory=list)

    def draft(self, *students: int, kind: str = "admission") -> int:
        with crossing.inside(self.school, by=BY):
            lines = [services.Line(student_id=one, on=DAY, class_group_id=self.group) for one in students]
            requisites = services.Requisites(date=DAY)
            return services.draft_order(kind=kind, requisites=requisites, lines=lines, by=BY).pk

    def at_once(self, *acts: Callable[[By], object]) -> list[object]:
        """What each signer got: the outcome, or the refusal; all begin together, each in a connection of its own."""
        start, found = threading.Barrier(len(acts)), [None] * len(acts)

        def work(place: int) -> None:
            try:
                with crossing.inside(self.school, by=SIGNERS[place % 2]):
                    start.wait(10)
                    found[place] = acts[place](SIGNERS[place % 2])  # type: ignore[call-overload]
            except Refused as refusal:
                found[place] = refusal  # type: ignore[call-overload]
            finally:
                connections.close_all()

        threads = [threading.Thread(target=work, args=[place]) for place in range(len(acts))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
        return list(found)


@pytest.fixture
def office(new_school: Organisation) -> Iterator[Office]:
    with within(new_school, by=BY):
        year = services.open_academic_year(valid_from=DAY, valid_to=date(2026, 9, 1), by=BY)
        group: ClassGroup = services.create_class(
            year_id=year.pk, parameters=services.ClassParameters(grade=5, letter="А"), by=BY
        )
        students = [
            people.create_student(
                name=people.Name(surname, "Анна"), particulars={"sex": "female", "birth_date": date(2014, 5, 6)}, by=BY
            ).pk
            for surname in ("Антонова", "Белова")
        ]
    return Office(new_school, group.pk, students)


def sign(draft: int, **more: object) -> Callable[[By], object]:
    return lambda by: services.sign_order(order_id=draft, by=by, **more).number  # type: ignore[arg-type]


def test_one_draft_is_signed_by_one_of_two(office: Office) -> None:
    draft = office.draft(office.students[0])

    found = office.at_once(sign(draft), sign(draft))

    [refusal] = [one for one in found if isinstance(one, Refused)]
    assert isinstance(refusal, refusals.OrderNotDraft)
    assert [one for one in found if not isinstance(one, Refused)] == ["1-у"]
    with crossing.inside(office.school, by=BY):
        assert Enrolment.objects.count() == 1


def test_two_drafts_get_numbers_of_their_own(office: Office) -> None:
    drafts = [office.draft(one) for one in office.students]

    found = office.at_once(*(sign(one) for one in drafts))

    assert sorted(map(str, found)) == ["1-у", "2-у"]


def test_one_number_is_given_to_one_of_two(office: Office) -> None:
    drafts = [office.draft(one) for one in office.students]

    found = office.at_once(*(sign(one, number="7-у") for one in drafts))

    [refusal] = [one for one in found if isinstance(one, Refused)]
    assert isinstance(refusal, refusals.OrderNumberTaken)
    with crossing.inside(office.school, by=BY):
        assert sorted(Order.objects.values_list("state", "number")) == [("draft", ""), ("effective", "7-у")]


def test_one_student_is_admitted_by_one_of_two_orders(office: Office) -> None:
    drafts = [office.draft(office.students[0]) for _ in range(2)]

    found = office.at_once(*(sign(one) for one in drafts))

    [refusal] = [one for one in found if isinstance(one, Refused)]
    assert isinstance(refusal, refusals.StudentAlreadyEnrolled)
    with crossing.inside(office.school, by=BY):
        assert Enrolment.objects.unvoided().count() == 1


def test_an_order_is_cancelled_by_one_of_two(office: Office) -> None:
    draft = office.draft(office.students[0])
    with crossing.inside(office.school, by=BY):
        services.sign_order(order_id=draft, by=BY)

    def cancel(by: By) -> object:
        return services.cancel_order(order_id=draft, requisites=services.Requisites(date=date(2025, 10, 1)), by=by).kind

    found = office.at_once(cancel, cancel)

    assert [type(one).__name__ for one in found if isinstance(one, Refused)] == ["OrderNotInForce"]
    assert [one for one in found if not isinstance(one, Refused)] == ["cancelling"]
