"""Files of cards: the content of a file, adding, replacing, removing."""

from typing import Any
from urllib.parse import quote

from django.http import HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shared_apps.organisations.found import found_or_404
from shared_apps.organisations.privacy import CLOSED_ABOVE_AN_ORGANISATION, Privacy
from shared_apps.ui.page import ConfirmPage, FormPage, Page
from shared_apps.ui.viewer import PageRequest

from .. import services
from ..circumstance_forms import CardFileForm
from ..circumstances import FILE_PRIVACY
from ..queries import card_files
from ..uploads import content_sent
from . import persons
from .parts import seen_parts


class NewFilePage(persons.OfCard, FormPage):
    abstract = True
    title = gettext_lazy("Add a file")
    submit = gettext_lazy("Add")
    done = gettext_lazy("The file is added.")
    form_class = CardFileForm

    def form_kwargs(self) -> dict[str, Any]:
        seen = seen_parts(self.actor, self.card.parts)
        return {"kinds": frozenset(kind for kind in self.card.files if FILE_PRIVACY[kind] in seen)}

    def initial(self) -> dict[str, Any]:
        return {"version": self.head.version, "kind": self.request.GET.get("kind", "")}

    def perform(self, form: Any) -> str:
        values = form.cleaned_data
        services.add_card_file(
            person_id=self.head.id, kind=values["kind"], content=content_sent(values["file"], values["kind"]),
            name=values["file"].name, note=values["note"], version=values["version"], by=self.actor,
        )  # fmt: skip
        return f"{self.card_url}?tab=files"


class OneFile(persons.OfCard):
    """A page about one file of the card; a file of a class that the reader does not see is not there."""

    abstract = True

    def prepare(self) -> None:
        super().prepare()
        seen = seen_parts(self.actor, self.card.parts)
        found = found_or_404(card_files.file_of(self.head.id, self.kwargs["file_id"], seen=seen, of=self.card.files))
        self.row = found
        self.privacy: Privacy = FILE_PRIVACY[found.kind]

    @property
    def files_url(self) -> str:
        return f"{self.card_url}?tab=files"


class FileContentPage(OneFile, Page):
    """The content itself. Nothing in it runs: types are few, sniffing is off, the frame is a sandbox."""

    abstract = True

    def get(self, request: PageRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        content = services.content_of(self.row.stored)
        if self.privacy in CLOSED_ABOVE_AN_ORGANISATION:
            services.note_reading(
                person_id=self.head.id, what=self.privacy.value, via="file", about=self.row.stored.name, by=self.actor
            )
        return HttpResponse(
            content,
            content_type=self.row.stored.content_type,
            headers={
                "Content-Disposition": f"inline; filename*=UTF-8''{quote(self.row.stored.name)}",
                "X-Content-Type-Options": "nosniff",
                "Cache-Control": "private, no-store",
            },
        )


class ReplaceFilePage(OneFile, FormPage):
    abstract = True
    title = gettext_lazy("Replace a file")
    submit = gettext_lazy("Replace")
    done = gettext_lazy("The file is replaced.")
    form_class = CardFileForm

    def form_kwargs(self) -> dict[str, Any]:
        return {"kinds": frozenset(), "fixed": True}

    def initial(self) -> dict[str, Any]:
        return {"version": self.head.version, "note": self.row.note}

    def perform(self, form: Any) -> str:
        values = form.cleaned_data
        services.replace_card_file(
            file_id=self.row.pk, content=content_sent(values["file"], self.row.kind), name=values["file"].name,
            note=values["note"], version=values["version"], by=self.actor,
        )  # fmt: skip
        return self.files_url


class RemoveFilePage(OneFile, ConfirmPage):
    abstract = True
    title = gettext_lazy("Remove a file")
    submit = gettext_lazy("Remove")
    done = gettext_lazy("The file is removed.")

    def ask(self) -> str:
        return _("Remove the file “%(name)s”?") % {"name": self.row.stored.name}

    def consequences(self) -> list[str]:
        return [_("Its content is deleted. That it was here stays in the history of changes.")]

    def perform(self, form: Any) -> str:
        services.remove_card_file(file_id=self.row.pk, by=self.actor)
        return self.files_url
