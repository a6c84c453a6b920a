import random
from datetime import date

import pytest

from deploy.demo import names
from deploy.demo.name_tables import COHORTS, ORIGINS, SURNAMES
from shared_apps.handbooks.identifiers import KINDS


@pytest.fixture
def rng() -> random.Random:
    return random.Random(2026)


def test_names_are_the_same_for_the_same_seed() -> None:
    def some(seed: int) -> list[str]:
        rng = random.Random(seed)
        return [str(names.person(rng, "female", year)) for year in range(1960, 2023)]

    assert some(7) == some(7)
    assert some(7) != some(8)


def test_tables_hold_at_least_three_hundred_surnames_once_each() -> None:
    for origin in ORIGINS:
        pool = SURNAMES[origin].split()
        assert len(pool) == len(set(pool))

    assert sum(len(text.split()) for text in SURNAMES.values()) >= 300


@pytest.mark.parametrize(
    ("male", "female"),
    [
        ("Фёдоров", "Фёдорова"),
        ("Соловьёв", "Соловьёва"),
        ("Кузьмин", "Кузьмина"),
        ("Чернявский", "Чернявская"),
        ("Белый", "Белая"),
        ("Толстой", "Толстая"),
        ("Шевченко", "Шевченко"),
        ("Саркисян", "Саркисян"),
        ("Долгих", "Долгих"),
        ("Передерий", "Передерий"),
        ("Бондарь", "Бондарь"),
    ],
)
def test_female_form_of_a_surname(male: str, female: str) -> None:
    assert names.female_form(male) == female


@pytest.mark.parametrize(
    ("father", "son", "daughter"),
    [
        ("Сергей", "Сергеевич", "Сергеевна"),
        ("Юрий", "Юрьевич", "Юрьевна"),
        ("Дмитрий", "Дмитриевич", "Дмитриевна"),
        ("Илья", "Ильич", "Ильинична"),
        ("Никита", "Никитич", "Никитична"),
        ("Пётр", "Петрович", "Петровна"),
        ("Фёдор", "Фёдорович", "Фёдоровна"),
        ("Игорь", "Игоревич", "Игоревна"),
        ("Лев", "Львович", "Львовна"),
        ("Александр", "Александрович", "Александровна"),
        ("Арам", "Арамович", "Арамовна"),
        ("Али", "Алиевич", "Алиевна"),
        ("Амо", "Амоевич", "Амоевна"),
    ],
)
def test_patronymic_by_the_fathers_name(father: str, son: str, daughter: str) -> None:
    assert (names.patronymic(father, "male"), names.patronymic(father, "female")) == (son, daughter)


def test_children_are_called_as_children_of_their_years(rng: random.Random) -> None:
    born_now = {names.given_name(rng, "female", 2020) for _ in range(500)}
    born_long_ago = {names.given_name(rng, "female", 1960) for _ in range(500)}

    assert {"София", "Ева"} <= born_now
    assert {"Людмила", "Галина"} <= born_long_ago
    assert "Галина" not in born_now


def test_people_are_of_every_kind_that_lists_must_stand(rng: random.Random) -> None:
    people = [names.person(rng, rng.choice(["male", "female"]), rng.randint(1960, 2022)) for _ in range(6000)]

    assert any("ё" in f"{person}" for person in people)
    assert any("-" in person.surname for person in people)
    assert any(not person.patronymic for person in people)


def test_household_has_one_father_and_one_surname(rng: random.Random) -> None:
    for _ in range(200):
        family = names.household(rng, [("male", 2012), ("female", 2015), ("female", 2019)])

        assert family.father is not None
        assert family.mother_birth_year < 2000
        assert {child.surname for child in family.children} <= {family.surname.male, family.surname.female}
        assert len({child.given_name for child in family.children}) == 3
        for child, sex in zip(family.children, ("male", "female", "female"), strict=True):
            assert child.patronymic in ("", names.patronymic(family.father.given_name, sex))


def test_numbers_are_right_and_nobodys(rng: random.Random) -> None:
    for _ in range(200):
        snils = names.snils(rng)

        assert KINDS["snils"].is_valid(snils)
        assert snils.startswith("9")
        assert KINDS["inn"].clean(names.inn(rng), of="person")
        assert KINDS["inn"].is_valid(names.organisation_inn(rng))
        assert KINDS["ogrn"].is_valid(names.organisation_ogrn(rng))
        assert KINDS["medical_policy"].is_valid(names.medical_policy(rng))
        assert names.phone(rng).startswith("+7555")
        assert len(names.phone(rng)) == 12


def test_email_is_plain_latin_at_a_reserved_domain(rng: random.Random) -> None:
    address = names.email(names.FullName("Щёголева", "Алёна"), rng)

    assert address.isascii()
    assert address.startswith("alena.shchegoleva")
    assert address.endswith("@example.com")


def test_birth_certificate_is_issued_after_birth(rng: random.Random) -> None:
    document = names.birth_certificate(rng, date(2015, 12, 25), "Отдел ЗАГС")

    assert (document.kind, document.series) == ("birth_certificate", "IV-АГ")
    assert date(2015, 12, 25) < document.issued_on < date(2016, 3, 1)


@pytest.mark.parametrize(
    ("born", "age"), [(date(2012, 1, 15), 14), (date(1985, 2, 2), 20), (date(1980, 2, 29), 45), (date(1960, 7, 1), 45)]
)
def test_passport_is_the_one_of_the_age(rng: random.Random, born: date, age: int) -> None:
    document = names.passport(rng, born, on=date(2026, 9, 1))

    assert document.issued_on.year - born.year in (age, age + 1)
    assert document.issued_on <= date(2026, 9, 1)


def test_cohorts_cover_every_year() -> None:
    assert [cohort.until for cohort in COHORTS] == sorted(cohort.until for cohort in COHORTS)
    assert COHORTS[-1].until > 2100
