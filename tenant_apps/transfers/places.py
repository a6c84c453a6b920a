"""Which classes of this organisation a student who comes may sit in, when none is chosen yet, and who waits for one."""

from datetime import date
from typing import Protocol

from tenant_apps.enrolment.models import AcademicYear, ClassGroup, ClassMembership
from tenant_apps.passport.models import LocalHandbookItem
from tenant_apps.people.service_years import full_years

AGES = {
    "nursery": range(1),
    "early_first": range(1, 2),
    "early_second": range(2, 3),
    "junior": range(3, 4),
    "middle": range(4, 5),
    "senior": range(5, 6),
    "preparatory": range(6, 8),
}
"""Full years of the children of a kindergarten's group (handbook age_group), as of the beginning of the academic year.
A group of mixed ages, and one that says none, takes everybody."""


class Comer(Protocol):
    """Who comes: rules.Coming."""

    @property
    def birth_date(self) -> date | None: ...
    @property
    def level(self) -> str: ...
    @property
    def grade(self) -> int | None: ...
    @property
    def on(self) -> date: ...


def classes_for(one: Comer) -> list[ClassGroup]:
    """Classes of the grade on the day; without a grade, groups of the level that take children of this age."""
    groups = ClassGroup.objects.valid(one.on).order_by("name")
    if one.grade is not None:
        return list(groups.filter(grade=one.grade))
    if one.level:
        groups = groups.filter(level=one.level)
    own = dict(LocalHandbookItem.objects.filter(handbook="age_group").values_list("code", "maps_to"))
    ages = _ages(one)
    return [group for group in groups if _takes(own.get(group.age_group, group.age_group), ages)]


def waiting_for_a_class(one: Comer) -> int:
    """How many are admitted to the same grade, or of the same level and age, and sit in no class yet."""
    rows = ClassMembership.objects.valid(one.on).filter(class_group__isnull=True, enrolment__voided_by__isnull=True)
    if one.grade is not None:
        return rows.filter(grade=one.grade).count()
    ages = _ages(one)
    born = rows.filter(level=one.level).values_list("enrolment__student__person__birth_date", flat=True)
    return sum(not ages or day is None or full_years(day, one.on) in ages for day in born)


def _ages(one: Comer) -> set[int]:
    """Of the day, and of the beginning of its academic year, by which groups are formed; empty: not known."""
    if one.birth_date is None:
        return set()
    year = AcademicYear.objects.valid(one.on).first()
    return {full_years(one.birth_date, day) for day in (one.on, year.valid_from if year else one.on)}


def _takes(age_group: str, ages: set[int]) -> bool:
    known = AGES.get(age_group)
    return known is None or not ages or any(age in known for age in ages)
