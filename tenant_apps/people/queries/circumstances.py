"""Circumstances of students: of one card in full, of many as of a day."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from shared_apps.handbooks import queries as handbooks
from shared_apps.organisations.crossing import By
from shared_apps.organisations.periods import FOREVER
from shared_apps.organisations.privacy import Privacy

from ..circumstance_models import Circumstance
from ..circumstances import KINDS, PARTS, kinds_of
from ..grounds import FieldGroup
from ..models import Student
from ..rights import holds
from .cards import last_day
from .grounds import field_group, grounds

COLUMNS = (
    "student", "kind", "pk", "value", "variant", "note", "valid_from", "valid_to", "document", "document_number",
    "document_date", "document_until",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class CircumstanceLine:
    """A circumstance in words: `words` is "с задержкой психического развития, вариант 7.1"."""

    id: int
    kind: str
    value: str
    variant: str
    words: str
    note: str
    valid_from: date
    valid_to: date
    document: str
    document_number: str
    document_date: date | None
    document_until: date | None

    @property
    def last_day(self) -> date:
        return last_day(self.valid_to)

    @property
    def is_open(self) -> bool:
        return self.valid_to == FOREVER


@dataclass(frozen=True, slots=True)
class KindOfCard:
    """A kind with what a card has of it: true on the day, and all else (former and coming), the latest first."""

    code: str
    title: str
    present: tuple[CircumstanceLine, ...]
    others: tuple[CircumstanceLine, ...]
    may_add: bool


def circumstances_of(student_id: int, privacy: Privacy, day: date, *, by: By) -> list[KindOfCard]:
    """One part of a card, every kind of it; [] without a ground, and for those who do not hold its class."""
    if not holds(by, privacy) or closed_group(student_id, privacy) is not None:
        return []
    rows = PARTS[privacy].model._default_manager.filter(student=student_id, voided_by__isnull=True)
    found: dict[str, list[CircumstanceLine]] = defaultdict(list)
    for _student, code, *columns in rows.order_by("-valid_from", "-pk").values_list(*COLUMNS):
        if holds(by, KINDS[code].class_of(columns[1])):
            found[code].append(_line(code, columns))
    titles = handbooks.names(PARTS[privacy].kinds)
    kinds = []
    for kind in kinds_of(privacy):
        lines = found.get(kind.code, [])
        present = tuple(line for line in lines if line.valid_from <= day < line.valid_to)
        others = tuple(line for line in lines if line not in present)
        kinds.append(
            KindOfCard(kind.code, titles.get(kind.code, kind.code), present, others, kind.several or not present)
        )
    return kinds


def closed_group(student_id: int, privacy: Privacy) -> FieldGroup | None:
    """The group of a part that has no ground in this card: there is no consent; None: the part is open."""
    group = field_group(PARTS[privacy].model, "value")
    if group is None or not group.needs_consent:
        return None
    person_id = Student.objects.values_list("person_id", flat=True).get(pk=student_id)
    return None if grounds([person_id], timezone.localdate()).is_open(person_id, group) else group


def circumstances_on(
    day: date, *, kinds: Iterable[str] = (), student_ids: Collection[int] | None = None, by: By
) -> dict[int, dict[str, tuple[CircumstanceLine, ...]]]:
    """What holds of students on a day: student's id → kind → lines. One query for the circumstances, and one for the
    consents that open them, whatever the number of students.

    :param kinds: which ones; none named: all. Without a ground today, or of classes that the actor does not hold: none.
    :param student_ids: of whom; None: of everybody.
    """
    wanted = [KINDS[code] for code in kinds] or list(KINDS.values())
    by_class: dict[Privacy, list[str]] = defaultdict(list)
    for kind in wanted:
        if holds(by, kind.privacy):
            by_class[kind.privacy].append(kind.code)
    parts: list[Any] = []
    for privacy, codes in by_class.items():
        rows = PARTS[privacy].model._default_manager.filter(
            kind__in=codes, valid_from__lte=day, valid_to__gt=day, voided_by__isnull=True
        )
        rows = rows if student_ids is None else rows.filter(student__in=student_ids)
        parts.append(rows.order_by().values_list("student__person", *COLUMNS))
    found: dict[int, dict[str, list[CircumstanceLine]]] = defaultdict(lambda: defaultdict(list))
    read: list[Any] = list(parts[0].union(*parts[1:], all=True)) if parts else []
    needing = {privacy for privacy, part in PARTS.items() if _needs_consent(part.model)}
    known = grounds({row[0] for row in read if KINDS[row[2]].privacy in needing}, timezone.localdate())
    for person_id, student_id, code, *columns in read:
        if holds(by, KINDS[code].class_of(columns[1])) and known.opens(person_id, KINDS[code].part.model, "value"):
            found[student_id][code].append(_line(code, columns))
    return {student_id: {code: tuple(lines) for code, lines in each.items()} for student_id, each in found.items()}


def _needs_consent(model: type[Circumstance]) -> bool:
    group = field_group(model, "value")
    return group is not None and group.needs_consent


def row_of(student_id: int, privacy: Privacy, row_id: int, *, by: By) -> Circumstance | None:
    """One row of a student's card; None: it is not there, not his, or of a class that the reader does not hold."""
    rows = PARTS[privacy].model._default_manager.filter(student=student_id, voided_by__isnull=True)
    found = rows.filter(pk=row_id).first()
    return found if found is not None and holds(by, KINDS[found.kind].class_of(found.value)) else None


def in_words(lines: Mapping[str, tuple[CircumstanceLine, ...]], kind: str) -> str:
    """What a student has of a kind, in one cell: "большая семья; малоимущая семья"."""
    return "; ".join(line.words for line in lines.get(kind, ()))


def _line(code: str, columns: list[Any]) -> CircumstanceLine:
    pk, value, variant, *rest = columns
    return CircumstanceLine(pk, code, value, variant, described(code, value, variant), *rest)


def described(kind: str, value: str, variant: str = "") -> str:
    """The words of a value with its variant."""
    declared = KINDS[kind]
    words = handbooks.name(declared.handbook, value)
    return f"{words}, {handbooks.name(declared.variants, variant)}" if variant and declared.variants else words
