"""Who works in an organisation, who leads which class, and what the organisation says of itself."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from deploy.demo import distributions as shares
from deploy.demo import names
from deploy.demo.book import Book, Room
from deploy.demo.cards import Cards
from deploy.demo.days import Days, chance
from deploy.demo.humans import Human, Neighbourhood
from deploy.demo.region_plan import PlannedOrganisation
from deploy.demo.requisites import card
from deploy.demo.schools import OWN_PROFILE, OWN_REASON
from shared_apps.handbooks.catalogue import CATALOGUE
from shared_apps.organisations.periods import FOREVER
from tenant_apps.enrolment.models import ClassTeacher
from tenant_apps.passport.models import LocalHandbookItem, OrganisationPassport
from tenant_apps.people.models import Employee, EmployeePost

_CATEGORY = {item.code: item.group for item in CATALOGUE["post"].items}
_SEXES = {"secretary": "female", "driver": "male", "cook": "female", "nurse": "female", "librarian_teacher": "female"}
REPLACED, PARENTS = 0.09, 0.06
LEADERS = {"school": "teacher", "kindergarten": "kindergarten_teacher", "centre": "additional_teacher"}
LEGAL = {"МБ": "municipal_budgetary", "МА": "municipal_autonomous"}


@dataclass(slots=True)
class Staff:
    """Fills cards with employees. `mothers`: women of the families, some of whom work here."""

    planned: PlannedOrganisation
    days: Days
    cards: Cards
    book: Book
    mothers: list[Human]
    rng: Random
    director: Human
    _near: Neighbourhood
    leading: list[ClassTeacher] = field(default_factory=list)
    _since_when: dict[int, date] = field(default_factory=dict)  # id of an Employee → the day of the first post

    def hire(self) -> list[tuple[str, Employee]]:
        """Everybody by the staff table; returns those who work now, with their posts."""
        present: list[tuple[str, Employee]] = []
        doubled: list[Employee] = []
        for planned in self._posts():
            kind = shares.weighted(self.rng, shares.POST_KINDS) if present else "main"
            free = [one for post, one in present if post != planned.post and one not in doubled]
            if kind == "internal" and free and _CATEGORY[planned.post] != "management":
                second = self.rng.choice(free)
                doubled.append(second)
                self._appoint(second, planned.post, Decimal("0.5"), "internal", self._recent())
                continue
            human = self.director if not present else self._human(planned.post)
            since = self._since(human)
            if since > self.days.begins(0) and self.rng.random() < 0.8:
                former = self._employee(self._human(planned.post))
                self._appoint(former, planned.post, Decimal(1), "main", self._long_ago(), until=since)
            employee = self._employee(human)
            rate = Decimal(str(planned.rate)) if kind != "external" else Decimal("0.5")
            self._appoint(employee, planned.post, rate, "main" if kind == "internal" else kind, since)
            present.append((planned.post, employee))
        return present

    def lead(self, present: list[tuple[str, Employee]]) -> None:
        """Class teachers: the same one follows a class into the next year; комплекты share one."""
        leaders = [employee for post, employee in present if post == LEADERS[self.planned.kind]]
        if not leaders:
            return
        follows: dict[tuple[int, str], Employee] = {}
        waiting = list(leaders)
        for room in sorted(self.book.rooms, key=lambda one: one.year):
            key = (room.year, self._chain(room))
            teacher = follows.get(key) or follows.get((room.year - 1, key[1]))
            if teacher is None:
                waiting = waiting or list(leaders)
                begins = room.row.valid_from
                teacher = next((one for one in waiting if self._since_when[id(one)] <= begins), waiting[0])
                waiting.remove(teacher)
            follows[key] = teacher
            self._lead(room, teacher, leaders)

    def _chain(self, room: Room) -> str:
        row = room.row
        if row.class_set:
            return f"{room.year} {row.class_set.name}"
        return f"{row.grade - room.year} {row.letter}" if row.grade is not None else row.name

    def _lead(self, room: Room, teacher: Employee, leaders: list[Employee]) -> None:
        row, since, until = room.row, room.row.valid_from, room.row.valid_to
        if self.rng.random() < 0.03 and len(leaders) > 1:
            change = since + timedelta(days=self.rng.randint(20, 60))
            if change < self.days.today:
                other = self.rng.choice([one for one in leaders if one is not teacher])
                self.leading.append(ClassTeacher(class_group=row, employee=teacher, valid_from=since, valid_to=change))
                teacher, since = other, change
        self.leading.append(ClassTeacher(class_group=row, employee=teacher, valid_from=since, valid_to=until))

    def _posts(self) -> tuple[shares.PlannedPost, ...]:
        rooms = sum(room.year == 0 for room in self.book.rooms)
        if self.planned.kind == "school":
            return shares.school_staff(self.rng, self.planned.students, rooms, self.planned.locality)
        return shares.kindergarten_staff(rooms) if self.planned.kind == "kindergarten" else shares.centre_staff(rooms)

    def _employee(self, human: Human) -> Employee:
        return self.cards.employee(human, f"{len(self.cards.employees) + 1:04d}")

    def _appoint(
        self, employee: Employee, post: str, rate: Decimal, kind: str, since: date, *, until: date = FOREVER
    ) -> None:
        if until <= since:
            since = until - timedelta(days=400)
        self._since_when.setdefault(id(employee), since)
        day = self.days.working(since)
        self.cards.posts.append(
            EmployeePost(
                employee=employee, post=post, kind=kind, rate=rate, valid_from=since, valid_to=until,
                order_number=f"{self.rng.randint(1, 140)}-к", order_date=day,
            )
        )  # fmt: skip

    def _human(self, post: str) -> Human:
        rng = self.rng
        if self.mothers and _CATEGORY[post] in ("teaching", "support") and rng.random() < PARENTS:
            mother = self.mothers.pop(rng.randrange(len(self.mothers)))
            mother.snils, mother.inn = mother.snils or names.snils(rng), names.inn(rng)
            return mother
        sex: shares.Sex = "male" if rng.random() < shares.MEN_AMONG[_CATEGORY[post]] else "female"
        sex = "female" if _SEXES.get(post) == "female" else "male" if _SEXES.get(post) == "male" else sex
        return new_employee(self._near, sex)

    def _since(self, human: Human) -> date:
        """When somebody was taken on: at 22 at the earliest; one in nine within the two years."""
        if self.rng.random() < REPLACED:
            return self._recent()
        earliest = max(date(human.born.year + 22, 8, 25), date(1992, 8, 25), self.planned.opened_on)
        if earliest >= self.days.begins(0):
            return self._recent()
        return date(
            self.rng.randint(earliest.year, self.days.first - 1) if earliest.year < self.days.first else earliest.year,
            8,
            28,
        )

    def _recent(self) -> date:
        """A day of the two years, August more often."""
        first = self.days.begins(0)
        return shares.move_date(self.rng, first, self.days.today)

    def _long_ago(self) -> date:
        return date(self.rng.randint(2008, self.days.first - 1), 8, 28)


def new_employee(near: Neighbourhood, sex: shares.Sex) -> Human:
    """An adult with the numbers that an employer asks for."""
    year = shares.employee_birth_year(near.rng, near.today)
    human = near.adult(sex, shares.birth_date_in(near.rng, year), names.person(near.rng, sex, year))
    human.snils, human.inn = names.snils(near.rng), names.inn(near.rng)
    human.birth_place = near.place.address
    if near.rng.random() < 0.5:
        human.email = names.email(human.name, near.rng)
    return human


def passports(
    planned: PlannedOrganisation, days: Days, rng: Random, director: Human, students: int
) -> list[OrganisationPassport]:
    """The passport; some organisations have had another director until lately, so there are two rows."""
    inn = names.organisation_inn(rng)
    domain = planned.slug
    until = days.begins(0) + timedelta(days=rng.randint(10, 300))
    columns = {
        "capacity": max(30, round(students * rng.uniform(1.02, 1.25) / 5) * 5),
        "shifts": 2 if planned.kind == "school" and students > 700 else 1,
        "buildings": 1 if planned.place.is_urban or rng.random() < 0.6 else 2,
        "legal_form": LEGAL.get(planned.name.short[:2], "municipal_budgetary"),
        "inn": inn,
        "kpp": f"{inn[:4]}01001",
        "ogrn": names.organisation_ogrn(rng),
        "phone": names.phone(rng),
        "email": f"{domain}@example.com",
        "site": f"https://{domain}.example.com/",
        **card(planned, chance("requisites", planned.slug)),
    }
    opened = max(planned.opened_on, date(2000, 1, 1))
    if rng.random() < 0.25:
        year = rng.randint(1955, 1965)
        former = names.person(rng, "female", year)
        return [
            OrganisationPassport(valid_from=opened, valid_to=until, director_name=str(former), **columns),
            OrganisationPassport(valid_from=until, director_name=str(director.name), **columns),
        ]
    return [OrganisationPassport(valid_from=opened, director_name=str(director.name), **columns)]


def local_items(planned: PlannedOrganisation) -> list[LocalHandbookItem]:
    """Additions of the schools that use them."""
    found = []
    if planned.part in ("main", "renamed"):
        found.append(("class_profile", OWN_PROFILE, "авиационно-космический (инженерный)", "engineering"))
    if planned.part in ("main", "second"):
        found.append(("leaving_reason", OWN_REASON, "перевод в училище олимпийского резерва", "to_college"))
    return [
        LocalHandbookItem(handbook=handbook, code=code, name=name, maps_to=maps_to, valid_from=date(2020, 9, 1))
        for handbook, code, name, maps_to in found
    ]
