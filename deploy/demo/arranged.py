"""Leaves, individual plans, home study, debts and their ends: what orders arrange for students who stay."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from deploy.demo.book import Book, Seat
from deploy.demo.days import Days
from deploy.demo.region_plan import PlannedOrganisation
from shared_apps.organisations.crossing import By
from tenant_apps.enrolment.services import conditions

SANATORIUMS = (
    "ГБУЗ «Детский санаторий „Геленджик“»", "Санаторий «Солнечная», г. Анапа", "ДСОЛ «Жемчужина России», г. Анапа",
    "Детский санаторий «Горячий Ключ»", "ФГБУ «Санаторий „Вулан“»",
)  # fmt: skip
CAMPS = ("ДОЛ «Орлёнок», Туапсинский район", "Сборы, г. Кисловодск", "Первенство ЮФО, г. Ростов-на-Дону", "г. Сочи")
CLINICS = ("детской поликлиники № 1", "детской поликлиники № 2", "районной больницы", "краевой детской больницы")
COMMISSION = "Иванова Т. П., Ткаченко О. Н., Мельник С. А."


@dataclass(frozen=True, slots=True)
class Case:
    """A kind of arrangement: for which grades, what share has it, for how many days; how often it has ended."""

    kind: str
    share: float
    days: tuple[int, int]
    grades: tuple[int, int] = (0, 12)
    ends_by: str = ""
    ended: float = 0.0
    reason: str = ""


CASES = {
    "school": (
        Case("sanatorium", 0.006, (21, 21), ends_by="return", ended=0.75),
        Case("temporary_leave", 0.006, (10, 40), ends_by="return", ended=0.6, reason="sport"),
        Case("academic_leave", 0.001, (180, 300), (10, 12), reason="medical"),
        Case("individual_plan", 0.006, (90, 180), (5, 12), "individual_plan_end", 0.2, "gifted"),
        Case("home_study", 0.006, (40, 160), (1, 12), "home_study_end", 0.25),
    ),
    "kindergarten": (
        Case("sanatorium", 0.01, (21, 21), ends_by="return", ended=0.7),
        Case("temporary_leave", 0.03, (14, 45), ends_by="return", ended=0.7, reason="family"),
    ),
}


def arrange(planned: PlannedOrganisation, days: Days, book: Book, rng: Random) -> None:
    """Of the present year, for those who sit in a class; the main school has at least one of each kind."""
    first, last = days.begins(1), days.today
    if (last - first).days < 20:
        return
    for case in CASES.get(planned.kind, ()):
        seats = list(_seats(book, case, first))
        number = round(len(seats) * case.share) or int(planned.part == "main" or rng.random() < 0.3)
        for seat in rng.sample(seats, min(number, len(seats))):
            _begin(book, days, rng, case, seat, first, last)
    _debts(planned, days, book, rng, last)


def state_in_cards(book: Book, by: By) -> None:
    """Home study and individual plans stand among the conditions of study, as after orders signed on a page."""
    for order in book.orders:
        if any(one.begun_by is order for one in book.arrangements):
            conditions.follow(order, because=order, by=by)


def _seats(book: Book, case: Case, first: date) -> Iterator[Seat]:
    busy = {id(one.enrolment) for one in book.arrangements}
    for room in book.rooms:
        if room.year == 1 and case.grades[0] <= room.grade <= case.grades[1]:
            for seat in room.seats:
                since = seat.membership.valid_from if seat.membership else first
                if seat.child is None and since <= first and id(seat.enrolment) not in busy:
                    yield seat


def _begin(book: Book, days: Days, rng: Random, case: Case, seat: Seat, first: date, last: date) -> None:
    length = rng.randint(*case.days)
    ends = bool(case.ends_by) and rng.random() < case.ended
    latest = max((last - first).days - (length if ends and length < 50 else 1), 1)
    on = max(days.working(first + timedelta(days=rng.randint(3, max(latest, 3)))), first)
    until = min(on + timedelta(days=length), days.begins(2) - timedelta(days=1))
    place = rng.choice(SANATORIUMS) if case.kind == "sanatorium" else ""
    if case.kind == "temporary_leave":
        place = rng.choice(CAMPS)
    document = ""
    if case.kind == "home_study":
        document = f"заключение ВК {rng.choice(CLINICS)} от {on - timedelta(days=3):%d.%m.%Y} № {rng.randint(11, 460)}"
    order = book.order(case.kind, on, alone=True)
    row = book.arrange(seat, order, on, until, document=document, place=place, reason=case.reason)
    back = days.working(min(until, on + timedelta(days=max(length - 10, 5))) if case.kind != "sanatorium" else until)
    if ends and on < back <= last and back < row.valid_to:
        book.release(seat, row, book.order(case.ends_by, back), back)


def _debts(planned: PlannedOrganisation, days: Days, book: Book, rng: Random, last: date) -> None:
    """Every second debtor has made up for it by now, or for the first subject of two; others have tried once."""
    by_enrolment = {id(seat.enrolment): seat for seat in book.seats if seat.enrolment}
    owing = list(dict.fromkeys(id(debt.enrolment) for debt in book.debts if not debt.outcome))
    for number, key in enumerate(owing):
        seat, its = by_enrolment.get(key), [debt for debt in book.debts if id(debt.enrolment) == key]
        tried = days.working(its[0].valid_from + timedelta(days=rng.randint(20, 45)))
        if seat is None or tried > last:
            continue
        passes = number % 2 == 0
        made_up_for = its[:1] if number % 4 == 0 else its
        for debt in its:
            book.attempt(debt, 1, tried, is_passed=passes and debt in made_up_for)
        again = days.working(tried + timedelta(days=14))
        if passes and tried + timedelta(days=3) <= last:
            on = days.working(min(tried + timedelta(days=3), last))
            book.liquidate(seat, book.order("debt_liquidation", on), on, made_up_for)
        elif not passes and again <= last and rng.random() < 0.4:
            book.attempt(its[0], 2, again, is_passed=False, commission=COMMISSION)
