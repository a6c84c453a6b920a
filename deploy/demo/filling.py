"""Filling one organisation, in one transaction: either all of it stands or nothing does."""

from dataclasses import dataclass
from datetime import date

from deploy.demo import distributions as shares
from deploy.demo.arranged import arrange, state_in_cards
from deploy.demo.book import Book, Seat
from deploy.demo.cards import Cards, write
from deploy.demo.centres import Centre, Visitor
from deploy.demo.consents import Consents
from deploy.demo.days import Days, chance
from deploy.demo.desk import on_the_desk
from deploy.demo.files_that_came import files_that_came
from deploy.demo.flaws import plant_in_cards, plant_in_rows, plant_students
from deploy.demo.humans import Human, Neighbourhood
from deploy.demo.kindergartens import Kindergarten
from deploy.demo.personnel import Personnel
from deploy.demo.region_plan import PlannedOrganisation
from deploy.demo.requisites import buildings
from deploy.demo.schools import School
from deploy.demo.staff import Staff, local_items, new_employee, passports
from deploy.demo.ties import Tie
from deploy.demo.turn import turn_of_the_year
from shared_apps.organisations.crossing import By, HasSchema, inside
from tenant_apps.enrolment.models import AcademicYear, ClassTeacher
from tenant_apps.passport.models import Building, LocalHandbookItem, OrganisationPassport

BY = By.system("демонстрационные данные", source="demo")
SUFFIXES = {"school": "-у", "kindergarten": "-в", "centre": "-о"}


def fill(
    organisation: HasSchema, planned: PlannedOrganisation, days: Days, ties: list[Tie], visitors: list[Visitor]
) -> int:
    """Write everything that the organisation has; nothing, if that was done before. How many students have a card."""
    with inside(organisation, by=BY):
        if AcademicYear.objects.exists():
            return 0
        composed = compose(planned, days, ties, visitors)
        composed.write()
        turn_of_the_year(planned, days, BY)
        files_that_came(planned, BY)
        return len(composed.cards.students)


@dataclass(frozen=True, slots=True)
class Composed:
    """All rows of an organisation, in memory."""

    cards: Cards
    book: Book
    leading: list[ClassTeacher]
    passports: list[OrganisationPassport]
    local_items: list[LocalHandbookItem]
    buildings: list[Building]
    consents: Consents

    def write(self) -> None:
        """Within inside()."""
        self.cards.write()
        self.consents.write()
        self.book.write()
        state_in_cards(self.book, BY)
        write(self.leading)
        write(self.passports)
        write(self.local_items)
        write(self.buildings)


def compose(planned: PlannedOrganisation, days: Days, ties: list[Tie], visitors: list[Visitor]) -> Composed:
    """An organisation's people and their two years: the same for the same arguments. Reads no table."""
    rng = chance("organisation", planned.slug)
    near = Neighbourhood(chance("people", planned.slug), planned.place, planned.municipality, days.today)
    director = new_employee(near, "male" if rng.random() < shares.MEN_AMONG["management"] else "female")
    book = Book(days, suffix=SUFFIXES[planned.kind], signed_by=str(director.name))
    if planned.kind == "school":
        School(planned, days, book, ties, rng).live()
    elif planned.kind == "kindergarten":
        Kindergarten(planned, days, book, ties, rng).live()
    else:
        Centre(planned, days, book, list(visitors), rng).live()
    if planned.part != "merging":
        on_the_desk(planned, days, book, chance("desk", planned.slug))
    arrange(planned, days, book, chance("arrangements", planned.slug))
    plant_students(planned, days, book)
    book.fit_rooms()
    _find_families(book.seats, near, days)
    plant_in_cards(planned, book)
    cards = Cards(chance("uids", planned.slug), chance("circumstances", planned.slug), days.today)
    _add_students(book.seats, cards, days)
    staff = Staff(planned, days, cards, book, _mothers(book.seats, days), chance("staff", planned.slug), director, near)
    staff.lead(staff.hire())
    rows = passports(planned, days, chance("passport", planned.slug), director, planned.students)
    rows = plant_in_rows(planned, cards, book, staff, rows)
    for record in Personnel(days, chance("personnel", planned.slug)).records(cards.posts):
        cards.records.setdefault(type(record), []).append(record)
    houses = [
        house
        for row in rows[:1]
        for house in buildings(planned, chance("buildings", planned.slug), row.buildings, row.capacity)
    ]
    twice = [tie.child.human for tie in ties if tie.role == "twice"]  # found above the schools by his name
    consents = Consents(planned, days, cards, book, twice).collect()
    return Composed(cards, book, staff.leading, rows, local_items(planned), houses, consents)


def _mothers(seats: list[Seat], days: Days) -> list[Human]:
    """Mothers of an age to work here."""
    relatives = [relative for seat in seats if seat.child for relative in seat.child.relatives]
    found = {id(one.human): one.human for one in relatives if one.relation == "mother"}
    return [one for one in found.values() if 24 < days.today.year - one.born.year < 60]


def _find_families(seats: list[Seat], near: Neighbourhood, days: Days) -> None:
    """Give every student who has none yet a family; some families have two and more here."""
    rng = near.rng
    waiting = []
    for seat in seats:
        if seat.child is None:
            born = shares.student_birth_date(rng, seat.grade, days.first + seat.since)
            waiting.append((seat, shares.sex(rng), born))
    rng.shuffle(waiting)
    while waiting:
        together = [waiting.pop()]
        for _ in range(shares.weighted(rng, shares.SIBLINGS) - 1):
            fits = _sibling(waiting, together)
            if fits is not None:
                together.append(waiting.pop(fits))
        children = near.family([(sex, born) for _seat, sex, born in together])
        for (seat, _sex, _born), child in zip(together, children, strict=True):
            seat.child = child


def _sibling(waiting: list[tuple[Seat, shares.Sex, date]], together: list[tuple[Seat, shares.Sex, date]]) -> int | None:
    for number in range(len(waiting) - 1, max(len(waiting) - 40, -1), -1):
        born = waiting[number][2]
        apart = [abs((born - other[2]).days) for other in together]
        if min(apart) > 400 and max(apart) < 12 * 365:
            return number
    return None


def _add_students(seats: list[Seat], cards: Cards, days: Days) -> None:
    counted: dict[tuple[str, int], int] = {}
    for seat in seats:
        assert seat.child
        name = seat.child.human.name
        came = days.first + seat.since - max(seat.grade - 1, 0) if seat.since == 0 else days.first + 1
        key = (name.surname[0], came)
        counted[key] = counted.get(key, 0) + 1
        cards.student(seat.student, seat.child, f"{key[0]}-{counted[key]}/{came}")
