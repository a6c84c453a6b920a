"""Writing guardians' cards and who answers for whom."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from shared_apps.handbooks import queries as handbooks
from shared_apps.organisations.crossing import By
from shared_apps.organisations.periods import FOREVER

from .. import refusals
from ..models import Guardian, Guardianship, Person, Student
from ..queries.duplicates import described_person
from ..rights import refuse_fields_not_held
from .closed import refuse_closed_columns
from .persons import Name, create_person, edit_person, locked, touch

LEAST_YEARS_BETWEEN = 14
"""Years between a legal representative and the student, at least (a parent of sixteen years is a parent)."""


@transaction.atomic
def create_guardian(
    *, name: Name, particulars: Mapping[str, Any], workplace: str = "", by: By, insist: bool = False
) -> Guardian:
    """A new person with a guardian's card. :raises SamePersonExists, …: as `create_person`."""
    person = create_person(name=name, particulars=particulars, by=by, insist=insist)
    return make_guardian(person_id=person.pk, workplace=workplace, by=by)


@transaction.atomic
def make_guardian(*, person_id: int, workplace: str = "", by: By) -> Guardian:
    """A guardian's card for somebody who is known here already, an employee for one. :raises AlreadyHasThisCard:"""
    person = Person.objects.select_for_update(of=("self",)).get(pk=person_id)
    present = Guardian.objects.filter(person=person).values_list("pk", flat=True).first()
    if present is not None:
        raise refusals.AlreadyHasThisCard(who=described_person(person_id), card_id=present)
    if workplace.strip():
        refuse_fields_not_held(by, Guardian, ["workplace"])
        refuse_closed_columns(Guardian, {person_id: ["workplace"]})
    return Guardian.objects.create(person=person, workplace=workplace.strip())


@transaction.atomic
def edit_guardian(
    *, guardian_id: int, changes: Mapping[str, Any], workplace: str | None, version: int | None, by: By
) -> Guardian:
    """Particulars and place of work together; None leaves the latter. :raises: as `edit_person`."""
    guardian = Guardian.objects.get(pk=guardian_id)
    same = workplace is None or workplace.strip() == guardian.workplace
    try:
        edit_person(person_id=guardian.person_id, changes=changes, version=version, by=by)
    except refusals.NothingToChange:
        if same:
            raise
    else:
        version = None  # it has grown, and the card is locked
    if workplace is not None and not same:
        guardian = change_workplace(guardian_id=guardian_id, workplace=workplace, version=version, by=by)
    return guardian


@transaction.atomic
def change_workplace(*, guardian_id: int, workplace: str, version: int | None, by: By) -> Guardian:
    """:raises ChangedMeanwhile, NothingToChange, FieldsNotYours:"""
    refuse_fields_not_held(by, Guardian, ["workplace"])
    guardian = Guardian.objects.get(pk=guardian_id)
    person = locked(guardian.person_id, version)
    if guardian.workplace == workplace.strip():
        raise refusals.NothingToChange
    if workplace.strip():
        refuse_closed_columns(Guardian, {guardian.person_id: ["workplace"]})
    guardian.workplace = workplace.strip()
    guardian.save(update_fields=["workplace"])
    touch(person)
    return guardian


@transaction.atomic
def link_guardian(
    *,
    guardian_id: int,
    student_id: int,
    relation: str,
    is_legal: bool = True,
    may_collect: bool = True,
    since: date | None = None,
    by: By,
) -> Guardianship:
    """The guardian answers for the student from a day on (today, if not said).

    :raises GuardianOfOneself, GuardianshipExists, GuardianTooYoung, UnknownItem, FieldsNotYours:
    """
    refuse_fields_not_held(by, Guardianship, ["relation", "is_legal", "may_collect"])
    since = since or timezone.localdate()
    handbooks.known_item("guardian_relation", relation, as_of=since, field="relation")
    guardian = Guardian.objects.select_related("person").get(pk=guardian_id)
    student = Student.objects.select_for_update(of=("self",)).select_related("person").get(pk=student_id)
    if guardian.person_id == student.person_id:
        raise refusals.GuardianOfOneself
    present = Guardianship.objects.unvoided().filter(guardian=guardian, student=student, valid_to__gt=since).first()
    if present is not None:
        raise refusals.GuardianshipExists(
            params={
                "guardian": described_person(guardian.person_id),
                "student": described_person(student.person_id),
                "since": f"{present.valid_from:%d.%m.%Y}",
            }
        )
    if is_legal:
        _refuse_too_young(guardian.person, student.person)
    return Guardianship.objects.create(
        guardian=guardian,
        student=student,
        relation=relation,
        is_legal=is_legal,
        may_collect=may_collect,
        valid_from=since,
    )


@transaction.atomic
def guardian_of(*, person_id: int, student_id: int, by: By, **link: Any) -> Guardianship:
    """Anybody known here becomes a student's guardian: the card (where there is none yet) and the link in one go.

    :raises: as `link_guardian`.
    """
    guardian = Guardian.objects.filter(person=person_id).first() or make_guardian(person_id=person_id, by=by)
    return link_guardian(guardian_id=guardian.pk, student_id=student_id, by=by, **link)


@transaction.atomic
def new_guardian_of(
    *,
    name: Name,
    particulars: Mapping[str, Any],
    workplace: str = "",
    student_id: int,
    by: By,
    insist: bool = False,
    **link: Any,
) -> Guardianship:
    """A guardian nobody here knows yet, with the link. :raises: as `create_guardian` and `link_guardian`."""
    guardian = create_guardian(name=name, particulars=particulars, workplace=workplace, by=by, insist=insist)
    return link_guardian(guardian_id=guardian.pk, student_id=student_id, by=by, **link)


@transaction.atomic
def change_guardianship(
    *, guardianship_id: int, relation: str, is_legal: bool, may_collect: bool, by: By
) -> Guardianship:
    """:raises NothingToChange, GuardianTooYoung, UnknownItem, FieldsNotYours:"""
    refuse_fields_not_held(by, Guardianship, ["relation", "is_legal", "may_collect"])
    link = Guardianship.objects.select_for_update(of=("self",)).get(pk=guardianship_id)
    if (link.relation, link.is_legal, link.may_collect) == (relation, is_legal, may_collect):
        raise refusals.NothingToChange
    handbooks.known_item("guardian_relation", relation, as_of=timezone.localdate(), field="relation")
    if is_legal and not link.is_legal:
        _refuse_too_young(link.guardian.person, link.student.person)
    link.relation, link.is_legal, link.may_collect = relation, is_legal, may_collect
    link.save(update_fields=["relation", "is_legal", "may_collect"])
    return link


@transaction.atomic
def end_guardianship(*, guardianship_id: int, on: date, by: By) -> Guardianship:
    """The guardian answers no more from `on`. :raises EndsBeforeItBegins, NothingToChange:"""
    link = Guardianship.objects.select_for_update(of=("self",)).get(pk=guardianship_id)
    if link.valid_to != FOREVER and link.valid_to <= on:
        raise refusals.NothingToChange
    if on <= link.valid_from:
        raise refusals.EndsBeforeItBegins(field="on", params={"day": f"{link.valid_from:%d.%m.%Y}"})
    link.valid_to = on
    link.save(update_fields=["valid_to"])
    return link


def _refuse_too_young(guardian: Person, student: Person) -> None:
    if guardian.birth_date and student.birth_date:
        years = student.birth_date.year - guardian.birth_date.year
        if years < LEAST_YEARS_BETWEEN:
            raise refusals.GuardianTooYoung(params={"guardian": described_person(guardian.pk), "years": years})
