"""A file that came beside the cards that are here: every row and column of it meets what stands. Reads only.

The page before acceptance shows what clashes; `services/cards.py` writes what does not; what then is left stays to be
settled (`services/settling.py`). All three ask here, so what is shown is what happens.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db import models

from tenant_apps.people.models import CardFile, Guardian, Guardianship, Person, Student
from tenant_apps.people.services.persons import SINCE_EVER

from .contents import PersonalFile
from .meeting import Meeting, Standing, meet_dated, meet_guardianships, meet_numbered
from .reading import Rows, Values
from .same_person import known_person
from .travelling import Table, columns_of, is_voided, tables_of

FORMER_STUDY, FILES, PHOTO = "transfers.FormerStudy", "people.CardFile", "photo"
GUARDIANSHIP = Table("people.Guardianship", Guardianship, "guardian_id")
SEPARATE = frozenset({"citizenship"})
"""Columns of a person that repeat rows: the rows are compared."""


@dataclass(frozen=True, slots=True)
class Dated:
    """A dated table: rows alike in `key` never overlap; `says`: what holds; `always`: something does at any time."""

    says: tuple[str, ...]
    key: tuple[str, ...] = ()
    always: bool = False


_CIRCUMSTANCE = Dated(("value", "variant"), ("slot",))
DATED: Mapping[str, Dated] = {
    "people.PersonName": Dated(("surname", "given_name", "patronymic"), always=True),
    "people.Citizenship": Dated(("country",), ("country",)),
    "people.EducationCircumstance": _CIRCUMSTANCE,
    "people.HealthCircumstance": _CIRCUMSTANCE,
    "people.SocialCircumstance": _CIRCUMSTANCE,
}
NUMBERED: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "people.Identifier": (("kind",), ("kind", "value")),
    "people.IdentityDocument": (("kind", "series", "number"), ("kind", "series", "number")),
}
"""Table → by which columns a row of the card is the same one, and which columns no two cards share."""
_NAMED_BY = ("slot", "country", "kind", "series", "number", "stored", "organisation_name", "valid_from")
"""Columns that tell rows of one table and card apart."""


@dataclass(frozen=True, slots=True)
class MetCard:
    """One person of the file whose card is here. `whose`: the guardian's name, "" of the student himself."""

    person: Person
    uid: str
    whose: str
    cards: tuple[tuple[models.Model, Values], ...]
    rows: Rows
    owners: tuple[tuple[type[models.Model], int], ...]
    links: Sequence[Values] = ()
    guardian_id: int = 0
    student_id: int = 0


@dataclass(slots=True)
class MetColumn:
    """A column that both cards fill in: `row` is ours. `fills`: it is empty here."""

    met: MetCard
    row: models.Model
    column: "models.Field[Any, Any]"
    theirs: Any

    @property
    def ours(self) -> Any:
        return getattr(self.row, self.column.name)

    @property
    def fills(self) -> bool:
        return self.ours in ("", None)


@dataclass(slots=True)
class MetRow:
    """A row that came. `also`: columns that every row of the table here has (whose it is)."""

    met: MetCard
    table: Table
    also: Values
    meeting: Meeting
    key: str


def met_cards(file: PersonalFile, student: Student) -> Iterator[MetCard]:
    """The student, and the guardians of the file who are known here."""
    yield MetCard(
        student.person,
        file.uid,
        "",
        ((student.person, file.values), (student, file.student)),
        file.rows | {FORMER_STUDY: [*file.rows.get(FORMER_STUDY, []), *file.studies]},
        ((Person, student.person_id), (Student, student.pk)),
        student_id=student.pk,
    )
    for one in file.guardians:
        person = known_person(one.uid, one.rows)
        if person is None:
            continue
        guardian = Guardian.objects.filter(person=person).first()
        yield MetCard(
            person,
            one.uid,
            one.full_name,
            ((person, one.values), *(((guardian, one.guardian),) if guardian is not None else ())),
            one.rows,
            ((Person, person.pk),),
            links=one.links,
            guardian_id=guardian.pk if guardian is not None else 0,
            student_id=student.pk,
        )


def met_columns(met: MetCard) -> Iterator[MetColumn]:
    """Columns that the file fills in and the card here does not have so."""
    for row, values in met.cards:
        for column in columns_of(type(row)):
            if column.is_relation or column.name in SEPARATE or values.get(column.name) in ("", None):
                continue
            theirs = column.to_python(values[column.name])
            if getattr(row, column.name) != theirs:
                yield MetColumn(met, row, column, theirs)


def met_rows(met: MetCard) -> Iterator[MetRow]:
    """Every row of the file."""
    for owner, owner_id in met.owners:
        for table in tables_of(owner):
            if rows := met.rows.get(table.label):
                yield from _met(met, table, {table.link: owner_id}, rows)
    if met.links and met.guardian_id:
        also = {"guardian_id": met.guardian_id, "student_id": met.student_id}
        yield from _met(met, GUARDIANSHIP, also, met.links)


def _met(met: MetCard, table: Table, also: Values, rows: Sequence[Values]) -> Iterator[MetRow]:
    read = [read_values(table.model, row) for row in rows]
    stand = [Standing(row.pk, _values(row)) for row in _standing(table, also)]
    if table.label == GUARDIANSHIP.label:
        met_by = meet_guardianships(read, stand)
    elif table.label in DATED:
        met_by = list(_meet_dated(table, read, stand, met.person))
    elif table.label in NUMBERED:
        met_by = _meet_numbered(table, read, stand, met.person)
    elif table.label == FILES:
        yield from _met_files(met, table, also, rows)
        return
    else:
        met_by = [
            Meeting(row, adds=[] if any(row.items() <= one.values.items() for one in stand) else [row]) for row in read
        ]
    for one in met_by:
        yield MetRow(met, table, also, one, _key(met, table, one.theirs))


def _meet_dated(table: Table, rows: list[Values], stand: list[Standing], person: Person) -> Iterator[Meeting]:
    spec = DATED[table.label]

    def key(row: Values | Standing) -> tuple[str, ...]:
        return tuple(str(row[name]) for name in spec.key)

    for own_key, group in groupby(sorted(rows, key=key), key=key):
        yield from meet_dated(
            group,
            [one for one in stand if key(one) == own_key],
            says=spec.says,
            born=person.birth_date or SINCE_EVER,
            always=spec.always,
        )


def _meet_numbered(table: Table, rows: list[Values], stand: list[Standing], person: Person) -> list[Meeting]:
    same, unique = NUMBERED[table.label]
    taken: dict[tuple[str, ...], int] = {}
    asked = models.Q(pk__in=[])
    for row in rows:
        asked |= models.Q(**{name: row[name] for name in unique})
    for holder, *number in table.model._default_manager.filter(asked).values_list("person", *unique):
        if holder != person.pk:
            taken[tuple(number)] = holder
    return [
        meet_numbered(row, stand, same=same, taken_by=taken.get(tuple(row[name] for name in unique))) for row in rows
    ]


def _met_files(met: MetCard, table: Table, also: Values, rows: Sequence[Values]) -> Iterator[MetRow]:
    """Scans are the same by their content; of photos there is one."""
    stand = [
        Standing(row.pk, {"kind": row.kind, "note": row.note, "stored": row.stored.sha256, "name": row.stored.name})
        for row in CardFile.objects.filter(person=met.person).select_related("stored")
    ]
    for row in rows:
        if any((one["kind"], one["stored"]) == (row["kind"], row["stored"]) for one in stand):
            continue
        photos = [one for one in stand if one["kind"] == PHOTO == row["kind"]]
        one = Meeting(dict(row), photos, adds=[] if photos else [row], clashes=bool(photos))
        yield MetRow(met, table, also, one, _key(met, table, row))


def _standing(table: Table, also: Values) -> list[models.Model]:
    rows = table.model._default_manager.filter(**also).order_by("pk")
    return [row for row in rows if not is_voided(row)]


def _values(row: models.Model) -> Values:
    return {column.name: getattr(row, column.attname) for column in columns_of(type(row))}


def read_values(model: type[models.Model], values: Mapping[str, Any]) -> Values:
    """Values of the columns that this code knows, in their types, without files; others that came are left out."""
    return {
        column.name: column.to_python(values[column.name])
        for column in columns_of(model)
        if column.name in values and not column.is_relation
    }


def _key(met: MetCard, table: Table, row: Values) -> str:
    """Names a row of the file without saying what it says."""
    named = [met.uid, table.label, *(str(row.get(name, "")) for name in _NAMED_BY)]
    return digest_of(named)


def digest_of(parts: Sequence[str]) -> str:
    return hashlib.sha256("|".join(parts).encode()).hexdigest()[:20]
