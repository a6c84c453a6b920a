"""How classes go on from year to year, and with which grade their programme ends.

A place in a programme is a grade and, where the first grade takes two years, which of them (handbook first_grade_year):

    general                        1 → 2 → … → 9 → 10 → 11, of evening classes → 12
    a first grade of two years     1-1 → 1-2 → 2
    an additional first grade      1 доп. → 1 → 2; delayed mental development (variant 7.2): 1 → 1 доп. → 2
    intellectual disability        1 → … → 9, and as far as 12 where the programme takes more years

Sources: ОО-1 2.1.3 and F8; the federal adapted programmes (orders of the Ministry of Education of 24.11.2022,
No 1023 and No 1026).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple, Protocol

from shared_apps.rules.catalogue import LAST_GRADE, LAST_GRADE_OF_CLASSES
from shared_apps.rules.queries import setting

from .models import ClassGroup

INTELLECTUAL = "intellectual"
"""Item of class_kind and of ovz_category."""
DELAYED = "delayed"
"""Item of ovz_category."""
ADDITIONAL, FIRST, SECOND = "additional", "first", "second"
"""Items of first_grade_year."""
EVENING, PART_TIME = "evening", frozenset({"part_time", "extramural"})
"""Item of class_kind; items of form_of_study."""
BASIC_ENDS, DAY_ENDS, HIGHEST = 9, 11, 12
ENDS_OF_LEVELS = (4, BASIC_ENDS, DAY_ENDS, HIGHEST)
"""Grades that end primary (where a school goes no further), basic and secondary education."""


class Place(NamedTuple):
    """A grade, and the year of a first grade that takes two."""

    grade: int
    year: str = ""


class HasPlace(Protocol):
    """A class of this year or one planned."""

    @property
    def grade(self) -> int | None: ...
    @property
    def first_grade(self) -> str: ...


_AFTER: dict[Place, tuple[Place, ...]] = {
    Place(1): (Place(2), Place(1, ADDITIONAL)),
    Place(1, ADDITIONAL): (Place(1), Place(2)),
    Place(1, FIRST): (Place(1, SECOND),),
}
"""Where somebody may go on to from a first grade, the usual first; from all others one grade up."""


def place_of(group: HasPlace | None, grade: int | None = None) -> Place | None:
    """The place of a class; of whoever is in none, by his grade. None: there are no grades."""
    if group is not None and group.grade is not None:
        return Place(group.grade, group.first_grade if group.grade == 1 else "")
    return None if grade is None else Place(grade)


def places_after(place: Place, nosology: str = "") -> tuple[Place, ...]:
    """Where the next year of study may be spent, the usual place first."""
    found = _AFTER.get(place, (Place(place.grade + 1),))
    return found[::-1] if nosology == DELAYED else found


def leads_to(former: Place, place: Place, step: int) -> bool:
    """Whether an order may lead from one place to another. `step`: 1 goes on, 0 repeats the year, -1 goes back."""
    if step == 0:
        return place.grade == former.grade and place not in places_after(former)
    return place in places_after(former) if step > 0 else former in places_after(place)


def is_intellectual(group: ClassGroup | None) -> bool:
    """Whether a class learns by a programme for intellectual disability."""
    return group is not None and group.kind == INTELLECTUAL


def is_evening(group: ClassGroup | None) -> bool:
    """Whether grades 10 to 12 may take three years: of evening, part-time and extramural classes."""
    return group is not None and (group.kind == EVENING or group.form_of_study in PART_TIME)


def share_programme(one: ClassGroup | None, other: ClassGroup | None, grade: int | None) -> bool:
    """Whether students of a class may be meant to go on in a class of a grade that continues another one.

    Grades 11 and 12 of evening classes are not those of day classes.
    """
    if is_intellectual(one) != is_intellectual(other):
        return False
    return (grade or 0) < DAY_ENDS or is_evening(one) == is_evening(other)


@dataclass(frozen=True, slots=True)
class Programmes:
    """Where the programmes of a year's classes end. `said`: the setting last_grade."""

    classes: Sequence[ClassGroup]
    said: str

    @classmethod
    def of(cls, classes: Iterable[ClassGroup], *, as_of: date) -> "Programmes":
        return cls(tuple(classes), setting(LAST_GRADE, as_of=as_of))

    def last_grade(self, group: ClassGroup | None) -> int:
        """The last grade of a class's programme; of intellectual disability by its length in years."""
        alike = [one for one in self.classes if is_intellectual(one) == is_intellectual(group)]
        if group is not None and is_intellectual(group):
            years = group.programme_years or BASIC_ENDS
            takes_two = any(one.grade == 1 and one.first_grade for one in alike)
            return max(BASIC_ENDS, min(HIGHEST, years - takes_two))
        if self.said == LAST_GRADE_OF_CLASSES:
            last = max((one.grade or 0 for one in alike if is_evening(one) == is_evening(group)), default=0)
        else:
            last = int(self.said)
        return last if is_evening(group) else min(last, DAY_ENDS)

    def ends(self, group: ClassGroup | None, grade: int) -> bool:
        """Whether a class goes no further than its grade."""
        return grade >= self.last_grade(group) and (is_intellectual(group) or grade in ENDS_OF_LEVELS)

    def begins_anew(self, group: ClassGroup) -> bool:
        """Whether there is such a class every year, because students come into it: grades 1 and 10."""
        place = place_of(group)
        if place is None or (is_intellectual(group) and place.grade == BASIC_ENDS + 1):
            return False
        if place.grade == BASIC_ENDS + 1:
            return self.said == LAST_GRADE_OF_CLASSES or int(self.said) > BASIC_ENDS
        comes_after_the_first = place == Place(1, ADDITIONAL) and group.nosology == DELAYED
        return place.grade == 1 and place.year != SECOND and not comes_after_the_first

    def goes_on(self, group: ClassGroup) -> bool:
        """Whether the class itself is there a grade higher next year.

        Grade 10 is formed anew from all of grade 9; where there is none this year, it follows the classes of grade 9.
        """
        if group.grade is None or self.ends(group, group.grade):
            return False
        if group.grade != BASIC_ENDS or is_intellectual(group):
            return True
        return not any(one.grade == BASIC_ENDS + 1 and not is_intellectual(one) for one in self.classes)


def has_no_teacher_yet(group: HasPlace, after: ClassGroup | None) -> bool:
    """Whether a class of the next year gets its class teacher anew: it is formed anew, not led on from this year's."""
    if after is None:
        return True
    if group.grade is None:
        return False
    is_tenth = group.grade == BASIC_ENDS + 1 and not is_intellectual(after)
    return is_tenth or place_of(group) == place_of(after)
