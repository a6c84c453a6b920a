"""Classes of a year on a day: students, places, class teachers; choices of classes for forms."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, FilteredRelation, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from shared_apps.handbooks import queries as handbooks
from shared_apps.organisations.crossing import By
from shared_apps.organisations.periods import valid_on
from tenant_apps.people.names import full_name, short_name
from tenant_apps.people.queries.cards import last_day

from ..class_handbooks import PROFILE_HANDBOOKS
from ..models import HELD, AcademicYear, ClassGroup, ClassMembership, ClassTeacher, Enrolment
from .reach import led_classes


def members_on(day: date, condition: Q | None = None) -> Coalesce:
    """How many of a class's members there are on the day, as an annotation of classes."""
    members = ClassMembership.objects.valid(day).filter(class_group=OuterRef("pk")).order_by().values("class_group")
    return Coalesce(Subquery(members.annotate(n=Count("pk", filter=condition)).values("n")), 0)


def _of_sex(sex: str) -> Q:
    """Found once for all classes: reached from each member it would be three rows more to look up."""
    return Q(enrolment__in=Enrolment.objects.filter(student__person__sex=sex).values("pk"))


def crowded_on(day: date) -> QuerySet[ClassGroup]:
    """Classes that have more `students` on the day than places."""
    rows = ClassGroup.objects.valid(day).annotate(students=members_on(day)).filter(students__gt=F("capacity"))
    return rows.order_by(F("grade").asc(nulls_first=True), "name")


def classes_on(
    day: date, *, by: By | None = None, year_id: int | None = None, by_sex: bool = True
) -> QuerySet[ClassGroup]:
    """Classes (of a year, else those that exist on the day) with `students`, `free`, `teacher_*`.

    :param by_sex: also `girls` and `boys`.
    """
    of_sex = {"girls": "female", "boys": "male"} if by_sex else {}
    rows = (
        ClassGroup.objects.select_related("class_set", "academic_year")
        .alias(
            led=FilteredRelation("teachers", condition=Q(teachers__valid_from__lte=day, teachers__valid_to__gt=day)),
            named=FilteredRelation(
                "led__employee__person__names",
                condition=Q(
                    led__employee__person__names__valid_from__lte=day, led__employee__person__names__valid_to__gt=day
                ),
            ),
        )
        .annotate(
            students=members_on(day),
            **{name: members_on(day, _of_sex(sex)) for name, sex in of_sex.items()},
            teacher_id=F("led__employee_id"),
            teacher_surname=F("named__surname"),
            teacher_given_name=F("named__given_name"),
            teacher_patronymic=F("named__patronymic"),
        )
        .annotate(free=F("capacity") - F("students"))
        .order_by(F("grade").asc(nulls_first=True), "name")
    )
    rows = rows.filter(HELD, academic_year=year_id) if year_id is not None else rows.filter(valid_on(day))
    led = led_classes(by) if by is not None else None
    return rows if led is None else rows.filter(pk__in=led)


@dataclass(frozen=True, slots=True)
class TeacherLine:
    """Who led a class, since when."""

    employee_id: int
    name: str
    valid_from: date
    valid_to: date

    @property
    def last_day(self) -> date:
        return last_day(self.valid_to)


def teachers_of(class_id: int) -> list[TeacherLine]:
    """Everybody who led the class, the latest first."""
    rows = (
        ClassTeacher.objects.filter(class_group=class_id)
        .filter(
            employee__person__names__valid_from__lte=F("valid_from"),
            employee__person__names__valid_to__gt=F("valid_from"),
        )
        .order_by("-valid_from")
        .values_list(
            "employee_id", "employee__person__names__surname", "employee__person__names__given_name",
            "employee__person__names__patronymic", "valid_from", "valid_to",
        )
    )  # fmt: skip
    return [
        TeacherLine(pk, full_name(surname, given, patronymic), since, until)
        for pk, surname, given, patronymic, since, until in rows
    ]


def teacher_name(row: ClassGroup) -> str:
    """`"Петрова И. И."` of a row of `classes_on`."""
    surname = getattr(row, "teacher_surname", None)
    if not surname:
        return ""
    return short_name(
        surname, getattr(row, "teacher_given_name", "") or "", getattr(row, "teacher_patronymic", "") or ""
    )


def years() -> list[AcademicYear]:
    """Academic years, the latest first."""
    return list(AcademicYear.objects.order_by("-valid_from"))


def year_on(day: date) -> AcademicYear | None:
    """The year that contains the day; else the next one, else the last one."""
    found = years()
    containing = next((year for year in found if year.valid_from <= day < year.valid_to), None)
    return containing or next((year for year in reversed(found) if year.valid_from > day), found[0] if found else None)


def class_choices(
    day: date, *, levels: Collection[str] = (), year_id: int | None = None, by: By | None = None
) -> list[tuple[str, str]]:
    """Id and name of the classes that exist on the day (or of a year), for forms; numbers in name order.

    :param by: only those that this reader sees.
    """
    rows = ClassGroup.objects.valid(day)
    if year_id is not None:
        rows = ClassGroup.objects.filter(HELD, academic_year=year_id)
    rows = rows.filter(level__in=levels) if levels else rows
    led = led_classes(by) if by is not None else None
    rows = rows if led is None else rows.filter(pk__in=led)
    ordered = rows.order_by(F("grade").asc(nulls_first=True), "name")
    return [(str(pk), name) for pk, name in ordered.values_list("pk", "name")]


def grades_offered(day: date) -> list[int]:
    """Grades that have a class on the day."""
    found = ClassGroup.objects.valid(day).filter(grade__isnull=False).order_by("grade")
    return [grade for grade in found.values_list("grade", flat=True).distinct() if grade is not None]


def profile_name(row: ClassGroup) -> str:
    """The profile of a class by its level's handbook; "" without one."""
    return handbooks.name(PROFILE_HANDBOOKS.get(row.level, "class_profile"), row.profile) if row.profile else ""


@dataclass(frozen=True, slots=True)
class YearRow:
    """An academic year in the list. `state`: now, coming, over or closed."""

    pk: int
    name: str
    valid_from: date
    last_day: date
    groups: int
    state: str


def year_rows(day: date) -> list[YearRow]:
    """Academic years with the number of their classes, the latest first."""
    rows = AcademicYear.objects.annotate(groups=Count("classes")).order_by("-valid_from")
    return [
        YearRow(
            row.pk, row.name, row.valid_from, last_day(row.valid_to), row.groups,
            "closed" if row.closed_at else "now" if row.valid_from <= day < row.valid_to
            else "coming" if row.valid_from > day else "over",
        )
        for row in rows
    ]  # fmt: skip
