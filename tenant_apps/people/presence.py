"""Who has left the organisation by a day: consents "until leaving" end with it.

Posts and guardianships are known here; enrolments belong to an app above, which registers them (AppConfig.ready).
"""

from collections.abc import Callable
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from .models import EmployeePost, Guardianship

Stays = Callable[[], "QuerySet[object]"]

_stays: list[tuple[Stays, str]] = []


def register(stays: Stays, person: str) -> None:
    """Rows with valid_from and valid_to during which somebody is here; `person`: the path to the person."""
    _stays.append((stays, person))


def is_here(day: date, *, person: str = "person") -> Q:
    """The condition "has not left by this day", over rows whose column `person` names a person.

    Somebody who has not come yet has not left either. Who is here in several roles leaves with the last of them.
    """
    ended, lasting = Q(), Q()
    for rows, path in [*_stays, *_OWN]:
        ended |= Exists(rows().filter(**{path: OuterRef(person), "valid_to__lte": day}))
        lasting |= Exists(rows().filter(**{path: OuterRef(person), "valid_to__gt": day}))
    return ~ended | lasting


def _posts() -> "QuerySet[EmployeePost]":
    return EmployeePost.objects.get_queryset()


def _guardianships() -> "QuerySet[Guardianship]":
    return Guardianship.objects.unvoided()


_OWN: tuple[tuple[Callable[[], "QuerySet[object]"], str], ...] = (
    (_posts, "employee__person"),  # type: ignore[assignment]
    (_guardianships, "guardian__person"),  # type: ignore[assignment]
)
