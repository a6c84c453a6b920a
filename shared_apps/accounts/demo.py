"""The demo's sign-ins: one well-known password, possible only in a database that the demo made."""

from django.utils.translation import gettext_lazy as _

from shared_apps.organisations.refusal import Refused

from .models import DemoDatabase


class NotADemoDatabase(Refused):
    """Demo accounts were asked for in a database that the demo did not make."""

    message = _("This database was not made by the demo: accounts with a well-known password are refused in it.")
    code = "not_a_demo_database"


def mark_database(*, using: str = "owner") -> None:
    """Say that the demo makes this database. Run by the owner's login on a database that is still empty."""
    DemoDatabase.objects.using(using).get_or_create(pk=1)


def database_is_demo() -> bool:
    """Whether the demo made this database. Within shared()."""
    return DemoDatabase.objects.exists()
