"""Which students' records lines of the log are about: found by the references of the tables, whatever app they are of.

From a table the shortest way of references to a student, a person or a guardian is taken. A person who is a guardian
touches the children he answers for. What leads over an employee or a class is about no student.
"""

from collections import Counter, defaultdict, deque
from collections.abc import Collection, Iterable, Mapping
from functools import cache

from django.apps import apps
from django.db.models import Model
from django.utils import timezone

from tenant_apps.enrolment.models import ClassGroup
from tenant_apps.history.models import ChangeLog, ReversalLine
from tenant_apps.people.models import Employee, Guardian, Guardianship, Person, Student

TARGETS: tuple[type[Model], ...] = (Student, Person, Guardian)
CLOSED: tuple[type[Model], ...] = (Employee, ClassGroup)
LONGEST_WAY = 3

Rows = Mapping[str, Collection[int]]
"""Table → ids."""


def rows_of_protocol(number: int, *, verdicts: Collection[str] = ("reverse", "cancel")) -> dict[str, Counter[int]]:
    """Table → row → how many lines of a protocol are taken back there."""
    lines = ReversalLine.objects.filter(reversal=number, verdict__in=verdicts).values("change")
    found: dict[str, Counter[int]] = defaultdict(Counter)
    for table, row in ChangeLog.objects.filter(pk__in=lines).values_list("table_name", "row_id"):
        found[table][row] += 1
    return dict(found)


def students_of(rows: Rows) -> dict[tuple[str, int], set[int]]:
    """(table, row) → students whose records it is part of, as far as the rows are there now."""
    found: dict[tuple[str, int], set[int]] = {}
    for table, ids in rows.items():
        model = _tables().get(table)
        way = _way(model) if model is not None else None
        if model is None or way is None:
            continue
        path, target = way
        values = model._default_manager.filter(pk__in=list(ids)).order_by()
        pairs = [(pk, value) for pk, value in values.values_list("pk", path) if value is not None]
        of_target = _students_by(target, {value for _pk, value in pairs})
        for pk, value in pairs:
            if students := of_target.get(value):
                found.setdefault((table, pk), set()).update(students)
    return found


def _students_by(target: type[Model], ids: Collection[int]) -> dict[int, set[int]]:
    """Student, person or guardian → students."""
    if target is Student:
        return {pk: {pk} for pk in ids}
    answering = Guardianship.objects.valid(timezone.localdate())
    if target is Guardian:
        return _grouped(answering.filter(guardian__in=ids).values_list("guardian", "student"))
    found = _grouped(Student.objects.filter(person__in=ids).values_list("person", "pk"))
    children = _grouped(answering.filter(guardian__person__in=ids).values_list("guardian__person", "student"))
    for person, students in children.items():
        found.setdefault(person, set()).update(students)
    return found


def _grouped(pairs: Iterable[tuple[int, int]]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {}
    for key, value in pairs:
        found.setdefault(key, set()).add(value)
    return found


@cache
def _tables() -> dict[str, type[Model]]:
    return {
        model._meta.db_table: model
        for config in apps.get_app_configs()
        if config.name.startswith("tenant_apps.")
        for model in config.get_models()
    }


@cache
def _way(model: type[Model]) -> tuple[str, type[Model]] | None:
    """The shortest way of references to a student, a person or a guardian, as a lookup."""
    if model in TARGETS:
        return ("pk", model)
    waiting: deque[tuple[type[Model], tuple[str, ...]]] = deque([(model, ())])
    while waiting:
        here, path = waiting.popleft()
        references = [
            field for field in here._meta.concrete_fields if field.is_relation and field.related_model is not None
        ]
        for target in TARGETS:
            for field in references:
                if field.related_model is target:
                    return ("__".join((*path, field.name)), target)
        if len(path) + 1 < LONGEST_WAY:
            waiting.extend(
                (field.related_model, (*path, field.name))  # type: ignore[misc]
                for field in references
                if field.related_model not in CLOSED and field.related_model is not model
            )
    return None
