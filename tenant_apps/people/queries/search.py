"""Searching people by any part of a name, of any time: ё as е, in any order of words."""

from collections.abc import Collection
from typing import Any, TypeVar

from django.db.models import Model, Q, QuerySet

from shared_apps.handbooks import identifiers
from shared_apps.organisations.crossing import By
from shared_apps.organisations.privacy import Privacy

from ..models import Identifier, PersonName, Student
from ..names import words
from ..rights import holds

M = TypeVar("M", bound=Model)
SNILS_DIGITS = 11


def named(rows: QuerySet[M], text: str, *, person: str = "person", by: By | None = None) -> QuerySet[M]:
    """The rows whose person (reached by the path `person`) has or had every typed word in one name.

    Eleven digits are a СНИЛС to a reader who holds its privacy class. To others, and without a reader, they are a word
    that stands in no name: whoever may not see a number is not told either whose it is.
    """
    number = identifiers.kind("snils").normalise(text)
    if by is not None and holds(by, Privacy.DOCUMENT) and number.isdecimal() and len(number) == SNILS_DIGITS:
        owners = Identifier.objects.filter(kind="snils", value=number).values("person")
        return rows.filter(**{f"{person}__in": owners})
    return rows.filter(**{f"{person}__in": people_named(text).values("person")})


def people_named(text: str) -> QuerySet[PersonName]:
    """Names in which every typed word stands somewhere."""
    condition = Q()
    for word in words(text):
        condition &= Q(search_key__contains=word)
    return PersonName.objects.filter(condition)


def starts(text: str) -> Any:
    """For ordering: names that begin with what was typed come first."""
    from django.db.models import Case, Value, When

    key = " ".join(words(text))
    return Case(When(name_key__startswith=key, then=Value(0)), default=Value(1))


def students_of_persons(person_ids: Collection[int]) -> dict[int, int]:
    """Person → card of a student, of those that have one."""
    return dict(Student.objects.filter(person__in=person_ids).values_list("person_id", "pk"))
