"""Undoing a rollover: the reason, what it would do, the confirmation."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from shared_apps.accounts import permissions
from shared_apps.ui.page import FormPage

from .. import services, work
from ..forms import ReasonForm, UndoForm
from ..queries import running, undoing
from .plan import OfPlan


class UndoPage(OfPlan, FormPage):
    """First the reason; then what undoing would do; a job does both, and nothing is written until it is confirmed."""

    permission = permissions.ROLLOVER_APPLY
    title = gettext_lazy("Undo the passage")
    template_name = "rollover/undo.html"

    def prepare(self) -> None:
        super().prepare()
        services.refuse_undoing(self.plan)
        self.protocol = None if "again" in self.request.GET else undoing.protocol_of(self.plan)
        self.work = running.work_on(self.plan, by=self.actor)

    @property
    def form_class(self) -> Any:  # type: ignore[override]  # two steps of one page
        return UndoForm if self.protocol else ReasonForm

    @property
    def danger(self) -> bool:  # type: ignore[override]
        return self.protocol is not None

    @property
    def submit(self) -> str:  # type: ignore[override]
        return _("Undo the passage") if self.protocol else _("Show what undoing does")

    def form_kwargs(self) -> Mapping[str, Any]:
        return {"conflicts": self.protocol.conflicts_count} if self.protocol else {}

    def initial(self) -> Mapping[str, Any]:
        return {"number": self.protocol.number} if self.protocol else {}

    def context(self) -> Mapping[str, Any]:
        return {
            "plan": self.plan,
            "protocol": self.protocol,
            "counts": undoing.counted(self.protocol) if self.protocol else {},
            "is_at_work": self.work is not None and self.work.is_unfinished,
        }

    def perform(self, form: Any) -> str:
        language = get_language() or "ru"
        if self.protocol is None:
            work.ask_to_plan_undoing(self.plan, reason=form.cleaned_data["reason"], language=language, by=self.actor)
            return self.page_url("undo")
        said = form.cleaned_data
        work.ask_to_undo(
            self.plan, number=said["number"], partial=bool(said.get("partial")), language=language, by=self.actor
        )
        return self.plan_url
