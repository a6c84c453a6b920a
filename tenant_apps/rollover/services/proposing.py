"""What a year's passage looks like before anybody has edited it: classes of the next year, and an outcome per student.

Classes go on as their programmes do (enrolment/programmes.py) and keep their letters; grades 1 and 10 come anew with
this year's letters; those of the last grade finish, with a certificate of study where the programme is for intellectual
disability; after grade 9 it is for the family to decide.
Children of a kindergarten go to a group of the next age, the oldest finish; groups of centres stay together. Who owes a
subject of an earlier year is to be decided by hand.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from tenant_apps.enrolment.models import AcademicYear, ClassGroup
from tenant_apps.enrolment.programmes import (
    BASIC_ENDS,
    Place,
    Programmes,
    is_intellectual,
    place_of,
    places_after,
    share_programme,
)
from tenant_apps.enrolment.services import proposed_classes

from ..models import PlannedClass, PlannedOutcome, RolloverPlan
from ..outcomes import ADDITIONAL, AGES, GOING_ON, PRESCHOOL, SCHOOL_AGE, Outcome
from ..queries.standing import Standing, last_day
from ..results import usual_result


def planned_classes(plan: RolloverPlan, year: AcademicYear, existing: Sequence[ClassGroup]) -> list[PlannedClass]:
    """The next year's classes as they follow from this year's, and those that the next year has already."""
    found: dict[str, PlannedClass] = {}
    for one in proposed_classes(year_id=year.pk, next_year_id=0):
        parameters = one.parameters
        found[one.name] = PlannedClass(
            plan=plan, after_id=int(one.key.partition(":")[0]), level=parameters.level, grade=parameters.grade,
            letter=parameters.letter, first_grade=parameters.first_grade, name=one.name,
            age_group=parameters.age_group, capacity=parameters.capacity,
            keeps_teacher=one.employee_id is not None,
        )  # fmt: skip
    for group in existing:
        if group.name not in found:
            found[group.name] = PlannedClass(
                plan=plan, level=group.level, grade=group.grade, letter=group.letter,
                first_grade=group.first_grade, name=group.name,
                age_group=group.age_group, capacity=group.capacity, keeps_teacher=False,
            )  # fmt: skip
    return list(found.values())


@dataclass(slots=True)
class Proposer:
    """Proposes outcomes one by one; groups of a kindergarten are filled evenly."""

    plan: RolloverPlan
    groups: Mapping[int, ClassGroup]
    classes: Sequence[PlannedClass]
    coming: Counter[int]
    programmes: Programmes

    @classmethod
    def of(
        cls, plan: RolloverPlan, groups: Sequence[ClassGroup], classes: Sequence[PlannedClass], coming: Counter[int]
    ) -> "Proposer":
        programmes = Programmes.of(groups, as_of=last_day(plan.year))
        return cls(plan, {group.pk: group for group in groups}, classes, coming, programmes)

    def outcome(self, one: Standing) -> PlannedOutcome:
        """Of a student; the target is None where there is none to propose."""
        row = PlannedOutcome(
            plan=self.plan, enrolment_id=one.enrolment_id, from_class_id=one.class_id, grade=one.grade, level=one.level
        )
        self.propose(row, one)
        return row

    def propose(self, row: PlannedOutcome, one: Standing) -> None:
        """Fill outcome, target and result of a row anew."""
        row.from_class_id, row.grade, row.level = one.class_id, one.grade, one.level
        row.outcome, row.target = self._decided(one)
        row.result = usual_result(row.outcome, row.grade, is_special=one.is_special)
        row.reason = row.destination = row.counterpart = row.subjects = ""
        row.due_on = None
        if row.target is not None:
            self.coming[row.target.pk] += 1

    def target_for(self, outcome: str, group: ClassGroup | None, grade: int | None) -> PlannedClass | None:
        """The class that somebody goes to by an outcome: that of his letter, else the only one of the place."""
        if outcome not in GOING_ON:
            return None
        here = place_of(group, grade)
        if here is None:
            return self._same_name(group)
        wanted = here if outcome == Outcome.REPEATED else self._usual(group, here)
        of_place = list(self._continuing(group, wanted))
        if group is not None:
            follows = [one for one in of_place if one.after_id == group.pk and wanted != here]
            lettered = [one for one in of_place if one.letter == group.letter]
            if found := follows or lettered:
                return found[0]
        return of_place[0] if len(of_place) == 1 else None

    def _usual(self, group: ClassGroup | None, here: Place) -> Place:
        return places_after(here, group.nosology if group is not None else "")[0]

    def _continuing(self, group: ClassGroup | None, place: Place) -> Iterator[PlannedClass]:
        """Planned classes of a place that continue programmes like that of a class."""
        for one in self.classes:
            after = self.groups.get(one.after_id) if one.after_id is not None else None
            if place_of(one) == place and (after is None or share_programme(group, after, one.grade)):
                yield one

    def _decided(self, one: Standing) -> tuple[str, PlannedClass | None]:
        group = self.groups.get(one.class_id) if one.class_id is not None else None
        if one.level == PRESCHOOL:
            return self._child(one, group)
        if one.level == ADDITIONAL:
            target = self._same_name(group)
            return (Outcome.NEXT, target) if target is not None else (Outcome.UNDECIDED, None)
        if one.grade is None or one.owes:
            return Outcome.UNDECIDED, None
        here = place_of(group, one.grade)
        assert here is not None
        has_next = any(self._continuing(group, self._usual(group, here)))
        is_adapted = is_intellectual(group)
        if one.grade == BASIC_ENDS and not is_adapted:
            return (Outcome.UNDECIDED if has_next and not one.is_special else Outcome.FINISHED), None
        if self.programmes.ends(group, one.grade) and (is_adapted or not has_next):
            return Outcome.FINISHED, None
        if not has_next:
            return Outcome.UNDECIDED, None
        return Outcome.NEXT, self.target_for(Outcome.NEXT, group, one.grade)

    def _child(self, one: Standing, group: ClassGroup | None) -> tuple[str, PlannedClass | None]:
        age_group = group.age_group if group is not None else ""
        turned = self.plan.next_from.year - one.birth_date.year if one.birth_date else 0
        if age_group == AGES[-1] or (age_group not in AGES and turned >= SCHOOL_AGE and group is not None):
            return Outcome.FINISHED, None
        if age_group in AGES:
            older = AGES[AGES.index(age_group) + 1]
            of_age = [each for each in self.classes if each.age_group == older]
            fitting = [each for each in of_age if self._kind(each) == self._kind_of(group)] or of_age
            if fitting:
                return Outcome.NEXT, min(fitting, key=lambda each: self.coming[each.pk] / max(each.capacity, 1))
        target = self._same_name(group)
        return (Outcome.NEXT, target) if target is not None else (Outcome.UNDECIDED, None)

    def _kind(self, planned: PlannedClass) -> str:
        return self._kind_of(self.groups.get(planned.after_id) if planned.after_id is not None else None)

    def _kind_of(self, group: ClassGroup | None) -> str:
        return group.kind if group is not None else ""

    def _same_name(self, group: ClassGroup | None) -> PlannedClass | None:
        return next((one for one in self.classes if group is not None and one.name == group.name), None)
