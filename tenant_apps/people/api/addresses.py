"""The addresses that every card of a person has in the programming interface: /students/<id>/name/, …"""

from typing import Any

from django.urls import URLPattern, path

from shared_apps.accounts.permissions import Permission

from ..views.parts import SEEN_BY
from ..views.persons import Card
from .cards import CitizenshipsView, DocumentsView, NameView, NumbersView, OfCard, ParticularsView
from .files import FilesView

LIST: dict[str, Any] = {"get": "list", "post": "create"}
ADDRESSES: tuple[tuple[str, str, type[OfCard], dict[str, Any]], ...] = (
    ("particulars/", "particulars", ParticularsView, {"get": "retrieve", "patch": "partial_update"}),
    ("name/", "name", NameView, {**LIST, "put": "update"}),
    ("numbers/", "numbers", NumbersView, {"get": "list", "put": "update"}),
    ("documents/", "documents", DocumentsView, LIST),
    ("documents/<int:row_id>/", "document", DocumentsView, {"put": "update", "delete": "destroy"}),
    ("citizenships/", "citizenships", CitizenshipsView, LIST),
    ("citizenships/<int:row_id>/", "citizenship", CitizenshipsView, {"delete": "destroy"}),
    ("citizenships/<int:row_id>/end/", "citizenship_end", CitizenshipsView, {"post": "end"}),
    ("files/", "files", FilesView, LIST),
    ("files/<int:row_id>/", "file", FilesView, {"put": "update", "delete": "destroy"}),
)
"""Address after the card's, name, view, method → action."""


def of_card(view: type[OfCard], card: Card, seen: Permission) -> type[OfCard]:
    """This view about cards of a kind: read with `seen` or what its part asks for, written with the card's `edit`."""
    parts = SEEN_BY if card.parts is None else card.parts
    allowed = {"GET": parts.get(view.part, seen) if view.part else seen}
    allowed |= dict.fromkeys(("POST", "PUT", "PATCH", "DELETE"), card.edit)
    return type(view.__name__, (view,), {"__doc__": view.__doc__, "card": card, "permissions_by_method": allowed})


def endpoints(
    card: Card, seen: Permission, address: str, name: str, *, particulars: type[OfCard] | None = ParticularsView
) -> list[URLPattern]:
    """The addresses of a kind of card. `particulars`: a view of its own; None: they stand elsewhere."""
    views: dict[type[OfCard], type[OfCard] | None] = {ParticularsView: particulars}
    return [
        path(f"{address}/<int:pk>/{end}", of_card(chosen, card, seen).as_view(actions), name=f"{name}_{word}")
        for end, word, view, actions in ADDRESSES
        if (chosen := views.get(view, view)) is not None
    ]
