"""Rows of cards, collected in memory and written in a few statements."""

import uuid
from collections.abc import Iterable
from datetime import date, timedelta
from random import Random
from typing import TypeVar

from django.db.models import Model

from deploy.demo.circumstances import Whose, circumstances_of
from deploy.demo.distributions import weighted
from deploy.demo.humans import Child, Human, Relative
from deploy.demo.names import FullName, phone
from shared_apps.organisations.periods import FOREVER
from tenant_apps.people.circumstance_models import Circumstance
from tenant_apps.people.circumstances import PARTS
from tenant_apps.people.models import (
    Citizenship,
    Employee,
    EmployeePost,
    Guardian,
    Guardianship,
    Identifier,
    IdentityDocument,
    Person,
    PersonName,
    Student,
)
from tenant_apps.people.names import search_key
from tenant_apps.people.services.persons import SINCE_EVER

BATCH = 2000
EDUCATION = {
    "specialist": 0.3, "bachelor": 0.1, "master": 0.03, "vocational_specialist": 0.3, "vocational_worker": 0.14,
    "secondary": 0.1, "basic": 0.03,
}  # fmt: skip
POSITIONS = (
    "бухгалтер", "водитель", "продавец", "инженер", "медицинская сестра", "менеджер", "механизатор", "экономист",
    "рабочий", "мастер", "повар", "специалист",
)  # fmt: skip
LIMITED = 0.008
M = TypeVar("M", bound=Model)


def write(rows: Iterable[M]) -> None:
    """All rows of one table; related rows that are saved already lend them their keys."""
    listed = list(rows)
    if listed:
        type(listed[0])._default_manager.bulk_create(listed, batch_size=BATCH)


class Cards:
    """The cards of one organisation. The same human has one person here, whatever his roles."""

    def __init__(self, rng: Random, chance: Random, today: date) -> None:
        """`rng` mints identifiers, `chance` decides circumstances, which are as of `today`."""
        self._rng, self._chance, self._today = rng, chance, today
        self.persons: dict[int, Person] = {}
        self._humans: list[Human] = []  # keeps them alive, so that id() stays theirs
        self.names: list[PersonName] = []
        self.citizenships: list[Citizenship] = []
        self.identifiers: list[Identifier] = []
        self.documents: list[IdentityDocument] = []
        self.students: list[Student] = []
        self.employees: dict[int, Employee] = {}
        self.posts: list[EmployeePost] = []
        self.records: dict[type[Model], list[Model]] = {}
        self.guardians: dict[int, Guardian] = {}
        self.guardianships: list[Guardianship] = []
        self.circumstances: dict[type[Model], list[Circumstance]] = {part.model: [] for part in PARTS.values()}
        self._taken: set[tuple[str, ...]] = set()

    def person(self, human: Human) -> Person:
        known = self.persons.get(id(human))
        if known is not None:
            return known
        person = Person(
            person_uid=uuid.UUID(int=self._rng.getrandbits(128), version=4),
            sex=human.sex,
            birth_date=human.born,
            birth_place=human.birth_place,
            citizenship=human.citizenship,
            phone=human.phone,
            email=human.email,
            registered_address=human.address,
            actual_address=human.address,
        )
        self.persons[id(human)] = person
        self._humans.append(human)
        if human.citizenship:
            begins = max(SINCE_EVER, human.born)
            self.citizenships.append(Citizenship(person=person, country=human.citizenship, valid_from=begins))
        self._name(person, human)
        for kind, value in (("snils", human.snils), ("inn", human.inn)):
            if value and self._is_new(kind, value):
                self.identifiers.append(Identifier(person=person, kind=kind, value=value))
        paper = human.document
        if paper and self._is_new(paper.kind, paper.series, paper.number):
            self.documents.append(
                IdentityDocument(
                    person=person,
                    kind=paper.kind,
                    series=paper.series,
                    number=paper.number,
                    issued_on=paper.issued_on,
                    issued_by=paper.issued_by,
                )
            )
        return person

    def student(self, student: Student, child: Child, number: str) -> None:
        """Give a student's row its person, file number and guardians."""
        student.person = self.person(child.human)
        student.file_number = number
        self.students.append(student)
        for relative in child.relatives:
            guardian = self.guardians.get(id(relative.human))
            if guardian is None:
                guardian = self._guardian(relative.human)
                self.guardians[id(relative.human)] = guardian
            self.guardianships.append(
                Guardianship(
                    guardian=guardian,
                    student=student,
                    relation=relative.relation,
                    valid_from=child.human.born,
                    **{"is_legal": relative.is_legal, **self._limit(relative, child)},
                )
            )
        whose = Whose(
            child.human.born,
            child.human.citizenship,
            tuple(relative.relation for relative in child.relatives),
            self._today,
        )
        for row in circumstances_of(self._chance, student, whose):
            self.circumstances[type(row)].append(row)

    def _guardian(self, human: Human) -> Guardian:
        guardian = Guardian(person=self.person(human), workplace=human.workplace)
        if self._chance.random() < 0.7:
            guardian.education = weighted(self._chance, EDUCATION)
        if human.workplace:
            guardian.position = self._chance.choice(POSITIONS)
            if self._chance.random() < 0.3:
                guardian.person.work_phone = phone(self._chance)
        return guardian

    def _limit(self, relative: Relative, child: Child) -> dict[str, object]:
        """Rights of a guardian that a court has limited: a few fathers of families where the mother is, too."""
        others = {each.relation for each in child.relatives}
        if relative.relation != "father" or "mother" not in others or self._chance.random() > LIMITED:
            return {}
        decided = f"Решение суда от {self._today - timedelta(days=self._chance.randint(60, 900)):%d.%m.%Y}"
        if self._chance.random() < 0.5:
            return {"custody_limit": "lives_apart", "basis": decided}
        return {
            "custody_limit": "deprived", "basis": decided, "is_legal": False, "may_collect": False, "may_see": False,
        }  # fmt: skip

    def employee(self, human: Human, number: str) -> Employee:
        known = self.employees.get(id(human))
        if known is None:
            known = self.employees[id(human)] = Employee(person=self.person(human), personnel_number=number)
        return known

    def write(self) -> None:
        for rows in (
            self.persons.values(), self.names, self.citizenships, self.identifiers, self.documents, self.students,
            self.employees.values(), self.posts, self.guardians.values(), self.guardianships,
            *self.circumstances.values(),
        ):  # fmt: skip
            write(rows)
        for records in self.records.values():
            write(records)

    def _name(self, person: Person, human: Human) -> None:
        begins, document = SINCE_EVER, ""
        if human.former:
            self.names.append(_named(person, human.former.name, begins, human.former.until, ""))
            begins, document = human.former.until, human.former.document
        self.names.append(_named(person, human.name, begins, FOREVER, document))

    def _is_new(self, *key: str) -> bool:
        if key in self._taken:
            return False
        self._taken.add(key)
        return True


def _named(person: Person, name: FullName, begins: date, ends: date, document: str) -> PersonName:
    return PersonName(
        person=person,
        surname=name.surname,
        given_name=name.given_name,
        patronymic=name.patronymic,
        search_key=search_key(name.surname, name.given_name, name.patronymic),
        valid_from=begins,
        valid_to=ends,
        document=document,
    )
