"""Writing the records of an employee's card: education, courses, categories, attestations, subjects, works, awards,
absences. What kinds there are: employee_records.py."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from shared_apps.handbooks import queries as handbooks
from shared_apps.organisations.crossing import By
from shared_apps.organisations.periods import FOREVER

from .. import employee_refusals, refusals
from ..employee_records import KINDS, RecordKind
from ..models import (
    EmployeeAttestation,
    EmployeeAward,
    EmployeeCourse,
    EmployeeEducation,
    EmployeeLeave,
    EmployeeQualification,
    EmployeeSubject,
    EmployeeWork,
)
from ..rights import refuse_fields_not_held
from ..service_years import anniversary
from .employment import locked_employee
from .persons import touch

WITHOUT_TERM_SINCE = date(2023, 9, 1)
"""Order of 24.03.2023 No 196: categories given from this day on have no term (F5)."""

TERM_YEARS = 5
ALWAYS_WITH_TERM = "conforms"
OTHER_AWARD = "other"
GRANTED = "granted"


def term_of(qualification: str, given_on: date) -> date:
    """The first day without a category given on a day; FOREVER if it has no term."""
    if given_on >= WITHOUT_TERM_SINCE and qualification != ALWAYS_WITH_TERM:
        return FOREVER
    return anniversary(given_on, TERM_YEARS)


@transaction.atomic
def add_record(*, kind: str, employee_id: int, values: Mapping[str, Any], by: By) -> models.Model:
    """A new record of a kind; `values` has its columns (`RecordKind.names`).

    :raises FieldsNotYours, UnknownItem, ItemNotValid, DayHasNotCome, EndBeforeBeginning, SubjectTaughtAlready,
        MainSubjectTaken, CategoryHeldAlready, TermTooLong, AttestationGoesOn, OutcomeIncomplete, AwardNameMissing,
        LeavesOverlap:
    """
    declared = KINDS[kind]
    employee = locked_employee(employee_id)
    sent = _tidied(declared, values)
    row = declared.model(employee=employee, **sent)
    refuse_fields_not_held(by, declared.model, {name for name, value in sent.items() if value not in ("", None)})
    _check(declared, row, set(sent))
    row.save(force_insert=True)
    if isinstance(row, EmployeeAttestation) and row.outcome == GRANTED:
        _grant(row, by)
    touch(employee.person)
    return row


@transaction.atomic
def correct_record(*, kind: str, record_id: int, values: Mapping[str, Any], by: By) -> models.Model:
    """Mend a record where it stands. :raises NothingToChange, and as `add_record`:"""
    declared = KINDS[kind]
    row = _locked_record(declared, record_id)
    sent = _tidied(declared, values)
    differing = {name for name, value in sent.items() if getattr(row, name) != value}
    if not differing:
        raise refusals.NothingToChange
    refuse_fields_not_held(by, declared.model, differing)
    for name in differing:
        setattr(row, name, sent[name])
    _check(declared, row, differing)
    row.save(update_fields=sorted(differing))
    touch(row.employee.person)  # type: ignore[attr-defined]
    return row


@transaction.atomic
def end_record(*, kind: str, record_id: int, on: date, by: By) -> models.Model:
    """A dated record holds no more from `on`. :raises RecordEndedAlready, EndsBeforeItBegins:"""
    declared = KINDS[kind]
    if not declared.is_dated:
        raise TypeError(f"Records of the kind {kind} have no end.")
    row: Any = _locked_record(declared, record_id)
    if row.valid_to <= on:
        raise employee_refusals.RecordEndedAlready(params={"day": f"{row.valid_to:%d.%m.%Y}"})
    if on <= row.valid_from:
        raise refusals.EndsBeforeItBegins(params={"day": f"{row.valid_from:%d.%m.%Y}"}, field="on")
    row.valid_to = on
    row.save(update_fields=["valid_to"])
    touch(row.employee.person)
    return row  # type: ignore[no-any-return]


@transaction.atomic
def remove_record(*, kind: str, record_id: int, by: By) -> None:
    """Take away a record that was never true; what stood in it stays in the history. :raises FieldsNotYours:"""
    declared = KINDS[kind]
    row: Any = _locked_record(declared, record_id)
    filled = {name for name in declared.names if getattr(row, name) not in ("", None)}
    refuse_fields_not_held(by, declared.model, filled)
    employee = row.employee
    row.delete()
    touch(employee.person)


@transaction.atomic
def decide_attestation(
    *,
    attestation_id: int,
    outcome: str,
    decided_on: date,
    order_number: str = "",
    order_date: date | None = None,
    by: By,
) -> EmployeeAttestation:
    """How an attestation ended; what was granted becomes a category from that day on.

    :raises AttestationDecidedAlready, DayHasNotCome, EndBeforeBeginning, UnknownItem, CategoryHeldAlready:
    """
    declared = KINDS["attestation"]
    row = _locked_record(declared, attestation_id)
    assert isinstance(row, EmployeeAttestation)
    if row.outcome:
        day = f"{row.decided_on:%d.%m.%Y}" if row.decided_on else "—"
        raise employee_refusals.AttestationDecidedAlready(params={"day": day})
    row.outcome, row.decided_on = outcome, decided_on
    _check(declared, row, {"outcome", "decided_on"})
    row.save(update_fields=["outcome", "decided_on"])
    if outcome == GRANTED:
        _grant(row, by, order_number=order_number, order_date=order_date)
    touch(row.employee.person)
    return row


def _grant(
    row: EmployeeAttestation, by: By, *, order_number: str = "", order_date: date | None = None
) -> EmployeeQualification:
    assert row.decided_on is not None
    same = row.employee.qualifications.filter(qualification=row.sought, valid_from__lt=row.decided_on)
    same.filter(valid_to__gt=row.decided_on).update(valid_to=row.decided_on)
    values = {"qualification": row.sought, "post": row.post, "valid_from": row.decided_on, "valid_to": None}
    given = add_record(
        kind="category", employee_id=row.employee_id, by=by,
        values=values | {"order_number": order_number, "order_date": order_date},
    )  # fmt: skip
    assert isinstance(given, EmployeeQualification)
    return given


# --- what must hold -------------------------------------------------------------------------------------------------


def _tidied(declared: RecordKind, values: Mapping[str, Any]) -> dict[str, Any]:
    if unknown := set(values) - set(declared.names):
        raise TypeError(f"A record {declared.code} has no {sorted(unknown)}: its columns are {declared.names}.")
    found: dict[str, Any] = {
        name: " ".join(value.split()) if isinstance(value, str) else value for name, value in values.items()
    }
    if "valid_to" in found and found["valid_to"] is None and declared.model is not EmployeeQualification:
        found["valid_to"] = FOREVER
    if declared.model is EmployeeQualification and found.get("valid_from") and not found.get("valid_to"):
        found["valid_to"] = term_of(str(found.get("qualification", "")), found["valid_from"])
    return found


def _check(declared: RecordKind, row: models.Model, changed: set[str]) -> None:
    """:raises: what the docstring of `add_record` lists."""
    known_on = _day_of(row)
    for name, handbook in declared.handbooks.items():
        if name in changed and getattr(row, name):
            handbooks.known_item(handbook, getattr(row, name), as_of=known_on, field=name)
    if declared.is_dated:
        dated: Any = row
        if dated.valid_to <= dated.valid_from:
            day = f"{dated.valid_from:%d.%m.%Y}"
            raise refusals.EndsBeforeItBegins(params={"day": day}, field="valid_to")
    _CHECKS[declared.code](row)


def _day_of(row: models.Model) -> date:
    """The day on which the items of the record's handbooks must be valid."""
    for name in ("valid_from", "begun_on", "issued_on", "ended_on", "awarded_on", "done_on"):
        found: date | None = getattr(row, name, None)
        if found:
            return min(found, timezone.localdate())
    return timezone.localdate()


def _not_in_the_future(day: date | None, field: str) -> None:
    if day and day > timezone.localdate():
        raise employee_refusals.DayHasNotCome(field=field, params={"day": f"{day:%d.%m.%Y}"})


def _in_order(first: date | None, last: date | None, field: str) -> None:
    if first and last and last < first:
        raise employee_refusals.EndBeforeBeginning(field=field, params={"day": f"{last:%d.%m.%Y}"})


def _others(row: Any) -> models.QuerySet[Any]:
    """Records of the employee in the same table that share a day with this one."""
    rows: models.QuerySet[Any] = type(row)._default_manager.filter(employee=row.employee_id).exclude(pk=row.pk)
    return rows.filter(valid_from__lt=row.valid_to, valid_to__gt=row.valid_from).order_by("valid_from")


def _check_subject(row: EmployeeSubject) -> None:
    others = _others(row)
    if same := others.filter(subject=row.subject).first():
        raise employee_refusals.SubjectTaughtAlready(params={"since": f"{same.valid_from:%d.%m.%Y}"})
    if row.is_main and (main := others.filter(is_main=True).first()):
        name = handbooks.name("main_subject", main.subject)
        raise employee_refusals.MainSubjectTaken(params={"subject": name})


def _check_education(row: EmployeeEducation) -> None:
    _not_in_the_future(row.issued_on, "issued_on")


def _check_course(row: EmployeeCourse) -> None:
    _in_order(row.begun_on, row.ended_on, "ended_on")


def _check_category(row: EmployeeQualification) -> None:
    _not_in_the_future(row.valid_from, "valid_from")
    latest = term_of(row.qualification, row.valid_from)
    if row.valid_to > latest:
        raise employee_refusals.TermTooLong(params={"day": f"{latest - timedelta(days=1):%d.%m.%Y}"})
    if same := _others(row).filter(qualification=row.qualification).first():
        raise employee_refusals.CategoryHeldAlready(params={"since": f"{same.valid_from:%d.%m.%Y}"})


def _check_attestation(row: EmployeeAttestation) -> None:
    _in_order(row.begun_on, row.due_on, "due_on")
    _in_order(row.begun_on, row.decided_on, "decided_on")
    _not_in_the_future(row.decided_on, "decided_on")
    if bool(row.outcome) != bool(row.decided_on):
        raise employee_refusals.OutcomeIncomplete
    going = EmployeeAttestation.objects.filter(employee=row.employee_id, sought=row.sought, outcome="")
    if not row.outcome and (other := going.exclude(pk=row.pk).first()):
        raise employee_refusals.AttestationGoesOn(params={"since": f"{other.begun_on:%d.%m.%Y}"})


def _check_work(row: EmployeeWork) -> None:
    _not_in_the_future(row.done_on, "done_on")


def _check_award(row: EmployeeAward) -> None:
    _not_in_the_future(row.awarded_on, "awarded_on")
    if row.award == OTHER_AWARD and not row.name:
        raise employee_refusals.AwardNameMissing


def _check_leave(row: EmployeeLeave) -> None:
    if other := _others(row).first():
        raise employee_refusals.LeavesOverlap(params={"since": f"{other.valid_from:%d.%m.%Y}"})


_CHECKS: dict[str, Callable[[Any], None]] = {
    "education": _check_education,
    "course": _check_course,
    "category": _check_category,
    "attestation": _check_attestation,
    "subject": _check_subject,
    "work": _check_work,
    "award": _check_award,
    "leave": _check_leave,
}


def _locked_record(declared: RecordKind, record_id: int) -> models.Model:
    employee_id = declared.model._default_manager.values_list("employee", flat=True).get(pk=record_id)
    employee = locked_employee(employee_id)
    row: Any = declared.model._default_manager.get(pk=record_id)
    row.employee = employee
    return row  # type: ignore[no-any-return]
