"""Orders: the order with its lines, drafting, signing, cancelling, printing."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Min
from django.http import Http404, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shared_apps.accounts import permissions
from shared_apps.accounts.pages import InOrganisation
from shared_apps.handbooks import queries as handbooks
from shared_apps.organisations.found import found_or_404
from shared_apps.ui import exports
from shared_apps.ui.numbers import ru_date
from shared_apps.ui.page import Action, CardPage, ConfirmPage, Crumb, Empty, FormPage, ListPage, Page, Tab
from shared_apps.ui.viewer import may
from tenant_apps.history.cards import HISTORY_TAB, history_of
from tenant_apps.people.names import search_key, words
from tenant_apps.people.pages import InsistPage
from tenant_apps.people.services.readings import Via

from .. import services
from ..closed_orders import hidden_columns, known_kinds
from ..history import rows_of_order
from ..models import Order
from ..order_kinds import ORDER_KINDS, ClassOfLine, Effect, OrderKind, offered_in
from ..printed import printed_order
from ..queries import liquidations, orders
from ..tables import LineTable
from ..wording import described_order
from .movement_forms import CancelForm, DraftForm, EditOrderForm, SignForm
from .ways_out import ShowsWaysOut, with_ways_out


class OfOrder(InOrganisation):
    """A page about an order; there is none for who may not know of it."""

    abstract = True
    permission = permissions.ORDER_DRAFT

    def prepare(self) -> None:
        self.order = found_or_404(orders.order_known(self.kwargs["order_id"], by=self.actor))

    @property
    def kind(self) -> OrderKind:
        return ORDER_KINDS[self.order.kind]

    @property
    def order_url(self) -> str:
        return reverse("enrolment:order", args=[self.order.pk])

    def page_url(self, name: str, *args: object) -> str:
        return reverse(f"enrolment:order_{name}", args=[self.order.pk, *args])

    @property
    def order_name(self) -> str:
        return (
            f"№ {self.order.number}"
            if self.order.number
            else _("Draft of %(date)s") % {"date": ru_date(self.order.date)}
        )

    def breadcrumbs(self) -> Sequence[Crumb]:
        return [Crumb(_("Orders"), reverse("enrolment:order_list")), Crumb(self.order_name, self.order_url)]

    def only_a_draft(self) -> None:
        """Pages that change drafts are not there for a signed order; what is sent to them is refused by the service.

        :raises Http404:
        """
        if self.order.state != Order.State.DRAFT and self.request.method != "POST":
            raise Http404(_("The order is signed already."))


class OrderPage(OfOrder, CardPage, ListPage):
    """An order in full: the head, its lines as a list, for there may be thousands of them, and its history."""

    permission = permissions.ORDER_VIEW
    exports_with = permissions.EXPORT_LISTS
    template_name = "enrolment/order.html"
    is_last_crumb = True
    table_class = LineTable
    fragments = ("results",)
    tabs = (Tab("lines", gettext_lazy("Lines of the order"), "ui/list.html"), HISTORY_TAB)
    page_size = 100
    search_hint = gettext_lazy("Any part of a name")

    def heading(self) -> str:
        name = handbooks.name("order_kind", self.order.kind)
        return f"{self.order_name}: {name}" if self.order.number else f"{self.order_name}, {name}"

    def actions(self) -> Sequence[Action]:
        found = [Action(_("Print"), self.page_url("print"), icon="printer")]
        if self.order.state == Order.State.DRAFT:
            found += [
                Action(
                    _("Discard the draft"), self.page_url("discard"), permission=permissions.ORDER_DRAFT, danger=True
                ),
                Action(_("Edit"), self.page_url("edit"), permission=permissions.ORDER_DRAFT, key="e"),
                Action(_("Add students"), self.page_url("lines"), permission=permissions.ORDER_DRAFT, icon="plus"),
                Action(
                    _("Sign"), self.page_url("sign"), permission=permissions.ORDER_SIGN, primary=True, icon="pen-line"
                ),
            ]
        elif self.order.state != Order.State.CANCELLED and self.kind.effect != Effect.CANCEL:
            found.append(
                Action(
                    _("Cancel by an order"), self.page_url("cancel"), permission=permissions.ORDER_CANCEL, danger=True
                )
            )
        return found

    def context(self) -> dict[str, Any]:
        order = self.order
        cancelling = getattr(order, "cancelled_by", None)
        fact = order.lines.aggregate(fact=Min("on"))["fact"]
        return {
            "order": order,
            "kind": self.kind,
            "problems": with_ways_out(orders.problems_of(order)),
            "late_by": orders.days_late(order, fact, self.today),
            "signed_late": orders.days_signed_late(order, fact, self.today),
            "cancelling": cancelling,
            "cancels": order.cancels,
        }

    def badges(self) -> Sequence[tuple[Any, str]]:
        return [(self.order.get_state_display(), orders.STATE_TONES[self.order.state])]

    def facts(self) -> Sequence[tuple[Any, Any]]:
        order = self.order
        return [
            (_("Date"), ru_date(order.date)),
            (_("Takes effect on"), ru_date(order.effective_on)),
            (_("Heading"), order.title or str(self.kind.subject)),
            (_("Basis"), order.basis),
            (_("Signed by"), order.signed_name),
            (_("Signed on"), ru_date(timezone.localdate(order.signed_at)) if order.signed_at else ""),
            (_("Came from"), _("import") if order.source.startswith("import") else ""),
            (_("Note"), order.note),
        ]

    def context_history(self) -> dict[str, Any]:
        return history_of(rows_of_order(self.order.pk), self.actor, names=True)

    def rows(self) -> list[orders.LineRow]:
        lines = liquidations.with_debts(self.order, orders.lines_of(self.order, by=self.actor))
        via: Via = "export" if self.request.GET.get("export") else "page"
        services.note_order_reading(self.order, lines, via=via, by=self.actor)
        return lines

    def search(self, rows: list[orders.LineRow], text: str) -> list[orders.LineRow]:
        typed = words(text)
        return [row for row in rows if all(word in search_key(row.name) for word in typed)]

    def table_kwargs(self) -> dict[str, Any]:
        kind = self.kind
        closed = hidden_columns(kind, self.actor)
        hidden = {
            "from_class": kind.is_admission,
            "class_name": kind.class_of_line == ClassOfLine.NO,
            "form": not (kind.changes_form or kind.is_admission),
            "reason": not kind.reasons,
            "counterpart": not kind.asks_counterpart,
            "destination": not kind.asks_destination,
            "until": not kind.asks_until,
            "document": not kind.needs_document,
            "subjects": not kind.asks_subjects,
            "attempts": kind.effect != Effect.LIQUIDATE or "subjects" in closed,
            "left": kind.effect != Effect.LIQUIDATE or "subjects" in closed,
            "result": not kind.results,
            "programme": not kind.asks_programme,
            "actions": self.order.state != Order.State.DRAFT or not may(self.request, permissions.ORDER_DRAFT),
        }
        return {
            "exclude": [name for name, is_hidden in hidden.items() if is_hidden or name in closed],
            "caption": self.heading(),
        }

    def empty(self) -> Empty:
        if self.kind.effect == Effect.CANCEL:
            return Empty(_("A cancelling order has no lines of its own."))
        return Empty(_("No students are in the order yet."), _("Add those it is about."))


class PrintOrderPage(OfOrder, Page):
    """The order as a PDF."""

    permission = permissions.ORDER_VIEW

    def get(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        document = printed_order(self.order, organisation=self.organisation, by=self.actor)
        services.note_order_reading(self.order, orders.lines_of(self.order, by=self.actor), via="export", by=self.actor)
        return exports.as_response(exports.print_document(document))


class NewOrderPage(InOrganisation, FormPage):
    permission = permissions.ORDER_DRAFT
    title = gettext_lazy("New order")
    lead = gettext_lazy("First the head; students are added to the draft.")
    submit = gettext_lazy("Make the draft")
    form_class = DraftForm

    def breadcrumbs(self) -> Sequence[Crumb]:
        return [Crumb(_("Orders"), reverse("enrolment:order_list"))]

    def form_kwargs(self) -> dict[str, Any]:
        return {"kinds": known_kinds(offered_in(self.organisation.kind), self.actor)}

    def initial(self) -> Mapping[str, Any]:
        return {"date": self.today, **super().initial()}

    def perform(self, form: Any) -> str:
        order = services.draft_order(kind=form.cleaned_data["kind"], requisites=form.requisites(), by=self.actor)
        return reverse("enrolment:order_lines", args=[order.pk])


class EditOrderPage(OfOrder, FormPage):
    title = gettext_lazy("Edit the draft")
    done = gettext_lazy("The draft is saved.")
    form_class = EditOrderForm

    def prepare(self) -> None:
        super().prepare()
        self.only_a_draft()

    def initial(self) -> Mapping[str, Any]:
        names = ("date", "effective_on", "title", "basis", "note", "version")
        return {name: getattr(self.order, name) for name in names}

    def perform(self, form: Any) -> str:
        services.change_order(
            order_id=self.order.pk,
            requisites=form.requisites(),
            version=form.cleaned_data["version"],
            by=self.actor,
        )
        return self.order_url


class SignOrderPage(ShowsWaysOut, OfOrder, InsistPage, ConfirmPage):
    """Numbering and signing; warnings may be insisted on."""

    permission = permissions.ORDER_SIGN
    title = gettext_lazy("Sign the order")
    submit = gettext_lazy("Sign")
    danger = False
    form_class = SignForm
    insist_words = gettext_lazy("I have checked this: sign it anyway")

    def prepare(self) -> None:
        super().prepare()
        self.only_a_draft()

    def ask(self) -> str:
        name = handbooks.name("order_kind", self.order.kind)
        return _("Sign the order “%(kind)s” of %(date)s?") % {"kind": name, "date": ru_date(self.order.date)}

    def consequences(self) -> list[str]:
        effect = {
            Effect.BEGIN: _("Students are enrolled from the dates of the lines: %(count)s."),
            Effect.END: _("Students are struck off from the dates of the lines: %(count)s."),
            Effect.MOVE: _("Students move to other classes from the dates of the lines: %(count)s."),
            Effect.YEAR_END: _("Students move to classes of the next year: %(count)s."),
            Effect.ARRANGE: _("It begins on the dates of the lines, the students stay in their classes: %(count)s."),
            Effect.RELEASE: _("It ends on the dates of the lines: %(count)s."),
            Effect.COMPLETE: _("The level is completed, the students stay in their classes: %(count)s."),
            Effect.LIQUIDATE: _("The debts in the subjects of the lines are closed, others stay open: %(count)s."),
        }[self.kind.effect]
        found = [effect % {"count": self.order.lines.count()}]
        if self.order.effective_on > self.today:
            found.append(_("It takes effect on %(day)s.") % {"day": ru_date(self.order.effective_on)})
        found.append(_("A signed order is changed only by another order."))
        return found

    def initial(self) -> Mapping[str, Any]:
        return {"version": self.order.version}

    def attempt(self, form: Any, *, insist: bool) -> str:
        values = form.cleaned_data
        order = services.sign_order(
            order_id=self.order.pk, number=values["number"], version=values["version"], insist=insist, by=self.actor
        )
        self.tell(_("Order No %(number)s is signed.") % {"number": order.number})
        return self.order_url


class CancelOrderPage(OfOrder, ConfirmPage):
    permission = permissions.ORDER_CANCEL
    title = gettext_lazy("Cancel the order")
    submit = gettext_lazy("Cancel by an order")
    form_class = CancelForm

    def prepare(self) -> None:
        super().prepare()
        is_in_force = self.order.state in (Order.State.SIGNED, Order.State.EFFECTIVE)
        if (not is_in_force or self.kind.effect == Effect.CANCEL) and self.request.method != "POST":
            raise Http404(_("There is nothing to cancel."))

    def ask(self) -> str:
        return _("Cancel the %(order)s?") % {"order": described_order(self.order)}

    def consequences(self) -> list[str]:
        return [
            _("What the order began is voided, what it ended is open again."),
            _("A cancelling order with its own number is made and signed; it can't be cancelled itself."),
        ]

    def initial(self) -> Mapping[str, Any]:
        return {"date": self.today, "version": self.order.version}

    def perform(self, form: Any) -> str:
        values = form.cleaned_data
        cancelling = services.cancel_order(
            order_id=self.order.pk,
            requisites=services.Requisites(date=values["date"], basis=values["basis"]),
            number=values["number"],
            version=values["version"],
            by=self.actor,
        )
        self.tell(_("The order is cancelled by order No %(number)s.") % {"number": cancelling.number})
        return self.order_url


class DiscardOrderPage(OfOrder, ConfirmPage):
    title = gettext_lazy("Discard the draft")
    question = gettext_lazy("Discard the draft with all its lines?")
    submit = gettext_lazy("Discard")
    done = gettext_lazy("The draft is discarded.")

    def prepare(self) -> None:
        super().prepare()
        self.only_a_draft()

    def perform(self, form: Any) -> str:
        services.discard_draft(order_id=self.order.pk, by=self.actor)
        return reverse("enrolment:order_list")


class RemoveLinePage(OfOrder, ConfirmPage):
    title = gettext_lazy("Take a student out of the order")
    submit = gettext_lazy("Take out")
    done = gettext_lazy("The line is taken out.")

    def prepare(self) -> None:
        super().prepare()
        self.only_a_draft()
        lines = orders.lines_of(self.order, by=self.actor)
        self.line = found_or_404(next((one for one in lines if one.id == self.kwargs["line_id"]), None))

    def ask(self) -> str:
        return _("Take %(name)s out of the order?") % {"name": self.line.name}

    def perform(self, form: Any) -> str:
        services.remove_line(line_id=self.line.id, by=self.actor)
        return self.order_url
