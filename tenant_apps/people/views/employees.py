"""Employees: the list, the card, posts."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from shared_apps.accounts import permissions
from shared_apps.accounts.pages import InOrganisation
from shared_apps.handbooks import queries as handbooks
from shared_apps.organisations.crossing import By
from shared_apps.organisations.found import found_or_404
from shared_apps.organisations.periods import FOREVER
from shared_apps.organisations.privacy import Privacy
from shared_apps.ui.forms import ChoiceField, Option
from shared_apps.ui.page import Action, Crumb, Empty, FormPage, ListPage, PickPage, Tab

from .. import services
from ..circumstances import FILES_OF_EMPLOYEES
from ..employee_words import band_choices
from ..forms import EndForm, NewEmployeeForm, PostForm, RateForm
from ..models import Employee, EmployeePost
from ..pages import AsOf, InsistPage, as_options
from ..queries import cards, lists
from ..queries import employee_records as records
from ..queries.employee_list import NO_CATEGORY, EmployeeFilters, employees_listed
from ..queries.search import named
from ..rights import holds
from ..service_years import AGE_FROM, SERVICE_FROM
from ..tables import EmployeeTable
from . import persons
from .parts import IDENTITY_TAB, LAST_TABS, PersonCardPage, note_part


def find(card_id: int, by: By, day: date) -> int | None:
    return Employee.objects.filter(pk=card_id).values_list("person_id", flat=True).first()


EMPLOYEE = persons.Card(
    role="employee",
    pages="people:employee",
    title=gettext_lazy("Employees"),
    list_page="people:employee_list",
    edit=permissions.EMPLOYEE_EDIT,
    find=find,
    documents=permissions.EMPLOYEE_DOCUMENTS,
    parts={
        Privacy.DOCUMENT: permissions.EMPLOYEE_DOCUMENTS,
        Privacy.HEALTH: permissions.EMPLOYEE_PRIVATE,
        Privacy.SOCIAL: permissions.EMPLOYEE_PRIVATE,
    },
    files=FILES_OF_EMPLOYEES,
)


ANY = pgettext_lazy("filter", "Any")


class EmployeeParameters(AsOf):
    presence = ChoiceField(
        label=gettext_lazy("Who"),
        choices=[
            ("present", gettext_lazy("working")),
            ("former", gettext_lazy("not working any more")),
            ("all", gettext_lazy("everybody")),
        ],
        empty=None,
    )
    post = ChoiceField(label=gettext_lazy("Post"), choices=lambda: handbooks.choices("post"), empty=ANY)
    staff = ChoiceField(
        label=gettext_lazy("Category of staff"), choices=lambda: handbooks.choices("staff_category"), empty=ANY
    )
    kind = ChoiceField(
        label=gettext_lazy("Kind of employment"), choices=lambda: handbooks.choices("post_kind"), empty=ANY
    )
    qualification = ChoiceField(
        label=gettext_lazy("Category"),
        choices=lambda: [*handbooks.choices("qualification"), (NO_CATEGORY, gettext_lazy("without a category"))],
        empty=ANY,
    )
    subject = ChoiceField(label=gettext_lazy("Subject"), choices=lambda: handbooks.choices("main_subject"), empty=ANY)
    education = ChoiceField(
        label=gettext_lazy("Education"), choices=lambda: handbooks.choices("staff_education"), empty=ANY
    )
    age = ChoiceField(
        label=gettext_lazy("Age"),
        choices=band_choices(AGE_FROM),
        empty=ANY,
    )
    service = ChoiceField(label=gettext_lazy("Service"), choices=band_choices(SERVICE_FROM), empty=ANY)
    teaching = ChoiceField(label=gettext_lazy("Teaching service"), choices=band_choices(SERVICE_FROM), empty=ANY)

    def defaults(self) -> dict[str, Any]:
        return {**super().defaults(), "presence": "present"}

    def filters(self) -> EmployeeFilters:
        codes: dict[str, Any] = {
            name: self.value(name) or "" for name in ("post", "staff", "kind", "qualification", "subject")
        }
        bands: dict[str, Any] = {
            name: int(self.value(name)) if self.value(name) else None for name in ("age", "service", "teaching")
        }
        return EmployeeFilters(education=self.value("education") or "", **codes, **bands)


class EmployeeListPage(InOrganisation, ListPage):
    parameters: EmployeeParameters
    permission = permissions.EMPLOYEE_VIEW
    exports_with = permissions.EXPORT_LISTS
    title = gettext_lazy("Employees")
    table_class = EmployeeTable
    parameters_class = EmployeeParameters
    ordering = ("name",)
    search_hint = gettext_lazy("Any part of a name")
    note = gettext_lazy("Age: full years on 1 January of the year of the list. Service: full years on its day.")

    def rows(self) -> Any:
        value = self.parameters.value
        return employees_listed(value("as_of"), presence=value("presence"), filters=self.parameters.filters())

    def search(self, rows: Any, text: str) -> Any:
        return named(rows, text, by=self.actor)

    def table_kwargs(self) -> dict[str, Any]:
        return {"as_of": self.parameters.value("as_of")}

    def actions(self) -> Sequence[Action]:
        return [
            Action(_("Attestation calendar"), reverse("people:attestation"), permission=permissions.EMPLOYEE_VIEW),
            Action(
                _("New employee"), reverse("people:employee_new"), permission=permissions.EMPLOYEE_EDIT, primary=True,
                icon="plus", key="n",
            )
        ]  # fmt: skip

    def empty(self) -> Empty:
        return Empty(
            _("There are no employees yet."), _("A card and a post are enough to begin with."), _("New employee"),
            reverse("people:employee_new"),
        )  # fmt: skip


class EmployeeOptionsPage(InOrganisation, PickPage):
    permission = permissions.EMPLOYEE_VIEW

    def matches(self, text: str) -> list[Option]:
        return as_options(lists.employee_options(text, self.today, by=self.actor))


class OfEmployee(persons.OfCard):
    abstract = True
    card = EMPLOYEE
    permission = permissions.EMPLOYEE_EDIT


class EmployeePage(OfEmployee, PersonCardPage):
    permission = permissions.EMPLOYEE_VIEW
    tabs = (
        IDENTITY_TAB,
        Tab("posts", gettext_lazy("Posts"), "people/tab_posts.html"),
        Tab("education", gettext_lazy("Education and awards"), "people/tab_records.html"),
        Tab("attestation", gettext_lazy("Attestation"), "people/tab_records.html"),
        Tab("teaching", gettext_lazy("Subjects and works"), "people/tab_records.html"),
        Tab("private", gettext_lazy("Family and absences"), "people/tab_private.html", permissions.EMPLOYEE_PRIVATE),
        Tab("documents", gettext_lazy("Documents"), "people/tab_documents.html", permissions.EMPLOYEE_DOCUMENTS),
        *LAST_TABS,
    )

    def facts(self) -> list[tuple[Any, Any]]:
        held = [line for line in cards.posts_of(self.card_id) if line.valid_from <= self.today < line.valid_to]
        known = records.personnel_on(self.card_id, self.today)
        return persons.shown(
            [
                (_("Posts"), ", ".join(dict.fromkeys(line.title for line in held)) or _("holds no post today")),
                (_("Rate"), sum(line.rate for line in held) or None),
                (_("Main subject"), known.main_subject),
                (_("Category"), ", ".join(known.qualifications)),
                (_("Service, years"), _years(known.service)),
                (_("Teaching service, years"), _years(known.teaching_service)),
                (_("Academic degree"), known.degree),
                (_("Academic title"), known.academic_title),
                (_("Personnel number"), known.personnel_number),
                (_("Birth date"), self.head.birth_date),
            ]
        )

    def actions(self) -> Sequence[Action]:
        return [
            *self.edit_actions(),
            Action(_("Service, degree, number"), self.url("personnel"), permission=permissions.EMPLOYEE_EDIT),
            Action(_("Appoint to a post"), self.url("appoint"), permission=permissions.EMPLOYEE_EDIT, icon="briefcase"),
        ]

    def context_identity(self) -> dict[str, Any]:
        return persons.identity(self.head, self.actor) | self.photo_and_citizenships()

    def context_posts(self) -> dict[str, Any]:
        return {
            "posts": cards.posts_of(self.card_id),
            "employments": records.employments_of(self.card_id),
            "forever": FOREVER,
            "today": self.today,
        }

    def context_education(self) -> dict[str, Any]:
        return {"tables": records.record_tables(self.card_id, "education", self.today, by=self.actor)}

    def context_attestation(self) -> dict[str, Any]:
        return {"tables": records.record_tables(self.card_id, "attestation", self.today, by=self.actor)}

    def context_teaching(self) -> dict[str, Any]:
        return {"tables": records.record_tables(self.card_id, "teaching", self.today, by=self.actor)}

    def context_private(self) -> dict[str, Any]:
        note_part(self, Privacy.SOCIAL)
        status = records.marital_status_of(self.card_id) if holds(self.actor, Privacy.SOCIAL) else ""
        return {
            "family": [(_("Family status"), status or _("not written down"))],
            "tables": records.record_tables(self.card_id, "private", self.today, by=self.actor),
        }


def _years(years: int | None) -> str | None:
    """0 full years are an answer; None is not."""
    return None if years is None else str(years)


class NewEmployeePage(InsistPage):
    permission = permissions.EMPLOYEE_EDIT
    title = gettext_lazy("New employee")
    submit = gettext_lazy("Make the card")
    done = gettext_lazy("The card is made.")
    form_class = NewEmployeeForm
    insist_words = gettext_lazy("These are two different people: make a second card")

    def breadcrumbs(self) -> Sequence[Crumb]:
        return [Crumb(_("Employees"), reverse("people:employee_list"))]

    def form_kwargs(self) -> dict[str, Any]:
        return {"by": self.actor}

    def attempt(self, form: Any, *, insist: bool) -> str:
        values = form.cleaned_data
        employee = services.hire(
            name=form.name(),
            particulars=form.particulars(),
            personnel_number=values["personnel_number"],
            post=values["post"],
            kind=values["kind"],
            rate=values["rate"],
            since=values["since"],
            order_number=values["order_number"],
            order_date=values["order_date"],
            by=self.actor,
            insist=insist,
        )
        return reverse("people:employee", args=[employee.pk])


class AppointPage(OfEmployee, FormPage):
    title = gettext_lazy("Appoint to a post")
    submit = gettext_lazy("Appoint")
    done = gettext_lazy("The post is written down.")
    form_class = PostForm

    def perform(self, form: Any) -> str:
        services.appoint(employee_id=self.card_id, by=self.actor, **form.cleaned_data)
        return f"{self.card_url}?tab=posts"


class OfPost(OfEmployee):
    """A page about one post of the card."""

    abstract = True

    def prepare(self) -> None:
        super().prepare()
        self.held = found_or_404(EmployeePost.objects.filter(pk=self.kwargs["post_id"], employee=self.card_id).first())


class ChangeRatePage(OfPost, FormPage):
    title = gettext_lazy("Change the rate")
    done = gettext_lazy("The rate is changed.")
    form_class = RateForm

    def initial(self) -> dict[str, Any]:
        return {"rate": self.held.rate, "since": self.today}

    def perform(self, form: Any) -> str:
        services.change_rate(post_id=self.held.pk, by=self.actor, **form.cleaned_data)
        return f"{self.card_url}?tab=posts"


class DismissPage(OfPost, FormPage):
    title = gettext_lazy("End the post")
    submit = gettext_lazy("End the post")
    done = gettext_lazy("The post is ended.")
    danger = True
    form_class = EndForm

    def initial(self) -> dict[str, Any]:
        return {"on": self.today}

    def perform(self, form: Any) -> str:
        services.dismiss(post_id=self.held.pk, on=form.cleaned_data["on"], by=self.actor)
        return f"{self.card_url}?tab=posts"


class EditEmployeePage(OfEmployee, persons.ParticularsPage):
    pass
