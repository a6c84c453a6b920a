"""Two years of a kindergarten: children grow from group to group, and the oldest leave for school."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from deploy.demo import distributions as shares
from deploy.demo.book import Book, Room, Seat
from deploy.demo.days import Days
from deploy.demo.distributions import PlannedGroup
from deploy.demo.elsewhere import went_to
from deploy.demo.region_plan import PlannedOrganisation
from deploy.demo.ties import Tie

COMES, LEAVES = 0.05, 0.05


@dataclass(slots=True)
class Kindergarten:
    """Fills a Book with the two years of one kindergarten."""

    planned: PlannedOrganisation
    days: Days
    book: Book
    ties: list[Tie]
    rng: Random

    def live(self) -> None:
        groups = shares.planned_groups(self.rng, self.planned.students, self.planned.locality)
        rooms = [self._room(0, group) for group in groups]
        order = self.book.order("admission_kindergarten", self.days.begins(0))
        ties = list(self.ties)
        for group, room in zip(groups, rooms, strict=True):
            for _ in range(group.size):
                seat = Seat(self._age(group), 0)
                if ties and group.grade in (-1, -2):
                    tie = ties.pop()
                    seat = Seat(tie.grade, 0, child=tie.child)
                self.book.begin(seat, order, self.days.begins(0), room=room, reason="from_queue")
        self._move(0, rooms)
        self._move(1, self._grow(groups, rooms))

    def _age(self, group: PlannedGroup) -> int:
        return self.rng.randint(-3, 0) if group.age_group == "mixed" else group.grade

    def _room(self, year: int, group: PlannedGroup) -> Room:
        return self.book.room(
            year, age=group.grade, level="preschool", name=group.name, kind=group.kind, age_group=group.age_group,
            profile=group.profile, capacity=group.capacity,
        )  # fmt: skip

    def _grow(self, groups: Iterable[PlannedGroup], rooms: list[Room]) -> list[Room]:
        """The year ends: those of the last grade go to school, others into older groups, new ones into the youngest."""
        on = self.days.begins(1)
        issued = self.days.working(on - timedelta(days=1))
        fresh = [self._room(1, group) for group in groups]
        to_school = self.book.order("leaving_kindergarten", issued, effective=on)
        further = self.book.order("next_year", issued, effective=on)
        for room in rooms:
            for seat in list(room.seats):
                age = seat.grade + (1 if seat.since == 0 else 0)
                if age > 0:
                    self.book.end(seat, to_school, on, reason="finished_preschool")
                else:
                    self.book.move(seat, further, on, self._for(fresh, age))
        admission = self.book.order("admission_kindergarten", self.days.working(on - timedelta(days=12)), effective=on)
        for group, room in zip(groups, fresh, strict=True):
            for _ in range(max(0, group.size - len(room.seats))):
                seat = Seat(self._age(group), 1)
                self.book.begin(seat, admission, on, room=room, reason="from_queue")
        return fresh

    def _for(self, rooms: list[Room], age: int) -> Room:
        mixed = [room for room in rooms if room.row.age_group == "mixed"]
        of_age = [room for room in rooms if room.grade == age and room.row.kind == "general"]
        nearest = mixed or of_age or sorted(rooms, key=lambda room: abs(room.grade - age))[:1]
        return min(nearest, key=lambda room: len(room.seats))

    def _move(self, year: int, rooms: list[Room]) -> None:
        first = self.days.begins(year) + timedelta(days=1)
        last = min(self.days.begins(year + 1) - timedelta(days=4), self.days.today)
        if last <= first:
            return
        share = (last - first).days / 365
        events: list[tuple[date, bool]] = []
        for leaves, part in ((True, LEAVES), (False, COMES)):
            count = round(self.planned.students * part * share)
            events += [(shares.move_date(self.rng, first, last), leaves) for _ in range(count)]
        for day, leaves in sorted(events):
            if leaves:
                self._leave(rooms, day)
            else:
                room = min(rooms, key=lambda one: len(one.seats) / one.row.capacity)
                order = self.book.order("admission_kindergarten", day)
                reason = "from_queue" if self.rng.random() < 0.8 else "from_same_municipality"
                seat = Seat(room.grade if room.row.age_group != "mixed" else self.rng.randint(-3, 0), year)
                self.book.begin(seat, order, day, room=room, reason=reason)

    def _leave(self, rooms: list[Room], day: date) -> None:
        here = [seat for room in rooms for seat in room.seats]
        here = [one for one in here if one.child is None and one.membership and one.membership.valid_from < day]
        if len(here) < 5:
            return
        reason = shares.weighted(self.rng, shares.KINDERGARTEN_LEAVING_REASONS)
        destination = shares.leaving_destination(self.rng, reason)
        where = went_to(self.rng, destination, self.planned, reason)
        order = self.book.order("leaving_kindergarten", day)
        self.book.end(self.rng.choice(here), order, day, reason=reason, counterpart=where,
                      destination=destination if where else "")  # fmt: skip
