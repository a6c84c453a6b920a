"""Each rule of a transfer is the same named error in the page, the programming interface and the command."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from html import unescape
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils.translation import override

from shared_apps.envelopes import refusals as post
from shared_apps.envelopes.models import Envelope
from shared_apps.organisations import crossing
from shared_apps.organisations.models import Organisation
from shared_apps.organisations.refusal import Refused
from tenant_apps.enrolment import services as enrolment
from tenant_apps.enrolment.models import AcademicYear, ClassGroup
from tenant_apps.enrolment.services import Line, Requisites
from tenant_apps.transfers import refusals, reorganising, services
from tenant_apps.transfers.models import Transfer
from tenant_apps.transfers.services.coming import Acceptance
from tests.transfers.conftest import BY, SEPTEMBER, D, School, enrolled, preschooler
from tests.transfers.test_pages import api, office, url

ELSEWHERE = {
    refusals.DateDiffers: "signing a draft: test_an_order_of_another_day_is_refused",
    refusals.AcceptedThere: "cancelling an order: test_the_order_of_leaving_stays_once_he_is_admitted",
    post.StudentOnTheWay: "the database's own net: test_the_database_refuses_a_second_way_too",
}
"""Refusals that the pages of transfers never raise, with the test that does."""


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
    scene.order("graduation", D - timedelta(days=1), reason="finished_special")
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
    number = scene.send(scene.anna).number or 0
    enrolled(scene.there, "Ёлкина", snils="112-233-445 95")
    return scene.accepting(number)


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


def expired(scene: Scene) -> Attempt:
    with scene.there.inside():
        born = date(SEPTEMBER.year - 11, 3, 4)
        asked = services.request_transfer(
            partner_id=scene.here.pk, who="Ким Анна", birth_date=born, level="basic", grade=5, on=D, by=BY
        )
        with crossing.shared(by=BY):
            Envelope.objects.filter(pk=asked.number).update(state="expired")
    return scene.accepting(asked.number or 0, class_id=0, page=False)


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
    refusals.GradeNotOfferedHere: grade_not_offered,
    refusals.GroupNotOfferedHere: no_group,
    refusals.ClassOfAnotherGrade: another_grade,
    refusals.NoPlacesLeft: no_places,
    refusals.NoPlacesAnywhere: no_places_anywhere,
    refusals.AgeDoesNotFit: of_another_age,
    refusals.ClosedHere: closed_here,
    refusals.NothingToAnswer: nothing_to_answer,
    refusals.StudentNotChosen: not_chosen,
    refusals.PartOfReorganisation: part_of_reorganisation,
    refusals.SeveralRulesBroken: several,
    post.NoSuchEnvelope: no_such,
    post.EnvelopeNotWaiting: not_waiting,
    post.EnvelopeExpired: expired,
    post.NotYourTurn: not_your_turn,
    post.ReasonMissing: no_reason,
    post.ContentsDamaged: damaged,
}


def test_every_rule_stands_in_the_table() -> None:
    declared = set(refusals.TransferRefused.__subclasses__()) | {refusals.SeveralRulesBroken}
    declared |= {one for one in vars(post).values() if isinstance(one, type) and issubclass(one, Refused)} - {Refused}
    assert set(CASES) | set(ELSEWHERE) == declared
    assert not set(CASES) & set(ELSEWHERE)


@pytest.mark.parametrize("refusal", CASES, ids=lambda one: one.code)
def test_a_rule_has_one_name_everywhere(refusal: type[Refused], here, there, anna, send, accept) -> None:
    attempt = CASES[refusal](Scene(here, there, anna, send, accept))
    with override("ru"):
        words = str(by_service(attempt, refusal))
        client = office(attempt.at)
        assert by_api(attempt, client) == refusal.code
        assert by_command(attempt) == f"{refusal.code}: {words}"
        status, page = by_page(attempt, client)
    if attempt.page:
        assert (status, words in page) == (422, True), page
    else:
        assert status in (404, 422)


def by_service(attempt: Attempt, refusal: type[Refused]) -> Refused:
    values, head = attempt.values, {"requisites": Requisites(date=D), "sign": True, "by": BY}
    with pytest.raises(refusal) as raised, attempt.at.inside():
        match attempt.what:
            case "start":
                partner = values["partner"].pk
                services.start_transfer(student_id=values["student_id"], partner_id=partner, on=values["on"], **head)
            case "accept":
                chosen = Acceptance(class_group_id=values["class_id"])
                services.accept_transfer(number=attempt.number, acceptance=chosen, **head)
            case "refuse":
                services.refuse_transfer(number=attempt.number, reason=values["reason"], by=BY)
            case "give_back":
                services.give_back(number=attempt.number, by=BY)
    assert type(raised.value) is refusal
    return raised.value


def by_api(attempt: Attempt, client: Client) -> str:
    values = attempt.values
    if attempt.what == "start":
        sent = {"student_id": values["student_id"], "partner_id": values["partner"].pk, "on": f"{values['on']}"}
        address = api(attempt.at, "list")
    else:
        sent = {key: value for key, value in values.items() if key in ("class_id", "reason")}
        address = api(attempt.at, attempt.what, attempt.number)
    sent["date"] = f"{D}"
    return str(client.post(address, sent, content_type="application/json").json()["code"])


def by_command(attempt: Attempt) -> str:
    values, where = attempt.values, [attempt.what.replace("_", "-"), attempt.at.organisation.slug]
    if attempt.what == "start":
        where += [str(values["student_id"]), "--to", values["partner"].organisation.slug, "--on", f"{values['on']}"]
    else:
        where.append(str(attempt.number))
    if "reason" in values:
        where.append(f"--reason={values['reason']}")
    if values.get("class_name"):
        where += ["--class", values["class_name"]]
    with pytest.raises(CommandError) as raised:
        call_command("transfers", *where)
    return str(raised.value)


def by_page(attempt: Attempt, client: Client) -> tuple[int, str]:
    values = attempt.values
    number = values["student_id"] if attempt.what == "start" else attempt.number
    posted = {"date": f"{D}", "sign": "on"}
    if attempt.what == "start":
        posted |= {"partner": values["partner"].pk, "on": f"{values['on']}"}
    if attempt.what == "accept":
        posted["class_group"] = values["class_id"] or ""
    if "reason" in values:
        posted["reason"] = values["reason"]
    answer = client.post(url(attempt.at, attempt.what, number), posted)
    return answer.status_code, unescape(answer.content.decode())
