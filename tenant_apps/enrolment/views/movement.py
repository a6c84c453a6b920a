"""Moving one student from his card: admission of somebody new, and orders of one line."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shared_apps.accounts import permissions
from shared_apps.handbooks import queries as handbooks
from shared_apps.organisations.refusal import Refused
from shared_apps.ui.page import Crumb
from shared_apps.ui.page_list import Link
from shared_apps.ui.viewer import may
from tenant_apps.people.pages import InsistPage
from tenant_apps.people.queries.cards import described_person
from tenant_apps.people.queries.search import students_of_persons

from .. import services
from ..models import Order
from ..order_kinds import Effect, OrderKind
from ..queries import cards
from ..queries.arrangements import owed_subjects
from .movement_forms import AdmitForm, OneStudentForm, offered_kinds
from .students import OfStudent
from .ways_out import ShowsWaysOut


class OrderOfOnePage(ShowsWaysOut, InsistPage, ABC):
    """A form with the facts of one student and the head of an order; `?kind=` chooses among the kinds offered."""

    abstract = True
    permission = permissions.ORDER_DRAFT
    template_name = "enrolment/order_of_one.html"
    insist_words = gettext_lazy("I have checked this: sign it anyway")

    @abstractmethod
    def kinds(self) -> list[OrderKind]:
        """The kinds among which the reader chooses; the first that fits is taken without a choice."""

    @cached_property
    def kind(self) -> OrderKind:
        offered = self.kinds()
        asked = self.request.GET.get("kind", "")
        found = next((kind for kind in offered if kind.code == asked), None) or (offered[0] if offered else None)
        if found is None or (asked and found.code != asked):
            raise Http404(_("This organisation issues no such orders."))
        return found

    def kind_links(self) -> list[Link]:
        names = handbooks.short_names("order_kind")
        offered = self.kinds()
        if len(offered) < 2:
            return []
        return [
            Link(capfirst(names.get(kind.code, kind.code)), f"?kind={kind.code}", kind == self.kind) for kind in offered
        ]

    @property
    def may_sign(self) -> bool:
        return may(self.request, permissions.ORDER_SIGN)

    def form_kwargs(self) -> dict[str, Any]:
        return {"kind": self.kind, "day": self.facts_day(), "may_sign": self.may_sign, "reader": self.actor}

    def facts_day(self) -> date:
        """The day whose classes are offered: as typed, else today."""
        try:
            return date.fromisoformat(self.request.POST.get("on") or self.request.GET.get("on") or "")
        except ValueError:
            return self.today

    def initial(self) -> Mapping[str, Any]:
        return {"date": self.today, "on": self.facts_day(), **super().initial()}

    def made(self, order: Order) -> str:
        """Say what became of the order."""
        if order.state == Order.State.DRAFT:
            self.tell(_("The draft of the order is made: whoever may sign will find it among the drafts."))
        elif order.state == Order.State.SIGNED:
            self.tell(
                _("Order No %(number)s is signed and takes effect on %(day)s.")
                % {"number": order.number, "day": f"{order.effective_on:%d.%m.%Y}"}
            )
        else:
            self.tell(_("Order No %(number)s is signed and in force.") % {"number": order.number})
        return order.number


class AdmitPage(OrderOfOnePage):
    """A new student: the card, the order and its signature in one go."""

    title = gettext_lazy("Admit a student")
    lead = gettext_lazy("The card and the order of admission are made together.")
    submit = gettext_lazy("Admit")
    form_class = AdmitForm
    twins: Sequence[tuple[str, str, str]] = ()

    def kinds(self) -> list[OrderKind]:
        return [
            kind
            for kind in offered_kinds(self.organisation.kind, Effect.BEGIN, by=self.actor)
            if kind.code != "readmission"
        ]

    def breadcrumbs(self) -> Sequence[Crumb]:
        return [Crumb(_("Students"), reverse("students:list"))]

    def form_kwargs(self) -> dict[str, Any]:
        return {**super().form_kwargs(), "by": self.actor}

    def context(self) -> dict[str, Any]:
        return {"twins": self.twins}

    def attempt(self, form: Any, *, insist: bool) -> str:
        card = services.NewCard(
            name=form.name(), particulars=form.particulars(), file_number=form.cleaned_data["file_number"]
        )
        order = services.admit_student(
            student=card,
            kind=self.kind.code,
            requisites=form.requisites(),
            line=form.line(0),
            sign=form.signs,
            number=form.cleaned_data.get("number", ""),
            insist=insist,
            by=self.actor,
        )
        self.made(order)
        return reverse("students:card", args=[order.lines.values_list("student", flat=True)[0]])

    def warned(self, refusal: Refused) -> None:
        """Show the cards of likely twins, so that one of them can be taken instead."""
        people = getattr(refusal, "person_ids", ())
        students = students_of_persons(people)
        self.twins = [
            (
                described_person(person_id),
                reverse("students:card", args=[students[person_id]]) if person_id in students else "",
                reverse("students:card_order", args=[students[person_id], "begin"]) if person_id in students else "",
            )
            for person_id in people
        ]


class StudentOrderPage(OfStudent, OrderOfOnePage):
    """An order about the student of a card: admission, leaving, transfer."""

    permission = permissions.ORDER_DRAFT
    form_class = OneStudentForm
    submit = gettext_lazy("Make the order")
    TITLES = {
        "begin": gettext_lazy("Admit"),
        "end": gettext_lazy("Leaving"),
        "move": gettext_lazy("Transfer"),
        "arrange": gettext_lazy("Leave, individual plan, home study"),
        "release": gettext_lazy("Return, end of a plan"),
        "liquidate": gettext_lazy("Liquidation of academic debts"),
    }

    def prepare(self) -> None:
        super().prepare()
        if self.kwargs["effect"] not in self.TITLES:
            raise Http404

    def heading(self) -> str:
        return f"{self.TITLES[self.kwargs['effect']]}: {self.head.name.full}"

    def kinds(self) -> list[OrderKind]:
        effect = Effect(self.kwargs["effect"])
        offered = offered_kinds(self.organisation.kind, effect, by=self.actor)
        if effect == Effect.END:
            level = cards.standing(self.card_id, self.today).level_code
            return [kind for kind in offered if not (kind.levels and level) or level in kind.levels] or offered
        if effect == Effect.BEGIN:
            return offered
        if effect in (Effect.ARRANGE, Effect.RELEASE, Effect.LIQUIDATE):
            return offered
        in_class = cards.standing(self.card_id, self.today).class_id is not None
        return [kind for kind in offered if kind.leaves_class is None or kind.leaves_class == in_class]

    def form_kwargs(self) -> dict[str, Any]:
        owed = owed_subjects(self.card_id) if self.kind.effect == Effect.LIQUIDATE else ()
        return {**super().form_kwargs(), "owed": owed}

    def attempt(self, form: Any, *, insist: bool) -> str:
        order = services.issue_order(
            lines=[form.line(self.card_id)],
            kind=self.kind.code,
            requisites=form.requisites(),
            sign=form.signs,
            number=form.cleaned_data.get("number", ""),
            insist=insist,
            by=self.actor,
        )
        self.made(order)
        return f"{self.card_url}?tab=study"
