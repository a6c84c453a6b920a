"""Writing that somebody works here: taken on by an order, let go by another one. Posts lie within."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from shared_apps.accounts import services as accounts
from shared_apps.handbooks import queries as handbooks
from shared_apps.organisations.crossing import By
from shared_apps.organisations.here import organisation_here

from .. import employee_refusals, refusals
from ..models import Employee, Employment, Person
from ..queries.duplicates import described_person
from ..rights import refuse_fields_not_held
from ..service_years import anniversary
from .persons import locked, touch

PERSONNEL = (
    "personnel_number", "service_since", "teaching_since", "degree", "degree_on", "academic_title", "title_on",
    "marital_status",
)  # fmt: skip
"""The columns of an employee's own card that a form may send."""

HANDBOOKS = {"degree": "academic_degree", "academic_title": "academic_title", "marital_status": "marital_status"}
DATED = {"degree": "degree_on", "academic_title": "title_on"}
YOUNGEST = 14
"""ТК РФ article 63: nobody is employed younger."""


@transaction.atomic
def edit_employee(*, employee_id: int, changes: Mapping[str, Any], version: int | None, by: By) -> Employee:
    """Write the given columns of PERSONNEL; the others stay.

    :raises ChangedMeanwhile, NothingToChange, FieldsNotYours, UnknownItem, ItemNotValid, DayHasNotCome,
        ServiceBeforeGrowingUp, TeachingLongerThanService, DayOfDistinctionMissing:
    """
    if unknown := set(changes) - set(PERSONNEL):
        raise TypeError(f"An employee's card has no {sorted(unknown)}: it has {PERSONNEL}.")
    employee = Employee.objects.select_related("person").get(pk=employee_id)
    person = locked(employee.person_id, version)
    employee.refresh_from_db(fields=PERSONNEL)
    values = {name: value.strip() if isinstance(value, str) else value for name, value in changes.items()}
    differing = {name: value for name, value in values.items() if getattr(employee, name) != value}
    if not differing:
        raise refusals.NothingToChange
    refuse_fields_not_held(by, Employee, differing)
    for name, value in differing.items():
        setattr(employee, name, value)
    _check(employee, person, differing)
    employee.save(update_fields=list(differing))
    touch(person)
    return employee


def _check(employee: Employee, person: Person, changed: Mapping[str, Any]) -> None:
    today = timezone.localdate()
    for name, handbook in HANDBOOKS.items():
        if changed.get(name):
            handbooks.known_item(handbook, changed[name], as_of=today, field=name)
    for name in ("service_since", "teaching_since", "degree_on", "title_on"):
        if changed.get(name) and changed[name] > today:
            raise employee_refusals.DayHasNotCome(field=name, params={"day": f"{changed[name]:%d.%m.%Y}"})
    for name, day in DATED.items():
        if getattr(employee, day) and not getattr(employee, name):
            raise employee_refusals.DayOfDistinctionMissing(field=name)
    since, teaching = employee.service_since, employee.teaching_since
    if since and teaching and teaching < since:
        raise employee_refusals.TeachingLongerThanService
    first, born = since or teaching, person.birth_date
    if first and born and first < (grown := anniversary(born, YOUNGEST)):
        raise employee_refusals.ServiceBeforeGrowingUp(params={"day": f"{grown:%d.%m.%Y}"})


def take_on(
    *, employee: Employee, since: date, until: date, order_number: str, order_date: date | None, origin: str = ""
) -> Employment:
    """Make sure that the employee works here from `since` on: a new employment by this order, or the one there is.

    Called by `appoint` with the card locked. A post of earlier days moves the beginning of a later employment back, one
    that goes on moves the end of an employment that nobody left by an order.

    :raises PostOutlivesEmployment: the employee left before `until`.
    :raises UnknownItem, ItemNotValid: `origin` is no item of the handbook.
    """
    if origin:
        handbooks.known_item("staff_origin", origin, as_of=since, field="origin")
    rows = list(employee.employments.filter(valid_from__lt=until, valid_to__gte=since).order_by("valid_from"))
    rows = [row for row in rows if row.valid_to > since or not row.leaving_reason]
    if not rows:
        return Employment.objects.create(
            employee=employee,
            valid_from=since,
            valid_to=until,
            hiring_order=order_number.strip(),
            hiring_order_on=order_date,
            origin=origin,
        )
    known = rows[0]
    if known.valid_to < until:
        if known.leaving_reason or rows[1:]:
            raise employee_refusals.PostOutlivesEmployment(params={"day": f"{known.valid_to:%d.%m.%Y}"})
        known.valid_to = until
    known.valid_from = min(known.valid_from, since)
    known.save(update_fields=["valid_from", "valid_to"])
    return known


@transaction.atomic
def let_go(
    *, employee_id: int, on: date, reason: str, order_number: str = "", order_date: date | None = None, by: By
) -> Employment:
    """The employee does not work here from `on` on: posts, subjects, absences and roles in Svod end on that day.

    :raises NotEmployed, EmployedAgainLater, UnknownItem, ItemNotValid:
    """
    employee = Employee.objects.select_for_update(of=("self", "person")).select_related("person").get(pk=employee_id)
    handbooks.known_item("staff_leaving_reason", reason, as_of=on, field="reason")
    who = {"who": described_person(employee.person_id)}
    day = f"{on:%d.%m.%Y}"
    employment = employee.employments.filter(valid_from__lt=on, valid_to__gte=on).order_by("-valid_to").first()
    if employment is None:
        raise employee_refusals.NotEmployed(params=who | {"day": day})
    if employee.posts.filter(valid_from__gte=on).exists():
        raise employee_refusals.EmployedAgainLater(params=who | {"day": day})
    for rows in (employee.posts, employee.subjects, employee.leaves):
        rows.filter(valid_from__lt=on, valid_to__gt=on).update(valid_to=on)
    end_employment(employment, on, reason=reason, order_number=order_number, order_date=order_date)
    end_access(employee, on, by)
    touch(employee.person)
    return employment


def end_access(employee: Employee, on: date, by: By) -> None:
    """Whoever works here no more signs in here no more: the roles that his card has end with the employment."""
    accounts.end_roles_of_employee(organisation_here(), employee.pk, on=on, by=by)


def end_employment(
    employment: Employment, on: date, *, reason: str = "", order_number: str = "", order_date: date | None = None
) -> None:
    """Write the day, the reason and the order of leaving."""
    employment.valid_to = on
    employment.leaving_reason = reason
    employment.leaving_order = order_number.strip()
    employment.leaving_order_on = order_date
    employment.save(update_fields=["valid_to", "leaving_reason", "leaving_order", "leaving_order_on"])


@transaction.atomic
def correct_employment(*, employment_id: int, values: Mapping[str, Any], by: By) -> Employment:
    """Mend orders, reason and origin of an employment; its days follow the posts.

    :raises NothingToChange, UnknownItem, ItemNotValid:
    """
    names = ("hiring_order", "hiring_order_on", "origin", "leaving_order", "leaving_order_on", "leaving_reason")
    employment = Employment.objects.select_for_update(of=("self",)).select_related("employee__person").get(
        pk=employment_id
    )  # fmt: skip
    sent = {name: value.strip() if isinstance(value, str) else value for name, value in values.items()}
    differing = {name: sent[name] for name in names if name in sent and getattr(employment, name) != sent[name]}
    if not differing:
        raise refusals.NothingToChange
    if differing.get("origin"):
        handbooks.known_item("staff_origin", differing["origin"], as_of=employment.valid_from, field="origin")
    if differing.get("leaving_reason"):
        last = min(employment.valid_to, timezone.localdate()) - timedelta(days=1)
        handbooks.known_item("staff_leaving_reason", differing["leaving_reason"], as_of=last, field="leaving_reason")
    for name, value in differing.items():
        setattr(employment, name, value)
    employment.save(update_fields=list(differing))
    touch(employment.employee.person)
    return employment


def locked_employee(employee_id: int) -> Employee:
    """The card and its person, locked."""
    return Employee.objects.select_for_update(of=("self", "person")).select_related("person").get(pk=employee_id)
