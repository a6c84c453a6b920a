"""A school's list of students as a workbook, as long as one likes and with bad rows of every kind; the classes for it."""

import random
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from io import BytesIO

from django.utils import timezone
from xlsxwriter import Workbook

from shared_apps.handbooks.identifiers import luhn_control, snils_control
from tenant_apps.enrolment import services
from tests.bench import place

TODAY = timezone.localdate()
FIRST_DAY = date(TODAY.year - (TODAY.month < 9), 9, 1)
TITLES = [
    "№ п/п", "Фамилия", "Имя", "Отчество", "Дата рождения", "Пол", "Класс", "Дата зачисления", "№ личного дела", "Смена",
    "Тип документа", "Серия", "Номер", "Дата выдачи", "Кем выдан", "СНИЛС", "Гражданство", "Адрес регистрации", "Телефон",
    "Email", "Полис",
]  # fmt: skip
Cells = Callable[[int], Sequence[object]]
SYLLABLES = ("ва", "ро", "ми", "ле", "ко", "ста", "ни", "гра", "до", "же", "за", "пу")
LETTERS = "АБВГДЕЖИКЛ"


def workbook(
    rows: int, bad: int, letters: str = LETTERS, *, more: Sequence[str] = (), cells: Cells | None = None
) -> tuple[bytes, int]:
    """A school's list with titles above and totals below, and how many of its rows are good.

    :param more: further titles. :param cells: what stands under them in the row of a number.
    """
    dice = random.Random(5)
    wrong = {at: kind for kind, at in enumerate(sorted(dice.sample(range(1, rows), bad)))}
    target = BytesIO()
    with Workbook(target, {"default_date_format": "dd.mm.yyyy"}) as book:
        page = book.add_worksheet("Список")
        page.write_string(0, 0, "МБОУ СОШ № 1")
        page.write_string(1, 0, f"Список обучающихся на {FIRST_DAY:%d.%m.%Y}")
        page.write_row(3, 0, [*TITLES, *more])
        earlier: list[object] = []
        for at in range(rows):
            person = _person(at, dice, letters)
            if at in wrong:
                person = _spoilt(person, wrong[at] % len(SPOILERS), earlier)
            else:
                earlier = person
            for column, cell in enumerate([*person, *(cells(at) if cells else ())]):
                if isinstance(cell, date):
                    page.write_datetime(4 + at, column, cell)
                else:
                    page.write(4 + at, column, cell)
        page.write_string(5 + rows, 1, f"Итого: {rows}")
    return target.getvalue(), rows - bad


def _person(at: int, dice: random.Random, letters: str) -> list[object]:
    grade = at % 11 + 1
    female = dice.random() < 0.5
    born = FIRST_DAY - timedelta(days=365 * (grade + 6) + dice.randint(0, 360))
    name = "".join(SYLLABLES[at // 12**power % 12] for power in range(4)).capitalize()
    nine, fifteen = f"{100_000_000 + at * 137:09d}", f"{230_000_000_000_000 + at * 7919:015d}"
    spelt: object = born if at % 3 else f"{born:%d.%m.%Y}"
    return [
        at + 1, f"{name}{'ева' if female else 'ев'}", "Анна" if female else "Пётр", "Ивановна" if female else "Иванович",
        spelt, "ж" if female else "м", f"{grade}{letters[at // 11 % len(letters)]}", FIRST_DAY, f"Л-{at}", "1",
        "свидетельство о рождении", f"{'I' * (at % 3 + 1)}-АГ", f"{100_000 + at}", born + timedelta(days=30),
        "Отдел ЗАГС г. Горячий Ключ", nine + snils_control(nine), "Россия", f"г. Горячий Ключ, ул. Ленина, д. {at % 200}",
        f"8 (918) {at:07d}"[:17], f"p{at}@example.ru", fifteen + luhn_control(fifteen),
    ]  # fmt: skip


def _spoilt(cells: list[object], kind: int, earlier: list[object]) -> list[object]:
    column, value = SPOILERS[kind]
    if column < 0:
        return [cells[0], *earlier[1:]]
    return [value if place == column else cell for place, cell in enumerate(cells)]


SPOILERS: list[tuple[int, object]] = [
    (1, ""), (2, "А."), (4, "31.02.2015"), (4, "2015"), (4, date(FIRST_DAY.year + 1, 1, 1)), (5, "?"), (6, "12Я"), (6, "5"),
    (6, ""), (7, f"01.09.{FIRST_DAY.year - 2}"), (7, ""), (10, "абонемент"), (11, "абв"), (15, "112-233-445 96"), (15, "12"),
    (16, "Атлантида"), (12, "1"), (13, "01.01.1999"), (-1, None),
]  # fmt: skip
"""Column and what stands in it: one of each kind of mistake; -1: the row before once more."""


def open_classes(letters: str = LETTERS) -> None:
    year = services.open_academic_year(
        valid_from=FIRST_DAY, valid_to=FIRST_DAY.replace(year=FIRST_DAY.year + 1), by=place.BY
    )
    for grade in range(1, 12):
        for letter in letters:
            parameters = services.ClassParameters(grade=grade, letter=letter, capacity=60)
            services.create_class(year_id=year.pk, parameters=parameters, by=place.BY)
