"""A browser signed in at the test school in a role, without the cost of a password."""

from datetime import date, timedelta

from django.test import Client
from django.utils import timezone

from shared_apps.accounts import services
from shared_apps.accounts.models import Account, Session
from shared_apps.accounts.session import COOKIE, digest, new_key
from shared_apps.organisations.crossing import By, shared
from shared_apps.organisations.models import Organisation

SYSTEM = By.system("tests")


def signed_in(role: str, organisation: Organisation, *, card_id: int | None = None, login: str = "") -> Client:
    """A browser of an account with this role there; call it outside any door."""
    login = login or f"{role}-{organisation.slug}"
    today = timezone.localdate()
    grant = services.Grant(
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
        key, now = new_key(), timezone.now()
        Session.objects.create(
            account_id=issued.account_id, key_hash=digest(key), last_seen_at=now,
            expires_at=now + timedelta(days=1), ip="127.0.0.1",
        )  # fmt: skip
    client = Client()
    client.cookies[COOKIE] = key
    return client
