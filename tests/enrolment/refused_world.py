"""A school in which every refusal of orders can be brought about, and its operations as every door takes them."""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from shared_apps.handbooks.services import load_catalogue
from shared_apps.organisations import crossing
from shared_apps.organisations.models import Organisation
from tenant_apps.enrolment import services
from tenant_apps.enrolment.arrangement_models import AcademicDebt
from tenant_apps.enrolment.completion_models import Completion
from tenant_apps.enrolment.models import AcademicYear, ClassGroup, Enrolment, Order
from tenant_apps.people import services as people
from tests.refusing.doors import BY, ORGANISATION, Call, Command, Knock, Place

FIRST_DAY, NEXT_YEAR = date(2025, 9, 1), date(2026, 9, 1)
OCTOBER, NOVEMBER, DECEMBER = date(2025, 10, 6), date(2025, 11, 5), date(2025, 12, 1)
LONG_AGO = date(2020, 5, 5)
COMPLETED = date(2026, 6, 25)
NO_COMMAND = "the command signs and cancels orders"


class World(Place):
    """2025/2026 with 5А (two places), 5Б, 6Б, and 2026/2027 with 5В, 6А. Everything is written within `inside`."""

    def __init__(self, school: Organisation) -> None:
        super().__init__(school)
        self.number = 0
        self.ninth: ClassGroup | None = None
        with crossing.shared(by=BY):
            load_catalogue()
        with self.inside():
            self.year = services.open_academic_year(valid_from=FIRST_DAY, valid_to=NEXT_YEAR, by=BY)
            self.following = services.open_academic_year(valid_from=NEXT_YEAR, valid_to=date(2027, 9, 1), by=BY)
            self.fifth, self.other_fifth = self.group(self.year, 5, "А", 2), self.group(self.year, 5, "Б")
            self.sixth_now = self.group(self.year, 6, "Б")
            self.sixth, self.next_fifth = self.group(self.following, 6, "А"), self.group(self.following, 5, "В")

    def group(self, year: AcademicYear, grade: int, letter: str, capacity: int = 25) -> ClassGroup:
        parameters = services.ClassParameters(grade=grade, letter=letter, capacity=capacity)
        return services.create_class(year_id=year.pk, parameters=parameters, by=BY)

    def in_two_groups(self) -> int:
        """The organisation is a centre from now on; a student in two of its groups."""
        with crossing.shared(by=BY):
            self.school.periods.update(kind="centre")
        student = self.student()
        for name in ("Шахматы", "Танцы"):
            parameters = services.ClassParameters(level="additional", name=name)
            group = services.create_class(year_id=self.year.pk, parameters=parameters, by=BY)
            self.issued("admission_programme", student, on=FIRST_DAY, class_group_id=group.pk)
        return student

    def student(self, born: date = date(2014, 5, 6)) -> int:
        self.number += 1
        name = people.Name(f"Тестова{'абвгдежзик'[self.number % 10] * (self.number // 10 + 1)}", "Анна")
        particulars = {"sex": "female", "birth_date": born}
        return people.create_student(name=name, particulars=particulars, by=BY, insist=True).pk

    def draft(self, kind: str, *students: int, on: date = OCTOBER, dated: date | None = None, **line: Any) -> int:
        lines = [services.Line(student_id=one, on=on, **line) for one in students]
        requisites = services.Requisites(date=dated or on)
        return services.draft_order(kind=kind, requisites=requisites, lines=lines, by=BY).pk

    def issued(self, kind: str, *students: int, on: date = OCTOBER, dated: date | None = None, **line: Any) -> Order:
        draft = self.draft(kind, *students, on=on, dated=dated, **line)
        return services.sign_order(order_id=draft, insist=True, by=BY)

    def admitted(self, *, on: date = FIRST_DAY, into: ClassGroup | None = None, **line: Any) -> int:
        student = self.student()
        group = into.pk if into else None if line.get("grade") else self.other_fifth.pk
        self.issued("admission", student, on=on, class_group_id=group, **line)
        return student

    def another_school(self) -> int:
        """An organisation of the region that teaches as this one does."""
        others = Organisation.objects.filter(state=Organisation.State.READY, periods__kind="school")
        return others.exclude(pk=self.school.pk).order_by("pk").values_list("pk", flat=True)[0]

    def closed(self, year: AcademicYear) -> None:
        AcademicYear.objects.filter(pk=year.pk).update(closed_at=timezone.now())

    def debtor(self, subjects: str = "Физика", **line: Any) -> tuple[int, int]:
        """A student who owes physics (at least) since the second September, and that debt."""
        student = self.admitted()
        self.issued("next_year_conditional", student, on=NEXT_YEAR, dated=DECEMBER, class_group_id=self.sixth.pk,
                    subjects=subjects, **line)  # fmt: skip
        return student, AcademicDebt.objects.unvoided().get(enrolment__student=student, subject="Физика").pk

    def completed(self) -> int:
        """A student of 9А who has completed basic education and stays."""
        if self.ninth is None:
            self.ninth = self.group(self.year, 9, "А")
        student = self.admitted(into=self.ninth)
        self.issued("basic_completion", student, on=COMPLETED, dated=DECEMBER)
        return student

    def completion(self, student: int) -> int:
        return Completion.objects.get(enrolment__student=student, voided_by=None).pk

    def enrolment(self, student: int) -> int:
        return Enrolment.objects.unvoided().get(student=student).pk


def signing(order_id: int, *, number: str = "", version: int | None = None) -> Knock:
    """Signing a draft: a page, an endpoint, a command."""
    order = Order.objects.get(pk=order_id)
    shown = order.version if version is None else version
    body = {"number": number} | ({} if version is None else {"version": version})
    return Knock(
        service=lambda: services.sign_order(order_id=order_id, number=number, version=version, by=BY),
        page=Call(f"orders/{order_id}/sign/", {"version": shown, "number": number}),
        api=Call(f"api/v1/orders/{order_id}/sign/", body),
        command="the command shows no form that could grow old"
        if version is not None
        else Command("orders", [ORGANISATION, "sign", str(order_id), *(["--number", number] if number else [])]),
    )


def cancelling(order: Order) -> Knock:
    """Cancelling an order by an order."""
    requisites = services.Requisites(date=DECEMBER, basis="Ошибка")
    form = {"date": DECEMBER.isoformat(), "basis": "Ошибка", "number": ""}
    version = Order.objects.get(pk=order.pk).version
    return Knock(
        service=lambda: services.cancel_order(order_id=order.pk, requisites=requisites, by=BY),
        page=Call(f"orders/{order.pk}/cancel/", {**form, "version": version}),
        api=Call(f"api/v1/orders/{order.pk}/cancel/", {"date": DECEMBER.isoformat(), "basis": "Ошибка"}),
        command=Command(
            "orders",
            [
                ORGANISATION,
                "cancel",
                order.number,
                "--of",
                f"{order.date}",
                "--basis",
                "Ошибка",
                "--date",
                f"{DECEMBER}",
            ],
        ),
    )


def drafting(kind: str, lines: list[dict[str, Any]], *, page: Call | str) -> Knock:
    """A draft with its lines: an endpoint; a page, where its form lets one say that."""
    sent = [
        services.Line(**{("class_group_id" if k == "class_id" else k): v for k, v in line.items()}) for line in lines
    ]
    body = {
        "kind": kind, "date": OCTOBER.isoformat(),
        "lines": [{k: v.isoformat() if isinstance(v, date) else v for k, v in line.items()} for line in lines],
    }  # fmt: skip
    return Knock(
        service=lambda: services.draft_order(
            kind=kind, requisites=services.Requisites(date=OCTOBER), lines=sent, by=BY
        ),
        page=page,
        api=Call("api/v1/orders/", body),
        command=NO_COMMAND,
    )


def attempting(student: int, debt: int, on: date, *, is_passed: bool = False, commission: str = "") -> Knock:
    """Writing an attempt down."""
    return Knock(
        service=lambda: services.record_debt_attempt(
            debt_id=debt, on=on, is_passed=is_passed, commission=commission, by=BY
        ),
        page=Call(
            f"students/{student}/debts/{debt}/attempt/",
            {"on": on.isoformat(), "result": "passed" if is_passed else "failed", "commission": commission},
        ),
        api=Call(
            f"api/v1/students/{student}/debts/{debt}/attempts/",
            {"on": on.isoformat(), "is_passed": is_passed, "commission": commission},
        ),
        command=NO_COMMAND,
    )


def correcting(student: int, debt: int, subject: str, due_on: date) -> Knock:
    """Correcting what is owed, and until when."""
    said = {"subject": subject, "due_on": due_on.isoformat()}
    return Knock(
        service=lambda: services.correct_debt(debt_id=debt, subject=subject, due_on=due_on, by=BY),
        page=Call(f"students/{student}/debts/{debt}/", said)
        if subject.strip()
        else "the form has the subject as a field that must be filled in",
        api=Call(f"api/v1/students/{student}/debts/{debt}/", said, "put"),
        command=NO_COMMAND,
    )


def certifying(student: int, completion: int, number: str, issued_on: date) -> Knock:
    """Writing a certificate down."""
    said = {"series": "023", "number": number, "issued_on": issued_on.isoformat()}
    certificate = services.Certificate(series="023", number=number, issued_on=issued_on)
    return Knock(
        service=lambda: services.record_certificate(completion_id=completion, certificate=certificate, by=BY),
        page=Call(f"students/{student}/completions/{completion}/", said)
        if number.strip()
        else "the form has the number as a field that must be filled in",
        api=Call(f"api/v1/students/{student}/completions/{completion}/", said, "put"),
        command=NO_COMMAND,
    )


def confirming(student: int, enrolment: int, on: date) -> Knock:
    """Writing the receiver's confirmation down."""
    said = {"on": on.isoformat(), "document": "Справка № 5"}
    return Knock(
        service=lambda: services.confirm_arrival(enrolment_id=enrolment, on=on, document="Справка № 5", by=BY),
        page=Call(f"students/{student}/enrolments/{enrolment}/arrival/", said),
        api=Call(f"api/v1/students/{student}/enrolments/{enrolment}/arrival/", said),
        command=NO_COMMAND,
    )


ATTEMPTED = [NEXT_YEAR + timedelta(days=20 * number) for number in (1, 2, 3)]
IN_A_MONTH = timezone.localdate() + timedelta(days=30)
