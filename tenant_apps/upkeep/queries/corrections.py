"""Corrections that families propose: the inbox of class teachers and of the office, one of them in full."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Exists, Min, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from shared_apps.envelopes import working_days
from shared_apps.organisations.crossing import By
from shared_apps.rules.catalogue import CORRECTION_DAYS
from shared_apps.rules.queries import setting
from shared_apps.ui.numbers import ru_date
from tenant_apps.enrolment.queries.reach import seen_students
from tenant_apps.enrolment.queries.students import label, students_on
from tenant_apps.people.history import persons_by_id
from tenant_apps.people.rights import holds

from ..models import Correction, ProposedField
from ..proposable import OWN, PROPOSABLE, STUDENT, WHOSE
from .present import present_values

PENDING = ProposedField.State.PENDING


@dataclass(frozen=True, slots=True)
class FieldLine:
    """A proposed field in words. `present` is what the card says now, where that is neither the old nor the new value.

    :ivar may_decide: the reader holds its privacy class and it waits.
    """

    id: int
    code: str
    title: str
    old: str
    new: str
    state: str
    state_words: str
    decided_at: datetime | None
    decided_name: str
    reason: str
    present: str = ""
    may_decide: bool = False
    is_dated: bool = False
    nature: str = ""
    since: date | None = None
    document: str = ""

    @property
    def happened(self) -> str:
        """ "changed since 03.11.2026, Certificate No 5"; "" of what is not dated, or where nobody has said it."""
        if self.nature == ProposedField.Nature.CHANGE:
            words = _("changed since %(day)s") % {"day": ru_date(self.since)}
            return f"{words}, {self.document}" if self.document else words
        return _("the card was wrong") if self.nature else ""


@dataclass(frozen=True, slots=True)
class CorrectionLine:
    """A correction with its fields. `whose`: student or own (the guardian's card); `state`: waits or decided."""

    pk: int
    student_id: int
    student: str
    key: str
    class_name: str
    whose: str
    person: str
    proposed_at: datetime
    proposed_name: str
    comment: str
    scan: str
    due_on: date
    fields: tuple[FieldLine, ...]

    @property
    def waiting(self) -> int:
        return sum(1 for one in self.fields if one.state == PENDING)

    @property
    def state(self) -> str:
        """waits, overdue, or the outcome: accepted, refused, partly, withdrawn."""
        states = {one.state for one in self.fields}
        if PENDING in states:
            return "overdue" if self.due_on < timezone.localdate() else "waits"
        return states.pop() if len(states) == 1 else "partly"

    @property
    def titles(self) -> str:
        return ", ".join(one.title for one in self.fields)

    @property
    def whose_words(self) -> str:
        return str(WHOSE[self.whose])


def corrections(
    day: date, *, by: By, waiting_only: bool = False, student_ids: Collection[int] | None = None, pk: int | None = None
) -> list[CorrectionLine]:
    """Those about students whom the reader sees, the latest first. Values only of classes that he holds.

    A fixed number of queries, but for one correction in full (`pk`): three more say what its card holds now.
    """
    rows: Any = Correction.objects.select_related("file", "student").order_by("-proposed_at", "-pk")
    rows = rows.filter(fields__state=PENDING).distinct() if waiting_only else rows
    rows = rows if student_ids is None else rows.filter(student__in=list(student_ids))
    found = list(rows if pk is None else rows.filter(pk=pk))
    known = {
        row.pk: row for row in students_on(day, by=by, presence="all").filter(pk__in={one.student_id for one in found})
    }
    found = [one for one in found if one.student_id in known]
    fields: dict[int, list[ProposedField]] = {}
    for field in ProposedField.objects.filter(correction__in=[one.pk for one in found]).order_by("pk"):
        fields.setdefault(field.correction_id, []).append(field)
    names = persons_by_id({one.person_id for one in found})
    term = setting(CORRECTION_DAYS, as_of=day)
    return [
        _line(one, known[one.student_id], names, fields.get(one.pk, []), term, by, in_full=pk is not None)
        for one in found
    ]


def waiting_corrections(day: date, *, by: By) -> tuple[int, date | None]:
    """How many corrections wait for this reader, and when the first of them is due. One query."""
    rows = Correction.objects.filter(Exists(ProposedField.objects.filter(correction=OuterRef("pk"), state=PENDING)))
    seen = seen_students(by)
    rows = rows if seen is None else rows.filter(student__in=seen.values("pk"))
    found = rows.aggregate(count=Count("pk"), first=Min("proposed_at"))
    if not found["count"]:
        return 0, None
    term = setting(CORRECTION_DAYS, as_of=day)
    return found["count"], working_days.after(timezone.localtime(found["first"]).date(), term)


def _line(
    row: Correction, student: Any, names: dict[int, str], fields: list[ProposedField], term: int, by: By, *,
    in_full: bool,
) -> CorrectionLine:  # fmt: skip
    whose = STUDENT if row.person_id == student.person_id else OWN
    asked = in_full and any(one.state == PENDING for one in fields)
    student_id = row.student_id if whose == STUDENT else None
    present = present_values(row.person_id, timezone.localdate(), student_id=student_id) if asked else {}
    proposed_on = timezone.localtime(row.proposed_at).date()
    return CorrectionLine(
        row.pk, row.student_id, label(student), student.name_key or "", student.class_name or "", whose,
        names.get(row.person_id, "—"), row.proposed_at, row.proposed_name, row.comment,
        row.file.name if row.file is not None else "", working_days.after(proposed_on, term),
        tuple(_field(one, present, by) for one in fields),
    )  # fmt: skip


def _field(row: ProposedField, present: dict[str, str], by: By) -> FieldLine:
    one = PROPOSABLE[row.code]
    sees = holds(by, one.privacy)
    now = present.get(row.code, row.old_value) if row.state == PENDING else row.old_value
    differs = sees and now not in (row.old_value, row.new_value)
    return FieldLine(
        row.pk, row.code, str(one.title), one.words(row.old_value) if sees else "…",
        one.words(row.new_value) if sees else "…", row.state, str(row.get_state_display()), row.decided_at,
        row.decided_name, row.reason, one.words(now) if differs else "", sees and row.state == PENDING,
        one.is_dated, *((row.nature, row.since, row.document) if sees else ("", None, "")),
    )  # fmt: skip
