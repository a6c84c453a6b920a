"""Students of the organisation who are under age: others answer for them, they for nobody."""

from collections.abc import Collection
from datetime import date

from django.db.models import Q, QuerySet

from ..grounds import ADULT
from ..models import Person
from ..presence import studies
from ..service_years import years_before


def wards(day: date) -> QuerySet[Person]:
    """Who studies here on the day and is not of age, or whose birth date nobody knows."""
    young = Q(birth_date__isnull=True) | Q(birth_date__gt=years_before(day, ADULT))
    return Person.objects.filter(young, studies(day, person="pk"))


def wards_among(person_ids: Collection[int], day: date) -> set[int]:
    """Those of these people. One query."""
    return set(wards(day).filter(pk__in=list(person_ids)).values_list("pk", flat=True))
