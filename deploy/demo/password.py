"""What is true of the demo's password at a start: the one asked for, set anew, or one that nobody here knows."""

from dataclasses import dataclass

from deploy.demo.filling import BY
from deploy.demo.sign_in_accounts import SIGN_INS
from shared_apps.accounts.models import Account
from shared_apps.accounts.services.demo_passwords import is_demo_password, set_demo_password, with_demo_password
from shared_apps.organisations.crossing import shared


@dataclass(frozen=True, slots=True)
class DemoPassword:
    """`password` is None where the region was built with another and none was asked for: only its hash is kept.

    `changed`: logins whose password was changed since by whoever signed in, or was reset; it is not this one.
    `was_set`: it is another one since this start.
    """

    password: str | None
    changed: frozenset[str]
    was_set: bool = False


def settled_password(password: str, *, is_asked: bool) -> DemoPassword:
    """Whether the accounts have this password; if not, and it `is_asked` for by name, they get it."""
    with shared(by=BY):
        ours = set(with_demo_password().filter(login__in=SIGN_INS).values_list("login", flat=True))
        made = set(Account.objects.filter(is_demo=True, login__in=SIGN_INS).values_list("login", flat=True))
        changed = frozenset(made - ours)
        if is_demo_password(password):
            return DemoPassword(password, changed)
        if not is_asked:
            return DemoPassword(None, changed)
        set_demo_password(password=password, by=BY)
        return DemoPassword(password, changed, was_set=True)
