"""Guardians by the thousand, as files bring them: cards, what they do, whom they answer for. A few statements each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone

from shared_apps.organisations.crossing import By

from .. import refusals
from ..models import Guardian, Guardianship, Student
from ..queries.duplicates import described_person
from ..queries.grounds import grounds
from ..queries.wards import wards_among
from ..rights import refuse_fields_not_held
from .closed import filled, refuse_closed_columns
from .guardians import RIGHTS, GuardianRights, checked_occupation, checked_rights, refuse_too_young
from .many import CardContent, create_people
from .persons import BATCH


@dataclass(frozen=True, slots=True, kw_only=True)
class GuardianLink:
    """A guardian answers for a student from a day on."""

    guardian_id: int
    student_id: int
    since: date
    rights: GuardianRights


@transaction.atomic
def create_guardians(*, cards: Sequence[CardContent], by: By) -> list[int]:
    """New people with cards of guardians; the ids, in the order of `cards`. :raises: as `create_people`."""
    made = make_guardians(person_ids=create_people(cards=cards, by=by), by=by)
    return list(made.values())


@transaction.atomic
def make_guardians(*, person_ids: Sequence[int], by: By) -> dict[int, int]:
    """Guardians' cards for people who are known here already and have none: person's id → guardian's id."""
    made = Guardian.objects.bulk_create([Guardian(person_id=pk) for pk in person_ids], batch_size=BATCH)
    return {guardian.person_id: guardian.pk for guardian in made}


@transaction.atomic
def write_occupations(*, values: Mapping[int, Mapping[str, str]], by: By) -> None:
    """What guardians do, by the guardian's id; columns that are not named stay.

    :raises FieldsNotYours, FieldsClosed, UnknownItem, ItemNotValid:
    """
    rows = Guardian.objects.select_for_update().in_bulk(list(values))
    written = {pk: checked_occupation(given) for pk, given in values.items()}
    refuse_fields_not_held(by, Guardian, {name for given in written.values() for name in filled(given)})
    known = grounds([row.person_id for row in rows.values()], timezone.localdate())
    refuse_closed_columns(Guardian, {rows[pk].person_id: filled(given) for pk, given in written.items()}, known)
    for pk, given in written.items():
        for name, value in given.items():
            setattr(rows[pk], name, value)
    Guardian.objects.bulk_update(rows.values(), ["education", "workplace", "position"], batch_size=BATCH)


@transaction.atomic
def link_guardians(*, links: Sequence[GuardianLink], by: By) -> None:
    """Who answers for whom.

    :raises CardsChangedMeanwhile: one of them stands there already. :raises: as `link_guardian`.
    """
    refuse_fields_not_held(by, Guardianship, RIGHTS if links else ())
    guardians = _people(Guardian, {link.guardian_id for link in links})
    students = _people(Student, {link.student_id for link in links})
    young, rows = wards_among({person_id for person_id, _born in guardians.values()}, timezone.localdate()), []
    for link in links:
        rights = checked_rights(link.rights, link.since)
        (guardian, born), (student, childs_birth) = guardians[link.guardian_id], students[link.student_id]
        if guardian == student:
            raise refusals.GuardianOfOneself
        if guardian in young:
            raise refusals.GuardianStudiesHere(params={"guardian": described_person(guardian)})
        if rights.is_legal:
            refuse_too_young(guardian, born, childs_birth)
        rows.append(
            Guardianship(
                guardian_id=link.guardian_id,
                student_id=link.student_id,
                valid_from=link.since,
                **{name: getattr(rights, name) for name in RIGHTS},
            )
        )
    try:
        with transaction.atomic():
            Guardianship.objects.bulk_create(rows, batch_size=BATCH)
    except IntegrityError as error:
        raise refusals.CardsChangedMeanwhile from error


def _people(model: type[Guardian] | type[Student], ids: set[int]) -> dict[int, tuple[int, date | None]]:
    """Id of a card → its person and birth date."""
    rows = model._default_manager.filter(pk__in=ids).values_list("pk", "person_id", "person__birth_date")
    return {pk: (person_id, born) for pk, person_id, born in rows}
