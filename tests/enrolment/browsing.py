"""A browser signed in at the test school in a role, without the cost of a password."""

from datetime import date, timedelta
from itertools import count

from django.test import Client
from django.utils import timezone

from shared_apps.accounts import services
from shared_apps.accounts.models import Account
from shared_apps.organisations.crossing import By, shared
from shared_apps.organisations.models import Organisation
from tests.factories import accounts
from tests.factories.grants import granted

SYSTEM = By.system("tests")
_numbers = count(1)


def signed_in(role: str, organisation: Organisation, *, card_id: int | None = None) -> Client:
    """A browser of a new account with this role there; call it outside any door."""
    login, today = f"{role}-{next(_numbers)}", timezone.localdate()
    grant = granted(
        role=role,
        organisation_id=organisation.pk,
        card_id=card_id,
        valid_from=today if role == "inspector" else date(2020, 1, 1),
        valid_to=today + timedelta(days=30) if role == "inspector" else date.max,
        inspection_number="17" if role == "inspector" else "",
        inspection_purpose="плановая" if role == "inspector" else "",
    )
    with shared(by=SYSTEM):
        issued = services.create_account(name=f"Имя {login}", login=login, by=SYSTEM)
        Account.objects.filter(pk=issued.account_id).update(must_change_password=False, temporary_until=None)
        services.issue_membership(account_id=issued.account_id, grant=grant, by=SYSTEM)
    return accounts.signed_in(issued.account_id, Client())
