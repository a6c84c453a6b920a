"""Writing employees' cards and the posts they hold."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction

from shared_apps.handbooks import queries as handbooks
from shared_apps.organisations.crossing import By
from shared_apps.organisations.periods import FOREVER

from .. import refusals
from ..models import Employee, EmployeePost, Person
from ..queries.duplicates import described_person
from .employment import end_access, end_employment, locked_employee, take_on
from .persons import Name, create_person, touch

LARGEST_RATE = Decimal(2)


@transaction.atomic
def create_employee(
    *, name: Name, particulars: Mapping[str, Any], personnel_number: str = "", by: By, insist: bool = False
) -> Employee:
    """A new person with an employee's card. :raises SamePersonExists, …: as `create_person`."""
    person = create_person(name=name, particulars=particulars, by=by, insist=insist)
    return make_employee(person_id=person.pk, personnel_number=personnel_number, by=by)


@transaction.atomic
def make_employee(*, person_id: int, personnel_number: str = "", by: By) -> Employee:
    """An employee's card for somebody who is known here already. :raises AlreadyHasThisCard:"""
    person = Person.objects.select_for_update(of=("self",)).get(pk=person_id)
    present = Employee.objects.filter(person=person).values_list("pk", flat=True).first()
    if present is not None:
        raise refusals.AlreadyHasThisCard(who=described_person(person_id), card_id=present)
    return Employee.objects.create(person=person, personnel_number=personnel_number.strip())


@transaction.atomic
def hire(
    *,
    name: Name,
    particulars: Mapping[str, Any],
    post: str,
    kind: str,
    rate: Decimal,
    since: date,
    personnel_number: str = "",
    order_number: str = "",
    order_date: date | None = None,
    origin: str = "",
    by: By,
    insist: bool = False,
) -> Employee:
    """A new card with its first post. :raises: as `create_employee` and `appoint`; nothing is kept then."""
    employee = create_employee(
        name=name, particulars=particulars, personnel_number=personnel_number, by=by, insist=insist
    )
    appoint(
        employee_id=employee.pk,
        post=post,
        kind=kind,
        rate=rate,
        since=since,
        order_number=order_number,
        order_date=order_date,
        origin=origin,
        by=by,
    )
    return employee


@transaction.atomic
def appoint(
    *,
    employee_id: int,
    post: str,
    kind: str = "main",
    rate: Decimal = Decimal(1),
    since: date,
    until: date = FOREVER,
    order_number: str = "",
    order_date: date | None = None,
    origin: str = "",
    by: By,
) -> EmployeePost:
    """A post from a day on; `until` is the first day without it. Who does not work here yet is taken on by this order.

    :raises PostHeldAlready, RateOutOfBounds, EndsBeforeItBegins, PostOutlivesEmployment, UnknownItem, ItemNotValid:
    """
    employee = locked_employee(employee_id)
    handbooks.known_item("post", post, as_of=since, field="post")
    handbooks.known_item("post_kind", kind, as_of=since, field="kind")
    _check_rate(rate)
    if until <= since:
        raise refusals.EndsBeforeItBegins(params={"day": f"{since:%d.%m.%Y}"})
    same = employee.posts.filter(post=post, kind=kind, valid_from__lt=until, valid_to__gt=since).first()
    if same is not None:
        who = described_person(employee.person_id)
        raise refusals.PostHeldAlready(params={"who": who, "since": f"{same.valid_from:%d.%m.%Y}"})
    take_on(
        employee=employee, since=since, until=until, order_number=order_number, order_date=order_date, origin=origin
    )
    appointed = EmployeePost.objects.create(
        employee=employee,
        post=post,
        kind=kind,
        rate=rate,
        valid_from=since,
        valid_to=until,
        order_number=order_number.strip(),
        order_date=order_date,
    )
    touch(employee.person)
    return appointed


@transaction.atomic
def change_rate(*, post_id: int, rate: Decimal, since: date, by: By) -> EmployeePost:
    """Another rate from a day on: the line ends there and a new one begins.

    :raises RateOutOfBounds, NothingToChange, PostEndedAlready, EndsBeforeItBegins:
    """
    held = _locked_post(post_id)
    _check_rate(rate)
    if rate == held.rate:
        raise refusals.NothingToChange
    _refuse_outside(held, since)
    until, held.valid_to = held.valid_to, since
    held.save(update_fields=["valid_to"])
    begun = EmployeePost.objects.create(
        employee=held.employee,
        post=held.post,
        kind=held.kind,
        rate=rate,
        valid_from=since,
        valid_to=until,
        order_number=held.order_number,
        order_date=held.order_date,
    )
    touch(held.employee.person)
    return begun


@transaction.atomic
def dismiss(*, post_id: int, on: date, by: By) -> EmployeePost:
    """The post is held no more from `on`. With the last post the employment ends, its reason not stated (`let_go`), and
    the roles in Svod with it.

    :raises PostEndedAlready, EndsBeforeItBegins:
    """
    held = _locked_post(post_id)
    _refuse_outside(held, on)
    held.valid_to = on
    held.save(update_fields=["valid_to"])
    if not held.employee.posts.filter(valid_to__gt=on).exists():
        employment = held.employee.employments.filter(valid_from__lt=on, valid_to__gt=on).first()
        if employment is not None:
            end_employment(employment, on)
            end_access(held.employee, on, by)
    touch(held.employee.person)
    return held


def _locked_post(post_id: int) -> EmployeePost:
    held = EmployeePost.objects.get(pk=post_id)
    locked_employee(held.employee_id)
    return EmployeePost.objects.select_related("employee__person").get(pk=post_id)


def _refuse_outside(held: EmployeePost, day: date) -> None:
    if held.valid_to != FOREVER and day >= held.valid_to:
        raise refusals.PostEndedAlready(params={"day": f"{held.valid_to:%d.%m.%Y}"})
    if day <= held.valid_from:
        raise refusals.EndsBeforeItBegins(params={"day": f"{held.valid_from:%d.%m.%Y}"}, field="on")


def _check_rate(rate: Decimal) -> None:
    if not Decimal(0) < rate <= LARGEST_RATE:
        raise refusals.RateOutOfBounds
