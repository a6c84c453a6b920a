"""One circumstance of many students at once: worked out first, then written in a few statements.

What is worked out is what `begin_circumstance` and `end_circumstance` would do with each; who would be refused is said
and left out.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from shared_apps.handbooks import queries as handbooks
from shared_apps.organisations.crossing import By
from shared_apps.organisations.periods import FOREVER

from .. import refusals
from ..circumstance_models import Circumstance
from ..circumstances import Kind
from ..models import Person, Student
from ..queries.grounds import grounds
from ..rights import refuse_fields_not_held
from .circumstances import known_kind
from .persons import BATCH

Verdict = Literal["changes", "same", "closed", "later", "unborn"]
"""changes; says so already; no consent; another value is written from that day or later; not born on that day."""


@dataclass(frozen=True, slots=True)
class Planned:
    """What would become of one student's card. `former`: the value that ends, "" for none; `row_id` its row."""

    student_id: int
    person_id: int
    verdict: Verdict
    former: str = ""
    row_id: int | None = None


def plan_circumstances(
    *, student_ids: Collection[int], kind: str, value: str, since: date, by: By
) -> tuple[Planned, ...]:
    """What writing `value` ("": nothing any more) from a day on does, by student. Three queries, nothing is written.

    :raises UnknownCircumstance, FieldsNotYours, UnknownItem, ItemNotValid:
    """
    declared = _declared(kind, by)
    if value:
        handbooks.known_item(declared.handbook, value, as_of=since, field="value")
    known = Student.objects.filter(pk__in=list(student_ids)).order_by("pk")
    people = list(known.values_list("pk", "person_id", "person__birth_date"))
    rows: dict[int, list[Circumstance]] = defaultdict(list)
    model = declared.part.model
    standing = model._default_manager.filter(student__in=[pk for pk, _person, _born in people], kind=kind)
    for row in standing.filter(voided_by__isnull=True, valid_to__gt=since).order_by("valid_from"):
        rows[row.student_id].append(row)
    opened = grounds([person for _pk, person, _born in people], timezone.localdate())
    return tuple(
        Planned(pk, person, "unborn")
        if born and since < born
        else Planned(pk, person, "closed")
        if value and not opened.opens(person, model, "value")
        else _planned(pk, person, rows[pk], value, since)
        for pk, person, born in people
    )


@transaction.atomic
def write_circumstances(*, planned: Sequence[Planned], kind: str, value: str, since: date, by: By) -> int:
    """Carry out what was planned in this transaction; gives back how many cards changed. Their versions grow.

    :raises CardsChangedMeanwhile: somebody wrote one of these rows since. :raises FieldsNotYours:
    """
    declared = _declared(kind, by)
    model = declared.part.model
    changing = [one for one in planned if one.verdict == "changes"]
    people = Person.objects.filter(pk__in=[one.person_id for one in changing])
    list(people.select_for_update(of=("self",), no_key=True).order_by("pk").values_list("pk"))
    ending = [one.row_id for one in changing if one.row_id is not None]
    present = model._default_manager.filter(pk__in=ending, valid_to=FOREVER, voided_by__isnull=True)
    try:
        with transaction.atomic():
            if present.update(valid_to=since) != len(ending):
                raise refusals.CardsChangedMeanwhile
            if value:
                slot = declared.slot(value)
                model._default_manager.bulk_create(
                    [
                        model(student_id=one.student_id, kind=kind, value=value, slot=slot, valid_from=since)
                        for one in changing
                    ],
                    batch_size=BATCH,
                )
    except IntegrityError as error:
        raise refusals.CardsChangedMeanwhile from error
    people.update(version=F("version") + 1)
    return len(changing)


def _declared(kind: str, by: By) -> Kind:
    declared = known_kind(kind)
    if declared.several:
        raise refusals.UnknownCircumstance(params={"code": kind})
    refuse_fields_not_held(by, declared.part.model, ["value"])
    return declared


def _planned(student_id: int, person_id: int, rows: list[Circumstance], value: str, since: date) -> Planned:
    """`rows`: those that end after the day, by their first one."""
    former = rows[0] if rows and rows[0].valid_from <= since else None
    if former is None:
        return Planned(student_id, person_id, "later" if rows else "changes" if value else "same")
    if value and (former.value, former.variant) == (value, ""):
        return Planned(student_id, person_id, "same", former.value)
    if former.valid_from == since or former.valid_to != FOREVER or rows[1:]:
        return Planned(student_id, person_id, "later", former.value)
    return Planned(student_id, person_id, "changes", former.value, former.pk)
