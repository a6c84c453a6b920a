"""Reading the reading log: who opened what, of whom, when."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery

from shared_apps.accounts.roles import ROLES
from shared_apps.organisations.refusal import Text

from ..models import CardReading, PersonName, Student
from ..reading_words import VIA, WHAT
from .search import people_named


def readings(
    *, first: date | None = None, last: date | None = None, what: str = "", via: str = "", person_id: int | None = None
) -> QuerySet[CardReading]:
    """Lines of the log, the latest first, with `surname`, `given_name`, `patronymic` of whom, and `student_id`."""
    name = PersonName.objects.filter(person=OuterRef("person_id")).order_by("-valid_from")
    rows = CardReading.objects.annotate(
        surname=Subquery(name.values("surname")[:1]),
        given_name=Subquery(name.values("given_name")[:1]),
        patronymic=Subquery(name.values("patronymic")[:1]),
        student_id=Subquery(Student.objects.filter(person=OuterRef("person_id")).values("pk")[:1]),
    ).order_by("-id")
    conditions: dict[str, Any] = {}
    if first is not None:
        conditions["read_at__date__gte"] = first
    if last is not None:
        conditions["read_at__date__lt"] = last + timedelta(days=1)
    if what:
        conditions["what"] = what
    if via:
        conditions["via"] = via
    if person_id is not None:
        conditions["person_id"] = person_id
    return rows.filter(**conditions)


def matching(rows: QuerySet[CardReading], text: str) -> QuerySet[CardReading]:
    """Those of people so named, and those by such readers."""
    return rows.filter(Q(person_id__in=people_named(text).values("person")) | Q(reader__icontains=text))


@dataclass(frozen=True, slots=True)
class ReadingLine:
    """A reading in words."""

    read_at: datetime
    reader: str
    role: Text
    what: Text
    via: Text
    about: str


def of_card(person_id: int, *, limit: int) -> list[ReadingLine]:
    """Who read closed parts of one card, the latest first."""
    rows = CardReading.objects.filter(person_id=person_id).order_by("-id")[:limit]
    return [
        ReadingLine(
            row.read_at, row.reader, ROLES[row.role].title if row.role in ROLES else row.role,
            WHAT.get(row.what, row.what), VIA.get(row.via, row.via), row.about,
        )
        for row in rows
    ]  # fmt: skip
