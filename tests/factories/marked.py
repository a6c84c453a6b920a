"""A small organisation full of marked data: equal ids in every organisation, and a mark in every text."""

import zlib
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from shared_apps.organisations.crossing import By, inside
from shared_apps.organisations.models import Organisation
from shared_apps.organisations.privacy import Privacy
from tenant_apps.access.models import FamilyNotice
from tenant_apps.enrolment.arrangement_models import AcademicDebt, DebtAttempt, StudyArrangement
from tenant_apps.enrolment.completion_models import Completion
from tenant_apps.enrolment.import_models import ImportRow, ImportRun
from tenant_apps.enrolment.models import (
    AcademicYear,
    ClassGroup,
    ClassMembership,
    ClassSet,
    ClassTeacher,
    Enrolment,
    Order,
    OrderLine,
)
from tenant_apps.history.models import Reversal
from tenant_apps.history.reversal import by_request
from tenant_apps.passport.models import LocalHandbookItem, OrganisationPassport, OwnSetting
from tenant_apps.people.circumstances import KINDS
from tenant_apps.people.models import (
    CardFile,
    CardReading,
    Citizenship,
    Consent,
    ConsentForm,
    EducationCircumstance,
    Employee,
    EmployeePost,
    ErasedFields,
    Guardian,
    Guardianship,
    HealthCircumstance,
    Identifier,
    IdentityDocument,
    Person,
    PersonName,
    SocialCircumstance,
    StoredFile,
    Student,
)
from tenant_apps.people.services.files import store_file
from tenant_apps.rollover.models import PlannedClass, PlannedOutcome, RolloverPlan, YearSealing
from tenant_apps.upkeep.models import BatchUpdate, CardCheck, Correction, ProposedField
from tests.factories import marked_staff

BY = By.system("tests")
FIRST = 1_000_001
"""The id of the first row of each table: the same in every organisation, so that ids betray nothing."""

NAME, ADDRESS, NUMBER, WORK = "Фамилин", "ул.", "I-АГ", "Завод"
STUDY, HEALTH, FAMILY = "Обучение", "Болезнь", "Семья"
"""What stands before the mark in texts of the privacy classes identity, contact, document, social; and in notes of
circumstances of the classes education, health, social."""


@dataclass(frozen=True)
class Marked:
    """What was written: the mark, and the ids that stand in every marked organisation."""

    organisation: Organisation
    mark: str
    student: int = FIRST
    second_student: int = FIRST + 1
    employee: int = FIRST
    guardian: int = FIRST
    class_group: int = FIRST
    year: int = FIRST
    order: int = FIRST
    draft: int = FIRST + 1
    person: int = FIRST
    run: int = FIRST


def fill(organisation: Organisation, mark: str) -> Marked:
    """Write students, a guardian, an employee, a class and orders, each with the mark in its texts.

    Two students study in a class since an order in force; the third stands in a draft of an order of admission.
    Persons: two students, guardian, employee, third student.
    """
    with inside(organisation, by=BY):
        births = ("2015-03-02", "2015-05-09", "1980-01-01", "1985-02-02", "2016-07-07")
        people = [_person(number, mark, birth) for number, birth in enumerate(births)]
        students = [
            Student.objects.create(id=FIRST + n, person=people[each], file_number=f"{mark}-{n}")
            for n, each in enumerate((0, 1, 4))
        ]
        guardian = Guardian.objects.create(id=FIRST, person=people[2], workplace=f"{WORK} {mark}")
        Guardianship.objects.create(
            id=FIRST, guardian=guardian, student=students[0], relation="mother", valid_from=date(2020, 1, 1)
        )
        _circumstances(mark, students[0])
        employee = Employee.objects.create(id=FIRST, person=people[3], personnel_number=f"К-{mark}")
        EmployeePost.objects.create(id=FIRST, employee=employee, post="teacher", valid_from=date(2020, 9, 1))
        marked_staff.fill(employee, mark, FIRST)
        _movement(mark, students, employee)
        OrganisationPassport.objects.create(
            id=FIRST, valid_from=date(2020, 1, 1), capacity=500, director_name=f"Директор {mark}"
        )
        LocalHandbookItem.objects.create(
            id=FIRST, handbook="class_profile", code="~own", name=f"Свой профиль {mark}", maps_to="universal",
            valid_from=date(2020, 1, 1),
        )  # fmt: skip
        OwnSetting.objects.create(
            id=FIRST, setting="order_deadline_days", value="5", valid_from=date(2020, 1, 1), reason=f"Приказ {mark}",
            written_name=f"Директор {mark}",
        )  # fmt: skip
        Reversal.objects.create(
            number=FIRST, title=f"Отмена {mark}", reason=f"Причина {mark}", selection=by_request(mark).as_json(),
            plan=b"", planned_at=timezone.now(), planned_name=f"Автор {mark}",
        )  # fmt: skip
        _import(mark)
        _rollover(mark)
        _consents(mark, people)
        FamilyNotice.objects.create(
            id=FIRST, student=students[0], case=FIRST, protocol=FIRST, changes=2, told_at=timezone.now(),
            read_name=f"Родитель {mark}",
        )  # fmt: skip
        _upkeep(mark, students[0])
    return Marked(organisation, mark)


def snils(mark: str, number: int) -> str:
    """A correct СНИЛС of its own for each mark and person: digits can't hold the mark itself."""
    digits = f"{100_000_000 + zlib.crc32(mark.encode()) % 800_000_000 + number:09d}"
    control = sum(int(digit) * (9 - place) for place, digit in enumerate(digits)) % 101 % 100
    return f"{digits}{control:02d}"


def school_year() -> date:
    """The first day of the academic year in which today lies."""
    today = timezone.localdate()
    return date(today.year if today.month >= 9 else today.year - 1, 9, 1)


def _person(number: int, mark: str, birth: str) -> Person:
    person = Person.objects.create(
        id=FIRST + number,
        sex="male",
        birth_date=birth,
        birth_place=f"{NUMBER} г. {mark}",
        phone="+7 900 000-00-00",
        actual_address=f"{ADDRESS} {mark}, {number}",
    )
    PersonName.objects.create(
        id=FIRST + number,
        person=person,
        surname=f"{NAME}{mark}",
        given_name="Имя",
        patronymic="Отчествович",
        search_key=f"{NAME.lower()}{mark.lower()} имя отчествович",
        valid_from=date(2000, 1, 1),
    )
    Identifier.objects.create(id=FIRST + number, person=person, kind="snils", value=snils(mark, number))
    IdentityDocument.objects.create(
        id=FIRST + number,
        person=person,
        kind="birth_certificate",
        series=NUMBER,
        number=f"12345{number}",
        issued_by=f"{NUMBER} ЗАГС {mark}",
    )
    return person


def _consents(mark: str, people: list[Person]) -> None:
    """Everybody's consent to records by name in the region; one to health, withdrawn; an erasure; a form of their own."""
    form = ConsentForm.objects.create(
        id=FIRST, purpose="health", about="student", version=2, text=f"Согласие {mark}", covers=["health"],
        valid_from=date(2020, 1, 1),
    )  # fmt: skip
    scan = StoredFile.objects.create(
        id=FIRST, sha256="0" * 64, name=f"Скан {mark}.pdf", content_type="application/pdf", size=1,
        sensitivity="document", purpose="consent",
    )  # fmt: skip
    since = {"signed_on": date(2000, 1, 1), "valid_from": date(2000, 1, 1)}
    Consent.objects.create(
        id=FIRST, person=people[0], given_by=people[2], purpose="health", form=form, covers=["health"],
        number=f"С-{mark}", kept_where=f"Шкаф {mark}", withdrawn_on=date(2020, 1, 1), file=scan,
        withdrawal_document=f"Заявление {mark}", valid_to=date(2020, 1, 1), **since,
    )  # fmt: skip
    for number, person in enumerate(people, start=1):
        giver = people[2] if number in (1, 2, 5) else person
        Consent.objects.create(
            id=FIRST + number, person=person, given_by=giver, purpose="registry", covers=["registry"], **since
        )
    Consent.objects.create(
        id=FIRST + 6, person=people[2], given_by=people[2], purpose="social", covers=["workplace"], **since
    )
    for number, (purpose, covers) in enumerate({"health": ["health"], "social": ["social"]}.items(), start=7):
        Consent.objects.create(
            id=FIRST + number, person=people[0], given_by=people[2], purpose=purpose, covers=covers,
            signed_on=date(2021, 1, 1), valid_from=date(2021, 1, 1),
        )  # fmt: skip
    ErasedFields.objects.create(
        id=FIRST, person=people[1], groups=["photo"], ground="withdrawal", document=f"Заявление {mark}", rows=1, files=0,
        lines=0, erased_at=timezone.now(), erased_name=f"Директор {mark}",
    )  # fmt: skip


def _circumstances(mark: str, student: Student) -> None:
    """A row of each part of the card, and files of the student, of his guardian and of the employee."""
    since = date(2022, 9, 1)
    for model, kind, value, note in (
        (EducationCircumstance, "transport", "school_bus", STUDY),
        (HealthCircumstance, "disease", "allergy", HEALTH),
        (SocialCircumstance, "family", "complete", FAMILY),
    ):
        slot = KINDS[kind].slot(value)
        model._default_manager.create(
            id=FIRST, student=student, kind=kind, value=value, slot=slot, note=f"{note} {mark}", valid_from=since
        )
    for number, person_id in enumerate((FIRST, FIRST + 2, FIRST + 3)):
        Citizenship.objects.create(id=FIRST + number, person_id=person_id, country="ru", valid_from=date(2000, 1, 1))
    for number, person_id in enumerate((FIRST, FIRST + 2, FIRST + 3)):
        stored = store_file(
            content=f"%PDF-1.4 {mark} {number}".encode(), name=f"Скан {mark}.pdf", content_type="application/pdf",
            sensitivity=Privacy.DOCUMENT, purpose="card:identity_document", by=BY,
        )  # fmt: skip
        CardFile.objects.create(
            id=FIRST + number, person_id=person_id, stored=stored, kind="identity_document", note=f"{NUMBER} {mark}"
        )
    CardReading.objects.create(
        id=FIRST, reader=f"Читатель {mark}", role="secretary", person_id=FIRST, what="health", via="page"
    )


def _import(mark: str) -> None:
    """A file of students that was checked and waits for a confirmation."""
    run = ImportRun.objects.create(
        id=FIRST, file_name=f"Список {mark}.xlsx", sha256=mark, state=ImportRun.State.CHECKED, rows_count=1, create_count=1,
        uploaded_name=f"Оператор {mark}", checked_at=timezone.now(), keep_until=date(2100, 1, 1),
    )  # fmt: skip
    ImportRow.objects.create(
        id=FIRST, run=run, number=2, verdict=ImportRow.Verdict.CREATE, name=f"{NAME}{mark}", class_name=f"5А {mark}"
    )


def _rollover(mark: str) -> None:
    """A plan of the year with a class of the next one, and a proposal to close the year."""
    year = AcademicYear.objects.get(pk=FIRST)
    plan = RolloverPlan.objects.create(
        id=FIRST, year=year, next_from=year.valid_to, next_to=date(year.valid_to.year + 1, 9, 1), leave_on=year.valid_to,
        basis=f"Протокол {mark}", made_name=f"Автор {mark}",
    )  # fmt: skip
    planned = PlannedClass.objects.create(id=FIRST, plan=plan, level="basic", grade=6, letter="А", name=f"6А {mark}")
    PlannedOutcome.objects.create(
        id=FIRST, plan=plan, enrolment_id=FIRST + 1, from_class_id=FIRST, grade=5, level="basic", outcome="next",
        target=planned,
    )  # fmt: skip
    YearSealing.objects.create(
        id=FIRST, year=year, kind="seal", reason=f"Основание {mark}", proposed_name=f"Координатор {mark}"
    )


def _upkeep(mark: str, student: Student) -> None:
    """A check of this month, a correction by the family that waits, a batch update."""
    now = timezone.now()
    CardCheck.objects.create(
        id=FIRST, student=student, month=timezone.localdate().replace(day=1), checked_at=now, card_version=1,
        checked_name=f"Учитель {mark}",
    )  # fmt: skip
    scan = store_file(
        content=f"%PDF-1.4 справка {mark}".encode(), name=f"Справка {mark}.pdf", content_type="application/pdf",
        sensitivity=Privacy.DOCUMENT, purpose="correction", by=BY,
    )  # fmt: skip
    correction = Correction.objects.create(
        id=FIRST, student=student, person_id=student.person_id, proposed_at=now, proposed_name=f"{NAME}{mark}",
        comment=f"{ADDRESS} {mark}", file=scan,
    )  # fmt: skip
    ProposedField.objects.create(
        id=FIRST, correction=correction, person_id=student.person_id, code="actual_address",
        old_value=f"{ADDRESS} {mark}, 0", new_value=f"{ADDRESS} {mark}, 9",
    )  # fmt: skip
    BatchUpdate.objects.create(
        id=FIRST, code="transport", value="school_bus", since=date(2022, 9, 1), cards=1, made_at=now,
        made_name=f"Секретарь {mark}",
    )  # fmt: skip


def _movement(mark: str, students: list[Student], employee: Employee) -> None:
    begins = school_year()
    ends = date(begins.year + 1, 9, 1)
    year = AcademicYear.objects.create(id=FIRST, name=f"{begins.year}/{ends.year}", valid_from=begins, valid_to=ends)
    union = ClassSet.objects.create(id=FIRST, academic_year=year, name=f"Комплект {mark}")
    group = ClassGroup.objects.create(
        id=FIRST,
        academic_year=year,
        level="basic",
        grade=5,
        letter="А",
        name=f"5А {mark}",
        room=f"каб. {mark}",
        class_set=union,
        valid_from=begins,
        valid_to=ends,
    )
    ClassTeacher.objects.create(id=FIRST, class_group=group, employee=employee, valid_from=begins)
    order = Order.objects.create(
        id=FIRST,
        kind="admission_transfer",
        state=Order.State.EFFECTIVE,
        number="1-К",
        date=begins,
        effective_on=begins,
        basis=f"Заявления {mark}",
        signed_at=timezone.now(),
        signed_name=f"Директор {mark}",
    )
    for position, student in enumerate(students[:2], start=1):
        OrderLine.objects.create(
            id=FIRST + position, order=order, position=position, student=student, on=order.date, grade=5, level="basic",
            class_group=group, counterpart=f"Школа {mark}",
        )  # fmt: skip
        enrolment = Enrolment.objects.create(
            id=FIRST + position,
            student=student,
            valid_from=order.date,
            begun_by=order,
            begin_counterpart=f"Школа {mark}",
        )
        ClassMembership.objects.create(
            id=FIRST + position, enrolment=enrolment, level="basic", grade=5, class_group=group,
            valid_from=order.date, begun_by=order,
        )  # fmt: skip
    StudyArrangement.objects.create(
        id=FIRST, enrolment_id=FIRST + 1, track=StudyArrangement.Track.HOME_STUDY, kind="home_study",
        document=f"Справка {mark}", place=f"Санаторий {mark}", valid_from=order.date, begun_by=order,
    )  # fmt: skip
    debt = AcademicDebt.objects.create(
        id=FIRST, enrolment_id=FIRST + 1, subject=f"Физика {mark}", valid_from=order.date,
        due_on=order.date + timedelta(days=365), begun_by=order,
    )  # fmt: skip
    DebtAttempt.objects.create(id=FIRST, debt=debt, number=1, on=order.date + timedelta(days=20), is_passed=False,
                               commission=f"Комиссия {mark}")  # fmt: skip
    Completion.objects.create(
        id=FIRST, enrolment_id=FIRST + 1, level="basic", grade=9, on=order.date + timedelta(days=200), result="finished",
        certificate="basic", examination="passed", series="023", number=f"05 {mark}",
        issued_on=order.date + timedelta(days=205), begun_by=order,
    )  # fmt: skip
    draft = Order.objects.create(
        id=FIRST + 1, kind="admission", date=begins, effective_on=begins, basis=f"Заявление {mark}"
    )
    OrderLine.objects.create(
        id=FIRST, order=draft, position=1, student=students[2], on=begins, grade=5, level="basic", class_group=group,
        counterpart=f"Лицей {mark}",
    )  # fmt: skip
