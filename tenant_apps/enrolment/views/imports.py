"""Imports into the organisation: the pages of every import, with classes and orders where students are admitted."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from shared_apps.accounts import permissions
from shared_apps.accounts.pages import InOrganisation
from shared_apps.importing import pages
from shared_apps.importing.models import RunState
from shared_apps.ui.page import Action
from shared_apps.ui.viewer import Needed, may

from ..import_models import ImportRun
from ..import_tables import TABLES, ImportRowTable, ImportRunTable
from ..models import Order
from ..queries import imports as queries
from ..services.imports import IMPORTS
from .import_forms import FORMS

IN_FORCE = (Order.State.SIGNED, Order.State.EFFECTIVE)
PEOPLE: dict[str, str] = {
    "students": "students:list",
    "guardians": "people:guardian_list",
    "employees": "people:employee_list",
}
"""Kind of import → the list of the people it brings."""


class Here(InOrganisation, pages.OfImports):
    """The imports of this organisation."""

    abstract = True
    imports = IMPORTS
    space = "enrolment:import"
    permission: ClassVar[Needed] = permissions.IMPORT_STUDENTS


class ImportListPage(Here, pages.RunListPage):
    permission = permissions.IMPORT_STUDENTS
    table_class = ImportRunTable
    exports_with = permissions.EXPORT_LISTS

    def rows(self) -> Any:
        edited = [kind.code for kind in self.imports.kinds.values() if may(self.request, kind.permission)]
        return queries.of_kinds(self.runs(), edited)


class ImportNewPage(Here, pages.NewPage):
    permission = permissions.IMPORT_STUDENTS


class TemplatePage(Here, pages.TemplatePage):
    permission = permissions.IMPORT_STUDENTS


class OfRun(Here, pages.OfRun):
    """A page about one import."""

    abstract = True

    def found(self, run_id: int) -> Any:
        return ImportRun.objects.select_related("file", "reversal").filter(pk=run_id).first()


class ImportCardPage(OfRun, pages.RunPage):
    template_name = "enrolment/import.html"
    exports_with = permissions.EXPORT_LISTS

    @property
    def table_class(self) -> Any:  # type: ignore[override]  # the columns follow the kind
        return TABLES.get(self.run.kind, ImportRowTable)

    def rows(self) -> Any:
        if not self.shows_rows():
            return self.run.rows.none()
        return queries.rows_of(self.run, verdict=self.parameters.value("verdict") or "")

    def search(self, rows: Any, text: str) -> Any:
        return queries.rows_matching(rows, text)

    def undoing(self) -> list[Action]:
        if self.run.state != RunState.APPLIED or not self.may_undo():
            return []
        return [
            Action(pgettext("import", "Undo"), self.page_url("undo"), permission=permissions.IMPORT_UNDO, danger=True)
        ]

    def may_undo(self) -> bool:
        """A signed order is undone only by one who may cancel orders."""
        return may(self.request, permissions.ORDER_CANCEL) or not any(
            order.state in IN_FORCE for order in self.orders()
        )

    def orders(self) -> list[Order]:
        if not hasattr(self, "_orders"):
            self._orders = queries.orders_of_run(self.run)
        return self._orders

    def missing(self) -> list[dict[str, Any]]:
        """Classes that are not there yet, with the address where each is opened."""

        def address(one: dict[str, Any]) -> str:
            known = {"year": one["year_id"], "grade": one["grade"], "letter": one["letter"]}
            if one["grade"] is None:
                known = {"year": one["year_id"], "name": one["name"]}
            return (
                f"{reverse('enrolment:class_new')}?{urlencode({k: v for k, v in known.items() if v not in (None, '')})}"
            )

        return [{**one, "url": address(one)} for one in self.run.missing[:40]]

    def context(self) -> dict[str, Any]:
        run, orders = self.run, self.orders()
        is_open = run.state in (RunState.CHECKED, RunState.APPLIED)
        return super().context() | {
            "missing": self.missing() if run.state == RunState.CHECKED else [],
            "may_open_classes": may(self.request, permissions.CLASS_EDIT),
            "earlier": queries.earlier_with_same_file(run.sha256, but=run.pk) if is_open else None,
            "waiting": sum(order.lines.count() for order in orders if order.state == Order.State.DRAFT),
            "drafts": [order for order in orders if order.state == Order.State.DRAFT],
            "signed": [order for order in orders if order.state != Order.State.DRAFT],
            "sees_orders": may(self.request, permissions.ORDER_VIEW),
            "may_sign": may(self.request, permissions.ORDER_SIGN),
            "must_ask_to_undo": run.state == RunState.APPLIED and not self.may_undo(),
            "people_url": reverse(PEOPLE[run.kind]),
        }


class ErrorFilePage(OfRun, pages.ErrorFilePage):
    permission = permissions.IMPORT_STUDENTS


class ImportConfirmPage(OfRun, pages.RunConfirmPage):
    permission = permissions.IMPORT_STUDENTS

    @property
    def form_class(self) -> Any:  # type: ignore[override]  # what there is to choose follows the kind
        return FORMS[self.run.kind]

    @property
    def may_sign(self) -> bool:
        return may(self.request, permissions.ORDER_SIGN)

    def form_kwargs(self) -> dict[str, Any]:
        return {"run": self.run, "kind": self.kind, "may_sign": self.may_sign}

    def initial(self) -> Mapping[str, Any]:
        return {"date": timezone.localdate()}

    def conditions(self) -> list[str]:
        if self.run.kind != "students" or self.may_sign:
            return []
        return [
            _(
                "Your role does not sign orders: the order of admission stays a draft. The head or the "
                "secretary signs it, and the students are enrolled then."
            )
        ]


class ImportAbandonPage(OfRun, pages.AbandonPage):
    permission = permissions.IMPORT_STUDENTS


class CheckAgainPage(OfRun, pages.AgainPage):
    permission = permissions.IMPORT_STUDENTS


__all__: Sequence[str] = [
    "IN_FORCE",
    "CheckAgainPage",
    "ErrorFilePage",
    "ImportAbandonPage",
    "ImportCardPage",
    "ImportConfirmPage",
    "ImportListPage",
    "ImportNewPage",
    "OfRun",
    "TemplatePage",
]
