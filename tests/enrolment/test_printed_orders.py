"""Every kind of order on paper: what stands in it, and the pictures that docs keep of it.

SVOD_PICTURES=1 draws the pictures and the page that shows them anew.
"""

import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pypdfium2
import pytest

from shared_apps.handbooks import queries as handbooks
from shared_apps.handbooks.services import load_catalogue
from shared_apps.organisations import crossing
from shared_apps.organisations.crossing import By
from shared_apps.organisations.models import Organisation
from shared_apps.ui import exports
from tenant_apps.enrolment import services
from tenant_apps.enrolment.models import ClassGroup, ClassMembership, Enrolment, Order, OrderLine
from tenant_apps.enrolment.order_grounds import CENTRE, KINDERGARTEN, SCHOOL
from tenant_apps.enrolment.order_kinds import ORDER_KINDS, ClassOfLine, Effect, OrderKind
from tenant_apps.enrolment.printed import printed_order
from tenant_apps.passport.models import OrganisationPassport
from tenant_apps.people import services as people
from tenant_apps.people.models import Student
from tests.factories.organisations import within

from .pictures import MOST_BYTES, keep, picture

BY = By(account_id=11, name="Секретарёва С. С.")
DAY, MAY = date(2025, 9, 5), date(2026, 5, 28)
DOCS = Path(__file__).parents[2] / "docs"
PICTURES = DOCS / "pictures" / "orders"
DRAWS = bool(os.environ.get("SVOD_PICTURES"))
PEOPLE = [
    ("Абрамов", "Кирилл", "Денисович", date(2014, 3, 9)), ("Ёлкина", "Анна", "Петровна", date(2014, 7, 21)),
    ("Зиновьева-Ткаченко", "Александра", "Константиновна", date(2015, 1, 14)),
]  # fmt: skip
NAMES = {
    SCHOOL: "Муниципальное бюджетное общеобразовательное учреждение «Средняя общеобразовательная школа № 5»",
    KINDERGARTEN: "Муниципальное бюджетное дошкольное образовательное учреждение «Детский сад № 12 „Солнышко“»",
    CENTRE: "Муниципальное бюджетное учреждение дополнительного образования «Центр детского творчества»",
}
SAID: dict[str, dict[str, Any]] = {
    "admission": {"reason": "from_other_region", "counterpart": "МБОУ СОШ № 21 г. Ростова-на-Дону"},
    "admission_transfer": {"counterpart": "МБОУ СОШ № 3, г. Горячий Ключ"},
    "form_transfer": {"form_of_study": "part_time"},
    "temporary_leave": {"until": date(2025, 10, 1), "counterpart": "Учебно-тренировочные сборы, г. Кисловодск",
                        "reason": "sport"},
    "sanatorium": {"until": date(2025, 9, 26), "counterpart": "Детский санаторий «Солнечная», г. Анапа"},
    "academic_leave": {"until": date(2026, 8, 31)},
    "individual_plan": {"until": date(2026, 5, 31), "reason": "gifted"},
    "home_study": {"until": date(2025, 12, 30), "document": "заключение ВК детской поликлиники № 1 от 02.09.2025 № 114"},
    "leaving": {"reason": "to_college", "counterpart": "Краснодарский технический колледж"},
    "leaving_transfer": {"counterpart": "МБОУ СОШ № 21 г. Ростова-на-Дону"},
    "next_year_conditional": {"until": date(2026, 10, 30), "subjects": "Алгебра; Физика"},
    "graduation": {"result": "finished"},
    "basic_completion": {"result": "finished_honours"},
    "programme_transfer": {"variant": "v7_2"},
}  # fmt: skip


def place_of(kind: OrderKind) -> str:
    if kind.code.endswith("kindergarten"):
        return KINDERGARTEN
    return SCHOOL if SCHOOL in kind.offered_in else CENTRE


class Office:
    """Cards and classes, and one order of each kind, written past the services: what is printed is what stands there."""

    def __init__(self) -> None:
        year = services.open_academic_year(valid_from=date(2025, 9, 1), valid_to=date(2026, 9, 1), by=BY)
        following = services.open_academic_year(valid_from=date(2026, 9, 1), valid_to=date(2027, 9, 1), by=BY)
        self.classes = {
            grade: services.create_class(
                year_id=year.pk, parameters=services.ClassParameters(grade=grade, letter="А"), by=BY
            )
            for grade in (1, 5, 9, 10, 11)
        }
        self.next = services.create_class(
            year_id=following.pk, parameters=services.ClassParameters(grade=6, letter="А"), by=BY
        )
        self.group = services.create_class(
            year_id=year.pk, by=BY,
            parameters=services.ClassParameters(level="preschool", name="«Ромашка»", kind="general"),
        )  # fmt: skip
        self.students = [self.card(0, *one) for one in PEOPLE]
        self.children = [self.card(6, *one) for one in PEOPLE]
        OrganisationPassport.objects.create(valid_from=date(2020, 1, 1), capacity=600, director_name="О. В. Кравченко")

    def card(self, years: int, surname: str, given: str, patronymic: str, born: date) -> Student:
        """Of somebody so many years younger."""
        return people.create_student(
            name=people.Name(surname, given, patronymic), by=BY, insist=True,
            particulars={
                "sex": "male" if patronymic.endswith("ч") else "female",
                "birth_date": born.replace(year=born.year + years),
            },
        )  # fmt: skip

    def about(self, kind: OrderKind) -> list[Student]:
        """Whom an order of this kind names; the sad ones are about one."""
        if kind.code in ("expulsion", "death"):
            return self.students[1:2]
        return self.children if place_of(kind) == KINDERGARTEN else self.students

    def order(self, kind: OrderKind, number: str = "147-у") -> Order:
        at_the_end = kind.effect in (Effect.YEAR_END, Effect.COMPLETE) or kind.code == "graduation"
        day = MAY if at_the_end else DAY
        order = Order.objects.create(
            kind=kind.code, state=Order.State.EFFECTIVE, date=day, effective_on=day, number=number,
            cancels=Order.objects.order_by("pk").first() if kind.effect == Effect.CANCEL else None,
        )  # fmt: skip
        if kind.effect != Effect.CANCEL:
            for position, student in enumerate(self.about(kind), start=1):
                if not kind.is_admission:
                    self.enrol(student, self.studies_in(kind))
                OrderLine.objects.create(order=order, position=position, student=student, **self.line(kind, day))
        return order

    def studies_in(self, kind: OrderKind) -> ClassGroup:
        """Where those are whom the order finds here."""
        last = {"graduation": 11, "basic_completion": 9}
        return self.group if place_of(kind) != SCHOOL else self.classes[last.get(kind.code, 5)]

    def enrol(self, student: Student, group: ClassGroup) -> None:
        enrolment = Enrolment.objects.create(student=student, valid_from=date(2025, 9, 1))
        ClassMembership.objects.create(
            enrolment=enrolment, level=group.level, grade=group.grade, class_group=group, valid_from=date(2025, 9, 1)
        )

    def line(self, kind: OrderKind, day: date) -> dict[str, Any]:
        on = date(2026, 9, 1) if kind.effect == Effect.YEAR_END else day
        named = {} if kind.class_of_line == ClassOfLine.NO else {"class_group": self.placed_in(kind)}
        return {"on": on, "reason": kind.reason, **named, **SAID.get(kind.code, {})}

    def placed_in(self, kind: OrderKind) -> ClassGroup:
        if place_of(kind) != SCHOOL:
            return self.group
        if kind.effect == Effect.YEAR_END:
            return self.next
        return self.classes[next(iter(kind.grades), 5)]


@pytest.fixture
def office(school: Organisation) -> Iterator[Office]:
    with within(school, by=BY):
        yield Office()


def printed(kind: OrderKind, office: Office) -> bytes:
    place = place_of(kind)
    organisation: Any = SimpleNamespace(
        full_name=NAMES[place], municipality="г. Горячий Ключ", is_kindergarten=place == KINDERGARTEN,
        is_centre=place == CENTRE,
    )  # fmt: skip
    if kind.effect == Effect.CANCEL:
        office.order(ORDER_KINDS["admission"], "132-у")
    document = printed_order(office.order(kind), organisation=organisation, by=BY)
    return exports.print_document(document).content


def text_of(pdf: bytes) -> str:
    page = pypdfium2.PdfDocument(pdf)[0]
    return " ".join(page.get_textpage().get_text_bounded().split()).replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize("code", ORDER_KINDS)
def test_every_kind_is_printed_as_an_order_of_a_school(code: str, office: Office) -> None:
    kind = ORDER_KINDS[code]

    pdf = printed(kind, office)

    text, drawn = text_of(pdf), picture(pdf)
    for words in ("ПРИКАЗ", "№ 147-у", "г. Горячий Ключ", "ПРИКАЗЫВАЮ:", "О. В. Кравченко", "1. "):
        assert words in text
    assert text.count("Ёлкина Анна Петровна") == (kind.effect != Effect.CANCEL)
    if kind.effect != Effect.CANCEL and not kind.is_admission:
        assert text.count(office.studies_in(kind).name) >= len(office.about(kind)), "the class of each"
    assert "согласия" not in text
    assert "None" not in text
    assert len(pypdfium2.PdfDocument(pdf)) == 1
    assert len(drawn) < MOST_BYTES
    if DRAWS:
        keep(drawn, PICTURES / f"{code}.png")


def test_docs_show_every_kind(school: Organisation) -> None:
    with crossing.shared(by=BY):
        load_catalogue()
        names = handbooks.names("order_kind")
    page = DOCS / "developer" / "orders_printed.md"
    shown = "".join(f"## {names[code]}\n\n![{names[code]}](../pictures/orders/{code}.png)\n\n" for code in ORDER_KINDS)
    text = (
        "# Every kind of order on paper\n\nDrawn from what `enrolment/printed.py` gives, with made-up people, by\n"
        "`SVOD_PICTURES=1 make test ARGS=tests/enrolment/test_printed_orders.py`. The words are those of "
        "`enrolment/order_kinds.py`.\n\n" + shown
    )
    if DRAWS:
        page.write_text(text.rstrip() + "\n")
    assert page.read_text() == text.rstrip() + "\n"
    assert {one.stem for one in PICTURES.glob("*.png")} == set(ORDER_KINDS)
