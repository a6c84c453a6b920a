"""The organisation's first page."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shared_apps.accounts import permissions
from shared_apps.accounts import queries as accounts
from shared_apps.accounts.pages import InOrganisation
from shared_apps.accounts.queries.compromise import CaseRow
from shared_apps.envelopes.queries import waiting
from shared_apps.handbooks import queries as handbooks
from shared_apps.ui.page import Action, Page
from shared_apps.ui.viewer import may

from .. import checks, notices
from ..order_kinds import offered_in
from ..queries import classes, today


class TodayPage(InOrganisation, Page):
    """What the organisation is today, and what waits for whoever looks."""

    permission = permissions.ORGANISATION_HOME
    title = gettext_lazy("Organisation today")
    template_name = "enrolment/today.html"

    def heading(self) -> str:
        if self.organisation.is_kindergarten:
            return _("The kindergarten today")
        return _("The centre today") if self.organisation.is_centre else _("The school today")

    def actions(self) -> Sequence[Action]:
        if not offered_in(self.organisation.kind):
            return []
        return [
            Action(
                _("Admit a student"), reverse("students:admit"), permission=permissions.ORDER_DRAFT, primary=True,
                icon="plus", key="n",
            )
        ]  # fmt: skip

    def context(self) -> dict[str, Any]:
        own = list(classes.classes_on(self.today, by=self.actor)) if self.actor.reach == "own_class" else []
        keeps_cards = may(self.request, permissions.STUDENT_EDIT) and self.actor.reach == "organisation"
        return {
            "today": today.today(self.today, by=self.actor),
            "notices": notices.notices(self.today, self.actor),
            "findings": self.findings() if keeps_cards else [],
            "kinds": handbooks.names("order_kind"),
            "own": own,
            "transfers": waiting(self.organisation.id, self.today)
            if may(self.request, permissions.ORDER_VIEW)
            else None,
            "sees_orders": may(self.request, permissions.ORDER_VIEW),
            "sees_classes": may(self.request, permissions.CLASS_VIEW),
            "sees_students": may(self.request, permissions.STUDENT_VIEW),
            "has_year": bool(classes.years()),
            "compromised": self.compromised(),
        }

    def compromised(self) -> list[CaseRow]:
        """Reports of compromised accounts that wait for the organisation's word."""
        if not may(self.request, permissions.COMPROMISE_VIEW):
            return []
        return accounts.undecided_cases(self.organisation.id, self.actor)

    def findings(self) -> list[tuple[checks.Finding, str]]:
        """Broken rules with the address of what breaks them, for those who may open it."""
        return [
            (one, reverse(one.check.page) + (f"?{one.check.query}" if one.check.query else ""))
            for one in checks.findings(self.today)
            if self.actor.may(one.check.permission)
        ]
