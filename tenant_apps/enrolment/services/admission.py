"""Admitting students: one at a time from a form, or thousands from a file, always by an order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.db import transaction

from shared_apps.organisations.crossing import By
from tenant_apps.people.services import Name, create_student

from ..models import Order
from .lines import Line
from .orders import Requisites, draft_order, sign_order


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCard:
    """A student nobody here knows yet."""

    name: Name
    particulars: Mapping[str, Any] = field(default_factory=dict)
    file_number: str = ""


@transaction.atomic
def admit_student(
    *,
    student: NewCard | int,
    kind: str,
    requisites: Requisites,
    line: Line,
    sign: bool,
    number: str = "",
    insist: bool = False,
    by: By,
) -> Order:
    """The card (where it is new), the order with one line, and the signature in one go.

    :param student: a new card, or the id of a student known here; `line.student_id` is filled in.
    :param sign: without it the order stays a draft for whoever may sign.
    :raises: as `create_student`, `draft_order` and `sign_order`; nothing is kept then.
    """
    if isinstance(student, NewCard):
        made = create_student(
            name=student.name, particulars=student.particulars, file_number=student.file_number, by=by, insist=insist
        )
        student_id = made.pk
    else:
        student_id = student
    return issue_order(
        lines=[replace(line, student_id=student_id)],
        kind=kind,
        requisites=requisites,
        sign=sign,
        number=number,
        insist=insist,
        by=by,
    )


@transaction.atomic
def admit_many(*, lines: Sequence[Line], kind: str, requisites: Requisites, sign: bool, by: By, **more: Any) -> Order:
    """One order of admission about many students. :raises: as `issue_order`."""
    return issue_order(lines=lines, kind=kind, requisites=requisites, sign=sign, by=by, **more)


@transaction.atomic
def issue_order(
    *,
    lines: Sequence[Line],
    kind: str,
    requisites: Requisites,
    sign: bool,
    number: str = "",
    insist: bool = False,
    by: By,
    source: str = "",
) -> Order:
    """An order with its lines, drafted and (if `sign`) signed: set-based, five thousand lines take a few seconds.

    :raises: as `draft_order` and `sign_order`.
    """
    order = draft_order(kind=kind, requisites=requisites, lines=lines, by=by, source=source)
    if sign:
        order = sign_order(order_id=order.pk, number=number, insist=insist, by=by)
    return order
