"""Which students and other people an actor sees, asked of the app that knows classes.

People stand below enrolment, so enrolment says here (from its AppConfig.ready) how to narrow: a class teacher sees the
own class, a guardian the own children. Without a narrowing everybody who may open the page sees all students.
"""

from collections.abc import Callable
from datetime import date

from django.db.models import Q, QuerySet

from shared_apps.organisations.crossing import By
from shared_apps.organisations.periods import valid_on

from .models import Person, Student

Narrowing = Callable[[By], "QuerySet[Student] | None"]
"""The students this actor sees today; None: all of them."""

_narrowing: Narrowing | None = None


def register(narrowing: Narrowing) -> None:
    """Say how reach narrows students."""
    global _narrowing
    _narrowing = narrowing


def seen_students(by: By) -> "QuerySet[Student] | None":
    """The students this actor sees, as a subquery; None: all of them.

    It is asked of today whatever day a page shows: who led a class once does not see its families now.
    """
    return _narrowing(by) if _narrowing is not None else None


def seen_people(by: By, day: date) -> QuerySet[Person]:
    """Whom this actor sees: everybody, or the students of his classes and those who answer for them on the day."""
    seen = seen_students(by)
    if seen is None:
        return Person.objects.all()
    students = seen.values("pk")
    return Person.objects.filter(
        Q(student__in=students)
        | Q(
            pk__in=Person.objects.filter(
                valid_on(day, "guardian__guardianships__"),
                guardian__guardianships__student__in=students,
                guardian__guardianships__voided_by__isnull=True,
            ).values("pk")
        )
    )
