"""Academic years: the list, opening, dates."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shared_apps.accounts import permissions
from shared_apps.accounts.pages import InOrganisation
from shared_apps.organisations.found import found_or_404
from shared_apps.ui.page import Action, Crumb, Empty, FormPage, ListPage
from shared_apps.ui.tables import BadgeColumn, DateColumn, NumberColumn, Table, TextColumn

from .. import services
from ..models import AcademicYear
from ..queries import classes
from .class_forms import YearForm


class YearTable(Table):
    caption = gettext_lazy("Academic years")
    name = TextColumn(gettext_lazy("Academic year"), link="enrolment:year_edit", orderable=False)
    valid_from = DateColumn(gettext_lazy("First day"), orderable=False)
    last_day = DateColumn(gettext_lazy("Last day"), orderable=False)
    groups = NumberColumn(gettext_lazy("Classes"), orderable=False)
    state = BadgeColumn(
        gettext_lazy("State"), orderable=False, tones={"now": "ok", "closed": ""},
        labels={"now": gettext_lazy("is on"), "coming": gettext_lazy("not begun yet"), "over": gettext_lazy("is over"),
                "closed": gettext_lazy("is closed")},
    )  # fmt: skip


class YearListPage(InOrganisation, ListPage):
    exports_with = permissions.ACADEMIC_YEAR_EDIT
    permission = permissions.ACADEMIC_YEAR_EDIT
    title = gettext_lazy("Academic years")
    table_class = YearTable

    def rows(self) -> Any:
        return classes.year_rows(self.today)

    def actions(self) -> Sequence[Action]:
        return [Action(_("Open an academic year"), reverse("enrolment:year_new"), primary=True, icon="plus", key="n")]

    def empty(self) -> Empty:
        return Empty(
            _("No academic year is open yet."), _("Classes, orders and their numbers belong to academic years."),
            _("Open an academic year"), reverse("enrolment:year_new"),
        )  # fmt: skip


class NewYearPage(InOrganisation, FormPage):
    permission = permissions.ACADEMIC_YEAR_EDIT
    title = gettext_lazy("Open an academic year")
    submit = gettext_lazy("Open")
    form_class = YearForm

    def breadcrumbs(self) -> Sequence[Crumb]:
        return [Crumb(_("Academic years"), reverse("enrolment:year_list"))]

    def initial(self) -> Mapping[str, Any]:
        known = classes.years()
        begins = known[0].valid_to.year if known else self.today.year - (self.today.month < 6)
        first, end = services.usual_dates(begins)
        return {"valid_from": first, "last_day": end - timedelta(days=1), **super().initial()}

    def perform(self, form: Any) -> str:
        values = form.cleaned_data
        year = services.open_academic_year(
            valid_from=values["valid_from"], valid_to=values["last_day"] + timedelta(days=1), by=self.actor
        )
        self.tell(_("Academic year %(name)s is open.") % {"name": year.name})
        return reverse("enrolment:year_list")


class EditYearPage(InOrganisation, FormPage):
    permission = permissions.ACADEMIC_YEAR_EDIT
    done = gettext_lazy("The dates are saved.")
    form_class = YearForm

    def prepare(self) -> None:
        self.year = found_or_404(AcademicYear.objects.filter(pk=self.kwargs["year_id"]).first())

    def heading(self) -> str:
        return _("Academic year %(name)s") % {"name": self.year.name}

    def breadcrumbs(self) -> Sequence[Crumb]:
        return [Crumb(_("Academic years"), reverse("enrolment:year_list"))]

    def initial(self) -> Mapping[str, Any]:
        return {"valid_from": self.year.valid_from, "last_day": self.year.valid_to - timedelta(days=1)}

    def perform(self, form: Any) -> str:
        values = form.cleaned_data
        services.change_academic_year(
            year_id=self.year.pk,
            valid_from=values["valid_from"],
            valid_to=values["last_day"] + timedelta(days=1),
            by=self.actor,
        )
        return reverse("enrolment:year_list")
