"""What tests of compromised accounts share: what was done, reported, proposed, confirmed."""

from datetime import timedelta

from django.utils import timezone

from shared_apps.accounts import services as accounts
from shared_apps.accounts.actor import Actor
from shared_apps.accounts.compromise_models import CompromiseCase
from shared_apps.organisations.crossing import By, inside, shared
from tenant_apps.access import services
from tenant_apps.access.models import FamilyNotice
from tenant_apps.people import services as people
from tenant_apps.people.models import Person

from .conftest import BY, Filled


def edit(filled: Filled, by: By, person: int, phone: str, **more: str) -> None:
    with inside(filled.organisation, by=by):
        people.edit_person(person_id=person, changes={"phone": phone, **more}, version=None, by=by)


def phone(filled: Filled, person: int) -> str:
    with inside(filled.organisation, by=BY):
        return Person.objects.get(pk=person).phone


def reported(filled: Filled, thief: Actor, *, hours: int = 1) -> int:
    """The case of a report that counts from some hours ago."""
    since = timezone.now() - timedelta(hours=hours)
    report = accounts.report_compromise(
        account_id=thief.account_id or 0, known_since=since, note="Пароль был на стикере", by=thief
    )
    with shared(by=BY):
        return CompromiseCase.objects.get(report=report, organisation=filled.organisation).pk


def proposed(filled: Filled, case: int, by: Actor) -> int | None:
    with inside(filled.organisation, by=by):
        return services.propose_voiding(case_id=case, organisation_id=filled.organisation.pk, by=by)


def confirmed(filled: Filled, case: int, by: Actor) -> services.Voided:
    with inside(filled.organisation, by=by):
        return services.confirm_voiding(case_id=case, organisation_id=filled.organisation.pk, by=by)


def told(filled: Filled) -> dict[int, int]:
    with inside(filled.organisation, by=BY):
        return dict(FamilyNotice.objects.values_list("student", "changes"))
