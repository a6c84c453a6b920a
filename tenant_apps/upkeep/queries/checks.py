"""Which cards were checked this month, by class: until when it is due, who is left."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Exists, F, OuterRef
from django.utils import timezone

from shared_apps.organisations.crossing import By
from shared_apps.rules.catalogue import CARD_CHECK_DAY
from shared_apps.rules.queries import setting
from tenant_apps.enrolment.models import ClassGroup, ClassMembership
from tenant_apps.enrolment.queries import classes
from tenant_apps.enrolment.queries.reach import led_classes

from ..models import CardCheck


def month_of(day: date) -> date:
    """The first day of its month."""
    return day.replace(day=1)


def due_on(day: date) -> date:
    """Until which day of its month cards are checked: a setting of the region, the municipality, the organisation."""
    return day.replace(day=setting(CARD_CHECK_DAY, as_of=day))


@dataclass(frozen=True, slots=True)
class Check:
    """A card was checked: when, by whom; `is_stale`: the card was changed since."""

    student_id: int
    at: datetime
    name: str
    is_stale: bool

    @property
    def day(self) -> date:
        return timezone.localtime(self.at).date()


def checks_of(student_ids: Collection[int], day: date) -> dict[int, Check]:
    """The checks of the day's month, by student. One query."""
    rows = CardCheck.objects.filter(student__in=list(student_ids), month=month_of(day))
    columns = ("student", "checked_at", "checked_name", "card_version", "student__person__version")
    return {
        student: Check(student, at, name, version != present)
        for student, at, name, version, present in rows.values_list(*columns)
    }


@dataclass(frozen=True, slots=True)
class ClassState:
    """A class in a month: students, of whom checked; `state`: done, open, overdue, or "" for an empty class."""

    pk: int
    name: str
    grade: int | None
    teacher: str
    students: int
    checked: int
    state: str

    @property
    def left(self) -> int:
        return self.students - self.checked


def class_states(day: date, *, by: By) -> list[ClassState]:
    """Classes of the day that the reader sees, in their order. Two queries."""
    members = ClassMembership.objects.valid(day).filter(
        enrolment__voided_by__isnull=True,
        class_group__isnull=False,
        enrolment__student__checks__month=month_of(day),
    )
    counted = members.values_list("class_group").annotate(Count("enrolment__student", distinct=True))
    checked = dict(counted.order_by())
    late = day > due_on(day)
    found = []
    for row in classes.classes_on(day, by=by, by_sex=False):
        number, done = row.students, checked.get(row.pk, 0)  # type: ignore[attr-defined]
        state = "" if not number else "done" if done >= number else "overdue" if late else "open"
        found.append(ClassState(row.pk, row.name, row.grade, classes.teacher_name(row), number, done, state))
    return found


@dataclass(frozen=True, slots=True)
class Unchecked:
    """A class in which cards are not checked this month yet: of how many `students` how many are `left`."""

    pk: int
    name: str
    students: int
    left: int


def unchecked_classes(day: date, *, by: By) -> list[Unchecked]:
    """Those of `class_states` where somebody is left, for the first page. One query."""
    groups = ClassGroup.objects.valid(day)
    led = led_classes(by)
    groups = groups if led is None else groups.filter(pk__in=led)
    done = CardCheck.objects.filter(student=OuterRef("enrolment__student"), month=month_of(day))
    members = ClassMembership.objects.valid(day).filter(
        class_group__in=groups.values("pk"), enrolment__voided_by__isnull=True
    )
    counted = members.values_list("class_group", "class_group__name").annotate(
        students=Count("pk"), left=Count("pk", filter=~Exists(done))
    )
    found = counted.filter(left__gt=0).order_by(F("class_group__grade").asc(nulls_first=True), "class_group__name")
    return [Unchecked(*row) for row in found.values_list("class_group", "class_group__name", "students", "left")]
