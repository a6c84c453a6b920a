"""What an actor sees of an organisation by his reach: all of it, the classes he leads, or his own cards."""

from datetime import date
from typing import Any

from django.db.models import QuerySet

from shared_apps.organisations.crossing import By
from tenant_apps.people.models import Student

from ..models import ClassGroup, ClassMembership, ClassTeacher


def led_classes(by: By, day: date) -> "QuerySet[ClassTeacher, Any] | None":
    """Ids of the classes that a class teacher leads on a day; None for everybody else."""
    if getattr(by, "reach", "organisation") != "own_class":
        return None
    membership = getattr(by, "membership", None)
    card = membership.card_id if membership is not None else None
    return ClassTeacher.objects.valid(day).filter(employee=card or 0).values("class_group")


def seen_students(by: By, day: date) -> QuerySet[Student] | None:
    """Students of the led classes on a day, and those who were in them and left; None: no narrowing."""
    led = led_classes(by, day)
    if led is None:
        return None
    members = ClassMembership.objects.unvoided().filter(class_group__in=led)
    return Student.objects.filter(pk__in=members.values("enrolment__student"))


def sees_class(by: By, class_group: ClassGroup, day: date) -> bool:
    """Whether the actor opens the list of this class."""
    led = led_classes(by, day)
    return led is None or led.filter(class_group=class_group).exists()
