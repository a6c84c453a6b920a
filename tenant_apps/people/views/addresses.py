"""The pages that every card of a person has, and where they stand: /students/<id>/name/, …"""

from typing import cast

from django.urls import URLPattern, path

from shared_apps.accounts.permissions import Permission

from . import card_files, citizenships, persons
from .persons import OfCard

ADDRESSES: tuple[tuple[str, str, type[OfCard]], ...] = (
    ("name/", "name", persons.NamePage),
    ("numbers/", "identifiers", persons.IdentifiersPage),
    ("documents/new/", "document_new", persons.AddDocumentPage),
    ("documents/<int:document_id>/", "document", persons.ChangeDocumentPage),
    ("documents/<int:document_id>/remove/", "document_remove", persons.RemoveDocumentPage),
    ("citizenship/new/", "citizenship_new", citizenships.AddCitizenshipPage),
    ("citizenship/<int:row_id>/end/", "citizenship_end", citizenships.EndCitizenshipPage),
    ("citizenship/<int:row_id>/remove/", "citizenship_remove", citizenships.RemoveCitizenshipPage),
    ("files/new/", "file_new", card_files.NewFilePage),
    ("files/<int:file_id>/", "file", card_files.FileContentPage),
    ("files/<int:file_id>/replace/", "file_replace", card_files.ReplaceFilePage),
    ("files/<int:file_id>/remove/", "file_remove", card_files.RemoveFilePage),
)
"""Address after the card's, name after the card's, page."""


def of_card(page: type[OfCard], base: type[OfCard], seen: Permission) -> type[OfCard]:
    """This page about cards of a kind: a file is opened with `seen`, all else as the `base` of their pages says."""
    allowed = seen if page is card_files.FileContentPage else base.permission
    said = {"__module__": base.__module__, "__doc__": page.__doc__, "permission": allowed}
    return cast(type[OfCard], type(page.__name__, (base, page), said))


def pages(base: type[OfCard], seen: Permission, address: str = "") -> list[URLPattern]:
    """The addresses of a kind of card. `base`: what its pages stand on; `seen`: the permission to open the card."""
    name = base.card.pages.partition(":")[2]
    return [
        path(f"{address}<int:card_id>/{end}", of_card(page, base, seen).as_view(), name=f"{name}_{word}")
        for end, word, page in ADDRESSES
    ]
