"""Circumstances of the demo's students: health, study, family, in plausible shares. Pure functions of a Random.

The figures are plausible, not official: they are never shown to anybody as statistics.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from deploy.demo.distributions import weighted
from tenant_apps.people.circumstance_models import Circumstance
from tenant_apps.people.circumstances import KINDS
from tenant_apps.people.models import Student

HEALTH_GROUPS = {"i": 0.19, "ii": 0.62, "iii": 0.165, "iv": 0.005, "v": 0.02}
PE_GROUPS: dict[str, dict[str, float]] = {
    "i": {"main": 1},
    "ii": {"main": 0.72, "preparatory": 0.28},
    "iii": {"preparatory": 0.6, "special_a": 0.37, "exempt": 0.03},
    "iv": {"special_a": 0.5, "special_b": 0.5},
    "v": {"special_b": 0.5, "exempt": 0.5},
}
DISEASES = {
    "eye": 0.26, "bones": 0.24, "respiratory": 0.14, "digestive": 0.1, "allergy": 0.1, "nervous": 0.06,
    "endocrine": 0.05, "circulatory": 0.03, "genitourinary": 0.02,
}  # fmt: skip
NOTES = {
    "eye": "миопия",
    "bones": "сколиоз",
    "respiratory": "бронхиальная астма",
    "endocrine": "сахарный диабет I типа",
}
OVZ = {
    "severe_speech": 0.26, "delayed": 0.4, "intellectual": 0.13, "musculoskeletal": 0.08, "autism": 0.07,
    "low_vision": 0.03, "hard_of_hearing": 0.03,
}  # fmt: skip
VARIANTS = {
    "severe_speech": ("v5_1", "v5_2"), "delayed": ("v7_1", "v7_2"), "intellectual": ("uo_1", "uo_2"),
    "musculoskeletal": ("v6_1", "v6_2"), "autism": ("v8_1", "v8_2", "v8_3"), "low_vision": ("v4_1", "v4_2"),
    "hard_of_hearing": ("v2_1", "v2_2"),
}  # fmt: skip
WITH_OVZ = 0.03
FIRST_LANGUAGE = {"eng": 0.94, "deu": 0.04, "fra": 0.02}
SECOND_LANGUAGE = {"deu": 0.6, "fra": 0.2, "zho": 0.12, "spa": 0.08}
NATIVE_LANGUAGE = {"rus": 0.94, "ady": 0.03, "hye": 0.03}
HOME_COMPUTER = {"computer_online": 0.77, "computer_offline": 0.05, "phone_only": 0.15, "no_computer": 0.03}
MEALS = {"meals_paid": 0.62, "meals_reduced": 0.1, "meals_free": 0.14, "meals_none": 0.14}
CATEGORIES = {
    "large_family": 0.14, "low_income": 0.07, "military_family": 0.025, "special_operation_family": 0.03,
    "parent_disabled": 0.006, "at_risk": 0.005, "hard_situation": 0.004, "refugee": 0.003,
}  # fmt: skip
RECORDS = {"school": 0.009, "commission": 0.003, "police": 0.003}
"""Shares of those who are twelve or older."""
BEHAVIOUR = {"truancy": 0.5, "conflicts": 0.35, "offence": 0.1, "running_away": 0.05}
CONDITIONS = {"at_home": 0.006, "individual_plan": 0.005, "distance": 0.004, "network": 0.003}


@dataclass(frozen=True, slots=True)
class Whose:
    """What the circumstances follow from: birth, citizenship, relations of the guardians, and the day."""

    born: date
    citizenship: str
    relations: tuple[str, ...]
    today: date

    @property
    def age(self) -> int:
        return (self.today - self.born).days * 4 // 1461

    def september(self, age: int) -> date:
        """The first school day at about this age, or birth for those who are younger."""
        day = date(self.born.year + age, 9, 1)
        return day if day <= self.today else self.born


def circumstances_of(rng: Random, student: Student, whose: Whose) -> Iterator[Circumstance]:
    """All rows of one student, unsaved."""
    for code, value, since, more in (*_health(rng, whose), *_study(rng, whose), *_social(rng, whose)):
        kind = KINDS[code]
        if "document_number" in more:
            more = {"document": str(kind.document), **more}
        yield kind.part.model(student=student, kind=code, value=value, slot=kind.slot(value), valid_from=since, **more)


Row = tuple[str, str, date, dict[str, object]]


def _health(rng: Random, whose: Whose) -> Iterator[Row]:
    group, since = weighted(rng, HEALTH_GROUPS), whose.september(7)
    if group in ("ii", "iii") and whose.age >= 9 and rng.random() < 0.15:
        changed = whose.today - timedelta(days=rng.randint(30, 500))
        yield "health_group", "i" if group == "ii" else "ii", since, {"valid_to": changed}
        yield "health_group", group, changed, {}
    else:
        yield "health_group", group, since, {}
    if whose.age >= 6:
        yield "pe_group", weighted(rng, PE_GROUPS[group]), since, {}
    if group in ("iii", "iv", "v") and rng.random() < 0.8:
        disease = weighted(rng, DISEASES)
        yield "disease", disease, since, {"note": NOTES.get(disease, "")}
    if group == "v":
        issued = whose.born + timedelta(days=rng.randint(400, max(401, (whose.today - whose.born).days - 1)))
        issued = min(issued, whose.today)
        paper = {
            "document_number": f"МСЭ-{rng.randint(2020, 2025)} № {rng.randint(100000, 999999)}",
            "document_date": issued,
            "document_until": date(whose.born.year + 18, whose.born.month, min(whose.born.day, 28)),
        }
        yield "disability", "child", issued, dict(paper)
        yield "rehabilitation", "of_child", issued, {**paper, "document_number": f"{rng.randint(100, 999)}.23.1"}
    if whose.age >= 4 and rng.random() < WITH_OVZ:
        category = weighted(rng, OVZ)
        began = whose.september(7) if whose.age >= 7 else whose.today - timedelta(days=rng.randint(30, 300))
        began = max(began, whose.born)
        yield "ovz", category, began, {
            "variant": rng.choice(VARIANTS[category]),
            "document_number": str(rng.randint(100, 4999)),
            "document_date": began,
            "document_until": None if rng.random() < 0.4 else began + timedelta(days=rng.choice((1461, 1826))),
        }  # fmt: skip
        if whose.age >= 7:
            yield "study_conditions", "inclusive", began, {}


def _study(rng: Random, whose: Whose) -> Iterator[Row]:
    if whose.age >= 8:
        yield "foreign_language_1", weighted(rng, FIRST_LANGUAGE), whose.september(8), {}
    if whose.age >= 12 and rng.random() < 0.1:
        yield "foreign_language_2", weighted(rng, SECOND_LANGUAGE), whose.september(12), {}
    if whose.age >= 7 and rng.random() < 0.3:
        yield "native_language", weighted(rng, NATIVE_LANGUAGE), whose.september(7), {}
    if 7 <= whose.age <= 10 and rng.random() < 0.22:
        value = weighted(rng, {"extended_free": 0.8, "extended_paid": 0.15, "extended_reduced": 0.05})
        yield "extended_day", value, whose.september(7), {}
    if whose.age >= 7:
        meals = "meals_free" if whose.age <= 10 else weighted(rng, MEALS)
        yield "meals", meals, whose.september(7 if whose.age <= 10 else 11), {}
        yield "home_computer", weighted(rng, HOME_COMPUTER), whose.september(7), {}
        if rng.random() < 0.06:
            route: dict[str, object] = {"note": f"маршрут № {rng.randint(1, 6)}"}
            way = weighted(rng, {"school_bus": 0.85, "hired_bus": 0.1, "needs_transport": 0.05})
            yield "transport", way, whose.september(7), route
        if rng.random() < 0.003:
            yield "boarding", "boarding_week", whose.september(7), {}
        for condition, share in CONDITIONS.items():
            if rng.random() < share:
                began = max(whose.september(7), whose.today - timedelta(days=rng.randint(20, 200)))
                yield "study_conditions", condition, began, {"document_number": f"{rng.randint(1, 300)}-К"}


def _social(rng: Random, whose: Whose) -> Iterator[Row]:
    relations = set(whose.relations)
    if {"mother", "father"} <= relations:
        family = "complete"
    elif "guardian" in relations:
        family = "guardian"
    elif "foster_parent" in relations:
        family = "foster"
    elif "father" in relations:
        family = "one_parent"
    else:
        family = weighted(rng, {"one_parent": 0.72, "single_mother": 0.28})
    yield "family", family, whose.born, {}
    if family in ("guardian", "foster"):
        status = weighted(rng, {"orphan": 0.3, "without_care": 0.7})
        decided = min(whose.born + timedelta(days=rng.randint(300, 2500)), whose.today)
        yield "orphan", status, decided, {"document_number": f"{rng.randint(10, 900)}-р", "document_date": decided}
    for category, share in CATEGORIES.items():
        if rng.random() < share:
            yield "social_category", category, max(whose.born, date(whose.today.year - rng.randint(1, 4), 9, 1)), {}
    if whose.citizenship != "ru":
        yield "social_category", "migrant", max(whose.born, date(whose.today.year - 1, 9, 1)), {}
    if whose.age >= 12:
        yield from _records(rng, whose)


def _records(rng: Random, whose: Whose) -> Iterator[Row]:
    """Preventive records with the behaviour that led to them, each behaviour once."""
    shown: set[str] = set()
    for record, share in RECORDS.items():
        if rng.random() < share:
            began = whose.today - timedelta(days=rng.randint(20, 600))
            ended = {} if rng.random() < 0.6 else {"valid_to": began + timedelta(days=rng.randint(10, 200))}
            number = {"document_number": str(rng.randint(1, 40)), "document_date": began}
            yield "preventive_record", record, began, {**number, **ended}
            if (behaviour := weighted(rng, BEHAVIOUR)) not in shown:
                shown.add(behaviour)
                yield "behaviour", behaviour, began, dict(ended)
