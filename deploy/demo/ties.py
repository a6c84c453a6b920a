"""Who is known in two organisations: brothers and sisters with the same parents, and one child in two schools at once.

A pure function of the plan, so that each organisation, filled on its own, makes its side of the same family.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from deploy.demo import distributions
from deploy.demo.days import Days, chance
from deploy.demo.distributions import Sex
from deploy.demo.humans import Child, Neighbourhood
from deploy.demo.region_plan import PlannedOrganisation

SHARE = 0.02
"""Families with children in two organisations of the municipality, to all students of it."""
GUARDIAN_GRADES = (8, 2)
"""Grades, in the first September, of the children of the sign-in `guardian`: in the main school and in the second."""
TWICE_GRADE = 5
"""And of the child that has two main enrolments."""


@dataclass(frozen=True, slots=True)
class Tie:
    """A child that this organisation gets. `grade`: in the first September; kindergartens' are 0, -1, …"""

    grade: int
    child: Child
    role: str = ""  # guardian: of the sign-ins; twice: enrolled in two schools


def ties(region: list[PlannedOrganisation], days: Days) -> dict[str, list[Tie]]:
    """By organisation, the children whose families (or who themselves) are known elsewhere."""
    found: dict[str, list[Tie]] = defaultdict(list)
    main, second = _part(region, "main"), _part(region, "second")
    here = Neighbourhood(chance("guardian"), main.place, main.municipality, days.today)
    family = _family(here, GUARDIAN_GRADES, days, ("mother", "father"))
    for organisation, grade, child in zip((main, second), GUARDIAN_GRADES, family, strict=True):
        found[organisation.slug].append(Tie(grade, child, "guardian"))
    twice = _family(here, (TWICE_GRADE,), days, ("mother",))[0]
    for organisation in (main, second):
        found[organisation.slug].append(Tie(TWICE_GRADE, twice, "twice"))
    for where, organisations in _by_municipality(region).items():
        for number in range(round(sum(one.students for one in organisations) * SHARE)):
            rng = chance("tie", where, number)
            pair = rng.sample(organisations, 2)
            grades = [_grade(rng.random(), one) for one in pair]
            near = Neighbourhood(rng, pair[0].place, where, days.today)
            for one, grade, child in zip(pair, grades, _family(near, tuple(grades), days, ()), strict=True):
                found[one.slug].append(Tie(grade, child))
    return found


def _family(near: Neighbourhood, grades: tuple[int, ...], days: Days, relations: tuple[str, ...]) -> list[Child]:
    while True:
        children: list[tuple[Sex, date]] = []
        known: dict[int, date] = {}  # two in one grade are twins
        for grade in grades:
            born = known.setdefault(grade, distributions.student_birth_date(near.rng, grade, days.first))
            children.append((distributions.sex(near.rng), born))
        if all(abs((a - b).days) > 300 for a in known.values() for b in known.values() if a != b):
            return near.family(children, relations=relations)


def _grade(draw: float, organisation: PlannedOrganisation) -> int:
    """A grade in which the child stays for both years."""
    if organisation.kind == "kindergarten":
        return -1
    last = min(organisation.grades_to - 1, 8)
    return 1 + int(draw * last)


def _by_municipality(region: list[PlannedOrganisation]) -> dict[str, list[PlannedOrganisation]]:
    found: dict[str, list[PlannedOrganisation]] = defaultdict(list)
    for one in region:
        if one.kind != "centre" and one.part != "merging":
            found[one.municipality].append(one)
    return {where: organisations for where, organisations in found.items() if len(organisations) > 1}


def _part(region: list[PlannedOrganisation], part: str) -> PlannedOrganisation:
    return next(one for one in region if one.part == part)
