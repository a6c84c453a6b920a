"""Mistakes planted in the demo's data, for checks of quality to find. docs/operator/demo.md lists them.

Each stands in one organisation and is findable by what is said of it here (a test finds them all).
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from deploy.demo.book import Book, Room, Seat
from deploy.demo.cards import Cards
from deploy.demo.days import Days, chance
from deploy.demo.distributions import Sex
from deploy.demo.humans import Child, Human, Neighbourhood
from deploy.demo.names import FullName
from deploy.demo.region_plan import PlannedOrganisation
from deploy.demo.staff import Staff
from tenant_apps.enrolment.models import Order
from tenant_apps.passport.models import OrganisationPassport
from tenant_apps.people.models import EmployeePost

MAIN, SECOND, VILLAGE, KINDERGARTEN = "school-1", "school-2", "school-3", "kindergarten-1"
NO_CLASS = FullName("Приходько", "Тимофей", "Олегович")
TOO_OLD = FullName("Савченко", "Богдан", "Игоревич")
CARD, CARD_AGAIN = FullName("Семёнова", "Алёна", "Дмитриевна"), FullName("Семенова", "Алена", "Дмитриевна")


@dataclass(frozen=True, slots=True)
class Flaw:
    """One planted mistake: its code in the docs, the slug of the organisation."""

    code: str
    organisation: str


FLAWS = (
    Flaw("student-without-class", MAIN),
    Flaw("class-over-capacity", MAIN),
    Flaw("no-snils", MAIN),
    Flaw("two-cards-of-one-student", MAIN),
    Flaw("health-without-consent", MAIN),
    Flaw("two-main-enrolments", SECOND),
    Flaw("order-overdue", SECOND),
    Flaw("age-does-not-fit-grade", SECOND),
    Flaw("student-without-guardian", SECOND),
    Flaw("class-without-teacher", SECOND),
    Flaw("no-birth-place", VILLAGE),
    Flaw("no-birth-date", VILLAGE),
    Flaw("two-main-posts", VILLAGE),
    Flaw("no-passport", VILLAGE),
    Flaw("fewer-places-than-students", KINDERGARTEN),
)


def plant_students(planned: PlannedOrganisation, days: Days, book: Book) -> None:
    """Students and orders that are mistakes."""
    near = Neighbourhood(chance("flaws", planned.slug), planned.place, planned.municipality, days.today)
    on = days.begins(1)
    if planned.slug == MAIN:
        child = _child(near, NO_CLASS, date(on.year - 11, 3, 14))
        order = book.order("admission_transfer", on, alone=True)
        book.begin(Seat(5, 1, child=child), order, on, grade=5, reason="from_same_municipality")
        room = _class(book, "4А")
        again = _child(near, CARD_AGAIN, date(on.year - 10, 5, 17))
        again.human.snils, again.human.document = "", None
        card = Child(_respelled(near, again, CARD), again.relatives)
        book.begin(Seat(4, 1, child=card), order, on, room=room, reason="from_same_region")
        book.begin(Seat(4, 1, child=again), order, on, room=room, reason="from_same_region")
    if planned.slug == SECOND:
        child = _child(near, TOO_OLD, date(on.year - 13, 2, 3))
        order = book.order("admission_transfer", on, alone=True)
        book.begin(Seat(2, 1, child=child), order, on, room=_class(book, "2А"), reason="from_abroad")
        issued = days.working(days.today - timedelta(days=30))
        if issued > on:
            seat = next(seat for seat in _class(book, "6А").seats if seat.child is None)
            effective = days.working(days.today - timedelta(days=25))
            late = book.order("leaving_transfer", issued, effective=effective, state=Order.State.DRAFT, alone=True)
            book.line(seat, late, effective, reason="to_school")


def plant_in_cards(planned: PlannedOrganisation, book: Book) -> None:
    """What is missing in cards. The students have their families by now."""
    if planned.slug == MAIN:
        room = _class(book, "7А")
        room.row.capacity = len(room.seats) - 2
        for child in _plain(_class(book, "8А"))[:3]:
            child.human.snils = ""
    if planned.slug == SECOND:
        alone = _plain(_class(book, "4А"))[0]
        seat = next(seat for seat in book.seats if seat.child is alone)
        seat.child = Child(alone.human)
    if planned.slug == VILLAGE:
        for child in _plain(_class(book, "9А"))[:2]:
            child.human.birth_place = ""


def plant_in_rows(
    planned: PlannedOrganisation, cards: Cards, book: Book, staff: Staff, passports: list[OrganisationPassport]
) -> list[OrganisationPassport]:
    """What is missing or too much in rows that are about to be written. Returns the passports that remain."""
    if planned.slug == SECOND:
        row = _class(book, "3А").row
        staff.leading = [one for one in staff.leading if one.class_group is not row]
    if planned.slug == VILLAGE:
        child = _plain(_class(book, "8А"))[0]
        cards.person(child.human).birth_date = None
        held = next(
            one for one in cards.posts if one.post == "teacher" and one.kind == "main" and one.valid_to.year == 9999
        )
        cards.posts.append(
            EmployeePost(
                employee=held.employee, post="social_pedagogue", kind="main", rate=Decimal(1),
                valid_from=book.days.begins(0), order_number="17-к", order_date=book.days.begins(0),
            )
        )  # fmt: skip
        return []
    if planned.slug == KINDERGARTEN:
        for passport in passports:
            passport.capacity = max(10, round(planned.students * 0.8))
    return passports


def _child(near: Neighbourhood, name: FullName, born: date) -> Child:
    """A child of this name with a mother of the same surname."""
    sex: Sex = "female" if name.patronymic.endswith("на") else "male"
    found = near.family([(sex, born)], relations=("mother",))[0]
    found.human.name = name
    mother = found.relatives[0].human
    surname = name.surname if name.surname.endswith(("а", "о")) else name.surname + "а"
    mother.name = replace(mother.name, surname=surname)
    return Child(found.human, found.relatives[:1])


def _respelled(near: Neighbourhood, child: Child, name: FullName) -> Human:
    """The same child on a card of another spelling, with all its papers."""
    other = near.child(name, child.human.sex, child.human.born, child.human.address)
    other.birth_place, other.former = child.human.birth_place, None
    return other


def _class(book: Book, name: str) -> Room:
    return next(room for room in book.rooms if room.year == 1 and room.row.name == name)


def _plain(room: Room) -> list[Child]:
    """Children of a class whom no other flaw knows."""
    planted = (NO_CLASS, TOO_OLD, CARD, CARD_AGAIN)
    return [seat.child for seat in room.seats if seat.child and seat.child.human.name not in planted]
