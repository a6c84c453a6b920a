"""Restricted lists of employees, who are counted in the numbers of the staff, and of legal representatives."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from shared_apps.ui.page import Crumb

from . import employee_queries, guardian_queries
from .people_parameters import EmployeesParameters, GuardiansParameters
from .people_tables import EmployeeTable, GuardianTable
from .restricted import CountedList

_PLACE = ("as_of", "municipality", "organisation", "kind", "locality", "staff")


class EmployeesPage(CountedList):
    """Those who are counted in a number of the staff."""

    title = _("List of employees")
    listed = employee_queries.LIST
    table_class = EmployeeTable
    parameters_class = EmployeesParameters
    ordering = ("name",)

    def breadcrumbs(self) -> Sequence[Crumb]:
        kept = {name: self.request.GET[name] for name in _PLACE if name in self.request.GET}
        return [Crumb(_("Staff"), reverse("staffing:overview") + (f"?{urlencode(kept)}" if kept else ""))]

    @cached_property
    def asked(self) -> employee_queries.Asked:
        asked: employee_queries.Asked = employees_asked(self.parameters, self.text)
        return asked


class GuardiansPage(CountedList):
    """Those who answer for somebody enrolled; whose they are stays in the organisation."""

    title = _("List of legal representatives")
    listed = guardian_queries.LIST
    table_class = GuardianTable
    parameters_class = GuardiansParameters
    ordering = ("name",)

    def breadcrumbs(self) -> Sequence[Crumb]:
        return [Crumb(_("Search of a student"), reverse("registry:search"))]

    @cached_property
    def asked(self) -> guardian_queries.Asked:
        return guardian_queries.Asked(as_of=self.parameters.day, filters=self.parameters.narrowed(), text=self.text)


def employees_asked(parameters: Any, text: str) -> employee_queries.Asked:
    """What the filters ask for."""
    return employee_queries.Asked(
        as_of=parameters.day,
        filters=parameters.narrowed(),
        measure=parameters.value("measure"),
        staff=parameters.value("staff") or "",
        narrowed=parameters.narrowed_to(),
        listed=bool(parameters.value("listed")),
        text=text,
    )
