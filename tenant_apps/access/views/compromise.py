"""Compromised accounts in an organisation: what was done under them, voiding it by two persons, families told."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from shared_apps.accounts import permissions
from shared_apps.accounts import queries as accounts
from shared_apps.accounts.forms import DecisionForm
from shared_apps.accounts.pages import InOrganisation
from shared_apps.organisations.found import found_or_404
from shared_apps.ui.forms import Form
from shared_apps.ui.numbers import ru_datetime, ru_num
from shared_apps.ui.page import Action, ConfirmPage, Crumb, FormPage, ListPage, Page
from tenant_apps.history import queries as history
from tenant_apps.history.models import ReversalLine
from tenant_apps.history.tables import JournalTable

from .. import services
from ..forms import SinceForm
from ..queries import notices
from ..tables import CaseTable, ToldTable

MOST = 100
"""Operations shown on the report's page; the journal of changes has them all."""


class CaseListPage(InOrganisation, ListPage):
    """Reports that concern the organisation."""

    permission = permissions.COMPROMISE_VIEW
    exports_with = permissions.COMPROMISE_VIEW
    title = gettext_lazy("Compromised accounts")
    lead = gettext_lazy(
        "Who reported that somebody else worked under an account, what was done under it since, and what became of it."
    )
    table_class = CaseTable

    def rows(self) -> Any:
        return accounts.cases_of(self.organisation.id, self.actor)


class OfCase(InOrganisation, Page):
    """A page about one report."""

    abstract = True

    def prepare(self) -> None:
        self.case = found_or_404(accounts.case_of(self.kwargs["case_id"], self.organisation.id, self.actor))

    def url(self, name: str = "report") -> str:
        return reverse(f"access:{name}", args=[self.case.pk])

    def breadcrumbs(self) -> Sequence[Crumb]:
        return [Crumb(_("Compromised accounts"), reverse("access:reports")), Crumb(self.case.account, self.url())]

    @property
    def named(self) -> dict[str, Any]:
        """The case, as services take it."""
        return {"case_id": self.case.pk, "organisation_id": self.organisation.id, "by": self.actor}


class CasePage(OfCase):
    """The report: who, when, what was done since, what is proposed, conflicts, families."""

    permission = permissions.COMPROMISE_VIEW
    template_name = "access/report.html"
    is_last_crumb = True

    def heading(self) -> str:
        return self.case.account

    def actions(self) -> Sequence[Action]:
        case, propose, confirm = self.case, permissions.COMPROMISE_PROPOSE, permissions.COMPROMISE_CONFIRM
        if case.state == "open":
            return [
                Action(_("Propose to void"), self.url("propose"), permission=propose, primary=True, icon="undo-2"),
                Action(_("Another moment"), self.url("since"), permission=propose, icon="clock"),
                Action(_("Nothing to void"), self.url("clean"), permission=confirm, icon="circle-check"),
            ]
        if case.state == "planned":
            found = [Action(_("Withdraw the proposal"), self.url("withdraw"), permission=propose)]
            if case.proposed_by_id != self.actor.account_id:
                found.append(Action(_("Confirm and void"), self.url("confirm"), permission=confirm, danger=True))
            return found
        return []

    def context(self) -> Mapping[str, Any]:
        case = self.case
        protocol = history.reversal_by_number(case.reversal) if case.reversal is not None else None
        operations = history.journal(account=case.account_id, since=case.since)
        told, read = notices.told_counts(case.pk)
        return {
            "case": case,
            "tone": accounts.CASE_TONES[case.state],
            "facts": self.facts(),
            "operations": JournalTable(
                list(operations[:MOST]),
                holds=self.actor.holds,
                orderable=False,
                exclude=("actor_name", "row_id", "request_id"),
                caption=_("Operations under the account"),
            ),
            "count": operations.count(),
            "most": MOST,
            "journal": f"{reverse('history:list')}?account={case.account_id}&first={case.since:%Y-%m-%d}",
            "given": accounts.given_since(case.pk, self.organisation.id, self.actor),
            "stopped": accounts.work_stopped(case.report_id, self.organisation.id, self.actor),
            "protocol": protocol,
            "verdicts": _verdicts(protocol) if protocol else [],
            "documents": history.cancelled_documents(protocol) if protocol else [],
            "conflicts": history.conflicts(protocol, holds=self.actor.holds) if protocol else [],
            "told": told,
            "read": read,
            "waits_for_other": case.state == "planned" and case.proposed_by_id == self.actor.account_id,
        }

    def facts(self) -> list[tuple[Any, Any]]:
        case = self.case
        reporter = _("the owner of the account") if case.is_own_report else case.registered_by
        return [
            (_("Login"), case.login),
            (_("Roles here"), case.roles),
            (_("Registered"), f"{ru_datetime(case.registered_at)}, {reporter}"),
            (_("What happened"), case.note),
            (_("Operations count since"), ru_datetime(case.since)),
            (_("Reason of the earlier moment"), case.since_reason),
            (_("Proposed"), _moment(case.proposed_at, case.proposed_by)),
            (pgettext("report", "Decided"), _moment(case.decided_at, case.decided_by)),
            (_("Words of the decision"), case.decision),
            (_("Account released"), ru_datetime(case.released_at) if case.released_at else _("frozen still")),
        ]


def _moment(at: Any, who: str) -> str:
    return f"{ru_datetime(at)}, {who}" if at else ""


def _verdicts(protocol: Any) -> list[tuple[str, int]]:
    return [
        (str(ReversalLine.Verdict(verdict).label), number)
        for verdict, number in history.count_by_verdict(protocol).items()
    ]


class SincePage(OfCase, FormPage):
    """Operations count from an earlier moment."""

    permission = permissions.COMPROMISE_PROPOSE
    title = gettext_lazy("From which moment operations count")
    lead = gettext_lazy(
        "By the rules they are void since the report was registered. An earlier moment needs a reason. "
        "Without a day the moment of the report holds."
    )
    form_class = SinceForm
    done = gettext_lazy("Operations count from this moment.")

    def perform(self, form: Any) -> str:
        services.count_from(since=form.moment(), reason=form.cleaned_data["reason"], **self.named)
        return self.url()


class ProposePage(OfCase, ConfirmPage):
    permission = permissions.COMPROMISE_PROPOSE
    title = gettext_lazy("Propose to void")
    submit = gettext_lazy("Work out and propose")
    danger = False

    def ask(self) -> str:
        named = {"name": self.case.account, "moment": ru_datetime(self.case.since)}
        return _("Propose to void everything done under the account of %(name)s since %(moment)s?") % named

    def consequences(self) -> Sequence[Any]:
        return [
            _("Records stay as they are: a protocol says what would be taken back and what others have changed since."),
            _("Another person confirms it: the head of the organisation."),
        ]

    def perform(self, form: Form) -> str:
        services.propose_voiding(**self.named)
        self.tell(_("The proposal is made: the head of the organisation confirms it."))
        return self.url()


class WithdrawPage(OfCase, ConfirmPage):
    permission = permissions.COMPROMISE_PROPOSE
    title = gettext_lazy("Withdraw the proposal")
    question = gettext_lazy("Withdraw the proposal? The report is to be looked at again; records stay as they are.")
    submit = gettext_lazy("Withdraw")
    done = gettext_lazy("The proposal is withdrawn.")
    danger = False

    def perform(self, form: Form) -> str:
        services.withdraw_proposal(**self.named)
        return self.url()


class ConfirmVoidingPage(OfCase, ConfirmPage):
    permission = permissions.COMPROMISE_CONFIRM
    title = gettext_lazy("Confirm and void")
    submit = gettext_lazy("Void the operations")

    def ask(self) -> str:
        return _("Void the operations under the account of %(name)s?") % {"name": self.case.account}

    def consequences(self) -> Sequence[str]:
        found = []
        if self.case.reversal is not None and (protocol := history.reversal_by_number(self.case.reversal)):
            counts = history.count_by_verdict(protocol)
            if number := counts.get("reverse", 0):
                words = ngettext("%(number)s change is taken back.", "%(number)s changes are taken back.", number)
                found.append(words % {"number": ru_num(number)})
            if number := counts.get("conflict", 0):
                words = ngettext(
                    "%(number)s change stays: others have changed the record since.",
                    "%(number)s changes stay: others have changed the records since.",
                    number,
                )
                found.append(words % {"number": ru_num(number)})
            found += [
                _("Is cancelled by an order: %(title)s.") % {"title": title}
                for title in history.cancelled_documents(protocol)
            ]
        given = accounts.given_since(self.case.pk, self.organisation.id, self.actor)
        if given:
            found.append(_("Roles that the account gave end, invitations that it issued and nobody accepted yet die."))
        return [*found, _("Families of the students whose records were touched are told on their own page.")]

    def perform(self, form: Form) -> str:
        outcome = services.confirm_voiding(**self.named)
        if outcome.is_done:
            self.tell(_said(outcome))
        else:
            messages.warning(
                self.request,
                _("Nothing was voided: records have changed since the proposal. The protocol shows what is true now."),
            )
        return self.url()


def _said(outcome: services.Voided) -> str:
    number = outcome.reversed_lines + outcome.cancelled_lines
    words = ngettext("%(number)s change is void.", "%(number)s changes are void.", number)
    told = ngettext("%(number)s family is told.", "%(number)s families are told.", outcome.families)
    return f"{words % {'number': ru_num(number)}} {told % {'number': ru_num(outcome.families)}}"


class CleanPage(OfCase, FormPage):
    permission = permissions.COMPROMISE_CONFIRM
    title = gettext_lazy("Nothing to void")
    lead = gettext_lazy("Nobody worked under the account, or what was done is right or was mended by hand.")
    submit = gettext_lazy("Decide")
    form_class = DecisionForm
    done = gettext_lazy("The report is decided.")

    def perform(self, form: Any) -> str:
        services.decide_clean(decision=form.cleaned_data["decision"], **self.named)
        return self.url()


class ToldPage(OfCase, ListPage):
    """Families that were told: to be printed, and to see who has not read it yet."""

    permission = permissions.COMPROMISE_VIEW
    exports_with = permissions.COMPROMISE_VIEW
    title = gettext_lazy("Families that were told")
    subsystem = gettext_lazy("Access rights")
    table_class = ToldTable

    def rows(self) -> Any:
        return notices.told_of_case(self.case.pk, self.today, by=self.actor)
