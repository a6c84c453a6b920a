import random
from collections import Counter
from datetime import date

import pytest

from deploy.demo import distributions, places
from shared_apps.handbooks.catalogue import CATALOGUE

AREAS: list[distributions.Locality] = ["urban", "rural"]


@pytest.fixture
def rng() -> random.Random:
    return random.Random(2026)


def _codes(handbook: str) -> frozenset[str]:
    return CATALOGUE[handbook].codes


def test_codes_stand_in_the_handbooks() -> None:
    d = distributions

    leaving = {*d.LEAVING_REASONS, *d.KINDERGARTEN_LEAVING_REASONS, *d.CENTRE_LEAVING_REASONS}
    assert leaving <= _codes("leaving_reason")
    assert set(d.ADMISSION_REASONS) <= _codes("admission_reason")
    assert set(d.FORMS_OF_STUDY) <= _codes("form_of_study")
    assert set(d.CITIZENSHIPS) <= _codes("citizenship")
    assert set(d.POST_KINDS) <= _codes("post_kind")
    assert set(d.MEN_AMONG) <= _codes("staff_category")
    assert set(d.PROFILES) <= _codes("class_profile")
    assert {code for shares in d.DESTINATIONS.values() for code in shares} <= _codes("leaving_destination")


def test_planned_codes_stand_in_the_handbooks(rng: random.Random) -> None:
    classes = [c for _ in range(30) for c in distributions.planned_classes(rng, 900, "urban")]
    groups = [g for _ in range(30) for g in distributions.planned_groups(rng, 150, "urban")]
    staff = [
        *distributions.school_staff(rng, 900, 34, "rural"),
        *distributions.kindergarten_staff(6),
        *distributions.centre_staff(20),
    ]

    assert {c.kind for c in classes} <= _codes("class_kind")
    assert {g.kind for g in groups} <= _codes("group_kind")
    assert {g.age_group for g in groups} <= _codes("age_group")
    assert {g.profile for g in groups} - {""} <= _codes("group_profile")
    assert {c.direction for c in distributions.planned_circles(rng, 300)} <= _codes("programme_direction")
    assert {post.post for post in staff} <= _codes("post")
    assert {distributions.guardian_relations(rng)[0] for _ in range(300)} <= _codes("guardian_relation")


@pytest.mark.parametrize("grade", [-4, 0, 1, 5, 11])
def test_students_are_of_the_age_of_their_grade(rng: random.Random, grade: int) -> None:
    born = [distributions.student_birth_date(rng, grade, 2026) for _ in range(500)]

    ages = [(date(2026, 9, 1) - day).days / 365.25 - (grade - 1) for day in born]  # as if in the first grade
    assert min(ages) > 6.4
    assert max(ages) < 9.1
    assert sum(6.95 <= age < 8.05 for age in ages) > 400


@pytest.mark.parametrize("students", [60, 250, 800])
@pytest.mark.parametrize("locality", AREAS)
def test_classes_hold_about_the_students_asked_for(
    rng: random.Random, students: int, locality: distributions.Locality
) -> None:
    classes = distributions.planned_classes(rng, students, locality)

    assert {c.grade for c in classes} == set(range(1, 12))
    assert abs(sum(c.size for c in classes) - students) < students * 0.2 + 15
    assert len({c.name for c in classes}) == len(classes)
    assert all(c.size <= c.capacity for c in classes)


def test_small_village_school_joins_primary_grades(rng: random.Random) -> None:
    classes = distributions.planned_classes(rng, 60, "rural")

    sets = Counter(c.class_set for c in classes if c.class_set)
    assert sets == {1: 2, 2: 2}
    assert {c.grade for c in classes if c.class_set == 1} == {1, 3}


def test_city_school_joins_no_grades(rng: random.Random) -> None:
    assert not any(c.class_set for c in distributions.planned_classes(rng, 900, "urban"))


def test_primary_school_has_four_grades(rng: random.Random) -> None:
    assert {c.grade for c in distributions.planned_classes(rng, 40, "rural", grades_to=4)} == {1, 2, 3, 4}


@pytest.mark.parametrize(("students", "groups"), [(15, 1), (100, 4), (240, 10)])
def test_kindergarten_groups_have_names_of_their_own(rng: random.Random, students: int, groups: int) -> None:
    planned = distributions.planned_groups(rng, students, "urban")

    assert len(planned) == groups
    assert len({group.name for group in planned}) == groups


def test_circles_have_names_of_their_own_and_hold_all(rng: random.Random) -> None:
    planned = distributions.planned_circles(rng, 400, of_culture=True)

    assert sum(circle.size for circle in planned) >= 400
    assert len({circle.name for circle in planned}) == len(planned)


@pytest.mark.parametrize("days", [0, 1, 364])
def test_moves_fall_into_their_period(rng: random.Random, days: int) -> None:
    first = date(2026, 9, 5)  # a Saturday
    last = date.fromordinal(first.toordinal() + days)

    assert all(first <= distributions.move_date(rng, first, last) <= last for _ in range(50))


def test_boys_are_a_little_more_than_half(rng: random.Random) -> None:
    boys = sum(distributions.sex(rng) == "male" for _ in range(20_000)) / 20_000

    assert 0.50 < boys < 0.53


@pytest.mark.parametrize("municipality", [*places.PLACES, "Каневской район", "Сириус"])
def test_organisations_of_a_municipality_have_names(rng: random.Random, municipality: str) -> None:
    for place in places.places_of(municipality):
        school = places.school_name(rng, 12, place)

        assert "№ 12" in school.short
        assert place.of in school.full
        assert school.type_code in _codes("organisation_type")
        assert places.kindergarten_name(rng, 5, place).type_code in _codes("organisation_type")
        assert places.centre_name(rng, place).type_code in _codes("organisation_type")
        assert place.kind in _codes("settlement_kind")


def test_names_of_places_decline() -> None:
    assert places.Place("Динская", "stanitsa").of == "станицы Динской"
    assert places.Place("Краснодар", "city").of == "города Краснодара"
    assert places.Place("Витязево", "village").of == "села Витязево"
    assert places.registry_office("Динской район").startswith("Отдел ЗАГС Динского района")
    assert places.registry_office("Сочи").startswith("Отдел ЗАГС города Сочи")
