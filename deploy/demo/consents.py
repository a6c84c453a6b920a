"""Consents of the demo: most people have given theirs, some have not, some have taken theirs back.

In `school-1` three things are planted (docs/operator/demo.md): no paper on publication came back from class 7А; a
student of 6А has withdrawn the consent to records by name and the office has not dealt with it; one of 5А has withdrawn
the consent to data on health, and the office has, but for the data themselves: they are to be erased yet. Nobody else
has data without the consent that they need.
"""

from collections.abc import Iterable
from datetime import date, timedelta

from deploy.demo.book import Book, Seat
from deploy.demo.cards import Cards, write
from deploy.demo.days import Days, chance
from deploy.demo.flaws import MAIN
from deploy.demo.humans import Human
from deploy.demo.region_plan import PlannedOrganisation
from shared_apps.handbooks.identifiers import luhn_control
from tenant_apps.people.consent_texts import model_text
from tenant_apps.people.grounds import ADULT, EMPLOYEE, GUARDIAN, SIGNS, STUDENT, groups_of, purposes_for
from tenant_apps.people.models import (
    Consent,
    ConsentForm,
    HealthCircumstance,
    Identifier,
    Person,
    SocialCircumstance,
)

GIVEN = {
    STUDENT: {"registry": 0.93, "photo": 0.8, "publication": 0.6, "health": 0.84, "social": 0.8},
    GUARDIAN: {"social": 0.7, "registry": 0.8},
    EMPLOYEE: {"registry": 0.97, "publication": 0.5},
}
"""Which share of people has consented to what."""

WITHDRAWN = 0.006
POLICIES, INSURER = 0.93, "СМО «Здоровье Кубани»"
"""Which share of those who let the school keep it has shown the medical policy; who issued it."""
NO_PAPERS, ONLINE, DEALT_WITH = "7А", "6А", "5А"
"""Classes of school-1 with what is planted."""


class Consents:
    """The consents of one organisation."""

    def __init__(
        self, planned: PlannedOrganisation, days: Days, cards: Cards, book: Book, named: Iterable[Human] = ()
    ) -> None:
        """:param named: who has surely consented to records by name."""
        self.named = {id(human) for human in named}
        self.planned, self.days, self.cards, self.book = planned, days, cards, book
        self.rng = chance("consents", planned.slug)
        since = date(days.first, 6, 1)
        self.forms = {
            (purpose, about): ConsentForm(
                purpose=purpose, about=about, version=1, text=model_text(purpose, about),
                covers=_covers(purpose, about), valid_from=since,
            )
            for about in GIVEN
            for purpose in purposes_for(about)
        }  # fmt: skip
        self.rows: list[Consent] = []
        self.given: set[tuple[int, str]] = set()

    def collect(self) -> "Consents":
        """Everybody's consents, in the order of the cards."""
        for seat in self.book.seats:
            self._of_student(seat)
        begun = date(self.days.first, 9, 1)
        for guardian in self.cards.guardians.values():
            if guardian.workplace:
                self._papers(guardian.person, guardian.person, GUARDIAN, begun)
        for employee in self.cards.employees.values():
            self._papers(employee.person, employee.person, EMPLOYEE, begun)
        forgotten = self._plant() if self.planned.slug == MAIN else None
        self._keep_what_was_consented_to(forgotten)
        return self

    def write(self) -> None:
        """Within inside(), after the cards."""
        write(self.forms.values())
        write(self.rows)

    def _of_student(self, seat: Seat) -> None:
        child = seat.child
        if child is None:
            return
        came = self.days.begins(min(seat.since, 1)) - timedelta(days=self.rng.randint(1, 20))
        years = (came - child.human.born).days // 365.25
        legal = [one.human for one in child.relatives if one.is_legal]
        person = seat.student.person
        if years >= ADULT or (years >= SIGNS and (not legal or self.rng.random() < 0.2)):
            giver = person
        elif legal:
            giver = self.cards.person(legal[0])
        else:
            return
        of_age = _birthday(child.human.born, ADULT)
        sure = frozenset({"registry"}) if id(child.human) in self.named else frozenset()
        self._papers(person, giver, STUDENT, came, until=None if giver is person else of_age, sure=sure)

    def _papers(
        self, person: Person, giver: Person, about: str, on: date, until: date | None = None,
        sure: frozenset[str] = frozenset(),
    ) -> None:  # fmt: skip
        for purpose, share in GIVEN[about].items():
            is_refused = self.rng.random() >= share and purpose not in sure
            if is_refused or (id(person), purpose) in self.given:
                continue  # who is a parent and a teacher here consents once
            self.given.add((id(person), purpose))
            row = Consent(
                person=person, given_by=giver, purpose=purpose, form=self.forms[purpose, about],
                covers=_covers(purpose, about), number=f"С-{len(self.rows) + 1}", signed_on=on, valid_from=on,
                kept_where="личное дело",
            )  # fmt: skip
            if until is not None:
                row.valid_to = until
            if self.rng.random() < WITHDRAWN and purpose not in sure:
                day = min(self.days.today, on + timedelta(days=self.rng.randint(40, 90)))
                _withdraw(row, day, document=f"заявление от {day:%d.%m.%Y}")
                row.follow_up, row.followed_up_on = "обработка прекращена, данные уничтожены", day
            self.rows.append(row)

    def _keep_what_was_consented_to(self, forgotten: Person | None) -> None:
        """Health, families and work of guardians stay with those who have consented; and with one who was forgotten."""
        given: dict[str, set[int]] = {"health": {id(forgotten)}, "social": set()}
        for row in self.rows:
            if row.withdrawn_on is None and row.purpose in given:
                given[row.purpose].add(id(row.person))
        for model, purpose in ((HealthCircumstance, "health"), (SocialCircumstance, "social")):
            rows = self.cards.circumstances[model]
            self.cards.circumstances[model] = [one for one in rows if id(one.student.person) in given[purpose]]
        for student in self.cards.students:
            if id(student.person) in given["health"] and self.rng.random() < POLICIES:
                number = f"23{self.rng.randrange(10**13):013d}"
                policy = Identifier(
                    person=student.person, kind="medical_policy", value=number + luhn_control(number), issued_by=INSURER
                )
                self.cards.identifiers.append(policy)
        for guardian in self.cards.guardians.values():
            if id(guardian.person) not in given["social"]:
                guardian.workplace = guardian.education = guardian.position = ""

    def _plant(self) -> Person:
        """Whose data on health were forgotten when the consent was withdrawn."""
        of_class = {room.row.name: room for room in self.book.rooms if room.year == 1}
        silent = {id(seat.student.person) for seat in of_class[NO_PAPERS].seats}
        self.rows = [one for one in self.rows if not (one.purpose == "publication" and id(one.person) in silent)]
        row = self._first(of_class[ONLINE].seats, "registry")
        _withdraw(row, max(self.days.today - timedelta(days=3), row.valid_from), online=True)
        row = self._first(of_class[DEALT_WITH].seats, "health")
        day = self.days.today - timedelta(days=20)
        _withdraw(row, max(day, row.valid_from), document=f"заявление от {day:%d.%m.%Y} № 14")
        row.follow_up, row.followed_up_on = "обработка прекращена, представитель уведомлён", self.days.today
        return row.person

    def _first(self, seats: Iterable[Seat], purpose: str) -> Consent:
        people = {id(seat.student.person) for seat in seats}
        return next(
            row for row in self.rows if row.purpose == purpose and id(row.person) in people and not row.withdrawn_on
        )


def _covers(purpose: str, about: str) -> list[str]:
    return [group.code for group in groups_of(purpose, about)]


def _withdraw(row: Consent, day: date, *, document: str = "", online: bool = False) -> None:
    row.withdrawn_on, row.withdrawal_document, row.withdrawn_online = day, document, online
    row.valid_to = min(row.valid_to, max(day, row.valid_from + timedelta(days=1)))


def _birthday(born: date, years: int) -> date:
    day = 28 if (born.month, born.day) == (2, 29) else born.day
    return born.replace(year=born.year + years, day=day)
