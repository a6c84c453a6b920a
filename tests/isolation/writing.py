"""Who may write by which method, as addresses declare it, and what a request has written."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from shared_apps.accounts.models import SecurityEvent, Session
from shared_apps.accounts.roles import Role
from shared_apps.organisations.privacy import Privacy
from shared_apps.ui.viewer import Access
from tenant_apps.people.views.persons import DocumentsPage
from tests.isolation.addresses import Address

_TOUCHED = """
    SELECT relnamespace::regnamespace || '.' || relname, touched
    FROM (
        SELECT relnamespace, relname,
               pg_stat_get_xact_tuples_inserted(oid) + pg_stat_get_xact_tuples_updated(oid)
               + pg_stat_get_xact_tuples_deleted(oid) AS touched
        FROM pg_class WHERE relkind = 'r' AND relnamespace NOT IN ('pg_catalog'::regnamespace, 'pg_toast'::regnamespace)
    ) AS counted
    WHERE touched > 0
"""
LOGS = {f"public.{model._meta.db_table}" for model in (Session, SecurityEvent)}
"""What asking itself writes, about the one who asks."""


def answers(address: Address, method: str) -> bool:
    """Whether the address has this method; pages check the permission first, endpoints say 405."""
    return bool(address.actions) or hasattr(address.view, method)


def writing_methods(address: Address) -> list[str]:
    """All that may be sent to it, whether it answers or not."""
    return [method for method in address.methods if method != "get"]


def permission_of(address: Address, method: str) -> object:
    """What the address declares for this method; None: it has no such method."""
    return getattr(address.view, "permissions_by_method", {}).get(method.upper()) or address.permission


def may_ask(role: Role, address: Address, method: str) -> bool:
    """What the page declares; pages of documents ask for their privacy class besides. What has no such method: 405.

    A role that only reads is refused whatever it sends.
    """
    if role.read_only and method != "get":
        return False
    permission = permission_of(address, method)
    if permission is None or (address.is_api and not (method in address.methods and answers(address, method))):
        return True
    may = permission in (Access.PUBLIC, Access.SIGNED_IN) or role.may(permission)
    if isinstance(address.view, type) and issubclass(address.view, DocumentsPage):
        documents = address.view.card.documents
        may = may and Privacy.DOCUMENT in role.holds and (documents is None or role.may(documents))
    return may


def touched() -> dict[str, int]:
    """Table → how many rows this transaction has written, even where it took them back: any schema's tables."""
    with connection.cursor() as cursor:
        cursor.execute(_TOUCHED)
        return dict(cursor.fetchall())


@contextmanager
def nothing_written() -> Iterator[None]:
    """Fails when the block writes a row anywhere but in the logs, or tries to."""
    before = touched()
    yield
    assert {table for table, rows in touched().items() if rows != before.get(table, 0)} - LOGS == set()
