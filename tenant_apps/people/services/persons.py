"""Writing who a person is: the card's particulars and dated names."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.text import capfirst

from shared_apps.handbooks import queries as handbooks
from shared_apps.organisations.crossing import By
from shared_apps.organisations.periods import FOREVER

from .. import refusals
from ..models import Citizenship, Person, PersonName
from ..names import full_name, search_key, tidy
from ..queries.duplicates import described_person, twins
from ..rights import refuse_fields_not_held
from .closed import filled, refuse_closed_columns

SINCE_EVER = date(1900, 1, 1)
"""Since when a person's first known name holds."""

PARTICULARS = (
    "sex",
    "birth_date",
    "birth_place",
    "citizenship",
    "phone",
    "home_phone",
    "work_phone",
    "email",
    "registered_address",
    "actual_address",
)
"""The columns of a card that a form may send."""

OLDEST_YEARS = 110
BATCH = 2000
NAME_SIGNS = frozenset(" -'’.()")


@dataclass(frozen=True, slots=True)
class Name:
    """A name as documents have it; stored with single spaces and capitals."""

    surname: str
    given_name: str
    patronymic: str = ""

    def tidied(self) -> "Name":
        return Name(tidy(self.surname), tidy(self.given_name), tidy(self.patronymic))

    @property
    def key(self) -> str:
        return search_key(self.surname, self.given_name, self.patronymic)

    def __str__(self) -> str:
        return full_name(self.surname, self.given_name, self.patronymic)


@transaction.atomic
def create_person(*, name: Name, particulars: Mapping[str, Any], by: By, insist: bool = False) -> Person:
    """A new card with its first name. `particulars` has keys of PARTICULARS.

    :raises SamePersonExists: somebody with this name and birth date has a card; `insist` makes a second one.
    :raises NameMissing, NameHasStrangeCharacters, BornInTheFuture, BornTooLongAgo, UnknownItem, FieldsNotYours:
    """
    name = checked_name(name)
    values = checked_particulars(particulars)
    refuse_fields_not_held(by, Person, filled(values))
    refuse_closed_columns(Person, {None: filled(values)})
    if not insist and values.get("birth_date"):
        refuse_twins(name, values["birth_date"])
    person = Person.objects.create(**values)
    PersonName.objects.create(
        person=person,
        surname=name.surname,
        given_name=name.given_name,
        patronymic=name.patronymic,
        search_key=name.key,
        valid_from=SINCE_EVER,
    )
    if person.citizenship:
        remember_citizenships({person.pk: person.citizenship})
    return person


@transaction.atomic
def edit_person(*, person_id: int, changes: Mapping[str, Any], version: int | None, by: By) -> Person:
    """Write the given particulars; the others stay.

    :param version: the card's version when the form was opened; None skips the check (imports, commands).
    :raises ChangedMeanwhile, NothingToChange, FieldsNotYours, UnknownItem, BornInTheFuture, BornTooLongAgo:
    """
    values = checked_particulars(changes)
    person = locked(person_id, version, values)
    differing = {field: value for field, value in values.items() if getattr(person, field) != value}
    if not differing:
        raise refusals.NothingToChange
    refuse_fields_not_held(by, Person, differing)
    refuse_closed_columns(Person, {person_id: filled(differing)})
    for field, value in differing.items():
        setattr(person, field, value)
    person.version += 1
    person.save(update_fields=[*differing, "version"])
    if "citizenship" in differing:
        remember_citizenships({person.pk: person.citizenship})
    return person


@transaction.atomic
def correct_name(*, person_id: int, name: Name, version: int | None, by: By) -> PersonName:
    """Mend the name of today where it stands, also if another one is written ahead: a slip of the pen, never valid.

    :raises SameName, ChangedMeanwhile, NameMissing, NameHasStrangeCharacters:
    """
    name = checked_name(name)
    person = locked(person_id, version)
    present = _name_of_today(person)
    if (present.surname, present.given_name, present.patronymic) == (name.surname, name.given_name, name.patronymic):
        raise refusals.SameName
    present.surname, present.given_name, present.patronymic = name.surname, name.given_name, name.patronymic
    present.search_key = name.key
    present.save(update_fields=["surname", "given_name", "patronymic", "search_key"])
    touch(person)
    return present


@transaction.atomic
def change_name(
    *, person_id: int, name: Name, since: date, document: str = "", also: bool = False, version: int | None, by: By
) -> PersonName:
    """A new name from a day on (marriage, adoption); lists and orders of earlier days keep the former one.

    :param also: a name that begins that very day already is part of the same change: it is completed.
    :raises SameName, NameBeginsBeforeTheFormer, ChangedMeanwhile, NameMissing, NameHasStrangeCharacters:
    """
    name = checked_name(name)
    person = locked(person_id, version)
    present = _last_name(person)
    if (present.surname, present.given_name, present.patronymic) == (name.surname, name.given_name, name.patronymic):
        raise refusals.SameName
    if also and present.valid_from == since:
        present.surname, present.given_name, present.patronymic = name.surname, name.given_name, name.patronymic
        present.search_key, present.document = name.key, document.strip() or present.document
        present.save(update_fields=["surname", "given_name", "patronymic", "search_key", "document"])
        touch(person)
        return present
    if since <= present.valid_from:
        raise refusals.NameBeginsBeforeTheFormer(params={"day": f"{present.valid_from:%d.%m.%Y}"})
    present.valid_to = since
    present.save(update_fields=["valid_to"])
    begun = PersonName.objects.create(
        person=person,
        surname=name.surname,
        given_name=name.given_name,
        patronymic=name.patronymic,
        search_key=name.key,
        valid_from=since,
        document=document.strip(),
    )
    touch(person)
    return begun


def remember_citizenships(countries: Mapping[int, str], since: Mapping[int, date] | None = None) -> None:
    """What particulars say of citizenship (person's id → code) stands in the dated rows as well.

    Where none is known the row begins with birth; an empty value takes the first present one away. Another value mends
    it where it stands, a mistake; of people in `since` it has changed on that day, the former one ends then. A few
    statements whatever the number of people, who are locked by the caller or new.
    """
    since = since or {}
    today = timezone.localdate()
    present: dict[int, list[Citizenship]] = defaultdict(list)
    for row in Citizenship.objects.valid(today).filter(person__in=list(countries)).order_by("valid_from", "pk"):
        present[row.person_id].append(row)
    new = {pk for pk, country in countries.items() if country and not present[pk]}
    births = dict(Person.objects.filter(pk__in=new).values_list("pk", "birth_date"))
    Citizenship.objects.bulk_create(
        [Citizenship(person_id=pk, country=countries[pk], valid_from=births[pk] or SINCE_EVER) for pk in sorted(new)],
        batch_size=BATCH,
    )
    mended: list[Citizenship] = []
    begun: list[Citizenship] = []
    for pk, rows in present.items():
        country = countries[pk]
        if rows and not country:
            rows[0].delete()
        elif rows and country not in {row.country for row in rows}:
            if pk in since and rows[0].valid_from < since[pk]:
                rows[0].valid_to = since[pk]
                begun.append(Citizenship(person_id=pk, country=country, valid_from=since[pk]))
            else:
                rows[0].country = country
            mended.append(rows[0])
    Citizenship.objects.bulk_update(mended, ["country", "valid_to"], batch_size=BATCH)
    Citizenship.objects.bulk_create(begun, batch_size=BATCH)


def locked(person_id: int, version: int | None, sent: Mapping[str, Any] | None = None) -> Person:
    """The card, locked until the transaction ends.

    :raises ChangedMeanwhile: its version is another one; tells which of the `sent` values differ now.
    """
    person = Person.objects.select_for_update(of=("self",)).get(pk=person_id)
    if version is not None and person.version != version:
        raise refusals.ChangedMeanwhile(
            [
                (
                    capfirst(str(getattr(Person._meta.get_field(field), "verbose_name", field))),
                    _shown(getattr(person, field)),
                )
                for field, value in (sent or {}).items()
                if getattr(person, field) != value
            ]
        )
    return person


def touch(person: Person) -> None:
    """The card has changed in one of its rows: forms opened before must be opened again."""
    person.version += 1
    person.save(update_fields=["version"])


def checked_name(name: Name) -> Name:
    """:raises NameMissing, NameHasStrangeCharacters:"""
    name = name.tidied()
    if not name.surname or not name.given_name:
        raise refusals.NameMissing(field="given_name" if name.surname else "surname")
    for field, part in (("surname", name.surname), ("given_name", name.given_name), ("patronymic", name.patronymic)):
        strange = {sign for sign in part if not (sign.isalpha() or sign in NAME_SIGNS)}
        if strange:
            raise refusals.NameHasStrangeCharacters(
                field=field, params={"name": part, "characters": " ".join(sorted(strange))}
            )
    return name


def checked_particulars(values: Mapping[str, Any]) -> dict[str, Any]:
    """Trimmed, with choices that stand in their handbooks and a birth date that can be.

    :raises UnknownItem, ItemNotValid, BornInTheFuture, BornTooLongAgo:
    """
    if unknown := set(values) - set(PARTICULARS):
        raise TypeError(f"A card has no {sorted(unknown)}: particulars are {PARTICULARS}.")
    found = {field: value.strip() if isinstance(value, str) else value for field, value in values.items()}
    today = timezone.localdate()
    if "sex" in found:
        handbooks.known_item("sex", found["sex"], as_of=today, field="sex")
    if found.get("citizenship"):
        handbooks.known_item("citizenship", found["citizenship"], as_of=today, field="citizenship")
    born = found.get("birth_date")
    if isinstance(born, date):
        refuse_impossible_birth(born, today)
    return found


def refuse_impossible_birth(born: date, today: date) -> None:
    """:raises BornInTheFuture, BornTooLongAgo:"""
    if born > today:
        raise refusals.BornInTheFuture(params={"day": f"{born:%d.%m.%Y}"})
    if born < today - timedelta(days=round(OLDEST_YEARS * 365.25)):
        raise refusals.BornTooLongAgo(params={"day": f"{born:%d.%m.%Y}"})


def refuse_twins(name: Name, born: date) -> None:
    """:raises SamePersonExists: cards with this name (ё as е, patronymic may be missing) and birth date."""
    found = twins(name.surname, name.given_name, name.patronymic, born)
    if found:
        who = "; ".join(described_person(person_id) for person_id in found[:3])
        raise refusals.SamePersonExists(who=who, person_ids=found)


def _last_name(person: Person) -> PersonName:
    """The one without an end; it may begin later than today."""
    return person.names.get(valid_to=FOREVER)


def _name_of_today(person: Person) -> PersonName:
    rows = PersonName.objects.valid(timezone.localdate()).filter(person=person)
    return rows.first() or _last_name(person)


def _shown(value: Any) -> str:
    return f"{value:%d.%m.%Y}" if isinstance(value, date) else str(value or "")
