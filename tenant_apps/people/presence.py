"""Who has left the organisation by a day: consents "until leaving" end with it.

Posts and guardianships are known here; enrolments belong to an app above, which registers them (AppConfig.ready).
"""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q

from shared_apps.organisations.periods import valid_on

from .models import EmployeePost, Guardianship

STUDENT = "student__person"
"""The path to a person of those who register that students are here."""

Stays = Callable[[], Any]
"""Gives the rows (a QuerySet) with valid_from and valid_to during which somebody is here."""

_stays: list[tuple[Stays, str]] = [
    (EmployeePost.objects.get_queryset, "employee__person"),
    (Guardianship.objects.unvoided, "guardian__person"),
]


def register(stays: Stays, person: str) -> None:
    """Say where else it is written that somebody is here; `person`: the path to the person."""
    _stays.append((stays, person))


def is_here(day: date, *, person: str = "person", among_many: bool = False) -> Q:
    """The condition "has not left by this day", over rows whose column `person` names a person.

    Somebody who has not come yet has not left either. Who is here in several roles leaves with the last of them.

    :param among_many: have the database find all who left once, instead of looking each person up.
    """
    ended, lasting = Q(), Q()
    for rows, path in _stays:
        ended |= _has(rows().filter(valid_to__lte=day), path, person, among_many=among_many)
        lasting |= _has(rows().filter(valid_to__gt=day), path, person, among_many=among_many)
    return ~ended | lasting


def studies(day: date, *, person: str = "person") -> Q:
    """The condition "is enrolled on this day", over rows whose column `person` names a person."""
    found = Q(pk__in=[])
    for rows, path in _stays:
        if path == STUDENT:
            found |= _has(rows().filter(valid_on(day)), path, person, among_many=False)
    return found


def _has(rows: Any, path: str, person: str, *, among_many: bool) -> Q:
    """The condition "the person has some of these rows"."""
    if among_many:
        return Q(**{f"{person}__in": rows.values(path)})
    return Q(Exists(rows.filter(**{path: OuterRef(person)})))
