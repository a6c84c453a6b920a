"""The kinds of page, in one place to import from. How to write one: docs/developer/pages.md.

A page is closed until it declares its permission: a class that does not fails at import.
"""

from shared_apps.ui.page_base import Action, Crumb, Freshness, Page
from shared_apps.ui.page_card import CardPage, Tab
from shared_apps.ui.page_form import ActionPage, ConfirmPage, FormPage
from shared_apps.ui.page_list import ListPage
from shared_apps.ui.page_pick import PickPage
from shared_apps.ui.tables import Empty
from shared_apps.ui.viewer import PUBLIC, SIGNED_IN

__all__ = [
    "PUBLIC",
    "SIGNED_IN",
    "Action",
    "ActionPage",
    "CardPage",
    "ConfirmPage",
    "Crumb",
    "Empty",
    "FormPage",
    "Freshness",
    "ListPage",
    "Page",
    "PickPage",
    "Tab",
]
