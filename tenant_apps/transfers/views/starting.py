"""Starting a transfer: of a student of this organisation, or by asking for one of another."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shared_apps.accounts import permissions
from shared_apps.envelopes.models import Envelope
from shared_apps.ui.address import number_of
from shared_apps.ui.page import Crumb
from shared_apps.ui.viewer import may
from tenant_apps.enrolment.queries.cards import groups_of
from tenant_apps.people.models import Student
from tenant_apps.people.pages import InsistPage
from tenant_apps.people.queries.names import named_students

from .. import rules, services
from ..forms import RequestForm, StartForm
from ..partners import partner


def _day(value: Any, otherwise: date) -> date:
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value or ""))
    except ValueError:
        return otherwise


def _number(value: Any) -> int | None:
    return int(value) if value else None


class StartPage(InsistPage):
    """Where to and since when; the rules are looked at before anything is sent."""

    permission = permissions.ORDER_DRAFT
    template_name = "transfers/start.html"
    form_class = StartForm
    submit = gettext_lazy("Transfer the student")

    def prepare(self) -> None:
        if not Student.objects.filter(pk=self.kwargs["card_id"]).exists():
            raise Http404(_("There is no such student here."))
        self.student_id = int(self.kwargs["card_id"])
        self.who = named_students([self.student_id])[self.student_id].full_name
        self.asked = self._asked()

    def _asked(self) -> Envelope | None:
        number = number_of(self.request.GET.get("request", ""))
        if number is None:
            return None
        return Envelope.objects.filter(pk=number, state=Envelope.State.REQUESTED, sender=self.organisation.id).first()

    def heading(self) -> str:
        return _("Transfer to another organisation: %(who)s") % {"who": self.who}

    def breadcrumbs(self) -> Sequence[Crumb]:
        return [Crumb(_("Transfers"), reverse("transfers:list"))]

    def cancel_url(self) -> str:
        return reverse("students:card", args=[self.student_id])

    def form_kwargs(self) -> dict[str, Any]:
        return {
            "here": self.organisation.id, "may_sign": may(self.request, permissions.ORDER_SIGN),
            "groups": groups_of(self.student_id, self.today),
        }  # fmt: skip

    def initial(self) -> Mapping[str, Any]:
        asked = {"partner": self.asked.receiver_id, "on": self.asked.on} if self.asked is not None else {}
        chosen = number_of(self.request.GET.get("partner", ""))
        typed = {"partner": chosen} if chosen is not None else {}
        return {"date": self.today, "on": self.today, **asked, **typed, **super().initial()}

    def context(self) -> dict[str, Any]:
        """The rules by what is typed so far; without an organisation, those that do not ask for one."""
        values = self.form.initial if not self.form.is_bound else getattr(self.form, "cleaned_data", {})
        on, chosen = _day(values.get("on"), self.today), values.get("partner")
        case = rules.Leaving(
            student_id=self.student_id,
            partner=partner(int(chosen), on) if chosen else None,
            here=self.organisation.id,
            on=on,
            request=self.asked.pk if self.asked is not None else None,
            of_class_id=_number(values.get("of_class")),
        )
        findings = rules.leaving(case)
        return {"findings": findings if chosen else findings[3:], "asked": self.asked}

    def attempt(self, form: Any, *, insist: bool) -> str:
        values = form.cleaned_data
        transfer = services.start_transfer(
            student_id=self.student_id,
            partner_id=values["partner"],
            on=values["on"],
            requisites=form.requisites(),
            sign=form.signs,
            number=values.get("number", ""),
            insist=insist,
            request=self.asked.pk if self.asked is not None and self.asked.receiver_id == values["partner"] else None,
            of_class_id=_number(values.get("of_class")),
            by=self.actor,
        )
        if transfer.number is None or not form.signs:
            self.tell(_("The draft of the order is made: whoever may sign will find it among the drafts."))
            return reverse("transfers:list")
        self.tell(_("The order is signed, the personal file is on the way."))
        return reverse("transfers:card", args=[transfer.number])


class RequestPage(InsistPage):
    """The family applied here: ask the organisation where the student studies."""

    permission = permissions.ORDER_DRAFT
    title = gettext_lazy("Ask for a student")
    lead = gettext_lazy("The other organisation is asked to issue its order and to send the personal file.")
    submit = gettext_lazy("Ask")
    form_class = RequestForm

    def breadcrumbs(self) -> Sequence[Crumb]:
        return [Crumb(_("Transfers"), reverse("transfers:list"))]

    def form_kwargs(self) -> dict[str, Any]:
        return {"here": self.organisation.id}

    def initial(self) -> Mapping[str, Any]:
        return {"on": self.today, **super().initial()}

    def attempt(self, form: Any, *, insist: bool) -> str:
        values = form.cleaned_data
        transfer = services.request_transfer(
            partner_id=values["partner"],
            who=values["who"],
            birth_date=values["birth_date"],
            level=form.level_of(),
            grade=values.get("grade"),
            snils=values["snils"],
            on=values["on"],
            insist=insist,
            by=self.actor,
        )
        self.tell(_("The request is sent: the other organisation sees it on its first page."))
        return reverse("transfers:card", args=[transfer.number])
