"""Records of employees: terms of categories, attestation, subjects, absences, hiring and leaving; and what is refused."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone

from shared_apps.organisations.crossing import By
from shared_apps.organisations.periods import FOREVER
from shared_apps.organisations.privacy import Privacy
from tenant_apps.people import employee_refusals, refusals, services
from tenant_apps.people.models import Employee, EmployeeQualification, Person
from tenant_apps.people.queries.attestation import attestation_calendar
from tenant_apps.people.queries.employee_list import EmployeeFilters, employees_listed
from tenant_apps.people.queries.employee_records import personnel_on, record_tables
from tenant_apps.people.rights import FieldsNotYours

TODAY = timezone.localdate()
LONG_AGO = date(2018, 9, 1)
pytestmark = pytest.mark.usefixtures("inside")


def a_teacher(by: By, surname: str = "Петрова", *, since: date = LONG_AGO, post: str = "teacher") -> Employee:
    return services.hire(
        name=services.Name(surname, "Инна"), particulars={"sex": "female", "birth_date": date(1985, 3, 9)}, post=post,
        kind="main", rate=Decimal(1), since=since, order_number="5-к", origin="graduate_higher", by=by,
    )  # fmt: skip


def record(by: By, employee: Employee, of_kind: str, /, **values: object) -> Any:
    return services.add_record(kind=of_kind, employee_id=employee.pk, values=values, by=by)


@pytest.mark.parametrize(
    ("code", "given_on", "until"),
    [
        ("first", date(2023, 8, 31), date(2028, 8, 31)),
        ("first", date(2023, 9, 1), FOREVER),
        ("highest", date(2020, 2, 29), date(2025, 2, 28)),
        ("conforms", date(2024, 10, 1), date(2029, 10, 1)),
        ("methodist", date(2024, 10, 1), FOREVER),
    ],
)
def test_a_category_has_the_term_of_its_day(code: str, given_on: date, until: date, by: By) -> None:
    given = record(by, a_teacher(by), "category", qualification=code, valid_from=given_on, valid_to=None)

    assert given.valid_to == until


REFUSED: list[tuple[str, Mapping[str, object], type[Exception]]] = [
    ("education", {"level": "nonsense"}, Exception),
    ("education", {"level": "master", "issued_on": TODAY + timedelta(days=1)}, employee_refusals.DayHasNotCome),
    (
        "course",
        {"kind": "refresher", "title": "ФГОС", "begun_on": TODAY, "ended_on": TODAY - timedelta(days=1)},
        employee_refusals.EndBeforeBeginning,
    ),
    (
        "category",
        {"qualification": "conforms", "valid_from": date(2024, 1, 9), "valid_to": FOREVER},
        employee_refusals.TermTooLong,
    ),
    (
        "attestation",
        {"sought": "first", "begun_on": TODAY, "due_on": TODAY, "outcome": "refused"},
        employee_refusals.OutcomeIncomplete,
    ),
    ("award", {"award": "other"}, employee_refusals.AwardNameMissing),
    (
        "leave",
        {"kind": "childcare", "valid_from": TODAY, "valid_to": TODAY - timedelta(days=1)},
        refusals.EndsBeforeItBegins,
    ),
]


@pytest.mark.parametrize(("kind", "values", "refusal"), REFUSED)
def test_nonsense_is_refused_by_name(kind: str, values: Mapping[str, object], refusal: type[Exception], by: By) -> None:
    employee = a_teacher(by)

    with pytest.raises(refusal):
        record(by, employee, kind, **values)


def test_an_employee_has_one_main_subject_at_a_time(by: By) -> None:
    employee = a_teacher(by)
    main = record(by, employee, "subject", subject="physics", is_main=True, valid_from=LONG_AGO)

    with pytest.raises(employee_refusals.MainSubjectTaken, match="физика"):
        record(by, employee, "subject", subject="mathematics", is_main=True, valid_from=TODAY)
    with pytest.raises(employee_refusals.SubjectTaughtAlready):
        record(by, employee, "subject", subject="physics", valid_from=TODAY)

    services.end_record(kind="subject", record_id=main.pk, on=TODAY, by=by)
    record(by, employee, "subject", subject="mathematics", is_main=True, valid_from=TODAY)
    assert personnel_on(employee.pk, TODAY).main_subject == "математика"
    assert personnel_on(employee.pk, TODAY - timedelta(days=1)).main_subject == "физика"


def test_what_an_attestation_granted_becomes_a_category(by: By) -> None:
    employee = a_teacher(by)
    former = record(by, employee, "category", qualification="first", valid_from=date(2022, 10, 1), valid_to=None)
    begun = TODAY - timedelta(days=40)
    going = record(by, employee, "attestation", sought="first", begun_on=begun, due_on=TODAY)
    with pytest.raises(employee_refusals.AttestationGoesOn):
        record(by, employee, "attestation", sought="first", begun_on=TODAY, due_on=TODAY)

    services.decide_attestation(attestation_id=going.pk, outcome="granted", decided_on=TODAY, by=by)

    former.refresh_from_db()
    (given,) = EmployeeQualification.objects.valid(TODAY).filter(employee=employee)
    assert (given.qualification, given.valid_from, given.valid_to) == ("first", TODAY, FOREVER)
    assert former.valid_to == TODAY
    with pytest.raises(employee_refusals.AttestationDecidedAlready):
        services.decide_attestation(attestation_id=going.pk, outcome="refused", decided_on=TODAY, by=by)


def test_the_calendar_tells_what_ends_and_who_has_nothing(by: By) -> None:
    ended, soon, lasting, without, new = (
        a_teacher(by, surname, since=since)
        for surname, since in [
            ("Белова", LONG_AGO), ("Власова", LONG_AGO), ("Громова", LONG_AGO), ("Дёмина", LONG_AGO),
            ("Ершова", TODAY - timedelta(days=30)),
        ]
    )  # fmt: skip
    for employee, given_on in ((ended, date(2019, 10, 1)), (soon, TODAY.replace(year=TODAY.year - 5, day=28))):
        record(by, employee, "category", qualification="conforms", valid_from=given_on, valid_to=None)
    record(by, lasting, "category", qualification="highest", valid_from=date(2024, 9, 2), valid_to=None)
    ends = TODAY.replace(day=28)
    on = ends - timedelta(days=10)

    found = {line.surname: (line.what, line.state) for line in attestation_calendar(on)}

    assert found == {
        "Белова": ("category", "overdue"),
        "Власова": ("category", "soon"),
        "Дёмина": ("nothing", "none"),
    }
    assert new.pk
    assert without.pk


def test_hiring_writes_an_employment_and_leaving_ends_everything(by: By) -> None:
    employee = a_teacher(by)
    record(by, employee, "subject", subject="physics", is_main=True, valid_from=LONG_AGO)
    services.appoint(employee_id=employee.pk, post="tutor", kind="internal", rate=Decimal("0.5"), since=TODAY, by=by)
    on = TODAY + timedelta(days=1)

    services.let_go(employee_id=employee.pk, on=on, reason="own_wish", order_number="9-к", by=by)

    (employment,) = employee.employments.all()
    assert (employment.valid_from, employment.valid_to) == (LONG_AGO, on)
    assert (employment.hiring_order, employment.origin) == ("5-к", "graduate_higher")
    assert (employment.leaving_order, employment.leaving_reason) == ("9-к", "own_wish")
    assert set(employee.posts.values_list("valid_to", flat=True)) == {on}
    assert employee.subjects.get().valid_to == on
    with pytest.raises(employee_refusals.NotEmployed):
        services.let_go(employee_id=employee.pk, on=on + timedelta(days=9), reason="own_wish", by=by)


def test_with_the_last_post_the_employment_ends_and_goes_on_with_another(by: By) -> None:
    employee = a_teacher(by, since=TODAY - timedelta(days=300))
    day = TODAY - timedelta(days=100)

    services.dismiss(post_id=employee.posts.get().pk, on=day, by=by)
    ended = employee.employments.get().valid_to
    services.appoint(employee_id=employee.pk, post="methodist", since=day, by=by)

    assert ended == day
    assert employee.employments.get().valid_to == FOREVER


def test_a_post_may_not_outlive_the_employment_or_begin_after_leaving(by: By) -> None:
    employee = a_teacher(by, since=TODAY - timedelta(days=300))
    services.let_go(employee_id=employee.pk, on=TODAY, reason="own_wish", by=by)

    with pytest.raises(employee_refusals.PostOutlivesEmployment):
        services.appoint(employee_id=employee.pk, post="tutor", since=TODAY - timedelta(days=9), by=by)
    services.appoint(employee_id=employee.pk, post="tutor", since=TODAY + timedelta(days=30), by=by)

    assert employee.employments.count() == 2


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"service_since": date(1990, 1, 1)}, employee_refusals.ServiceBeforeGrowingUp),
        (
            {"service_since": date(2010, 1, 1), "teaching_since": date(2009, 1, 1)},
            employee_refusals.TeachingLongerThanService,
        ),
        ({"degree_on": date(2015, 1, 1)}, employee_refusals.DayOfDistinctionMissing),
        ({"teaching_since": TODAY + timedelta(days=1)}, employee_refusals.DayHasNotCome),
        ({"personnel_number": ""}, refusals.NothingToChange),
    ],
)
def test_the_own_card_refuses_what_can_not_be(changes: dict[str, Any], refusal: type[Exception], by: By) -> None:
    with pytest.raises(refusal):
        services.edit_employee(employee_id=a_teacher(by).pk, changes=changes, version=None, by=by)


def test_family_and_diplomas_are_for_those_who_hold_them(by: By) -> None:
    employee = a_teacher(by)
    record(by, employee, "education", level="master", institution="КубГУ", document="АВБ 0012345")
    reader: Any = SimpleNamespace(
        account_id=5, name="Проверяющий", holds=frozenset({Privacy.IDENTITY, Privacy.TECHNICAL, Privacy.OFFICIAL})
    )

    (education, *_rest) = record_tables(employee.pk, "education", TODAY, by=reader)

    assert "АВБ 0012345" not in education.rows[0].cells
    assert "КубГУ" in education.rows[0].cells
    with pytest.raises(FieldsNotYours):
        services.edit_employee(employee_id=employee.pk, changes={"marital_status": "married"}, version=None, by=reader)
    with pytest.raises(FieldsNotYours):
        services.remove_record(kind="education", record_id=employee.education.get().pk, by=reader)


def test_the_list_is_narrowed_by_every_filter(by: By) -> None:
    first = a_teacher(by, "Белова")
    cook = a_teacher(by, "Власова", post="cook")
    born = {"birth_date": date(1999, 12, 31)}
    Person.objects.filter(pk=cook.person_id).update(**born)
    record(by, first, "category", qualification="highest", valid_from=date(2024, 9, 2), valid_to=None)
    record(by, first, "subject", subject="physics", is_main=True, valid_from=LONG_AGO)
    record(by, first, "education", level="bachelor", issued_on=date(2008, 6, 1))
    record(by, first, "education", level="master", issued_on=date(2010, 6, 1))
    services.edit_employee(
        employee_id=first.pk, changes={"service_since": date(2016, 11, 29), "teaching_since": date(2023, 11, 30)},
        version=None, by=by,
    )  # fmt: skip
    on = date(2026, 11, 29)

    def found(**filters: Any) -> list[str]:
        return [row.surname for row in employees_listed(on, filters=EmployeeFilters(**filters))]

    assert found() == ["Белова", "Власова"]
    assert found(post="cook") == ["Власова"]
    assert found(staff="teaching") == ["Белова"]
    assert found(qualification="highest") == ["Белова"]
    assert found(qualification="none") == ["Власова"]
    assert found(subject="physics") == ["Белова"]
    assert found(education="master") == ["Белова"]
    assert found(education="bachelor") == []
    assert found(age=25) == ["Власова"]
    assert found(age=40) == ["Белова"]
    assert found(service=10) == ["Белова"]
    assert found(service=5) == []
    assert found(teaching=0) == ["Белова"]
