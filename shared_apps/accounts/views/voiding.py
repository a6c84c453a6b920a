"""Compromised accounts above organisations: /admin/compromised/. Two administrators of the region void operations."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, ClassVar

from django.contrib import messages
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from shared_apps.organisations.found import found_or_404
from shared_apps.ui.address import with_query
from shared_apps.ui.forms import Form
from shared_apps.ui.numbers import ru_datetime, ru_num
from shared_apps.ui.page import Action, ActionPage, ConfirmPage, Crumb, FormPage, ListPage
from shared_apps.ui.sheets import Sheet, Signature
from shared_apps.ui.tables import Table

from .. import permissions, queries, services
from ..actor import Actor
from ..forms import DecisionForm, MomentForm, ReasonForm
from ..pages import ActorPage
from ..queries.voiding import FATE_TONES, SHOWN, OperationRow
from ..tables import FATES, CaseTable, OperationTable


class CaseListPage(ListPage):
    """Reports of accounts with roles above organisations."""

    permission = permissions.COMPROMISE_ABOVE
    exports_with = permissions.COMPROMISE_ABOVE
    title = gettext_lazy("Compromised accounts")
    lead = gettext_lazy(
        "Accounts with roles above organisations that were reported, and what became of what was done under them."
    )
    table_class = CaseTable

    def rows(self) -> Any:
        actor: Actor = self.request.user
        return queries.cases_above(actor)


class OfCase(ActorPage):
    """A page about one report."""

    abstract = True
    permission = permissions.COMPROMISE_ABOVE

    def prepare(self) -> None:
        self.case = found_or_404(queries.case_above(self.kwargs["case_id"], self.actor))

    @property
    def is_own(self) -> bool:
        """The reader's own account is the one that was reported."""
        return self.case.account_id == self.actor.account_id

    @cached_property
    def operations(self) -> list[OperationRow]:
        return queries.operations_above(self.case.pk, self.actor)

    @cached_property
    def protocol(self) -> queries.Protocol | None:
        return queries.protocol_above(self.case.pk, self.actor)

    def url(self, name: str = "voiding") -> str:
        return reverse(f"accounts:{name}", args=[self.case.pk])

    def breadcrumbs(self) -> Sequence[Crumb]:
        return [Crumb(_("Compromised accounts"), reverse("accounts:voidings")), Crumb(self.case.account, self.url())]


class CasePage(OfCase):
    """The report: who, when, what was done since by subject, what voiding does, what is left to be done by hand."""

    template_name = "accounts/voiding.html"
    is_last_crumb = True
    fragments: ClassVar[tuple[str, ...]] = ("progress",)

    def heading(self) -> str:
        return self.case.account

    def actions(self) -> Sequence[Action]:
        found: list[Action] = []
        if self.operations:
            words = _("Protocol") if self.protocol else _("List of operations")
            found.append(Action(words, self.url("voiding_operations"), icon="list"))
        if self.is_own:
            return found
        if self.case.state == "open":
            return [
                Action(_("Propose to void"), self.url("voiding_propose"), primary=True, icon="undo-2"),
                Action(_("Another moment"), self.url("voiding_since"), icon="clock"),
                Action(_("Nothing to void"), self.url("voiding_clean"), icon="circle-check"),
                *found,
            ]
        if self.case.state in ("planned", "undo_planned"):
            words = _("Confirm and void") if self.case.state == "planned" else _("Confirm and take back")
            if not self.is_proposer:
                found.insert(0, Action(words, self.url("voiding_confirm"), danger=True))
            return [*found, Action(_("Withdraw the proposal"), self.url("voiding_withdraw"))]
        if self.case.state == "voided":
            found.append(Action(_("Take the voiding back"), self.url("voiding_undo"), icon="undo-2"))
        return found

    @property
    def is_proposer(self) -> bool:
        """The reader has proposed what waits: another person confirms it."""
        return self.protocol is not None and self.protocol.planned_by == self.actor.account_id

    def context(self) -> Mapping[str, Any]:
        case, protocol = self.case, self.protocol
        counted = queries.counts_of(self.operations)
        return {
            "case": case,
            "tone": queries.CASE_TONES[case.state],
            "facts": self.facts(),
            "protocol": protocol,
            "counts": [(FATES[fate], FATE_TONES[fate], number) for fate, number in counted.items()],
            "subjects": [
                (title, self._table(title, rows), len(rows)) for title, rows in queries.by_subject(self.operations)
            ],
            "most": SHOWN,
            "unvoidable": queries.unvoidable_above(case.pk, self.actor),
            "stopped": queries.stopped_above(case.report_id, self.actor),
            "is_own": self.is_own,
            "waits_for_other": case.state in ("planned", "undo_planned") and self.is_proposer,
            "is_at_work": protocol is not None and protocol.is_at_work,
            "is_stuck": case.state in ("voiding", "undoing") and not (protocol is not None and protocol.is_at_work),
            "carried_out": sum(row.done_at is not None for row in self.operations),
            "to_carry_out": sum(row.fate in ("restored", "ended") for row in self.operations),
        }

    def facts(self) -> list[tuple[Any, Any]]:
        case, protocol = self.case, self.protocol
        reporter = _("the owner of the account") if case.is_own_report else case.registered_by or _("the platform")
        return [
            (_("Login"), case.login),
            (_("Roles"), case.roles),
            (_("Registered"), f"{ru_datetime(case.registered_at)}, {reporter}"),
            (_("What happened"), case.note),
            (_("Operations count since"), ru_datetime(case.since)),
            (_("Reason of the earlier moment"), case.since_reason),
            (_("Protocol"), f"№ {protocol.number}, {protocol.state_title}" if protocol else ""),
            (_("Proposed"), _moment(case.proposed_at, case.proposed_by)),
            (pgettext("report", "Decided"), _moment(case.decided_at, case.decided_by)),
            (_("Voided"), ru_datetime(protocol.finished_at) if protocol and protocol.finished_at else ""),
            (_("Words of the decision"), case.decision),
            (_("Account released"), ru_datetime(case.released_at) if case.released_at else _("frozen still")),
        ]

    def _table(self, title: str, rows: list[OperationRow]) -> Table:
        carried = () if any(row.done_at for row in rows) else ("done_at",)
        later = () if any(row.later for row in rows) else ("later",)
        return OperationTable(rows[:SHOWN], orderable=False, caption=title, exclude=("group", *carried, *later))


def _moment(at: Any, who: str) -> str:
    return f"{ru_datetime(at)}, {who or _('the platform')}" if at else ""


class OperationsPage(OfCase, ListPage):
    """Every operation with its fate: the protocol, to be printed and signed by both."""

    exports_with = permissions.COMPROMISE_ABOVE
    subsystem = gettext_lazy("Access rights")
    table_class = OperationTable

    def heading(self) -> str:
        if self.protocol is None:
            return _("Operations under the account of %(name)s") % {"name": self.case.account}
        return _("Protocol of voiding No %(number)s") % {"number": self.protocol.number}

    def rows(self) -> Any:
        return self.operations

    def table_kwargs(self) -> Mapping[str, Any]:
        return {"caption": self.heading()}

    def actions(self) -> Sequence[Action]:
        return [Action(_("Print"), with_query(self.request, export="pdf", page=None, per=None), icon="printer")]

    def described(self) -> list[tuple[str, str]]:
        case, protocol = self.case, self.protocol
        said = [
            (_("Account"), f"{case.account} ({case.login})"),
            (_("Operations count since"), ru_datetime(case.since)),
            (_("State"), case.state_title),
        ]
        if protocol is not None:
            said += [
                (_("Reason"), protocol.reason),
                (_("Proposed"), _moment(protocol.planned_at, protocol.planned_name)),
                (pgettext("report", "Confirmed"), _moment(protocol.confirmed_at, protocol.confirmed_name)),
                (_("Voided"), ru_datetime(protocol.finished_at) if protocol.finished_at else ""),
            ]
        counted = queries.counts_of(self.operations)
        said += [(str(FATES[fate]), ru_num(number)) for fate, number in counted.items()]
        return super().described() + [(str(name), str(value)) for name, value in said if value]

    def sheet(self) -> Sheet:
        protocol = self.protocol
        signatures = [
            Signature(_("Proposed by"), protocol.planned_name if protocol else ""),
            Signature(_("Confirmed by"), protocol.confirmed_name if protocol else ""),
        ]
        return replace(super().sheet(), signatures=signatures if protocol else ())


class SincePage(OfCase, FormPage):
    title = gettext_lazy("From which moment operations count")
    lead = gettext_lazy(
        "By the rules they are void since the report was registered. An earlier moment needs a reason. "
        "Without a day the moment of the report holds."
    )
    form_class = MomentForm
    done = gettext_lazy("Operations count from this moment.")

    def perform(self, form: Any) -> str:
        services.count_from_above(
            case_id=self.case.pk, since=form.moment(), reason=form.cleaned_data["reason"], by=self.actor
        )
        return self.url()


class ProposePage(OfCase, ConfirmPage):
    title = gettext_lazy("Propose to void")
    submit = gettext_lazy("Work out and propose")
    danger = False
    done = gettext_lazy("The proposal is made: another administrator of the region confirms it.")

    def ask(self) -> str:
        question = _(
            "Propose to void everything done above organisations under the account of %(name)s since %(moment)s?"
        )
        return question % {"name": self.case.account, "moment": ru_datetime(self.case.since)}

    def consequences(self) -> Sequence[Any]:
        return [
            _("Records stay as they are: a protocol says what would be taken back and what others have changed since."),
            _("Another administrator of the region confirms it."),
        ]

    def perform(self, form: Form) -> str:
        services.propose_above(case_id=self.case.pk, by=self.actor)
        return self.url()


class WithdrawPage(OfCase, ConfirmPage):
    title = gettext_lazy("Withdraw the proposal")
    question = gettext_lazy("Withdraw the proposal? The report is to be looked at again; records stay as they are.")
    submit = gettext_lazy("Withdraw")
    done = gettext_lazy("The proposal is withdrawn.")
    danger = False

    def perform(self, form: Form) -> str:
        services.withdraw_above(case_id=self.case.pk, by=self.actor)
        return self.url()


class UndoPage(OfCase, FormPage):
    title = gettext_lazy("Take the voiding back")
    lead = gettext_lazy(
        "What was voided is put back as it was, where nobody has changed it since; another administrator of the region "
        "confirms it. Then the report is to be looked at again, and may be voided again."
    )
    submit = gettext_lazy("Work out and propose")
    form_class = ReasonForm
    done = gettext_lazy("The proposal is made: another administrator of the region confirms it.")

    def perform(self, form: Any) -> str:
        services.take_voiding_back_above(case_id=self.case.pk, reason=form.cleaned_data["reason"], by=self.actor)
        return self.url()


class ConfirmVoidingPage(OfCase, ConfirmPage):
    """Of a voiding, or of taking it back."""

    @property
    def takes_back(self) -> bool:
        return self.case.state == "undo_planned"

    @property
    def title(self) -> str:  # type: ignore[override]
        return _("Confirm and take back") if self.takes_back else _("Confirm and void")

    @property
    def submit(self) -> str:  # type: ignore[override]
        return _("Take back") if self.takes_back else _("Void the operations")

    def ask(self) -> str:
        if self.takes_back:
            return _("Take the voiding of the operations of %(name)s back?") % {"name": self.case.account}
        return _("Void the operations under the account of %(name)s?") % {"name": self.case.account}

    def consequences(self) -> Sequence[str]:
        counted = queries.counts_of(self.operations)
        return [
            *(f"{FATES[fate]}: {ru_num(number)}" for fate, number in counted.items()),
            _("It is carried out one by one; the page shows how far it is, and you may leave it."),
            _("What can't be taken back here stays, and stands in the protocol with what is to be done."),
        ]

    def perform(self, form: Form) -> str:
        outcome = services.confirm_above(case_id=self.case.pk, by=self.actor)
        if outcome.is_running:
            self.tell(
                _("The voiding is being taken back.") if self.takes_back else _("The operations are being voided.")
            )
        else:
            words = ngettext(
                "Nothing was done: since the proposal the fate of %(number)s operation has changed. Look again.",
                "Nothing was done: since the proposal the fate of %(number)s operations has changed. Look again.",
                outcome.changed,
            )
            messages.warning(self.request, words % {"number": ru_num(outcome.changed)})
        return self.url()


class ResumePage(OfCase, ActionPage):
    """Go on where the work stopped."""

    done = gettext_lazy("The work goes on.")

    def perform(self) -> str:
        services.resume_above(case_id=self.case.pk, by=self.actor)
        return self.url()


class CleanPage(OfCase, FormPage):
    title = gettext_lazy("Nothing to void")
    lead = gettext_lazy("Nobody worked under the account, or what was done is right or was mended by hand.")
    submit = gettext_lazy("Decide")
    form_class = DecisionForm
    done = gettext_lazy("The report is decided.")

    def perform(self, form: Any) -> str:
        services.decide_clean_above(case_id=self.case.pk, decision=form.cleaned_data["decision"], by=self.actor)
        return self.url()
