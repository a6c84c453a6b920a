"""A card that came beside the card that is here: what differs."""

from dataclasses import dataclass

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from tenant_apps.people.models import Identifier, Person, PersonName, Student
from tenant_apps.people.names import full_name

from .contents import PersonalFile
from .services.cards import TRUSTED_IDENTIFIER
from .travelling import columns_of


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that the two cards say differently."""

    label: str
    ours: str
    theirs: str


def differences(file: PersonalFile, student_id: int) -> list[Difference]:
    """What is written in both and is not the same."""
    person = Student.objects.select_related("person").get(pk=student_id).person
    found = [_name(file, person.pk), _number(file, person.pk)]
    for column in columns_of(Person):
        theirs = file.values.get(column.name)
        if column.is_relation or theirs in ("", None):
            continue
        ours = getattr(person, column.name)
        if ours not in ("", None) and ours != column.to_python(theirs):
            found.append(Difference(capfirst(str(column.verbose_name)), str(ours), str(theirs)))
    return [one for one in found if one is not None]


def _name(file: PersonalFile, person_id: int) -> Difference | None:
    present = PersonName.objects.filter(person=person_id).order_by("-valid_from").first()
    if present is None or not file.name:
        return None
    theirs = full_name(file.name["surname"], file.name["given_name"], file.name["patronymic"])
    return Difference(_("Full name"), str(present), theirs) if str(present) != theirs else None


def _number(file: PersonalFile, person_id: int) -> Difference | None:
    theirs = file.identifier(TRUSTED_IDENTIFIER)
    ours = Identifier.objects.filter(person=person_id, kind=TRUSTED_IDENTIFIER).values_list("value", flat=True).first()
    return Difference(_("SNILS"), ours, theirs) if ours and theirs and ours != theirs else None
