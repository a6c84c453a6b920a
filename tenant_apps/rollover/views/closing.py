"""Closing of academic years by two persons, the check list of who has not moved, opening again."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shared_apps.accounts import permissions
from shared_apps.accounts.pages import InOrganisation
from shared_apps.organisations.found import found_or_404
from shared_apps.ui.page import Action, ConfirmPage, Crumb, FormPage, ListPage, Page

from .. import services, tables
from ..forms import OptionalReasonForm, ReasonForm, WordsForm
from ..models import YearSealing
from ..queries import closing

STATES = {
    "closed": (gettext_lazy("is closed"), "ok"), "over": (gettext_lazy("is over"), "warn"),
    "now": (gettext_lazy("is on"), "info"), "coming": (gettext_lazy("not begun yet"), ""),
}  # fmt: skip


class YearsPage(InOrganisation, Page):
    """Every academic year: whether it is closed, who proposed what, what is to be done."""

    permission = permissions.ROLLOVER_VIEW
    title = gettext_lazy("Closing of years")
    lead = gettext_lazy("One proposes to close a year, another confirms. In a closed year nothing changes any more.")
    template_name = "rollover/years.html"

    def breadcrumbs(self) -> Sequence[Crumb]:
        return [Crumb(_("Year rollover"), reverse("rollover:overview"))]

    def context(self) -> Mapping[str, Any]:
        return {"years": [(one, *STATES[one.state]) for one in closing.year_states(self.today)]}


class OfYear(InOrganisation):
    """A page about closing one year."""

    abstract = True

    def prepare(self) -> None:
        self.year = found_or_404(closing.year_known(self.kwargs["year_id"]))

    def year_url(self) -> str:
        return reverse("rollover:year", args=[self.year.pk])

    def breadcrumbs(self) -> Sequence[Crumb]:
        return [Crumb(_("Closing of years"), reverse("rollover:years")), Crumb(self.year.name, self.year_url())]


class YearPage(OfYear, ListPage):
    """A year: what stands in the way of closing it, and the log of proposals and decisions."""

    exports_with = permissions.ROLLOVER_VIEW
    permission = permissions.ROLLOVER_VIEW
    template_name = "rollover/year.html"
    is_last_crumb = True
    table_class = tables.SealingTable

    def heading(self) -> str:
        return _("Academic year %(name)s") % {"name": self.year.name}

    def rows(self) -> Sequence[YearSealing]:
        return closing.log_of(self.year)

    @cached_property
    def proposal(self) -> YearSealing | None:
        return next((one for one in closing.log_of(self.year) if one.state == YearSealing.State.PROPOSED), None)

    def badges(self) -> Sequence[tuple[Any, str]]:
        return [STATES[closing.state_of(self.year, self.today)]]

    @cached_property
    def obstacle(self) -> str:
        return str(services.obstacle_of(self.year) or "")

    def actions(self) -> Sequence[Action]:
        propose, decide = permissions.YEAR_SEAL_PROPOSE, permissions.YEAR_SEAL_DECIDE
        year = [self.year.pk]
        if self.proposal is not None:
            key = [self.proposal.pk]
            withdraw = Action(
                _("Withdraw the proposal"), reverse("rollover:withdraw", args=key), propose, icon="undo-2"
            )
            if self.proposal.kind == YearSealing.Kind.REOPEN:
                return [withdraw]
            return [
                Action(
                    _("Confirm the closing"), reverse("rollover:confirm", args=key), decide, primary=True, icon="lock"
                ),
                Action(_("Turn down"), reverse("rollover:refuse", args=key), decide, icon="x"),
                withdraw,
            ]
        if self.year.closed_at is not None:
            return [Action(_("Ask to open it again"), reverse("rollover:reopen", args=year), propose, icon="lock-open")]
        if not self.obstacle:
            return [
                Action(_("Propose to close"), reverse("rollover:seal", args=year), propose, primary=True, icon="lock")
            ]
        return [Action(_("Who is not moved yet"), reverse("rollover:unmoved", args=year), permissions.ROLLOVER_VIEW)]

    def context(self) -> Mapping[str, Any]:
        closed = self.year.closed_at
        return {"year": self.year, "proposal": self.proposal, "obstacle": "" if closed else self.obstacle}


class UnmovedPage(OfYear, ListPage):
    """The check list: who has neither moved on nor left."""

    permission = permissions.ROLLOVER_VIEW
    exports_with = permissions.EXPORT_LISTS
    title = gettext_lazy("Not moved yet")
    table_class = tables.UnmovedTable
    search_hint = gettext_lazy("Name")

    def rows(self) -> Sequence[closing.Unmoved]:
        return closing.unmoved(self.year)

    def search(self, rows: Any, text: str) -> Sequence[closing.Unmoved]:
        return [row for row in rows if all(word in row.name.casefold() for word in text.casefold().split())]


class ProposeSealPage(OfYear, ConfirmPage):
    permission = permissions.YEAR_SEAL_PROPOSE
    title = gettext_lazy("Propose to close the year")
    form_class = OptionalReasonForm
    submit = gettext_lazy("Propose")
    done = gettext_lazy("The proposal is made: the network administrator confirms it.")
    danger = False

    def ask(self) -> str:
        return _("Propose to close the academic year %(name)s?") % {"name": self.year.name}

    def consequences(self) -> Sequence[Any]:
        return [
            _("Nothing is closed yet: another person, the network administrator, confirms it."),
            _("In a closed year no order, class or list changes; the passage to the next year can't be undone."),
        ]

    def perform(self, form: Any) -> str:
        services.propose_sealing(year_id=self.year.pk, reason=form.cleaned_data["reason"], by=self.actor)
        return self.year_url()


class ReopenPage(OfYear, FormPage):
    permission = permissions.YEAR_SEAL_PROPOSE
    title = gettext_lazy("Ask to open the year again")
    lead = gettext_lazy("The region's administrator reads the reason and decides.")
    form_class = ReasonForm
    submit = gettext_lazy("Send the request")
    done = gettext_lazy("The request is sent to the region's administrator.")

    def perform(self, form: Any) -> str:
        services.propose_reopening(year_id=self.year.pk, reason=form.cleaned_data["reason"], by=self.actor)
        return self.year_url()


class OfProposal(InOrganisation, ConfirmPage):
    """A decision on a proposal."""

    abstract = True

    def prepare(self) -> None:
        self.sealing = found_or_404(closing.proposal_known(self.kwargs["sealing_id"]))

    def year_url(self) -> str:
        return reverse("rollover:year", args=[self.sealing.year_id])

    def breadcrumbs(self) -> Sequence[Crumb]:
        return [Crumb(self.sealing.year.name, self.year_url())]

    def consequences(self) -> Sequence[Any]:
        one = self.sealing
        words = [_("Proposed by %(who)s: %(what)s.") % {"who": one.proposed_name, "what": one.get_kind_display()}]
        return [*words, one.reason] if one.reason else words


class ConfirmSealPage(OfProposal):
    permission = permissions.YEAR_SEAL_DECIDE
    title = gettext_lazy("Confirm the closing")
    submit = gettext_lazy("Close the year")
    done = gettext_lazy("The year is closed.")

    def ask(self) -> str:
        return _("Close the academic year %(name)s?") % {"name": self.sealing.year.name}

    def consequences(self) -> Sequence[Any]:
        return [*super().consequences(), _("From now on nothing of the year changes. Only the region opens it again.")]

    def perform(self, form: Any) -> str:
        services.confirm_sealing(sealing_id=self.sealing.pk, by=self.actor)
        return self.year_url()


class RefuseSealPage(OfProposal):
    permission = permissions.YEAR_SEAL_DECIDE
    title = gettext_lazy("Refuse the proposal")
    form_class = WordsForm
    question = gettext_lazy("Refuse the proposal?")
    submit = gettext_lazy("Turn down")
    done = gettext_lazy("The proposal is refused.")

    def perform(self, form: Any) -> str:
        services.refuse_sealing(sealing_id=self.sealing.pk, words=form.cleaned_data["words"], by=self.actor)
        return self.year_url()


class WithdrawPage(OfProposal):
    permission = permissions.YEAR_SEAL_PROPOSE
    title = gettext_lazy("Withdraw the proposal")
    question = gettext_lazy("Withdraw the proposal?")
    submit = gettext_lazy("Withdraw")
    done = gettext_lazy("The proposal is withdrawn.")

    def perform(self, form: Any) -> str:
        services.withdraw_proposal(sealing_id=self.sealing.pk, by=self.actor)
        return self.year_url()
