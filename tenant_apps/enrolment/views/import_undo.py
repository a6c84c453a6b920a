"""Undoing an import: the reason, what it would do, the confirmation."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shared_apps.accounts import permissions
from shared_apps.accounts.actor import Actor
from shared_apps.importing import refusals
from shared_apps.organisations.refusal import Refused
from shared_apps.ui.page import FormPage

from ..import_models import ImportRun
from ..queries import imports as queries
from ..services import import_undoing
from .import_forms import ReasonForm, UndoForm
from .imports import IN_FORCE, OfRun


class UndoingIsNotYours(Refused):
    message = gettext_lazy(
        "The order of this import is signed. Undoing cancels it by an order, and that is done by one who may cancel "
        "orders: the head or the secretary."
    )
    code = "undoing_is_not_yours"


def refuse_undoing_of_signed_orders(run: ImportRun, actor: Actor) -> None:
    """:raises UndoingIsNotYours: the order of the import is in force, and this actor cancels none."""
    is_signed = any(order.state in IN_FORCE for order in queries.orders_of_run(run))
    if is_signed and not actor.may(permissions.ORDER_CANCEL):
        raise UndoingIsNotYours


class ImportUndoPage(OfRun, FormPage):
    """First the reason; then the plan with its conflicts; nothing is written until the plan is confirmed."""

    permission = permissions.IMPORT_UNDO
    title = gettext_lazy("Undo the import")
    template_name = "enrolment/import_undo.html"
    wide = True

    def prepare(self) -> None:
        super().prepare()
        if self.is_at_work:
            raise refusals.ImportStillAtWork
        if self.run.state != ImportRun.State.APPLIED:
            raise refusals.ImportNotConfirmed(params={"state": self.run.get_state_display()})
        refuse_undoing_of_signed_orders(self.run, self.actor)
        self.plan = None if "again" in self.request.GET else queries.undoing_of(self.run)

    @property
    def form_class(self) -> Any:  # type: ignore[override]  # two steps of one page
        return UndoForm if self.plan else ReasonForm

    @property
    def danger(self) -> bool:  # type: ignore[override]
        return self.plan is not None

    @property
    def submit(self) -> str:  # type: ignore[override]
        return _("Undo the import") if self.plan else _("Show what undoing does")

    def cancel_url(self) -> str:
        """«Cancel» beside «Undo the import» would be read wrongly; the way back stands below in words."""
        return ""

    def form_kwargs(self) -> dict[str, Any]:
        return {"conflicts": self.plan.conflicts} if self.plan else {}

    def initial(self) -> Mapping[str, Any]:
        return {"plan": self.plan.number} if self.plan else {}

    def context(self) -> dict[str, Any]:
        return {"plan": self.plan, "run": self.run}

    def perform(self, form: Any) -> str:
        if self.plan is None:
            import_undoing.ask_to_plan_undoing(run_id=self.run.pk, reason=form.cleaned_data["reason"], by=self.actor)
            return self.page_url("undo") if not queries.is_at_work(self._again()) else self.run_url
        said = form.cleaned_data
        outcome = import_undoing.ask_to_undo(
            run_id=self.run.pk, number=said["plan"], by=self.actor, partial=bool(said.get("partial"))
        )
        if outcome is not None and outcome.is_done:
            self.tell(_("The import is undone."))
        elif outcome is not None:
            return self.page_url("undo")  # something changed meanwhile: the plan shows it
        return self.run_url

    def _again(self) -> ImportRun:
        return ImportRun.objects.get(pk=self.run.pk)
