"""How fresh the region's numbers are, organisation by organisation; and organisations for comboboxes."""

from collections.abc import Sequence

from shared_apps.accounts import permissions
from shared_apps.ui.forms import Option
from shared_apps.ui.page import Page, PickPage

from .territory import OPTIONS, organisation_options


class OrganisationOptionsPage(PickPage):
    """Organisations in the reader's scope by a part of the name."""

    permission = permissions.CONTINGENT_VIEW
    limit = OPTIONS

    def matches(self, text: str) -> Sequence[Option]:
        return organisation_options(text)


class FeedStatusPage(Page):
    permission = permissions.FEED_STATUS
