"""Two years of a school: its classes, who came, moved, left, went on and finished."""

from collections import defaultdict
from dataclasses import replace
from datetime import date, timedelta
from random import Random

from deploy.demo import distributions as shares
from deploy.demo.book import Book, Room, Seat
from deploy.demo.days import Days, chance
from deploy.demo.distributions import PlannedClass
from deploy.demo.elsewhere import came_from, went_to
from deploy.demo.region_plan import PlannedOrganisation
from deploy.demo.ties import Tie
from tenant_apps.enrolment.models import Order
from tenant_apps.enrolment.services.standing import level_of

KINDS_OF_LEAVING = {
    "to_school": "leaving_transfer", "moved": "leaving_transfer", "expelled": "expulsion", "death": "death",
    "family_education": "leaving_family_education", "self_education": "leaving_family_education",
}  # fmt: skip
LEAST_GRADE = {"to_college": 9, "expelled": 8, "self_education": 9}
FINISHED = {4: "finished_primary", 9: "finished_basic", 11: "finished_secondary"}
OWN_PROFILE, OWN_REASON = "~aerospace", "~olympic_reserve"
"""Codes of the schools' own additions to handbooks (staff.py writes the items)."""
TENTH_AT_MOST = 32
TRANSFERS, PLACED_LATER, CONDITIONAL, REPEATED = 0.012, 0.15, 0.012, 0.005


class School:
    """Fills a Book with the two years of one school."""

    def __init__(self, planned: PlannedOrganisation, days: Days, book: Book, ties: list[Tie], rng: Random) -> None:
        self.planned, self.days, self.book, self.ties, self.rng = planned, days, book, ties, rng
        self.own = chance("results", planned.slug)
        self.summer: list[tuple[date, Seat]] = []
        self.to_tenth: list[Seat] = []

    def live(self) -> None:
        plan = shares.planned_classes(
            self.rng, self.planned.students, self.planned.locality, grades_to=self.planned.grades_to
        )
        self._open(plan)
        self._move(0, plan)
        self._next_year(plan)
        self._move(1, plan)

    # --- the first September ----------------------------------------------------------------------------------------

    def _open(self, plan: tuple[PlannedClass, ...]) -> None:
        day, book = self.days.begins(0), self.book
        rooms = {planned: self._room(0, planned) for planned in plan}
        seats = {planned: [Seat(planned.grade, 0) for _ in range(planned.size)] for planned in plan}
        for tie in self.ties:
            of_grade = [one for one in plan if one.grade == tie.grade]
            chosen = next((one for one in of_grade if seats[one] and seats[one][-1].child is None), None)
            if chosen:
                seats[chosen].pop()
                seats[chosen].insert(0, Seat(tie.grade, 0, child=tie.child))
        for planned, room in rooms.items():
            if planned.grade in (1, 10):
                kind = "admission_first_grade" if planned.grade == 1 else "admission_tenth_grade"
                order, reason = book.order(kind, day), "from_preschool" if planned.grade == 1 else "after_basic"
            else:
                order, reason = self._known(planned.grade), "other"
            for seat in seats[planned]:
                form = shares.weighted(self.rng, shares.FORMS_OF_STUDY) if planned.grade > 4 else ""
                book.begin(seat, order, day, room=room, reason=reason, form="" if form == "full_time" else form)

    def _known(self, grade: int) -> Order:
        """Those who studied before Svod: entered by an order a level, as of the first day."""
        title = f"О контингенте обучающихся на начало {self.book.years[0].name} учебного года"
        level = level_of(grade)
        if level not in self._of_level:
            self._of_level[level] = self.book.order("admission", self.days.begins(0), title=title, alone=True)
        return self._of_level[level]

    @property
    def _of_level(self) -> dict[str, Order]:
        found: dict[str, Order] = self.__dict__.setdefault("_levels", {})
        return found

    def _room(self, year: int, planned: PlannedClass) -> Room:
        profile = planned.profile
        if planned.grade >= 10 and planned.letter == "А" and self.planned.part in ("main", "renamed"):
            profile = OWN_PROFILE
        return self.book.room(
            year, set_name=f"Комплект {planned.class_set}" if planned.class_set else "", level=level_of(planned.grade),
            grade=planned.grade, letter=planned.letter, name=planned.name, kind=planned.kind, profile=profile,
            shift=planned.shift, room=str(self.rng.randint(1, 3) * 100 + self.rng.randint(1, 24)),
            capacity=planned.capacity,
        )  # fmt: skip

    # --- through a year ---------------------------------------------------------------------------------------------

    def _move(self, year: int, plan: tuple[PlannedClass, ...]) -> None:
        first = self.days.begins(year) + timedelta(days=1)
        last = min(self.days.begins(year + 1) - timedelta(days=4), self.days.today)
        if last <= first:
            return
        count, rng = sum(one.size for one in plan), self.rng
        share = (last - first).days / 365
        events: list[tuple[date, str]] = []
        for name, part in (("leave", shares.LEAVING_SHARE), ("come", shares.ADMISSION_SHARE), ("transfer", TRANSFERS)):
            days = [shares.move_date(rng, first, last) for _ in range(round(count * part * share))]
            events += [(day, name) for day in days if name != "transfer" or day.month not in (6, 7, 8)]
        finish = date(self.days.first + year + 1, 6, 26)
        if finish <= last:
            events.append((finish, "~finish"))
        for day, name in sorted(events):
            if name == "leave":
                self._leave(year, day)
            elif name == "come":
                self._come(year, day)
            elif name == "transfer":
                self._transfer(year, day)
            else:
                self._finish(year, day)

    def _rooms(self, year: int, grade: int | None = None) -> list[Room]:
        return [room for room in self.book.rooms if room.year == year and (grade is None or room.row.grade == grade)]

    def _somebody(self, year: int, day: date) -> Seat | None:
        """A student who sits in a class since before this day; those whom others know stay."""
        for _ in range(30):
            rooms = [room for room in self._rooms(year) if len(room.seats) > 2]
            if not rooms:
                return None
            room = self.rng.choices(rooms, [len(one.seats) for one in rooms])[0]
            seat = self.rng.choice(room.seats)
            if seat.child is None and seat.membership and seat.membership.valid_from < day:
                return seat
        return None

    def _leave(self, year: int, day: date) -> None:
        seat = self._somebody(year, day)
        if seat is None or seat.room is None or seat.room.row.grade is None:
            return
        reason = shares.weighted(self.rng, shares.LEAVING_REASONS)
        if seat.room.row.grade < LEAST_GRADE.get(reason, 0):
            reason = "to_school"
        where = shares.leaving_destination(self.rng, reason)
        counterpart = went_to(self.rng, where, self.planned, reason)
        destination = shares.DESTINATION_OF.get(reason, where if counterpart else "")
        order = self.book.order(KINDS_OF_LEAVING.get(reason, "leaving"), day)
        if reason == "to_college" and self.planned.part in ("main", "second"):
            reason = OWN_REASON
        self.book.end(seat, order, day, reason=reason, counterpart=counterpart, destination=destination)

    def _come(self, year: int, day: date) -> None:
        grades = [room.row.grade for room in self._rooms(year) if room.row.grade and room.row.grade not in (9, 11)]
        if not grades:
            return
        seat = Seat(self.rng.choice(grades), year)
        if day.month in (6, 7, 8):
            self.summer.append((day, seat))
            return
        self._admit(seat, day, day, year)

    def _admit(self, seat: Seat, day: date, on: date, year: int) -> None:
        reason = shares.weighted(self.rng, shares.ADMISSION_REASONS)
        kind = "admission" if reason in ("from_abroad", "from_family_education") else "admission_transfer"
        counterpart = came_from(self.rng, reason, self.planned)
        order = self.book.order(kind, day, effective=on)
        room = min(self._rooms(year, seat.grade), key=lambda one: (-one.free, one.row.letter))
        later = on + timedelta(days=self.rng.randint(3, 9))
        if self.rng.random() < PLACED_LATER and later <= min(self.days.today, room.row.valid_to - timedelta(days=1)):
            self.book.begin(seat, order, on, grade=seat.grade, reason=reason, counterpart=counterpart)
            self.book.move(seat, self.book.order("placement", self.days.working(later)), self.days.working(later), room)
        else:
            self.book.begin(seat, order, on, room=room, reason=reason, counterpart=counterpart)

    def _transfer(self, year: int, day: date) -> None:
        seat = self._somebody(year, day)
        if seat is None or seat.room is None:
            return
        others = [room for room in self._rooms(year, seat.room.row.grade) if room is not seat.room and room.free > 0]
        if others:
            reason = self.rng.choice(("parents", "parents", "parents", "profile", "medical"))
            self.book.move(seat, self.book.order("class_transfer", day), day, self.rng.choice(others), reason=reason)

    def _finish(self, year: int, day: date) -> None:
        """The ninth and the eleventh grade (and the last one of a small school) graduate; who goes on to the tenth
        completes the ninth and stays."""
        for grade in sorted({9, 11, self.planned.grades_to}):
            for room in self._rooms(year, grade):
                eve = day - timedelta(days=1)
                order = self.book.order("graduation", eve, effective=day)
                goes_on = grade == 9 and self.planned.grades_to > 9
                for seat in list(room.seats):
                    result = self._result(grade)
                    if goes_on and self.rng.random() > shares.TO_COLLEGE_AFTER_NINTH:
                        self.book.complete(seat, self.book.order("basic_completion", eve), eve, result)
                        self.to_tenth.append(seat)
                    else:
                        self.book.end(seat, order, day, reason=FINISHED[grade], result=result)

    def _result(self, grade: int) -> str:
        """What a graduate finished with; the fourth grade of a small school ends without a certificate."""
        return shares.weighted(self.own, shares.RESULTS) if grade in (9, 11) else ""

    # --- the second September ---------------------------------------------------------------------------------------

    def _next_year(self, plan: tuple[PlannedClass, ...]) -> None:
        rng, on = self.rng, self.days.begins(1)
        fresh = shares.planned_classes(
            rng, self.planned.students, self.planned.locality, grades_to=self.planned.grades_to
        )
        following = [replace(one, grade=one.grade + 1) for one in plan if one.grade + 1 <= self.planned.grades_to]
        following = [one for one in following if one.grade != 10] + [one for one in fresh if one.grade in (1, 10)]
        following = [replace(one, class_set=0, shift=self._shift(fresh, one)) for one in following]
        following = shares.with_sets(sorted(following, key=lambda one: (one.grade, one.letter)), self.planned.locality)
        rooms = {(one.grade, one.letter): self._room(1, one) for one in following}
        issued = self.days.working(on - timedelta(days=1))
        by_level: dict[tuple[str, str], Order] = {}
        for room in self._rooms(0):
            grade = room.row.grade or 0
            if grade == 9:
                continue  # who stayed is placed among the tenth classes
            target = rooms.get((grade + 1, room.row.letter))
            for seat in list(room.seats):
                again = rng.random() < REPEATED and seat.child is None and grade != 9 and (grade, "А") in rooms
                if target is None and not again:
                    continue
                kind = "repeated_year" if again else "next_year"
                if not again and rng.random() < CONDITIONAL:
                    kind = "next_year_conditional"
                key = (kind, level_of(grade))
                if key not in by_level:
                    by_level[key] = self.book.order(kind, issued, effective=on, alone=True)
                into = rooms[grade, "А"] if again else target
                assert into
                taught = next(subjects for last, subjects in shares.SUBJECTS.items() if grade <= last)
                owed = "; ".join(self.own.sample(taught, self.own.randint(1, 2)))
                self.book.move(seat, by_level[key], on, into, subjects=owed if kind == "next_year_conditional" else "")
        self._first_and_tenth(rooms, following)
        for day, seat in sorted(self.summer, key=lambda one: one[0]):
            seat.since, seat.grade = 1, seat.grade if self._rooms(1, seat.grade) else 1
            self._admit(seat, day, on, 1)

    def _shift(self, fresh: tuple[PlannedClass, ...], one: PlannedClass) -> int:
        return next((two.shift for two in fresh if (two.grade, two.letter) == (one.grade, one.letter)), 1)

    def _first_and_tenth(self, rooms: dict[tuple[int, str], Room], plan: list[PlannedClass]) -> None:
        on = self.days.begins(1)
        first = self.book.order("admission_first_grade", self.days.working(date(on.year, 7, 3)), effective=on)
        august = self.days.working(date(on.year, 8, 26))
        tenth = self.book.order("admission_tenth_grade", august, effective=on)
        waiting = [seat for seat in self.to_tenth if seat.enrolment is not None]
        self.rng.shuffle(waiting)
        sizes: dict[int, list[PlannedClass]] = defaultdict(list)
        for one in plan:
            sizes[one.grade].append(one)
        for one in sizes[1]:
            for _ in range(one.size):
                self.book.begin(Seat(1, 1), first, on, room=rooms[1, one.letter], reason="from_preschool")
        tenths = [rooms[10, one.letter] for one in sizes[10]]
        placed = TENTH_AT_MOST * len(tenths)
        for seat in waiting[placed:]:
            where = went_to(self.rng, "same_municipality", self.planned, "to_college")
            self.book.end(seat, self.book.order("leaving", august), august, reason="to_college", counterpart=where,
                          destination="college")  # fmt: skip
        further = self.book.order("next_year", self.days.working(on - timedelta(days=1)), effective=on, alone=True)
        for number, seat in enumerate(waiting[:placed]):
            self.book.move(seat, further, on, tenths[number % len(tenths)])
        for _ in range(round(len(waiting) * 0.12) if tenths else 0):
            where = came_from(self.rng, "from_same_municipality", self.planned)
            room = min(tenths, key=lambda each: len(each.seats))
            if room.free < 1:
                break
            self.book.begin(Seat(10, 1), tenth, on, room=room, reason="from_same_municipality", counterpart=where)
