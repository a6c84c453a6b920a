"""Deciding: a class of the plan, many at once; classes of the next year."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shared_apps.accounts import permissions
from shared_apps.accounts.pages import InOrganisation
from shared_apps.organisations.found import found_or_404
from shared_apps.ui.address import number_of
from shared_apps.ui.page import Action, ConfirmPage, Crumb, FormPage, ListPage
from tenant_apps.enrolment.models import ClassGroup
from tenant_apps.enrolment.services import class_name

from .. import services, tables
from ..forms import DecisionsForm, ManyForm, PlannedClassForm
from ..models import PlannedClass, RolloverPlan
from ..queries import obstacles, overview, standing
from .plan import OfPlan

EVERYBODY = "all"
SAID_OF_MANY = ("reason", "destination", "counterpart", "subjects", "result")


class ClassPage(OfPlan, FormPage):
    """The students of a class and what becomes of each."""

    permission = permissions.ROLLOVER_EDIT
    form_class = DecisionsForm
    template_name = "rollover/class.html"
    submit = gettext_lazy("Save the decisions")
    done = gettext_lazy("The decisions are saved.")
    wide = True

    def prepare(self) -> None:
        super().prepare()
        class_id = self.kwargs["class_id"]
        self.group = ClassGroup.objects.filter(pk=class_id, academic_year=self.plan.year_id).first()
        if self.group is None and class_id != overview.NOBODY:
            raise Http404("No such class.")
        self.rows = obstacles.rows_of(self.plan, from_class=self.group)

    def heading(self) -> str:
        return _("Class %(name)s") % {"name": self.group.name} if self.group else _("Students in no class")

    def form_kwargs(self) -> Mapping[str, Any]:
        return {"rows": self.rows if self.is_open else [], "targets": self.targets, "reasons_as_of": self.plan.leave_on}

    @cached_property
    def targets(self) -> Sequence[PlannedClass]:
        return overview.targets(self.plan)

    def initial(self) -> Mapping[str, Any]:
        return {"version": self.plan.version}

    def context(self) -> Mapping[str, Any]:
        return {
            "plan": self.plan,
            "carried_out": [row for row in self.rows if row.row.order_id is not None or not self.is_open],
            "is_open": self.is_open,
        }

    def perform(self, form: Any) -> str:
        values = form.cleaned_data
        services.change_outcomes(plan_id=self.plan.pk, changes=form.changes(), version=values["version"], by=self.actor)
        return reverse("rollover:class", args=[self.plan.pk, self.group.pk if self.group else overview.NOBODY])


class ManyPage(OfPlan, FormPage):
    """One outcome for a class, a grade, or everybody."""

    permission = permissions.ROLLOVER_EDIT
    title = gettext_lazy("Decide for many")
    lead = gettext_lazy(
        "Each goes into the class that follows his own; single students can be decided otherwise later."
    )
    form_class = ManyForm
    submit = gettext_lazy("Decide")

    def form_kwargs(self) -> Mapping[str, Any]:
        groups = standing.classes_of(self.plan.year)
        grades = sorted({group.grade for group in groups if group.grade is not None})
        return {
            "classes": [
                (EVERYBODY, _("everybody")),
                *((f"grade:{grade}", _("grade %(grade)s, all classes") % {"grade": grade}) for grade in grades),
                *((str(group.pk), group.name) for group in groups),
            ],
            "levels": {group.level for group in groups},
        }

    def perform(self, form: Any) -> str:
        values = form.cleaned_data
        chosen = values["of_class"]
        grade = int(chosen.partition(":")[2]) if chosen.startswith("grade:") else None
        one = number_of(chosen)
        classes = [one] if one is not None else []
        count = services.decide_for_many(
            plan_id=self.plan.pk, outcome=values["outcome"], class_ids=classes, grade=grade, only=values["only"],
            by=self.actor, due_on=values["due_on"], **{name: values[name] or "" for name in SAID_OF_MANY},
        )  # fmt: skip
        self.tell(_("Decided for students: %(count)s.") % {"count": count})
        return self.plan_url


class NextClassListPage(OfPlan, ListPage):
    """Classes of the next year."""

    exports_with = permissions.ROLLOVER_EDIT
    permission = permissions.ROLLOVER_EDIT
    title = gettext_lazy("Classes of the next year")
    table_class = tables.NextClassTable
    page_size = 100

    def rows(self) -> Sequence[overview.NextClassRow]:
        return overview.next_classes(self.plan)

    def actions(self) -> Sequence[Action]:
        if not self.is_open:
            return []
        new = self.page_url("next_class_new")
        return [Action(_("Add a class"), new, permissions.ROLLOVER_EDIT, primary=True, icon="plus", key="n")]


class NewNextClassPage(OfPlan, FormPage):
    permission = permissions.ROLLOVER_EDIT
    title = gettext_lazy("A class of the next year")
    form_class = PlannedClassForm
    submit = gettext_lazy("Add")
    done = gettext_lazy("The class is in the plan.")

    def breadcrumbs(self) -> Sequence[Crumb]:
        return [*super().breadcrumbs(), Crumb(_("Classes of the next year"), self.page_url("next_classes"))]

    def perform(self, form: Any) -> str:
        services.add_planned_class(plan_id=self.plan.pk, parameters=form.parameters(), by=self.actor)
        return self.page_url("next_classes")


class OfNextClass(InOrganisation):
    """A page about one class of the next year."""

    abstract = True

    def prepare(self) -> None:
        self.planned: PlannedClass = found_or_404(overview.planned_class(self.kwargs["planned_id"]))
        self.plan: RolloverPlan = self.planned.plan

    def list_url(self) -> str:
        return reverse("rollover:next_classes", args=[self.plan.pk])

    def heading(self) -> str:
        return _("Class %(name)s") % {"name": self.planned.name}

    def breadcrumbs(self) -> Sequence[Crumb]:
        return [
            Crumb(self.plan.year.name, reverse("rollover:plan", args=[self.plan.pk])),
            Crumb(_("Classes of the next year"), self.list_url()),
        ]


class NextClassPage(OfNextClass, FormPage):
    """Letter, places, class teacher of a class of the next year."""

    permission = permissions.ROLLOVER_EDIT
    form_class = PlannedClassForm
    done = gettext_lazy("The class is changed.")

    def actions(self) -> Sequence[Action]:
        remove = reverse("rollover:next_class_remove", args=[self.planned.pk])
        return [Action(_("Take out of the plan"), remove, permissions.ROLLOVER_EDIT, icon="trash-2", danger=True)]

    def initial(self) -> Mapping[str, Any]:
        one = self.planned
        names = ("grade", "letter", "first_grade", "age_group", "capacity", "keeps_teacher")
        is_usual = one.grade is not None and one.name == class_name(one.grade, one.letter, one.first_grade)
        return {name: getattr(one, name) for name in names} | {"name": "" if is_usual else one.name}

    def perform(self, form: Any) -> str:
        services.change_planned_class(class_id=self.planned.pk, parameters=form.parameters(), by=self.actor)
        return self.list_url()


class RemoveNextClassPage(OfNextClass, ConfirmPage):
    permission = permissions.ROLLOVER_EDIT
    question = gettext_lazy("Take the class out of the plan?")
    submit = gettext_lazy("Take out")
    done = gettext_lazy("The class is taken out of the plan.")

    def perform(self, form: Any) -> str:
        services.remove_planned_class(class_id=self.planned.pk, by=self.actor)
        return self.list_url()
