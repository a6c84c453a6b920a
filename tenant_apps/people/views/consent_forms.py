"""Grounds of fields, and the forms of consents with their versions."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from django.http import Http404, HttpResponseBase
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shared_apps.accounts import permissions
from shared_apps.accounts.pages import InOrganisation
from shared_apps.handbooks import queries as handbooks
from shared_apps.organisations.found import found_or_404
from shared_apps.organisations.periods import FOREVER
from shared_apps.ui import exports
from shared_apps.ui.page import Action, ActionPage, Crumb, FormPage, Page
from shared_apps.ui.viewer import may

from ..consent_models import ConsentForm
from ..consent_texts import PLACES, model_text
from ..forms_consents import FormTextForm
from ..grounds import EMPLOYEE, GROUPS, GUARDIAN, STUDENT, purposes_for
from ..printed_consents import printed_form
from ..queries import consents
from ..queries.cards import last_day
from ..services import consent_forms as services

ABOUT = {
    STUDENT: gettext_lazy("about a student"),
    GUARDIAN: gettext_lazy("about a guardian"),
    EMPLOYEE: gettext_lazy("about an employee"),
}


class OfConsents(InOrganisation):
    abstract = True

    def breadcrumbs(self) -> Sequence[Crumb]:
        return [Crumb(_("Consents"), reverse("consents:register"))]


class GroundsPage(OfConsents, Page):
    """The table of grounds.py: what the law lets keep, and what a consent opens."""

    permission = permissions.CONSENT_VIEW
    title = gettext_lazy("Grounds of fields")
    template_name = "people/grounds.html"

    def context(self) -> dict[str, Any]:
        purposes = handbooks.names("consent_purpose")
        rows = [
            (
                str(capfirst(str(group.title))),
                ", ".join(str(ABOUT[role]) for role in ABOUT if role in group.about),
                "" if group.law else purposes.get(group.purpose, group.purpose),
                group.law or group.source,
            )
            for group in GROUPS.values()
        ]
        return {"by_law": [row for row in rows if not row[2]], "by_consent": [row for row in rows if row[2]]}


class FormListPage(OfConsents, Page):
    """Every form with its versions."""

    permission = permissions.CONSENT_VIEW
    title = gettext_lazy("Forms of consents")
    template_name = "people/consent_forms.html"

    def actions(self) -> Sequence[Action]:
        return []

    def context(self) -> dict[str, Any]:
        titles = handbooks.names("consent_purpose")
        rows = {key: list(found) for key, found in groupby(consents.forms(), key=lambda row: (row.about, row.purpose))}
        forms = []
        for about, words in ABOUT.items():
            for purpose in purposes_for(about):
                title = str(capfirst(titles.get(purpose, purpose)))
                versions = [
                    (row, last_day(row.valid_to) if row.valid_to != FOREVER else None, row.valid_from > self.today)
                    for row in rows.get((about, purpose), [])
                ]
                forms.append((title, words, about, purpose, versions))
        lacking = any(not versions for *_rest, versions in forms)
        return {"forms": forms, "may_adopt": lacking and may(self.request, permissions.CONSENT_FORMS)}


class AdoptPage(OfConsents, ActionPage):
    """The model texts come into use from today."""

    permission = permissions.CONSENT_FORMS
    done = gettext_lazy("The model forms are in use from today.")

    def perform(self) -> str:
        services.adopt_model_forms(since=self.today, by=self.actor)
        return reverse("consents:forms")


class WriteFormPage(OfConsents, FormPage):
    """A new version of a text."""

    permission = permissions.CONSENT_FORMS
    title = gettext_lazy("New version of the form")
    submit = gettext_lazy("Put into use")
    done = gettext_lazy("The version is kept.")
    form_class = FormTextForm
    template_name = "people/consent_form_write.html"

    def prepare(self) -> None:
        self.purpose, self.about = str(self.kwargs["purpose"]), str(self.kwargs["about"])
        if self.about not in ABOUT or self.purpose not in purposes_for(self.about):
            raise Http404(_("There is no such form."))

    def heading(self) -> str:
        title = handbooks.name("consent_purpose", self.purpose)
        return f"{capfirst(title)}, {ABOUT[self.about]}"

    def breadcrumbs(self) -> Sequence[Crumb]:
        return [*super().breadcrumbs(), Crumb(_("Forms of consents"), reverse("consents:forms"))]

    def initial(self) -> dict[str, Any]:
        present = consents.form_on(self.purpose, [self.about], self.today)
        return {"text": present.text if present else model_text(self.purpose, self.about), "since": self.today}

    def context(self) -> dict[str, Any]:
        return {"places": [f"{{{place}}}" for place in PLACES]}

    def perform(self, form: Any) -> str:
        services.write_form(
            purpose=self.purpose,
            about=self.about,
            text=form.cleaned_data["text"],
            since=form.cleaned_data["since"],
            by=self.actor,
        )
        return reverse("consents:forms")


class PrintVersionPage(OfConsents, Page):
    """A version as it is or was printed, with empty places: PDF."""

    permission = permissions.CONSENT_VIEW

    def get(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        row = found_or_404(ConsentForm.objects.filter(pk=self.kwargs["form_id"]).first())
        document = printed_form(row, organisation=self.organisation, by=self.actor)
        return exports.as_response(exports.print_document(document))
