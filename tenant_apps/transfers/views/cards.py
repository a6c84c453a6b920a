"""One transfer in full, and what may be done with it."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shared_apps.accounts import permissions
from shared_apps.accounts.pages import InOrganisation
from shared_apps.envelopes.models import Envelope, Kind
from shared_apps.organisations.found import found_or_404
from shared_apps.organisations.privacy import Privacy
from shared_apps.ui.numbers import ru_date, ru_datetime
from shared_apps.ui.page import Action, CardPage, ConfirmPage, Crumb, FormPage
from shared_apps.ui.viewer import may
from tenant_apps.enrolment.services import BroughtDebt, debts_brought_before
from tenant_apps.people.pages import InsistPage
from tenant_apps.people.rights import holds

from .. import rules, services
from ..comparing import Difference, differences_with, shown
from ..contents import PersonalFile, opened
from ..forms import AcceptForm, ReasonForm
from ..forms_settling import SettleForm
from ..partners import Partner, partners
from ..queries import lists
from ..same_person import known_student
from ..services import coming, leaving
from ..services.settling import note_closed, open_differences

State = Envelope.State


class OfTransfer(InOrganisation):
    """A page about an envelope that this organisation sends or gets."""

    abstract = True

    def prepare(self) -> None:
        self.envelope = found_or_404(Envelope.objects.filter(pk=self.kwargs["number"]).first())
        self.transfer = lists.own_side(self.envelope)

    @property
    def is_out(self) -> bool:
        return bool(self.envelope.sender_id == self.organisation.id)

    @cached_property
    def partner(self) -> Partner:
        other = self.envelope.receiver_id if self.is_out else self.envelope.sender_id
        return partners([other], self.envelope.on)[other]

    @property
    def card_url(self) -> str:
        return reverse("transfers:card", args=[self.envelope.pk])

    def breadcrumbs(self) -> Sequence[Crumb]:
        here = Crumb(f"№ {self.envelope.pk}, {self.envelope.named}", self.card_url)
        return [Crumb(_("Transfers"), reverse("transfers:list")), here]

    @property
    def turn(self) -> str:
        """Whose answer is waited for; a reorganisation waits for neither office."""
        if self.envelope.kind != Kind.TRANSFER:
            return ""
        return lists.turn(self.envelope, self.organisation.id)

    def only_in(self, *states: str, turn: str) -> None:
        """:raises Http404: the transfer is not in one of the states, or it is not this office's turn."""
        if self.envelope.state not in states or self.turn != turn:
            raise Http404(_("This can't be done with the transfer now."))


class TransferPage(OfTransfer, CardPage):
    permission = permissions.ORDER_VIEW
    template_name = "transfers/card.html"
    is_last_crumb = True

    def heading(self) -> str:
        return _("Transfer No %(number)s: %(who)s") % {"number": self.envelope.pk, "who": self.envelope.named}

    def badges(self) -> Sequence[tuple[Any, str]]:
        found = [(self.envelope.get_state_display(), lists.TONES[self.envelope.state])]
        if self.is_unsettled:
            found.append((_("the cards differ"), "warn"))
        if self.turn and self.envelope.due_on < self.today:
            found.append((_("overdue"), "err"))
        return found

    def facts(self) -> Sequence[tuple[Any, Any]]:
        row = self.envelope
        return [
            (_("From where"), self.organisation.short_name if self.is_out else self.partner.name),
            (_("Where to"), self.partner.name if self.is_out else self.organisation.short_name),
            (_("Birth date"), ru_date(row.birth_date) if row.birth_date else ""),
            (_("Grade"), row.grade),
            (_("Date of the transfer"), ru_date(row.on)),
            (_("Asked for"), ru_datetime(row.requested_at) if row.requested_at else ""),
            (_("Sent"), ru_datetime(row.sent_at) if row.sent_at else ""),
            (_("Answer by"), ru_date(row.due_on) if self.turn else ""),
            (_("Reminded"), f"{ru_datetime(row.reminded_at)}, {row.reminded_by}" if row.reminded_at else ""),
            (_("Decided"), f"{ru_datetime(row.decided_at)}, {row.decided_by}" if row.decided_at else ""),
            (_("Reason"), row.reason),
            (_("Order of leaving"), row.sender_order),
            (_("Order of admission"), row.receiver_order),
        ]

    def context(self) -> dict[str, Any]:
        asked = self.envelope.state == State.REQUESTED and self.turn == "here"
        return {
            "envelope": self.envelope,
            "transfer": self.transfer,
            "turn": self.turn,
            "candidates": lists.candidates(self.envelope) if asked else [],
            "is_asked": asked,
            "may_draft": may(self.request, permissions.ORDER_DRAFT),
            "sees_cards": may(self.request, permissions.STUDENT_VIEW),
            "is_unsettled": self.is_unsettled,
        }

    @property
    def is_unsettled(self) -> bool:
        """Something that was sent is still to be decided here."""
        return bool(self.transfer is not None and self.transfer.unsettled and self.envelope.state == State.ACCEPTED)

    def actions(self) -> Sequence[Action]:
        def action(title: str, name: str, permission: Any, **more: Any) -> Action:
            return Action(title, reverse(f"transfers:{name}", args=[self.envelope.pk]), permission=permission, **more)

        state, found = self.envelope.state, []
        if self.is_unsettled:
            found.append(action(_("Decide what differs"), "settle", permissions.ORDER_DRAFT, primary=True))
        if self.envelope.kind != Kind.TRANSFER:
            return found
        if self.turn == "here":
            found.append(action(_("Refuse"), "refuse", permissions.ORDER_SIGN, danger=True))
            if state == State.SENT:
                found.append(action(_("Accept"), "accept", permissions.ORDER_DRAFT, primary=True, icon="check"))
        elif self.turn == "there":
            found.append(action(_("Withdraw"), "withdraw", permissions.ORDER_CANCEL, danger=True))
        elif state == State.REFUSED and self.is_out and leaving.order_of(self.envelope.uid) is not None:
            found.append(action(_("Take the student back"), "give_back", permissions.ORDER_CANCEL, primary=True))
        return found


class ShowsDifferences(OfTransfer):
    """A page on which somebody reads what was sent of closed parts of cards: lines of the reading log."""

    abstract = True

    def noted(self, found: Sequence[Difference]) -> list[Difference]:
        """Those that the reader may see, with a line in the log for each closed part."""
        seen = shown(found, by=self.actor, on=self.today)
        note_closed(seen, number=self.envelope.pk, by=self.actor)
        return seen


class AcceptPage(ShowsDifferences, InsistPage):
    """The rules, the comparison of the cards, and the order of admission in one form."""

    permission = permissions.ORDER_DRAFT
    template_name = "transfers/accept.html"
    form_class = AcceptForm
    submit = gettext_lazy("Accept")

    def prepare(self) -> None:
        super().prepare()
        self.only_in(State.SENT, turn="here")
        self.file: PersonalFile | None = opened(self.envelope)
        own = self.transfer.student_id if self.transfer is not None else None
        self.student_id = own or (known_student(self.file) if self.file is not None else None)
        self.found: list[Difference] = []
        if own is None and self.file is not None and self.student_id is not None:  # else it is placed: SettlePage
            self.found = self.noted(differences_with(self.file, self.student_id))

    @property
    def debts(self) -> Sequence[BroughtDebt]:
        """What the student owes, for those who may know."""
        if not holds(self.actor, Privacy.EDUCATION):
            return ()
        return self.file.debts if self.file is not None else debts_brought_before(self.envelope.uid)

    def heading(self) -> str:
        return _("Admission by transfer: %(who)s") % {"who": self.envelope.named}

    def form_kwargs(self) -> dict[str, Any]:
        return {
            "day": self.envelope.on,
            "grade": self.envelope.grade,
            "found": self.found,
            "cards": self.cards,
            "by": self.actor,
            "may_sign": may(self.request, permissions.ORDER_SIGN),
        }

    @cached_property
    def cards(self) -> Sequence[tuple[int, str]] | None:
        """Cards that may be the student's; None: any card, since nothing else says whose it is."""
        if self.student_id is not None:
            return ()
        return lists.namesakes(self.envelope, self.file) if self.file is not None else None

    def initial(self) -> Mapping[str, Any]:
        chosen = self.transfer.class_group_id if self.transfer is not None else None
        return {"date": self.today, "class_group": chosen or lists.only_class(self.envelope) or "", **super().initial()}

    def context(self) -> dict[str, Any]:
        own = self.transfer.pk if self.transfer is not None else None
        case = coming.case_of(self.envelope, group=None, student_id=self.student_id, own=own, file=self.file)
        return {
            "findings": rules.coming(case),
            "student_id": self.student_id,
            "file": self.file,
            "debts": self.debts,
            "partner": self.partner,
        }

    def attempt(self, form: Any, *, insist: bool) -> str:
        acceptance = coming.Acceptance(
            class_group_id=form.class_group_id,
            student_id=self.student_id or form.student_id,
            choices=form.choices(take_theirs=bool(form.cleaned_data.get("take_theirs"))),
        )
        services.accept_transfer(
            number=self.envelope.pk,
            acceptance=acceptance,
            requisites=form.requisites(),
            sign=form.signs,
            order_number=form.cleaned_data.get("number", ""),
            insist=insist,
            by=self.actor,
        )
        if form.signs:
            self.tell(_("The student is admitted, the former organisation sees it."))
        else:
            self.tell(_("The draft of the order is made: whoever may sign will find it among the drafts."))
        return self.card_url


class SettlePage(ShowsDifferences, FormPage):
    """What was left open when the student was admitted, for those who may decide it."""

    permission = permissions.ORDER_DRAFT
    template_name = "transfers/settle.html"
    form_class = SettleForm
    submit = gettext_lazy("Save")

    def prepare(self) -> None:
        super().prepare()
        self.open_ones = open_differences(self.envelope, self.transfer)
        self.found = self.noted(self.open_ones)

    def heading(self) -> str:
        return _("What the cards say differently: %(who)s") % {"who": self.envelope.named}

    def form_kwargs(self) -> dict[str, Any]:
        return {"found": self.found, "day": self.envelope.on}

    def context(self) -> dict[str, Any]:
        student_id = self.transfer.student_id if self.transfer is not None else None
        return {
            "student_id": student_id,
            "is_settled": not self.open_ones,
            "others": len(self.open_ones) - len(self.found),
            "partner": self.partner,
        }

    def perform(self, form: Any) -> str:
        transfer = services.settle_transfer(number=self.envelope.pk, choices=form.choices(), by=self.actor)
        if transfer.unsettled:
            self.tell(_("It is written down. Something is still to be decided."))
        else:
            self.tell(_("All is decided; what was sent is erased."))
        return self.card_url


class RefusePage(OfTransfer, ConfirmPage):
    permission = permissions.ORDER_SIGN
    title = gettext_lazy("Refuse the transfer")
    question = gettext_lazy("Refuse the transfer?")
    submit = gettext_lazy("Refuse")
    form_class = ReasonForm

    def prepare(self) -> None:
        super().prepare()
        self.only_in(State.SENT, State.REQUESTED, turn="here")

    def consequences(self) -> Sequence[Any]:
        return [
            _("The other organisation reads the reason."),
            _("What was sent of the student is erased here."),
        ]

    def perform(self, form: Any) -> str:
        services.refuse_transfer(number=self.envelope.pk, reason=form.cleaned_data["reason"], by=self.actor)
        return self.card_url


class WithdrawPage(OfTransfer, ConfirmPage):
    permission = permissions.ORDER_CANCEL
    title = gettext_lazy("Withdraw the transfer")
    question = gettext_lazy("Withdraw the transfer?")
    submit = gettext_lazy("Withdraw")
    form_class = ReasonForm

    def prepare(self) -> None:
        super().prepare()
        self.only_in(State.SENT, State.REQUESTED, turn="there")

    def consequences(self) -> Sequence[Any]:
        if not self.is_out:
            return [_("The request ends, the other organisation sees it.")]
        return [
            _("The order of leaving is cancelled by an order of today: the student studies here as before."),
            _("The other organisation can't admit by this transfer any more."),
        ]

    def perform(self, form: Any) -> str:
        services.withdraw_transfer(number=self.envelope.pk, reason=form.cleaned_data["reason"], by=self.actor)
        return self.card_url


class GiveBackPage(OfTransfer, ConfirmPage):
    permission = permissions.ORDER_CANCEL
    title = gettext_lazy("Take the student back")
    question = gettext_lazy("Take the student back?")
    submit = gettext_lazy("Take the student back")
    danger = False

    def consequences(self) -> Sequence[Any]:
        return [_("The order of leaving is cancelled by an order of today: the student studies here as before.")]

    def perform(self, form: Any) -> str:
        services.give_back(number=self.envelope.pk, by=self.actor)
        return self.card_url


__all__ = ["AcceptPage", "GiveBackPage", "RefusePage", "SettlePage", "TransferPage", "WithdrawPage"]
