"""Two years of an out-of-school centre. Most who come are students of schools of the municipality."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from deploy.demo import distributions as shares
from deploy.demo.book import Book, Room, Seat
from deploy.demo.days import Days, chance
from deploy.demo.distributions import PlannedCircle
from deploy.demo.humans import Child, Human, Relative
from deploy.demo.names import FullName
from deploy.demo.region_plan import PlannedOrganisation
from shared_apps.organisations.crossing import By, HasSchema, inside
from shared_apps.organisations.periods import valid_on
from tenant_apps.enrolment.models import ClassMembership
from tenant_apps.people.models import Guardianship, Identifier, Person, PersonName

FROM_SCHOOLS = 0.85
IN_TWO_GROUPS = 0.2
FINISHED, LEFT_IN_A_YEAR, CAME_IN_A_YEAR = 0.35, 0.07, 0.05


@dataclass(frozen=True, slots=True)
class Visitor:
    """A student of a school who may come to a centre, with his grade now."""

    child: Child
    grade: int
    since: date


def visitors_of(school: HasSchema, day: date, by: By) -> list[Visitor]:
    """Who studies in the school on this day, as its cards say."""
    with inside(school, by=by, only_reads=True):
        sitting = (
            ClassMembership.objects.valid(day)
            .filter(grade__isnull=False, enrolment__student__person__birth_date__isnull=False)
            .select_related("enrolment__student__person")
            .order_by("pk")
        )
        people = [one.enrolment.student.person for one in sitting]
        names = {
            one.person_id: FullName(one.surname, one.given_name, one.patronymic)
            for one in PersonName.objects.filter(valid_on(day))
        }
        snils = dict(Identifier.objects.filter(kind="snils").values_list("person_id", "value"))
        relatives: dict[int, list[Relative]] = {}
        adults: dict[int, Human] = {}
        for link in Guardianship.objects.select_related("guardian__person", "student").order_by("pk"):
            person = link.guardian.person
            adult = adults.setdefault(person.pk, _human(person, names[person.pk], snils.get(person.pk, "")))
            relatives.setdefault(link.student_id, []).append(Relative(adult, link.relation, link.is_legal))
        found = []
        for one, person in zip(sitting, people, strict=True):
            child = _human(person, names[person.pk], snils.get(person.pk, ""))
            known = Child(child, tuple(relatives.get(one.enrolment.student_id, ())))
            found.append(Visitor(known, one.grade or 0, one.enrolment.valid_from))
        return found


def _human(person: Person, name: FullName, snils: str) -> Human:
    """The same person as another organisation writes him down: without papers, which it has not seen."""
    return Human(
        name,
        "male" if person.sex == "male" else "female",
        person.birth_date or date.min,
        citizenship=person.citizenship,
        birth_place=person.birth_place,
        snils=snils,
        phone=person.phone,
        address=person.actual_address,
    )


@dataclass(slots=True)
class Centre:
    """Fills a Book with the two years of one centre."""

    planned: PlannedOrganisation
    days: Days
    book: Book
    visitors: list[Visitor]
    rng: Random

    def live(self) -> None:
        self.rng.shuffle(self.visitors)
        circles = shares.planned_circles(self.rng, self.planned.students, of_culture=self.planned.of_culture)
        rooms = [self._room(0, circle) for circle in circles]
        self._fill(0, circles, rooms)
        self._move(0, circles, rooms)
        self._finish(rooms)
        rooms = self._next_year(circles, rooms)
        self._fill(1, circles, rooms)
        self._join(circles, rooms)
        self._move(1, circles, rooms)

    def _opening(self, year: int) -> date:
        return self.days.working(self.days.begins(year) + timedelta(days=14))

    def _room(self, year: int, circle: PlannedCircle) -> Room:
        return self.book.room(
            year, level="additional", name=circle.name, kind="ordinary", profile=circle.direction,
            capacity=circle.capacity, shift=2,
        )  # fmt: skip

    def _fill(self, year: int, circles: Sequence[PlannedCircle], rooms: list[Room]) -> None:
        day = self._opening(year)
        if day > self.days.today:
            return
        order = self.book.order("admission_programme", day)
        for circle, room in zip(circles, rooms, strict=True):
            for _ in range(circle.size - len(room.seats)):
                self.book.begin(self._newcomer(circle, year, day), order, day, room=room, reason="own_wish")

    def _join(self, circles: Sequence[PlannedCircle], rooms: list[Room]) -> None:
        """Some come into a second group too, by an order of their own, and stay in the first."""
        day = self.days.working(self._opening(1) + timedelta(days=7))
        if day > self.days.today:
            return
        order = self.book.order("admission_programme", day)
        rng = chance("groups", self.planned.slug)
        seats = [one for room in rooms for one in room.seats if one.membership and one.membership.valid_from < day]
        for seat in rng.sample(seats, round(len(seats) * IN_TWO_GROUPS)):
            fitting = [
                room
                for circle, room in zip(circles, rooms, strict=True)
                if room is not seat.room and room.free > 0 and circle.grades[0] <= seat.grade <= circle.grades[1]
            ]
            if fitting:
                beside = Seat(seat.grade, 1, seat.child, seat.student, is_known=True, is_beside=True)
                self.book.begin(beside, order, day, room=rng.choice(fitting), reason="own_wish")

    def _newcomer(self, circle: PlannedCircle, year: int, day: date) -> Seat:
        low, high = circle.grades
        if self.rng.random() < FROM_SCHOOLS:
            for number, visitor in enumerate(self.visitors):
                grade = visitor.grade - (1 - year)
                if low <= grade <= high and visitor.since <= day:
                    del self.visitors[number]
                    return Seat(grade, year, child=visitor.child)
        return Seat(self.rng.randint(low, min(high, 9)), year)

    def _finish(self, rooms: list[Room]) -> None:
        on = self.days.working(date(self.days.first + 1, 6, 1))
        order = self.book.order("leaving_programme", on)
        for room in rooms:
            for seat in list(room.seats):
                if self.rng.random() < FINISHED and seat.membership and seat.membership.valid_from < on:
                    self.book.end(seat, order, on, reason="finished_programme")

    def _next_year(self, circles: Sequence[PlannedCircle], rooms: list[Room]) -> list[Room]:
        on = self.days.begins(1)
        order = self.book.order("next_year", self.days.working(on - timedelta(days=1)), effective=on)
        fresh = [self._room(1, circle) for circle in circles]
        for room, following in zip(rooms, fresh, strict=True):
            for seat in list(room.seats):
                self.book.move(seat, order, on, following)
        return fresh

    def _move(self, year: int, circles: Sequence[PlannedCircle], rooms: list[Room]) -> None:
        first = self._opening(year) + timedelta(days=1)
        last = min(date(self.days.first + year + 1, 5, 25), self.days.today)
        if last <= first:
            return
        share, events = (last - first).days / 250, []
        for leaves, part in ((True, LEFT_IN_A_YEAR), (False, CAME_IN_A_YEAR)):
            count = round(self.planned.students * part * share)
            events += [(shares.move_date(self.rng, first, last), leaves) for _ in range(count)]
        for day, leaves in sorted(events):
            number = self.rng.randrange(len(rooms))
            circle, room = circles[number], rooms[number]
            if leaves:
                here = [
                    one for one in room.seats
                    if one.membership and one.membership.valid_from < day and not one.is_beside
                ]  # fmt: skip
                if len(here) > 4:
                    reason = shares.weighted(self.rng, shares.CENTRE_LEAVING_REASONS)
                    self.book.end(self.rng.choice(here), self.book.order("leaving_programme", day), day, reason=reason)
            elif room.free > 0:
                order = self.book.order("admission_programme", day)
                self.book.begin(self._newcomer(circle, year, day), order, day, room=room, reason="own_wish")
