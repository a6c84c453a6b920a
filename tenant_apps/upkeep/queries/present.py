"""What cards say now of the fields that families may correct, as the proposals keep them: text, codes, ISO days."""

from datetime import date

from shared_apps.organisations.periods import FOREVER
from tenant_apps.people.models import EducationCircumstance, Person, PersonName

from ..proposable import PROPOSABLE, Proposable

PARTICULARS = tuple(one.code for one in PROPOSABLE.values() if one.how == "particular")
NAMES = tuple(one.code for one in PROPOSABLE.values() if one.how == "name")
CIRCUMSTANCES = tuple(one.code for one in PROPOSABLE.values() if one.how == "circumstance")


def present_values(person_id: int, day: date, *, student_id: int | None) -> dict[str, str]:
    """Code → value; circumstances only with a student's card. Three queries."""
    person = Person.objects.values(*PARTICULARS).get(pk=person_id)
    name = PersonName.objects.filter(person=person_id, valid_to=FOREVER).values(*NAMES).first() or {}
    found = {code: _kept(person[code]) for code in PARTICULARS} | {code: name.get(code, "") for code in NAMES}
    if student_id is not None:
        rows = EducationCircumstance.objects.filter(
            student=student_id, kind__in=CIRCUMSTANCES, valid_from__lte=day, valid_to__gt=day, voided_by__isnull=True
        )
        known = dict(rows.values_list("kind", "value"))
        found |= {code: known.get(code, "") for code in CIRCUMSTANCES}
    return found


def kept(one: Proposable, sent: object) -> str:
    """A value of a form or of the API as it is kept: trimmed text, an ISO day."""
    return _kept(sent) if one.is_date else " ".join(str(sent or "").split())


def _kept(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value or "")
