"""Pages of imports of organisations, for the region's administrator."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from shared_apps.accounts import permissions
from shared_apps.importing import pages, refusals
from shared_apps.importing import queries as imports
from shared_apps.importing.forms import ChoiceForm
from shared_apps.importing.models import RunState
from shared_apps.importing.tables import RowTable, RunTable
from shared_apps.ui.page import Action, Crumb
from shared_apps.ui.page import ConfirmPage as Confirming
from shared_apps.ui.tables import BadgeColumn, Empty, TextColumn
from shared_apps.ui.viewer import Needed

from . import queries
from .importing import running, undoing
from .models import OrganisationImportRow


def _to(page: str) -> Callable[..., str | None]:
    """A link of a row to its card."""

    def link(record: OrganisationImportRow) -> str | None:
        return reverse(page, args=[record.card_id]) if record.card_id else None

    return link


class OrganisationRunTable(RunTable):
    caption = gettext_lazy("Imports of organisations")
    empty = Empty(
        gettext_lazy("No file has been loaded yet."),
        gettext_lazy("A workbook or CSV: first it is checked, and nothing is written."),
    )
    file_name = TextColumn(pgettext_lazy("import", "File"), link="organisations:import_card")

    class Meta:
        sequence = ("file_name", "...")


CARD_TONES = {"asked": "info", "written": "ok", "refused": "err", "returning": "info", "returned": "ok", "kept": "warn"}


class OwnCardColumn(BadgeColumn):
    """What became of the organisation's own card, and why it was not written."""

    def render(self, value: Any, record: Any = None) -> Any:
        return format_html("{} {}", super().render(value, record), record.card_words if record else "")


class OrganisationRowTable(RowTable):
    name = TextColumn(
        gettext_lazy("Organisation"), link=_to("organisations:card"), order_by=("name", "number"), empty_values=()
    )
    municipality_name = TextColumn(gettext_lazy("Municipality"))
    card_state = OwnCardColumn(gettext_lazy("Own card"), tones=CARD_TONES)

    class Meta:
        sequence = ("name", "number", "verdict", "municipality_name", "problems", "changes", "card_state")


class MunicipalityRowTable(RowTable):
    name = TextColumn(
        gettext_lazy("Municipality"), link=_to("organisations:municipality_card"), order_by=("name", "number"),
        empty_values=(),
    )  # fmt: skip
    municipality_name = TextColumn(gettext_lazy("OKTMO"))

    class Meta:
        sequence = ("name", "number", "verdict", "municipality_name", "problems", "changes")


class AuthorityRowTable(RowTable):
    name = TextColumn(
        pgettext_lazy("organisation", "Authority"), link=_to("organisations:authority_card"),
        order_by=("name", "number"), empty_values=(),
    )  # fmt: skip
    municipality_name = TextColumn(pgettext_lazy("import", "Code of the authority"))

    class Meta:
        sequence = ("name", "number", "verdict", "municipality_name", "problems", "changes")


TABLES: dict[str, type[RowTable]] = {
    "organisations": OrganisationRowTable,
    "municipalities": MunicipalityRowTable,
    "authorities": AuthorityRowTable,
}
"""By the kind of import."""


class Here(pages.OfImports):
    """Imports of the region."""

    abstract = True
    imports = running.IMPORTS
    space = "organisations:import"
    permission: ClassVar[Needed] = permissions.ORGANISATION_CREATE

    def list_crumb(self) -> Crumb:
        return Crumb(_("Import of organisations"), self.address("list"))


class OfRun(Here, pages.OfRun):
    abstract = True

    def found(self, run_id: int) -> Any:
        return running.IMPORTS.runs._default_manager.defer("content").filter(pk=run_id).first()


class ImportListPage(Here, pages.RunListPage):
    permission = permissions.ORGANISATION_CREATE
    title = gettext_lazy("Import of organisations")
    table_class = OrganisationRunTable
    exports_with = permissions.ORGANISATION_CREATE

    def breadcrumbs(self) -> Sequence[Crumb]:
        return [Crumb(_("Organisations"), reverse("organisations:list"))]

    def rows(self) -> Any:
        return self.runs().defer("content")


class ImportNewPage(Here, pages.NewPage):
    permission = permissions.ORGANISATION_CREATE


class TemplatePage(Here, pages.TemplatePage):
    permission = permissions.ORGANISATION_CREATE


class ImportPage(OfRun, pages.RunPage):
    permission = permissions.ORGANISATION_CREATE
    exports_with = permissions.ORGANISATION_CREATE
    search_hint = gettext_lazy("Name or municipality")

    @property
    def table_class(self) -> Any:  # type: ignore[override]  # the columns follow the kind
        return TABLES[self.run.kind]

    def table_kwargs(self) -> Mapping[str, Any]:
        has_cards = queries.has_cards(self.run)
        left_out = [*super().table_kwargs()["exclude"], *([] if has_cards else ["card_state"])]
        return {"exclude": tuple(left_out)}

    def rows(self) -> Any:
        rows = imports.rows_of(self.run, verdict=self.parameters.value("verdict") or "")
        return rows if self.shows_rows() else rows.none()

    def search(self, rows: Any, text: str) -> Any:
        return queries.imported_as(rows, text)

    def undoing(self) -> list[Action]:
        if self.run.state != RunState.APPLIED or not self.run.has_file:
            return []
        return [Action(pgettext("import", "Undo"), self.page_url("undo"), danger=True)]


class ErrorFilePage(OfRun, pages.ErrorFilePage):
    permission = permissions.ORGANISATION_CREATE


class ConfirmPage(OfRun, pages.RunConfirmPage):
    permission = permissions.ORGANISATION_CREATE
    form_class = ChoiceForm

    def form_kwargs(self) -> Mapping[str, Any]:
        return {"run": self.run, "kind": self.kind}


class AbandonPage(OfRun, pages.AbandonPage):
    permission = permissions.ORGANISATION_CREATE


class AgainPage(OfRun, pages.AgainPage):
    permission = permissions.ORGANISATION_CREATE


class UndoPage(OfRun, Confirming):
    """What can be taken back, and what stays."""

    permission = permissions.ORGANISATION_CREATE
    title = gettext_lazy("Undo the import")
    submit = gettext_lazy("Undo the import")
    done = gettext_lazy("The import is undone.")

    def prepare(self) -> None:
        super().prepare()
        if self.is_at_work:
            raise refusals.ImportStillAtWork
        self.plan = undoing.plan_undoing(self.run)

    def ask(self) -> str:
        return _("Undo the import of the file “%(name)s”?") % {"name": self.run.file_name}

    def consequences(self) -> list[str]:
        return [words % {"names": _some(names)} for words, names in self.plan.in_words()]

    def perform(self, form: Any) -> str:
        undoing.undo(run_id=self.run.pk, by=self.by)
        return self.run_url


def _some(names: Sequence[str]) -> str:
    return ", ".join(names[:20]) + (f" … ({len(names)})" if len(names) > 20 else "")
