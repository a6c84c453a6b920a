"""Circumstances by the thousand, as files bring them: the checks of `begin_circumstance`, a few statements each."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from shared_apps.organisations.crossing import By
from shared_apps.organisations.periods import FOREVER

from .. import refusals
from ..circumstance_models import Circumstance
from ..circumstances import Kind
from ..models import Person, Student
from ..queries.grounds import grounds
from ..rights import refuse_fields_not_held
from .circumstances import CircumstanceContent, checked_content, columns_of, known_kind
from .closed import refuse_closed_columns
from .persons import BATCH


@transaction.atomic
def begin_circumstances(*, contents: Mapping[int, Sequence[CircumstanceContent]], by: By) -> None:
    """What is true of students from a day on, by the student's id; of a kind with one value the former value ends.

    :raises CardsChangedMeanwhile: it would stand twice on a day. :raises: as `begin_circumstance`.
    """
    if not contents:
        return
    rows_of_students = Student.objects.filter(pk__in=list(contents)).values_list(
        "pk", "person_id", "person__birth_date"
    )
    students = {pk: (person_id, born) for pk, person_id, born in rows_of_students}
    people = [person_id for person_id, _born in students.values()]
    list(Person.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=people).order_by("pk").values("pk"))
    known = grounds(people, timezone.localdate())
    by_table: dict[type[Circumstance], list[tuple[Kind, Circumstance]]] = defaultdict(list)
    for pk, given in contents.items():
        person_id, born = students[pk]
        for content in given:
            kind = known_kind(content.kind)
            refuse_closed_columns(kind.part.model, {person_id: ["value"]}, known)
            clean = checked_content(content, kind, born=born)
            row: Any = kind.part.model(student_id=pk, slot=kind.slot(clean.value), **columns_of(clean))
            by_table[kind.part.model].append((kind, row))
    for model, rows in by_table.items():
        refuse_fields_not_held(by, model, ["value"])
        _make_room(model, rows)
        try:
            with transaction.atomic():
                model._default_manager.bulk_create([row for _kind, row in rows], batch_size=BATCH)
        except IntegrityError as error:
            raise refusals.CardsChangedMeanwhile from error
    Person.objects.filter(pk__in=people).update(version=F("version") + 1)


def _make_room(model: type[Circumstance], rows: Sequence[tuple[Kind, Circumstance]]) -> None:
    """End the former values of kinds that have one at a time."""
    coming = {(row.student_id, row.slot): row for kind, row in rows if not kind.several}
    former = model._default_manager.filter(
        student__in={student for student, _slot in coming}, valid_to=FOREVER, voided_by__isnull=True
    )
    ended = []
    for row in former:
        new = coming.get((row.student_id, row.slot))
        if new is not None and row.valid_from < new.valid_from and (row.value, row.variant) != (new.value, new.variant):
            row.valid_to = new.valid_from
            ended.append(row)
    model._default_manager.bulk_update(ended, ["valid_to"], batch_size=BATCH)
