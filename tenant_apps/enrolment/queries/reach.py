"""What an actor sees of an organisation by his reach: all of it, the classes he leads, or his own cards.

Reach is asked of today, whatever day a page shows: a class led two years ago opens none of its cards now.
"""

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from shared_apps.organisations.crossing import By
from tenant_apps.people.models import Student

from ..models import ClassGroup, ClassMembership, ClassTeacher


def led_classes(by: By) -> "QuerySet[ClassTeacher, Any] | None":
    """Ids of the classes that a class teacher leads today; None for everybody else."""
    if getattr(by, "reach", "organisation") != "own_class":
        return None
    membership = getattr(by, "membership", None)
    card = membership.card_id if membership is not None else None
    return ClassTeacher.objects.valid(timezone.localdate()).filter(employee=card or 0).values("class_group")


def seen_students(by: By) -> QuerySet[Student] | None:
    """Students of the led classes, those who come into them, and those who left from them; None: no narrowing.

    Whoever has gone on to another class is that class teacher's.
    """
    led = led_classes(by)
    if led is None:
        return None
    members = ClassMembership.objects.unvoided().filter(enrolment__voided_by__isnull=True)
    went_on = members.filter(
        enrolment__student=OuterRef("enrolment__student"),
        valid_from__gte=OuterRef("valid_to"),
        valid_from__lte=timezone.localdate(),
    )
    own = members.filter(~Exists(went_on), class_group__in=led)
    return Student.objects.filter(pk__in=own.values("enrolment__student"))


def sees_class(by: By, class_group: ClassGroup) -> bool:
    """Whether the actor opens the list of this class."""
    led = led_classes(by)
    return led is None or led.filter(class_group=class_group).exists()
