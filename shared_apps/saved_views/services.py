"""Writes about saved views: saved, renamed, shared, deleted. One's own only. They are settings of an account, as its
appearance is, so no line of history is written of them.
"""

from django.db import IntegrityError, transaction

from shared_apps.accounts.actor import Actor
from shared_apps.accounts.doorway import shared_tables
from shared_apps.accounts.lists import ListAddress

from . import cleaning, refusals
from .models import SavedView, scope_of

MOST_VIEWS = 50
"""So many views of one list are kept by one account."""


def save_view(*, of: ListAddress, name: str, is_shared: bool, by: Actor) -> SavedView:
    """Keep how a list is shown. A shared view keeps nothing that was typed. :raises NameTaken: :raises TooManyViews:"""
    assert by.account_id is not None
    clean = cleaning.for_others if is_shared else cleaning.for_use
    row = SavedView(
        account_id=by.account_id,
        name=" ".join(name.split()),
        side=of.place.side,
        scope=scope_of(of.membership),
        role=of.membership.role,
        path=of.path,
        query=clean(of.page, of.query).query,
        is_shared=is_shared,
    )
    with shared_tables(by):
        same = SavedView.objects.of(by.account_id).filter(scope=row.scope, path=row.path)
        if same.count() >= MOST_VIEWS:
            raise refusals.TooManyViews(params={"most": MOST_VIEWS})
        _save(row)
    return row


def change_view(*, view_id: int, of: ListAddress, name: str, is_shared: bool, by: Actor) -> SavedView:
    """Rename it, share it or stop sharing. What was typed is left out for good once it is shared.

    :raises NameTaken: :raises SavedView.DoesNotExist: it is not the account's.
    """
    with shared_tables(by):
        row = SavedView.objects.select_for_update().of(by.account_id or 0).get(pk=view_id)
        row.name, row.is_shared = " ".join(name.split()), is_shared
        if is_shared:
            row.query = cleaning.for_others(of.page, row.query).query
        _save(row)
    return row


def remove_view(*, view_id: int, by: Actor) -> None:
    """:raises SavedView.DoesNotExist: it is not the account's."""
    with shared_tables(by):
        SavedView.objects.of(by.account_id or 0).get(pk=view_id).delete()


def _save(row: SavedView) -> None:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise refusals.NameTaken from error
