"""Each refusal of orders and enrolment and how it is brought about: one line each. The doors follow from the knock."""

from datetime import date, timedelta
from typing import Any

from shared_apps.organisations.refusal import Refused
from tenant_apps.enrolment import arrangement_refusals as a
from tenant_apps.enrolment import refusals as r
from tenant_apps.enrolment import services
from tenant_apps.enrolment.arrangement_models import AcademicDebt
from tenant_apps.people import services as people
from tenant_apps.people.models import Student
from tenant_apps.people.queries.names import named_students
from tenant_apps.transfers import services as transfers
from tests.refusing.doors import BY, Call, Knock

from .refused_world import (
    ATTEMPTED,
    COMPLETED,
    DECEMBER,
    FIRST_DAY,
    IN_A_MONTH,
    LONG_AGO,
    NEXT_YEAR,
    NOVEMBER,
    OCTOBER,
    World,
    attempting,
    cancelling,
    certifying,
    confirming,
    correcting,
    drafting,
    signing,
)
from .refused_years import YEARS_AND_CLASSES, Case


def sign(kind: str, **line: Any) -> Case:
    """Signing an order about a student who studies in 5Б since September."""
    return lambda w: signing(w.draft(kind, w.admitted(), **{k: v(w) if callable(v) else v for k, v in line.items()}))


def admit(kind: str = "admission", *, born: date = date(2014, 5, 6), **line: Any) -> Case:
    """Signing an order of admission of somebody new."""

    def case(w: World) -> Knock:
        said = {k: v(w) if callable(v) else v for k, v in line.items()}
        return signing(w.draft(kind, w.student(born), **{"dated": OCTOBER, **said}))

    return case


def twice(first: str, kind: str, *, then: date = NOVEMBER, before: dict[str, Any], **line: Any) -> Case:
    """Signing an order of somebody about whom another one was issued in October."""

    def case(w: World) -> Knock:
        student = w.admitted()
        w.issued(first, student, **before)
        return signing(w.draft(kind, student, on=then, **{k: v(w) if callable(v) else v for k, v in line.items()}))

    return case


def fifth(w: World) -> int:
    return w.fifth.pk


def other_fifth(w: World) -> int:
    return w.other_fifth.pk


def sixth(w: World) -> int:
    return w.sixth.pk


def _full(w: World) -> Knock:
    for _ in range(2):
        w.admitted(into=w.fifth)
    return signing(w.draft("admission", w.student(), class_group_id=w.fifth.pk))


def _sealed(w: World) -> Knock:
    draft = w.draft("leaving", w.admitted())
    w.closed(w.year)
    return signing(draft)


def _signed(w: World) -> Knock:
    return signing(w.issued("leaving", w.admitted()).pk)


def _same_number(w: World) -> Knock:
    number = w.issued("leaving", w.admitted()).number
    return signing(w.draft("leaving", w.admitted()), number=number)


def _later(w: World) -> Knock:
    order = w.issued("admission", student := w.student(), class_group_id=w.fifth.pk)
    w.issued("leaving", student, on=NOVEMBER)
    return cancelling(order)


def _cancelled(w: World) -> Knock:
    order = w.issued("leaving", w.admitted())
    services.cancel_order(order_id=order.pk, requisites=services.Requisites(date=DECEMBER), by=BY)
    return cancelling(order)


def _cancelling(w: World) -> Knock:
    order = w.issued("leaving", w.admitted())
    return cancelling(services.cancel_order(order_id=order.pk, requisites=services.Requisites(date=DECEMBER), by=BY))


def _of_closed_year(w: World) -> Knock:
    order = w.issued("leaving", w.admitted())
    w.closed(w.year)
    return cancelling(order)


def _into_a_closed_year(w: World) -> Knock:
    """What takes effect next year is dated in one that was closed since."""
    draft = w.draft("leaving", w.admitted(), on=SIXTH, dated=DECEMBER)
    w.closed(w.year)
    return signing(draft)


def _cancelled_in_a_closed_year(w: World) -> Knock:
    order = w.issued("leaving", w.admitted(), on=SIXTH, dated=DECEMBER)
    w.closed(w.year)
    return cancelling(order)


def _awaited(snils: str) -> Case:
    """Admitting somebody whose transfer is asked for; `snils`: by it the card is known for certain."""

    def case(w: World) -> Knock:
        student, other = w.student(), w.another_school()
        person = Student.objects.get(pk=student).person
        if snils:
            people.set_identifier(person_id=person.pk, kind="snils", value=snils, by=BY)
        transfers.request_transfer(
            partner_id=other, who=named_students([student])[student].full_name, birth_date=person.birth_date,
            snils=snils, level="basic", grade=5, on=OCTOBER, insist=True, by=BY,
        )  # fmt: skip
        return signing(w.draft("admission", student, class_group_id=w.fifth.pk))

    return case


def _of_one(w: World, kind: str, effect: str, **line: Any) -> Knock:
    """Drafting from the card too."""
    student = w.admitted()
    form = {"date": OCTOBER.isoformat(), "on": OCTOBER.isoformat(), **line}
    return drafting(
        kind, [{"student_id": student, "on": OCTOBER, **line}],
        page=Call(f"students/{student}/order/{effect}/?kind={kind}", form),
    )  # fmt: skip


def _attempt(on: date, *before: tuple[date, bool], closed: bool = False, **more: Any) -> Case:
    def case(w: World) -> Knock:
        student, debt = w.debtor()
        for day, is_passed in before:
            services.record_debt_attempt(debt_id=debt, on=day, is_passed=is_passed, commission="Комиссия", by=BY)
        if closed:
            w.issued("debt_liquidation", student, on=NEXT_YEAR + timedelta(days=30), dated=DECEMBER)
        return attempting(student, debt, on, **more)

    return case


def _liquidating(subjects: str) -> Case:
    """Signing the liquidation of a debt in physics, at which nobody has tried yet."""

    def case(w: World) -> Knock:
        student, _debt = w.debtor()
        draft = w.draft("debt_liquidation", student, on=NEXT_YEAR + timedelta(days=30), dated=DECEMBER,
                        subjects=subjects)  # fmt: skip
        return signing(draft)

    return case


def _late(w: World) -> Knock:
    student = w.admitted()
    w.issued("next_year_conditional", student, on=NEXT_YEAR, dated=DECEMBER, class_group_id=w.sixth.pk,
             subjects="Физика", until=NEXT_YEAR + timedelta(days=20))  # fmt: skip
    debt = a_debt(student)
    return attempting(student, debt, NEXT_YEAR + timedelta(days=40))


def _correct(*, subject: str = "Химия", days: int = 60, closed: bool = False) -> Case:
    """Correcting a debt in physics; another one is in algebra."""

    def case(w: World) -> Knock:
        student, debt = w.debtor(subjects="Физика; Алгебра")
        if closed:
            w.issued("debt_liquidation", student, on=NEXT_YEAR + timedelta(days=30), dated=DECEMBER)
        return correcting(student, debt, subject, NEXT_YEAR + timedelta(days=days))

    return case


def _certificate(number: str = "0001", *, days: int = 3, on: date | None = None, taken: str = "") -> Case:
    """Writing a certificate down of somebody who completed grade 9; `taken`: of another one it is written down."""

    def case(w: World) -> Knock:
        student, other = w.completed(), w.completed()
        if taken:
            said = services.Certificate(series="023", number=taken, issued_on=COMPLETED)
            services.record_certificate(completion_id=w.completion(other), certificate=said, by=BY)
        return certifying(student, w.completion(student), number, on or COMPLETED + timedelta(days=days))

    return case


def _completed_twice(w: World) -> Knock:
    return signing(w.draft("basic_completion", w.completed(), on=COMPLETED, dated=DECEMBER))


def a_debt(student: int) -> int:
    return AcademicDebt.objects.unvoided().get(enrolment__student=student).pk


def _arrived(*, left: bool) -> Case:
    def case(w: World) -> Knock:
        student = w.admitted()
        if left:
            w.issued("leaving", student)
        return confirming(student, w.enrolment(student), OCTOBER - timedelta(days=9))

    return case


SIXTH = date(2026, 9, 2)
ATTEMPTS = ATTEMPTED

CASES: dict[type[Refused], Case] = {
    # --- orders
    r.OrderNotDraft: _signed,
    r.OrderChangedMeanwhile: lambda w: signing(w.draft("leaving", w.admitted()), version=0),
    r.OrderEmpty: lambda w: signing(w.draft("leaving")),
    r.OrderNumberTaken: _same_number,
    r.OrderDateInTheFuture: sign("leaving", dated=IN_A_MONTH),
    r.NoAcademicYear: sign("leaving", dated=LONG_AGO),
    r.OrderNotInForce: _cancelled,
    r.CancellingOrderStays: _cancelling,
    r.OrderOfClosedYear: _of_closed_year,
    r.OrderDatedInClosedYear: _into_a_closed_year,
    r.LaterOrdersDepend: _later,
    r.OrderKindNotOffered: lambda w: drafting(
        "admission_programme", [], page="the form offers the kinds of this organisation alone"
    ),
    r.StudentStandsInTheOrder: lambda w: drafting(
        "leaving",
        [{"student_id": w.admitted(), "on": OCTOBER}] * 2,
        page="the form offers whom the order does not have yet",
    ),
    r.NoSuchStudent: lambda w: drafting(
        "leaving", [{"student_id": 987654, "on": OCTOBER}], page="the form offers students who are here"
    ),
    r.NoSuchClass: lambda w: drafting(
        "admission",
        [{"student_id": w.student(), "on": OCTOBER, "class_id": 987654}],
        page="the form offers classes that are here",
    ),
    # --- lines
    r.StudentAlreadyEnrolled: sign("admission", class_group_id=other_fifth),
    r.StudentEnrolledLater: lambda w: signing(w.draft("admission", w.admitted(on=DECEMBER), class_group_id=w.fifth.pk)),
    r.StudentNotEnrolled: lambda w: signing(w.draft("leaving", w.student())),
    r.StudentLeftAlready: twice("leaving", "class_transfer", before={}, class_group_id=fifth),
    r.LeavesTheDayAdmitted: sign("leaving", on=FIRST_DAY),
    r.LaterMovementExists: twice("leaving", "leaving", before={"on": DECEMBER}),
    r.LineDateOutsideYears: admit(on=LONG_AGO, class_group_id=fifth),
    r.LineYearSealed: _sealed,
    r.NotBornYet: admit(born=date(2025, 12, 31), class_group_id=fifth),
    r.ClassMissing: lambda w: signing(w.draft("placement", w.admitted(grade=5))),
    r.GradeMissing: admit(),
    r.GradeDoesNotMatchClass: admit(class_group_id=fifth, grade=6),
    r.GradeNotOffered: admit(grade=7),
    r.GradeNotOfThisOrder: admit("admission_first_grade", class_group_id=fifth),
    r.ClassNotOpenThen: admit(class_group_id=lambda w: w.sixth.pk),
    r.AlreadyInAClass: sign("placement", class_group_id=fifth),
    r.NotInAClassYet: lambda w: signing(w.draft("class_transfer", w.admitted(grade=5), class_group_id=w.fifth.pk)),
    r.AlreadyInThisClass: sign("class_transfer", class_group_id=other_fifth),
    r.SeveralGroups: lambda w: signing(w.draft("leaving_programme", w.in_two_groups())),
    r.NotInThatClass: sign("class_transfer", class_group_id=other_fifth, of_class_id=lambda w: w.sixth_now.pk),
    r.SameFormOfStudy: sign("form_transfer", form_of_study="full_time"),
    r.NotTheNextGrade: sign("next_year", on=NEXT_YEAR, dated=DECEMBER, class_group_id=lambda w: w.next_fifth.pk),
    r.NotTheNextYear: sign("next_year", on=NEXT_YEAR, dated=DECEMBER, class_group_id=lambda w: w.sixth_now.pk),
    r.AnotherGrade: sign("class_transfer", class_group_id=lambda w: w.sixth_now.pk),
    r.ClassIsFull: _full,
    r.SeveralLinesRefused: lambda w: signing(w.draft("leaving", w.student(), w.student())),
    # --- arrangements, debts, destinations
    a.NoSuchOrganisation: lambda w: drafting(
        "leaving",
        [{"student_id": w.admitted(), "on": OCTOBER, "organisation_id": 987654}],
        page="the combobox takes organisations of the register alone",
    ),
    a.ReasonNotOfThisOrder: lambda w: drafting(
        "leaving_family_education",
        [{"student_id": w.admitted(), "on": OCTOBER, "reason": "moved"}],
        page="the form offers the grounds of this kind alone",
    ),
    a.ResultNotOfThisOrder: lambda w: drafting(
        "graduation",
        [{"student_id": w.admitted(), "on": OCTOBER, "result": "repeated"}],
        page="the form offers the results of this kind alone",
    ),
    a.DestinationDoesNotFit: lambda w: _of_one(w, "leaving", "end", reason="to_college", destination="work"),
    a.NothingToRestore: admit("readmission", class_group_id=fifth),
    a.NotTheLastGrade: sign("graduation", reason="finished_basic"),
    a.DebtSubjectsMissing: sign("next_year_conditional", on=NEXT_YEAR, dated=DECEMBER, class_group_id=sixth),
    a.DebtCannotBeCorrected: _correct(closed=True),
    a.DebtSubjectMissing: _correct(subject="  "),
    a.SubjectOwedAlready: _correct(subject="алгебра"),
    a.DebtTermTooEarly: _correct(days=0),
    a.CompletedAlready: _completed_twice,
    a.CertificateNumberMissing: _certificate(" "),
    a.CertificateTooEarly: _certificate(days=-1),
    a.CertificateInTheFuture: _certificate(on=IN_A_MONTH),
    a.CertificateNumberTaken: _certificate("0001", taken="0001"),
    a.StudentComesByTransfer: _awaited("112-233-445 95"),
    a.NamesakeComesByTransfer: _awaited(""),
    a.LeavesWithoutTransfer: sign("leaving_transfer", organisation_id=World.another_school),
    a.SameProgramme: twice("programme_transfer", "programme_transfer", before={"variant": "v7_1"}, variant="v7_1"),
    a.AlreadyArranged: twice(
        "temporary_leave", "academic_leave", before={"until": DECEMBER}, until=DECEMBER + timedelta(days=9)
    ),
    a.NothingArranged: sign("return"),
    a.EndsTheDayItBegan: twice("temporary_leave", "return", before={"until": DECEMBER}, then=OCTOBER),
    a.EndsBeforeItBegins: sign("temporary_leave", until=OCTOBER),
    a.ExpectedEndMissing: sign("temporary_leave"),
    a.MedicalDocumentMissing: sign("home_study", until=DECEMBER),
    a.NoDebts: sign("debt_liquidation"),
    a.SubjectNotOwed: _liquidating("Химия"),
    a.DebtsNotPassed: _liquidating("Физика"),
    a.DebtIsClosed: _attempt(NEXT_YEAR + timedelta(days=40), closed=True),
    a.DebtIsPassed: _attempt(ATTEMPTS[1], (ATTEMPTS[0], True), commission="Комиссия"),
    a.NoAttemptsLeft: _attempt(ATTEMPTS[2], (ATTEMPTS[0], False), (ATTEMPTS[1], False), commission="Комиссия"),
    a.AttemptOutOfTurn: _attempt(NEXT_YEAR),
    a.AttemptInTheFuture: _attempt(IN_A_MONTH),
    a.AttemptAfterTheTerm: _late,
    a.CommissionMissing: _attempt(ATTEMPTS[1], (ATTEMPTS[0], False)),
    a.StudentDidNotLeave: _arrived(left=False),
    a.ArrivedBeforeLeaving: _arrived(left=True),
}


CASES |= YEARS_AND_CLASSES

BESIDES: tuple[tuple[type[Refused], Case], ...] = ((r.OrderDatedInClosedYear, _cancelled_in_a_closed_year),)
"""What another operation refuses by the same name."""

ELSEWHERE: dict[type[Refused], str] = {
    r.LineRefused: "a base class",
    r.OrderKindNotYours: "needs an actor who does not read health: test_closed_orders.py",
    r.OrderNotDueYet: "no door asks for it: the daily task takes orders whose day has come",
}  # fmt: skip

IMPORTED: dict[type[Refused], str] = {
    r.LineDateOutsideYears: "year.missing",
    r.LineYearSealed: "year.closed",
    r.NoSuchClass: "class.missing",
    r.ClassNotOpenThen: "class.not_open_then",
    r.StudentAlreadyEnrolled: "student.in_another_class",
    r.StudentLeftAlready: "student.left",
}
"""What a file of students offers is admission alone; a row says the refusal by a code of its own, before anything is
written. What only the order finds out (a full class) is a choice that the page of the import asks for."""
