"""The password that all accounts of the demo share: whether it is this one, and setting another. Within shared()."""

from django.db.models import F, QuerySet

from shared_apps.organisations.crossing import By
from shared_apps.organisations.shared_log import record, values

from .. import demo, passwords
from ..models import Account


def with_demo_password() -> QuerySet[Account]:
    """Accounts of the demo whose password nobody has changed or reset since they were made."""
    rows = Account.objects.filter(is_demo=True, must_change_password=False, password_changed_at__lte=F("created_at"))
    return rows.order_by("pk")


def is_demo_password(password: str) -> bool:
    """Whether this is what the demo's accounts were given; one of them is tried, for they were given the same."""
    first = with_demo_password().first()
    return first is not None and passwords.fits(password, first.password)


def set_demo_password(*, password: str, by: By) -> int:
    """Give them another one, and take locks after failed tries off; how many. Those changed by hand keep theirs.

    :raises NotADemoDatabase: the demo did not make this database.
    """
    if not demo.database_is_demo():
        raise demo.NotADemoDatabase
    accounts = list(with_demo_password())
    for account in accounts:
        before = values(account)
        account.password = passwords.hashed(password)
        account.failed_count, account.locked_until = 0, None
        account.save(update_fields=["password", "failed_count", "locked_until"])
        record(by=by, row=account, action="set_demo_password", before=before)
    return len(accounts)
