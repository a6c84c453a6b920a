"""Corrections by families: the inbox of class teachers and of the office, one of them, the decision on a field."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from django.http import Http404, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from shared_apps.accounts import permissions
from shared_apps.accounts.pages import InOrganisation
from shared_apps.organisations.found import found_or_404
from shared_apps.organisations.privacy import Privacy
from shared_apps.ui.filters import Parameters
from shared_apps.ui.forms import ChoiceField
from shared_apps.ui.numbers import ru_date, ru_datetime
from shared_apps.ui.page import ActionPage, ConfirmPage, Crumb, FormPage, ListPage, Page
from tenant_apps.people import pages as people_pages
from tenant_apps.people import services as people
from tenant_apps.people.names import words
from tenant_apps.people.rights import holds

from .. import services
from ..forms import AcceptForm, RefusalForm, WhenForm
from ..models import Correction
from ..queries import corrections
from ..queries.corrections import CorrectionLine, FieldLine
from ..refusals import CardChangedSinceProposal
from ..tables import CorrectionTable


class CorrectionParameters(Parameters):
    state = ChoiceField(
        label=gettext_lazy("State"),
        choices=[
            ("waits", pgettext_lazy("corrections", "waiting")),
            ("all", pgettext_lazy("corrections", "all")),
        ],
        empty=None,
    )

    def defaults(self) -> Mapping[str, Any]:
        return {"state": "waits"}


class CorrectionListPage(InOrganisation, ListPage):
    """What families of the students whom the reader sees have proposed."""

    permission = permissions.CORRECTIONS_DECIDE
    title = gettext_lazy("Corrections by families")
    lead = gettext_lazy("Families say what is wrong in cards; you accept or refuse each field.")
    table_class = CorrectionTable
    exports_with = permissions.EXPORT_LISTS
    parameters_class = CorrectionParameters
    search_hint = gettext_lazy("Any part of a name")

    def rows(self) -> list[CorrectionLine]:
        waiting = self.parameters.value("state") == "waits"
        return corrections.corrections(self.today, by=self.actor, waiting_only=waiting)

    def search(self, rows: list[CorrectionLine], text: str) -> list[CorrectionLine]:
        return [row for row in rows if all(word in row.key for word in words(text))]


class OfCorrection(InOrganisation):
    """A page about one correction."""

    abstract = True
    permission = permissions.CORRECTIONS_DECIDE

    def prepare(self) -> None:
        found = corrections.corrections(self.today, by=self.actor, pk=self.kwargs["correction_id"])
        if not found:
            raise Http404(_("There is no such correction here."))
        self.line = found[0]

    @property
    def correction_url(self) -> str:
        return reverse("upkeep:correction", args=[self.line.pk])

    def breadcrumbs(self) -> Sequence[Crumb]:
        words = _("Correction of %(name)s") % {"name": self.line.student}
        return [Crumb(CorrectionListPage.title, reverse("upkeep:corrections")), Crumb(words, self.correction_url)]


class CorrectionPage(OfCorrection, Page):
    """One correction, field by field."""

    template_name = "upkeep/correction.html"
    is_last_crumb = True

    def heading(self) -> str:
        return _("Correction of %(name)s") % {"name": self.line.student}

    def context(self) -> Mapping[str, Any]:
        line = self.line
        sees_scan = bool(line.scan) and holds(self.actor, Privacy.DOCUMENT)
        return {
            "line": line,
            "facts": [
                (_("Student"), f"{line.student}, {line.class_name}" if line.class_name else line.student),
                (_("Which card"), f"{line.whose_words}: {line.person}"),
                (_("Proposed by"), line.proposed_name),
                (_("When"), ru_datetime(line.proposed_at)),
                (_("Decision due"), ru_date(line.due_on)),
                (_("Comment"), line.comment),
            ],
            "scan_url": reverse("upkeep:correction_scan", args=[line.pk]) if sees_scan else "",
            "has_scan": bool(line.scan),
            "student_url": reverse("students:card", args=[line.student_id]),
        }


class ScanPage(OfCorrection, Page):
    """The scan that the family sent with it; opened by those who hold documents, with a line in the reading log."""

    def get(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        row = Correction.objects.select_related("file").get(pk=self.line.pk)
        if row.file is None or not holds(self.actor, Privacy.DOCUMENT):
            raise Http404(_("There is no such file here."))
        content = people.content_of(row.file)
        people.note_reading(
            person_id=row.person_id, what=Privacy.DOCUMENT.value, via="file", about=row.file.name, by=self.actor
        )
        return HttpResponse(
            content,
            content_type=row.file.content_type,
            headers={
                "Content-Disposition": f"inline; filename*=UTF-8''{quote(row.file.name)}",
                "X-Content-Type-Options": "nosniff",
                "Cache-Control": "private, no-store",
            },
        )


class OneField(OfCorrection):
    """A page about one field of a correction."""

    abstract = True

    def prepare(self) -> None:
        super().prepare()
        fields = (one for one in self.line.fields if one.id == self.kwargs["field_id"])
        self.field: FieldLine = found_or_404(next(fields, None))

    def said(self) -> list[str]:
        words = {"old": self.field.old, "new": self.field.new}
        return [_("The card says: %(old)s. The family proposes: %(new)s.") % words]


class AcceptPage(OneField, ActionPage):
    """The button «accept»; a dated value, and a card that was changed since, lead to a question."""

    done = gettext_lazy("The correction is written into the card.")

    def perform(self) -> str | HttpResponseBase:
        if self.field.is_dated:
            return self.go(reverse("upkeep:correction_when", args=[self.line.pk, self.field.id]))
        try:
            services.accept_field(field_id=self.field.id, by=self.actor)
        except CardChangedSinceProposal:
            return self.go(reverse("upkeep:correction_insist", args=[self.line.pk, self.field.id]))
        return self.correction_url


class WhenPage(OneField, people_pages.InsistPage):
    """A name or a citizenship is accepted: was it a mistake, or has it changed, since when, by which document?"""

    title = gettext_lazy("Accept a correction")
    submit = gettext_lazy("Accept")
    done = gettext_lazy("The correction is written into the card.")
    insist_words = gettext_lazy("I have looked: write what is proposed")
    form_class = WhenForm

    def heading(self) -> str:
        return _("Accept: %(field)s") % {"field": self.field.title}

    @cached_property
    def lead(self) -> str:  # type: ignore[override]
        happened = self.field.happened
        told = _("The family says: %(what)s.") % {"what": happened} if happened else _("The family has not said which.")
        return " ".join([*self.said(), told])

    def initial(self) -> Mapping[str, Any]:
        return {"nature": self.field.nature, "since": self.field.since, "document": self.field.document}

    def attempt(self, form: Any, *, insist: bool) -> str:
        services.accept_field(field_id=self.field.id, happened=form.happened(), insist=insist, by=self.actor)
        return self.correction_url


class InsistPage(OneField, ConfirmPage):
    """The card was changed since: write what is proposed in spite of it?"""

    title = gettext_lazy("The card was changed since")
    submit = gettext_lazy("Write what is proposed")
    done = gettext_lazy("The correction is written into the card.")
    form_class = AcceptForm

    def ask(self) -> str:
        return _("%(field)s: write what the family proposes?") % {"field": self.field.title}

    def consequences(self) -> list[str]:
        if not self.field.present:
            return self.said()
        return [*self.said(), _("Now the card says: %(present)s.") % {"present": self.field.present}]

    def perform(self, form: Any) -> str:
        services.accept_field(field_id=self.field.id, insist=True, by=self.actor)
        return self.correction_url


class RefusePage(OneField, FormPage):
    """The card stays as it is, with a reason that the family reads."""

    title = gettext_lazy("Refuse a correction")
    submit = gettext_lazy("Refuse")
    done = gettext_lazy("The correction is refused; the family sees why.")
    form_class = RefusalForm

    def heading(self) -> str:
        return _("Refuse: %(field)s") % {"field": self.field.title}

    @cached_property
    def lead(self) -> str:  # type: ignore[override]
        return self.said()[0]

    def perform(self, form: Any) -> str:
        services.refuse_field(field_id=self.field.id, reason=form.cleaned_data["reason"], by=self.actor)
        return self.correction_url
