"""How classes, orders and imports stand in the history, and which rows of enrolment belong to a student's card."""

from collections.abc import Collection
from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from shared_apps.organisations.privacy import Privacy
from tenant_apps.history.services import Subject
from tenant_apps.history.wording import register_source, register_subject
from tenant_apps.people.history import rows_of_card
from tenant_apps.people.queries.cards import PersonCard

from .models import AcademicYear, ClassGroup, Enrolment, Order
from .wording import described_order


def classes_by_id(ids: Collection[int]) -> dict[int, str]:
    rows = ClassGroup.objects.filter(pk__in=ids).values_list("pk", "name", "academic_year__name")
    return {pk: f"{name}, {year}" for pk, name, year in rows}


def orders_by_id(ids: Collection[int]) -> dict[int, str]:
    return {order.pk: described_order(order) for order in Order.objects.filter(pk__in=ids)}


def years_by_id(ids: Collection[int]) -> dict[int, str]:
    return dict(AcademicYear.every.filter(pk__in=ids).values_list("pk", "name"))


def rows_of_student(head: PersonCard) -> Subject:
    """The card with its enrolments, memberships of classes, and lines of orders."""
    card = rows_of_card(head)
    if head.student_id is None:
        return card
    enrolments = list(Enrolment.objects.filter(student=head.student_id).values_list("pk", flat=True))
    references = {
        **card.references,
        ("enrolment_enrolment", "student_id"): [head.student_id],
        ("enrolment_orderline", "student_id"): [head.student_id],
        ("enrolment_classmembership", "enrolment_id"): enrolments,
        ("enrolment_studyarrangement", "enrolment_id"): enrolments,
        ("enrolment_academicdebt", "enrolment_id"): enrolments,
        ("enrolment_completion", "enrolment_id"): enrolments,
    }
    return replace(card, references=references)


def rows_of_class(class_id: int) -> Subject:
    """A class, its teachers, and who was put into it."""
    return Subject(
        rows={"enrolment_classgroup": [class_id]},
        references={
            ("enrolment_classteacher", "class_group_id"): [class_id],
            ("enrolment_classmembership", "class_group_id"): [class_id],
        },
    )


def rows_of_order(order_id: int) -> Subject:
    """An order, its lines, and the order that cancelled it."""
    return Subject(
        rows={"enrolment_order": [order_id]},
        references={
            ("enrolment_orderline", "order_id"): [order_id],
            ("enrolment_order", "cancels_id"): [order_id],
        },
    )


def register() -> None:
    """Called when the app is ready."""
    register_subject("enrolment_classgroup", classes_by_id, privacy=Privacy.OPEN, rank=4)
    register_subject("enrolment_order", orders_by_id, privacy=Privacy.OFFICIAL, rank=5)
    register_subject("enrolment_academicyear", years_by_id, privacy=Privacy.OPEN, rank=7)
    register_source("import", _("Import of students"), "enrolment:import_card")
