"""«My files»: what is being prepared, what is ready, what could not be prepared."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, ClassVar

from django.http import FileResponse, Http404, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from shared_apps.accounts import permissions
from shared_apps.accounts.pages import ActorPage
from shared_apps.ui.page import ActionPage
from shared_apps.ui.viewer import PageRequest

from . import queries, services, taking
from .models import Export
from .words import TONES


class OwnFiles(ActorPage):
    """What the pages of one's own files share."""

    abstract = True
    permission = permissions.OWN_FILES


@contextmanager
def only_own() -> Iterator[None]:
    """Another account's file is as one that is not there."""
    try:
        yield
    except Export.DoesNotExist as error:
        raise Http404("No such file.") from error


class FilesPage(OwnFiles):
    """All of them; while one is being prepared, the page asks how far it is."""

    title = _("My files")
    lead = _(
        "Lists that are too long for a page are written here in the background, and wait for you some days. "
        "When somebody withdraws a consent, or data are erased by law, files that hold them are deleted at once."
    )
    template_name = "exports/list.html"
    fragments: ClassVar[tuple[str, ...]] = ("files",)

    def get(self, request: PageRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.htmx and (keep_idle := getattr(request.session, "keep_idle", None)):
            keep_idle()  # the page asks, not its reader
        return super().get(request, *args, **kwargs)

    def context(self) -> Mapping[str, Any]:
        files = queries.files_of(self.actor)
        return {
            "files": [(one, TONES[one.state]) for one in files],
            "is_unfinished": any(one.is_unfinished for one in files),
        }


class AskPage(OwnFiles, ActionPage):
    """Have a list written into a file."""

    done = _("The file is being prepared. It appears here; you can go on working meanwhile.")

    def perform(self) -> str:
        sent = self.request.POST
        services.ask(
            address=sent.get("address", ""), format=sent.get("export", ""), session=self.request.session, by=self.actor
        )
        return reverse("exports:list")


class FilePage(OwnFiles):
    """The file itself."""

    def get(self, request: PageRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        with only_own():
            return self.answer()

    def answer(self) -> FileResponse:
        return taking.as_response(queries.to_take(self.actor, self.kwargs["export_id"]))


class AgainPage(OwnFiles, ActionPage):
    """Try once more what could not be prepared."""

    done = _("The file is being prepared again.")

    def perform(self) -> str:
        with only_own():
            services.ask_again(export_id=self.kwargs["export_id"], by=self.actor)
        return reverse("exports:list")


class RemovePage(OwnFiles, ActionPage):
    """Delete a file, or stop preparing it."""

    done = _("The file is deleted.")

    def perform(self) -> str:
        with only_own():
            services.remove(export_id=self.kwargs["export_id"], by=self.actor)
        return reverse("exports:list")
