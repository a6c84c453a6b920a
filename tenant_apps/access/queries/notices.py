"""Notices to families: of a student, of a report."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from shared_apps.organisations.crossing import By
from tenant_apps.enrolment.queries import students
from tenant_apps.people.notices import Notice

from ..models import FamilyNotice


def notices_of(student_ids: Collection[int]) -> list[Notice]:
    """What these students' families were told, the latest first."""
    rows = FamilyNotice.objects.filter(student__in=list(student_ids)).order_by("-told_at", "-pk")
    return [
        Notice(row.pk, row.student_id, row.told_at, row.changes, row.protocol, row.read_at, row.read_name)
        for row in rows
    ]


@dataclass(frozen=True, slots=True)
class ToldRow:
    """A family that was told: for the printed list of a report."""

    student_id: int
    name: str
    key: str
    class_name: str
    changes: int
    told_at: datetime
    read_at: datetime | None
    read_name: str
    state: str


def told_of_case(case_id: int, day: date, *, by: By) -> list[ToldRow]:
    """The families told of a report, by class and name. Two queries."""
    told = {row.student_id: row for row in FamilyNotice.objects.filter(case=case_id)}
    rows: Any = students.students_on(day, by=by, presence="all").filter(pk__in=list(told))
    found = []
    for row in rows.order_by("grade", "class_name", "name_key", "pk"):
        notice, name = told[row.pk], students.label(row)
        found.append(
            ToldRow(
                row.pk, name, row.name_key or "", row.class_name or "", notice.changes,
                notice.told_at, notice.read_at, notice.read_name, "read" if notice.read_at else "unread",
            )
        )  # fmt: skip
    return found


def told_counts(case_id: int) -> tuple[int, int]:
    """(families told, those who have read it)."""
    reads = list(FamilyNotice.objects.filter(case=case_id).values_list("read_at", flat=True))
    return len(reads), sum(1 for read_at in reads if read_at is not None)
