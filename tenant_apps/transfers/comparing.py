"""What a file says otherwise than the cards here, in words: for the page before acceptance and for what is left after.

Whoever reads sees only what he holds the classes of, and what a law or a consent opens here.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from shared_apps.organisations.crossing import By
from shared_apps.organisations.privacy import Privacy
from tenant_apps.people.circumstance_models import Circumstance
from tenant_apps.people.circumstances import FILE_PRIVACY, KINDS
from tenant_apps.people.grounds import FieldGroup, group_of_file, group_of_identifier
from tenant_apps.people.models import CardFile, Guardianship, Identifier, PersonName, Student
from tenant_apps.people.queries.duplicates import described_person
from tenant_apps.people.queries.grounds import field_group, grounds
from tenant_apps.people.rights import holds

from .contents import PersonalFile
from .meetings import MetCard, MetColumn, MetRow, digest_of, met_cards, met_columns, met_rows
from .travelling import columns_of
from .wording import label_of, row_label, row_words, value_words


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that the file and a card here say differently.

    :ivar key: names it without saying what it says. :ivar whose: a guardian's name; "" of the student himself.
    :ivar classes: what must be held to read it. :ivar group: the group of fields that must have a ground; None: none.
    :ivar may_take: what was sent may be written here. :ivar is_name: it may also be a change of the name.
    """

    key: str
    whose: str
    label: str
    ours: str
    theirs: str
    person_id: int
    classes: frozenset[Privacy]
    group: FieldGroup | None
    may_take: bool = True
    is_name: bool = False
    about: MetColumn | MetRow | None = field(default=None, compare=False, repr=False)

    @property
    def title(self) -> str:
        return f"{self.whose}: {self.label}" if self.whose else self.label


def differences(file: PersonalFile, student: Student, *, placed: bool = False) -> list[Difference]:
    """What a human must decide. A number of queries that depends on the number of guardians alone.

    :param placed: the file has been placed: what is still not here counts too.
    """
    return [one for met in met_cards(file, student) for one in _of_card(met, placed=placed)]


def differences_with(file: PersonalFile, student_id: int, *, placed: bool = False) -> list[Difference]:
    """The same, by the student's id."""
    return differences(file, Student.objects.select_related("person").get(pk=student_id), placed=placed)


def shown(found: Collection[Difference], *, by: By, on: date) -> list[Difference]:
    """Those that the reader may see on a day."""
    known = grounds({one.person_id for one in found}, on)
    return [
        one
        for one in found
        if all(holds(by, privacy) for privacy in one.classes) and known.is_open(one.person_id, one.group)
    ]


def classes_read(found: Iterable[Difference]) -> dict[int, set[Privacy]]:
    """Person's id → classes: for the reading log."""
    read: dict[int, set[Privacy]] = {}
    for one in found:
        read.setdefault(one.person_id, set()).update(one.classes)
    return read


def _of_card(met: MetCard, *, placed: bool) -> Iterator[Difference]:
    for column in met_columns(met):
        if placed or not column.fills:
            yield _of_column(column)
    for row in met_rows(met):
        meeting = row.meeting
        if meeting.clashes or (placed and (meeting.adds or any(one.changes for one in meeting.ours))):
            yield _of_row(row)


def _of_column(one: MetColumn) -> Difference:
    model = type(one.row)
    return Difference(
        key=digest_of([one.met.uid, model._meta.label, one.column.name]),
        whose=one.met.whose,
        label=label_of(one.column),
        ours=value_words(one.column, one.ours),
        theirs=value_words(one.column, one.theirs),
        person_id=one.met.person.pk,
        classes=frozenset({model.privacy[one.column.name]}),  # type: ignore[attr-defined]
        group=field_group(model, one.column.name),
        about=one,
    )


def _of_row(one: MetRow) -> Difference:
    model, meeting = one.table.model, one.meeting
    ours = "; ".join(row_words(model, each.values) for each in meeting.ours)
    if meeting.taken_by is not None:
        ours = _("in another card: %(who)s") % {"who": described_person(meeting.taken_by)}
    return Difference(
        key=one.key,
        whose=one.met.whose,
        label=row_label(model, meeting.theirs),
        ours=ours,
        theirs=row_words(model, meeting.theirs),
        person_id=one.met.person.pk,
        classes=_classes(one),
        group=_group(one),
        may_take=meeting.taken_by is None,
        is_name=issubclass(model, PersonName),
        about=one,
    )


def _classes(one: MetRow) -> frozenset[Privacy]:
    model, row = one.table.model, one.meeting.theirs
    if issubclass(model, CardFile):
        return frozenset({FILE_PRIVACY.get(row["kind"], Privacy.HEALTH)})
    if issubclass(model, Circumstance):
        kind = KINDS[row["kind"]]
        values = {row["value"], *(each["value"] for each in one.meeting.ours)}
        return frozenset({kind.privacy, *(kind.class_of(value) for value in values)})
    privacy = model.privacy  # type: ignore[attr-defined]
    said = {name for name in row if row[name] not in ("", None) and not name.endswith("_id")}
    return frozenset(privacy[name] for name in said if name in privacy) - {Privacy.TECHNICAL, Privacy.OFFICIAL}


def _group(one: MetRow) -> FieldGroup | None:
    model, row = one.table.model, one.meeting.theirs
    if issubclass(model, CardFile):
        return group_of_file(row["kind"], FILE_PRIVACY.get(row["kind"], Privacy.HEALTH))
    if issubclass(model, Identifier):
        return group_of_identifier(row["kind"])
    if issubclass(model, Guardianship):
        return field_group(model, "relation")
    groups = (field_group(model, column.name) for column in columns_of(model))
    return next((group for group in groups if group is not None), None)
