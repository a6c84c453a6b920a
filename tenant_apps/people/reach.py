"""Which students an actor sees, asked of the app that knows classes.

People stand below enrolment, so enrolment says here (from its AppConfig.ready) how to narrow: a class teacher sees the
own class, a guardian the own children. Without a narrowing everybody who may open the page sees all students.
"""

from collections.abc import Callable

from django.db.models import QuerySet

from shared_apps.organisations.crossing import By

from .models import Student

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
