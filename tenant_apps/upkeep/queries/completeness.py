"""How full cards are: what is asked of each, what lacks, what is closed. Two queries for any number of cards.

Only what the reader sees is counted: a class teacher who does not hold documents is not told of a missing СНИЛС.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet

from shared_apps.organisations.crossing import By
from tenant_apps.enrolment.queries.students import students_on
from tenant_apps.people.names import full_name
from tenant_apps.people.queries.grounds import grounds
from tenant_apps.people.queries.lists import employees_on, guardians_on

from ..requirements import KINDS, Required

_NAMED = ("surname", "given_name", "patronymic", "name_key")
_PLACED = ("class_id", "class_name")


@dataclass(frozen=True, slots=True)
class CardRow:
    """A card: what is asked, and of that what lacks; `closed` is what has no ground and so is not asked."""

    pk: int
    person_id: int
    surname: str | None
    given_name: str | None
    patronymic: str | None
    name_key: str | None
    class_id: int | None
    class_name: str
    asked: int
    missing: tuple[str, ...]
    closed: tuple[str, ...]

    @property
    def name(self) -> str:
        """The name of the day; a dash where there is none."""
        return full_name(self.surname or "—", self.given_name or "", self.patronymic or "")

    @property
    def key(self) -> str:
        """Letters of the name as lists search them."""
        return self.name_key or ""

    @property
    def percent(self) -> int:
        """Rounded down: 100 means that nothing is missing."""
        return percent(self.asked, len(self.missing))


@dataclass(frozen=True, slots=True)
class Total:
    """Of many cards: how many, how many of them are full, what is asked and what lacks in all."""

    cards: int
    full: int
    asked: int
    missing: int

    @property
    def percent(self) -> int:
        return percent(self.asked, self.missing)


def percent(asked: int, missing: int) -> int:
    """The share that is there, rounded down; of nothing asked: 100."""
    return (asked - missing) * 100 // asked if asked else 100


def total(rows: Iterable[CardRow]) -> Total:
    """Of these cards together."""
    found = list(rows)
    full = sum(1 for row in found if not row.missing)
    return Total(len(found), full, sum(row.asked for row in found), sum(len(row.missing) for row in found))


def students_completeness(
    day: date, *, by: By, class_id: int | None = None, student_ids: Collection[int] | None = None
) -> list[CardRow]:
    """Of those who study on the day and whom the reader sees, by class and name."""
    rows: Any = students_on(day, by=by, class_id=class_id)
    rows = rows if student_ids is None else rows.filter(pk__in=list(student_ids))
    return _cards("student", rows.order_by("grade", "class_name", "name_key", "pk"), day, by)


def employees_completeness(day: date, *, by: By, employee_ids: Collection[int] | None = None) -> list[CardRow]:
    """Of those who hold a post on the day, by name."""
    rows: Any = employees_on(day)
    rows = rows if employee_ids is None else rows.filter(pk__in=list(employee_ids))
    return _cards("employee", rows, day, by)


def guardians_completeness(day: date, *, by: By, guardian_ids: Collection[int] | None = None) -> list[CardRow]:
    """Of those who answer for a student on the day and whom the reader sees, by name."""
    rows: Any = guardians_on(day, by=by)
    rows = rows.filter(children__gt=0)
    rows = rows if guardian_ids is None else rows.filter(pk__in=list(guardian_ids))
    return _cards("guardian", rows, day, by)


def asked_of(kind: str, by: By) -> list[Required]:
    """What is asked of cards of a kind, as far as this reader is told of it."""
    return [one for one in KINDS[kind].values() if one.is_seen(by)]


def _cards(kind: str, rows: QuerySet[Any], day: date, by: By) -> list[CardRow]:
    wanted = asked_of(kind, by)
    told = [f"has_{one.code}" for one in wanted] + [f"asked_{one.code}" for one in wanted if one.asked is not None]
    columns = ["pk", "person_id", *_NAMED, *(_PLACED if kind == "student" else ())]
    lines = list(_with_conditions(rows, wanted, day).values_list(*columns, *told))
    known = grounds([line[1] for line in lines] if any(one.group for one in wanted) else [], day)
    place = {name: number for number, name in enumerate(told, start=len(columns))}
    where = [(one.code, one.group, place[f"has_{one.code}"], place.get(f"asked_{one.code}")) for one in wanted]
    cards = []
    for line in lines:
        asked, lacking, shut = 0, [], []
        for code, group, has, is_asked in where:
            if is_asked is not None and not line[is_asked]:
                continue
            if group and not known.is_open(line[1], group):
                shut.append(code)
                continue
            asked += 1
            if not line[has]:
                lacking.append(code)
        pk, person_id, surname, given_name, patronymic, key = line[:6]
        class_id, class_name = line[6:8] if kind == "student" else (None, "")
        cards.append(
            CardRow(
                pk, person_id, surname, given_name, patronymic, key, class_id, class_name or "", asked, tuple(lacking),
                tuple(shut),
            )
        )  # fmt: skip
    return cards


def _with_conditions(rows: QuerySet[Any], wanted: Iterable[Required], day: date) -> QuerySet[Any]:
    """The rows with `has_<code>`, and `asked_<code>` where not everybody is asked."""
    conditions: dict[str, Q] = {}
    for one in wanted:
        conditions[f"has_{one.code}"] = one.has(day)
        if one.asked is not None:
            conditions[f"asked_{one.code}"] = one.asked(day)
    told: QuerySet[Any] = rows.annotate(
        **{name: ExpressionWrapper(each, output_field=BooleanField()) for name, each in conditions.items()}
    )
    return told
