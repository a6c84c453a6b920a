"""Consents of a person: the tab on cards, recording, withdrawal, what followed, the scan, the form on paper."""

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.http import content_disposition_header
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shared_apps.accounts import permissions
from shared_apps.accounts.actor import Actor
from shared_apps.accounts.pages import InOrganisation
from shared_apps.handbooks import queries as handbooks
from shared_apps.organisations.found import found_or_404
from shared_apps.organisations.privacy import Privacy
from shared_apps.ui import exports
from shared_apps.ui.numbers import ru_date
from shared_apps.ui.page import ConfirmPage, Crumb, FormPage, Page, Tab

from ..consent_models import Consent
from ..forms_consents import ConsentForm, FollowUpForm, WithdrawalForm
from ..grounds import groups_of, purposes_for
from ..pages import InsistPage
from ..printed_consents import printed_consents
from ..queries import cards, consents
from ..queries.grounds import grounds
from ..queries.signers import Subject, subjects
from ..reach import seen_people
from ..rights import holds
from ..services import consents as services
from ..services.files import content_of
from ..uploads import scan_of

CONSENTS_TAB = Tab("consents", gettext_lazy("Consents"), "people/tab_consents.html", permissions.CONSENT_VIEW)
"""A tab of every card; its page gives `context_consents()`."""


def consents_tab(head: cards.PersonCard, actor: Actor, day: Any) -> dict[str, Any]:
    """The tab «Consents»: every purpose with what is in force, all papers, what was erased."""
    found = consents.consents_of(head.id, day)
    known = grounds([head.id], day)
    return {
        "head": head,
        "purposes": consents.purposes_of(head.id, head.roles, found, known, day),
        "papers": found,
        "erasures": consents.erasures_of(head.id),
        "sees_scans": holds(actor, Privacy.DOCUMENT),
    }


def card_url(head: cards.PersonCard) -> str:
    """The card of a person: the student's, else the employee's, else the guardian's."""
    pages = {"student": "students:card", "employee": "people:employee", "guardian": "people:guardian"}
    return next((reverse(pages[role], args=[card]) for role, card in head.roles.items()), "")


class AboutPerson(InOrganisation):
    """A page about a person whose consents the actor sees."""

    abstract = True

    def prepare(self) -> None:
        self.head = self.read_head(int(self.kwargs["person_id"]))

    def read_head(self, person_id: int) -> cards.PersonCard:
        seen = seen_people(self.actor, self.today).filter(pk=person_id).exists()
        return found_or_404(cards.person_card(person_id, self.today, by=self.actor) if seen else None)

    @cached_property
    def subject(self) -> Subject:
        return subjects([self.head.id], self.today)[self.head.id]

    @property
    def tab_url(self) -> str:
        return f"{card_url(self.head)}?tab=consents"

    def breadcrumbs(self) -> Sequence[Crumb]:
        return [Crumb(_("Consents"), reverse("consents:register")), Crumb(self.head.name.full, self.tab_url)]


class RecordPage(AboutPerson, InsistPage):
    """A signed paper is written down."""

    permission = permissions.CONSENT_EDIT
    form_class = ConsentForm
    submit = gettext_lazy("Record the consent")
    done = gettext_lazy("The consent is recorded.")
    insist_words = gettext_lazy("The new paper takes the place of the former one")

    def prepare(self) -> None:
        super().prepare()
        self.purpose = str(self.kwargs["purpose"])
        roles = sorted(self.subject.roles)
        if self.purpose not in {one for role in roles for one in purposes_for(role)}:
            raise Http404(_("Such a consent is not asked of this person."))
        self.covered = list(dict.fromkeys(group for role in roles for group in groups_of(self.purpose, role)))

    def heading(self) -> str:
        return _("Consent: %(purpose)s") % {"purpose": handbooks.name("consent_purpose", self.purpose)}

    def form_kwargs(self) -> dict[str, Any]:
        signers = self.subject.signers(self.today)
        oneself = (self.head.id, _("%(name)s, personally") % {"name": self.head.name.full})
        shown = [oneself if pk == self.head.id else (pk, name) for pk, name in signers]
        versions = [
            (row.pk, _("version %(number)s, since %(day)s") % {"number": row.version, "day": ru_date(row.valid_from)})
            for row in consents.versions(self.purpose, self.subject.roles)
        ]
        return {"signers": shown, "fields": self.covered, "versions": versions}

    def initial(self) -> dict[str, Any]:
        form = consents.form_on(self.purpose, self.subject.roles, self.today)
        return {"signed_on": self.today, "form": form.pk if form else ""}

    def attempt(self, form: Any, *, insist: bool) -> str:
        services.record_consent(
            person_id=self.head.id,
            given_by=int(form.cleaned_data["given_by"]),
            paper=form.written(self.purpose),
            by=self.actor,
            insist=insist,
        )
        return self.tab_url


class AboutConsent(AboutPerson):
    """A page about one consent."""

    abstract = True

    def prepare(self) -> None:
        self.row = found_or_404(Consent.objects.filter(pk=self.kwargs["consent_id"]).first())
        self.head = self.read_head(self.row.person_id)

    @property
    def title_of_purpose(self) -> str:
        return str(capfirst(handbooks.name("consent_purpose", self.row.purpose)))


class WithdrawPage(AboutConsent, FormPage):
    permission = permissions.CONSENT_EDIT
    title = gettext_lazy("Withdrawal of a consent")
    submit = gettext_lazy("Record the withdrawal")
    done = gettext_lazy("The withdrawal is recorded: what rested on the consent is closed.")
    danger = True
    form_class = WithdrawalForm
    template_name = "people/consent_withdraw.html"

    def initial(self) -> dict[str, Any]:
        return {"on": self.today}

    def context(self) -> dict[str, Any]:
        return {"line": consents.lines(Consent.objects.filter(pk=self.row.pk), self.today)[0]}

    def perform(self, form: Any) -> str:
        values = form.cleaned_data
        services.withdraw_consent(
            consent_id=self.row.pk,
            on=values["on"],
            document=values["document"],
            scan=scan_of(values["scan"]),
            by=self.actor,
        )
        return self.tab_url


class FollowUpPage(AboutConsent, FormPage):
    permission = permissions.CONSENT_EDIT
    title = gettext_lazy("What was done after the withdrawal")
    done = gettext_lazy("Written down.")
    form_class = FollowUpForm

    def initial(self) -> dict[str, Any]:
        return {"on": self.row.followed_up_on or self.today, "what": self.row.follow_up}

    def perform(self, form: Any) -> str:
        values = form.cleaned_data
        services.follow_up(consent_id=self.row.pk, what=values["what"], on=values["on"], by=self.actor)
        return self.tab_url


class StrikeOutPage(AboutConsent, ConfirmPage):
    permission = permissions.CONSENT_EDIT
    title = gettext_lazy("Strike out a consent")
    submit = gettext_lazy("Strike out")
    done = gettext_lazy("The record is struck out.")

    def ask(self) -> str:
        return _("Was this consent recorded by mistake?")

    def consequences(self) -> list[str]:
        return [
            self.title_of_purpose,
            _("What rests on it is closed at once, in the region too."),
            _("A consent that was given and taken back is withdrawn, not struck out."),
            _("What was written stays in the history of changes."),
        ]

    def perform(self, form: Any) -> str:
        services.strike_out_consent(consent_id=self.row.pk, by=self.actor)
        return self.tab_url


class ScanPage(AboutConsent, Page):
    """The scan of the paper, or of its withdrawal."""

    permission = permissions.CONSENT_VIEW

    def get(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return scan_response(self.row, str(self.kwargs["paper"]), by=self.actor)


def scan_response(row: Consent, paper: str, *, by: Actor) -> HttpResponse:
    """The scan of a consent, or of its withdrawal. :raises Http404: there is none, or the reader sees no documents."""
    if not holds(by, Privacy.DOCUMENT):
        raise Http404(_("Your role does not see documents."))
    stored = found_or_404(row.withdrawal_file if paper == "withdrawal" else row.file)
    headers = {"Cache-Control": "private, no-store", "X-Content-Type-Options": "nosniff"}
    if disposition := content_disposition_header(True, stored.name):
        headers["Content-Disposition"] = disposition
    return HttpResponse(content_of(stored), content_type=stored.content_type, headers=headers)


class PrintPage(AboutPerson, Page):
    """The form of a purpose, filled in for a person: PDF."""

    permission = permissions.CONSENT_VIEW

    def get(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        purpose = str(self.kwargs["purpose"])
        if purpose not in {one for role in self.subject.roles for one in purposes_for(role)}:
            raise Http404(_("Such a consent is not asked of this person."))
        document = printed_consents(
            [self.head.id], purpose, day=self.today, organisation=self.organisation, by=self.actor
        )
        return exports.as_response(exports.print_document(document))
