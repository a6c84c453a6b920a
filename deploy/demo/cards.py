"""Rows of cards, collected in memory and written in a few statements."""

import uuid
from collections.abc import Iterable
from datetime import date
from random import Random
from typing import TypeVar

from django.db.models import Model

from deploy.demo.humans import Child, Human
from deploy.demo.names import FullName
from shared_apps.organisations.periods import FOREVER
from tenant_apps.people.models import (
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
M = TypeVar("M", bound=Model)


def write(rows: Iterable[M]) -> None:
    """All rows of one table; related rows that are saved already lend them their keys."""
    listed = list(rows)
    if listed:
        type(listed[0])._default_manager.bulk_create(listed, batch_size=BATCH)


class Cards:
    """The cards of one organisation. The same human has one person here, whatever his roles."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self.persons: dict[int, Person] = {}
        self._humans: list[Human] = []  # keeps them alive, so that id() stays theirs
        self.names: list[PersonName] = []
        self.identifiers: list[Identifier] = []
        self.documents: list[IdentityDocument] = []
        self.students: list[Student] = []
        self.employees: dict[int, Employee] = {}
        self.posts: list[EmployeePost] = []
        self.records: dict[type[Model], list[Model]] = {}
        self.guardians: dict[int, Guardian] = {}
        self.guardianships: list[Guardianship] = []
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
                guardian = Guardian(person=self.person(relative.human), workplace=relative.human.workplace)
                self.guardians[id(relative.human)] = guardian
            self.guardianships.append(
                Guardianship(
                    guardian=guardian,
                    student=student,
                    relation=relative.relation,
                    is_legal=relative.is_legal,
                    valid_from=child.human.born,
                )
            )

    def employee(self, human: Human, number: str) -> Employee:
        known = self.employees.get(id(human))
        if known is None:
            known = self.employees[id(human)] = Employee(person=self.person(human), personnel_number=number)
        return known

    def write(self) -> None:
        for rows in (
            self.persons.values(), self.names, self.identifiers, self.documents, self.students,
            self.employees.values(), self.posts, self.guardians.values(), self.guardianships,
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
