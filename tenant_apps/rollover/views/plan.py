"""The plan: at a glance, its making, its dates, carrying it out."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from shared_apps.accounts import permissions
from shared_apps.accounts.pages import InOrganisation
from shared_apps.organisations.found import found_or_404
from shared_apps.ui.numbers import ru_date
from shared_apps.ui.page import Action, ActionPage, CardPage, ConfirmPage, Crumb, FormPage, Page, Tab
from shared_apps.ui.viewer import may
from tenant_apps.history.cards import HISTORY_TAB, history_of

from .. import deadlines, services, tables, work
from ..forms import PlanForm, plan_values
from ..history_words import rows_of_plan
from ..models import RolloverPlan
from ..queries import closing, obstacles, overview, running, standing
from ..services.applying import batches_of


class OfPlan(InOrganisation):
    """A page about one plan."""

    abstract = True

    def prepare(self) -> None:
        self.plan = found_or_404(overview.plan_known(self.kwargs["plan_id"]))

    @property
    def plan_url(self) -> str:
        return reverse("rollover:plan", args=[self.plan.pk])

    def page_url(self, name: str) -> str:
        return reverse(f"rollover:{name}", args=[self.plan.pk])

    def breadcrumbs(self) -> Sequence[Crumb]:
        return [Crumb(_("Year rollover"), reverse("rollover:overview")), Crumb(self.plan.year.name, self.plan_url)]

    @property
    def is_open(self) -> bool:
        return self.plan.state in (RolloverPlan.State.DRAFT, RolloverPlan.State.APPLYING)


class OverviewPage(InOrganisation, Page):
    """Where the organisation stands at the turn of the year: deadlines, the plan, years to close."""

    permission = permissions.ROLLOVER_VIEW
    title = gettext_lazy("Year rollover")
    template_name = "rollover/overview.html"

    def context(self) -> Mapping[str, Any]:
        year = standing.year_to_move(self.today)
        plan = overview.plan_of(year) if year is not None else None
        return {
            "year": year,
            "plan": plan,
            "count": standing.not_moved(year).count() if year is not None else 0,
            "deadlines": [
                (one.is_done, deadlines.as_notice(one, self.today)) for one in deadlines.deadlines(self.today)
            ],
            "plans": [one for one in overview.plans() if plan is None or one.pk != plan.pk],
            "tones": tables.STATE_TONES,
            "may_edit": may(self.request, permissions.ROLLOVER_EDIT),
            "settings_url": reverse("passport:setting_list") if may(self.request, permissions.SETTINGS_VIEW) else "",
        }

    def actions(self) -> Sequence[Action]:
        return [
            Action(_("Closing of years"), reverse("rollover:years"), permissions.ROLLOVER_VIEW, icon="lock"),
        ]


class MakePlanPage(InOrganisation, ActionPage):
    """Make the plan of a year."""

    permission = permissions.ROLLOVER_EDIT
    done = gettext_lazy("The plan is made. Decide of those who are not decided yet, then carry it out.")

    def perform(self) -> str:
        year = found_or_404(closing.year_known(self.kwargs["year_id"]))
        plan = services.make_plan(year_id=year.pk, by=self.actor)
        return reverse("rollover:plan", args=[plan.pk])


class PlanPage(OfPlan, CardPage):
    """The plan class by class, what stands in its way, what has been carried out; the history of its making."""

    permission = permissions.ROLLOVER_VIEW
    template_name = "rollover/plan.html"
    fragments = ("progress",)
    tabs = (Tab("plan", gettext_lazy("The plan"), "rollover/plan.html"), HISTORY_TAB)

    def heading(self) -> str:
        return _("Passage from %(year)s") % {"year": self.plan.year.name}

    def breadcrumbs(self) -> Sequence[Crumb]:
        return [Crumb(_("Year rollover"), reverse("rollover:overview"))]

    @cached_property
    def work(self) -> running.Work | None:
        return running.work_on(self.plan, by=self.actor)

    def badges(self) -> Sequence[tuple[Any, str]]:
        return [(self.plan.get_state_display(), tables.STATE_TONES.get(self.plan.state, ""))]

    def actions(self) -> Sequence[Action]:
        if self.plan.state == RolloverPlan.State.UNDONE or (self.work and self.work.is_unfinished):
            return []
        edit, apply = permissions.ROLLOVER_EDIT, permissions.ROLLOVER_APPLY
        found = []
        if self.is_open:
            found += [
                Action(_("Carry out"), self.page_url("apply"), apply, primary=True, icon="play"),
                Action(_("Try"), self.page_url("trial"), edit, icon="flask-conical", key="t"),
                Action(_("Decide for many"), self.page_url("many"), edit, icon="list-checks", key="n"),
                Action(_("Classes of the next year"), self.page_url("next_classes"), edit, icon="layout-grid"),
                Action(_("Dates and ground"), self.page_url("edit"), edit, icon="pencil", key="e"),
            ]
        if self.plan.state != RolloverPlan.State.DRAFT:
            found.append(Action(_("Undo"), self.page_url("undo"), apply, icon="undo-2"))
        return found

    def context_history(self) -> Mapping[str, Any]:
        return history_of(rows_of_plan(self.plan.pk), self.actor, names=True)

    def context_plan(self) -> Mapping[str, Any]:
        rows = overview.class_rows(self.plan)
        return {
            "plan": self.plan,
            "facts": self.facts(),
            "table": tables.ClassTable(rows, request=self.request) if self.sees_students else None,
            "counted": overview.counted(self.plan),
            "crowded": obstacles.crowded(self.plan, obstacles.coming_to(self.plan)),
            "blocked": len(obstacles.blocking(self.plan)) if self.is_open else 0,
            "exceptions_url": self.page_url("exceptions") if self.sees_students else "",
            "orders": overview.orders_of(self.plan),
            "sees_orders": may(self.request, permissions.ORDER_VIEW),
            "work": self.work,
            "is_at_work": self.work is not None and self.work.is_unfinished,
            "is_open": self.is_open,
            "may_edit": may(self.request, permissions.ROLLOVER_EDIT),
        }

    @property
    def sees_students(self) -> bool:
        return may(self.request, permissions.ROLLOVER_EDIT)

    def facts(self) -> list[tuple[Any, Any]]:
        plan = self.plan
        return [
            (_("Next academic year"), f"{ru_date(plan.next_from)} – {ru_date(plan.next_to - timedelta(days=1))}"),
            (_("Those who finish leave on"), plan.leave_on),
            (_("Ground of the orders"), plan.basis),
            (_("Made by"), f"{plan.made_name}, {ru_date(plan.made_at)}"),
            (_("Carried out by"), f"{plan.applied_name}, {ru_date(plan.applied_at)}" if plan.applied_at else None),
        ]


class EditPlanPage(OfPlan, FormPage):
    """Dates and the decision of the pedagogical council."""

    permission = permissions.ROLLOVER_EDIT
    title = gettext_lazy("Dates and ground")
    done = gettext_lazy("The dates are saved.")
    form_class = PlanForm

    def initial(self) -> Mapping[str, Any]:
        return plan_values(self.plan)

    def perform(self, form: Any) -> str:
        services.change_plan(plan_id=self.plan.pk, by=self.actor, **form.values())
        return self.plan_url


class RefreshPage(OfPlan, ActionPage):
    """Bring the plan up to date with who is enrolled."""

    permission = permissions.ROLLOVER_EDIT

    def perform(self) -> str:
        found = services.refresh_plan(plan_id=self.plan.pk, by=self.actor)
        self.tell(
            _("The plan is up to date. Added: %(come)s, taken out: %(gone)s, changed class: %(changed)s.")
            % {"come": found.come, "gone": found.gone, "changed": found.changed}
        )
        return self.plan_url


class DiscardPage(OfPlan, ConfirmPage):
    """A plan of which nothing was carried out vanishes."""

    permission = permissions.ROLLOVER_EDIT
    title = gettext_lazy("Discard the plan")
    question = gettext_lazy("Discard the plan with everything that was decided in it?")
    submit = gettext_lazy("Discard")
    done = gettext_lazy("The plan is discarded.")

    def consequences(self) -> Sequence[Any]:
        return [_("Nothing happens to the students: no order was issued.")]

    def perform(self, form: Any) -> str:
        services.discard_plan(plan_id=self.plan.pk, by=self.actor)
        return reverse("rollover:overview")


class ApplyPage(OfPlan, ConfirmPage):
    """What carrying out will do; the steps are taken by a job."""

    permission = permissions.ROLLOVER_APPLY
    title = gettext_lazy("Carry out the passage")
    question = gettext_lazy("Carry the plan out?")
    submit = gettext_lazy("Carry out")
    danger = False

    def consequences(self) -> Sequence[Any]:
        batches = batches_of(self.plan)
        words = [
            _("The next academic year and its classes are opened, where they are not yet."),
            _("Orders are issued and signed in your name, one per class and outcome: %(count)s.")
            % {"count": len(batches)},
            _("Until the year is closed all of it can be undone: the orders are then cancelled by orders."),
        ]
        crowded = obstacles.crowded(self.plan, obstacles.coming_to(self.plan))
        if crowded:
            names = ", ".join(f"{one.name} ({one.coming}/{one.capacity})" for one in crowded)
            words.append(_("Over capacity: %(classes)s.") % {"classes": names})
        return words

    def perform(self, form: Any) -> str:
        plan = services.start_applying(plan_id=self.plan.pk, by=self.actor)
        if plan.state == RolloverPlan.State.APPLYING:
            work.ask_to_apply(plan, language=get_language() or "ru", by=self.actor)
        return self.plan_url
