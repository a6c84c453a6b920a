"""Data-quality rules about students and classes, each with its fix. The first page counts what breaks them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shared_apps.organisations.crossing import By
from shared_apps.organisations.periods import valid_on
from tenant_apps.people.models import Guardianship, Identifier, IdentityDocument

from .models import ClassGroup, ClassMembership, ClassTeacher, Enrolment, Order
from .queries.arrangements import overdue_leaves
from .queries.classes import crowded_on
from .queries.doubled import told
from .queries.orders import order_term, orders

Text = str | Promise
GRADES = range(1, 13)
"""Evening schools go on to grade 12."""


@dataclass(frozen=True, slots=True)
class Check:
    """A rule. `broken`: the records that break it on a day; `page` and `query` lead to them."""

    code: str
    title: Text
    fix: Text
    broken: Callable[[date], QuerySet[Any]]
    page: str = "students:list"
    query: str = ""
    permission: str = "student.view"


def _without_class(day: date) -> QuerySet[Any]:
    placed = ClassMembership.objects.valid(day).filter(enrolment=OuterRef("pk"), class_group__isnull=False)
    return Enrolment.objects.valid(day).filter(~Exists(placed))


def _enrolled(day: date) -> QuerySet[Enrolment]:
    """Each student once: of several enrolments of the day, the earliest."""
    earlier = Enrolment.objects.valid(day).filter(student=OuterRef("student"), pk__lt=OuterRef("pk"))
    return Enrolment.objects.valid(day).filter(~Exists(earlier))


def _students_twice_in_a_group(day: date) -> QuerySet[Any]:
    """By two enrolments: orders are refused it, a reversal of single records might leave it."""
    same = ClassMembership.objects.valid(day).filter(
        valid_on(day, "enrolment__"), class_group=OuterRef("class_group"), enrolment__voided_by__isnull=True,
        enrolment__student=OuterRef("enrolment__student"), pk__lt=OuterRef("pk"),
    )  # fmt: skip
    members = ClassMembership.objects.valid(day).filter(valid_on(day, "enrolment__"), enrolment__voided_by__isnull=True)
    return members.filter(Exists(same))


def _in_another_organisation(day: date) -> QuerySet[Any]:
    return told(day, by=By.system("checks"))


def _without_guardian(day: date) -> QuerySet[Any]:
    legal = Guardianship.objects.valid(day).filter(student=OuterRef("student"), is_legal=True)
    adult = day.replace(year=day.year - 18) if (day.month, day.day) != (2, 29) else date(day.year - 18, 3, 1)
    return _enrolled(day).filter(~Exists(legal), student__person__birth_date__gt=adult)


def _without_document(day: date) -> QuerySet[Any]:
    proof = IdentityDocument.objects.filter(person=OuterRef("student__person"))
    return _enrolled(day).filter(~Exists(proof))


def _without_snils(day: date) -> QuerySet[Any]:
    number = Identifier.objects.filter(person=OuterRef("student__person"), kind="snils")
    return _enrolled(day).filter(~Exists(number))


def _unusual_age(day: date) -> QuerySet[Any]:
    """Full years on 1 September lie outside grade + 4 … grade + 9: a slip in the year of birth, more often than not."""
    september = date(day.year - (day.month < 9), 9, 1)
    unusual = Q(pk__in=[])
    for grade in GRADES:
        too_young = Q(enrolment__student__person__birth_date__gt=september.replace(year=september.year - grade - 4))
        too_old = Q(enrolment__student__person__birth_date__lte=september.replace(year=september.year - grade - 10))
        unusual |= Q(grade=grade) & (too_young | too_old)
    return ClassMembership.objects.valid(day).filter(unusual, enrolment__voided_by__isnull=True)


def _over_capacity(day: date) -> QuerySet[Any]:
    return crowded_on(day)


def _alone_in_a_set(day: date) -> QuerySet[Any]:
    """The name of a комплект is free text: a slip in it makes another one."""
    held = ClassGroup.objects.valid(day)
    others = held.filter(class_set=OuterRef("class_set")).exclude(pk=OuterRef("pk"))
    return held.filter(~Exists(others), class_set__isnull=False)


def _without_teacher(day: date) -> QuerySet[Any]:
    leads = ClassTeacher.objects.valid(day).filter(class_group=OuterRef("pk"))
    return ClassGroup.objects.valid(day).filter(~Exists(leads), grade__isnull=False)


def _orders_that_wait(day: date) -> QuerySet[Any]:
    return Order.objects.filter(state=Order.State.SIGNED, effective_on__lt=day)


def _overdue_orders(day: date) -> QuerySet[Any]:
    return orders(by=By.system("checks"), overdue_on=day).filter(date__gte=day - timedelta(days=365))


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
        "students_twice_in_a_group", _("Students twice in one group"),
        _("Cancel one of the two orders of admission."), _students_twice_in_a_group,
    ),
    Check(
        "students_in_another_organisation", _("Students who are in another organisation too"),
        _("Open the card: it says what to do."),
        _in_another_organisation, page="students:doubled", permission="order.view",
    ),
    Check(
        "classes_over_capacity", _("Classes over capacity"), _("Open another class, or mend the number of places."),
        _over_capacity, page="enrolment:class_list", permission="class.view",
    ),
    Check(
        "class_sets_of_one_class", _("Class sets of one class"),
        _("Compare the names of the sets in the cards of the classes, or take the class out of its set."),
        _alone_in_a_set, page="enrolment:class_list", permission="class.view",
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
        _("Issue the order of return, or a new order of leave."), overdue_leaves,
    ),
    Check(
        "orders_that_wait", _("Signed orders that could not take effect"),
        _("Look what stands in the way; cancel the order, or mend the cause."),
        _orders_that_wait, page="enrolment:order_list", query="state=signed", permission="order.view",
    ),
)  # fmt: skip
"""Two overlapping main enrolments, a class of another level: the tables refuse them, so no check looks for them."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule that is broken today, and how often."""

    check: Check
    count: int


def findings(day: date) -> list[Finding]:
    """What is broken on a day, in the order of the page. One query counts for all rules."""
    statement, parameters = _counting(day, order_term())
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        counted = cursor.fetchone()
    return [Finding(check, count) for check, count in zip(CHECKS, counted, strict=True) if count]


@lru_cache(maxsize=8)
def _counting(day: date, _term: timedelta) -> tuple[str, list[Any]]:
    """All counts as one statement and its parameters. Kept: making it costs more than asking.

    :param _term: the setting that the rule of late orders asks for; organisations differ in it.
    """
    asked = [check.broken(day).order_by().values("pk").query.sql_with_params() for check in CHECKS]
    counts = ", ".join(f"(SELECT count(*) FROM ({statement}) broken)" for statement, _parameters in asked)  # noqa: S608
    return f"SELECT {counts}", [value for _statement, parameters in asked for value in parameters]
