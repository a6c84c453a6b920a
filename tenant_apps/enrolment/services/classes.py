"""Writing classes of schools and groups of kindergartens and centres, and their class teachers."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from shared_apps.handbooks import queries as handbooks
from shared_apps.organisations.crossing import By
from shared_apps.organisations.periods import FOREVER

from .. import refusals
from ..models import HELD, AcademicYear, ClassGroup, ClassMembership, ClassSet, ClassTeacher
from .standing import GRADES_OF_LEVEL, level_of

GRADED = frozenset(GRADES_OF_LEVEL)
KIND_HANDBOOKS = {"preschool": "group_kind"}
ADDITIONAL_FIRST = "additional"
"""Item of first_grade_year."""
PROFILE_HANDBOOKS = {"preschool": "group_profile", "additional": "programme_direction"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassParameters:
    """What a class is. A school's class needs grade and letter, a group needs a name and a level.

    `class_set`: name of the комплект that it is taught in, "" if it is taught alone. `first_grade`: which year of a
    first grade that takes two ("1 дополнительный", 1-1, 1-2). `nosology`: of classes for special needs (ovz_category).
    `programme_years`: of classes for intellectual disability, 9 to 13 (forms.md §3.4, §11.8).
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
    valid_from: date | None = None
    valid_to: date | None = None


@transaction.atomic
def create_class(*, year_id: int, parameters: ClassParameters, by: By) -> ClassGroup:
    """A class of an academic year.

    :raises ClassNameTaken, ClassNeedsName, GradeDoesNotFitLevel, ClassOutsideYear, AcademicYearSealed, UnknownItem:
    """
    year = _open_year(year_id)
    group = ClassGroup(academic_year=year)
    _fill(group, parameters)
    _save(group)
    return group


@transaction.atomic
def create_classes(*, year_id: int, parameters: Sequence[ClassParameters], by: By) -> list[ClassGroup]:
    """Many classes of a year that have nobody yet, in a few statements. :raises: as `create_class`."""
    year = _open_year(year_id)
    groups = [ClassGroup(academic_year=year) for _one in parameters]
    taken = set(ClassGroup.objects.filter(academic_year=year).values_list("name", flat=True))
    for group, one in zip(groups, parameters, strict=True):
        _fill(group, one)
        if group.name in taken:
            raise _taken(group)
        taken.add(group.name)
    return ClassGroup.objects.bulk_create(groups)


@transaction.atomic
def appoint_class_teachers(*, teachers: Mapping[int, int], year_id: int, by: By) -> list[ClassTeacher]:
    """Class → employee, of classes that nobody has led yet: from their first day to their last."""
    groups = ClassGroup.objects.filter(pk__in=teachers, academic_year=_open_year(year_id)).order_by("pk")
    return ClassTeacher.objects.bulk_create(
        ClassTeacher(
            class_group=group, employee_id=teachers[group.pk], valid_from=group.valid_from, valid_to=group.valid_to
        )
        for group in groups
    )


@transaction.atomic
def edit_class(*, class_id: int, parameters: ClassParameters, by: By) -> ClassGroup:
    """Other parameters of a class. Grade and dates can't be taken from under its students.

    :raises ClassHasStudents, ClassNameTaken, ClassNeedsName, GradeDoesNotFitLevel, ClassOutsideYear, UnknownItem:
    """
    group = ClassGroup.objects.select_for_update(of=("self",)).select_related("academic_year").get(pk=class_id)
    year = _open_year(group.academic_year_id)
    group.academic_year = year
    before = (group.grade, group.level, group.valid_to)
    _fill(group, parameters)
    members = ClassMembership.objects.unvoided().filter(class_group=group)
    regraded = (group.grade, group.level) != before[:2]
    outside = members if regraded else members.exclude(valid_from__gte=group.valid_from, valid_from__lt=group.valid_to)
    count = outside.count()
    if count:
        raise refusals.ClassHasStudents(params={"name": group.name, "count": count})
    _save(group)
    if group.valid_to != before[2]:
        members.filter(valid_to=before[2], ended_by__isnull=True).update(valid_to=group.valid_to)
        members.filter(valid_to__gt=group.valid_to, ended_by__isnull=True).update(valid_to=group.valid_to)
    return group


@transaction.atomic
def delete_class(*, class_id: int, by: By) -> None:
    """A class that nobody was ever in may vanish. :raises ClassHasStudents, AcademicYearSealed:"""
    group = ClassGroup.objects.select_for_update(of=("self",)).get(pk=class_id)
    _open_year(group.academic_year_id)
    count = ClassMembership.objects.filter(class_group=group).count()
    if count:
        raise refusals.ClassHasStudents(params={"name": group.name, "count": count})
    group.delete()


@transaction.atomic
def end_class(*, class_id: int, on: date, by: By) -> ClassGroup:
    """The class exists no more from the day `on`; its teachers' lines end with it. Safe to repeat.

    :raises ClassHasStudents: somebody is in it on that day or later. :raises AcademicYearSealed:
    """
    group = ClassGroup.objects.select_for_update(of=("self",)).get(pk=class_id)
    _open_year(group.academic_year_id)
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
    _open_year(group.academic_year_id)
    if group.valid_to < until:
        group.teachers.filter(valid_to=group.valid_to).update(valid_to=until)
        group.valid_to = until
        group.save(update_fields=["valid_to"])
    return group


@transaction.atomic
def abandon_class(*, class_id: int, by: By) -> ClassGroup:
    """The class was opened for nothing: it exists on no day. Its row stays, cancelled orders name it. Safe to repeat.

    :raises ClassHasStudents: somebody is or was in it. :raises AcademicYearSealed:
    """
    group = ClassGroup.objects.select_for_update(of=("self",)).get(pk=class_id)
    _open_year(group.academic_year_id)
    count = ClassMembership.objects.unvoided().filter(class_group=group).count()
    if count:
        raise refusals.ClassHasStudents(params={"name": group.name, "count": count})
    if not group.is_abandoned:
        group.teachers.all().delete()
        group.valid_to = group.valid_from
        group.save(update_fields=["valid_to"])
    return group


@transaction.atomic
def hold_after_all(*, class_id: int, since: date, until: date, by: By) -> ClassGroup:
    """An abandoned class is held after all, during this period. :raises AcademicYearSealed:"""
    group = ClassGroup.objects.select_for_update(of=("self",)).get(pk=class_id)
    year = _open_year(group.academic_year_id)
    group.valid_from, group.valid_to = max(since, year.valid_from), min(until, year.valid_to)
    group.save(update_fields=["valid_from", "valid_to"])
    return group


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposedClass:
    """A class of the next year as it follows from one of this year; `key` names it in a form."""

    key: str
    name: str
    after: str
    parameters: ClassParameters
    employee_id: int | None = None


def proposed_classes(*, year_id: int, next_year_id: int) -> list[ProposedClass]:
    """Next year's classes: each grade follows the one below it; grades 1 and 10 repeat this year's; groups stay.

    Classes whose name stands in the next year already are left out, so that asking twice proposes nothing twice.
    """
    groups = list(
        ClassGroup.objects.filter(HELD, academic_year=year_id).select_related("class_set").order_by("grade", "name")
    )
    taken = set(ClassGroup.objects.filter(academic_year=next_year_id).values_list("name", flat=True))
    teachers = dict(
        ClassTeacher.objects.filter(class_group__academic_year=year_id)
        .filter(valid_to__gte=F("class_group__valid_to"))
        .values_list("class_group", "employee")
    )
    by_grade: dict[int | None, list[ClassGroup]] = {}
    for group in groups:
        by_grade.setdefault(group.grade, []).append(group)
    found = []
    for grade in sorted({one for one in by_grade if one is not None} | ({1, 10} & set(by_grade))):
        following = by_grade[grade] if grade in (1, 10) else by_grade.get(grade - 1, [])
        found += [
            _proposed(group, grade, teachers.get(group.pk) if grade not in (1, 10) else None) for group in following
        ]
    if by_grade and not any(grade is None for grade in by_grade):
        highest = max(grade for grade in by_grade if grade is not None)
        if highest not in (4, 9, 11, 12):
            found += [_proposed(group, highest + 1, teachers.get(group.pk)) for group in by_grade[highest]]
    found += [_proposed(group, None, teachers.get(group.pk)) for group in by_grade.get(None, [])]
    return [one for one in found if one.name not in taken]


@transaction.atomic
def create_proposed_classes(
    *, year_id: int, next_year_id: int, keys: Sequence[str], with_teachers: bool, by: By
) -> list[ClassGroup]:
    """Make the chosen ones of `proposed_classes`. :raises NothingToCopy, AcademicYearSealed, ClassNameTaken:"""
    year = _open_year(next_year_id)
    chosen = [one for one in proposed_classes(year_id=year_id, next_year_id=next_year_id) if one.key in set(keys)]
    if not chosen:
        raise refusals.NothingToCopy
    made = []
    for one in chosen:
        group = create_class(year_id=next_year_id, parameters=one.parameters, by=by)
        if with_teachers and one.employee_id is not None:
            assign_class_teacher(class_id=group.pk, employee_id=one.employee_id, since=year.valid_from, by=by)
        made.append(group)
    return made


@transaction.atomic
def assign_class_teacher(*, class_id: int, employee_id: int | None, since: date, by: By) -> ClassTeacher | None:
    """Who leads the class from a day on; None: nobody. The present one's line ends there.

    :raises ClassTeacherSince: somebody is appointed from that day or later. :raises AcademicYearSealed:
    """
    group = ClassGroup.objects.select_for_update(of=("self",)).get(pk=class_id)
    _open_year(group.academic_year_id)
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


def _proposed(group: ClassGroup, grade: int | None, employee_id: int | None) -> ProposedClass:
    parameters = ClassParameters(
        grade=grade,
        letter=group.letter,
        name="" if grade is not None else group.name,
        level=group.level if grade is None else level_of(grade),
        kind=group.kind,
        age_group=group.age_group,
        profile=group.profile,
        class_set=group.class_set.name if group.class_set else "",
        form_of_study=group.form_of_study,
        language=group.language,
        shift=group.shift,
        room=group.room,
        capacity=group.capacity,
        first_grade=group.first_grade if grade == group.grade else "",
        nosology=group.nosology,
        programme_years=group.programme_years,
    )
    is_additional = parameters.first_grade == ADDITIONAL_FIRST
    name = class_name(grade, group.letter, is_additional=is_additional) if grade is not None else group.name
    return ProposedClass(
        key=f"{group.pk}:{name}", name=name, after=group.name, parameters=parameters, employee_id=employee_id
    )


def class_name(grade: int | None, letter: str, *, is_additional: bool = False) -> str:
    """`"5А"`; of an additional first grade "1 доп. А"."""
    return f"{grade} доп. {letter}".strip() if is_additional else f"{grade or ''}{letter}"


def _open_year(year_id: int) -> AcademicYear:
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
    is_additional = parameters.first_grade == ADDITIONAL_FIRST
    group.name = " ".join(parameters.name.split()) or class_name(group.grade, group.letter, is_additional=is_additional)
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
)
"""What the forms ask of some classes: the column, its handbook, of which classes it is said."""
TITLES = {
    "first_grade": _("Year of the first grade"),
    "nosology": _("Nosology"),
    "programme_years": _("Length of the programme, years"),
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
    if ClassGroup.objects.filter(academic_year=group.academic_year, name=group.name).exclude(pk=group.pk).exists():
        raise _taken(group)
    try:
        with transaction.atomic():
            group.save()
    except IntegrityError as error:
        raise _taken(group) from error


def _taken(group: ClassGroup) -> refusals.ClassNameTaken:
    return refusals.ClassNameTaken(
        field="letter" if group.grade is not None else "name",
        params={"name": group.name, "year": group.academic_year.name},
    )
