"""Each refusal of mergers, splits and closings of organisations, the same in the page and in the command."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from shared_apps.envelopes.models import Reorganisation
from shared_apps.organisations import crossing
from shared_apps.organisations.models import Organisation
from shared_apps.organisations.refusal import Refused
from shared_apps.organisations.routing import region_url
from tenant_apps.enrolment import services as enrolment
from tenant_apps.enrolment.services import Line, Requisites
from tenant_apps.people import services as people
from tenant_apps.people.models import EmployeePost
from tenant_apps.transfers import reorganising
from tenant_apps.transfers.reorganising import refusals as r
from tenant_apps.transfers.reorganising.plans import ClassChoice, Kind
from tests.factories.accounts import browser, member
from tests.refusing.doors import BY, Call, Command, Knock, NoDoor, Place, named, refused_alike
from tests.transfers.conftest import SEPTEMBER, D, School
from tests.transfers.test_separated_staff import separated
from tests.transfers.test_staff import EVE, hired

BY_A_JOB = "the page asks a job, and what it refuses stands on the plan: test_reorganisation_pages.py"
NO_API = "reorganisations are the founder's orders: the region's administrator carries them out by pages and commands"
OFFERED = "the form and the command offer what there is"


class Region(Place):
    """Two schools, with Anna in the first, and the region's administrator."""

    def __init__(self, here: School, there: School) -> None:
        super().__init__(here.organisation)
        self.here, self.there = here, there
        self.client = browser(member("region-regadmin", "regadmin"))

    def inside(self) -> AbstractContextManager[Any]:
        return NoDoor()

    def plan(self, kind: str = Kind.MERGE, **more: Any) -> int:
        values = {"sides": [self.here.pk], "receiver_id": None if kind == Kind.CLOSE else self.there.pk, "on": D} | more
        return reorganising.make_plan(kind=kind, order_number="45-п", order_date=SEPTEMBER, by=BY, **values)

    def moved(self) -> int:
        """A merger carried out and not confirmed yet."""
        number = self.plan()
        reorganising.look(number, BY)
        reorganising.carry_out(number, BY)
        return number

    def closed(self, school: School) -> None:
        with crossing.shared(by=BY):
            Organisation.objects.filter(pk=school.pk).update(state=Organisation.State.CLOSED)


def knock(service: Callable[[], Any], page: Call | str, command: Command | str) -> Knock:
    return Knock(service=service, page=page, command=command, api=NO_API, file="a file of organisations moves nobody")


def planning(w: Region, side: School, into: School | None, *, command: str = "", page: str = "") -> Knock:
    """A merger is planned."""
    posted = {"kind": "merge", "side": side.pk, "on": D, "order_number": "45-п", "order_date": SEPTEMBER}
    said = ["--on", f"{D}", "--order", "45-п", "--order-date", f"{SEPTEMBER}"]
    slug = into.organisation.slug if into else ""
    return knock(
        lambda: w.plan(sides=[side.pk], receiver_id=into.pk if into else None),
        page or Call(region_url("reorganisations:new"), posted | ({"receiver": into.pk} if into else {})),
        command or Command("organisations", ["merge", side.organisation.slug, "--into", slug, *said]),
    )


def doing(what: str, service: Callable[..., Any], number: int, *, page: Call | str = BY_A_JOB) -> Knock:
    """Something is done with a plan: go-on, confirm, undo."""
    return knock(lambda: service(number, BY), page, Command("organisations", [what, str(number)]))


def discarding(number: int) -> Knock:
    return knock(
        lambda: reorganising.discard(plan_id=number, by=BY),
        Call(region_url("reorganisations:discard", number), {}),
        Command("organisations", ["discard", str(number)]),
    )


def adding(w: Region, number: int, side: School) -> Knock:
    return knock(
        lambda: reorganising.add_side(plan_id=number, organisation_id=side.pk, by=BY),
        Call(region_url("reorganisations:side", number), {"side": side.pk}),
        "the command names all sides at once",
    )


def choosing(w: Region, **said: Any) -> Knock:
    """Which classes pass, and what they are called there."""
    number = w.plan(Kind.SPLIT)
    reorganising.look(number, BY)
    choice = {"id": reorganising.read_plan(number, BY).classes[0].id, "takes_part": True, "target_name": ""} | said
    form = {f"takes_{choice['id']}": "on", f"name_{choice['id']}": choice["target_name"]}
    return knock(
        lambda: reorganising.change_classes(plan_id=number, choices=[ClassChoice(**choice)], by=BY),
        OFFERED if "id" in said else Call(region_url("reorganisations:classes", number), form),
        OFFERED,
    )


def _planned_twice(w: Region) -> Knock:
    w.plan()
    return planning(w, w.here, w.there)


def _discarded(w: Region) -> Knock:
    number = w.plan()
    reorganising.discard(plan_id=number, by=BY)
    return discarding(number)


def _closed(w: Region) -> Knock:
    w.closed(w.here)
    return planning(w, w.here, w.there, page="the form offers organisations that work")


def _with_students(w: Region) -> Knock:
    number = w.plan(Kind.CLOSE)
    return doing("confirm", reorganising.confirm, number)


def _on_the_first_day(w: Region) -> Knock:
    return doing("go-on", reorganising.carry_out, w.plan(on=SEPTEMBER))


def _come_since(w: Region) -> Knock:
    """Somebody was admitted to the merged school after its students had passed."""
    number = w.moved()
    with w.here.inside():
        born = {"sex": "female", "birth_date": date(SEPTEMBER.year - 11, 3, 4)}
        student = people.create_student(name=people.Name("Ким", "Вера"), particulars=born, by=BY).pk
        enrolment.issue_order(
            lines=[Line(student_id=student, on=D, grade=5)], kind="admission", requisites=Requisites(date=D),
            sign=True, insist=True, by=BY,
        )  # fmt: skip
    return doing("confirm", reorganising.confirm, number)


def _with_employees(w: Region) -> Knock:
    number = w.moved()
    with crossing.inside(w.here.organisation, by=BY):
        people.hire(
            name=people.Name("Ким", "Ли"), particulars={"sex": "male"}, post="teacher", kind="main", rate=1,
            since=D + timedelta(days=1), by=BY,
        )  # fmt: skip
    return doing("confirm", reorganising.confirm, number)


def _with_chosen_employees(w: Region) -> Knock:
    """An employee who passed with his class has a post at the former school again."""
    employee = hired(w.here, "Работникова", post="cleaner")
    number = separated(w.here, w.there, chosen=True)
    reorganising.carry_out(number, BY)
    with w.here.inside():
        EmployeePost.objects.create(employee_id=employee, post="librarian", valid_from=EVE)
    return doing("confirm", reorganising.confirm, number)


def _foreign_employee(w: Region) -> Knock:
    number = w.plan(Kind.SPLIT)
    choice = reorganising.EmployeeChoice(id=987654, takes_part=True)
    return knock(lambda: reorganising.change_employees(plan_id=number, choices=[choice], by=BY), OFFERED, OFFERED)


CASES: dict[type[Refused], Callable[[Region], Knock]] = {
    r.NoSuchReorganisation: lambda w: doing("go-on", reorganising.carry_out, 987654, page="there is no such page: 404"),
    r.NoSides: lambda w: knock(lambda: w.plan(sides=[]), OFFERED, OFFERED),
    r.SuccessorMissing: lambda w: planning(w, w.here, None, command="the command demands --into"),
    r.SuccessorAmongSides: lambda w: planning(w, w.here, w.here),
    r.SplitOfOne: lambda w: adding(w, w.plan(Kind.SPLIT), w.there),
    r.PlannedAlready: _planned_twice,
    r.OrganisationDoesNotWork: _closed,
    r.NotInThisState: _discarded,
    r.TooEarly: lambda w: doing(
        "go-on", reorganising.carry_out, w.plan(on=timezone.localdate() + timedelta(days=1))
    ),
    r.InTheWay: _with_students,
    r.FirstDayOfYear: _on_the_first_day,
    r.StudentsRemain: _come_since,
    r.EmployeesRemain: _with_employees,
    r.ChosenEmployeesRemain: _with_chosen_employees,
    r.EmployeeNotOfPlan: _foreign_employee,
    r.NotCountedYet: lambda w: doing("confirm", reorganising.confirm, w.moved()),
    r.ClassNotOfPlan: lambda w: choosing(w, id=987654),
    r.TargetMissing: choosing,
}  # fmt: skip


def test_every_refusal_has_a_case() -> None:
    assert set(CASES) == named(r)


@pytest.mark.parametrize("refusal", CASES, ids=lambda one: one.__name__)
def test_refusal_is_the_same_at_each_door(refusal: type[Refused], here: School, there: School, anna: int) -> None:
    region = Region(here, there)
    refused_alike(region, refusal, CASES[refusal](region))
    with crossing.shared(by=BY):
        assert not Reorganisation.objects.filter(state="finished").exists()
