"""Mergers, splits and closings, under /admin/reorganisations/: the region's administrator plans and carries them out.

A page stands in shared() and reads no organisation: looking, carrying out, confirming and undoing are jobs.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from shared_apps.accounts import permissions
from shared_apps.accounts.pages import ActorPage
from shared_apps.envelopes.models import Reorganisation
from shared_apps.ui.address import number_of
from shared_apps.ui.forms import Option
from shared_apps.ui.numbers import ru_date
from shared_apps.ui.page import Action, ActionPage, ConfirmPage, Crumb, FormPage, ListPage, PickPage
from tenant_apps.people.pages import as_options

from .. import reorganising, work
from ..forms_reorganising import ClassesForm, EmployeesForm, NewForm, SideForm
from ..queries import lists, reorganisations
from ..reorganising.plans import Kind, State
from ..reorganising.refusals import NoSuchReorganisation
from ..tables import ReorganisationTable


class OfRegion(ActorPage):
    """What these pages share."""

    abstract = True
    permission = permissions.ORGANISATION_CLOSE

    def have_done(self, plan_id: int, what: str) -> str:
        """Have a job do it; the plan's address."""
        work.ask(plan_id, what, language=get_language() or "ru", by=self.actor)
        return reverse("reorganisations:plan", args=[plan_id])


class ReorganisationListPage(OfRegion, ListPage):
    title = gettext_lazy("Reorganisations")
    lead = gettext_lazy("Mergers, separations and closings of organisations by orders of their founders.")
    exports_with = permissions.ORGANISATION_CLOSE
    table_class = ReorganisationTable

    def rows(self) -> Sequence[reorganisations.ReorganisationRow]:
        return reorganisations.rows()

    def actions(self) -> Sequence[Action]:
        new = reverse("reorganisations:new")
        return [Action(_("Plan a reorganisation"), new, self.permission, primary=True, icon="plus", key="n")]


class OrganisationOptionsPage(OfRegion, PickPage):
    def matches(self, text: str) -> Sequence[Option]:
        return as_options(list(lists.organisations_named(text, timezone.localdate(), but=0)))


class NewReorganisationPage(OfRegion, FormPage):
    title = gettext_lazy("Plan a reorganisation")
    lead = gettext_lazy("Nothing happens yet: what stands in the way is looked at first, then you carry it out.")
    form_class = NewForm
    submit = gettext_lazy("Plan")

    def breadcrumbs(self) -> Sequence[Crumb]:
        return [Crumb(_("Reorganisations"), reverse("reorganisations:list"))]

    def initial(self) -> Mapping[str, Any]:
        typed = self.request.GET
        found: dict[str, Any] = {"on": timezone.localdate()}
        if typed.get("kind") in Kind.values:
            found["kind"] = typed["kind"]
        if (side := number_of(typed.get("side", ""))) is not None:
            found["side"] = side
        return found

    def perform(self, form: Any) -> str:
        values = form.cleaned_data
        plan_id = reorganising.make_plan(
            kind=values["kind"],
            sides=[values["side"]],
            receiver_id=values["receiver"],
            on=values["on"],
            order_number=values["order_number"],
            order_date=values["order_date"],
            by=self.actor,
        )
        return self.have_done(plan_id, "look")


class OfPlan(OfRegion):
    """A page about one plan."""

    abstract = True

    def prepare(self) -> None:
        try:
            self.plan = reorganising.read_plan(self.kwargs["plan_id"], self.actor)
        except NoSuchReorganisation as refusal:
            raise Http404(str(refusal)) from refusal

    @cached_property
    def row(self) -> Reorganisation:
        return Reorganisation.objects.get(pk=self.plan.id)

    @cached_property
    def works(self) -> tuple[reorganisations.Work | None, reorganisations.Work | None]:
        return reorganisations.works_on(self.plan.id)

    def url(self, name: str) -> str:
        return reverse(f"reorganisations:{name}", args=[self.plan.id])

    def named(self) -> str:
        return f"{Kind(self.plan.kind).label.capitalize()}: {', '.join(side.name for side in self.plan.sides)}"

    def breadcrumbs(self) -> Sequence[Crumb]:
        return [Crumb(_("Reorganisations"), reverse("reorganisations:list")), Crumb(self.named(), self.url("plan"))]


class PlanPage(OfPlan):
    """The check list, the classes, how far it is, and what can be done next."""

    template_name = "transfers/reorganisation.html"
    is_last_crumb = True
    fragments = ("progress",)

    def heading(self) -> str:
        return self.named()

    def badges(self) -> Sequence[tuple[Any, str]]:
        return [(self.row.get_state_display(), reorganisations.TONES[self.plan.state])]

    def actions(self) -> Sequence[Action]:
        last, _looked = self.works
        if last is not None and last.is_unfinished:
            return []
        state, found = self.plan.state, []

        def add(title: str, name: str, **more: Any) -> None:
            found.append(Action(title, self.url(name), self.permission, **more))

        if state in (State.DRAFT, State.RUNNING):
            add(_("Carry out"), "carry_out", primary=True, icon="play")
        if state == State.MOVED:
            add(_("Confirm"), "confirm", primary=True, icon="check")
        if state in (State.RUNNING, State.MOVED, State.UNDOING):
            add(_("Undo"), "undo", icon="undo-2")
        if state == State.DRAFT and self.plan.kind != Kind.CLOSE:
            add(_("Classes"), "classes", icon="layout-grid", key="e")
        if state == State.DRAFT and self.plan.kind == Kind.SPLIT:
            add(_("Employees"), "employees", icon="users")
        if state == State.DRAFT and self.plan.kind == Kind.MERGE:
            add(_("Add an organisation"), "side", icon="plus", key="n")
        if state == State.DRAFT:
            add(_("Discard"), "discard", danger=True)
        return found

    def context(self) -> Mapping[str, Any]:
        last, looked = self.works
        result = looked.result if looked is not None else {}
        names = {side.id: side.name for side in self.plan.sides}
        return {
            "plan": self.plan,
            "facts": self.facts(),
            "work": last,
            "is_at_work": last is not None and last.is_unfinished,
            "is_of_several": len(self.plan.sides) > 1,
            "is_polled": "HX-Request" in self.request.headers,
            "is_draft": self.plan.state == State.DRAFT,
            "remarks": result.get("remarks", []) if self.plan.state == State.DRAFT else [],
            "is_looked_at": looked is not None,
            "counted": self.counted(result),
            "classes": [(names.get(row.organisation_id, ""), row) for row in self.plan.classes],
            "employees": [row for row in self.plan.employees if row.takes_part],
        }

    def facts(self) -> list[tuple[Any, Any]]:
        row = self.row
        return [
            (_("Organisations"), ", ".join(side.name for side in self.plan.sides)),
            (_("Successor"), self.plan.receiver.name if self.plan.receiver else None),
            (_("Day of the reorganisation"), row.on),
            (_("Founder's order"), f"№ {row.order_number}, {ru_date(row.order_date)}"),
            (_("Planned by"), f"{row.made_name}, {ru_date(row.made_at)}"),
            (_("Confirmed by"), f"{row.finished_name}, {ru_date(row.finished_at)}" if row.finished_at else None),
        ]

    def counted(self, result: Mapping[str, Any]) -> list[tuple[str, int]]:
        if self.plan.kind == Kind.CLOSE or not result:
            return []
        return [
            (_("Students who pass"), result["students"]),
            (_("Classes that pass"), result["classes"]),
            (_("Students in no class"), result["without_class"]),
            (_("Employees who pass"), result.get("employees", 0)),
        ]


class LookPage(OfPlan, ActionPage):
    """Look once more at what stands in the way."""

    def perform(self) -> str:
        return self.have_done(self.plan.id, "look")


class ClassesPage(OfPlan, FormPage):
    title = gettext_lazy("Classes")
    lead = gettext_lazy("A class of the same grade that stands at the successor is joined; any other name is opened.")
    template_name = "transfers/reorganisation_classes.html"
    form_class = ClassesForm
    done = gettext_lazy("The classes are saved.")
    wide = True

    def form_kwargs(self) -> Mapping[str, Any]:
        return {"rows": [row for row in self.plan.classes if row.made_id is None]}

    def initial(self) -> Mapping[str, Any]:
        return {}

    def context(self) -> Mapping[str, Any]:
        return {"names": {side.id: side.name for side in self.plan.sides}}

    def perform(self, form: Any) -> str:
        reorganising.change_classes(plan_id=self.plan.id, choices=form.choices(), by=self.actor)
        return self.have_done(self.plan.id, "look")


class EmployeesPage(OfPlan, FormPage):
    title = gettext_lazy("Employees")
    lead = gettext_lazy(
        "Who is chosen passes with all his posts, rates and subjects. Class teachers go with their classes unless you "
        "decide otherwise."
    )
    template_name = "transfers/reorganisation_employees.html"
    form_class = EmployeesForm
    done = gettext_lazy("The choice is saved.")
    wide = True

    def form_kwargs(self) -> Mapping[str, Any]:
        return {"rows": self.plan.employees}

    def context(self) -> Mapping[str, Any]:
        return {"is_chosen": self.plan.kind == Kind.SPLIT}

    def initial(self) -> Mapping[str, Any]:
        return {}

    def perform(self, form: Any) -> str:
        reorganising.change_employees(plan_id=self.plan.id, choices=form.choices(), by=self.actor)
        return self.have_done(self.plan.id, "look")


class SidePage(OfPlan, FormPage):
    title = gettext_lazy("Add an organisation")
    form_class = SideForm
    submit = gettext_lazy("Add")

    def perform(self, form: Any) -> str:
        reorganising.add_side(plan_id=self.plan.id, organisation_id=form.cleaned_data["side"], by=self.actor)
        return self.have_done(self.plan.id, "look")


class CarryOutPage(OfPlan, ConfirmPage):
    title = gettext_lazy("Carry the reorganisation out")
    submit = gettext_lazy("Carry out")
    danger = False

    def ask(self) -> str:
        return _("Carry it out: %(what)s?") % {"what": self.named()}

    def consequences(self) -> Sequence[Any]:
        if self.plan.kind == Kind.CLOSE:
            return [
                _("From that day on nothing can be written in it; everything stays readable and printable."),
                _("Accesses end; the head and the secretary keep theirs, to read and print."),
                _("This can't be undone."),
            ]
        return [
            _("Class by class an order of leaving and an order of admission are signed in your name."),
            _("The successor gets the personal files; the region's numbers do not change on the way."),
            *self._of_employees(),
            _("Until you confirm, all of it can be undone: the orders are then cancelled by orders."),
        ]

    def _of_employees(self) -> list[str]:
        if self.plan.kind == Kind.SPLIT and not any(row.takes_part for row in self.plan.employees):
            return []
        return [
            _("Employees pass with their posts, rates and subjects: dismissed by transfer, taken on from that day."),
            _("The roles of their accounts are proposed at the successor; its office gives them."),
        ]

    def perform(self, form: Any) -> str:
        return self.have_done(self.plan.id, "confirm" if self.plan.kind == Kind.CLOSE else "carry_out")


class ConfirmReorganisationPage(OfPlan, ConfirmPage):
    title = gettext_lazy("Confirm the reorganisation")
    question = gettext_lazy("Confirm the reorganisation?")
    submit = gettext_lazy("Confirm")

    def consequences(self) -> Sequence[Any]:
        if self.plan.kind == Kind.SPLIT:
            return [
                _("The succession is written down."),
                _("Accesses of the employees who passed over to their former organisation end."),
                _("This can't be undone."),
            ]
        return [
            _("The former organisations are closed: they can be read and printed, and nothing is written in them."),
            _("Accesses to them end; the successor's office gets theirs, to read and print."),
            _("Families who had accounts sign in as before: they see their children at the successor."),
            _("This can't be undone."),
        ]

    def perform(self, form: Any) -> str:
        return self.have_done(self.plan.id, "confirm")


class UndoPage(OfPlan, ConfirmPage):
    title = gettext_lazy("Undo the reorganisation")
    question = gettext_lazy("Undo the reorganisation?")
    submit = gettext_lazy("Undo")

    def consequences(self) -> Sequence[Any]:
        return [
            _("Every order of it is cancelled by an order of today, the successor's first."),
            _("The students study where they studied before, in the same classes; employees work there as before."),
            _("Cards made at the successor stay as cards of people who do not study there."),
        ]

    def perform(self, form: Any) -> str:
        return self.have_done(self.plan.id, "undo")


class DiscardPage(OfPlan, ConfirmPage):
    title = gettext_lazy("Discard the plan")
    question = gettext_lazy("Discard the plan?")
    submit = gettext_lazy("Discard")
    done = gettext_lazy("The plan is discarded.")

    def consequences(self) -> Sequence[Any]:
        return [_("Nothing happens to the students: no order was issued.")]

    def perform(self, form: Any) -> str:
        reorganising.discard(plan_id=self.plan.id, by=self.actor)
        return reverse("reorganisations:list")
