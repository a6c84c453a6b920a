"""Pages of imports, the same for every app: the list, loading, a run with its rows, confirming, files that go back.

An app derives each of them, says `imports`, `space` (its URL names are "<space>_list", "<space>_card", …) and adds the
page's door and permission. Which kind a page is about stands in the address (`kind`), or in the run.
"""

from collections.abc import Mapping, Sequence
from pathlib import PurePath
from typing import Any, ClassVar, cast

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext, pgettext_lazy

from shared_apps.accounts.actor import Actor
from shared_apps.organisations.found import found_or_404
from shared_apps.organisations.privacy import holds
from shared_apps.organisations.refusal import Text
from shared_apps.ui import exports
from shared_apps.ui.numbers import ru_date, ru_datetime, ru_num
from shared_apps.ui.page import Action, ActionPage, ConfirmPage, Crumb, Empty, FormPage, ListPage, Page
from shared_apps.ui.viewer import may
from shared_apps.ui.words import actor

from . import held_columns, queries, refusals
from .forms import FileForm, RowParameters, RunParameters
from .jobs import WorkState, work_of
from .kinds import Choice, ImportKind
from .models import RunState
from .opening import content_sent
from .options import choices_on
from .running import Imports
from .tables import RUN_TONES, VERDICT_TONES
from .template import template

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class OfImports(Page):
    """What the pages of an app's imports share."""

    abstract = True
    imports: ClassVar[Imports]
    space: ClassVar[str]

    @property
    def by(self) -> Actor:
        return cast(Actor, self.request.user)

    def address(self, name: str, *args: Any) -> str:
        return reverse(f"{self.space}_{name}", args=args)

    def kinds(self) -> list[ImportKind]:
        """The kinds that this reader may import, and whose required columns he fills in."""
        return [
            kind
            for kind in self.imports.kinds.values()
            if may(self.request, kind.permission)
            and all(holds(self.by, column.privacy) for column in kind.catalogue.required)
        ]

    def list_crumb(self) -> Crumb:
        return Crumb(_("Imports"), self.address("list"))


class OfKind(OfImports):
    """A page about one kind."""

    abstract = True

    def prepare(self) -> None:
        self.kind = found_or_404(self.imports.kinds.get(self.kwargs.get("kind") or next(iter(self.imports.kinds))))
        if not may(self.request, self.kind.permission):
            raise PermissionDenied(_("Your role does not edit such cards."))

    def template_action(self) -> Action:
        return Action(_("Template to fill in"), self.address("template_of", self.kind.code), icon="download")


class RunListPage(OfImports, ListPage):
    abstract = True
    title = gettext_lazy("Imports")
    parameters_class = RunParameters

    def actions(self) -> Sequence[Action]:
        return [
            Action(kind.words.load, self.address("new_of", kind.code), primary=at == 0, icon="file-up")
            for at, kind in enumerate(self.kinds())
        ]

    def runs(self) -> Any:
        return queries.runs_of(self.imports.runs, state=self.parameters.value("state") or "")


class NewPage(OfKind, FormPage):
    abstract = True
    lead = gettext_lazy("Svod checks each row and shows what it would do. Nothing is written until you confirm it.")
    submit = gettext_lazy("Check the file")
    form_class = FileForm
    template_name = "importing/new.html"

    def heading(self) -> str:
        return str(self.kind.words.load)

    def breadcrumbs(self) -> Sequence[Crumb]:
        return [self.list_crumb()]

    def actions(self) -> Sequence[Action]:
        return [self.template_action()]

    def context(self) -> dict[str, Any]:
        held = held_columns.classes_of(self.kind.catalogue, self.by)
        columns = [
            column
            for column in self.kind.catalogue.columns
            if not column.secondary and (column.required or column.privacy.value in held)
        ]
        return {
            "required": [column.title for column in columns if column.required],
            "others": [column.title for column in columns if not column.required],
            "hints": self.kind.words.hints,
            "others_kinds": [
                (kind.words.load, self.address("new_of", kind.code)) for kind in self.kinds() if kind is not self.kind
            ],
        }

    def perform(self, form: Any) -> str:
        file = form.cleaned_data["file"]
        run = self.imports.receive_file(
            kind=self.kind.code,
            content=content_sent(file),
            name=file.name,
            content_type=file.content_type or "",
            by=self.by,
        )
        return self.address("card", run.pk)


class TemplatePage(OfKind, Page):
    """The workbook to fill in, with lists of choices and the columns that the reader's role fills in."""

    abstract = True

    def get(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        held = held_columns.classes_of(self.kind.catalogue, self.by)
        catalogue = held_columns.narrowed(self.kind.catalogue, held)
        content = template(catalogue, choices_on(catalogue, timezone.localdate()))
        return exports.as_response(exports.File(XLSX, f"{self.kind.words.template_name}.xlsx", content))


class OfRun(OfImports):
    """A page about one import."""

    abstract = True

    def prepare(self) -> None:
        found = self.found(self.kwargs["run_id"])
        if found is None or found.kind not in self.imports.kinds:
            raise Http404(_("There is no such import here."))
        self.run: Any = found
        self.kind = self.imports.kind_of(found)
        if not may(self.request, self.kind.permission):
            raise PermissionDenied(_("Your role does not edit such cards."))
        self.work: WorkState | None = work_of(found)

    def found(self, run_id: int) -> Any:
        return self.imports.runs._default_manager.filter(pk=run_id).first()

    @property
    def is_at_work(self) -> bool:
        return self.work is not None and self.work.is_unfinished

    @property
    def run_url(self) -> str:
        return self.address("card", self.run.pk)

    def page_url(self, name: str) -> str:
        return self.address(name, self.run.pk)

    def breadcrumbs(self) -> Sequence[Crumb]:
        return [self.list_crumb(), Crumb(self.run.file_name, self.run_url)]


class RunPage(OfRun, ListPage):
    """One import: how far it is, verdicts in numbers, rows, what can be done now."""

    abstract = True
    template_name = "importing/run.html"
    is_last_crumb = True
    fragments: ClassVar[tuple[str, ...]] = ("results", "progress")
    parameters_class = RowParameters
    search_hint: Text = gettext_lazy("Name or class")
    page_size = 50

    def heading(self) -> str:
        return str(self.run.file_name)

    def get(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.htmx and request.htmx.target == "progress" and not self.is_at_work:
            return self.go(self.run_url)
        return super().get(request, *args, **kwargs)

    # --- rows ---

    def reads_rows(self) -> bool:
        return self.imports.may_read(self.run, self.by)

    def prepare(self) -> None:
        super().prepare()
        if not self.shows_rows():
            self.search_hint = ""

    @property
    def filter_form(self) -> Any:
        return super().filter_form if self.shows_rows() else None

    def table_kwargs(self) -> Mapping[str, Any]:
        return {"exclude": () if queries.has_changes(self.run) else ("changes",)}

    def shows_rows(self) -> bool:
        return bool(self.run.rows_count) and self.run.has_file and self.reads_rows() and not self.is_at_work

    def empty(self) -> Empty:
        if self.is_at_work or self.run.state == RunState.CHECKING:
            return Empty(_("The rows appear here when the check is done."))
        if self.run.state == RunState.REFUSED:
            return Empty(_("There are no rows to show."), _("Mend the file and load it again."))
        return Empty(_("The rows are not shown."), _("Their numbers stand above."))

    # --- what can be done ---

    def actions(self) -> Sequence[Action]:
        run, found = self.run, []
        if self.is_at_work:
            return []
        if run.error_count and run.has_file and self.reads_rows():
            found.append(Action(_("Error file"), self.page_url("file"), icon="file-down"))
        if run.state in (RunState.CHECKED, RunState.REFUSED):
            found.append(Action(pgettext("import", "Discard"), self.page_url("abandon")))
        if run.state == RunState.CHECKED and self.reads_rows() and (run.create_count or run.update_count):
            found.append(
                Action(pgettext("import", "Import"), self.page_url("confirm"), primary=True, icon="check", key="e")
            )
        found += self.undoing()
        if run.state not in (RunState.CHECKED, RunState.CHECKING):
            found.append(Action(_("Load another file"), self.address("new_of", run.kind), key="n"))
        return found

    def undoing(self) -> list[Action]:
        """How the run is undone, if this reader may."""
        return []

    # --- what is shown ---

    def badges(self) -> Sequence[tuple[Any, str]]:
        return [(self.run.get_state_display(), RUN_TONES.get(self.run.state, ""))]

    def facts(self) -> list[tuple[Any, Any]]:
        run = self.run
        return [
            (_("What is imported"), self.kind.catalogue.title),
            (_("Loaded by"), actor(run.uploaded_name)),
            (_("Loaded at"), ru_datetime(run.uploaded_at)),
            (_("Confirmed by"), run.confirmed_name),
            (_("Confirmed at"), ru_datetime(run.confirmed_at) if run.confirmed_at else ""),
            (_("The file is kept until"), ru_date(run.keep_until) if run.has_file else ""),
        ]

    def tiles(self) -> list[dict[str, Any]]:
        """Counts by verdict; each leads to its rows."""
        run, words, chosen = self.run, self.kind.words, self.parameters.value("verdict") or ""
        numbers = [
            ("", pgettext("import", "Rows"), run.rows_count),
            ("create", words.create, run.create_count),
            ("update", words.update, run.update_count),
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

    def context(self) -> dict[str, Any]:
        run = self.run
        return {
            "run": run,
            "work": self.work,
            "is_at_work": self.is_at_work,
            "facts": self.facts(),
            "tiles": self.tiles() if run.checked_at and run.rows_count else [],
            "created": f"{self.kind.words.created}: {ru_num(run.created_count)}",
            "updated": f"{self.kind.words.updated}: {ru_num(run.updated_count)}",
            "again_url": self.page_url("again"),
        }


class ErrorFilePage(OfRun, Page):
    """The rows with errors in the layout of the file, with a column of remarks."""

    abstract = True

    def get(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self.imports.may_read(self.run, self.by):
            raise refusals.NoErrorFile
        file = self.imports.errors_of(self.run)
        name = _("%(name)s, errors") % {"name": PurePath(self.run.file_name).stem}
        return exports.as_response(exports.File(file.content_type, f"{name}.{file.extension}", file.content))


class RunConfirmPage(OfRun, ConfirmPage):
    abstract = True
    title = gettext_lazy("Import the file")
    submit = pgettext_lazy("import", "Import")
    danger = False

    def prepare(self) -> None:
        super().prepare()
        if self.request.method == "GET" and (self.run.state != RunState.CHECKED or self.is_at_work):
            raise refusals.ImportNotWaiting(params={"state": self.run.get_state_display()})

    def ask(self) -> str:
        return _("Import the file “%(name)s”?") % {"name": self.run.file_name}

    def consequences(self) -> list[str]:
        run, words, found = self.run, self.kind.words, []
        if run.create_count:
            found += [words.creates(run.create_count), *self.conditions()]
        if run.update_count:
            found.append(words.changes(run.update_count))
        if run.error_count:
            found.append(errors_left_out(run.error_count))
        found.append(_("All is written at once, and can be undone."))
        return found

    def conditions(self) -> list[str]:
        """What else must be said of what is created."""
        return []

    def choice(self, form: Any) -> Choice:
        return cast(Choice, form.choice())

    def perform(self, form: Any) -> str:
        outcome = self.imports.ask_to_confirm(run_id=self.run.pk, choice=self.choice(form), by=self.by)
        if outcome is not None and not outcome.is_done and not outcome.changed:
            self.tell(_("The file was imported before: nothing was done twice."))
        return self.run_url


def errors_left_out(count: int) -> str:
    """«Строк с ошибками: 5 — они пропускаются …»"""
    text = ngettext(
        "%(count)s row with errors is left out: mend it in the error file and load that.",
        "%(count)s rows with errors are left out: mend them in the error file and load that.",
        count,
    )
    return text % {"count": ru_num(count)}


class AbandonPage(OfRun, ConfirmPage):
    abstract = True
    title = gettext_lazy("Discard the file")
    submit = pgettext_lazy("import", "Discard")
    done = gettext_lazy("The file is discarded.")

    def ask(self) -> str:
        return _("Discard the file “%(name)s”?") % {"name": self.run.file_name}

    def consequences(self) -> list[str]:
        return [_("The file and the verdicts on its rows are deleted; nothing of it is imported.")]

    def perform(self, form: Any) -> str:
        self.imports.abandon(run_id=self.run.pk, by=self.by)
        return self.address("list")


class AgainPage(OfRun, ActionPage):
    """The same file once more against the records: classes were opened meanwhile, or the work of a job failed."""

    abstract = True

    def perform(self) -> str:
        self.imports.check_again(run_id=self.run.pk, by=self.by)
        return self.run_url
