"""Looking before carrying out: the exceptions of a plan, and a dry run of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from shared_apps.accounts import permissions
from shared_apps.handbooks import queries as handbooks
from shared_apps.ui.page import Action, ActionPage, ListPage, Page

from .. import tables, work
from ..queries import obstacles, running
from .plan import OfPlan


class ExceptionsPage(OfPlan, ListPage):
    """Of whom something is to be decided or looked at, across all classes."""

    permission = permissions.ROLLOVER_EDIT
    title = gettext_lazy("Exceptions of the plan")
    lead = gettext_lazy(
        "Who repeats the year, goes on conditionally, leaves, or finishes without a certificate; and everybody with "
        "something to be decided or looked at."
    )
    exports_with = permissions.ROLLOVER_EDIT
    table_class = tables.ExceptionTable
    page_size = 100

    def rows(self) -> Sequence[obstacles.Row]:
        return obstacles.exceptions_of(self.plan)


@dataclass(frozen=True, slots=True)
class TriedOrder:
    """An order that a dry run issued and took back."""

    kind: str
    class_name: str
    students: int


class TrialPage(OfPlan, Page):
    """What the last dry run of the plan gave: the orders it would issue, or why it would stop."""

    permission = permissions.ROLLOVER_EDIT
    title = gettext_lazy("Trial of the passage")
    template_name = "rollover/trial.html"
    fragments = ("trial",)

    def actions(self) -> Sequence[Action]:
        if not self.is_open:
            return []
        return [Action(_("Carry out"), self.page_url("apply"), permissions.ROLLOVER_APPLY, icon="play")]

    def context(self) -> Mapping[str, Any]:
        found = running.work_on(self.plan, by=self.actor, kind=work.TRY)
        result = found.result if found is not None else {}
        kinds = handbooks.names("order_kind")
        rows = [
            TriedOrder(kinds.get(kind, kind), class_name, students)
            for kind, class_name, students in result.get("orders", [])
        ]
        return {
            "plan": self.plan,
            "work": found,
            "is_at_work": found is not None and found.is_unfinished,
            "refusal": result.get("refusal", ""),
            "is_outdated": bool(result) and result.get("version") != self.plan.version,
            "table": tables.TrialTable(rows, request=self.request) if rows else None,
            "is_open": self.is_open,
        }


class StartTrialPage(OfPlan, ActionPage):
    """Ask for a dry run."""

    permission = permissions.ROLLOVER_EDIT

    def perform(self) -> str:
        work.ask_to_try(self.plan, language=get_language() or "ru", by=self.actor)
        return self.page_url("trial")
