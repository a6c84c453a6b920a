"""Names, numbers and addresses of people who do not exist, as they would be in Krasnodar Krai.

Pure functions of a `random.Random`: the same generator in the same state gives the same person. What could belong to a
living person is taken from where nobody is: СНИЛС from 9xx-xxx-xxx (not given out), phones with the code 555 (not
assigned in the +7 zone), mail at example.com (reserved by RFC 2606).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from random import Random

from deploy.demo.name_tables import COHORTS, KEEPS_OWN_NAMES, ORIGIN_NAMES, ORIGINS, SURNAMES, Origin, Sex, Weights
from shared_apps.handbooks.identifiers import inn_control, luhn_control, ogrn_control, snils_control

_POOLS: dict[Origin, tuple[str, ...]] = {origin: tuple(text.split()) for origin, text in SURNAMES.items()}
_DOUBLE_SURNAME = 0.006
_OTHER_SURNAME_OF_MOTHER = 0.12
_NO_PATRONYMIC = {"turkic": 0.25, "yezidi": 0.1, "georgian": 0.08, "armenian": 0.03}
"""Families from abroad whose documents have no patronymic; elsewhere one of 700."""


@dataclass(frozen=True, slots=True)
class Surname:
    """A family's surname in both forms."""

    male: str
    female: str
    origin: Origin

    def of(self, sex: Sex) -> str:
        return self.male if sex == "male" else self.female


@dataclass(frozen=True, slots=True)
class FullName:
    """Фамилия, имя, отчество; the patronymic is empty where the document has none."""

    surname: str
    given_name: str
    patronymic: str = ""

    def __str__(self) -> str:
        return " ".join(part for part in (self.surname, self.given_name, self.patronymic) if part)


def surname(rng: Random, origin: Origin | None = None) -> Surname:
    """A surname; frequent ones come more often, one in 170 families has a double one."""
    origin = origin or _drawn(rng, ORIGINS)
    pool = _POOLS[origin]
    first = _ranked(rng, pool)
    if origin in ("russian", "kuban") and rng.random() < _DOUBLE_SURNAME:
        second = _ranked(rng, _POOLS["kuban" if origin == "russian" else "russian"])
        return Surname(f"{first}-{second}", f"{female_form(first)}-{female_form(second)}", origin)
    return Surname(first, female_form(first), origin)


def female_form(male: str) -> str:
    """The female form of a surname: Фёдоров → Фёдорова, Белый → Белая, Чернявский → Чернявская, Шевченко → Шевченко."""
    if male.endswith(("ов", "ев", "ёв", "ин", "ын")):
        return male + "а"
    if male.endswith(("ский", "цкий", "ый", "ой")):
        return male[:-2] + "ая"
    return male


def given_name(rng: Random, sex: Sex, birth_year: int, origin: Origin = "russian") -> str:
    """A given name as given in that year; peoples that keep their own names mostly bear those."""
    own = ORIGIN_NAMES.get(origin)
    if own and rng.random() < KEEPS_OWN_NAMES[origin]:
        return _weighted(rng, own[0] if sex == "male" else own[1])
    cohort = next(cohort for cohort in COHORTS if birth_year < cohort.until)
    return _weighted(rng, cohort.male if sex == "male" else cohort.female)


_IRREGULAR = {
    "Илья": ("Ильич", "Ильинична"),
    "Лука": ("Лукич", "Лукинична"),
    "Никита": ("Никитич", "Никитична"),
    "Лев": ("Львович", "Львовна"),
    "Павел": ("Павлович", "Павловна"),
    "Пётр": ("Петрович", "Петровна"),
    "Яков": ("Яковлевич", "Яковлевна"),
    "Михаил": ("Михайлович", "Михайловна"),
    "Георгий": ("Георгиевич", "Георгиевна"),
    "Дмитрий": ("Дмитриевич", "Дмитриевна"),
    "Ираклий": ("Ираклиевич", "Ираклиевна"),
    "Алий": ("Алиевич", "Алиевна"),
    "Асланбий": ("Асланбиевич", "Асланбиевна"),
    "Нурбий": ("Нурбиевич", "Нурбиевна"),
}


def patronymic(father: str, sex: Sex) -> str:
    """The patronymic by the father's name: Сергей → Сергеевич, Сергеевна; Илья → Ильич, Ильинична."""
    if father in _IRREGULAR:
        return _IRREGULAR[father][0 if sex == "male" else 1]
    if father.endswith("ий"):
        stem = father[:-2] + "ье"
    elif father.endswith(("й", "ь")):
        stem = father[:-1] + "е"
    elif father[-1] in "аеиоуэюя":
        stem = father + "е"
    else:
        stem = father + "о"
    return stem + ("вич" if sex == "male" else "вна")


def father_name(rng: Random, birth_year: int, origin: Origin) -> str:
    """The name of the father of someone born in that year."""
    return given_name(rng, "male", birth_year - rng.randint(22, 38), origin)


def has_no_patronymic(rng: Random, origin: Origin) -> bool:
    return rng.random() < _NO_PATRONYMIC.get(origin, 0.0015)


def person(rng: Random, sex: Sex, birth_year: int, family: Surname | None = None, father: str = "") -> FullName:
    """Someone: by himself, or of a given family and father."""
    family = family or surname(rng)
    bare = has_no_patronymic(rng, family.origin) if not father else False
    father = father or father_name(rng, birth_year, family.origin)
    given = given_name(rng, sex, birth_year, family.origin)
    return FullName(family.of(sex), given, "" if bare else patronymic(father, sex))


@dataclass(frozen=True, slots=True)
class Household:
    """Parents and children of one family; a parent who is not in the papers is None."""

    surname: Surname
    mother: FullName | None
    father: FullName | None
    mother_birth_year: int
    father_birth_year: int
    children: tuple[FullName, ...]


def household(
    rng: Random, children: Sequence[tuple[Sex, int]], *, with_mother: bool = True, with_father: bool = True
) -> Household:
    """A family with these children (sex and birth year, any order): one father's name in every patronymic, one surname.

    The mother keeps her own surname in one family of eight; no two children bear one name.
    """
    family = surname(rng)
    eldest = min(year for _, year in children)
    mother_year = eldest - _between(rng, 19, 36)
    father_year = mother_year - _between(rng, -2, 8)
    father = person(rng, "male", father_year, family)
    own = surname(rng, family.origin) if rng.random() < _OTHER_SURNAME_OF_MOTHER else family
    mother = person(rng, "female", mother_year, own)
    bare = has_no_patronymic(rng, family.origin)
    named: list[FullName] = []
    for sex, year in children:
        given = given_name(rng, sex, year, family.origin)
        while any(given == other.given_name for other in named):
            given = given_name(rng, sex, year, family.origin)
        middle = "" if bare else patronymic(father.given_name, sex)
        named.append(FullName(family.of(sex), given, middle))
    return Household(
        family,
        mother if with_mother else None,
        father if with_father else None,
        mother_year,
        father_year,
        tuple(named),
    )


# --- documents, numbers, contacts -----------------------------------------------------------------------------------


def snils(rng: Random) -> str:
    """11 digits with a right control number, from the part of the range that is not given out."""
    number = f"9{rng.randrange(10**8):08d}"
    return number + snils_control(number)


def inn(rng: Random) -> str:
    """12 digits of a person's ИНН: the region's code 23, a tax office that does not exist, right control digits."""
    number = f"2399{rng.randrange(10**6):06d}"
    return number + inn_control(number)


def organisation_inn(rng: Random) -> str:
    """10 digits of an organisation's ИНН, like a person's."""
    number = f"2399{rng.randrange(10**5):05d}"
    return number + inn_control(number)


def organisation_ogrn(rng: Random) -> str:
    """13 digits of an organisation's ОГРН with a right control digit, of the region (23)."""
    number = f"1{rng.randrange(2, 24):02d}2399{rng.randrange(10**5):05d}"
    return number + ogrn_control(number)


def medical_policy(rng: Random) -> str:
    """16 digits of a policy with a right control digit."""
    number = f"23{rng.randrange(10**13):013d}"
    return number + luhn_control(number)


@dataclass(frozen=True, slots=True)
class Document:
    """An identity document; `kind` is a code of the handbook identity_document."""

    kind: str
    series: str
    number: str
    issued_on: date
    issued_by: str


def birth_certificate(rng: Random, born: date, issued_by: str) -> Document:
    """A certificate of the region, «IV-АГ № 612345», issued within two months of birth; numerals follow years."""
    numeral = next(numeral for year, numeral in _NUMERALS if born.year < year)
    issued = date.fromordinal(born.toordinal() + _between(rng, 3, 60))
    return Document("birth_certificate", f"{numeral}-АГ", f"{rng.randrange(500000, 900000)}", issued, issued_by)


_NUMERALS = ((2004, "I"), (2010, "II"), (2014, "III"), (2019, "IV"), (9999, "V"))


def passport(rng: Random, born: date, on: date) -> Document:
    """The passport that someone of at least 14 has on a day: got at 14, changed at 20 and 45; series 03 and year."""
    age = next(age for age in (45, 20, 14) if _birthday(born, age) <= on)
    earliest = _birthday(born, age).toordinal()
    issued = date.fromordinal(min(on.toordinal(), earliest + _between(rng, 5, 60)))
    series = f"03 {(issued.year - rng.randint(0, 1)) % 100:02d}"
    return Document(
        "passport", series, f"{rng.randrange(100000, 1000000)}", issued, "ГУ МВД России по Краснодарскому краю"
    )


def phone(rng: Random) -> str:
    """A number that rings nowhere: the code 555 is not assigned in the +7 zone."""
    return f"+7555{rng.randrange(10**7):07d}"


def email(name: FullName, rng: Random) -> str:
    """An address at a reserved domain, by the name in Latin letters."""
    return f"{transliterated(name.given_name)}.{transliterated(name.surname)}{rng.randrange(10, 100)}@example.com"


_LATIN = {
    **dict(zip("абвгдеёзийклмнопрстуфыэ", "abvgdeeziiklmnoprstufye", strict=True)),
    "ж": "zh",
    "х": "kh",
    "ц": "ts",
    "ч": "ch",
    "ш": "sh",
    "щ": "shch",
    "ъ": "ie",
    "ь": "",
    "ю": "iu",
    "я": "ia",
}


def transliterated(text: str) -> str:
    """Lower-case Latin letters for logins and addresses, as in passports for travel."""
    return "".join(_LATIN.get(letter, letter if letter.isascii() else "") for letter in text.lower())


# --- drawing --------------------------------------------------------------------------------------------------------


def _birthday(born: date, age: int) -> date:
    day = 28 if (born.month, born.day) == (2, 29) else born.day
    return date(born.year + age, born.month, day)


def _between(rng: Random, low: int, high: int) -> int:
    """An integer from `low` to `high`, the middle more often than the ends."""
    return round(rng.triangular(low, high))


def _drawn(rng: Random, weights: dict[Origin, float]) -> Origin:
    return rng.choices(list(weights), weights=list(weights.values()))[0]


def _weighted(rng: Random, weights: Weights) -> str:
    return rng.choices(list(weights), weights=list(weights.values()))[0]


def _ranked(rng: Random, pool: tuple[str, ...]) -> str:
    """One of a pool sorted by frequency: the first is about six times as frequent as the last."""
    return pool[min(int(len(pool) * rng.random() ** 1.45), len(pool) - 1)]
