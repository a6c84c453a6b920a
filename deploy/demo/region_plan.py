"""Which organisations the demo region has: where each stands, how it is called, how many students it has.

A pure function of the two numbers of the command line. Five schools have a part to play, whatever the numbers: the main
one (most sign-ins), a second one, a village one with комплекты, one that closes, one that is renamed.
"""

import csv
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from deploy.demo.days import chance
from deploy.demo.places import (
    OrganisationName,
    Place,
    centre_name,
    kindergarten_name,
    places_of,
    school_name,
)

ORGANISATIONS, STUDENTS = 24, 250
LEAST_ORGANISATIONS, LEAST_STUDENTS = 8, 20
FIRST_MUNICIPALITIES = (
    "Краснодар", "Динской район", "Армавир", "Ейский район", "Туапсинский район", "Новороссийск",
)  # fmt: skip
"""The municipalities of a small region; a larger one goes on through the list of the territory."""

Kind = Literal["school", "kindergarten", "centre"]
Part = Literal["main", "second", "village", "merging", "renamed", ""]


@dataclass(frozen=True, slots=True)
class PlannedOrganisation:
    """An organisation to be made. `former`: how it was called until it was renamed."""

    slug: str
    code: str
    kind: Kind
    municipality: str
    place: Place
    name: OrganisationName
    students: int
    opened_on: date
    part: Part = ""
    grades_to: int = 11
    of_culture: bool = False
    former: OrganisationName | None = None

    @property
    def locality(self) -> Literal["urban", "rural"]:
        return "urban" if self.place.is_urban else "rural"


@dataclass(frozen=True, slots=True)
class MunicipalityFacts:
    """A line of municipalities.csv."""

    oktmo: str
    name: str
    kind: str
    latitude: float
    longitude: float


def municipalities() -> list[MunicipalityFacts]:
    """All municipalities of Krasnodar Krai."""
    with (Path(__file__).parent / "municipalities.csv").open(encoding="utf-8", newline="") as lines:
        return [
            MunicipalityFacts(row["oktmo"], row["name"], row["kind"], float(row["latitude"]), float(row["longitude"]))
            for row in csv.DictReader(lines)
        ]


@dataclass(frozen=True, slots=True)
class _Site:
    kind: Kind
    municipality: str
    place: Place
    weight: float
    part: Part = ""
    grades_to: int = 11
    of_culture: bool = False


def planned_region(organisations: int, students: int) -> list[PlannedOrganisation]:
    """The organisations of a region of this size: schools, then kindergartens, then centres."""
    sites = _sites(max(organisations, LEAST_ORGANISATIONS))
    unit = max(students, LEAST_STUDENTS) * len(sites) / sum(site.weight for site in sites)
    numbers = dict.fromkeys(("school", "kindergarten", "centre"), 0)
    taken: set[str] = set()
    planned = []
    for position, site in enumerate(sites, start=1):
        numbers[site.kind] += 1
        planned.append(_planned(site, position, numbers[site.kind], max(12, round(unit * site.weight)), taken))
    return planned


def _sites(count: int) -> list[_Site]:
    kindergartens, centres = max(1, count // 6), max(2, count // 12)
    known = [facts.name for facts in municipalities()]
    order = [*FIRST_MUNICIPALITIES, *(name for name in known if name not in FIRST_MUNICIPALITIES)]
    wide = order[: max(2, min(len(order), round(count / 4)))]
    rng = chance("sites", count)
    city, district = wide[0], wide[1]
    sites = [
        _Site("school", city, places_of(city)[0], 3.3, "main"),
        _Site("school", city, places_of(city)[0], 2.3, "second"),
        _Site("school", district, places_of(district)[-1], 0.36, "village"),
        _Site("school", district, places_of(district)[-2], 0.2, "merging", grades_to=9),
        _Site("school", wide[2 % len(wide)], places_of(wide[2 % len(wide)])[0], 1.6, "renamed"),
    ]
    for number in range(count - kindergartens - centres - len(sites)):
        where = wide[(number + 2) % len(wide)]
        places = places_of(where)
        if number % 5 in (0, 2, 3):
            sites.append(_Site("school", where, places[0], rng.triangular(0.8, 2.2, 1.3)))
        else:
            weight = rng.triangular(0.2, 0.9, 0.4)
            grades_to = rng.choice((4, 9, 9, 11)) if weight < 0.4 else 11
            sites.append(_Site("school", where, rng.choice(places[1:] or places), weight, grades_to=grades_to))
    for number in range(kindergartens):
        where = wide[number % len(wide)]
        place = places_of(where)[0] if number % 3 != 2 else rng.choice(places_of(where)[1:] or places_of(where))
        sites.append(_Site("kindergarten", where, place, 0.62 if place.is_urban else 0.35))
    for number in range(centres):
        where = wide[number % len(wide)]
        sites.append(_Site("centre", where, places_of(where)[0], 1.1, of_culture=number % 2 == 1))
    return sites


def _planned(site: _Site, position: int, number: int, students: int, taken: set[str]) -> PlannedOrganisation:
    slug = f"{site.kind}-{number}"
    rng = chance("name", slug)
    while True:
        name = _name(site, slug, number, rng.randrange(10**6))
        if name.short not in taken:
            break
    taken.add(name.short)
    former = None
    if site.part == "renamed":
        bare = school_name(chance("bare"), number, site.place)
        former, name = _plain(bare, number, site.place), _honoured(number, site.place)
    return PlannedOrganisation(
        slug=slug,
        code=f"23{position:04d}",
        kind=site.kind,
        municipality=site.municipality,
        place=site.place,
        name=name,
        students=students,
        opened_on=date(rng.randint(1936, 2008), 9, 1),
        part=site.part,
        grades_to=site.grades_to,
        of_culture=site.of_culture,
        former=former,
    )


def _name(site: _Site, slug: str, number: int, attempt: int) -> OrganisationName:
    rng = chance("name", slug, attempt)
    if site.kind == "kindergarten":
        return kindergarten_name(rng, number * 7 + rng.randint(1, 6), site.place)
    if site.kind == "centre":
        return centre_name(rng, site.place, of_culture=site.of_culture)
    return school_name(rng, number + rng.randint(0, 2) * 20, site.place, grades_to=site.grades_to)


def _plain(name: OrganisationName, number: int, place: Place) -> OrganisationName:
    long = "муниципальное бюджетное общеобразовательное учреждение средняя общеобразовательная школа"
    return OrganisationName(
        f"{long} № {number} {place.of}",
        f"МБОУ СОШ № {number}{'' if place.is_urban else ' ' + place.address}",
        name.type_code,
    )


def _honoured(number: int, place: Place) -> OrganisationName:
    patron = "имени И.Д. Черняховского"
    plain = _plain(OrganisationName("", "", "school_secondary"), number, place)
    return OrganisationName(
        plain.full.replace(f"№ {number}", f"№ {number} {patron}"), f"{plain.short} {patron}", plain.type_code
    )
