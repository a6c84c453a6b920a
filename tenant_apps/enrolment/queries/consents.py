"""Who of a class, of the students, employees or guardians has a consent and who lacks one. One query a list."""

from datetime import date
from typing import Any, Literal

from django.db.models import Case, Exists, F, FilteredRelation, OuterRef, Q, Value, When

from shared_apps.organisations.crossing import By
from tenant_apps.people.consent_models import Consent
from tenant_apps.people.grounds import EMPLOYEE, GUARDIAN
from tenant_apps.people.queries.lists import employees_on, guardians_on
from tenant_apps.people.queries.signers import Subject, subjects

from .students import students_on

State = Literal["given", "lacking", "withdrawn"]


def people(about: str, day: date, *, by: By, class_id: int | None = None) -> Any:
    """Those whom a consent may concern on a day: rows with `person_id`, `surname`, …, `name_key`."""
    if about == EMPLOYEE:
        return employees_on(day)
    if about == GUARDIAN:
        return guardians_on(day, by=by)
    return students_on(day, by=by, class_id=class_id)


def register(
    about: str, purpose: str, day: date, *, by: By, class_id: int | None = None, state: State | None = None
) -> Any:
    """The same rows with `consent_id`, `signed_on`, `document_number`, `until` of the consent in force, and `state`:
    given, withdrawn (and none since), lacking."""
    withdrawn = Consent.objects.filter(person=OuterRef("person"), purpose=purpose, withdrawn_on__isnull=False)
    rows = (
        people(about, day, by=by, class_id=class_id)
        .alias(
            held=FilteredRelation(
                "person__consents",
                condition=Q(
                    person__consents__purpose=purpose,
                    person__consents__withdrawn_on__isnull=True,
                    person__consents__valid_from__lte=day,
                    person__consents__valid_to__gt=day,
                ),
            ),
            was_withdrawn=Exists(withdrawn),
        )
        .annotate(
            consent_id=F("held__pk"),
            signed_on=F("held__signed_on"),
            document_number=F("held__number"),
            until=F("held__valid_to"),
            state=Case(
                When(held__pk__isnull=False, then=Value("given")),
                When(was_withdrawn=True, then=Value("withdrawn")),
                default=Value("lacking"),
            ),
        )
    )
    if state == "given":
        return rows.filter(consent_id__isnull=False)
    if state == "lacking":
        return rows.filter(consent_id__isnull=True)
    if state == "withdrawn":
        return rows.filter(consent_id__isnull=True, was_withdrawn=True)
    return rows


def awaited(class_id: int, purpose: str, day: date, *, by: By) -> list[Subject]:
    """Students of a class without a consent to the purpose, by name, with those who may sign for them."""
    rows = register("student", purpose, day, by=by, class_id=class_id, state="lacking")
    ids = [row.person_id for row in rows]
    found = subjects(ids, day)
    return [found[pk] for pk in ids if pk in found]
