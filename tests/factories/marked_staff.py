"""Marked records of an employee's card and of the organisation's buildings."""

from datetime import date

from tenant_apps.passport.models import Building
from tenant_apps.people.models import (
    Employee,
    EmployeeAttestation,
    EmployeeAward,
    EmployeeCourse,
    EmployeeEducation,
    EmployeeLeave,
    EmployeeQualification,
    EmployeeSubject,
    EmployeeWork,
    Employment,
)


def fill(employee: Employee, mark: str, first: int) -> None:
    """A record of each kind with the id `first`; texts of documents begin as those of persons' cards do."""
    since = date(2020, 9, 1)
    of = {"id": first, "employee": employee}
    Employment.objects.create(**of, valid_from=since, hiring_order=f"1-{mark}", origin="other_field")
    EmployeeSubject.objects.create(**of, subject="mathematics", is_main=True, valid_from=since)
    EmployeeEducation.objects.create(
        **of, level="specialist", institution=f"Институт {mark}", document=f"I-АГ диплом {mark}", issued_on=since
    )
    EmployeeCourse.objects.create(
        **of, kind="refresher", title=f"Курсы {mark}", ended_on=since, document=f"I-АГ удостоверение {mark}"
    )
    EmployeeQualification.objects.create(
        **of, qualification="first", post="teacher", valid_from=since, valid_to=date(2025, 9, 1), order_number=mark
    )
    EmployeeAttestation.objects.create(
        **of, sought="highest", begun_on=since, due_on=date(2020, 11, 1), note=f"Пометка {mark}"
    )
    EmployeeAward.objects.create(**of, award="other", name=f"Знак {mark}", document=f"I-АГ грамота {mark}")
    EmployeeWork.objects.create(**of, kind="project", title=f"Проект {mark}", done_on=since)
    EmployeeLeave.objects.create(**of, kind="childcare", valid_from=since, valid_to=date(2021, 9, 1), order_number=mark)
    Building.objects.create(
        id=first, name=f"Корпус {mark}", purpose="teaching", address=f"Адрес {mark}", valid_from=since
    )
