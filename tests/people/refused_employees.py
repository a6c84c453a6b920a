"""Each refusal of employees' cards and how it is brought about: posts, employments, records of the card."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

from shared_apps.organisations.refusal import Refused
from tenant_apps.people import employee_refusals as e
from tenant_apps.people import services
from tests.refusing.doors import Call, File, Knock

from .refused_world import API, BY, NOT_IN_FILES, SINCE, TODAY, TOMORROW, Case, World, knock, of_employees

REORGANISING = "employees pass by a reorganisation alone: tests/transfers/test_staff.py"


def hiring(w: World, *name: str, birth_date: date) -> Knock:
    """A new card of an employee with a post."""
    written = services.Name(*name)
    said = {"sex": "female", "birth_date": birth_date}
    post = {"post": "methodist", "kind": "main", "rate": Decimal(1), "since": TODAY}
    form = {"surname": written.surname, "given_name": written.given_name, "patronymic": written.patronymic}
    return knock(
        lambda: services.hire(name=written, particulars=said, by=BY, **post),  # type: ignore[arg-type]
        Call("people/employees/new/", {**form, **said, **post}),
        Call(f"{API}employees/", {**form, **said, **post}),
        "a row with this name and birth date is about that card",
    )


def appointing(w: World, post: str, *, rate: str = "1", file: File | str = NOT_IN_FILES, **more: Any) -> Knock:
    """A post of Helen's since 2020."""
    said = {"post": post, "kind": "main", "rate": Decimal(rate), "since": SINCE, **more}
    return knock(
        lambda: services.appoint(employee_id=w.helen, by=BY, **said),
        Call(f"people/employees/{w.helen}/posts/new/", said),
        Call(f"{API}employees/{w.helen}/posts/", said),
        file,
    )


def recording(w: World, kind: str, values: Mapping[str, Any], file: File | str = NOT_IN_FILES) -> Knock:
    """A new record of Helen's card."""
    sent = {name: _text(value) for name, value in values.items()}
    return knock(
        lambda: services.add_record(kind=kind, employee_id=w.helen, values=values, by=BY),
        Call(f"people/employees/{w.helen}/records/{kind}/new/", sent),
        Call(f"{API}employees/{w.helen}/records/{kind}/", {"values": sent}),
        file,
    )


def personnel(w: World, file: File | str = NOT_IN_FILES, **changes: Any) -> Knock:
    """Service, degree and title of Helen."""
    version = w.version(w.helen_person)
    return knock(
        lambda: services.edit_employee(employee_id=w.helen, changes=changes, version=version, by=BY),
        Call(f"people/employees/{w.helen}/personnel/", {**changes, "version": version}),
        Call(f"{API}employees/{w.helen}/personnel/", {**changes, "version": version}, "patch"),
        file,
    )


def letting_go(w: World, on: date) -> Knock:
    said = {"on": on, "reason": "own_wish"}
    return knock(
        lambda: services.let_go(employee_id=w.helen, by=BY, **said),  # type: ignore[arg-type]
        Call(f"people/employees/{w.helen}/leave/", said),
        Call(f"{API}employees/{w.helen}/leave/", said),
    )


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else ""
    return value.isoformat() if isinstance(value, date) else str(value)


CATEGORY = {"qualification": "first", "post": "", "valid_from": date(2024, 3, 1), "valid_to": None, "order_number": "",
            "order_date": None}  # fmt: skip
ATTESTATION = {"sought": "first", "post": "", "begun_on": SINCE, "due_on": SINCE + timedelta(days=60), "outcome": "",
               "decided_on": None, "note": ""}  # fmt: skip


def _again(kind: str, first: Mapping[str, Any], second: Mapping[str, Any], file: File | str = NOT_IN_FILES) -> Case:
    """A second record where there is one."""

    def case(w: World) -> Knock:
        services.add_record(kind=kind, employee_id=w.helen, values=first, by=BY)
        return recording(w, kind, _filled(second), file)

    return case


def _filled(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value not in ("", None)}


def _ended_record(w: World) -> Knock:
    row = services.add_record(
        kind="subject", employee_id=w.helen, by=BY,
        values={"subject": "physics", "valid_from": SINCE, "valid_to": TODAY},
    ).pk  # fmt: skip
    return knock(
        lambda: services.end_record(kind="subject", record_id=row, on=TOMORROW, by=BY),
        Call(f"people/employees/{w.helen}/records/subject/{row}/end/", {"on": TOMORROW}),
        Call(f"{API}employees/{w.helen}/records/subject/{row}/end/", {"on": TOMORROW}),
    )


def _decided(w: World) -> Knock:
    values = {**ATTESTATION, "outcome": "refused", "decided_on": TODAY}
    row = services.add_record(kind="attestation", employee_id=w.helen, values=values, by=BY).pk
    said = {"outcome": "granted", "decided_on": TODAY}
    return knock(
        lambda: services.decide_attestation(attestation_id=row, by=BY, **said),  # type: ignore[arg-type]
        Call(f"people/employees/{w.helen}/attestations/{row}/outcome/", said),
        Call(f"{API}employees/{w.helen}/attestations/{row}/outcome/", said),
    )


def _appointed_later(w: World) -> Knock:
    services.appoint(employee_id=w.helen, post="methodist", kind="internal", since=TOMORROW, by=BY)
    return letting_go(w, TODAY)


def _left(w: World) -> Knock:
    services.let_go(employee_id=w.helen, on=TODAY, reason="own_wish", by=BY)
    return appointing(w, "methodist", since=SINCE + timedelta(days=9))


def _passed(w: World) -> Knock:
    """Helen passed to a successor, and somebody wrote her post anew since."""
    document = services.PassingDocument(number="1", date=TODAY)
    before = services.leave_for_successor(employee_id=w.helen, on=TODAY, document=document, envelope=uuid4(), by=BY)
    services.appoint(employee_id=w.helen, post="methodist", kind="internal", since=TODAY, by=BY)
    return knock(
        lambda: services.come_back(employee_id=w.helen, on=TODAY, before=before, by=BY),
        REORGANISING, REORGANISING, REORGANISING,
    )  # fmt: skip


SUBJECT = {"subject": "physics", "is_main": True, "valid_from": SINCE, "valid_to": None}
LEAVE = {"kind": "unpaid", "valid_from": SINCE, "valid_to": None}

EMPLOYEES: dict[type[Refused], Case] = {
    e.DayHasNotCome: lambda w: recording(w, "education", {"level": "master", "issued_on": TOMORROW}),
    e.EndBeforeBeginning: lambda w: recording(
        w,
        "course",
        {"kind": "refresher", "title": "ФГОС", "begun_on": SINCE, "ended_on": SINCE - timedelta(days=1)},
        "a file says when a course ended, not when it began",
    ),
    e.SubjectTaughtAlready: _again("subject", SUBJECT, {**SUBJECT, "is_main": False}),
    e.MainSubjectTaken: _again("subject", SUBJECT, {**SUBJECT, "subject": "chemistry"}),
    e.CategoryHeldAlready: _again("category", CATEGORY, CATEGORY),
    e.TermTooLong: lambda w: recording(
        w,
        "category",
        {"qualification": "first", "valid_from": date(2022, 3, 1), "valid_to": date(2030, 1, 1)},
        "a file says the day of a category; the term follows by the rule",
    ),
    e.AttestationGoesOn: _again("attestation", ATTESTATION, ATTESTATION),
    e.OutcomeIncomplete: lambda w: recording(w, "attestation", _filled({**ATTESTATION, "decided_on": TODAY})),
    e.AttestationDecidedAlready: _decided,
    e.AwardNameMissing: lambda w: recording(w, "award", {"award": "other"}, of_employees({"Награды": "иная награда"})),
    e.LeavesOverlap: _again("leave", LEAVE, LEAVE),
    e.RecordEndedAlready: _ended_record,
    e.ServiceBeforeGrowingUp: lambda w: personnel(
        w, service_since=date(1990, 1, 1), file=of_employees({"Стаж общий": "39"})
    ),
    e.TeachingLongerThanService: lambda w: personnel(
        w,
        service_since=date(2010, 1, 1),
        teaching_since=date(2005, 1, 1),
        file=of_employees({"Стаж общий": "5", "Стаж пед.": "10"}),
    ),
    e.DayOfDistinctionMissing: lambda w: personnel(
        w, degree_on=date(2010, 1, 1), file=of_employees({"Дата присуждения степени": "01.01.2010"})
    ),
    e.NotEmployed: lambda w: letting_go(w, SINCE - timedelta(days=9)),
    e.EmployedAgainLater: _appointed_later,
    e.PostOutlivesEmployment: _left,
    e.ChangedSinceThePassing: _passed,
}
