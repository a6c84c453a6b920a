"""Classes of the next year as they follow from this year's."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import F

from shared_apps.organisations.crossing import By

from .. import refusals
from ..models import HELD, AcademicYear, ClassGroup, ClassTeacher
from ..programmes import Place, Programmes, has_no_teacher_yet, place_of, places_after
from .classes import ClassParameters, assign_class_teacher, class_name, create_class, open_year
from .standing import level_of


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposedClass:
    """A class of the next year as it follows from one of this year; `key` names it in a form."""

    key: str
    name: str
    after: str
    parameters: ClassParameters
    employee_id: int | None = None


def proposed_classes(*, year_id: int, next_year_id: int) -> list[ProposedClass]:
    """Next year's classes: each goes on as its programme does (programmes.py), grades 1 and 10 come anew, groups stay.

    Classes whose name stands in the next year already are left out, so that asking twice proposes nothing twice.
    """
    year = AcademicYear.objects.get(pk=year_id)
    groups = list(
        ClassGroup.objects.filter(HELD, academic_year=year).select_related("class_set").order_by("grade", "name")
    )
    taken = set(ClassGroup.objects.filter(HELD, academic_year=next_year_id).values_list("name", flat=True))
    rows = ClassTeacher.objects.filter(class_group__academic_year=year_id, valid_to__gte=F("class_group__valid_to"))
    teachers = dict(rows.values_list("class_group", "employee"))
    programmes = Programmes.of(groups, as_of=year.valid_to - timedelta(days=1))
    found: dict[str, ProposedClass] = {}
    for group, place in _continued(groups, programmes):
        one = _proposed(group, place, teachers.get(group.pk))
        found.setdefault(one.name, one)
    graded = sorted(found.values(), key=lambda one: (one.parameters.grade is None, one.parameters.grade or 0))
    return [one for one in graded if one.name not in taken]


def _continued(groups: Sequence[ClassGroup], programmes: Programmes) -> Iterator[tuple[ClassGroup, Place | None]]:
    """Each class with its place next year: those that go on, those that come anew, groups without grades."""
    for group in groups:
        place = place_of(group)
        if place is not None and programmes.goes_on(group):
            yield group, places_after(place, group.nosology)[0]
    for group in groups:
        if programmes.begins_anew(group):
            yield group, place_of(group)
    for group in groups:
        if group.grade is None:
            yield group, None


@transaction.atomic
def create_proposed_classes(
    *, year_id: int, next_year_id: int, keys: Sequence[str], with_teachers: bool, by: By
) -> list[ClassGroup]:
    """Make the chosen ones of `proposed_classes`. :raises NothingToCopy, AcademicYearSealed, ClassNameTaken:"""
    year = open_year(next_year_id)
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


def _proposed(group: ClassGroup, place: Place | None, employee_id: int | None) -> ProposedClass:
    parameters = ClassParameters(
        grade=place.grade if place else None,
        letter=group.letter,
        name="" if place else group.name,
        level=level_of(place.grade) if place else group.level,
        kind=group.kind,
        age_group=group.age_group,
        profile=group.profile,
        class_set=group.class_set.name if group.class_set else "",
        form_of_study=group.form_of_study,
        language=group.language,
        shift=group.shift,
        room=group.room,
        capacity=group.capacity,
        first_grade=place.year if place else "",
        nosology=group.nosology,
        programme_years=group.programme_years,
        regime=group.regime,
        programme_level=group.programme_level,
        funding=group.funding,
    )
    name = class_name(place.grade, group.letter, place.year) if place else group.name
    return ProposedClass(
        key=f"{group.pk}:{name}", name=name, after=group.name, parameters=parameters,
        employee_id=None if has_no_teacher_yet(parameters, group) else employee_id,
    )  # fmt: skip
