"""What must be so before a student leaves and before he comes: every rule is looked at, and all answers are shown.

Each rule returns the refusal, or None. Pages show the whole list before anything is sent; services raise what fails.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shared_apps.envelopes.models import Envelope
from shared_apps.envelopes.queries import WAITING
from shared_apps.handbooks import queries as handbooks
from shared_apps.organisations.periods import FOREVER
from tenant_apps.enrolment.models import AcademicYear, ClassGroup, ClassMembership, Enrolment, Order, OrderLine
from tenant_apps.enrolment.wording import described_order
from tenant_apps.people.models import Identifier, Person
from tenant_apps.people.queries.duplicates import described_person
from tenant_apps.people.queries.names import named_students
from tenant_apps.people.service_years import full_years

from . import refusals
from .models import Transfer
from .partners import Partner
from .places import classes_for, waiting_for_a_class
from .same_person import SNILS, Sought, students_here, transfers_waiting

FINISHING = "finished"
"""Group of leaving reasons (handbook leaving_reason) after which nobody is transferred."""
ADDITIONAL = "additional"
_AGES = {"preschool": (0, 8)}
_YEARS_OLDER = (5, 10)  # a student of grade g is g + 5 … g + 10 years old as a rule


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule as it was found: `problem` is None where it holds."""

    rule: str | Promise
    problem: refusals.TransferRefused | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaving:
    """Who would leave, where to, since when; `own` is the transfer at hand, not another one; `request`: the number of
    what is answered; `of_class_id`: the group that is left, where the student has several.
    """

    student_id: int
    partner: Partner | None
    here: int
    on: date
    of_class_id: int | None = None
    own: int | None = None
    request: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Coming:
    """Who would come, into which class. Without a card here he is new; `student_id` is the chosen card. `snils`: of a
    request, or of the file that came; "" where nobody wrote it.
    """

    number: int | None
    who: str
    person_uid: str
    birth_date: date | None
    level: str
    grade: int | None
    on: date
    class_group: ClassGroup | None
    student_id: int | None
    is_open: bool
    own: int | None = None
    snils: str = ""

    @property
    def sought(self) -> Sought:
        return Sought(
            who=self.who, birth_date=self.birth_date, person_uid=self.person_uid, snils=self.snils,
            student_id=self.student_id,
        )  # fmt: skip


def problems(findings: list[Finding]) -> list[refusals.TransferRefused]:
    return [one.problem for one in findings if one.problem is not None]


# --- leaving --------------------------------------------------------------------------------------------------------


def leaving(case: Leaving) -> list[Finding]:
    """Every rule of the sender's side."""
    return [Finding(title, rule(case)) for title, rule in _LEAVING]


def _is_another(case: Leaving) -> refusals.TransferRefused | None:
    return refusals.ReceiverIsSender() if case.partner is not None and case.partner.id == case.here else None


def _partner_is_open(case: Leaving) -> refusals.TransferRefused | None:
    if case.partner is not None and case.partner.is_open:
        return None
    name = case.partner.name if case.partner is not None else "—"
    return refusals.ReceiverNotOpen(params={"partner": name, "day": f"{case.on:%d.%m.%Y}"})


def _level_is_taught_there(case: Leaving) -> refusals.TransferRefused | None:
    membership = last_membership(case.student_id, case.on, case.of_class_id)
    if membership is None or not membership.level or case.partner is None or case.partner.teaches(membership.level):
        return None
    level = handbooks.name("level", membership.level)
    return refusals.LevelNotOfferedThere(params={"partner": case.partner.name, "level": level})


def _studies_then(case: Leaving) -> refusals.TransferRefused | None:
    """He studies here on the last day before."""
    rows = Enrolment.objects.unvoided().filter(student=case.student_id)
    if rows.filter(valid_from__lt=case.on, valid_to=FOREVER).exists():
        return None
    who = _who(case.student_id)
    last = rows.order_by("-valid_from").first()
    if last is not None and last.valid_to < FOREVER and has_finished(last):
        return refusals.FinishedAlready(params={"who": who, "day": f"{last.valid_to:%d.%m.%Y}"})
    return refusals.NotEnrolledThen(params={"who": who, "day": f"{case.on:%d.%m.%Y}"})


def _no_other_is_pending(case: Leaving) -> refusals.TransferRefused | None:
    uid = Person.objects.filter(student=case.student_id).values_list("person_uid", flat=True).first()
    there = Envelope.objects.filter(person_uid=uid, state__in=WAITING).first()
    if there is not None and not _own(case).filter(envelope_uid=there.uid).exists():
        return refusals.AnotherTransferPending(params={"who": there.who, "transfer": f"№ {there.pk}"})
    drafts = Transfer.objects.filter(
        student=case.student_id, direction=Transfer.Direction.OUT, order__state=Order.State.DRAFT
    ).exclude(pk__in=_own(case))
    other = drafts.select_related("order").first()
    if other is not None:
        return refusals.AnotherTransferPending(
            params={"who": _who(case.student_id), "transfer": described_order(other.order)}
        )
    return _nobody_else_asks(case)


def _nobody_else_asks(case: Leaving) -> refusals.TransferRefused | None:
    """A request names no card: its student is known by СНИЛС, or by name and birth date."""
    named = named_students([case.student_id]).get(case.student_id)
    if named is None:
        return None
    numbers = Identifier.objects.filter(kind=SNILS, person__student=case.student_id).values_list("value", flat=True)
    sought = Sought(who=named.full_name, birth_date=named.birth_date, snils=numbers.first() or "")
    certain, likely = transfers_waiting(sought, but=case.request)
    if certain is not None:
        return refusals.AnotherTransferPending(params={"who": certain.who, "transfer": f"№ {certain.pk}"})
    return _namesake_waits(likely)


def _inside_a_year(case: "Leaving | Coming") -> refusals.TransferRefused | None:
    if AcademicYear.objects.valid(case.on).filter(closed_at__isnull=True).exists():
        return None
    return refusals.DateOutsideYear(params={"day": f"{case.on:%d.%m.%Y}"})


def _after_the_last_movement(case: Leaving) -> refusals.TransferRefused | None:
    rows = (
        ClassMembership.objects.unvoided()
        .filter(enrolment__student=case.student_id, enrolment__voided_by__isnull=True, valid_from__gte=case.on)
        .exclude(begun_by__kind__in=("next_year", "next_year_conditional", "repeated_year"))
    )
    if case.of_class_id is not None:
        rows = rows.filter(
            enrolment__in=ClassMembership.objects.filter(class_group=case.of_class_id).values("enrolment")
        )
    last = rows.order_by("-valid_from").first()
    if last is None:
        return None
    return refusals.BeforeLastMovement(params={"who": _who(case.student_id), "last": f"{last.valid_from:%d.%m.%Y}"})


def _nothing_is_unsigned(case: "Leaving | Coming") -> refusals.TransferRefused | None:
    if case.student_id is None:
        return None
    lines = OrderLine.objects.filter(
        student=case.student_id, order__state__in=(Order.State.DRAFT, Order.State.SIGNED)
    ).select_related("order")
    if case.own is not None:
        lines = lines.exclude(order__transfers=case.own)
    orders = "; ".join(sorted({described_order(line.order) for line in lines}))
    if not orders:
        return None
    return refusals.SomethingUnsigned(params={"who": _who(case.student_id), "orders": orders})


_LEAVING: tuple[tuple[str | Promise, Callable[[Leaving], refusals.TransferRefused | None]], ...] = (
    (_("Another organisation is chosen"), _is_another),
    (_("It works on that day"), _partner_is_open),
    (_("It teaches this level"), _level_is_taught_there),
    (_("The student studies here then, and has not finished"), _studies_then),
    (_("No other transfer of the student is pending"), _no_other_is_pending),
    (_("The day lies inside an open academic year"), _inside_a_year),
    (_("The day is after the last recorded movement"), _after_the_last_movement),
    (_("Nothing about the student is left unsigned"), _nothing_is_unsigned),
)


# --- coming ---------------------------------------------------------------------------------------------------------


def coming(case: Coming) -> list[Finding]:
    """Every rule of the receiver's side."""
    return [Finding(title, rule(case)) for title, rule in _COMING]


def _is_open_here(case: Coming) -> refusals.TransferRefused | None:
    return None if case.is_open else refusals.ClosedHere(params={"day": f"{case.on:%d.%m.%Y}"})


def _does_not_study_here(case: Coming) -> refusals.TransferRefused | None:
    cards = students_here(case.sought)
    rows = Enrolment.objects.unvoided().filter(valid_to__gt=case.on, student__in=cards.certain | cards.likely)
    if case.level == ADDITIONAL:
        # Additional enrolments stand beside each other: only the very group that is chosen is asked about.
        rows = rows.filter(
            memberships__class_group=case.class_group, memberships__valid_to__gt=case.on,
            memberships__voided_by__isnull=True,
        )  # fmt: skip
        rows = rows if case.class_group is not None else rows.none()
    found = {one.student_id: one for one in rows.select_related("student").order_by("-valid_from")}
    for pk, one in found.items():
        if pk in cards.certain:
            return refusals.EnrolledHereAlready(params={"who": case.who, "since": f"{one.valid_from:%d.%m.%Y}"})
    for one in found.values():
        params = {"who": described_person(one.student.person_id), "since": f"{one.valid_from:%d.%m.%Y}"}
        return refusals.NamesakeStudiesHere(params=params)
    return None


def _nothing_else_is_pending(case: Coming) -> refusals.TransferRefused | None:
    certain, likely = transfers_waiting(case.sought, but=case.number)
    if certain is not None:
        return refusals.AnotherTransferPending(params={"who": case.who, "transfer": f"№ {certain.pk}"})
    return _namesake_waits(likely)


def _grade_is_offered(case: Coming) -> refusals.TransferRefused | None:
    """A class of the grade; where there are no grades, a group of the level that takes children of this age."""
    if case.class_group is not None or classes_for(case):
        return None
    day = f"{case.on:%d.%m.%Y}"
    if case.grade is not None:
        return refusals.GradeNotOfferedHere(params={"grade": case.grade, "day": day})
    return refusals.GroupNotOfferedHere(params={"who": case.who, "day": day})


def _class_is_of_the_grade(case: Coming) -> refusals.TransferRefused | None:
    group = case.class_group
    if group is None or (group.grade == case.grade and group.level == case.level):
        return None
    return refusals.ClassOfAnotherGrade(params={"who": case.who, "grade": case.grade or "—", "name": group.name})


def _places_are_left(case: Coming) -> refusals.TransferRefused | None:
    """In the class chosen; in all that would do together, where none is chosen yet."""
    groups = [case.class_group] if case.class_group is not None else classes_for(case)
    if not groups:
        return None
    count = ClassMembership.objects.valid(case.on).filter(class_group__in=groups).count()
    if case.class_group is None:
        count += waiting_for_a_class(case)
    capacity = sum(group.capacity for group in groups)
    if count < capacity:
        return None
    names, params = ", ".join(group.name for group in groups), {"count": count, "capacity": capacity}
    if case.class_group is None:
        return refusals.NoPlacesAnywhere(params=params | {"names": names})
    return refusals.NoPlacesLeft(params=params | {"name": names})


def _age_fits(case: Coming) -> refusals.TransferRefused | None:
    born = case.birth_date
    if born is None or (case.grade is None and case.level not in _AGES):
        return None
    first, last = _AGES.get(case.level) or ((case.grade or 0) + _YEARS_OLDER[0], (case.grade or 0) + _YEARS_OLDER[1])
    years = full_years(born, case.on)
    if first <= years <= last:
        return None
    place = _("grade %(grade)s") % {"grade": case.grade} if case.grade else handbooks.name("level", case.level)
    params = {"who": case.who, "years": years, "day": f"{case.on:%d.%m.%Y}", "place": place}
    return refusals.AgeDoesNotFit(params=params)


def _not_before_his_last_day_here(case: Coming) -> refusals.TransferRefused | None:
    rows = Enrolment.objects.unvoided().filter(valid_to__lte=case.on, student__in=students_here(case.sought).certain)
    for last in rows.order_by("-valid_to")[:1]:
        if has_finished(last) and last.valid_to == case.on:
            return refusals.FinishedAlready(params={"who": case.who, "day": f"{last.valid_to:%d.%m.%Y}"})
    return None


_COMING: tuple[tuple[str | Promise, Callable[[Coming], refusals.TransferRefused | None]], ...] = (
    (_("This organisation works on that day"), _is_open_here),
    (_("The student does not study here already"), _does_not_study_here),
    (_("No other transfer of the student is pending"), _nothing_else_is_pending),
    (_("The grade, or a group for this age, is offered here"), _grade_is_offered),
    (_("The class is of that grade"), _class_is_of_the_grade),
    (_("There are places left"), _places_are_left),
    (_("The age fits"), _age_fits),
    (_("The day lies inside an open academic year"), _inside_a_year),
    (_("The student did not finish here on that day"), _not_before_his_last_day_here),
    (_("Nothing about the student is left unsigned"), _nothing_is_unsigned),
)


# --- parts ----------------------------------------------------------------------------------------------------------


def last_membership(student_id: int, on: date, of_class_id: int | None = None) -> ClassMembership | None:
    """The grade and class of the last day before. `of_class_id`: in this class, where he has several."""
    rows = ClassMembership.objects.unvoided().filter(
        enrolment__student=student_id, enrolment__voided_by__isnull=True, valid_from__lt=on
    )
    rows = rows if of_class_id is None else rows.filter(class_group=of_class_id)
    return rows.select_related("class_group").order_by("-valid_from").first()


def _own(case: "Leaving | Coming") -> models.QuerySet[Transfer]:
    return Transfer.objects.filter(pk=case.own or 0)


def has_finished(enrolment: Enrolment) -> bool:
    return enrolment.end_reason.startswith(FINISHING)


def _namesake_waits(row: Envelope | None) -> refusals.TransferRefused | None:
    return refusals.NamesakeWaits(params={"who": row.who, "transfer": f"№ {row.pk}"}) if row is not None else None


def _who(student_id: int) -> str:
    named = named_students([student_id]).get(student_id)
    return named.full_name if named is not None else "—"


__all__ = ["Coming", "Finding", "Leaving", "coming", "last_membership", "leaving", "problems"]
