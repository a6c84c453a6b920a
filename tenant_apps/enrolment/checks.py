"""Data-quality rules about students and classes, each with its fix. The first page counts what breaks them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, OuterRef
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shared_apps.organisations.crossing import By
from tenant_apps.people.models import Guardianship, Identifier, IdentityDocument

from .models import ClassGroup, ClassMembership, ClassTeacher, Enrolment, Order
from .queries.arrangements import leaves_overdue
from .queries.classes import crowded_on
from .queries.orders import orders

Text = str | Promise


@dataclass(frozen=True, slots=True)
class Check:
    """A rule. `count`: how many records break it on a day; `page` and `query` lead to them."""

    code: str
    title: Text
    fix: Text
    count: Callable[[date], int]
    page: str = "students:list"
    query: str = ""
    permission: str = "student.view"


def _without_class(day: date) -> int:
    placed = ClassMembership.objects.valid(day).filter(enrolment=OuterRef("pk"), class_group__isnull=False)
    return Enrolment.objects.valid(day).filter(~Exists(placed)).count()


def _without_guardian(day: date) -> int:
    legal = Guardianship.objects.valid(day).filter(student=OuterRef("student"), is_legal=True)
    adult = day.replace(year=day.year - 18) if (day.month, day.day) != (2, 29) else date(day.year - 18, 3, 1)
    return Enrolment.objects.valid(day).filter(~Exists(legal), student__person__birth_date__gt=adult).count()


def _without_document(day: date) -> int:
    proof = IdentityDocument.objects.filter(person=OuterRef("student__person"))
    return Enrolment.objects.valid(day).filter(~Exists(proof)).count()


def _without_snils(day: date) -> int:
    number = Identifier.objects.filter(person=OuterRef("student__person"), kind="snils")
    return Enrolment.objects.valid(day).filter(~Exists(number)).count()


def _unusual_age(day: date) -> int:
    """Full years on 1 September lie outside grade + 4 … grade + 9: a slip in the year of birth, more often than not."""
    september = date(day.year - (day.month < 9), 9, 1)
    members = ClassMembership.objects.valid(day).filter(enrolment__voided_by__isnull=True, grade__isnull=False)
    born = members.values_list("grade", "enrolment__student__person__birth_date")
    return sum(
        1
        for grade, birth in born
        if grade and birth and not grade + 4 <= (september - birth) // timedelta(days=365.2425) <= grade + 9
    )


def _over_capacity(day: date) -> int:
    return crowded_on(day).count()


def _without_teacher(day: date) -> int:
    leads = ClassTeacher.objects.valid(day).filter(class_group=OuterRef("pk"))
    return ClassGroup.objects.valid(day).filter(~Exists(leads), grade__isnull=False).count()


def _orders_that_wait(day: date) -> int:
    return Order.objects.filter(state=Order.State.SIGNED, effective_on__lt=day).count()


def _overdue_orders(day: date) -> int:
    return orders(by=By.system("checks"), overdue_on=day).filter(date__gte=day - timedelta(days=365)).count()


CHECKS: tuple[Check, ...] = (
    Check(
        "students_without_class", _("Students in no class"), _("Place them in classes by an order."),
        _without_class, query="class_id=0",
    ),
    Check(
        "students_without_guardian", _("Students under 18 without a legal representative"),
        _("Link the parents or guardians in their cards."), _without_guardian,
    ),
    Check(
        "students_without_document", _("Students without an identity document"),
        _("Write the document down in the card."), _without_document,
    ),
    Check(
        "students_without_snils", _("Students without a SNILS"), _("Write the number down in the card."),
        _without_snils,
    ),
    Check(
        "students_of_unusual_age", _("Students of an age unusual for their grade"),
        _("Check the year of birth and the class."), _unusual_age,
    ),
    Check(
        "classes_over_capacity", _("Classes over capacity"), _("Open another class, or mend the number of places."),
        _over_capacity, page="enrolment:class_list", permission="class.view",
    ),
    Check(
        "classes_without_teacher", _("Classes without a class teacher"), _("Appoint the class teacher."),
        _without_teacher, page="enrolment:class_list", permission="class.view",
    ),
    Check(
        "orders_overdue", _("Orders later than their term"),
        _("Sign the drafts; say in the note why the others are late."),
        _overdue_orders, page="enrolment:order_list", query="overdue=1", permission="order.view",
    ),
    Check(
        "leaves_overdue", _("Students on leave longer than their order says"),
        _("Issue the order of return, or a new order of leave."), leaves_overdue,
    ),
    Check(
        "orders_that_wait", _("Signed orders that could not take effect"),
        _("Look what stands in the way; cancel the order, or mend the cause."),
        _orders_that_wait, page="enrolment:order_list", query="state=signed", permission="order.view",
    ),
)  # fmt: skip
"""Two overlapping enrolments, a class of another level: the tables refuse them, so no check looks for them."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule that is broken today, and how often."""

    check: Check
    count: int


def findings(day: date) -> list[Finding]:
    """What is broken on a day, in the order of the page; one query for each rule."""
    counted = [Finding(check, check.count(day)) for check in CHECKS]
    return [one for one in counted if one.count]
