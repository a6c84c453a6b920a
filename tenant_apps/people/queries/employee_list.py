"""The list of employees with everything it is narrowed by, as of a day. One query whatever the number of rows."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.contrib.postgres.aggregates import StringAgg
from django.db.models import Case, Exists, F, IntegerField, Min, OuterRef, Q, Subquery, Value, When

from shared_apps.handbooks import queries as handbooks
from shared_apps.organisations.periods import valid_on

from ..models import (
    EmployeeEducation,
    EmployeeLeave,
    EmployeePost,
    EmployeeQualification,
    EmployeeSubject,
    Employment,
)
from ..service_years import AGE_FROM, SERVICE_FROM, since_between
from .lists import Presence, employees_on

NO_CATEGORY = "none"
"""How an address spells «without a category»."""


@dataclass(frozen=True, slots=True)
class EmployeeFilters:
    """What the list is narrowed by: codes of handbooks, or "" for anything; bands by the years they begin from.

    :ivar staff: a category of staff: management, teaching, support, other.
    """

    post: str = ""
    staff: str = ""
    kind: str = ""
    qualification: str = ""
    subject: str = ""
    education: str = ""
    age: int | None = None
    service: int | None = None
    teaching: int | None = None
    absent: bool = False


EVERYBODY = EmployeeFilters()


def employees_listed(day: date, *, presence: Presence = "present", filters: EmployeeFilters = EVERYBODY) -> Any:
    """As `employees_on`, with `categories_held` and `subjects_taught` (codes joined by |, the main subject first),
    `education_place` (place of the highest level in its handbook), `employed_since`, `is_absent`."""
    rows: Any = employees_on(day, presence=presence, post=filters.post, kind=filters.kind)
    held = EmployeeQualification.objects.filter(valid_on(day), employee=OuterRef("pk"))
    taught = EmployeeSubject.objects.filter(valid_on(day), employee=OuterRef("pk"))
    rows = rows.annotate(
        categories_held=Subquery(
            held.order_by().values("employee").annotate(codes=StringAgg("qualification", "|")).values("codes")
        ),
        subjects_taught=Subquery(
            taught.order_by()
            .values("employee")
            .annotate(codes=StringAgg("subject", "|", order_by=("-is_main", "subject")))
            .values("codes")
        ),
        education_place=Subquery(_highest(day)),
        employed_since=Subquery(
            Employment.objects.filter(valid_from__lte=day, employee=OuterRef("pk"))
            .order_by("-valid_from")
            .values("valid_from")[:1]
        ),
        is_absent=Exists(EmployeeLeave.objects.filter(valid_on(day), employee=OuterRef("pk"))),
    )
    return _narrowed(rows, day, filters)


def education_levels() -> list[str]:
    """Codes of the handbook of education, the highest first: `education_place` is an index of it."""
    return [entry.code for entry in handbooks.items("staff_education")]


def _highest(day: date) -> Any:
    places = [When(level=code, then=Value(place)) for place, code in enumerate(education_levels())]
    rows: Any = EmployeeEducation.objects.filter(
        Q(issued_on=None) | Q(issued_on__lte=day), employee=OuterRef("pk"), level__in=education_levels()
    )
    ranked = rows.order_by().values("employee")
    return ranked.annotate(place=Min(Case(*places, output_field=IntegerField()))).values("place")


def _narrowed(rows: Any, day: date, filters: EmployeeFilters) -> Any:
    if filters.staff:
        codes = [entry.code for entry in handbooks.items("post") if entry.group == filters.staff]
        held = EmployeePost.objects.filter(valid_on(day), employee=OuterRef("pk"), post__in=codes)
        rows = rows.filter(Exists(held))
    if filters.qualification == NO_CATEGORY:
        rows = rows.filter(categories_held=None)
    elif filters.qualification:
        given = EmployeeQualification.objects.filter(
            valid_on(day), employee=OuterRef("pk"), qualification=filters.qualification
        )
        rows = rows.filter(Exists(given))
    if filters.subject:
        taught = EmployeeSubject.objects.filter(valid_on(day), employee=OuterRef("pk"), subject=filters.subject)
        rows = rows.filter(Exists(taught))
    if filters.education and filters.education in (levels := education_levels()):
        rows = rows.filter(education_place=levels.index(filters.education))
    if filters.age is not None:
        rows = rows.filter(_since("person__birth_date", date(day.year, 1, 1), AGE_FROM, filters.age))
    if filters.service is not None:
        rows = rows.filter(_since("service_since", day, SERVICE_FROM, filters.service))
    if filters.teaching is not None:
        rows = rows.filter(_since("teaching_since", day, SERVICE_FROM, filters.teaching))
    if filters.absent:
        rows = rows.filter(is_absent=True)
    return rows.order_by(F("name_key"), "pk")


def _since(column: str, on: date, bands: tuple[int, ...], begins: int) -> Q:
    """The condition that the years since `column` lie in a band on a day."""
    earliest, latest = since_between(on, bands, begins)
    condition = Q(**{f"{column}__lte": latest})
    return condition if earliest is None else condition & Q(**{f"{column}__gte": earliest + timedelta(days=1)})
