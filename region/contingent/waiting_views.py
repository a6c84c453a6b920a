"""The page of overdue transfers, and the button that reminds."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from shared_apps.accounts import permissions
from shared_apps.envelopes.models import Envelope
from shared_apps.ui.filters import Parameters
from shared_apps.ui.forms import ChoiceField
from shared_apps.ui.page import Action, ConfirmPage, Crumb, ListPage
from shared_apps.ui.tables import BadgeColumn, DateColumn, Empty, NumberColumn, Table, TextColumn

from .waiting import WaitingRow, remind, waiting


class WaitingTable(Table):
    """Transfers that wait for an answer."""

    caption = _("Transfers that wait for an answer")
    empty = Empty(_("No answer is overdue."), _("Look at all that wait, by the filter above."))
    organisation = TextColumn(_("Who must answer"))
    municipality = TextColumn(_("Municipality"))
    other = TextColumn(_("Other organisation"))
    state = BadgeColumn(_("State"), tones={"requested": "info", "sent": "warn"}, labels=dict(Envelope.State.choices))
    on = DateColumn(_("Date of the transfer"))
    due_on = DateColumn(_("Answer by"))
    days_late = NumberColumn(_("Days overdue"))
    reminded_at = DateColumn(_("Reminded"))


class WaitingParameters(Parameters):
    which = ChoiceField(label=_("Which"), choices=[("all", _("all that wait"))], empty=_("overdue"), required=False)


class WaitingPage(ListPage):
    """Nobody's name: whose turn it is, and for how long."""

    permission = permissions.CONTINGENT_VIEW
    exports_with = permissions.REGION_EXPORT
    title = _("Overdue transfers")
    lead = _("An organisation has three working days to answer a request and to admit a student who was sent to it.")
    subsystem = _("Contingent")
    table_class = WaitingTable
    parameters_class = WaitingParameters

    def rows(self) -> Sequence[WaitingRow]:
        return waiting(localdate(), only_late=self.parameters.value("which") != "all")

    def breadcrumbs(self) -> Sequence[Crumb]:
        return [Crumb(gettext("Contingent"), reverse("contingent:overview"))]

    def actions(self) -> Sequence[Action]:
        return [
            Action(
                gettext("Remind"), reverse("contingent:remind"), permissions.TRANSFERS_REMIND, icon="bell", primary=True
            )
        ]


class RemindPage(ConfirmPage):
    """Everybody in the reader's scope who is late."""

    permission = permissions.TRANSFERS_REMIND
    title = _("Remind of overdue transfers")
    submit = _("Remind")
    danger = False

    def prepare(self) -> None:
        self.late = waiting(localdate(), only_late=True)

    def ask(self) -> str:
        count = len({row.organisation_id for row in self.late if row.is_ours})
        return ngettext(
            "Remind %(count)s organisation of the answers it owes?",
            "Remind %(count)s organisations of the answers they owe?",
            count,
        ) % {"count": count}

    def breadcrumbs(self) -> Sequence[Crumb]:
        return [Crumb(gettext("Overdue transfers"), reverse("contingent:waiting"))]

    def consequences(self) -> Sequence[Any]:
        return [_("Their offices see the reminder on the first page and in the transfer.")]

    def perform(self, form: Any) -> str:
        count = remind(self.late, by=self.request.user)
        self.tell(gettext("Reminded organisations: %(count)s.") % {"count": count})
        return reverse("contingent:waiting")
