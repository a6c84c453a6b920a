"""The records of an employee's card as tables, and what is said of the employee on a day."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from shared_apps.handbooks import queries as handbooks
from shared_apps.organisations.crossing import By
from shared_apps.organisations.periods import FOREVER
from shared_apps.ui.numbers import ru_date, ru_num

from ..employee_records import KINDS, RecordKind
from ..models import Employee, EmployeeLeave, EmployeeQualification, EmployeeSubject, Employment
from ..rights import readable
from ..service_years import full_years
from .cards import last_day


@dataclass(frozen=True, slots=True)
class Row:
    """A record: its cells in words. `may_end`: dated, and still holds on the day."""

    id: int
    cells: tuple[str, ...]
    may_end: bool
    is_open: bool  # an attestation without an outcome


@dataclass(frozen=True, slots=True)
class RecordTable:
    """All records of one kind of an employee."""

    kind: RecordKind
    headings: tuple[str, ...]
    rows: tuple[Row, ...]


def record_tables(employee_id: int, tab: str, day: date, *, by: By) -> list[RecordTable]:
    """The tables of a tab; columns that the actor does not hold are left out. One query per kind."""
    return [record_table(employee_id, kind, day, by=by) for kind in KINDS.values() if kind.tab == tab]


def record_table(employee_id: int, kind: RecordKind, day: date, *, by: By) -> RecordTable:
    """The records of one kind, the latest first."""
    shown = [name for name in kind.columns if name in readable(by, kind.model)]
    rows: Any = kind.model._default_manager.filter(employee=employee_id).order_by(*kind.order)
    return RecordTable(
        kind=kind,
        headings=tuple(_heading(kind.model, name) for name in shown),
        rows=tuple(
            Row(
                id=row.pk,
                cells=tuple(_words(kind, row, name) for name in shown),
                may_end=kind.is_dated and row.valid_to > day,
                is_open=kind.code == "attestation" and not row.outcome,
            )
            for row in rows
        ),
    )


def _heading(model: type[models.Model], name: str) -> str:
    if name == "valid_to":
        return _("Last day")
    return str(capfirst(str(getattr(model._meta.get_field(name), "verbose_name", name))))


def _words(kind: RecordKind, row: models.Model, name: str) -> str:
    value: Any = getattr(row, name)
    if name in kind.handbooks:
        return handbooks.name(kind.handbooks[name], value) if value else ""
    if name == "valid_to":
        return ru_date(last_day(value)) if value != FOREVER else ""
    if isinstance(value, bool):
        return _("yes") if value else ""
    if isinstance(value, date):
        return ru_date(value)
    if isinstance(value, Decimal):
        return ru_num(value, 1)
    return "" if value is None else str(value)


@dataclass(frozen=True, slots=True)
class EmploymentLine:
    """A time of working here."""

    id: int
    valid_from: date
    valid_to: date
    hiring_order: str
    hiring_order_on: date | None
    origin: str
    leaving_order: str
    leaving_order_on: date | None
    leaving_reason: str

    @property
    def last_day(self) -> date:
        return last_day(self.valid_to)


def employments(employee_id: int) -> models.QuerySet[Employment]:
    """Every time of working here, the latest first."""
    return Employment.objects.filter(employee=employee_id).order_by("-valid_from")


def employments_of(employee_id: int) -> list[EmploymentLine]:
    """Every time of working here in words, the latest first."""
    origins, reasons = handbooks.names("staff_origin"), handbooks.names("staff_leaving_reason")
    return [
        EmploymentLine(
            row.pk, row.valid_from, row.valid_to, row.hiring_order, row.hiring_order_on,
            origins.get(row.origin, row.origin), row.leaving_order, row.leaving_order_on,
            reasons.get(row.leaving_reason, row.leaving_reason),
        )
        for row in employments(employee_id)
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Personnel:
    """What the personnel office says of an employee on a day. Years are full; None: the beginning is not written."""

    personnel_number: str
    service: int | None
    teaching_service: int | None
    degree: str
    academic_title: str
    qualifications: tuple[str, ...]
    main_subject: str
    is_absent: bool


def personnel_on(employee_id: int, day: date) -> Personnel:
    """Four queries."""
    row = Employee.objects.get(pk=employee_id)
    held = EmployeeQualification.objects.valid(day).filter(employee=employee_id).values_list("qualification", flat=True)
    main = EmployeeSubject.objects.valid(day).filter(employee=employee_id, is_main=True)
    subject = main.values_list("subject", flat=True).first() or ""
    names = handbooks.names("qualification")
    return Personnel(
        personnel_number=row.personnel_number,
        service=full_years(row.service_since, day) if row.service_since else None,
        teaching_service=full_years(row.teaching_since, day) if row.teaching_since else None,
        degree=handbooks.name("academic_degree", row.degree) if row.degree else "",
        academic_title=handbooks.name("academic_title", row.academic_title) if row.academic_title else "",
        qualifications=tuple(name for code, name in names.items() if code in set(held)),
        main_subject=handbooks.name("main_subject", subject) if subject else "",
        is_absent=EmployeeLeave.objects.valid(day).filter(employee=employee_id).exists(),
    )


def marital_status_of(employee_id: int) -> str:
    """The family status in words; "" if it is not written down."""
    code = Employee.objects.values_list("marital_status", flat=True).get(pk=employee_id)
    return handbooks.name("marital_status", code) if code else ""


def record_values(employee_id: int, kind: RecordKind, *, by: By) -> list[tuple[int, dict[str, str | None]]]:
    """Id and columns of each record as programs take them: codes, ISO dates, an open end as 9999-12-31."""
    names = [name for name in kind.columns if name in readable(by, kind.model)]
    rows: Any = kind.model._default_manager.filter(employee=employee_id).order_by(*kind.order)
    return [(row.pk, {name: _plain(getattr(row, name)) for name in names}) for row in rows]


def _plain(value: Any) -> str | None:
    if value is None:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, date) else str(value)
