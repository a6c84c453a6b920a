"""Students of this organisation who stand as main in another one too, as the region has found. What is over here is
left out at once; what is over there, the region finds at night.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import OuterRef, QuerySet, Subquery

from shared_apps.envelopes import doubled
from shared_apps.envelopes.models import DoubledAnswer, DoubledStudent
from shared_apps.organisations.crossing import By
from shared_apps.organisations.models import OrganisationPeriod
from tenant_apps.people.queries.names import named_students

from ..models import Enrolment
from .reach import seen_students


@dataclass(frozen=True, slots=True)
class Said:
    """An answer of this organisation."""

    answer: str
    reason: str
    at: datetime
    who: str


@dataclass(frozen=True, slots=True)
class Doubled:
    """A student and the other organisation, as it is called today. `said`: our answers, the last one first."""

    number: int
    student_id: int
    name: str
    name_key: str
    organisation: str
    municipality: str
    phone: str
    since: date
    is_confirmed: bool
    said: tuple[Said, ...]

    @property
    def certainty(self) -> str:
        return "confirmed" if self.is_confirmed else "proposed"

    @property
    def answer(self) -> str:
        """The last of our answers; "": none yet."""
        return self.said[0].answer if self.said else ""


def told(day: date, *, by: By) -> QuerySet[DoubledStudent]:
    """Notices about students whom the actor sees and whose enrolment goes on here."""
    own = Enrolment.objects.unvoided().filter(valid_to__gt=day)
    seen = seen_students(by)
    if seen is not None:
        own = own.filter(student__in=seen)
    return doubled.told_on(day).filter(enrolment_id__in=own.values("pk"))


def number(day: date, *, by: By) -> int:
    """How many there are."""
    return told(day, by=by).count()


def doubled_student(day: date, *, by: By, number: int) -> Doubled | None:
    """Returns the doubled student of a notice; None if the actor does not see him or he is doubled no longer."""
    return next(iter(doubled_students(day, by=by, only=number)), None)


def doubled_students(day: date, *, by: By, student_id: int | None = None, only: int | None = None) -> list[Doubled]:
    """Doubled students, sorted by name: all of them, those notices that are about one student, or the notice `only`.

    Costs five queries; one query if there is nobody.
    """
    student = Subquery(Enrolment.objects.filter(pk=OuterRef("enrolment_id")).values("student")[:1])
    rows = told(day, by=by).annotate(student=student)
    if student_id is not None:
        rows = rows.filter(student=student_id)
    if only is not None:
        rows = rows.filter(pk=only)
    columns = ("pk", "student", "other", "other_phone", "since", "is_confirmed")
    listed = list(rows.values_list(*columns).order_by("pk"))
    if not listed:
        return []
    students = named_students({row[1] for row in listed})
    places = _places({row[2] for row in listed}, day)
    said = _said([row[0] for row in listed])
    found = [
        Doubled(
            pk, student, students[student].full_name, students[student].search_key, *places.get(other, ("—", "")),
            phone, since, is_confirmed, tuple(said[pk]),
        )
        for pk, student, other, phone, since, is_confirmed in listed
    ]  # fmt: skip
    return sorted(found, key=lambda one: (one.name_key, one.number))


def _places(ids: set[int], day: date) -> dict[int, tuple[str, str]]:
    """Organisation → its name and municipality on the day, else as it was called last before it."""
    rows = OrganisationPeriod.objects.filter(organisation__in=ids, valid_from__lte=day).order_by("valid_from")
    return {key: (name, place) for key, name, place in rows.values_list(
        "organisation", "short_name", "municipality__name")}  # fmt: skip


def _said(numbers: list[int]) -> dict[int, list[Said]]:
    found: dict[int, list[Said]] = defaultdict(list)
    for row in DoubledAnswer.objects.filter(doubled__in=numbers).order_by("-pk"):
        found[row.doubled_id].append(
            Said(row.get_answer_display(), row.reason, row.answered_at, row.answered_name)
        )  # fmt: skip
    return found
