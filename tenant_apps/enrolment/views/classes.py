"""Classes and groups: the list, the card with the class list, opening, class teachers, next year's classes."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, ClassVar, cast

from django.http import Http404, HttpResponseBase
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shared_apps.accounts import permissions
from shared_apps.accounts.pages import InOrganisation
from shared_apps.handbooks import queries as handbooks
from shared_apps.ui import exports
from shared_apps.ui.address import number_of
from shared_apps.ui.forms import ChoiceField
from shared_apps.ui.numbers import ru_date
from shared_apps.ui.page import Action, CardPage, ConfirmPage, Crumb, Empty, FormPage, ListPage, Page, Tab
from shared_apps.ui.viewer import may
from tenant_apps.history.cards import HISTORY_TAB, history_of
from tenant_apps.people.pages import AsOf

from .. import services
from ..class_handbooks import KIND_HANDBOOKS
from ..history import rows_of_class
from ..models import AcademicYear, ClassGroup
from ..printed import printed_class_list
from ..queries import classes, reach, students
from ..tables import ClassTable, StudentTable
from .class_forms import ClassForm, NextYearForm, TeacherForm, parameters_of


class ClassParametersForm(AsOf):
    year = ChoiceField(label=gettext_lazy("Academic year"), empty=None)

    def defaults(self) -> Mapping[str, Any]:
        values = super().defaults()
        cast(ChoiceField, self.fields["year"]).choices = [(str(one.pk), one.name) for one in classes.years()]
        present = classes.year_on(values["as_of"])
        return {**values, "year": str(present.pk) if present else None}


class ClassListPage(InOrganisation, ListPage):
    permission = permissions.CLASS_VIEW
    exports_with = permissions.EXPORT_LISTS
    title = gettext_lazy("Classes")
    subsystem = gettext_lazy("Contingent")
    table_class = ClassTable
    parameters_class = ClassParametersForm
    ordering = ("name",)

    def day(self) -> date:
        """The day asked for; in a year that is not on, the day of it that is nearest."""
        day: date = self.parameters.value("as_of")
        year = AcademicYear.objects.filter(pk=self.parameters.value("year") or 0).first()
        if year is None or year.valid_from <= day < year.valid_to:
            return day
        return year.valid_from if day < year.valid_from else date.fromordinal(year.valid_to.toordinal() - 1)

    def rows(self) -> Any:
        year = self.parameters.value("year")
        return classes.classes_on(self.day(), by=self.actor, year_id=int(year) if year else 0)

    def table_kwargs(self) -> dict[str, Any]:
        return {"as_of": self.day()}

    def actions(self) -> Sequence[Action]:
        if not classes.years():
            return [
                Action(
                    _("Open an academic year"), reverse("enrolment:year_new"), permission=permissions.ACADEMIC_YEAR_EDIT
                )
            ]
        return [
            Action(_("Next year's classes"), reverse("enrolment:class_next_year"), permission=permissions.CLASS_EDIT),
            Action(
                _("New class"), reverse("enrolment:class_new"), permission=permissions.CLASS_EDIT, primary=True,
                icon="plus", key="n",
            ),
        ]  # fmt: skip

    def empty(self) -> Empty:
        what = _("There are no classes in this year yet.")
        if not classes.years():
            return Empty(_("No academic year is open yet."), _("Classes belong to academic years."))
        return Empty(what, _("Open them one by one, or from last year's."))


class OfClass(InOrganisation):
    """A page about a class."""

    abstract = True
    permission = permissions.CLASS_EDIT

    def prepare(self) -> None:
        found = (
            ClassGroup.objects.select_related("academic_year", "class_set").filter(pk=self.kwargs["class_id"]).first()
        )
        if found is None or not reach.sees_class(self.actor, found):
            raise Http404(_("There is no such class here."))
        self.group = found
        last = date.fromordinal(found.valid_to.toordinal() - 1)
        self.day = min(max(self.today, found.valid_from), last)

    @property
    def class_url(self) -> str:
        return reverse("enrolment:class", args=[self.group.pk])

    def heading(self) -> str:
        return f"{self.group.name}, {self.group.academic_year.name}"

    def breadcrumbs(self) -> Sequence[Crumb]:
        return [Crumb(_("Classes"), reverse("enrolment:class_list")), Crumb(self.group.name, self.class_url)]


class ClassPage(OfClass, CardPage):
    """A class: its list on a day and its teachers, and the history of its card."""

    permission = permissions.CLASS_VIEW
    is_last_crumb = True
    parameters_class = AsOf
    tabs = (Tab("list", gettext_lazy("List of the class"), "enrolment/class.html"), HISTORY_TAB)

    def prepare(self) -> None:
        super().prepare()
        if "as_of" in self.request.GET:
            self.day = self.parameters.value("as_of")

    def actions(self) -> Sequence[Action]:
        query = f"?as_of={self.day.isoformat()}"
        pk = self.group.pk
        return [
            Action(_("Print the list"), reverse("enrolment:class_print", args=[pk]) + query, icon="printer"),
            Action(
                _("Class teacher"), reverse("enrolment:class_teacher", args=[pk]), permission=permissions.CLASS_EDIT
            ),
            Action(
                _("Edit"), reverse("enrolment:class_edit", args=[pk]), permission=permissions.CLASS_EDIT, icon="pencil",
                key="e",
            ),
        ]  # fmt: skip

    @cached_property
    def row(self) -> Any:
        return classes.classes_on(self.day, year_id=self.group.academic_year_id).get(pk=self.group.pk)

    def context_history(self) -> dict[str, Any]:
        return history_of(rows_of_class(self.group.pk), self.actor, names=True)

    def context_list(self) -> dict[str, Any]:
        opens_cards = may(self.request, permissions.STUDENT_VIEW)
        table = ClassStudentTable if opens_cards else ClassListTable
        return {
            "day": self.day,
            "teachers": classes.teachers_of(self.group.pk),
            "table": table(students.students_on(self.day, by=self.actor, class_id=self.group.pk), as_of=self.day),
            "crowded": self.row.students > self.row.capacity,
        }

    def facts(self) -> Sequence[tuple[Any, Any]]:
        group, row = self.group, self.row
        kind = KIND_HANDBOOKS.get(group.level, "class_kind")
        return [
            (_("Students"), f"{row.students} / {row.capacity}"),
            (_("Boys and girls"), f"{row.boys} + {row.girls}"),
            (_("Class teacher"), classes.teacher_name(row)),
            (_("Level"), handbooks.name("level", group.level)),
            (_("Kind"), handbooks.name(kind, group.kind) if group.level != "additional" else ""),
            (_("Age group"), handbooks.name("age_group", group.age_group)),
            (_("Profile"), classes.profile_name(group)),
            (_("Year of the first grade"), handbooks.name("first_grade_year", group.first_grade)),
            (_("Nosology"), handbooks.name("ovz_category", group.nosology)),
            (_("Length of the programme, years"), group.programme_years),
            (_("Hours of the group"), handbooks.name("group_regime", group.regime)),
            (_("Level of the programme"), handbooks.name("programme_level", group.programme_level)),
            (_("Who pays"), handbooks.name("funding", group.funding)),
            (_("Class set"), group.class_set.name if group.class_set else ""),
            (_("Form of study"), handbooks.name("form_of_study", group.form_of_study)),
            (_("Language of teaching"), handbooks.name("language", group.language)),
            (_("Shift"), handbooks.name("shift", str(group.shift))),
            (_("Room"), group.room),
            (_("Dates"), f"{ru_date(group.valid_from)}–{ru_date(date.fromordinal(group.valid_to.toordinal() - 1))}"),
        ]


class ClassListTable(StudentTable):
    """The list of a class for those who don't open cards."""

    caption = gettext_lazy("List of the class")
    empty = Empty(gettext_lazy("Nobody is in this class on this day."))

    class Meta:
        exclude: tuple[str, ...] = ("class_name", "grade", "level", "form", "file_number")
        orderable = False


class ClassStudentTable(ClassListTable):
    class Meta(ClassListTable.Meta):
        exclude = ("class_name", "grade", "level", "form")


class PrintClassPage(OfClass, Page):
    """The list of the class on a day as a PDF."""

    permission = permissions.CLASS_VIEW
    parameters_class = AsOf

    def get(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        day = self.parameters.value("as_of") if "as_of" in request.GET else self.day
        document = printed_class_list(self.group, day, organisation=self.organisation, by=self.actor)
        return exports.as_response(exports.print_document(document))


class NewClassPage(InOrganisation, FormPage):
    permission = permissions.CLASS_EDIT
    title = gettext_lazy("New class")
    submit = gettext_lazy("Open the class")
    done = gettext_lazy("The class is opened.")
    form_class = ClassForm

    def prepare(self) -> None:
        if not classes.years():
            raise Http404(_("Open an academic year first."))

    def breadcrumbs(self) -> Sequence[Crumb]:
        return [Crumb(_("Classes"), reverse("enrolment:class_list"))]

    def form_kwargs(self) -> dict[str, Any]:
        return {"organisation_kind": self.organisation.kind, "years": classes.years()}

    def initial(self) -> Mapping[str, Any]:
        year = classes.year_on(self.today)
        return {"year": str(year.pk) if year else "", **super().initial()}

    def perform(self, form: Any) -> str:
        group = services.create_class(
            year_id=int(form.cleaned_data["year"]), parameters=form.parameters(), by=self.actor
        )
        return reverse("enrolment:class", args=[group.pk])


class EditClassPage(OfClass, FormPage):
    title = gettext_lazy("Edit the class")
    done = gettext_lazy("The class is saved.")
    form_class = ClassForm

    def form_kwargs(self) -> dict[str, Any]:
        return {"organisation_kind": self.organisation.kind, "group": self.group}

    def initial(self) -> Mapping[str, Any]:
        return parameters_of(self.group)

    def actions(self) -> Sequence[Action]:
        return [Action(_("Delete"), reverse("enrolment:class_delete", args=[self.group.pk]), danger=True)]

    def perform(self, form: Any) -> str:
        services.edit_class(class_id=self.group.pk, parameters=form.parameters(), by=self.actor)
        return self.class_url


class DeleteClassPage(OfClass, ConfirmPage):
    title = gettext_lazy("Delete the class")
    submit = gettext_lazy("Delete")
    done = gettext_lazy("The class is deleted.")

    def ask(self) -> str:
        return _("Delete class %(name)s?") % {"name": self.group.name}

    def consequences(self) -> list[str]:
        return [_("Only a class that nobody is or was in can be deleted. Cancelled orders go on naming it.")]

    def perform(self, form: Any) -> str:
        services.delete_class(class_id=self.group.pk, by=self.actor)
        return reverse("enrolment:class_list")


class TeacherPage(OfClass, FormPage):
    title = gettext_lazy("Class teacher")
    done = gettext_lazy("The class teacher is written down.")
    form_class = TeacherForm

    def initial(self) -> Mapping[str, Any]:
        return {"since": self.day}

    def perform(self, form: Any) -> str:
        services.assign_class_teacher(
            class_id=self.group.pk,
            employee_id=form.cleaned_data["employee"],
            since=form.cleaned_data["since"],
            by=self.actor,
        )
        return self.class_url


class NextYearPage(InOrganisation, FormPage):
    """Next year's classes as they follow from this year's; the reader takes off what is not needed."""

    permission = permissions.CLASS_EDIT
    title = gettext_lazy("Next year's classes")
    lead = gettext_lazy("Each class goes one grade up; grades 1 and 10 repeat this year's; groups stay.")
    submit = gettext_lazy("Open the chosen classes")
    form_class: ClassVar[Any] = NextYearForm
    template_name = "enrolment/next_year.html"

    def prepare(self) -> None:
        self.year = classes.year_on(self.today)
        asked = number_of(self.request.GET.get("year", ""))
        if asked is not None:
            self.year = next((one for one in classes.years() if one.pk == asked), None)
        if self.year is None:
            raise Http404(_("Open an academic year first."))
        following = [one for one in classes.years() if one.valid_from >= self.year.valid_to]
        self.following = following[-1] if following else None
        self.proposed = (
            services.proposed_classes(year_id=self.year.pk, next_year_id=self.following.pk) if self.following else []
        )

    def breadcrumbs(self) -> Sequence[Crumb]:
        return [Crumb(_("Classes"), reverse("enrolment:class_list"))]

    def actions(self) -> Sequence[Action]:
        if self.following is not None:
            return []
        return [
            Action(
                _("Open the next year"),
                reverse("enrolment:year_new"),
                permission=permissions.ACADEMIC_YEAR_EDIT,
                primary=True,
            )
        ]

    def context(self) -> dict[str, Any]:
        return {"year": self.year, "following": self.following, "proposed": self.proposed}

    def form_kwargs(self) -> dict[str, Any]:
        return {"proposed": self.proposed}

    def perform(self, form: Any) -> str:
        assert self.year is not None
        if self.following is None:
            raise Http404
        made = services.create_proposed_classes(
            year_id=self.year.pk,
            next_year_id=self.following.pk,
            keys=form.cleaned_data["classes"],
            with_teachers=form.cleaned_data["with_teachers"],
            by=self.actor,
        )
        self.tell(_("Classes opened: %(count)s.") % {"count": len(made)})
        return f"{reverse('enrolment:class_list')}?year={self.following.pk}"
