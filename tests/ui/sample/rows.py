"""Sample rows: no person here exists."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

SURNAMES = [
    "Абрамова",
    "Бондаренко",
    "Васильев",
    "Герасимчук",
    "Дьяченко",
    "Емельянова",
    "Жуков",
    "Зиновьева",
    "Иванов",
    "Ковалёва",
    "Лысенко",
    "Мирошниченко",
    "Овчаренко",
    "Петров",
    "Романова",
    "Сидоренко",
    "Тищенко",
    "Ульянова",
    "Фёдоров",
    "Хачатурян",
    "Цыганков",
    "Чернышёв",
    "Шевченко",
    "Щербина",
    "Юсупова",
    "Яковлев",
]
NAMES = [
    "Александра",
    "Богдан",
    "Виктория",
    "Глеб",
    "Дарья",
    "Егор",
    "Злата",
    "Илья",
    "Кира",
    "Лев",
    "Мирон",
    "Ника",
    "Олег",
    "Полина",
    "Роман",
    "София",
    "Тимур",
    "Ульяна",
    "Фёдор",
    "Элина",
]
STATES = ("studies", "on_the_way", "left")


@dataclass(frozen=True)
class Student:
    pk: int
    name: str
    grade: str
    born: date
    file_number: str
    state: str
    enrolled: date
    load: float


@dataclass(frozen=True)
class Municipality:
    code: str
    name: str
    schools: int
    students: int
    enrolments: int
    classes: int
    change: int
    urban: float | None


def students() -> list[Student]:
    random = Random(7)
    return [
        Student(
            pk=number,
            name=f"{random.choice(SURNAMES)} {random.choice(NAMES)} {random.choice(NAMES)[:1]}.",
            grade=f"{random.randint(1, 11)} «{random.choice('АБВГ')}»",
            born=date(2010, 1, 1) + timedelta(days=random.randint(0, 3000)),
            file_number=f"{random.choice('АБВГД')}-{random.randint(1, 999)}",
            state=random.choices(STATES, (90, 4, 6))[0],
            enrolled=date(2024, 9, 1) + timedelta(days=random.randint(0, 700)),
            load=random.choice((21, 23, 26, 29.5, 34)),
        )
        for number in range(1, 1249)
    ]


def municipalities() -> list[Municipality]:
    random = Random(3)
    names = [
        "город Краснодар",
        "город-курорт Сочи",
        "город Новороссийск",
        "город Армавир",
        "Абинский район",
        "Апшеронский район",
        "Белоглинский район",
        "Белореченский район",
        "Брюховецкий район",
        "Выселковский район",
        "Гулькевичский район",
        "Динской район",
        "Ейский район",
        "Кавказский район",
        "Калининский район",
        "Каневской район",
        "Кореновский район",
        "Красноармейский район",
    ]
    found = []
    for number, name in enumerate(names):
        size = random.randint(4_000, 140_000) // (number + 1) + 900
        found.append(
            Municipality(
                f"{number:03}",
                name,
                size // 620 + 3,
                size,
                int(size * 1.18),
                size // 24,
                random.randint(-240, 420),
                None if number == 6 else random.random(),
            )
        )
    return found
