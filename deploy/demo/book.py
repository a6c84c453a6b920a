"""Orders and what they begin and end: the rows that the services of enrolment write, for a whole year at once.

Calls come in the order of their dates. Nothing is written until `write`, when orders get their numbers by date.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from deploy.demo.cards import write
from deploy.demo.days import Days
from deploy.demo.humans import Child
from tenant_apps.enrolment.arrangement_models import AcademicDebt, DebtAttempt, StudyArrangement
from tenant_apps.enrolment.completion_models import EXAMINATIONS, Completion, certificate_of
from tenant_apps.enrolment.models import (
    AcademicYear,
    ClassGroup,
    ClassMembership,
    ClassSet,
    Enrolment,
    Order,
    OrderLine,
)
from tenant_apps.enrolment.order_kinds import CANCELLING, ORDER_KINDS
from tenant_apps.enrolment.services.arranging import natural_end
from tenant_apps.enrolment.services.standing import level_of
from tenant_apps.people.models import Student


@dataclass(eq=False, slots=True)
class Seat:
    """A student of this organisation through the two years. `grade` as of September of the academic year `since`.

    `child` is known beforehand when another organisation has it too; else a family is found at the end. `is_beside`:
    the second group of a student of a centre, who sits in another one too.
    """

    grade: int
    since: int
    child: Child | None = None
    student: Student = field(default_factory=Student)
    enrolment: Enrolment | None = None
    membership: ClassMembership | None = None
    room: "Room | None" = None
    is_known: bool = False
    is_beside: bool = False


@dataclass(eq=False, slots=True)
class Room:
    """A class or group of one academic year with those who sit in it now."""

    row: ClassGroup
    year: int
    seats: list[Seat] = field(default_factory=list)
    peak: int = 0
    grade: int = 0  # also of a kindergarten's group, where the row has none

    @property
    def free(self) -> int:
        return self.row.capacity - len(self.seats)


class Book:
    """The movement of one organisation."""

    def __init__(self, days: Days, *, suffix: str, signed_by: str) -> None:
        self.days, self.suffix, self.signed_by = days, suffix, signed_by
        self.years = [_academic_year(days, number) for number in range(2)]
        self.sets: dict[tuple[int, str], ClassSet] = {}
        self.rooms: list[Room] = []
        self.seats: list[Seat] = []
        self.orders: list[Order] = []
        self._cancelling: list[Order] = []
        self._same: dict[tuple[str, date, date], Order] = {}
        self._lines: dict[int, list[OrderLine]] = {}
        self._enrolments: list[Enrolment] = []
        self._memberships: list[ClassMembership] = []
        self.arrangements: list[StudyArrangement] = []
        self.debts: list[AcademicDebt] = []
        self._attempts: list[DebtAttempt] = []
        self.completions: list[Completion] = []

    def room(self, year: int, *, set_name: str = "", age: int = 0, **columns: Any) -> Room:
        """A class or group of an academic year (0 or 1). `age` is the grade of a group that has none in its row."""
        academic_year = self.years[year]
        class_set = None
        if set_name:
            key = (year, set_name)
            class_set = self.sets.setdefault(key, ClassSet(academic_year=academic_year, name=set_name))
        row = ClassGroup(
            academic_year=academic_year,
            class_set=class_set,
            valid_from=academic_year.valid_from,
            valid_to=academic_year.valid_to,
            **columns,
        )
        room = Room(row, year, grade=row.grade or age)
        self.rooms.append(room)
        return room

    # --- orders -----------------------------------------------------------------------------------------------------

    def order(
        self,
        kind: str,
        day: date,
        *,
        effective: date | None = None,
        state: str = Order.State.EFFECTIVE,
        title: str = "",
        alone: bool = False,
    ) -> Order:
        """An order of this kind and date: the same one for all its lines, unless it should stand `alone`."""
        effective = effective or day
        key = (kind, day, effective)
        if not alone and key in self._same:
            return self._same[key]
        order = Order(kind=kind, date=day, effective_on=effective, state=state, title=title, source="")
        self.orders.append(order)
        self._lines[id(order)] = []
        if not alone:
            self._same[key] = order
        return order

    def cancel(self, order: Order, day: date, seats: Iterable[Seat]) -> None:
        """Void what an order of admission began; its students are out."""
        cancelling = Order(
            kind=CANCELLING.code, date=day, effective_on=day, state=Order.State.EFFECTIVE, cancels=order,
            basis="Ошибочно указан класс приёма",
        )  # fmt: skip
        self._cancelling.append(cancelling)
        order.state = Order.State.CANCELLED
        for seat in seats:
            assert seat.enrolment
            assert seat.membership
            seat.enrolment.voided_by = seat.membership.voided_by = cancelling
            self._out(seat)

    # --- what lines do ----------------------------------------------------------------------------------------------

    def line(
        self,
        seat: Seat,
        order: Order,
        on: date,
        *,
        room: Room | None = None,
        grade: int | None = None,
        reason: str = "",
        counterpart: str = "",
        form: str = "",
        **more: Any,
    ) -> OrderLine:
        """A line, and nothing else: a draft's. `more`: other columns, a destination, a result, until when."""
        kind = ORDER_KINDS[order.kind]
        lines = self._lines[id(order)]
        if not seat.is_known:
            seat.is_known = True
            self.seats.append(seat)
        line = OrderLine(
            order=order, position=len(lines) + 1, student=seat.student, on=on, enrolment_kind=kind.measure,
            grade=room.row.grade if room else grade, level=room.row.level if room else level_of(grade),
            class_group=room.row if room else None, form_of_study=form, reason=reason or kind.reason,
            counterpart=counterpart, **more,
        )  # fmt: skip
        lines.append(line)
        return line

    def begin(
        self,
        seat: Seat,
        order: Order,
        on: date,
        *,
        room: Room | None = None,
        grade: int | None = None,
        reason: str = "",
        counterpart: str = "",
        form: str = "",
    ) -> None:
        """The student is admitted: into a class, or (`grade`) not placed yet."""
        line = self.line(seat, order, on, room=room, grade=grade, reason=reason, counterpart=counterpart, form=form)
        seat.enrolment = Enrolment(
            student=seat.student, kind=line.enrolment_kind, valid_from=on, begun_by=order, begin_reason=line.reason,
            begin_counterpart=counterpart,
        )  # fmt: skip
        self._enrolments.append(seat.enrolment)
        self._sit(seat, order, on, room, grade, form)

    def end(
        self, seat: Seat, order: Order, on: date, *, reason: str, counterpart: str = "", destination: str = "",
        result: str = "",
    ) -> None:  # fmt: skip
        """The student leaves; `on` is the first day without him."""
        enrolment, membership = seat.enrolment, seat.membership
        assert enrolment
        assert membership
        assert enrolment.valid_from < on
        group = seat.room.row if seat.room and membership.level == "additional" else None
        self.line(
            seat, order, on, reason=reason, counterpart=counterpart, destination=destination, result=result,
            of_class=group,
        )  # fmt: skip
        enrolment.valid_to, enrolment.ended_by = on, order
        enrolment.end_reason, enrolment.end_counterpart = reason, counterpart
        enrolment.end_destination, enrolment.end_result = destination, result
        self._complete(seat, order, on - timedelta(days=1), result)
        if membership.valid_to > on:
            membership.valid_to, membership.ended_by = on, order
        for debt in self.debts:
            if debt.enrolment is enrolment and not debt.outcome:
                debt.valid_to, debt.outcome, debt.ended_by = on, AcademicDebt.Outcome.LEFT, order
        self._out(seat)

    def complete(self, seat: Seat, order: Order, on: date, result: str) -> None:
        """Grade 9 is completed, and the student stays for grade 10."""
        self.line(seat, order, on, result=result)
        self._complete(seat, order, on, result)

    def _complete(self, seat: Seat, order: Order, on: date, result: str) -> None:
        """The level is completed, and the certificate is issued."""
        membership = seat.membership
        assert membership
        certificate = certificate_of(membership.level, result)
        if not certificate:
            return
        row = Completion(
            enrolment=seat.enrolment, level=membership.level, grade=membership.grade or 0, on=on, result=result,
            certificate=certificate, examination=EXAMINATIONS.get(result, ""), issued_on=on, begun_by=order,
            number=f"023{on:%y}{len(self.completions) + 1:09d}",
        )  # fmt: skip
        self.completions.append(row)

    def move(
        self, seat: Seat, order: Order, on: date, room: Room, *, reason: str = "", form: str = "", subjects: str = ""
    ) -> None:
        """Into another class (or the first one) within the year, or of the next year. `subjects`: owed from then on."""
        membership = seat.membership
        assert membership
        assert membership.valid_from < on
        self.line(seat, order, on, room=room, reason=reason, form=form, subjects=subjects)
        self.debts += [
            AcademicDebt(
                enrolment=seat.enrolment, subject=one, valid_from=on, due_on=on + timedelta(days=365), begun_by=order
            )
            for one in subjects.split("; ")
            if one
        ]
        kept = form or (membership.form_of_study if membership.form_of_study != "full_time" else "")
        if membership.valid_to > on:
            membership.valid_to, membership.ended_by = on, order
        if seat.room:
            seat.room.seats.remove(seat)
        self._sit(seat, order, on, room, None, kept)

    def arrange(self, seat: Seat, order: Order, on: date, until: date | None, *, document: str = "", place: str = "",
                reason: str = "") -> StudyArrangement:  # fmt: skip
        """A leave, an individual plan or home study begins; a leave ends with its order of return alone."""
        kind = ORDER_KINDS[order.kind]
        line = self.line(seat, order, on, reason=reason, counterpart=place, until=until, document=document)
        row = StudyArrangement(
            enrolment=seat.enrolment, track=kind.track, kind=kind.code, reason=line.reason, document=document,
            place=place, valid_from=on, expected_to=until, begun_by=order,
        )  # fmt: skip
        row.valid_to = natural_end(row)
        self.arrangements.append(row)
        return row

    def release(self, seat: Seat, arrangement: StudyArrangement, order: Order, on: date) -> None:
        """What was arranged ends by an order."""
        self.line(seat, order, on)
        arrangement.valid_to, arrangement.ended_by = on, order

    def attempt(self, debt: AcademicDebt, number: int, on: date, *, is_passed: bool, commission: str = "") -> None:
        """An attempt to make up for a debt."""
        self._attempts.append(DebtAttempt(debt=debt, number=number, on=on, is_passed=is_passed, commission=commission))

    def liquidate(self, seat: Seat, order: Order, on: date, debts: Sequence[AcademicDebt]) -> None:
        """These debts of the student are made up for."""
        self.line(seat, order, on, subjects="; ".join(dict.fromkeys(debt.subject for debt in debts)))
        for debt in debts:
            if not debt.outcome:
                debt.valid_to, debt.outcome, debt.ended_by = on, AcademicDebt.Outcome.LIQUIDATED, order

    def _sit(self, seat: Seat, order: Order, on: date, room: Room | None, grade: int | None, form: str) -> None:
        year = next(one for one in self.years if one.valid_from <= on < one.valid_to)
        row = room.row if room else None
        seat.membership = ClassMembership(
            enrolment=seat.enrolment, level=row.level if row else level_of(grade), grade=row.grade if row else grade,
            class_group=row, form_of_study=form or (row.form_of_study if row else "full_time"), valid_from=on,
            valid_to=row.valid_to if row else year.valid_to, begun_by=order,
        )  # fmt: skip
        self._memberships.append(seat.membership)
        seat.room = room
        if room:
            room.seats.append(seat)
            room.peak = max(room.peak, len(room.seats))

    def _out(self, seat: Seat) -> None:
        if seat.room:
            seat.room.seats.remove(seat)
        seat.room = seat.enrolment = seat.membership = None

    def fit_rooms(self) -> None:
        """No class has ever had more students than places (but where that is a planted flaw)."""
        for room in self.rooms:
            room.row.capacity = max(room.row.capacity, room.peak)

    # --- writing ----------------------------------------------------------------------------------------------------

    def write(self) -> None:
        """Everything, students' cards apart: those are written before."""
        self.orders = [order for order in self.orders if self._lines[id(order)]]
        self.number()
        write(self.years)
        write(self.sets.values())
        write(room.row for room in self.rooms)
        write(sorted(self.orders, key=_by_date))
        write(self._cancelling)
        write(line for order in sorted(self.orders, key=_by_date) for line in self._lines[id(order)])
        write(self._enrolments)
        write(self._memberships)
        write(self.arrangements)
        write(self.debts)
        write(self._attempts)
        write(self.completions)

    def number(self) -> None:
        """Numbers by date, one sequence a year; drafts have none."""
        counted = [0] * len(self.years)
        for order in sorted([*self.orders, *self._cancelling], key=_by_date):
            if order.state == Order.State.DRAFT:
                continue
            year = next(n for n, one in enumerate(self.years) if one.valid_from <= order.date < one.valid_to)
            counted[year] += 1
            order.number = f"{counted[year]}{self.suffix}"
            order.signed_at = _at_noon(order.date)
            order.signed_name = self.signed_by
            order.version = 2


def _by_date(order: Order) -> tuple[bool, date]:
    return order.state == Order.State.DRAFT, order.date


def _at_noon(day: date) -> datetime:
    moment = timezone.make_aware(datetime.combine(day, time(12)))
    return min(moment, timezone.now())


def _academic_year(days: Days, number: int) -> AcademicYear:
    begins, ends = days.begins(number), days.begins(number + 1)
    return AcademicYear(name=f"{begins.year}/{ends.year}", valid_from=begins, valid_to=ends)
