"""Lists that the office signs: the full name of the organisation above, lines for signatures below."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import ClassVar

from django.utils.translation import gettext as _

from shared_apps.accounts import permissions
from shared_apps.accounts.pages import InOrganisation
from shared_apps.ui.address import with_query
from shared_apps.ui.page import Action, ListPage
from shared_apps.ui.sheets import Sheet, Signature
from shared_apps.ui.viewer import Needed
from tenant_apps.passport.queries import director_on


class SignedListPage(InOrganisation, ListPage):
    """A list whose files carry the requisites of a document; the button «Print» gives it as a PDF."""

    abstract = True
    exports_with: ClassVar[Needed | None] = permissions.EXPORT_LISTS

    def signed_on(self) -> date:
        """The day whose head of the organisation signs."""
        return self.today

    def signatures(self) -> Sequence[Signature]:
        return [
            Signature(_("Head of the organisation"), director_on(self.signed_on())),
            Signature(_("Executor"), self.actor.name),
        ]

    def sheet(self) -> Sheet:
        return replace(super().sheet(), organisation=self.organisation.full_name, signatures=self.signatures())

    def actions(self) -> Sequence[Action]:
        if not self.is_exported():
            return ()
        return [Action(_("Print"), with_query(self.request, export="pdf", page=None, per=None), icon="printer")]
