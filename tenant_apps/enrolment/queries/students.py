"""Students on a day: the list, the options of a combobox. One query whatever the number of rows."""

from datetime import date
from typing import Any, Literal

from django.db.models import Exists, F, FilteredRelation, OuterRef, Q, QuerySet

from shared_apps.organisations.crossing import By
from shared_apps.ui.address import number_of
from tenant_apps.people.models import Student
from tenant_apps.people.names import full_name
from tenant_apps.people.queries.search import named, starts

from ..models import Enrolment
from .reach import seen_students

Presence = Literal["enrolled", "absent", "all"]


def students_on(day: date, *, by: By, presence: Presence = "enrolled", **narrowed: Any) -> QuerySet[Student]:
    """Students with what they are on a day: `surname`, `given_name`, `patronymic`, `name_key`, `birth_date`, `sex`,
    `since`, `measure`, `level`, `grade`, `class_id`, `class_name`, `form`.

    :param presence: enrolled that day, not enrolled (left, or not admitted yet), or every card.
    Of somebody with several additional enrolments, by the class asked for, else by the earliest of them.

    :param narrowed: values of `class_id`, `grade`, `level`, `sex`, `form`; None leaves all. `class_id` 0: in no class.
    """
    rows = (
        Student.objects.alias(
            name=FilteredRelation(
                "person__names",
                condition=Q(person__names__valid_from__lte=day, person__names__valid_to__gt=day),
            ),
            roll=FilteredRelation(
                "enrolments",
                condition=Q(
                    enrolments__voided_by__isnull=True, enrolments__valid_from__lte=day, enrolments__valid_to__gt=day
                ),
            ),
            place=FilteredRelation(
                "roll__memberships",
                condition=Q(
                    roll__memberships__voided_by__isnull=True,
                    roll__memberships__valid_from__lte=day,
                    roll__memberships__valid_to__gt=day,
                ),
            ),
        )
        .annotate(
            surname=F("name__surname"),
            given_name=F("name__given_name"),
            patronymic=F("name__patronymic"),
            name_key=F("name__search_key"),
            birth_date=F("person__birth_date"),
            sex=F("person__sex"),
            enrolment_id=F("roll__pk"),
            since=F("roll__valid_from"),
            measure=F("roll__kind"),
            level=F("place__level"),
            grade=F("place__grade"),
            class_id=F("place__class_group_id"),
            class_name=F("place__class_group__name"),
            form=F("place__form_of_study"),
        )
        .order_by(F("name_key"), "pk")
    )
    if narrowed.get("class_id") in (None, ""):
        rows = rows.filter(~_has_an_earlier_one(day))
    if presence == "enrolled":
        rows = rows.filter(since__isnull=False)
    elif presence == "absent":
        rows = rows.filter(since__isnull=True)
    for column, value in narrowed.items():
        if value in (None, ""):
            continue
        rows = (
            rows.filter(class_id__isnull=True)
            if column == "class_id" and value == 0
            else rows.filter(**{column: value})
        )
    seen = seen_students(by)
    return rows if seen is None else rows.filter(pk__in=seen.values("pk"))


def _has_an_earlier_one(day: date) -> Exists:
    """Whether the enrolment of a row is not the first of those that its student has on the day."""
    return Exists(Enrolment.objects.valid(day).filter(student=OuterRef("pk"), pk__lt=OuterRef("enrolment_id")))


def matching(rows: QuerySet[Student], text: str, *, by: By | None = None) -> QuerySet[Student]:
    """Those whose name has every typed word, or whose file number (or СНИЛС, where this reader sees it) was typed."""
    found = named(rows, text, by=by)
    if any(sign.isdigit() for sign in text):
        return rows.filter(Q(pk__in=found.values("pk")) | Q(file_number__istartswith=typed(text)))
    return found


def label(student: Any) -> str:
    """`"Иванова Анна Петровна"` of a row of `students_on`."""
    return full_name(student.surname or "—", student.given_name or "", student.patronymic or "")


def options(text: str, day: date, *, by: By, presence: Presence, limit: int = 21) -> list[tuple[int, str, str]]:
    """For a combobox: (id, name, hint) of students that match, those whose name begins so first."""
    rows = students_on(day, by=by, presence=presence)
    rows = matching(rows, text, by=by).order_by(starts(text), F("name_key"), "pk") if text else rows
    return [(row.pk, label(row), hint(row)) for row in rows[:limit]]


def option(student_id: str, day: date, *, by: By) -> tuple[int, str, str] | None:
    """One student for a combobox, if this actor sees him."""
    number = number_of(student_id)
    if number is None:
        return None
    row = students_on(day, by=by, presence="all").filter(pk=number).first()
    return (row.pk, label(row), hint(row)) if row else None


def hint(row: Any) -> str:
    """What tells a student from a namesake: birth date and class."""
    born = f"{row.birth_date:%d.%m.%Y}" if row.birth_date else ""
    return ", ".join(part for part in (born, row.class_name or "") if part)


def typed(text: str) -> str:
    """A number as it was typed, without signs that PostgreSQL takes in no text."""
    return text.replace("\0", "").strip()
