"""Writing guardians' cards and who answers for whom."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
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
from ..queries.exactly import Exactly, named_exactly
from ..queries.wards import wards_among
from ..reach import seen_people
from ..rights import refuse_fields_not_held
from .closed import filled, refuse_closed_columns
from .persons import Name, create_person, edit_person, locked, touch

LEAST_YEARS_BETWEEN = 14
"""Years between a legal representative and the student, at least (a parent of sixteen years is a parent)."""


OCCUPATION = ("education", "workplace", "position")
"""Columns of a guardian's card that say what he does."""

FORBIDDEN: dict[str, tuple[str, ...]] = {
    "deprived": ("is_legal", "may_collect", "may_see"),
    "removed": ("is_legal", "may_collect", "may_see"),
    "restricted": ("is_legal", "may_collect"),
    "no_contact": ("may_collect", "may_see"),
}
"""What a limit of rights (handbook custody_limit) takes from a guardian."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GuardianRights:
    """What a guardian is to a student and what he may. `basis`: the decision or the power of attorney."""

    relation: str
    is_legal: bool = True
    may_collect: bool = True
    may_see: bool = True
    custody_limit: str = ""
    basis: str = ""


RIGHTS = tuple(each.name for each in fields(GuardianRights))


@transaction.atomic
def create_guardian(
    *,
    name: Name,
    particulars: Mapping[str, Any],
    occupation: Mapping[str, str] | None = None,
    by: By,
    insist: bool = False,
) -> Guardian:
    """A new person with a guardian's card. `occupation` has keys of OCCUPATION.

    :raises SamePersonExists, …: as `create_person`.
    """
    person = create_person(name=name, particulars=particulars, by=by, insist=insist)
    return make_guardian(person_id=person.pk, occupation=occupation, by=by)


@transaction.atomic
def make_guardian(*, person_id: int, occupation: Mapping[str, str] | None = None, by: By) -> Guardian:
    """A guardian's card for somebody who is known here already, an employee for one.

    :raises AlreadyHasThisCard, FieldsNotYours, UnknownItem:
    """
    person = Person.objects.select_for_update(of=("self",)).get(pk=person_id)
    present = Guardian.objects.filter(person=person).values_list("pk", flat=True).first()
    if present is not None:
        raise refusals.AlreadyHasThisCard(who=described_person(person_id), card_id=present)
    values = checked_occupation(occupation or {})
    refuse_fields_not_held(by, Guardian, {column for column, value in values.items() if value})
    refuse_closed_columns(Guardian, {person_id: filled(values)})
    return Guardian.objects.create(person=person, **values)


@transaction.atomic
def edit_guardian(
    *,
    guardian_id: int,
    changes: Mapping[str, Any],
    occupation: Mapping[str, str] | None = None,
    version: int | None,
    by: By,
) -> Guardian:
    """Particulars and occupation together; what is not named stays. :raises: as `edit_person`."""
    guardian = Guardian.objects.get(pk=guardian_id)
    same = all(getattr(guardian, column) == value for column, value in checked_occupation(occupation or {}).items())
    try:
        edit_person(person_id=guardian.person_id, changes=changes, version=version, by=by)
    except refusals.NothingToChange:
        if same:
            raise
    else:
        version = None  # it has grown, and the card is locked
    if not same:
        guardian = change_occupation(guardian_id=guardian_id, occupation=occupation or {}, version=version, by=by)
    return guardian


@transaction.atomic
def change_occupation(
    *, guardian_id: int, occupation: Mapping[str, str], version: int | None = None, by: By
) -> Guardian:
    """Education, place of work, position. :raises ChangedMeanwhile, NothingToChange, FieldsNotYours, UnknownItem:"""
    values = checked_occupation(occupation)
    guardian = Guardian.objects.get(pk=guardian_id)
    person = locked(guardian.person_id, version)
    differing = {column: value for column, value in values.items() if getattr(guardian, column) != value}
    if not differing:
        raise refusals.NothingToChange
    refuse_fields_not_held(by, Guardian, differing)
    refuse_closed_columns(Guardian, {guardian.person_id: filled(differing)})
    for column, value in differing.items():
        setattr(guardian, column, value)
    guardian.save(update_fields=list(differing))
    touch(person)
    return guardian


def checked_occupation(values: Mapping[str, str]) -> dict[str, str]:
    """As it is stored. :raises UnknownItem, ItemNotValid:"""
    if unknown := set(values) - set(OCCUPATION):
        raise TypeError(f"A guardian's card has no {sorted(unknown)}: occupation is {OCCUPATION}.")
    found = {column: " ".join((value or "").split()) for column, value in values.items()}
    if found.get("education"):
        handbooks.known_item("staff_education", found["education"], as_of=timezone.localdate(), field="education")
    return found


@transaction.atomic
def link_guardian(
    *,
    guardian_id: int,
    student_id: int,
    since: date | None = None,
    by: By,
    **rights: Any,
) -> Guardianship:
    """The guardian answers for the student from a day on (today, if not said). `rights`: fields of GuardianRights.

    :raises PersonNotSeen: the actor sees no such guardian.
    :raises GuardianOfOneself, GuardianStudiesHere, GuardianshipExists, GuardianTooYoung, UnknownItem, FieldsNotYours:
    :raises RightsAgainstLimit, LimitWithoutBasis:
    """
    seen_by(by, Guardian.objects.values_list("person_id", flat=True).get(pk=guardian_id))
    return _link(guardian_id=guardian_id, student_id=student_id, since=since, by=by, **rights)


def seen_by(by: By, person: int | Exactly) -> int:
    """The id of somebody whom the actor sees, or has named exactly. :raises PersonNotSeen, NobodyNamedSo:"""
    today = timezone.localdate()
    if not isinstance(person, Exactly):
        if not seen_people(by, today).filter(pk=person).exists():
            raise refusals.PersonNotSeen
        return person
    found = named_exactly(person, today)
    if found is None:
        raise refusals.NobodyNamedSo(params={"name": person.name, "born": f"{person.birth_date:%d.%m.%Y}"})
    return found


def _link(*, guardian_id: int, student_id: int, since: date | None, by: By, **rights: Any) -> Guardianship:
    refuse_fields_not_held(by, Guardianship, RIGHTS)
    since = since or timezone.localdate()
    given = checked_rights(GuardianRights(**rights), since)
    guardian = Guardian.objects.select_related("person").get(pk=guardian_id)
    student = Student.objects.select_for_update(of=("self",)).select_related("person").get(pk=student_id)
    if guardian.person_id == student.person_id:
        raise refusals.GuardianOfOneself
    if wards_among([guardian.person_id], timezone.localdate()):
        raise refusals.GuardianStudiesHere(params={"guardian": described_person(guardian.person_id)})
    present = Guardianship.objects.unvoided().filter(guardian=guardian, student=student, valid_to__gt=since).first()
    if present is not None:
        raise refusals.GuardianshipExists(
            params={
                "guardian": described_person(guardian.person_id),
                "student": described_person(student.person_id),
                "since": f"{present.valid_from:%d.%m.%Y}",
            }
        )
    if given.is_legal:
        refuse_too_young(guardian.person_id, guardian.person.birth_date, student.person.birth_date)
    return Guardianship.objects.create(guardian=guardian, student=student, valid_from=since, **asdict(given))


@transaction.atomic
def guardian_of(
    *, person: int | Exactly, student_id: int, since: date | None = None, by: By, **rights: Any
) -> Guardianship:
    """Somebody known here becomes a student's guardian: the card (where there is none yet) and the link in one go.

    :param person: the id of somebody whom the actor sees; anybody else named exactly.
    :raises NobodyNamedSo: :raises: as `link_guardian`.
    """
    person_id = seen_by(by, person)
    guardian = Guardian.objects.filter(person=person_id).first() or make_guardian(person_id=person_id, by=by)
    return _link(guardian_id=guardian.pk, student_id=student_id, since=since, by=by, **rights)


@transaction.atomic
def new_guardian_of(
    *,
    name: Name,
    particulars: Mapping[str, Any],
    occupation: Mapping[str, str] | None = None,
    student_id: int,
    by: By,
    insist: bool = False,
    since: date | None = None,
    **rights: Any,
) -> Guardianship:
    """A guardian nobody here knows yet, with the link. :raises: as `create_guardian` and `link_guardian`."""
    guardian = create_guardian(name=name, particulars=particulars, occupation=occupation, by=by, insist=insist)
    return _link(guardian_id=guardian.pk, student_id=student_id, since=since, by=by, **rights)


@transaction.atomic
def change_guardianship(*, guardianship_id: int, by: By, **rights: Any) -> Guardianship:
    """Other rights; `rights`: fields of GuardianRights, those not named stay.

    :raises NothingToChange, GuardianTooYoung, UnknownItem, FieldsNotYours, RightsAgainstLimit, LimitWithoutBasis:
    """
    refuse_fields_not_held(by, Guardianship, RIGHTS)
    link = Guardianship.objects.select_for_update(of=("self",)).get(pk=guardianship_id)
    present = GuardianRights(**{name: getattr(link, name) for name in RIGHTS})
    given = checked_rights(replace(present, **rights), timezone.localdate())
    if given == present:
        raise refusals.NothingToChange
    if given.is_legal and not present.is_legal:
        refuse_too_young(link.guardian.person_id, link.guardian.person.birth_date, link.student.person.birth_date)
    for name, value in asdict(given).items():
        setattr(link, name, value)
    link.save(update_fields=list(RIGHTS))
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


def checked_rights(rights: GuardianRights, day: date) -> GuardianRights:
    """As they are stored. :raises UnknownItem, ItemNotValid, RightsAgainstLimit, LimitWithoutBasis:"""
    handbooks.known_item("guardian_relation", rights.relation, as_of=day, field="relation")
    basis = " ".join(rights.basis.split())
    if rights.custody_limit:
        limit = handbooks.known_item("custody_limit", rights.custody_limit, as_of=day, field="custody_limit")
        against = [name for name in FORBIDDEN.get(rights.custody_limit, ()) if getattr(rights, name)]
        if against:
            labels = [str(getattr(Guardianship._meta.get_field(name), "verbose_name", name)) for name in against]
            raise refusals.RightsAgainstLimit(params={"limit": limit.shown, "rights": ", ".join(labels)})
        if not basis:
            raise refusals.LimitWithoutBasis
    return replace(rights, basis=basis)


def refuse_too_young(guardian: int | str, born: date | None, childs_birth: date | None) -> None:
    """`guardian`: the person's id, or who it is in words, where there is no card yet. :raises GuardianTooYoung:"""
    if born and childs_birth:
        years = childs_birth.year - born.year
        if years < LEAST_YEARS_BETWEEN:
            who = described_person(guardian) if isinstance(guardian, int) else guardian
            raise refusals.GuardianTooYoung(params={"guardian": who, "years": years})
