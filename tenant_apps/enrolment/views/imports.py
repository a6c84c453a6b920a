"""Imports of students: loading a file, its verdicts, confirming, files that go back."""

from collections.abc import Mapping, Sequence
from pathlib import PurePath
from typing import Any, ClassVar

from django.http import Http404, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext, pgettext_lazy

from shared_apps.accounts import permissions
from shared_apps.organisations.refusal import Text
from shared_apps.ui import exports
from shared_apps.ui.filters import Parameters
from shared_apps.ui.forms import ChoiceField
from shared_apps.ui.numbers import ru_date, ru_datetime, ru_num
from shared_apps.ui.page import Action, ActionPage, ConfirmPage, Crumb, Empty, FormPage, ListPage, Page
from shared_apps.ui.viewer import Needed, may
from tenant_apps.people.pages import InOrganisation

from .. import refusals
from ..import_models import ImportRow, ImportRun
from ..import_tables import RUN_TONES, VERDICT_TONES, ImportRowTable, ImportRunTable
from ..importing.students import STUDENTS
from ..importing.template import template
from ..models import Order
from ..queries import imports as queries
from ..services import imports
from .import_forms import ConfirmForm, FileForm

IN_FORCE = (Order.State.SIGNED, Order.State.EFFECTIVE)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class ImportListPage(InOrganisation, ListPage):
    permission = permissions.IMPORT_STUDENTS
    title = gettext_lazy("Import of students")
    table_class = ImportRunTable

    def rows(self) -> Any:
        return queries.runs()

    def actions(self) -> Sequence[Action]:
        return [
            Action(_("Template to fill in"), reverse("enrolment:import_template"), icon="download"),
            Action(_("Load a file"), reverse("enrolment:import_new"), primary=True, icon="file-up", key="n"),
        ]


class ImportNewPage(InOrganisation, FormPage):
    permission = permissions.IMPORT_STUDENTS
    title = gettext_lazy("Load a file of students")
    lead = gettext_lazy("Svod checks each row and shows what it would do. Nothing is written until you confirm it.")
    submit = gettext_lazy("Check the file")
    form_class = FileForm
    template_name = "enrolment/import_new.html"

    def breadcrumbs(self) -> Sequence[Crumb]:
        return [Crumb(_("Import of students"), reverse("enrolment:import_list"))]

    def actions(self) -> Sequence[Action]:
        return [Action(_("Template to fill in"), reverse("enrolment:import_template"), icon="download")]

    def context(self) -> dict[str, Any]:
        columns = [column for column in STUDENTS.columns if not column.secondary]
        return {
            "required": [column.title for column in columns if column.required],
            "others": [column.title for column in columns if not column.required],
        }

    def perform(self, form: Any) -> str:
        file = form.cleaned_data["file"]
        run = imports.receive_file(
            content=file.read(), name=file.name, content_type=file.content_type or "", by=self.actor
        )
        return reverse("enrolment:import_card", args=[run.pk])


class TemplatePage(InOrganisation, Page):
    """The workbook to fill in, with lists of choices."""

    permission = permissions.IMPORT_STUDENTS

    def get(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        content = template(STUDENTS, imports.choices_on(self.today))
        name = _("Students, template")
        return exports.as_response(exports.File(XLSX, f"{name}.xlsx", content))


class OfRun(InOrganisation, Page):
    """A page about one import."""

    abstract = True
    permission: ClassVar[Needed] = permissions.IMPORT_STUDENTS

    def prepare(self) -> None:
        found = ImportRun.objects.select_related("file", "reversal").filter(pk=self.kwargs["run_id"]).first()
        if found is None:
            raise Http404(_("There is no such import here."))
        self.run = found
        self.work = queries.work_of(found)

    @property
    def is_at_work(self) -> bool:
        return self.work is not None and self.work.is_unfinished

    @property
    def run_url(self) -> str:
        return reverse("enrolment:import_card", args=[self.run.pk])

    def page_url(self, name: str) -> str:
        return reverse(f"enrolment:import_{name}", args=[self.run.pk])

    def breadcrumbs(self) -> Sequence[Crumb]:
        return [
            Crumb(_("Import of students"), reverse("enrolment:import_list")),
            Crumb(self.run.file_name, self.run_url),
        ]


class RowParameters(Parameters):
    verdict = ChoiceField(
        label=pgettext_lazy("import", "Verdict"), empty=pgettext_lazy("import", "Any"),
        choices=[*ImportRow.Verdict.choices, ("noted", pgettext_lazy("import", "with remarks"))],
    )  # fmt: skip


class ImportCardPage(OfRun, ListPage):
    """One import: how far it is, verdicts in numbers, rows, what can be done now."""

    template_name = "enrolment/import.html"
    fragments: ClassVar[tuple[str, ...]] = ("results", "progress")
    table_class = ImportRowTable
    parameters_class = RowParameters
    exports_with = permissions.EXPORT_LISTS
    search_hint: Text = gettext_lazy("Name or class")
    page_size = 50

    def heading(self) -> str:
        return self.run.file_name

    def breadcrumbs(self) -> Sequence[Crumb]:
        return super().breadcrumbs()[:1]

    def get(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.htmx and request.htmx.target == "progress" and not self.is_at_work:
            return self.go(self.run_url)
        return super().get(request, *args, **kwargs)

    # --- rows ---

    def reads_rows(self) -> bool:
        return imports.may_read(self.run, self.actor)

    def prepare(self) -> None:
        super().prepare()
        if not self.shows_rows():
            self.search_hint = ""

    @property
    def filter_form(self) -> Any:
        return super().filter_form if self.shows_rows() else None

    def rows(self) -> Any:
        if not self.shows_rows():
            return ImportRow.objects.none()
        return queries.rows_of(self.run, verdict=self.parameters.value("verdict"))

    def search(self, rows: Any, text: str) -> Any:
        return queries.rows_matching(rows, text)

    def table_kwargs(self) -> Mapping[str, Any]:
        return {"exclude": () if queries.has_changes(self.run) else ("changes",)}

    def shows_rows(self) -> bool:
        return bool(self.run.rows_count) and self.run.file_id is not None and self.reads_rows() and not self.is_at_work

    def empty(self) -> Empty:
        if self.is_at_work or self.run.state == ImportRun.State.CHECKING:
            return Empty(_("The rows appear here when the check is done."))
        if self.run.state == ImportRun.State.REFUSED:
            return Empty(_("There are no rows to show."), _("Mend the file and load it again."))
        return Empty(_("The rows are not shown."), _("Their numbers stand above."))

    # --- what can be done ---

    def actions(self) -> Sequence[Action]:
        run, found = self.run, []
        if self.is_at_work:
            return []
        if run.error_count and run.file_id and self.reads_rows():
            found.append(Action(_("Error file"), self.page_url("file"), icon="file-down"))
        if run.state in (ImportRun.State.CHECKED, ImportRun.State.REFUSED):
            found.append(Action(pgettext("import", "Discard"), self.page_url("abandon")))
        if run.state == ImportRun.State.CHECKED and self.reads_rows() and (run.create_count or run.update_count):
            found.append(
                Action(pgettext("import", "Import"), self.page_url("confirm"), primary=True, icon="check", key="e")
            )
        if run.state == ImportRun.State.APPLIED and self.may_undo():
            found.append(
                Action(
                    pgettext("import", "Undo"), self.page_url("undo"), permission=permissions.IMPORT_UNDO, danger=True
                )
            )
        if run.state not in (ImportRun.State.CHECKED, ImportRun.State.CHECKING):
            found.append(Action(_("Load another file"), reverse("enrolment:import_new"), key="n"))
        return found

    def may_undo(self) -> bool:
        """A signed order is undone only by one who may cancel orders."""
        return may(self.request, permissions.ORDER_CANCEL) or not any(
            order.state in IN_FORCE for order in self.orders()
        )

    def orders(self) -> list[Order]:
        if not hasattr(self, "_orders"):
            self._orders = queries.orders_of_run(self.run)
        return self._orders

    # --- what is shown ---

    def badges(self) -> Sequence[tuple[Any, str]]:
        return [(self.run.get_state_display(), RUN_TONES.get(self.run.state, ""))]

    def facts(self) -> list[tuple[Any, Any]]:
        run = self.run
        return [
            (_("Loaded by"), run.uploaded_name),
            (_("Loaded at"), ru_datetime(run.uploaded_at)),
            (_("Confirmed by"), run.confirmed_name),
            (_("Confirmed at"), ru_datetime(run.confirmed_at) if run.confirmed_at else ""),
            (_("The file is kept until"), ru_date(run.keep_until) if run.file_id else ""),
        ]

    def tiles(self) -> list[dict[str, Any]]:
        """Counts by verdict; each leads to its rows."""
        run, chosen = self.run, self.parameters.value("verdict") or ""
        numbers = [
            ("", pgettext("import", "Rows"), run.rows_count),
            ("create", pgettext("import", "To admit"), run.create_count),
            ("update", pgettext("import", "Cards change"), run.update_count),
            ("skip", pgettext("import", "Nothing to do"), run.skip_count),
            ("error", pgettext("import", "Errors"), run.error_count),
            ("noted", pgettext("import", "With remarks"), run.noted_count),
        ]
        return [
            {
                "title": title, "count": ru_num(count), "tone": VERDICT_TONES.get(code, "") if count else "",
                "url": f"{self.run_url}?{urlencode({'verdict': code})}#results" if code else f"{self.run_url}#results",
                "is_chosen": code == chosen,
            }
            for code, title, count in numbers
        ]  # fmt: skip

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
        is_open = run.state in (ImportRun.State.CHECKED, ImportRun.State.APPLIED)
        return {
            "run": run,
            "work": self.work,
            "is_at_work": self.is_at_work,
            "facts": self.facts(),
            "tiles": self.tiles() if run.checked_at and run.rows_count else [],
            "missing": self.missing() if run.state == ImportRun.State.CHECKED else [],
            "may_open_classes": may(self.request, permissions.CLASS_EDIT),
            "earlier": queries.earlier_with_same_file(run.sha256, but=run.pk) if is_open else None,
            "waiting": sum(order.lines.count() for order in orders if order.state == Order.State.DRAFT),
            "drafts": [order for order in orders if order.state == Order.State.DRAFT],
            "signed": [order for order in orders if order.state != Order.State.DRAFT],
            "sees_orders": may(self.request, permissions.ORDER_VIEW),
            "may_sign": may(self.request, permissions.ORDER_SIGN),
            "must_ask_to_undo": run.state == ImportRun.State.APPLIED and not self.may_undo(),
        }


class ErrorFilePage(OfRun, Page):
    """The rows with errors in the layout of the file, with a column of remarks."""

    def get(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.run.file_id is None or not self.run.error_count or not imports.may_read(self.run, self.actor):
            raise refusals.NoErrorFile
        file = imports.errors_of(self.run)
        name = _("%(name)s, errors") % {"name": PurePath(self.run.file_name).stem}
        return exports.as_response(exports.File(file.content_type, f"{name}.{file.extension}", file.content))


class ImportConfirmPage(OfRun, ConfirmPage):
    title = gettext_lazy("Import the file")
    submit = pgettext_lazy("import", "Import")
    danger = False
    form_class = ConfirmForm

    def prepare(self) -> None:
        super().prepare()
        if self.request.method == "GET" and (self.run.state != ImportRun.State.CHECKED or self.is_at_work):
            raise refusals.ImportNotWaiting(params={"state": self.run.get_state_display()})

    @property
    def may_sign(self) -> bool:
        return may(self.request, permissions.ORDER_SIGN)

    def form_kwargs(self) -> dict[str, Any]:
        return {"run": self.run, "may_sign": self.may_sign}

    def initial(self) -> Mapping[str, Any]:
        return {"date": timezone.localdate()}

    def ask(self) -> str:
        return _("Import the file “%(name)s”?") % {"name": self.run.file_name}

    def consequences(self) -> list[str]:
        run, found = self.run, []
        if run.create_count:
            text = ngettext(
                "%(count)s student is admitted; cards are made where there are none.",
                "%(count)s students are admitted; cards are made where there are none.",
                run.create_count,
            )
            found.append(text % {"count": ru_num(run.create_count)})
            if not self.may_sign:
                found.append(
                    _(
                        "Your role does not sign orders: the order of admission stays a draft. The head or the "
                        "secretary signs it, and the students are enrolled then."
                    )
                )
        if run.update_count:
            text = ngettext("%(count)s card changes.", "%(count)s cards change.", run.update_count)
            found.append(text % {"count": ru_num(run.update_count)})
        if run.error_count:
            text = ngettext(
                "%(count)s row with errors is left out: mend it in the error file and load that.",
                "%(count)s rows with errors are left out: mend them in the error file and load that.",
                run.error_count,
            )
            found.append(text % {"count": ru_num(run.error_count)})
        found.append(_("All is written at once, and can be undone."))
        return found

    def perform(self, form: Any) -> str:
        outcome = imports.ask_to_confirm(run_id=self.run.pk, choice=form.choice(), by=self.actor)
        if outcome is not None and not outcome.is_done and not outcome.changed:
            self.tell(_("The file was imported before: nothing was done twice."))
        return self.run_url


class ImportAbandonPage(OfRun, ConfirmPage):
    title = gettext_lazy("Discard the file")
    submit = pgettext_lazy("import", "Discard")
    done = gettext_lazy("The file is discarded.")

    def ask(self) -> str:
        return _("Discard the file “%(name)s”?") % {"name": self.run.file_name}

    def consequences(self) -> list[str]:
        return [_("The file and the verdicts on its rows are deleted; nothing of it is imported.")]

    def perform(self, form: Any) -> str:
        imports.abandon(run_id=self.run.pk, by=self.actor)
        return reverse("enrolment:import_list")


class CheckAgainPage(OfRun, ActionPage):
    """The same file once more against the records: classes were opened meanwhile, or the work of a job failed."""

    def perform(self) -> str:
        imports.check_again(run_id=self.run.pk, by=self.actor)
        return self.run_url
