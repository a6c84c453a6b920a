"""Which views an account sees, and where they lead. Call inside shared()."""

from dataclasses import dataclass

from shared_apps.accounts.actor import Actor, MembershipRef
from shared_apps.accounts.lists import ListAddress, list_at
from shared_apps.organisations.routing import organisation_prefix
from shared_apps.ui.address import base_path

from . import refusals
from .models import SavedView, scope_of


@dataclass(frozen=True, slots=True)
class ViewRow:
    """A view as somebody sees it. `owner`: whose it is, of one that a colleague shares; `list_title`: of which list."""

    id: int
    name: str
    is_own: bool
    is_shared: bool
    owner: str
    query: str
    list_title: str = ""
    place: str = ""


def list_of(address: str, actor: Actor) -> ListAddress | None:
    """The list of an address, if the account opens it. :raises NoListNamed: there is no address."""
    if not address:
        raise refusals.NoListNamed
    found = list_at(address, actor)
    return found if found is not None and found.is_opened else None


def views_of(of: ListAddress, actor: Actor) -> list[ViewRow]:
    """Views of one list: one's own first. One query."""
    rows = SavedView.objects.seen_in(
        account_id=actor.account_id or 0, scope=scope_of(of.membership), role=of.membership.role
    ).filter(path=of.path)
    found = [row_of(row, actor) for row in rows.select_related("account").order_by("name", "pk")]
    return sorted(found, key=lambda one: not one.is_own)


def own_views(actor: Actor) -> list[ViewRow]:
    """All of one's own, by list. One query."""
    rows = SavedView.objects.of(actor.account_id or 0).select_related("account").order_by("scope", "path", "name")
    found = []
    for row in rows:
        of = _leads_to(row, actor)
        if of is not None:
            found.append(row_of(row, actor, of.title, str(of.membership.scope_title)))
    return found


def view_of(actor: Actor, view_id: int, *, only_own: bool = False) -> tuple[SavedView, ListAddress] | None:
    """A view that the account sees, and the list it leads to; None: there is none for him."""
    row = SavedView.objects.filter(pk=view_id).first()
    of = None if row is None else _leads_to(row, actor)
    if row is None or of is None or (only_own and row.account_id != actor.account_id):
        return None
    seen = SavedView.objects.seen_in(account_id=actor.account_id or 0, scope=row.scope, role=of.membership.role)
    return (row, of) if seen.filter(pk=view_id).exists() else None


def address_of(row: SavedView, membership: MembershipRef) -> str:
    """The path of the list from the browser's side."""
    if row.side == "organisation":
        return organisation_prefix(membership.organisation_slug) + row.path.lstrip("/")
    return base_path() + row.path.lstrip("/")


def _leads_to(row: SavedView, actor: Actor) -> ListAddress | None:
    """The list, in a workplace of the account in the view's place; the same role where he has it."""
    here = [one for one in actor.memberships if scope_of(one) == row.scope]
    here.sort(key=lambda one: one.role != row.role)
    for membership in here:
        found = list_at(f"{address_of(row, membership)}?{row.query}", actor, within=membership)
        if found is not None and found.is_opened:
            return found
    return None


def row_of(row: SavedView, actor: Actor, list_title: str = "", place: str = "") -> ViewRow:
    """A view as the account sees it. One query more for a colleague's name, unless it was read along."""
    is_own = row.account_id == actor.account_id
    return ViewRow(
        row.pk, row.name, is_own, row.is_shared, "" if is_own else row.account.name, row.query, list_title, place
    )
