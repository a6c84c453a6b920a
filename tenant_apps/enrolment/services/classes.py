"""Writing classes of schools and groups of kindergartens and centres, and their class teachers."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError, Q
from django.utils.translation import gettext_lazy as _

from shared_apps.handbooks import queries as handbooks
from shared_apps.organisations.crossing import By
from shared_apps.organisations.periods import FOREVER

from .. import refusals
from ..class_handbooks import KIND_HANDBOOKS, PROFILE_HANDBOOKS
from ..models import HELD, AcademicYear, ClassGroup, ClassMembership, ClassSet, ClassTeacher
from ..programmes import ADDITIONAL, FIRST, SECOND
from .class_periods import move_teachers
from .standing import GRADES_OF_LEVEL, level_of

GRADED = frozenset(GRADES_OF_LEVEL)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassParameters:
    """What a class is. A school's class needs grade and letter, a group needs a name and a level.

    `class_set`: name of the комплект that it is taught in, "" if it is taught alone. `first_grade`: which year of a
    first grade that takes two ("1 дополнительный", 1-1, 1-2). `nosology`: of classes for special needs (ovz_category).
    `programme_years`: of classes for intellectual disability, 9 to 13 (ОО-1 2.1.3, F8). `regime`: hours of a preschool
    group (85-К). `programme_level`: of a centre's group. `funding`: who pays for a group's places (1-ДОП).
    """

    grade: int | None = None
    letter: str = ""
    name: str = ""
    level: str = ""
    kind: str = "ordinary"
    age_group: str = ""
    profile: str = ""
    class_set: str = ""
    form_of_study: str = "full_time"
    language: str = "rus"
    shift: int = 1
    room: str = ""
    capacity: int = 25
    first_grade: str = ""
    nosology: str = ""
    programme_years: int | None = None
    regime: str = ""
    programme_level: str = ""
    funding: str = ""
    valid_from: date | None = None
    valid_to: date | None = None


@transaction.atomic
def create_class(*, year_id: int, parameters: ClassParameters, by: By) -> ClassGroup:
    """A class of an academic year; an abandoned one of its name is held after all, as it is said now.

    :raises ClassNameTaken, ClassNeedsName, GradeDoesNotFitLevel, ClassOutsideYear, AcademicYearSealed, UnknownItem:
    """
    year = open_year(year_id)
    group = ClassGroup(academic_year=year)
    _fill(group, parameters)
    _take_place(group, _abandoned(year))
    _save(group)
    return group


@transaction.atomic
def create_classes(*, year_id: int, parameters: Sequence[ClassParameters], by: By) -> list[ClassGroup]:
    """Many classes of a year that have nobody yet, in a few statements; abandoned ones of their names are held again.

    :raises: as `create_class`.
    """
    year = open_year(year_id)
    groups = [ClassGroup(academic_year=year) for _one in parameters]
    taken = set(ClassGroup.objects.filter(HELD, academic_year=year).values_list("name", flat=True))
    abandoned = _abandoned(year)
    for group, one in zip(groups, parameters, strict=True):
        _fill(group, one)
        if group.name in taken:
            raise _taken(group)
        taken.add(group.name)
        _take_place(group, abandoned)
    ClassGroup.objects.bulk_create([group for group in groups if group.pk is None])
    columns = [field.name for field in ClassGroup._meta.local_fields if not field.primary_key]
    ClassGroup.objects.bulk_update([group for group in groups if group.name in abandoned], columns)
    return groups


@transaction.atomic
def appoint_class_teachers(*, teachers: Mapping[int, int], year_id: int, by: By) -> list[ClassTeacher]:
    """Class → employee, of classes that nobody has led yet: from their first day to their last."""
    groups = ClassGroup.objects.filter(pk__in=teachers, academic_year=open_year(year_id)).order_by("pk")
    return ClassTeacher.objects.bulk_create(
        ClassTeacher(
            class_group=group, employee_id=teachers[group.pk], valid_from=group.valid_from, valid_to=group.valid_to
        )
        for group in groups
    )


@transaction.atomic
def edit_class(*, class_id: int, parameters: ClassParameters, by: By) -> ClassGroup:
    """Other parameters of a class. Grade and dates can't be taken from under its students; its teachers go along.

    :raises ClassHasStudents, ClassNameTaken, ClassNeedsName, GradeDoesNotFitLevel, ClassOutsideYear, UnknownItem:
    """
    group = ClassGroup.objects.select_for_update(of=("self",)).select_related("academic_year").get(pk=class_id)
    year = open_year(group.academic_year_id)
    group.academic_year = year
    before, days = (group.grade, group.level), (group.valid_from, group.valid_to)
    _fill(group, parameters)
    members = ClassMembership.objects.unvoided().filter(class_group=group)
    regraded = (group.grade, group.level) != before
    outside = members if regraded else members.exclude(valid_from__gte=group.valid_from, valid_from__lt=group.valid_to)
    count = outside.count()
    if count:
        raise refusals.ClassHasStudents(params={"name": group.name, "count": count})
    _save(group)
    if group.valid_to != days[1]:
        last = Q(valid_to=days[1]) | Q(valid_to__gt=group.valid_to)
        members.filter(last, ended_by__isnull=True).update(valid_to=group.valid_to)
    if (group.valid_from, group.valid_to) != days:
        move_teachers([(group, days)])
    return group


@transaction.atomic
def delete_class(*, class_id: int, by: By) -> None:
    """A class that nobody is or was in may vanish; where cancelled orders name it, it is abandoned instead.

    :raises ClassHasStudents, AcademicYearSealed:
    """
    group = ClassGroup.objects.select_for_update(of=("self",)).get(pk=class_id)
    open_year(group.academic_year_id)
    _refuse_occupied(group)
    try:
        group.delete()
    except ProtectedError:  # nothing is deleted then
        abandon_class(class_id=class_id, by=by)


@transaction.atomic
def end_class(*, class_id: int, on: date, by: By) -> ClassGroup:
    """The class exists no more from the day `on`; its teachers' lines end with it. Safe to repeat.

    :raises ClassHasStudents: somebody is in it on that day or later. :raises AcademicYearSealed:
    """
    group = ClassGroup.objects.select_for_update(of=("self",)).get(pk=class_id)
    open_year(group.academic_year_id)
    count = ClassMembership.objects.unvoided().filter(class_group=group, valid_to__gt=on).count()
    if count:
        raise refusals.ClassHasStudents(params={"name": group.name, "count": count})
    if on < group.valid_to:
        group.valid_to = on
        group.save(update_fields=["valid_to"])
        group.teachers.filter(valid_to__gt=on, valid_from__lt=on).update(valid_to=on)
    return group


@transaction.atomic
def prolong_class(*, class_id: int, until: date, by: By) -> ClassGroup:
    """The class exists until `until` after all, with the teacher it had at its end. :raises AcademicYearSealed:"""
    group = ClassGroup.objects.select_for_update(of=("self",)).get(pk=class_id)
    open_year(group.academic_year_id)
    if group.valid_to < until:
        days = (group.valid_from, group.valid_to)
        group.valid_to = until
        group.save(update_fields=["valid_to"])
        move_teachers([(group, days)])
    return group


@transaction.atomic
def abandon_class(*, class_id: int, by: By) -> ClassGroup:
    """The class was opened for nothing: it exists on no day. Its row stays, cancelled orders name it. Safe to repeat.

    :raises ClassHasStudents: somebody is or was in it. :raises AcademicYearSealed:
    """
    group = ClassGroup.objects.select_for_update(of=("self",)).get(pk=class_id)
    open_year(group.academic_year_id)
    _refuse_occupied(group)
    if not group.is_abandoned:
        group.teachers.all().delete()
        group.valid_to = group.valid_from
        group.save(update_fields=["valid_to"])
    return group


@transaction.atomic
def hold_after_all(*, class_id: int, since: date, until: date, by: By) -> ClassGroup:
    """An abandoned class is held after all, during this period. :raises AcademicYearSealed, ClassNameTaken:"""
    group = ClassGroup.objects.select_for_update(of=("self",)).get(pk=class_id)
    group.academic_year = year = open_year(group.academic_year_id)
    _refuse_taken(group)
    group.valid_from, group.valid_to = max(since, year.valid_from), min(until, year.valid_to)
    group.save(update_fields=["valid_from", "valid_to"])
    return group


@transaction.atomic
def assign_class_teacher(*, class_id: int, employee_id: int | None, since: date, by: By) -> ClassTeacher | None:
    """Who leads the class from a day on; None: nobody. The present one's line ends there.

    :raises ClassTeacherSince: somebody is appointed from that day or later. :raises AcademicYearSealed:
    """
    group = ClassGroup.objects.select_for_update(of=("self",)).get(pk=class_id)
    open_year(group.academic_year_id)
    since = max(since, group.valid_from)
    later = group.teachers.filter(valid_from__gte=since).order_by("valid_from").first()
    if later is not None:
        if later.valid_from == since and later.employee_id != employee_id:
            later.delete()  # appointed for the same day: a slip, corrected at once
        else:
            raise refusals.ClassTeacherSince(params={"name": group.name, "since": f"{later.valid_from:%d.%m.%Y}"})
    group.teachers.filter(valid_to__gt=since).update(valid_to=since)
    if employee_id is None:
        return None
    end = group.valid_to if group.valid_to > since else FOREVER
    return ClassTeacher.objects.create(class_group=group, employee_id=employee_id, valid_from=since, valid_to=end)


def class_name(grade: int | None, letter: str, first_grade: str = "") -> str:
    """`"5А"`, `"5-1"`; of first grades that take two years `"1 доп. А"`, `"1-1А"`, `"1-2А"`."""
    if first_grade == ADDITIONAL:
        return f"{grade} доп. {letter}".strip()
    numbered = {FIRST: "-1", SECOND: "-2"}.get(first_grade, "")
    return f"{grade or ''}{numbered}{'-' if grade and letter.isdigit() else ''}{letter}"


def _refuse_occupied(group: ClassGroup) -> None:
    """:raises ClassHasStudents: somebody is or was in it, by a record that is not voided."""
    count = ClassMembership.objects.unvoided().filter(class_group=group).count()
    if count:
        raise refusals.ClassHasStudents(params={"name": group.name, "count": count})


def _abandoned(year: AcademicYear) -> dict[str, int]:
    """Name → id of the year's classes that exist on no day."""
    return dict(ClassGroup.objects.filter(~HELD, academic_year=year).values_list("name", "pk"))


def _take_place(group: ClassGroup, abandoned: Mapping[str, int]) -> None:
    """A class that is made takes the row of an abandoned one of its name: names are unique in a year."""
    if group.name in abandoned:
        group.pk, group._state.adding = abandoned[group.name], False


def open_year(year_id: int) -> AcademicYear:
    year = AcademicYear.objects.get(pk=year_id)
    if year.closed_at is not None:
        raise refusals.AcademicYearSealed(params={"name": year.name})
    return year


def _fill(group: ClassGroup, parameters: ClassParameters) -> None:
    year = group.academic_year
    group.letter = parameters.letter.strip().upper()
    group.grade = parameters.grade
    group.level = parameters.level or level_of(parameters.grade)
    if not group.level or (group.level in GRADED and parameters.grade not in GRADES_OF_LEVEL[group.level]):
        raise refusals.GradeDoesNotFitLevel(
            params={"grade": parameters.grade or "—", "level": handbooks.name("level", group.level)}
        )
    if group.level not in GRADED:
        group.grade = None
    first_grade = parameters.first_grade if group.grade == 1 else ""
    group.name = " ".join(parameters.name.split()) or class_name(group.grade, group.letter, first_grade)
    if not group.name or group.name == str(group.grade or ""):
        group.name = group.name or ""
        if not group.name:
            raise refusals.ClassNeedsName
    group.valid_from = parameters.valid_from or year.valid_from
    group.valid_to = parameters.valid_to or year.valid_to
    if not (year.valid_from <= group.valid_from < group.valid_to <= year.valid_to):
        raise refusals.ClassOutsideYear(params={"year": year.name})
    _fill_choices(group, parameters)


def _fill_choices(group: ClassGroup, parameters: ClassParameters) -> None:
    """:raises UnknownItem, ItemNotValid: a choice is not in its handbook when the class begins."""
    choices = {
        "kind": (KIND_HANDBOOKS.get(group.level, "class_kind"), parameters.kind),
        "age_group": ("age_group", parameters.age_group),
        "profile": (PROFILE_HANDBOOKS.get(group.level, "class_profile"), parameters.profile),
        "form_of_study": ("form_of_study", parameters.form_of_study),
        "language": ("language", parameters.language),
    }
    for field, (handbook, code) in choices.items():
        if code and not (field == "kind" and group.level == "additional"):
            handbooks.known_item(handbook, code, as_of=group.valid_from, field=field)
        setattr(group, field, code)
    handbooks.known_item("shift", str(parameters.shift), as_of=group.valid_from, field="shift")
    group.shift, group.room, group.capacity = parameters.shift, parameters.room.strip(), parameters.capacity
    _fill_details(group, parameters)
    name = " ".join(parameters.class_set.split())
    group.class_set = ClassSet.objects.get_or_create(academic_year=group.academic_year, name=name)[0] if name else None


DETAILS: tuple[tuple[str, str, Callable[[ClassGroup, Any], bool]], ...] = (
    ("first_grade", "first_grade_year", lambda group, said: group.grade == 1),
    ("nosology", "ovz_category", lambda group, said: group.kind == "special_needs"),
    ("programme_years", "", lambda group, said: group.kind == "intellectual" and 9 <= said <= 13),
    ("regime", "group_regime", lambda group, said: group.level == "preschool"),
    ("programme_level", "programme_level", lambda group, said: group.level == "additional"),
    ("funding", "funding", lambda group, said: group.level in ("preschool", "additional")),
)
"""What the forms ask of some classes: the column, its handbook, of which classes it is said."""
TITLES = {
    "first_grade": _("Year of the first grade"),
    "nosology": _("Nosology"),
    "programme_years": _("Length of the programme, years"),
    "regime": _("Hours of the group"),
    "programme_level": _("Level of the programme"),
    "funding": _("Who pays"),
}


def _fill_details(group: ClassGroup, parameters: ClassParameters) -> None:
    """:raises ClassDetailDoesNotFit: it is said of a class that has none. :raises UnknownItem, ItemNotValid:"""
    for field, handbook, is_said_of in DETAILS:
        said = getattr(parameters, field)
        if said and not is_said_of(group, said):
            title = TITLES[field]
            raise refusals.ClassDetailDoesNotFit(field=field, params={"what": title})
        if said and handbook:
            handbooks.known_item(handbook, said, as_of=group.valid_from, field=field)
        setattr(group, field, said)


def _save(group: ClassGroup) -> None:
    _refuse_taken(group)
    try:
        with transaction.atomic():
            group.save()
    except IntegrityError as error:
        raise _taken(group) from error


def _refuse_taken(group: ClassGroup) -> None:
    """:raises ClassNameTaken: another class of this name is held in the year; abandoned ones are in nobody's way."""
    others = ClassGroup.objects.filter(HELD, academic_year=group.academic_year, name=group.name).exclude(pk=group.pk)
    if others.exists():
        raise _taken(group)


def _taken(group: ClassGroup) -> refusals.ClassNameTaken:
    return refusals.ClassNameTaken(
        field="letter" if group.grade is not None else "name",
        params={"name": group.name, "year": group.academic_year.name},
    )
