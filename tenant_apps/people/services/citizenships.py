"""Writing citizenships: dated, two at once where there are two. `Person.citizenship` repeats the first one of today.

This module and `persons.remember_citizenships` write both, so that what reads the column (imports, the release before)
agrees with the dated rows.
"""

from datetime import date

from django.db import transaction
from django.utils import timezone

from shared_apps.handbooks import queries as handbooks
from shared_apps.organisations.crossing import By
from shared_apps.organisations.periods import FOREVER

from .. import refusals
from ..models import Citizenship, Person
from ..rights import refuse_fields_not_held
from .persons import locked, touch

STATELESS = "stateless"


@transaction.atomic
def add_citizenship(
    *, person_id: int, country: str, since: date, instead: bool = False, document: str = "",
    version: int | None = None, by: By,
) -> Citizenship:  # fmt: skip
    """A citizenship from a day on, beside the present one (dual) or `instead` of all present ones.

    :raises CitizenshipHeldAlready, StatelessHasNoCitizenship, BeginsBeforeBirth, BeginsBeforeTheFormer:
    :raises UnknownItem, ItemNotValid, FieldsNotYours, ChangedMeanwhile:
    """
    refuse_fields_not_held(by, Citizenship, ["country"])
    handbooks.known_item("citizenship", country, as_of=since, field="country")
    person = locked(person_id, version)
    if person.birth_date and since < person.birth_date:
        raise refusals.BeginsBeforeBirth(field="since", params={"born": f"{person.birth_date:%d.%m.%Y}"})
    present = list(Citizenship.objects.filter(person=person, valid_to__gt=since).order_by("valid_from", "pk"))
    if any(row.country == country for row in present):
        raise refusals.CitizenshipHeldAlready(params={"country": handbooks.name("citizenship", country)})
    if instead:
        _end_all(present, since)
    elif present and STATELESS in {country, *(row.country for row in present)}:
        raise refusals.StatelessHasNoCitizenship
    row = Citizenship.objects.create(
        person=person, country=country, valid_from=since, document=" ".join(document.split())
    )
    repeat_first(person)
    touch(person)
    return row


@transaction.atomic
def change_citizenship(
    *, person_id: int, country: str, since: date, document: str = "", version: int | None = None, by: By
) -> None:
    """The citizenship that the card shows, the first of today, is another one from a day on; a second one stays.

    :raises BeginsBeforeBirth, BeginsBeforeTheFormer, NothingToChange, UnknownItem, ItemNotValid, FieldsNotYours,
        ChangedMeanwhile:
    """
    refuse_fields_not_held(by, Citizenship, ["country"])
    handbooks.known_item("citizenship", country, as_of=since, field="country")
    person = locked(person_id, version)
    if person.birth_date and since < person.birth_date:
        raise refusals.BeginsBeforeBirth(field="since", params={"born": f"{person.birth_date:%d.%m.%Y}"})
    today = timezone.localdate()
    present = list(Citizenship.objects.valid(today).filter(person=person).order_by("valid_from", "pk"))
    held = Citizenship.objects.filter(person=person, country=country, valid_to__gt=since).order_by("-valid_to").first()
    if present and present[0].country == country:
        raise refusals.NothingToChange
    if held is not None and held.valid_to != FOREVER:
        raise refusals.CitizenshipHeldAlready(params={"country": handbooks.name("citizenship", country)})
    _end_all(present[:1], since)
    if held is None:
        Citizenship.objects.create(
            person=person, country=country, valid_from=since, document=" ".join(document.split())
        )
    repeat_first(person)
    touch(person)


@transaction.atomic
def end_citizenship(*, citizenship_id: int, on: date, by: By) -> Citizenship:
    """It is held no more from `on`. :raises EndsBeforeItBegins, NothingToChange, FieldsNotYours:"""
    refuse_fields_not_held(by, Citizenship, ["country"])
    row = Citizenship.objects.get(pk=citizenship_id)
    person = locked(row.person_id, None)
    if row.valid_to <= on:
        raise refusals.NothingToChange
    if on <= row.valid_from:
        raise refusals.EndsBeforeItBegins(field="on", params={"day": f"{row.valid_from:%d.%m.%Y}"})
    row.valid_to = on
    row.save(update_fields=["valid_to"])
    repeat_first(person)
    touch(person)
    return row


@transaction.atomic
def remove_citizenship(*, citizenship_id: int, by: By) -> None:
    """Take away what was written by mistake; the history keeps it. :raises FieldsNotYours:"""
    refuse_fields_not_held(by, Citizenship, ["country"])
    row = Citizenship.objects.get(pk=citizenship_id)
    person = locked(row.person_id, None)
    row.delete()
    repeat_first(person)
    touch(person)


def _end_all(present: list[Citizenship], since: date) -> None:
    for row in present:
        if row.valid_from >= since:
            raise refusals.BeginsBeforeTheFormer(params={"day": f"{row.valid_from:%d.%m.%Y}"})
        if row.valid_to > since:
            row.valid_to = since
            row.save(update_fields=["valid_to"])


def repeat_first(person: Person) -> None:
    """The column says the first citizenship of today."""
    today = timezone.localdate()
    first = Citizenship.objects.valid(today).filter(person=person).order_by("valid_from", "pk").first()
    country = first.country if first else ""
    if person.citizenship != country:
        person.citizenship = country
        person.save(update_fields=["citizenship"])
