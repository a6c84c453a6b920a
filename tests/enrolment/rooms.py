"""A class with students and their mothers, for tests of what is done with all of them."""

from datetime import date
from decimal import Decimal

from django.utils import timezone

from shared_apps.organisations import crossing
from shared_apps.organisations.crossing import By
from shared_apps.organisations.models import Organisation
from tenant_apps.enrolment import services
from tenant_apps.people import services as people
from tenant_apps.people.models import Consent, Guardian, Student
from tenant_apps.people.services import consents
from tests.factories.organisations import within

BY = By.system("tests")
TODAY = timezone.localdate()


class Class:
    """A class with students of nine years, each with a mother."""

    def __init__(self, school: Organisation, students: int = 3) -> None:
        self.school = school
        first, end = services.usual_dates(TODAY.year - (TODAY.month < 9))
        with within(school, by=BY):
            year = services.open_academic_year(valid_from=first, valid_to=end, by=BY)
            self.group = services.create_class(
                year_id=year.pk, parameters=services.ClassParameters(grade=3, letter="А", capacity=60), by=BY
            )
            teacher = people.hire(
                name=people.Name("Петрова", "Инна"), particulars={"sex": "female"}, post="teacher", kind="main",
                rate=Decimal(1), since=first, by=BY,
            )  # fmt: skip
            services.assign_class_teacher(class_id=self.group.pk, employee_id=teacher.pk, since=first, by=BY)
            self.first_day, self.teacher = first, teacher.pk
            self.students: list[Student] = []
            self.mothers: list[Guardian] = []
            self.admit(students)

    def admit(self, number: int) -> None:
        lines = []
        for each in range(len(self.students), len(self.students) + number):
            letters = "".join(chr(ord("а") + int(digit)) for digit in f"{each:03d}")
            student = people.create_student(
                name=people.Name(f"Ученик{letters}", "Вера"),
                particulars={"sex": "female", "birth_date": date(TODAY.year - 9, 1, 15)}, by=BY,
            )  # fmt: skip
            mother = people.create_guardian(
                name=people.Name(f"Мама{letters}", "Инна"), particulars={"sex": "female"}, by=BY
            )
            people.link_guardian(
                guardian_id=mother.pk, student_id=student.pk, relation="mother", since=date(2020, 1, 1), by=BY
            )
            self.students.append(student)
            self.mothers.append(mother)
            lines.append(services.Line(student_id=student.pk, on=self.first_day, class_group_id=self.group.pk))
        services.admit_many(
            lines=lines, kind="admission", requisites=services.Requisites(date=self.first_day), sign=True, by=BY
        )

    def consent(self, number: int, purpose: str = "registry", on: date | None = None) -> Consent:
        with crossing.inside(self.school, by=BY):
            return consents.record_consent(
                person_id=self.students[number].person_id, given_by=self.mothers[number].person_id,
                paper=consents.Paper(purpose=purpose, signed_on=on or self.first_day), by=BY,
            )  # fmt: skip

    def url(self, path: str) -> str:
        return f"/o/{self.school.slug}/{path}"
