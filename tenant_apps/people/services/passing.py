"""Employees pass to the successor of a reorganised organisation: posts end here on a day and go on there from it.

Labour relations go on with the successor (ТК РФ ст. 75 ч. 5), so what is in force on the day passes as it is: posts
with their rates, subjects, absences. What was written can be put back exactly (`Left`, `Taken`), until it is changed by
somebody. The caller says on what document: the founder's order of the reorganisation.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db import models, transaction

from shared_apps.organisations.crossing import By
from shared_apps.organisations.periods import FOREVER

from .. import employee_refusals
from ..models import EmployeeLeave, EmployeePost, EmployeeSubject, Employment
from ..queries.duplicates import described_person
from .employment import locked_employee
from .persons import touch

REASON, ORIGIN = "transfer", "other_organisation"
"""Handbooks staff_leaving_reason, staff_origin: a transfer to another employer, from another organisation."""

DATED: Mapping[str, type[models.Model]] = {"posts": EmployeePost, "subjects": EmployeeSubject, "leaves": EmployeeLeave}
"""What goes on at the successor, by its name among the rows of an employee."""

Values = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """On what an employee passes."""

    number: str
    date: date | None


@dataclass(frozen=True, slots=True)
class Passing:
    """What is in force of an employee on the day: rows of DATED with their values, and the employment."""

    employment: Values | None
    rows: Mapping[str, Sequence[Values]] = field(default_factory=dict)


def in_force(model: type[models.Model], employee_id: int, on: date) -> models.QuerySet[Any]:
    """Rows that began before the day and last beyond it."""
    rows: models.QuerySet[Any] = model._default_manager.filter(employee=employee_id)
    return rows.filter(valid_from__lt=on, valid_to__gt=on).order_by("pk")


@transaction.atomic
def leave_for_successor(*, employee_id: int, on: date, document: Document, envelope: UUID, by: By) -> Values:
    """Everything in force ends on the day, posts in an envelope: until they go on where it is opened, the region counts
    them here. What it was like before, as plain values for `come_back`."""
    employee = locked_employee(employee_id)
    before: Values = {name: {} for name in DATED}
    for name, model in DATED.items():
        for row in in_force(model, employee_id, on):
            before[name][str(row.pk)] = f"{row.valid_to}"
            if isinstance(row, EmployeePost):
                row.end_envelope_id, row.passed_until = envelope, row.valid_to
            row.valid_to = on
            row.save()
    employment = in_force(Employment, employee_id, on).first()
    if employment is not None:
        before["employment"] = _said(employment) | {"id": employment.pk}
        employment.valid_to, employment.leaving_reason = on, REASON
        employment.leaving_order, employment.leaving_order_on = document.number, document.date
        employment.save(update_fields=[*_SAID])
    touch(employee.person)
    return before


@transaction.atomic
def come_back(*, employee_id: int, on: date, before: Mapping[str, Any], by: By) -> None:
    """As if he had never left. :raises ChangedSinceThePassing: something that had ended was written since."""
    employee = locked_employee(employee_id)
    found: list[tuple[Any, Values]] = []
    for name, model in DATED.items():
        for pk, until in before[name].items():
            row: Any = model._default_manager.filter(pk=int(pk), employee=employee).first()
            values: Values = {"valid_to": date.fromisoformat(until)}
            if model is EmployeePost:
                values |= {"end_envelope_id": None, "passed_until": None}
            found.append((row, values))
    if "employment" in before:
        said = dict(before["employment"])
        row = Employment.objects.filter(pk=said.pop("id"), employee=employee).first()
        found.append((row, {name: _read(Employment, name, value) for name, value in said.items()}))
    later = any(model._default_manager.filter(employee=employee, valid_from__gte=on).exists() for model in _PERIODS)
    if later or any(row is None or row.valid_to != on for row, _values in found):
        raise employee_refusals.ChangedSinceThePassing(params={"who": described_person(employee.person_id)})
    for row, values in found:
        for name, value in values.items():
            setattr(row, name, value)
        row.save(update_fields=list(values))
    touch(employee.person)


@transaction.atomic
def take_over(
    *, employee_id: int, on: date, passing: Passing, document: Document, envelope: UUID, by: By
) -> Values:  # fmt: skip
    """What was in force goes on here from the day. What was written, as plain values for `give_up`.

    Who works here already keeps his employment; it lasts as long as what he brings.
    """
    employee = locked_employee(employee_id)
    made: Values = {name: [] for name in DATED}
    until = date.fromisoformat(passing.employment["valid_to"]) if passing.employment else FOREVER
    rows = Employment.objects.filter(employee=employee, valid_from__lt=until, valid_to__gt=on).order_by("valid_from")
    known = rows.first()
    if known is None:
        known = Employment(
            employee=employee, valid_from=on, hiring_order=document.number, hiring_order_on=document.date, origin=ORIGIN
        )
        for name in _SAID:
            if passing.employment is not None:
                setattr(known, name, _read(Employment, name, passing.employment[name]))
        known.save()
        made["employment"] = {"id": known.pk, "is_new": True}
    elif known.valid_to < until or known.valid_from > on:
        was = {"valid_from": f"{known.valid_from}", "valid_to": f"{known.valid_to}"}
        made["employment"] = {"id": known.pk, "is_new": False} | was
        known.valid_from, known.valid_to = min(known.valid_from, on), max(known.valid_to, until)
        known.save(update_fields=["valid_from", "valid_to"])
    for name, model in DATED.items():
        for values in passing.rows.get(name, ()):
            row: Any = model(employee=employee, **{key: _read(model, key, value) for key, value in values.items()})
            row.valid_from = on
            if isinstance(row, EmployeePost):
                row.order_number, row.order_date = document.number, document.date
                row.envelope_id, row.end_envelope_id, row.passed_until = envelope, None, None
            if _stands(row):
                continue
            row.save(force_insert=True)
            made[name].append({"id": row.pk, "valid_to": f"{row.valid_to}"})
    touch(employee.person)
    return made


@transaction.atomic
def give_up(*, employee_id: int, made: Mapping[str, Any], by: By) -> None:
    """What `take_over` wrote vanishes; the card stays. :raises ChangedSinceThePassing: somebody wrote it anew since."""
    employee = locked_employee(employee_id)
    doomed: list[Any] = []
    for name, model in DATED.items():
        for one in made[name]:
            row: Any = model._default_manager.filter(pk=one["id"], employee=employee).first()
            if row is None or f"{row.valid_to}" != one["valid_to"]:
                raise employee_refusals.ChangedSinceThePassing(params={"who": described_person(employee.person_id)})
            doomed.append(row)
    written = made.get("employment")
    employment = Employment.objects.filter(pk=written["id"], employee=employee).first() if written else None
    if written and written["is_new"]:
        others = EmployeePost.objects.filter(employee=employee).exclude(pk__in=[one["id"] for one in made["posts"]])
        if employment is None or others.filter(valid_to__gt=employment.valid_from).exists():
            raise employee_refusals.ChangedSinceThePassing(params={"who": described_person(employee.person_id)})
        doomed.append(employment)
    for row in doomed:
        row.delete()
    if written and not written["is_new"] and employment is not None:
        employment.valid_from = date.fromisoformat(written["valid_from"])
        employment.valid_to = date.fromisoformat(written["valid_to"])
        employment.save(update_fields=["valid_from", "valid_to"])
    touch(employee.person)


_SAID = ("valid_to", "leaving_reason", "leaving_order", "leaving_order_on")
_PERIODS: tuple[type[models.Model], ...] = (EmployeePost, Employment)


def _said(employment: Employment) -> Values:
    found = {name: getattr(employment, name) for name in _SAID}
    return {name: f"{value}" if isinstance(value, date) else value for name, value in found.items()}


def _read(model: type[models.Model], name: str, value: Any) -> Any:
    field: Any = model._meta.get_field(name)
    return field.to_python(value)


def _stands(row: Any) -> bool:
    """An absence or a subject that is written here already for these days; posts are looked at before (looking.py)."""
    if isinstance(row, EmployeePost):
        return False
    rows = type(row)._default_manager.filter(employee=row.employee_id, valid_to__gt=row.valid_from)
    rows = rows.filter(valid_from__lt=row.valid_to)
    if isinstance(row, EmployeeSubject):
        if row.is_main and rows.filter(is_main=True).exists():
            row.is_main = False
        rows = rows.filter(subject=row.subject)
    return bool(rows.exists())
