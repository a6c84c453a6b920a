"""What brings each rule of a transfer about: the cases of test_channels.py."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from shared_apps.envelopes import refusals as post
from shared_apps.envelopes.models import Envelope
from shared_apps.organisations import crossing
from shared_apps.organisations.models import Organisation
from shared_apps.organisations.refusal import Refused
from tenant_apps.enrolment import services as enrolment
from tenant_apps.enrolment.models import AcademicYear, ClassGroup, Enrolment
from tenant_apps.enrolment.services import Line, Requisites
from tenant_apps.people import services as people
from tenant_apps.transfers import refusals, reorganising, services
from tenant_apps.transfers.models import Transfer
from tenant_apps.transfers.services.settling import open_differences
from tests.transfers.conftest import BY, SEPTEMBER, D, School, enrolled, preschooler


@dataclass(frozen=True)
class Attempt:
    """What is tried. `page`: whether a page lets it be tried at all; otherwise it is not offered there (404 or 422)."""

    at: School
    what: str
    number: int = 0
    values: dict[str, Any] = field(default_factory=dict)
    page: bool = True


@dataclass
class Scene:
    """Two schools, a student of the first one, and the two acts."""

    here: School
    there: School
    anna: int
    send: Callable[..., Transfer]
    accept: Callable[..., Transfer]

    def start(self, *, page: bool = True, **more: Any) -> Attempt:
        values = {"student_id": self.anna, "partner": self.there, "on": D} | more
        return Attempt(self.here, "start", values=values, page=page)

    def accepting(
        self, number: int, *, class_id: int | None = None, class_name: str = "5А", page: bool = True
    ) -> Attempt:
        chosen = self.there.class_id if class_id is None else class_id
        values = {"class_id": chosen or None, "class_name": class_name if chosen else ""}
        return Attempt(self.there, "accept", number, values, page)

    def order(self, kind: str, on: date, *, sign: bool = True, **line: Any) -> None:
        with self.here.inside():
            lines = [Line(student_id=self.anna, on=on, **line)]
            enrolment.issue_order(lines=lines, kind=kind, requisites=Requisites(date=D), sign=sign, by=BY)

    def closed(self, school: School) -> None:
        with crossing.shared(by=BY):
            Organisation.objects.filter(pk=school.pk).update(closed_on=D)


def level_not_offered(scene: Scene) -> Attempt:
    with crossing.shared(by=BY):
        scene.there.organisation.periods.update(kind="kindergarten")
    return scene.start()


def not_open(scene: Scene) -> Attempt:
    scene.closed(scene.there)
    return scene.start()


def not_enrolled(scene: Scene) -> Attempt:
    scene.order("leaving", D - timedelta(days=1))
    return scene.start()


def finished(scene: Scene) -> Attempt:
    scene.order("leaving", D - timedelta(days=1))
    with scene.here.inside():
        Enrolment.objects.filter(student=scene.anna).update(end_reason="finished_special")
    return scene.start()


def another_pending(scene: Scene) -> Attempt:
    scene.send(scene.anna)
    scene.order("readmission", D + timedelta(days=1), class_group_id=scene.here.class_id)
    return scene.start(on=D + timedelta(days=2))


def outside_year(scene: Scene) -> Attempt:
    return scene.start(on=date(SEPTEMBER.year + 2, 1, 15))


def before_movement(scene: Scene) -> Attempt:
    scene.order("class_transfer", D, class_group_id=scene.here.full_class_id)
    return scene.start()


def unsigned(scene: Scene) -> Attempt:
    scene.order("class_transfer", D, class_group_id=scene.here.full_class_id, sign=False)
    return scene.start()


def enrolled_already(scene: Scene) -> Attempt:
    enrolled(scene.there, "Ёлкина", snils="112-233-445 95")
    number = scene.send(scene.anna).number or 0
    return scene.accepting(number)


def namesake_studies(scene: Scene) -> Attempt:
    enrolled(scene.there, "Ёлкина")
    number = scene.send(scene.anna).number or 0
    return scene.accepting(number)


def namesake_waits(scene: Scene) -> Attempt:
    asked(scene, "Ёлкина Анна")
    return scene.start()


def grade_not_offered(scene: Scene) -> Attempt:
    number = scene.send(scene.anna).number or 0
    with scene.there.inside():
        for pk in (scene.there.class_id, scene.there.full_class_id):
            enrolment.delete_class(class_id=pk, by=BY)
    return scene.accepting(number, class_id=0)


def another_grade(scene: Scene) -> Attempt:
    number = scene.send(scene.anna).number or 0
    with scene.there.inside():
        parameters = enrolment.ClassParameters(grade=6, letter="А", capacity=25)
        sixth = enrolment.create_class(year_id=AcademicYear.objects.get().pk, parameters=parameters, by=BY)
    return scene.accepting(number, class_id=sixth.pk, class_name="6А")


def no_places(scene: Scene) -> Attempt:
    number = scene.send(scene.anna).number or 0
    student = enrolled(scene.there, "Ким")
    with scene.there.inside():
        lines = [Line(student_id=student, on=SEPTEMBER, class_group_id=scene.there.full_class_id)]
        enrolment.issue_order(lines=lines, kind="class_transfer", requisites=Requisites(date=D), sign=True, by=BY)
    return scene.accepting(number, class_id=scene.there.full_class_id, class_name="5Б")


def no_places_anywhere(scene: Scene) -> Attempt:
    number = scene.send(scene.anna).number or 0
    enrolled(scene.there, "Ким")
    with scene.there.inside():
        ClassGroup.objects.update(capacity=1)
        ClassGroup.objects.filter(pk=scene.there.full_class_id).delete()
    return scene.accepting(number, class_id=0)


def no_group(scene: Scene) -> Attempt:
    child = preschooler(scene.here)
    return scene.accepting(scene.send(child).number or 0, class_id=0)


def of_another_age(scene: Scene) -> Attempt:
    grown = enrolled(scene.here, "Взрослая", born=date(SEPTEMBER.year - 30, 1, 1))
    return scene.accepting(scene.send(grown).number or 0)


def closed_here(scene: Scene) -> Attempt:
    number = scene.send(scene.anna).number or 0
    scene.closed(scene.there)
    return scene.accepting(number)


def several(scene: Scene) -> Attempt:
    scene.closed(scene.there)
    return scene.start(on=date(SEPTEMBER.year + 2, 1, 15))


def nothing_to_answer(scene: Scene) -> Attempt:
    return Attempt(scene.here, "give_back", scene.send(scene.anna).number or 0)


def not_chosen(scene: Scene) -> Attempt:
    number = scene.send(scene.anna).number or 0
    accepted = scene.accept(number)
    with scene.there.inside():
        enrolment.cancel_order(order_id=accepted.order_id, requisites=Requisites(date=D), by=BY)
        Transfer.objects.all().delete()
    return scene.accepting(number)


def no_such(scene: Scene) -> Attempt:
    return scene.accepting(987_654, class_id=0, page=False)


def not_waiting(scene: Scene) -> Attempt:
    number = scene.send(scene.anna).number or 0
    scene.accept(number)
    return scene.accepting(number, class_id=0, page=False)


def asked(scene: Scene, who: str) -> int:
    with scene.there.inside():
        born = date(SEPTEMBER.year - 11, 3, 4)
        return (
            services.request_transfer(
                partner_id=scene.here.pk, who=who, birth_date=born, level="basic", grade=5, on=D, by=BY
            ).number
            or 0
        )


def expired(scene: Scene) -> Attempt:
    number = asked(scene, "Ким Анна")
    with scene.there.inside(), crossing.shared(by=BY):
        Envelope.objects.filter(pk=number).update(state="expired")
    return scene.accepting(number, class_id=0, page=False)


def not_your_turn(scene: Scene) -> Attempt:
    number = scene.send(scene.anna).number or 0
    return Attempt(scene.here, "refuse", number, {"reason": "Нет мест"}, page=False)


def no_reason(scene: Scene) -> Attempt:
    return Attempt(scene.there, "refuse", scene.send(scene.anna).number or 0, {"reason": ""}, page=False)


def damaged(scene: Scene) -> Attempt:
    number = scene.send(scene.anna).number or 0
    with scene.there.inside(), crossing.shared(by=BY):
        Envelope.objects.filter(pk=number).update(digest="0" * 64)
    return scene.accepting(number)


def part_of_reorganisation(scene: Scene) -> Attempt:
    plan = reorganising.make_plan(
        kind="merge", sides=[scene.here.pk], receiver_id=scene.there.pk, on=D, order_number="1", order_date=D, by=BY
    )
    reorganising.look(plan, BY)
    reorganising.moving.start(plan, BY)
    for _ in range(2):
        reorganising.next_step(plan, BY)
    with scene.there.inside():
        return scene.accepting(Envelope.objects.get(kind="merge").pk, page=False)


def nothing_to_settle(scene: Scene) -> Attempt:
    number = scene.send(scene.anna).number or 0
    scene.accept(number)
    return Attempt(scene.there, "settle", number, {"chosen": {}})


def no_such_difference(scene: Scene) -> Attempt:
    """A phone is no name: it has not changed since a day."""
    number = scene.send(scene.anna).number or 0
    with scene.there.inside():
        particulars = {"sex": "female", "phone": "+7 900 999-99-99"}
        known = people.create_student(name=people.Name("Ёлкина", "Анна"), particulars=particulars, by=BY, insist=True)
        people.set_identifier(person_id=known.person_id, kind="snils", value="112-233-445 95", by=BY)
    accepted = scene.accept(number)
    with scene.there.inside():
        [one] = open_differences(Envelope.objects.get(pk=number), accepted)
    return Attempt(scene.there, "settle", number, {"chosen": {one.key: "changed"}}, page=False)


def to_itself(scene: Scene) -> Attempt:
    return scene.start(partner=scene.here)


CASES: dict[type[Refused], Callable[[Scene], Attempt]] = {
    refusals.ReceiverIsSender: to_itself,
    refusals.ReceiverNotOpen: not_open,
    refusals.LevelNotOfferedThere: level_not_offered,
    refusals.NotEnrolledThen: not_enrolled,
    refusals.FinishedAlready: finished,
    refusals.AnotherTransferPending: another_pending,
    refusals.DateOutsideYear: outside_year,
    refusals.BeforeLastMovement: before_movement,
    refusals.SomethingUnsigned: unsigned,
    refusals.EnrolledHereAlready: enrolled_already,
    refusals.NamesakeStudiesHere: namesake_studies,
    refusals.NamesakeWaits: namesake_waits,
    refusals.GradeNotOfferedHere: grade_not_offered,
    refusals.GroupNotOfferedHere: no_group,
    refusals.ClassOfAnotherGrade: another_grade,
    refusals.NoPlacesLeft: no_places,
    refusals.NoPlacesAnywhere: no_places_anywhere,
    refusals.AgeDoesNotFit: of_another_age,
    refusals.ClosedHere: closed_here,
    refusals.NothingToAnswer: nothing_to_answer,
    refusals.StudentNotChosen: not_chosen,
    refusals.NothingToSettle: nothing_to_settle,
    refusals.NoSuchDifference: no_such_difference,
    refusals.PartOfReorganisation: part_of_reorganisation,
    refusals.SeveralRulesBroken: several,
    post.NoSuchEnvelope: no_such,
    post.EnvelopeNotWaiting: not_waiting,
    post.EnvelopeExpired: expired,
    post.NotYourTurn: not_your_turn,
    post.ReasonMissing: no_reason,
    post.ContentsDamaged: damaged,
}
