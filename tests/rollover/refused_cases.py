"""Each refusal of rollovers and of closing years, and how it is brought about. The doors follow from the operation."""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from shared_apps.handbooks.exceptions import UnknownItem
from shared_apps.organisations import crossing
from shared_apps.organisations.models import ReopeningRequest
from shared_apps.organisations.refusal import Refused
from tenant_apps.enrolment import services as enrolment
from tenant_apps.enrolment.models import AcademicYear
from tenant_apps.history import reversal
from tenant_apps.rollover import refusals as r
from tenant_apps.rollover import reopenings, services
from tenant_apps.rollover.models import PlannedClass, YearSealing
from tests.factories.accounts import browser, member
from tests.refusing.doors import ORGANISATION, Call, Command, Knock, Place

from .conftest import BEGINS, COORDINATOR, NEXT, REGADMIN, a_student, admit
from .refused_world import (
    LAST,
    TWO_PERSONS,
    Case,
    Turn,
    adding,
    applying,
    applying_at_work,
    confirming,
    dating,
    deciding,
    deciding_many,
    looking,
    making,
    proposing,
    removing,
    reopening,
    undoing,
)

FORM_ASKS = "the form has the reason as a field that must be filled in"


def _plan_twice(w: Turn) -> Knock:
    return making(w.plan().year_id, command="the command brings a plan that stands up to date")


def _nobody(w: Turn) -> Knock:
    return making(w.with_classes(_5А=0).year.pk, command=Command("rollover", [ORGANISATION, "plan"]))


def _somebody_came(w: Turn) -> Knock:
    plan = w.ready()
    admit(w.old.classes["5А"], a_student("Новикова", "5А"))
    return applying(plan)


def _half_carried_out(w: Turn) -> Knock:
    """The completion of grade 9 is ordered, the transfer to grade 10 is not yet."""
    plan = w.plan(_9А=1, _10А=1)
    services.decide_for_many(plan_id=plan.pk, outcome="next", grade=9, by=COORDINATOR)
    w_plan = services.decide_for_many(
        plan_id=plan.pk, outcome="leaves", grade=10, reason="own_wish", by=COORDINATOR
    ) and plan  # fmt: skip
    services.start_applying(plan_id=w_plan.pk, by=COORDINATOR)
    for _step in range(3):
        services.apply_next(plan_id=plan.pk, by=COORDINATOR)
    return deciding_many(plan, "finished", 9)


def _another_letter(w: Turn) -> Knock:
    """Somebody who repeats grade 5 in class 6Б."""
    plan = w.plan()
    return deciding(w.row(), "repeated", target_id=PlannedClass.objects.get(plan=plan, name="6Б").pk)


def _of_grade_five(outcome: str, **said: Any) -> Case:
    def case(w: Turn) -> Knock:
        w.plan()
        return deciding(w.row(), outcome, **said)

    return case


def _statement_and_goes_on(w: Turn) -> Knock:
    w.plan(_9А=1, _10А=1)
    return deciding(w.row("9А"), "next", result="finished_reference")


def _unknown_row(w: Turn) -> Knock:
    w.plan()
    row = w.row()
    row.pk = 987_654
    return deciding(row, "repeated", page="the form has the rows of the plan alone")


def _class_with_students(w: Turn) -> Knock:
    plan = w.plan()
    return removing(plan, PlannedClass.objects.get(plan=plan, name="6А").pk)


def _never_looked_at(w: Turn) -> Knock:
    return undoing(
        w.applied(), 1, page="the page asks for the reason first",
        command=Command("rollover", [ORGANISATION, "undo", "--confirm"]),
    )  # fmt: skip


def _looked_at_since(w: Turn) -> Knock:
    plan = w.applied()
    number = services.plan_undoing(plan_id=plan.pk, reason="Ошибка", by=COORDINATOR).number + 1
    return undoing(
        plan, number, page=Call(f"rollover/plans/{plan.pk}/undo/", {"number": number}),
        command="the command carries out what was looked at last",
    )  # fmt: skip


# --- closing years --------------------------------------------------------------------------------------------------


def _year_that_is_on(w: Turn) -> Knock:
    w.applied()
    return proposing(AcademicYear.objects.get(valid_from=NEXT).pk)


def _with_a_draft(w: Turn) -> Knock:
    w.applied()
    line = enrolment.Line(student_id=w.old.students["5А"][0].pk, on=LAST, grade=5)
    enrolment.draft_order(
        kind="admission", requisites=enrolment.Requisites(date=LAST), lines=[line], by=COORDINATOR
    )  # fmt: skip
    return proposing(w.old.year.pk)


def _half_way(w: Turn) -> Knock:
    services.start_applying(plan_id=w.ready().pk, by=COORDINATOR)
    return proposing(w.old.year.pk)


def _earlier(w: Turn) -> AcademicYear:
    return enrolment.open_academic_year(
        valid_from=BEGINS.replace(year=BEGINS.year - 1), valid_to=BEGINS, by=COORDINATOR
    )


def _after_an_open_one(w: Turn) -> Knock:
    w.applied()
    _earlier(w)
    return proposing(w.old.year.pk)


def _before_a_closed_one(w: Turn) -> Knock:
    w.with_classes()
    earlier = _earlier(w)
    AcademicYear.objects.update(closed_at=timezone.now())
    return reopening(earlier.pk)


def _sealed(w: Turn) -> None:
    w.applied()
    w.sealed()


def _sealed_twice(w: Turn) -> Knock:
    _sealed(w)
    return proposing(w.old.year.pk)


def _proposed_twice(w: Turn) -> Knock:
    w.applied()
    services.propose_sealing(year_id=w.old.year.pk, by=COORDINATOR)
    return proposing(w.old.year.pk)


def _confirmed_twice(w: Turn) -> Knock:
    _sealed(w)
    return confirming(YearSealing.objects.get())


def _confirmed_by_himself(w: Turn) -> Knock:
    w.applied()
    himself = w.account("sysadmin")
    return confirming(services.propose_sealing(year_id=w.old.year.pk, by=himself), by=himself)


def _without_reason(w: Turn) -> Knock:
    _sealed(w)
    return reopening(w.old.year.pk, " ", page=FORM_ASKS)


def _confirmed_here(w: Turn) -> Knock:
    _sealed(w)
    return confirming(services.propose_reopening(year_id=w.old.year.pk, reason="Ошибка", by=COORDINATOR))


CASES: Mapping[type[Refused], tuple[Case, ...]] = {
    # --- the plan
    r.PlanStandsAlready: (_plan_twice,),
    r.PlanNotEditable: (lambda w: dating(w.applied()),),
    r.PlanChangedMeanwhile: (lambda w: dating(w.plan(), version=0),),
    r.PlanOutdated: (_somebody_came,),
    r.PlanAtWork: (lambda w: applying_at_work(w.ready()),),
    r.NobodyToMove: (_nobody,),
    r.NextYearMisshapen: (lambda w: dating(w.plan(), next_from=NEXT - timedelta(days=1)),),
    r.LeavingDayOutside: (lambda w: dating(w.plan(), leave_on=NEXT + timedelta(days=1)),),
    # --- outcomes and classes
    r.OutcomeOfAnother: (_unknown_row,),
    r.OutcomeCarriedOut: (_half_carried_out,),
    r.TargetDoesNotFit: (_another_letter,),
    r.OutcomeDoesNotFit: (_of_grade_five("finished"),),
    r.ReasonMissing: (_of_grade_five("leaves"),),
    r.ReasonDoesNotFit: (
        _of_grade_five("leaves", reason="death", page="the form offers the grounds of plans alone"),
    ),
    UnknownItem: (
        _of_grade_five("leaves", reason="nobody_knows", page="the form offers the grounds of plans alone"),
        lambda w: adding(w.plan(), grade=6, letter="Ж", age_group="nobody_knows", page="the form offers the handbook"),
    ),
    r.ResultDoesNotFit: (_statement_and_goes_on,),
    r.SubjectsMissing: (_of_grade_five("conditional"),),
    r.TermMissing: (_of_grade_five("conditional", subjects="Алгебра"),),
    r.TermOutside: (_of_grade_five("conditional", subjects="Алгебра", due_on=NEXT),),
    r.NobodyChosen: (lambda w: deciding_many(w.plan(), "next", 5),),
    r.PlannedNameTaken: (lambda w: adding(w.plan(), grade=6, letter="а"),),
    r.PlannedNameMissing: (lambda w: adding(w.plan(), letter="Б"),),
    r.PlannedGradeDoesNotFit: (lambda w: adding(w.plan(), grade=13, page="the form takes grades from 1 to 12"),),
    r.PlannedClassHasStudents: (_class_with_students,),
    # --- carrying out, undoing
    r.PlanNotReady: (lambda w: applying(w.plan(_9А=1, _10А=1)),),
    r.PlanNotInHand: (lambda w: applying(w.undone(), command="the command takes the plan that is not undone"),),
    r.NothingToUndo: (lambda w: looking(w.plan()),),
    r.UndoingNotLookedAt: (_never_looked_at, _looked_at_since),
    reversal.ReasonMissing: (lambda w: looking(w.applied(), " ", page=FORM_ASKS),),
    # --- closing years
    r.YearNotOver: (_year_that_is_on,),
    r.StudentsNotMoved: (lambda w: proposing(w.with_classes().year.pk),),
    r.YearHasDrafts: (_with_a_draft,),
    r.RolloverUnfinished: (_half_way,),
    r.EarlierYearOpen: (_after_an_open_one,),
    r.LaterYearClosed: (_before_a_closed_one,),
    r.YearClosedAlready: (_sealed_twice,),
    r.YearNotClosed: (lambda w: reopening(w.with_classes().year.pk),),
    r.ProposalStands: (_proposed_twice,),
    r.ProposalDecided: (_confirmed_twice,),
    r.OwnProposal: (_confirmed_by_himself,),
    r.ReopeningNeedsReason: (_without_reason,),
    r.DecidedByTheRegion: (_confirmed_here,),
}  # fmt: skip

MET = {reversal.ReasonMissing, UnknownItem}
"""Of other apps, where these operations meet them."""

DECIDED_BY_THE_ADMINISTRATOR = {r.ProposalDecided, r.OwnProposal, r.DecidedByTheRegion}
"""What the network administrator alone is offered."""


# --- the region's administrator -------------------------------------------------------------------------------------


class Office(Place):
    """The region's administrator before the request of an organisation to open a closed year."""

    def __init__(self, school: Any) -> None:
        super().__init__(school)
        self.himself = member("turn-regadmin", "regadmin")
        self.client = browser(self.himself)

    client: Client

    def inside(self) -> AbstractContextManager[Any]:
        return crossing.shared(by=REGADMIN)

    def asked(self, **more: Any) -> int:
        return ReopeningRequest.objects.create(
            organisation=self.school, proposal_id=1, year_name="2025/2026", reason="Ошибка", asked_name="Кто-то", **more
        ).pk


def _deciding(request: int, by: crossing.By) -> Knock:
    return Knock(
        service=lambda: reopenings.decide(request_id=request, granted=False, words="Нет", by=by),
        page=Call(f"/admin/reopenings/{request}/", {"decision": "refuse", "words": "Нет"}),
        api="the region's administration has pages alone",
        command=TWO_PERSONS,
    )


def _decided_twice(office: Office) -> Knock:
    return _deciding(office.asked(state=ReopeningRequest.State.REFUSED), REGADMIN)


def _own_request(office: Office) -> Knock:
    himself = crossing.By(account_id=office.himself.pk, name="Он же")
    return _deciding(office.asked(asked_by=office.himself.pk), himself)


OF_THE_REGION = {reopenings.RequestDecided: _decided_twice, reopenings.OwnRequest: _own_request}
