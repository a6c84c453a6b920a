"""Who is enrolled at the end of an academic year and has not moved on yet: those whom a rollover is about."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from shared_apps.organisations.periods import FOREVER, valid_on
from tenant_apps.enrolment.arrangement_models import AcademicDebt
from tenant_apps.enrolment.models import HELD, AcademicYear, ClassGroup, ClassMembership, Enrolment
from tenant_apps.enrolment.programmes import INTELLECTUAL
from tenant_apps.people.models import HealthCircumstance


@dataclass(frozen=True, slots=True)
class Standing:
    """An enrolment on the last day of a year, with grade and class of that day. `class_id` None: in no class.

    `owes`: an academic debt of an earlier year is not made up for. `is_special`: learns by a programme for intellectual
    disability, in a class of that kind or by the conclusion of the commission.
    """

    enrolment_id: int
    student_id: int
    birth_date: date | None
    kind: str
    class_id: int | None
    level: str
    grade: int | None
    leaves_on: date
    is_on_the_way: bool
    owes: bool = False
    is_special: bool = False


def last_day(year: AcademicYear) -> date:
    return year.valid_to - timedelta(days=1)


def not_moved(year: AcademicYear) -> QuerySet[Enrolment]:
    """Enrolments of the year's last day that go on after it, and have no grade or class there yet."""
    moved = ClassMembership.objects.unvoided().filter(enrolment=OuterRef("pk"), valid_to__gt=year.valid_to)
    rows = Enrolment.objects.valid(last_day(year)).filter(valid_to__gt=year.valid_to)
    return rows.filter(~Exists(moved)).order_by("pk")


def standings(year: AcademicYear) -> list[Standing]:
    """Of all of them. Four queries."""
    enrolments = not_moved(year).select_related("student__person")
    day = last_day(year)
    members = ClassMembership.objects.unvoided().filter(valid_on(day), enrolment__in=not_moved(year).values("pk"))
    places: dict[int, list[Any]] = {pk: rest for pk, *rest in members.values_list(
        "enrolment_id", "class_group_id", "level", "grade", "class_group__kind")}  # fmt: skip
    owing = set(standing_debts().values_list("enrolment_id", flat=True))
    special = set(intellectual(day).values_list("student_id", flat=True))
    found = []
    for one in enrolments:
        class_id, level, grade, kind = places.get(one.pk, (None, "", None, ""))
        found.append(
            Standing(
                one.pk, one.student_id, one.student.person.birth_date, one.kind, class_id, level, grade, one.valid_to,
                one.end_envelope_id is not None or one.valid_to != date.max, one.pk in owing,
                kind == INTELLECTUAL or one.student_id in special,
            )
        )  # fmt: skip
    return found


def intellectual(day: date) -> QuerySet[HealthCircumstance]:
    """Who learns on a day by an adapted programme for intellectual disability (conclusion of the commission)."""
    return HealthCircumstance.objects.valid(day).filter(kind="ovz", value=INTELLECTUAL)


def standing_debts() -> QuerySet[AcademicDebt]:
    """Academic debts that nothing has closed yet."""
    return AcademicDebt.objects.unvoided().filter(valid_to=FOREVER)


def subjects_owed(enrolments: Iterable[int]) -> dict[int, list[str]]:
    """Enrolment → the subjects it owes; "" where the order named none."""
    found: dict[int, list[str]] = defaultdict(list)
    rows = standing_debts().filter(enrolment__in=list(enrolments)).order_by("pk")
    for enrolment_id, subject in rows.values_list("enrolment_id", "subject"):
        found[enrolment_id].append(subject)
    return found


def following(year: AcademicYear) -> AcademicYear | None:
    """The academic year that begins when this one ends, if it is open."""
    return AcademicYear.objects.filter(valid_from__gte=year.valid_to).order_by("valid_from").first()


def year_to_move(day: date) -> AcademicYear | None:
    """The year a rollover is about on a day: the one it lies in, or the one before while somebody is left there."""
    years = list(AcademicYear.objects.filter(valid_from__lte=day, closed_at__isnull=True).order_by("-valid_from")[:2])
    for year in reversed(years[:2]):
        if year.valid_to <= day and not_moved(year).exists():
            return year
    return years[0] if years else None


def classes_of(year: AcademicYear) -> list[ClassGroup]:
    rows = ClassGroup.objects.filter(HELD, academic_year=year).select_related("class_set")
    return list(rows.order_by("grade", "name"))
