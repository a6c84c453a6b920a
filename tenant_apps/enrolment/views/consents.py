"""The register of consents of an organisation, and papers of a class that came back together."""

from collections.abc import Mapping, Sequence
from typing import Any, cast
from urllib.parse import urlencode

from django import forms as django_forms
from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext, gettext_lazy, ngettext, pgettext, pgettext_lazy
from django.utils.translation import gettext as _

from shared_apps.accounts import permissions
from shared_apps.accounts.pages import InOrganisation
from shared_apps.handbooks import queries as handbooks
from shared_apps.ui import exports
from shared_apps.ui.address import numbered
from shared_apps.ui.filters import Parameters
from shared_apps.ui.forms import ChoiceField
from shared_apps.ui.page import Action, Crumb, Empty, FormPage, ListPage, Page
from shared_apps.ui.tables import BadgeColumn, DateColumn, Table, TextColumn
from tenant_apps.people.forms_consents import TermForm
from tenant_apps.people.grounds import EMPLOYEE, GUARDIAN, STUDENT, purposes_for
from tenant_apps.people.pages import AsOf
from tenant_apps.people.printed_consents import printed_consents
from tenant_apps.people.queries import consents as people_consents
from tenant_apps.people.queries.search import named
from tenant_apps.people.queries.signers import Subject
from tenant_apps.people.services import consents as services
from tenant_apps.people.tables import NameColumn

from ..queries import classes, consents

STATES = {
    "given": gettext_lazy("given"),
    "lacking": gettext_lazy("lacking"),
    "withdrawn": gettext_lazy("withdrawn"),
}


WAITING_SHOWN = 20
CARDS = {STUDENT: "students:card", GUARDIAN: "people:guardian", EMPLOYEE: "people:employee"}


def tab_of(record: Any) -> str:
    """The tab «Consents» of the row's card."""
    return f"{numbered(CARDS[type(record).__name__.lower()], record.pk)}?tab=consents"


class RegisterTable(Table):
    caption = gettext_lazy("Consents")
    empty = Empty(gettext_lazy("There is nobody here yet."))
    name = NameColumn(pgettext_lazy("person", "Name"), link=tab_of)
    class_name = TextColumn(gettext_lazy("Class"))
    state = BadgeColumn(
        gettext_lazy("State"), labels=STATES, tones={"given": "ok", "lacking": "warn", "withdrawn": "err"}
    )
    document_number = TextColumn(gettext_lazy("Document number"), orderable=False)
    signed_on = DateColumn(gettext_lazy("Signed on"))
    until = DateColumn(gettext_lazy("First day without it"), optional=True)


class RegisterParameters(AsOf):
    about = ChoiceField(
        label=gettext_lazy("About whom"),
        choices=[
            (STUDENT, pgettext_lazy("consents", "students")),
            (GUARDIAN, pgettext_lazy("consents", "guardians")),
            (EMPLOYEE, pgettext_lazy("consents", "employees")),
        ],
        empty=None,
    )
    purpose = ChoiceField(
        label=gettext_lazy("Purpose"), choices=lambda: handbooks.choices("consent_purpose"), empty=None
    )
    class_id = ChoiceField(label=gettext_lazy("Class"), empty=pgettext_lazy("filter", "Any"))
    state = ChoiceField(label=gettext_lazy("State"), choices=list(STATES.items()), empty=pgettext_lazy("filter", "Any"))

    def __init__(self, data: Any = None, *, day: Any, **kwargs: Any) -> None:
        self.day = day
        super().__init__(data, **kwargs)

    def defaults(self) -> Mapping[str, Any]:
        field = cast(ChoiceField, self.fields["class_id"])
        field.choices = [("", pgettext("filter", "Any")), *classes.class_choices(self.day)]
        return {**super().defaults(), "about": STUDENT, "purpose": "registry"}


class RegisterPage(InOrganisation, ListPage):
    """Who has given a consent and who has not, by purpose and class."""

    permission = permissions.CONSENT_VIEW
    exports_with = permissions.EXPORT_LISTS
    title = gettext_lazy("Consents")
    subsystem = gettext_lazy("Consents")
    table_class = RegisterTable
    parameters_class = RegisterParameters
    template_name = "enrolment/consents.html"
    ordering = ("name",)
    search_hint = gettext_lazy("Any part of a name")

    def parameters_kwargs(self) -> dict[str, Any]:
        return {"day": AsOf(self.request.GET).value("as_of")}

    @property
    def about(self) -> str:
        return str(self.parameters.value("about"))

    @property
    def class_id(self) -> int | None:
        chosen = self.parameters.value("class_id")
        return int(chosen) if chosen and self.about == STUDENT else None

    def rows(self) -> Any:
        value = self.parameters.value
        return consents.register(
            self.about, value("purpose"), value("as_of"), by=self.actor, class_id=self.class_id,
            state=value("state") or None,
        )  # fmt: skip

    def search(self, rows: Any, text: str) -> Any:
        return named(rows, text, by=self.actor)

    def table_kwargs(self) -> dict[str, Any]:
        hidden = () if self.about == STUDENT else ("class_name",)
        return {"as_of": self.parameters.value("as_of"), "exclude": hidden}

    def context(self) -> dict[str, Any]:
        day = self.parameters.value("as_of")
        rows = consents.people(self.about, day, by=self.actor, class_id=self.class_id)
        everybody, given = people_consents.counted(rows, day, all_here=self.about != GUARDIAN)
        titles = handbooks.names("consent_purpose")
        return {
            "counts": [
                (str(capfirst(titles.get(code, code))), code, given.get(code, 0), everybody - given.get(code, 0))
                for code in purposes_for(self.about)
            ],
            "everybody": everybody,
            "waiting": people_consents.lines(
                people_consents.waiting(self.actor, self.today)[:WAITING_SHOWN], self.today
            ),
        }

    def actions(self) -> Sequence[Action]:
        asked = urlencode({"class_id": self.class_id or "", "purpose": self.parameters.value("purpose")})
        return [
            Action(_("Forms"), reverse("consents:forms"), icon="file-text"),
            Action(_("Grounds of fields"), reverse("consents:grounds"), icon="scale"),
            Action(
                _("Papers came back"), f"{reverse('consents:bulk')}?{asked}", permission=permissions.CONSENT_EDIT,
                primary=True, icon="list-checks", key="n",
            ),
        ]  # fmt: skip


class PapersForm(TermForm):
    """Papers of a class: who signed each that came back."""

    def __init__(self, *args: Any, people: Sequence[Subject], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = people
        for one in people:
            choices = [(str(pk), name) for pk, name in one.signers(timezone.localdate())]
            self.fields[f"got_{one.person_id}"] = django_forms.BooleanField(required=False, label=one.name)
            self.fields[f"by_{one.person_id}"] = ChoiceField(
                label=_("Who signed"), choices=choices, required=False, empty=None
            )

    def lines(self) -> list[tuple[Subject, Any, Any]]:
        """Each student with the box and the choice."""
        return [(one, self[f"got_{one.person_id}"], self[f"by_{one.person_id}"]) for one in self.people]

    def own_fields(self) -> list[Any]:
        """What is common to all papers."""
        return [self[name] for name in ("signed_on", "valid_from", "term", "valid_to", "kept_where")]

    def given(self) -> list[tuple[int, int]]:
        values = self.cleaned_data
        return [
            (one.person_id, int(values[f"by_{one.person_id}"]))
            for one in self.people
            if values.get(f"got_{one.person_id}") and values.get(f"by_{one.person_id}")
        ]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if not self.errors and not self.given():
            self.add_error(None, gettext("Mark the students whose papers came back."))
        return values


def student_purposes() -> list[tuple[str, str]]:
    """Purposes that concern students."""
    titles = handbooks.names("consent_purpose")
    return [(code, titles.get(code, code)) for code in purposes_for(STUDENT)]


class BulkParameters(Parameters):
    class_id = ChoiceField(label=gettext_lazy("Class"), empty=gettext_lazy("choose a class"))
    purpose = ChoiceField(label=gettext_lazy("Purpose"), choices=student_purposes, empty=None)

    def defaults(self) -> Mapping[str, Any]:
        field = cast(ChoiceField, self.fields["class_id"])
        field.choices = [("", gettext("choose a class")), *classes.class_choices(timezone.localdate())]
        return {"purpose": "registry"}


class BulkPage(InOrganisation, FormPage):
    """Paper forms came back: tick the list of a class."""

    permission = permissions.CONSENT_EDIT
    title = gettext_lazy("Papers came back")
    submit = gettext_lazy("Record the marked")
    form_class = PapersForm
    parameters_class = BulkParameters
    template_name = "enrolment/consents_bulk.html"

    def breadcrumbs(self) -> Sequence[Crumb]:
        return [Crumb(_("Consents"), reverse("consents:register"))]

    @property
    def class_id(self) -> int | None:
        chosen = self.parameters.value("class_id")
        return int(chosen) if chosen else None

    @cached_property
    def people(self) -> list[Subject]:
        if self.class_id is None:
            return []
        return consents.awaited(self.class_id, self.parameters.value("purpose"), self.today, by=self.actor)

    def form_kwargs(self) -> dict[str, Any]:
        return {"people": self.people}

    def initial(self) -> dict[str, Any]:
        return {"signed_on": self.today}

    def context(self) -> dict[str, Any]:
        purpose = self.parameters.value("purpose")
        return {
            "chosen": self.class_id is not None,
            "purpose": str(capfirst(handbooks.name("consent_purpose", purpose))),
            "print_url": reverse("consents:print_class", args=[self.class_id, purpose]) if self.class_id else "",
        }

    def perform(self, form: Any) -> str:
        purpose = self.parameters.value("purpose")
        signed_on = form.cleaned_data["signed_on"]
        version = people_consents.form_on(purpose, [STUDENT], signed_on)
        written, refused = services.record_consents(
            given=form.given(), paper=form.paper(purpose, form_id=version.pk if version else None), by=self.actor
        )
        if not written and refused:
            raise refused[0]
        self.tell(
            ngettext("%(number)s consent is recorded.", "%(number)s consents are recorded.", len(written))
            % {"number": len(written)}
        )
        for refusal in refused:
            messages.warning(self.request, str(refusal))
        return self.request.get_full_path()


class PrintClassPage(InOrganisation, Page):
    """Forms for all students of a class who have not consented yet: one PDF, a sheet each."""

    permission = permissions.CONSENT_VIEW

    def get(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        purpose = str(self.kwargs["purpose"])
        if purpose not in purposes_for(STUDENT):
            raise Http404(_("Such a consent is not asked of students."))
        people = consents.awaited(int(self.kwargs["class_id"]), purpose, self.today, by=self.actor)
        if not people:
            raise Http404(_("Everybody in this class has given this consent."))
        document = printed_consents(
            [one.person_id for one in people], purpose, day=self.today, organisation=self.organisation, by=self.actor
        )
        return exports.as_response(exports.print_document(document))
