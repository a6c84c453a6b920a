"""The journal of changes and the protocols of reversals."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.contrib import messages
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from shared_apps.accounts import permissions
from shared_apps.accounts.pages import InOrganisation
from shared_apps.organisations.found import found_or_404
from shared_apps.organisations.refusal import Refused
from shared_apps.ui.address import with_query
from shared_apps.ui.filters import Chip, Parameters
from shared_apps.ui.forms import ChoiceField, DayField, Form, NumberField, TextField
from shared_apps.ui.numbers import ru_datetime, ru_num
from shared_apps.ui.page import Action, ConfirmPage, Crumb, FormPage, ListPage

from . import queries, reversal, wording, work
from .models import ChangeLog, Reversal, ReversalLine
from .tables import STATE_TONES, JournalTable, ReversalTable

ANY = pgettext_lazy("filter", "Any")


# --- the journal ----------------------------------------------------------------------------------------------------


class JournalParameters(Parameters):
    """Who, when, which records; `request_id` and `account` come from links of the journal itself."""

    first = DayField(label=gettext_lazy("From"), required=False)
    last = DayField(label=gettext_lazy("To"), required=False)
    who = TextField(label=pgettext_lazy("change", "Who"), required=False)
    table = ChoiceField(label=pgettext_lazy("change", "Records"), choices=wording.tables, empty=ANY)
    operation = ChoiceField(
        label=pgettext_lazy("change", "What was done"), choices=ChangeLog.Operation.choices, empty=ANY
    )
    row = NumberField(label=gettext_lazy("Record No."), required=False, least=1)
    source = TextField(
        label=pgettext_lazy("change", "Operation"), required=False, help_text=gettext_lazy("For example: import:17")
    )
    request_id = TextField(required=False, widget=forms.HiddenInput())
    account = NumberField(required=False, widget=forms.HiddenInput())


def began(day: date) -> datetime:
    """The first instant of a day in the region's time."""
    return timezone.make_aware(datetime.combine(day, time.min))


def ended(day: date) -> datetime:
    """The first instant after a day."""
    return began(date.fromordinal(day.toordinal() + 1))


class JournalListPage(InOrganisation, ListPage):
    """Every change of the organisation's records."""

    permission = permissions.HISTORY_VIEW
    exports_with = permissions.EXPORT_LISTS
    title = gettext_lazy("Journal of changes")
    table_class = JournalTable
    parameters_class = JournalParameters

    def rows(self) -> Any:
        asked = self.parameters.values()
        first, last = asked.pop("first"), asked.pop("last")
        return queries.journal(since=began(first) if first else None, until=ended(last) if last else None, **asked)

    def table_kwargs(self) -> Mapping[str, Any]:
        return {"holds": self.actor.holds}

    def chips(self) -> list[Chip]:
        found = super().chips()
        for name, label in (("request_id", _("One request")), ("account", _("One account"))):
            if self.parameters.value(name):
                found.append(Chip(label, "", with_query(self.request, **{name: None, "page": None})))
        return found

    def actions(self) -> Sequence[Action]:
        found = [Action(_("Reversals"), reverse("history:reversals"), icon="undo-2")]
        asked = {name: str(value) for name in SELECTING if (value := self.request.GET.get(name, ""))}
        narrowed = {name for name, value in self.parameters.values().items() if value not in (None, "")}
        if is_selection(asked) and narrowed <= set(SELECTING):
            address = QueryDict(mutable=True)
            address.update(asked)
            url = f"{reverse('history:reverse')}?{address.urlencode()}"
            found.append(Action(_("Reverse these changes"), url, permission=permissions.HISTORY_REVERSE, danger=True))
        return found


SELECTING = ("source", "request_id", "account", "first", "last")
"""What of the journal's address says which lines are to be reversed."""


def is_selection(asked: Mapping[str, str]) -> bool:
    """One operation, one request, or an account since a day."""
    named = [name for name in ("source", "request_id", "account") if asked.get(name)]
    return len(named) == 1 and (named != ["account"] or bool(asked.get("first")))


# --- planning -------------------------------------------------------------------------------------------------------


class NothingChosen(Refused):
    """The address does not say which changes are to be reversed."""

    message = gettext_lazy("Choose in the journal what to reverse: an operation, a request, an account since a day.")
    code = "history_nothing_chosen"


class PlanForm(Form):
    """What is reversed stands in the address; the reader adds a title and the reason."""

    title = TextField(label=gettext_lazy("What is reversed"), help_text=gettext_lazy("As the protocol will be called."))
    reason = TextField(label=gettext_lazy("Reason"), rows=3)


class PlanReversalPage(InOrganisation, FormPage):
    """Plan a reversal: nothing is written to records."""

    permission = permissions.HISTORY_REVERSE
    title = gettext_lazy("Reverse changes")
    lead = gettext_lazy("First a plan says what would be reversed and what others have changed since. Then you decide.")
    submit = gettext_lazy("Work out the plan")
    form_class = PlanForm
    template_name = "history/plan.html"

    def prepare(self) -> None:
        asked = {name: self.request.GET.get(name, "") for name in SELECTING}
        if not is_selection(asked):
            raise NothingChosen
        self.selection = self._selection(asked)
        self.count = self.selection.lines().count()

    def _selection(self, asked: Mapping[str, str]) -> reversal.Selection:
        found = JournalParameters(QueryDict(self.request.GET.urlencode()))
        if not found.is_valid():
            raise NothingChosen
        if asked["source"]:
            if ":" not in asked["source"]:
                raise NothingChosen
            return reversal.by_source(asked["source"])
        if asked["request_id"]:
            return reversal.by_request(asked["request_id"])
        last = found.value("last")
        return reversal.by_actor(
            found.value("account"), since=began(found.value("first")), until=ended(last) if last else None
        )

    def breadcrumbs(self) -> Sequence[Crumb]:
        return [
            Crumb(_("Journal of changes"), reverse("history:list")),
            Crumb(_("Reversals"), reverse("history:reversals")),
        ]

    def initial(self) -> Mapping[str, Any]:
        source = wording.described_source(str(self.selection.value)) if self.selection.kind == "source" else None
        return {"title": source.title if source else ""}

    def context(self) -> Mapping[str, Any]:
        words = ngettext("%(number)s change is looked at.", "%(number)s changes are looked at.", self.count)
        return {"note": words % {"number": ru_num(self.count)}}

    def perform(self, form: Any) -> str:
        said = {"title": form.cleaned_data["title"], "reason": form.cleaned_data["reason"], "by": self.actor}
        if self.count > work.AT_ONCE:
            work.plan_later(self.selection, organisation_id=self.organisation.id, **said)
            self.tell(_("So many changes take a while: the plan will appear in this list."))
            return reverse("history:reversals")
        planned = reversal.plan(self.selection, **said)
        return reverse("history:reversal", args=[planned.number])


# --- protocols ------------------------------------------------------------------------------------------------------


class ReversalParameters(Parameters):
    state = ChoiceField(label=gettext_lazy("State"), choices=Reversal.State.choices, empty=ANY)


class ReversalListPage(InOrganisation, ListPage):
    """Protocols of reversals."""

    permission = permissions.HISTORY_VIEW
    exports_with = permissions.EXPORT_LISTS
    title = gettext_lazy("Reversals")
    table_class = ReversalTable
    parameters_class = ReversalParameters

    def rows(self) -> Any:
        return queries.reversals(state=self.parameters.value("state") or "")

    def breadcrumbs(self) -> Sequence[Crumb]:
        return [Crumb(_("Journal of changes"), reverse("history:list"))]


class OfReversal(InOrganisation):
    """A page about a protocol."""

    abstract = True

    def prepare(self) -> None:
        self.reversal = found_or_404(queries.reversal_by_number(self.kwargs["number"]))

    @property
    def is_planned(self) -> bool:
        return self.reversal.state == Reversal.State.PLANNED

    def page_url(self, name: str) -> str:
        return reverse(f"history:{name}", args=[self.reversal.pk])

    def breadcrumbs(self) -> Sequence[Crumb]:
        return [
            Crumb(_("Journal of changes"), reverse("history:list")),
            Crumb(_("Reversals"), reverse("history:reversals")),
            Crumb(f"№ {self.reversal.pk}", self.page_url("reversal")),
        ]


class ReversalPage(OfReversal):
    """One protocol: what it reverses, cancels and leaves."""

    permission = permissions.HISTORY_VIEW
    template_name = "history/reversal.html"
    is_last_crumb = True

    def heading(self) -> str:
        return _("Protocol of reversal No %(number)s") % {"number": self.reversal.pk}

    def actions(self) -> Sequence[Action]:
        if self.reversal.selection.get("keeper") and self.is_planned:
            return []
        if self.is_planned:
            found = [Action(_("Put away"), self.page_url("abandon"), permission=permissions.HISTORY_REVERSE)]
            if self.reversal.conflicts_count < self.reversal.lines_count and not self._is_at_work():
                partial = self.reversal.conflicts_count > 0
                words = _("Reverse without the conflicts") if partial else pgettext_lazy("reversal", "Reverse")
                url = self.page_url("confirm")
                found.append(Action(words, url, permission=permissions.HISTORY_REVERSE, primary=True))
            return found
        if self.reversal.state == Reversal.State.DONE:
            url = f"{reverse('history:reverse')}?source=reversal:{self.reversal.pk}"
            return [Action(_("Reverse this reversal"), url, permission=permissions.HISTORY_REVERSE, icon="redo-2")]
        return []

    def _is_at_work(self) -> bool:
        return work.is_at_work(self.reversal.pk, organisation_id=self.organisation.id, by=self.actor)

    def context(self) -> Mapping[str, Any]:
        protocol = self.reversal
        return {
            "protocol": protocol,
            "state": (protocol.get_state_display(), STATE_TONES[protocol.state]),
            "is_at_work": self.is_planned and self._is_at_work(),
            "facts": [
                (_("What is reversed"), protocol.title),
                (_("Reason"), protocol.reason),
                (pgettext_lazy("reversal", "Planned"), f"{ru_datetime(protocol.planned_at)}, {protocol.planned_name}"),
                (pgettext_lazy("reversal", "Finished"), _finished(protocol)),
                (_("Left out"), pgettext_lazy("reversal", "conflicts") if protocol.is_partial else ""),
            ],
            "outcomes": [
                (one.what, ReversalLine.Verdict(one.verdict).label, one.count) for one in queries.outcomes(protocol)
            ],
            "documents": queries.cancelled_documents(protocol),
            "conflicts": queries.conflicts(protocol, holds=self.actor.holds),
            "more": max(protocol.conflicts_count - queries.MOST, 0),
            "journal": f"{reverse('history:list')}?source=reversal:{protocol.pk}",
        }


def _finished(protocol: Reversal) -> str:
    if protocol.finished_at is None:
        return ""
    return f"{ru_datetime(protocol.finished_at)}, {protocol.finished_name}"


class ConfirmReversalPage(OfReversal, ConfirmPage):
    """Carry the protocol out, without its conflicts if it has any."""

    permission = permissions.HISTORY_REVERSE
    title = gettext_lazy("Reverse changes")
    submit = pgettext_lazy("reversal", "Reverse")

    def prepare(self) -> None:
        super().prepare()
        if not self.is_planned:
            raise reversal.AlreadyFinished

    def ask(self) -> str:
        return _("Reverse the changes: %(title)s?") % {"title": self.reversal.title}

    def consequences(self) -> Sequence[str]:
        counts, found = queries.count_by_verdict(self.reversal), []
        if number := counts.get(ReversalLine.Verdict.REVERSE):
            words = ngettext("%(number)s change is reversed.", "%(number)s changes are reversed.", number)
            found.append(words % {"number": ru_num(number)})
        if number := counts.get(ReversalLine.Verdict.CONFLICT):
            words = ngettext(
                "%(number)s change in conflict stays as it is.",
                "%(number)s changes in conflict stay as they are.",
                number,
            )
            found.append(words % {"number": ru_num(number)})
        documents = queries.cancelled_documents(self.reversal)
        found += [_("Is cancelled by a document: %(title)s.") % {"title": title} for title in documents]
        found.append(_("A reversal can itself be reversed, as long as nobody changes these records."))
        return found

    def perform(self, form: Any) -> str:
        protocol, here = self.reversal, self.page_url("reversal")
        partial = protocol.conflicts_count > 0
        if protocol.lines_count > work.AT_ONCE:
            work.carry_out_later(protocol.pk, partial=partial, organisation_id=self.organisation.id, by=self.actor)
            self.tell(_("So many changes take a while: this page will say when it is done."))
            return here
        outcome = reversal.confirm(protocol.pk, by=self.actor, partial=partial)
        if outcome.is_done:
            self.tell(_("The changes are reversed."))
        else:
            messages.warning(
                self.request,
                _("Nothing was reversed: records have changed since. The plan shows how things are now: look again."),
            )
        return here


class AbandonReversalPage(OfReversal, ConfirmPage):
    """Put a plan away."""

    permission = permissions.HISTORY_REVERSE
    title = gettext_lazy("Put the plan away")
    question = gettext_lazy("Put this plan away? It stays in the list; records stay as they are.")
    submit = gettext_lazy("Put away")
    done = gettext_lazy("The plan is put away.")
    danger = False

    def perform(self, form: Any) -> str:
        reversal.abandon(self.reversal.pk, by=self.actor)
        return reverse("history:reversals")
