"""How many, how old, how often: the shares by which the demo region is made, of the order they have in Krasnodar Krai.

Pure functions of a `random.Random`. Codes are items of handbooks (a test compares them with the catalogue). The figures
are plausible, not official: they are never shown to anybody as statistics.
"""

import calendar
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Literal, TypeVar

Locality = Literal["urban", "rural"]
Sex = Literal["male", "female"]
T = TypeVar("T")

BOYS = 0.514
"""Share of boys among the born."""

BIRTHS_BY_MONTH = (8.2, 7.5, 8.2, 8.0, 8.2, 8.3, 9.0, 9.1, 8.7, 8.6, 7.9, 8.3)
"""Per cent of the births of a year, January first."""


def weighted(rng: Random, shares: Mapping[T, float]) -> T:
    """One key by its share; shares need not sum to anything."""
    return rng.choices(list(shares), weights=list(shares.values()))[0]


def sex(rng: Random) -> Sex:
    return "male" if rng.random() < BOYS else "female"


# --- birth dates ----------------------------------------------------------------------------------------------------


def birth_date_in(rng: Random, year: int) -> date:
    """A day of a calendar year, by the months' shares."""
    month = weighted(rng, {place + 1: share for place, share in enumerate(BIRTHS_BY_MONTH)})
    return date(year, month, rng.randint(1, calendar.monthrange(year, month)[1]))


def student_birth_date(rng: Random, grade: int, september: int) -> date:
    """The birth date of a student who is in this grade on 1 September of the year.

    Grades 0, -1, … are the groups of a kindergarten, oldest first. A first-grader is mostly seven; one of nine is
    between 6½ and 7, one of fifty repeats a year, one of 200 is ahead.
    """
    start = september - grade + 1  # the year of the first grade
    first, last = weighted(
        rng,
        {
            (date(start - 8, 9, 1), date(start - 7, 9, 1)): 0.865,
            (date(start - 7, 9, 1), date(start - 6, 1, 1)): 0.11,
            (date(start - 9, 9, 1), date(start - 8, 9, 1)): 0.02,
            (date(start - 7, 9, 1), date(start - 6, 4, 1)): 0.005,
        },
    )
    while True:
        born = birth_date_in(rng, rng.choice((first.year, last.year)))
        if first <= born < last:
            return born


def employee_birth_year(rng: Random, today: date) -> int:
    """Ages of staff, mostly 40 to 60, by the bands of the federal form."""
    low, high = weighted(
        rng,
        {
            (21, 24): 0.06, (25, 29): 0.08, (30, 34): 0.10, (35, 39): 0.12, (40, 44): 0.13,
            (45, 49): 0.13, (50, 54): 0.13, (55, 59): 0.12, (60, 64): 0.08, (65, 74): 0.05,
        },
    )  # fmt: skip
    return today.year - rng.randint(low, high) - 1


# --- classes --------------------------------------------------------------------------------------------------------

GRADE_SHARES = {1: 1.04, 2: 1.03, 3: 1.02, 4: 1.0, 5: 1.0, 6: 0.99, 7: 0.98, 8: 0.97, 9: 0.96, 10: 0.50, 11: 0.48}
"""Students of a grade against an average one: after the ninth about half leave for colleges."""

LETTERS = "АБВГДЕЖЗИКЛМ"
CLASS_NORM: Mapping[Locality, int] = {"urban": 25, "rural": 14}
"""Below this a class is counted as small (form ОО-1, 2.4, row 05)."""
SET_LIMIT = 8
"""Two neighbouring primary grades of a village with fewer students together than this ×2 are taught as one комплект."""


@dataclass(frozen=True, slots=True)
class PlannedClass:
    """A class to be made. Classes with the same `class_set` (1, 2, …; 0: none) are one комплект."""

    grade: int
    letter: str
    size: int
    capacity: int
    shift: int = 1
    kind: str = "ordinary"
    profile: str = ""
    class_set: int = 0

    @property
    def name(self) -> str:
        return f"{self.grade}{self.letter}"


def planned_classes(rng: Random, students: int, locality: Locality, *, grades_to: int = 11) -> tuple[PlannedClass, ...]:
    """Classes of a school of about so many students, every grade from 1 to `grades_to`.

    A city school fills classes of 25 to 32; a village has one class a grade, and the smallest primary grades are
    joined in pairs (1 with 3, 2 with 4) as комплекты. Big schools teach grades 2, 3 and 6 to 8 partly in the second
    shift.
    """
    shares = {grade: share for grade, share in GRADE_SHARES.items() if grade <= grades_to}
    average = students / sum(shares.values())
    found: list[PlannedClass] = []
    for grade, share in shares.items():
        wanted = max(average * share * rng.uniform(0.92, 1.08), 2)
        norm = 28.5 if locality == "urban" else 17
        count = max(1, min(round(wanted / norm), len(LETTERS)))
        for number in range(count):
            size = max(2, round(wanted / count + rng.uniform(-2, 2)))
            size = min(size, 34)
            found.append(
                PlannedClass(
                    grade,
                    LETTERS[number],
                    size,
                    capacity=max(CLASS_NORM[locality], size),
                    shift=2 if students > 700 and grade in (2, 3, 6, 7, 8) and number >= count / 2 else 1,
                    kind=_class_kind(rng, grade, number),
                    profile=_class_profile(rng, grade),
                )
            )
    return tuple(with_sets(found, locality))


def _class_kind(rng: Random, grade: int, number: int) -> str:
    if grade >= 5 and number >= 1:
        return weighted(rng, {"ordinary": 0.84, "cossack": 0.09, "cadet": 0.03, "advanced": 0.04})
    return weighted(rng, {"ordinary": 0.93, "cossack": 0.06, "special_needs": 0.01})


def _class_profile(rng: Random, grade: int) -> str:
    return weighted(rng, PROFILES) if grade >= 10 else ""


PROFILES = {
    "universal": 0.34, "natural_science": 0.2, "social_economic": 0.2, "technological": 0.16, "humanities": 0.1,
}  # fmt: skip


def with_sets(classes: Sequence[PlannedClass], locality: Locality) -> list[PlannedClass]:
    by_grade = {each.grade: each for each in classes if locality == "rural" and each.letter == LETTERS[0]}
    joined: dict[PlannedClass, int] = {}
    for number, (lower, upper) in enumerate(((1, 3), (2, 4)), start=1):
        pair = [by_grade[grade] for grade in (lower, upper) if grade in by_grade]
        alone = all(sum(other.grade == each.grade for other in classes) == 1 for each in pair)
        if len(pair) == 2 and alone and sum(each.size for each in pair) < 2 * SET_LIMIT:
            joined |= dict.fromkeys(pair, number)
    return [
        PlannedClass(c.grade, c.letter, c.size, c.capacity, c.shift, "ordinary", c.profile, joined[c])
        if c in joined
        else c
        for c in classes
    ]


@dataclass(frozen=True, slots=True)
class PlannedGroup:
    """A kindergarten group; `grade` is 0 for those who go to school next year, -1 for a year younger, …"""

    name: str
    age_group: str
    grade: int
    size: int
    capacity: int
    kind: str = "general"
    profile: str = ""


_GROUPS = (
    ("preparatory", 0, "Подготовительная"), ("senior", -1, "Старшая"), ("middle", -2, "Средняя"),
    ("junior", -3, "Младшая"), ("early_second", -4, "Ранний возраст"),
)  # fmt: skip


def planned_groups(rng: Random, students: int, locality: Locality) -> tuple[PlannedGroup, ...]:
    """Groups of 8 to 27 children; a third of city kindergartens has a compensating group of 10 to 12."""
    usual = 24 if locality == "urban" else 18
    count = max(1, round(students / usual))
    found: list[PlannedGroup] = []
    if count == 1:
        return (PlannedGroup("Разновозрастная", "mixed", -2, students, max(students, 15), "combined"),)
    for number in range(count):
        age_group, grade, name = _GROUPS[number % len(_GROUPS)]
        size = max(8, min(27, round(students / count + rng.uniform(-2, 2))))
        repeated = number // len(_GROUPS)
        found.append(
            PlannedGroup(f"{name}{f' {repeated + 1}' if repeated else ''}", age_group, grade, size, max(25, size))
        )
    if locality == "urban" and rng.random() < 1 / 3:
        found[-1] = PlannedGroup(
            "Логопедическая", "senior", -1, rng.randint(10, 12), 12, "compensating", "severe_speech"
        )
    return tuple(found)


@dataclass(frozen=True, slots=True)
class PlannedCircle:
    """A group of an out-of-school centre (объединение)."""

    name: str
    direction: str
    size: int
    capacity: int
    grades: tuple[int, int]  # of the schoolchildren who come


_CIRCLES = {
    "Робототехника": ("technical", (3, 9)), "Авиамоделирование": ("technical", (4, 9)),
    "Юный эколог": ("natural_science", (2, 8)), "Занимательная химия": ("natural_science", (7, 9)),
    "Краеведение Кубани": ("tourism", (4, 9)), "Спортивный туризм": ("tourism", (5, 11)),
    "Школа волонтёра": ("social_humanitarian", (7, 11)), "Юный журналист": ("social_humanitarian", (5, 10)),
    "Казачий хор": ("art", (1, 9)), "Хореография": ("art", (1, 8)), "Театральная студия": ("art", (3, 11)),
    "Изостудия": ("art", (1, 7)), "Шахматы": ("sport", (1, 9)), "Самбо": ("sport", (2, 9)),
    "Волейбол": ("sport", (5, 11)),
}  # fmt: skip
_ARTS = {
    "Фортепиано": ("art", (1, 8)), "Народные инструменты": ("art", (2, 8)), "Хоровое пение": ("art", (1, 8)),
    "Хореографическое творчество": ("art", (1, 8)), "Живопись": ("art", (4, 9)), "Скрипка": ("art", (1, 7)),
}  # fmt: skip


def planned_circles(rng: Random, students: int, *, of_culture: bool = False) -> tuple[PlannedCircle, ...]:
    """Groups of a centre: 8 to 15 children; a school of arts teaches arts."""
    kinds = list((_ARTS if of_culture else _CIRCLES).items())
    rng.shuffle(kinds)
    found: list[PlannedCircle] = []
    placed = 0
    while placed < students:
        name, (direction, grades) = kinds[len(found) % len(kinds)]
        repeated = len(found) // len(kinds)
        size = min(rng.randint(8, 15), max(students - placed, 4))
        found.append(PlannedCircle(f"{name}{f' {repeated + 1}' if repeated else ''}", direction, size, 15, grades))
        placed += size
    return tuple(found)


# --- movement -------------------------------------------------------------------------------------------------------

LEAVING_SHARE = 0.045
"""Students who leave a school during a year, without those who finish."""
ADMISSION_SHARE = 0.045
"""Students who come during a year, without the first and the tenth grade."""
TO_COLLEGE_AFTER_NINTH = 0.48

LEAVING_REASONS = {
    "to_school": 0.46, "moved": 0.34, "left_country": 0.03, "family_education": 0.05, "self_education": 0.01,
    "to_college": 0.04, "own_wish": 0.03, "health": 0.025, "expelled": 0.003, "death": 0.002, "other": 0.01,
}  # fmt: skip
KINDERGARTEN_LEAVING_REASONS = {
    "to_kindergarten": 0.5,
    "moved": 0.35,
    "own_wish": 0.1,
    "health": 0.03,
    "left_country": 0.02,
}
CENTRE_LEAVING_REASONS = {"own_wish": 0.7, "no_show": 0.15, "moved": 0.1, "health": 0.05}
DESTINATIONS = {
    "moved": {"same_region": 0.45, "other_region": 0.5, "same_municipality": 0.05},
    "left_country": {"abroad": 1.0},
    "to_college": {"same_municipality": 0.6, "same_region": 0.35, "other_region": 0.05},
    "to_school": {"same_municipality": 0.7, "same_region": 0.2, "other_region": 0.1},
    "to_kindergarten": {"same_municipality": 0.8, "same_region": 0.15, "other_region": 0.05},
}
DESTINATION_OF = {
    "to_college": "college", "family_education": "family_education", "self_education": "family_education",
    "left_country": "abroad",
}  # fmt: skip
"""The destination that a ground says by itself."""
RESULTS = {"finished": 0.91, "finished_honours": 0.09}
SUBJECTS = {  # in which students owe something, up to which grade
    4: ("Русский язык", "Математика", "Литературное чтение", "Окружающий мир"),
    6: ("Русский язык", "Математика", "Английский язык", "Биология", "История"),
    7: ("Русский язык", "Алгебра", "Геометрия", "Английский язык", "Физика", "История"),
    11: ("Русский язык", "Алгебра", "Геометрия", "Английский язык", "Физика", "Химия"),
}
ADMISSION_REASONS = {
    "from_same_municipality": 0.38, "from_same_region": 0.25, "from_other_region": 0.28, "from_abroad": 0.07,
    "from_family_education": 0.02,
}  # fmt: skip
_MOVES_BY_MONTH = (0.09, 0.07, 0.07, 0.06, 0.05, 0.10, 0.09, 0.22, 0.08, 0.06, 0.06, 0.05)


def leaving_destination(rng: Random, reason: str) -> str:
    """Where those go who leave for this reason."""
    return weighted(rng, DESTINATIONS.get(reason, {"none": 0.8, "unknown": 0.2}))


def move_date(rng: Random, first: date, last: date) -> date:
    """A working day from `first` to `last` (both in), in August more often than in May."""
    while True:
        day = first + timedelta(days=rng.randint(0, (last - first).days))
        if day.weekday() < 5 and rng.random() < _MOVES_BY_MONTH[day.month - 1] / max(_MOVES_BY_MONTH):
            return day
        if (last - first).days < 7 and rng.random() < 0.05:
            return day


# --- persons --------------------------------------------------------------------------------------------------------

FORMS_OF_STUDY = {"full_time": 0.984, "part_time": 0.008, "extramural": 0.003, "family": 0.004, "self": 0.001}
CITIZENSHIPS = {
    "ru": 0.973, "am": 0.008, "uz": 0.004, "tj": 0.003, "ua": 0.005, "ge": 0.001, "az": 0.002, "by": 0.001, "kg": 0.001,
    "kz": 0.001, "stateless": 0.001,
}  # fmt: skip
SIBLINGS = {1: 0.62, 2: 0.30, 3: 0.07, 4: 0.01}
"""Children of one family who are in school or kindergarten at once."""
FAMILIES = {"both": 0.71, "mother": 0.22, "father": 0.03, "guardian": 0.03, "foster": 0.01}
"""Who stands in the papers."""


def guardian_relations(rng: Random) -> tuple[str, ...]:
    """Relations of a child's guardians, codes of the handbook guardian_relation."""
    return {
        "both": ("mother", "father"),
        "mother": ("mother",),
        "father": ("father",),
        "guardian": ("guardian",),
        "foster": ("foster_parent",),
    }[weighted(rng, FAMILIES)]


# --- staff ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PlannedPost:
    """A post of the staff table: code of the handbook post and the rate in ставки."""

    post: str
    rate: float = 1.0


def school_staff(rng: Random, students: int, classes: int, locality: Locality) -> tuple[PlannedPost, ...]:
    """The staff table of a school: about one teacher to 14 students in a city, to 9 in a village."""
    posts = [PlannedPost("director"), PlannedPost("deputy_teaching")]
    posts += [PlannedPost("deputy_upbringing", 1.0 if students > 250 else 0.5)]
    posts += [PlannedPost("deputy_premises")] if students > 400 else [PlannedPost("premises_manager")]
    posts += [PlannedPost("deputy_it", 0.5)] if students > 600 else []
    teachers = max(classes, round(students / (14 if locality == "urban" else 9)))
    posts += [PlannedPost("teacher", rng.choice((1.0, 1.0, 1.0, 1.25, 0.75))) for _ in range(teachers)]
    posts += [PlannedPost(post, 1.0 if students > 350 else 0.5) for post in _SCHOOL_SPECIALISTS]
    posts += [PlannedPost("speech_therapist_teacher")] if students > 500 else []
    posts += [PlannedPost("additional_teacher", 0.5) for _ in range(1 + students // 400)]
    posts += [
        PlannedPost(post) for post in ("secretary", "system_administrator") if post == "secretary" or students > 500
    ]
    posts += [PlannedPost("cleaner") for _ in range(2 + students // 120)]
    posts += [PlannedPost("watchman") for _ in range(3)]
    posts += [PlannedPost("yard_keeper"), PlannedPost("maintenance_worker")]
    posts += [PlannedPost("driver")] if locality == "rural" else []
    return tuple(posts)


_SCHOOL_SPECIALISTS = ("psychologist", "social_pedagogue", "librarian_teacher", "adviser_upbringing", "obzr_organiser")


def kindergarten_staff(groups: int) -> tuple[PlannedPost, ...]:
    """Two teachers to a group, an assistant, and those whom every kindergarten has."""
    posts = [PlannedPost("head"), PlannedPost("kindergarten_teacher_senior"), PlannedPost("premises_manager")]
    posts += [PlannedPost("kindergarten_teacher") for _ in range(2 * groups)]
    posts += [PlannedPost("assistant_teacher") for _ in range(groups)]
    posts += [PlannedPost("music_director", 1.0 if groups > 4 else 0.5), PlannedPost("pe_instructor", 0.5)]
    posts += [PlannedPost("speech_therapist_teacher"), PlannedPost("psychologist", 0.5)] if groups > 4 else []
    posts += [
        PlannedPost(post) for post in ("cook", "kitchen_worker", "laundry_worker", "nurse", "yard_keeper", "watchman")
    ]
    return tuple(posts)


def centre_staff(circles: int) -> tuple[PlannedPost, ...]:
    """A teacher to four groups; half of them work part of a rate."""
    posts = [
        PlannedPost("director"),
        PlannedPost("deputy_teaching"),
        PlannedPost("methodist"),
        PlannedPost("organiser"),
    ]
    posts += [
        PlannedPost("additional_teacher", 1.0 if number % 2 else 0.5) for number in range(max(2, -(-circles // 4)))
    ]
    posts += [PlannedPost("secretary"), PlannedPost("cleaner"), PlannedPost("watchman")]
    return tuple(posts)


POST_KINDS = {"main": 0.93, "internal": 0.04, "external": 0.03}
MEN_AMONG = {"teaching": 0.11, "management": 0.18, "support": 0.05, "other": 0.32}
"""Share of men by staff category."""
