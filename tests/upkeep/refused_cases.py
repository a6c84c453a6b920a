"""Each refusal of the upkeep and how it is brought about, in a school with two classes and their families."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta
from typing import Any

from django.test import Client

from shared_apps.accounts.actor import Actor
from shared_apps.accounts.models import Membership
from shared_apps.organisations.crossing import inside, shared
from shared_apps.organisations.models import Organisation
from shared_apps.organisations.refusal import Refused
from tenant_apps.people import services as people
from tenant_apps.upkeep import refusals as r
from tenant_apps.upkeep import services
from tenant_apps.upkeep.services.family import propose_as_family
from tests.access.conftest import TODAY, Acting, Filled
from tests.enrolment.browsing import signed_in
from tests.refusing.doors import BY, Call, Knock, NoDoor, Place

API = "api/v1/upkeep/"
SINCE = date(2022, 9, 1)
BY_HAND = "corrections, checks and batch updates are made by people and programs; files and commands bring cards"
NOT_THERE = "who does not represent the student finds no such card: 404"


class Upkeep(Place):
    """Anna of 5А and Vera of 9А with their mother; the head, the secretary and the mother knock."""

    def __init__(self, filled: Filled, acting: Acting) -> None:
        super().__init__(filled.organisation)
        self.filled, self.acting = filled, acting
        self.head = acting("director")
        self.is_outside = False

    def inside(self) -> AbstractContextManager[Any]:
        """The operations of families open doors of their own."""
        return NoDoor() if self.is_outside else inside(self.school, by=BY)

    def browser(self, role: str) -> Client:
        """The mother's is that of her card."""
        if role not in self.browsers:
            card = {"guardian": self.filled.mother}.get(role)
            self.browsers[role] = signed_in(role, self.school, card_id=card)
        return self.browsers[role]

    @property
    def mother(self) -> int:
        """The mother's membership."""
        self.browser("guardian")
        with shared(by=BY):
            return Membership.objects.get(role="guardian", card_id=self.filled.mother).pk

    def proposed(self, **values: object) -> tuple[int, int]:
        """What the mother proposes for Anna: the correction, the first field."""
        row = services.propose_correction(
            student_id=self.filled.anna, guardian_id=self.filled.mother, whose="student", values=values, by=BY
        )
        return row.pk, row.fields.order_by("pk").values_list("pk", flat=True)[0]


Case = Callable[[Upkeep], Knock]


def knock(service: Callable[[], Any], page: Call | str, api: Call | str, role: str = "") -> Knock:
    return Knock(service=service, page=page, api=api, command=BY_HAND, file=BY_HAND, role=role)


# --- the monthly check ----------------------------------------------------------------------------------------------


def checking(w: Upkeep, student: int) -> Knock:
    return knock(
        lambda: services.check_cards(student_ids=[student], by=w.head),
        Call(f"upkeep/students/{student}/check/", {}),
        Call(f"{API}checks/", {"students": [student]}),
    )


def _checked_twice(w: Upkeep) -> Knock:
    services.check_cards(student_ids=[w.filled.anna], by=w.head)
    return checking(w, w.filled.anna)


# --- families -------------------------------------------------------------------------------------------------------


PRESENT = {"surname": "Ёлкина", "given_name": "Анна", "birth_date": date(TODAY.year - 11, 1, 9)}


def proposing(w: Upkeep, *, page: str = "", api: str = "", guardian: int = 0, **values: object) -> Knock:
    """The mother says what is wrong in Anna's card."""
    student = w.filled.anna
    known = {"membership_id": w.mother, "student_id": student}
    return knock(
        lambda: services.propose_correction(
            student_id=student, guardian_id=guardian or w.filled.mother, whose="student", values=values, by=BY
        ),
        page or Call(f"/me/corrections/new/{w.mother}/{student}/", {**PRESENT, **values}),
        api or Call("/me/api/v1/corrections/", {**known, "values": values}),
        role="guardian",
    )


def _waits(w: Upkeep) -> Knock:
    w.proposed(phone="+7 900 000-00-05")
    return proposing(w, phone="+7 900 000-00-06")


def _of_a_closed_organisation(w: Upkeep) -> Knock:
    known = proposing(w, phone="+7 900 000-00-05")
    mother = w.acting("guardian", card_id=w.filled.mother)
    with shared(by=BY):
        Organisation.objects.filter(pk=w.school.pk).update(state=Organisation.State.CLOSED)
    w.is_outside = True
    assert mother.membership is not None
    number = mother.membership.id
    return knock(
        lambda: propose_as_family(
            membership_id=number, student_id=w.filled.anna, whose="student", values={"phone": "1"}, comment="",
            scan=None, by=mother,
        ),
        known.page, known.api, role="guardian",
    )  # fmt: skip


# --- decisions ------------------------------------------------------------------------------------------------------


def _renaming(nature: str, page: str = "") -> Case:
    """Accepting another surname without what must be said of it."""

    def case(w: Upkeep) -> Knock:
        correction, field = w.proposed(surname="Белкина")
        here = f"corrections/{correction}/{field}/"
        return knock(
            lambda: services.accept_field(field_id=field, happened=services.Happened(nature), by=w.head),
            page or Call(f"upkeep/{here}when/", {"nature": nature}),
            Call(f"{API}{here}accept/", {"nature": nature}),
        )

    return case


def accepting(w: Upkeep, correction: int, field: int, page: str = "") -> Knock:
    here = f"corrections/{correction}/{field}/accept/"
    return knock(
        lambda: services.accept_field(field_id=field, by=w.head),
        page or Call(f"upkeep/{here}", {}),
        Call(f"{API}{here}", {}),
    )


def _decided(w: Upkeep) -> Knock:
    correction, field = w.proposed(phone="+7 900 000-00-05")
    services.refuse_field(field_id=field, reason="Номер не отвечает", by=w.head)
    return accepting(w, correction, field)


def _changed_since(w: Upkeep) -> Knock:
    correction, field = w.proposed(phone="+7 900 000-00-05")
    people.edit_person(person_id=w.filled.anna_person, changes={"phone": "8 861"}, version=None, by=BY)
    return accepting(w, correction, field, page="the page asks: write what is proposed in spite of it?")


def _refused_silently(w: Upkeep) -> Knock:
    correction, field = w.proposed(phone="+7 900 000-00-05")
    return knock(
        lambda: services.refuse_field(field_id=field, reason=" ", by=w.head),
        "the form has the reason as a field that must be filled in",
        Call(f"{API}corrections/{correction}/{field}/refuse/", {"reason": ""}),
    )


# --- batch updates --------------------------------------------------------------------------------------------------


def batch(w: Upkeep, code: str = "transport", value: str = "school_bus") -> services.Batch:
    return services.Batch(code, value, TODAY, (w.filled.anna,))


def applying(w: Upkeep, one: services.Batch, token: str) -> Knock:
    said = {"value": one.value, "since": TODAY, "students": list(one.student_ids), "token": token}
    return knock(
        lambda: services.apply_batch(batch=one, token=token, by=w.head),
        Call(f"upkeep/batches/new/?code={one.code}&class_id={w.filled.fifth}", said),
        Call(f"{API}batches/", {"code": one.code, **said}),
    )


def _of_an_old_plan(w: Upkeep) -> Knock:
    token = services.plan_batch(batch=batch(w), by=w.head).token
    content = people.CircumstanceContent(kind="transport", value="hired_bus", valid_from=SINCE)
    people.begin_circumstance(student_id=w.filled.anna, content=content, by=BY)
    return applying(w, batch(w), token)


def _nothing_changes(w: Upkeep) -> Knock:
    token = services.plan_batch(batch=batch(w), by=w.head).token
    services.apply_batch(batch=batch(w), token=token, by=w.head)
    return applying(w, batch(w), services.plan_batch(batch=batch(w), by=w.head).token)


def applied(w: Upkeep) -> int:
    token = services.plan_batch(batch=batch(w), by=w.head).token
    return services.apply_batch(batch=batch(w), token=token, by=w.head).pk


def taking_back(w: Upkeep, number: int, by: Actor | None = None, role: str = "") -> Knock:
    said = {"reason": "Ошибка"}
    return knock(
        lambda: services.take_batch_back(batch_id=number, by=by or w.head, **said),
        Call(f"upkeep/batches/{number}/undo/", said),
        Call(f"{API}batches/{number}/undo/", said),
        role=role,
    )


def _taken_back(w: Upkeep) -> Knock:
    number = applied(w)
    services.take_batch_back(batch_id=number, reason="Ошибка", by=w.head)
    return taking_back(w, number)


def _changed_after(w: Upkeep) -> Knock:
    number = applied(w)
    content = people.CircumstanceContent(kind="transport", value="hired_bus", valid_from=TODAY + timedelta(days=1))
    people.begin_circumstance(student_id=w.filled.anna, content=content, by=BY)
    return taking_back(w, number)


def _of_health(w: Upkeep) -> Knock:
    """The coordinator does not hold health."""
    coordinator = w.acting("coordinator")
    one = batch(w, "health_group", "ii")
    said = {"code": one.code, "value": one.value, "since": TODAY, "students": list(one.student_ids)}
    return knock(
        lambda: services.plan_batch(batch=one, by=coordinator),
        "the page offers the fields that the role changes",
        Call(f"{API}batches/plan/", said),
        role="coordinator",
    )


CASES: dict[type[Refused], Case] = {
    r.NotYourStudents: lambda w: checking(w, 987654),
    r.AllCheckedAlready: _checked_twice,
    r.NotYourChild: lambda w: proposing(w, page=NOT_THERE, api=NOT_THERE, guardian=w.filled.grandmother, phone="1"),
    r.NothingProposed: lambda w: proposing(w, given_name="Анна"),
    r.FieldNotProposable: lambda w: proposing(
        w,
        page="the form has what may be proposed alone",
        api="a field that there is not is no shape of the body",
        birth_place="Майкоп",
    ),
    r.MayNotBeEmpty: lambda w: proposing(w, given_name=""),
    r.ProposalWaitsAlready: _waits,
    r.OrganisationTakesNoCorrections: _of_a_closed_organisation,
    r.DecidedAlready: _decided,
    r.ReasonOfRefusalMissing: _refused_silently,
    r.CardChangedSinceProposal: _changed_since,
    r.NatureNotSaid: _renaming("", page="the form asks for it as a field that must be filled in"),
    r.SinceMissing: _renaming("change"),
    r.FieldNotInBatches: _of_health,
    r.NothingChanges: _nothing_changes,
    r.PlanIsOutOfDate: _of_an_old_plan,
    r.BatchTakenBack: _taken_back,
    r.BatchChangedSince: _changed_after,
    r.BatchNotYours: lambda w: taking_back(w, applied(w), w.acting("secretary"), "secretary"),
}
