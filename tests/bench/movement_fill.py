"""A school of 1,000 with five years of movement: first grades, graduates, comings and goings, each by its order."""

import random
from collections import defaultdict
from datetime import date, timedelta
from itertools import count

from tenant_apps.enrolment import services
from tenant_apps.enrolment.models import ClassGroup
from tenant_apps.people import services as people
from tests.bench import place

STUDENTS = 1_000
LETTERS = "АБВГ"
SYLLABLES = ("ва", "ро", "ми", "ле", "ко", "ста", "ни", "гра", "до", "же", "за", "пу")
COMINGS, GOINGS = 60, 60


class School:
    """Fills the school of the open door. `rows`: entries of the book."""

    def __init__(self, first_year: int, years: int) -> None:
        self.dice = random.Random(3)
        self.names = count()
        self.rows = 0
        self.members: defaultdict[int, list[int]] = defaultdict(list)
        self.classes = {year: self._open(year) for year in range(first_year, first_year + years)}
        for grade in range(1, 12):
            self._admit(grade, STUDENTS // 11 + (grade <= STUDENTS % 11), date(first_year, 9, 1), "admission")
        for year in range(first_year, first_year + years):
            self._a_year(year, is_last=year == first_year + years - 1)

    def _open(self, year: int) -> dict[int, list[ClassGroup]]:
        opened = services.open_academic_year(valid_from=date(year, 9, 1), valid_to=date(year + 1, 9, 1), by=place.BY)
        return {
            grade: [
                services.create_class(
                    year_id=opened.pk, by=place.BY,
                    parameters=services.ClassParameters(grade=grade, letter=letter, capacity=90),
                )
                for letter in LETTERS
            ]
            for grade in range(1, 12)
        }  # fmt: skip

    def _a_year(self, year: int, *, is_last: bool) -> None:
        last_day = date(year, 11, 25) if is_last else date(year + 1, 5, 20)
        for month in range(6):
            day = date(year, 9, 20) + (last_day - date(year, 9, 20)) * (month + 1) // 7
            self._leave(GOINGS // 6, day)
            for _ in range(COMINGS // 6):
                self._admit(
                    self.dice.randint(1, 11), 1, day + timedelta(days=self.dice.randint(0, 5)), "admission_transfer"
                )
        if not is_last:
            self._turn(year + 1)

    def _admit(self, grade: int, number: int, day: date, kind: str) -> None:
        year = day.year if day.month >= 9 else day.year - 1
        students = [self._student(grade, day) for _ in range(number)]
        groups = self.classes[year][grade]
        lines = [
            services.Line(student_id=pk, on=day, class_group_id=groups[at % len(groups)].pk)
            for at, pk in enumerate(students)
        ]
        self._order(kind, day, lines)
        self.members[grade] += students
        self.rows += number

    def _leave(self, number: int, day: date) -> None:
        lines = []
        for _ in range(number):
            grade = self.dice.choice([one for one in self.members if self.members[one]])
            student = self.members[grade].pop(self.dice.randrange(len(self.members[grade])))
            lines.append(services.Line(student_id=student, on=day, counterpart="МБОУ СОШ № 7 г. Майкопа"))
        self._order("leaving_transfer", day, lines)
        self.rows += number

    def _turn(self, year: int) -> None:
        """Graduates leave in June; the others go on; a first grade comes."""
        day = date(year, 9, 1)
        graduates = self.members.pop(11, [])
        on = date(year, 6, 25)
        self._order("graduation", on, [services.Line(student_id=pk, on=on) for pk in graduates])
        self.rows += len(graduates)
        for grade in range(10, 0, -1):
            groups = self.classes[year][grade + 1]
            self._order("next_year", day, [
                services.Line(student_id=pk, on=day, class_group_id=groups[at % len(groups)].pk)
                for at, pk in enumerate(self.members[grade])
            ])  # fmt: skip
            self.members[grade + 1] = self.members.pop(grade, [])
        self._admit(1, STUDENTS // 11, day, "admission")

    def _order(self, kind: str, day: date, lines: list[services.Line]) -> None:
        if lines:
            services.issue_order(
                lines=lines, kind=kind, requisites=services.Requisites(date=day), sign=True, insist=True, by=place.BY
            )

    def _student(self, grade: int, day: date) -> int:
        at = next(self.names)
        name = "".join(SYLLABLES[at // 12**power % 12] for power in range(4)).capitalize()
        born = day - timedelta(days=365 * (grade + 6) + self.dice.randint(0, 360))
        return people.create_student(
            name=people.Name(f"{name}ев", "Пётр", "Иванович"), particulars={"sex": "male", "birth_date": born},
            insist=True, by=place.BY,
        ).pk  # fmt: skip
