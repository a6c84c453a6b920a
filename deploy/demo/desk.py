"""What lies on the desks today: drafts to be signed, orders signed ahead, an order that was cancelled."""

from datetime import timedelta
from random import Random

from deploy.demo.book import Book, Room, Seat
from deploy.demo.days import Days
from deploy.demo.region_plan import PlannedOrganisation
from tenant_apps.enrolment.models import Order

ADMISSIONS = {"school": "admission_transfer", "kindergarten": "admission_kindergarten", "centre": "admission_programme"}
LEAVINGS = {"school": "leaving_transfer", "kindergarten": "leaving_kindergarten", "centre": "leaving_programme"}
REASONS = {"school": "to_school", "kindergarten": "moved", "centre": "own_wish"}
ELSEWHERE = 0.4
"""How many other organisations have each of these; the main school has all."""


def on_the_desk(planned: PlannedOrganisation, days: Days, book: Book, rng: Random) -> None:
    """Orders of the last weeks that have not simply taken effect."""
    rooms = [room for room in book.rooms if room.year == 1 and len(room.seats) > 3]
    if (days.today - days.begins(1)).days < 30 or not rooms:
        return
    for write in (_cancelled, _draft_admission, _draft_leaving, _draft_transfer, _signed_ahead):
        if planned.part == "main" or rng.random() < ELSEWHERE:
            write(planned, days, book, rng.choice(rooms), rng)


def _cancelled(planned: PlannedOrganisation, days: Days, book: Book, room: Room, rng: Random) -> None:
    day = days.working(days.today - timedelta(days=21))
    order = book.order(ADMISSIONS[planned.kind], day, alone=True)
    seats = [Seat(room.grade, 1), Seat(room.grade, 1)]
    for seat in seats:
        book.begin(seat, order, day, room=room)
    book.cancel(order, days.working(day + timedelta(days=4)), seats)


def _draft_admission(planned: PlannedOrganisation, days: Days, book: Book, room: Room, rng: Random) -> None:
    order = book.order(ADMISSIONS[planned.kind], days.working(days.today), state=Order.State.DRAFT, alone=True)
    book.line(Seat(room.grade, 1), order, order.date, room=room)


def _draft_leaving(planned: PlannedOrganisation, days: Days, book: Book, room: Room, rng: Random) -> None:
    on = min(days.today + timedelta(days=4), days.begins(2) - timedelta(days=1))
    order = book.order(
        LEAVINGS[planned.kind], days.working(days.today), effective=on, state=Order.State.DRAFT, alone=True
    )
    book.line(rng.choice(room.seats), order, on, reason=REASONS[planned.kind])


def _draft_transfer(planned: PlannedOrganisation, days: Days, book: Book, room: Room, rng: Random) -> None:
    seat = rng.choice(room.seats)
    others = [one for one in book.rooms if one.year == 1 and one.grade == room.grade and one is not room]
    if others:
        order = book.order("class_transfer", days.working(days.today), state=Order.State.DRAFT, alone=True)
        book.line(seat, order, order.date, room=rng.choice(others), reason="parents")


def _signed_ahead(planned: PlannedOrganisation, days: Days, book: Book, room: Room, rng: Random) -> None:
    on = min(days.today + timedelta(days=9), days.begins(2) - timedelta(days=1))
    signed = days.working(days.today - timedelta(days=1))
    order = book.order(LEAVINGS[planned.kind], signed, effective=on, state=Order.State.SIGNED, alone=True)
    seats = [seat for seat in room.seats if seat.child is None]
    book.line((seats or room.seats)[0], order, on, reason=REASONS[planned.kind])
