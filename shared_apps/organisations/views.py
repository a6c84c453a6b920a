"""Pages of the register of organisations: list, birth, card, supervision; the fleet's state."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from itertools import pairwise
from typing import Any, ClassVar

from django.http import Http404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.timezone import localdate
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shared_apps.accounts import permissions
from shared_apps.handbooks import queries as handbooks
from shared_apps.organisations.found import found_or_404
from shared_apps.ui.page import Action, ActionPage, CardPage, Crumb, FormPage, ListPage, Page, Tab

from . import birth, changes, forms, orphans, queries, services, territory_queries
from .models import Authority, Municipality, Organisation, OrganisationPeriod, Supervision
from .recording import code_version
from .routing import organisation_url
from .tables import STATE_TONES, OrganisationFilters, OrganisationTable
from .work import ask_for_birth

SHOWN_ORPHANS = 200


class OrganisationListPage(ListPage):
    """The register; a municipality or an authority sees its own."""

    permission = permissions.ORGANISATION_REGISTER_VIEW
    exports_with = permissions.ORGANISATION_REGISTER_VIEW
    title = _("Organisations")
    table_class, filterset_class = OrganisationTable, OrganisationFilters
    ordering = ("short_name",)
    search_hint = _("Name or code")

    def rows(self) -> Any:
        return queries.register(on=localdate(), scope=self.request.user.scope)

    def search(self, rows: Any, text: str) -> Any:
        return queries.named(rows, text)

    def actions(self) -> Sequence[Action]:
        new = reverse("organisations:new")
        return [
            Action(_t("Import"), reverse("organisations:import_list"), permissions.ORGANISATION_CREATE, icon="file-up"),
            Action(_("New organisation"), new, permissions.ORGANISATION_CREATE, primary=True, icon="plus", key="n"),
        ]


class OfOneOrganisation(Page):
    """What the pages of one organisation share: the row, found only within the reader's scope."""

    abstract = True

    @cached_property
    def periods(self) -> Sequence[OrganisationPeriod]:
        return queries.periods_of(self.organisation)

    @cached_property
    def now(self) -> OrganisationPeriod:
        """What it is called today, and where it is."""
        return queries.present_of(self.periods, localdate())

    @cached_property
    def coming(self) -> Sequence[OrganisationPeriod]:
        """Changes of name and place that are entered ahead, the nearest first."""
        return [one for one in reversed(self.periods) if one.valid_from > localdate() and one.pk != self.now.pk]

    def card_url(self) -> str:
        return reverse("organisations:card", args=[self.organisation.pk])

    def prepare(self) -> None:
        scope = self.request.user.scope
        key = self.kwargs["organisation_id"]
        if scope is not None and scope.organisation_ids is not None and key not in scope.organisation_ids:
            raise Http404("Not in your scope.")
        found = Organisation.objects.filter(pk=key).first()
        if found is None or found.state == Organisation.State.WITHDRAWN:
            raise Http404("No such organisation.")
        self.organisation = found

    def breadcrumbs(self) -> Sequence[Crumb]:
        return [
            Crumb(_("Organisations"), reverse("organisations:list")),
            Crumb(self.now.short_name, self.card_url()),
        ]


class NewOrganisationPage(FormPage):
    """A new organisation: the entry is made, its schema is prepared by the fleet's worker."""

    permission = permissions.ORGANISATION_CREATE
    title, submit = _("New organisation"), pgettext_lazy("organisation", "Create")
    form_class = forms.NewOrganisationForm
    done = _("The organisation is registered; its database is being prepared.")

    def breadcrumbs(self) -> Sequence[Crumb]:
        return [Crumb(_("Organisations"), reverse("organisations:list"))]

    def initial(self) -> Mapping[str, Any]:
        return {"on": localdate(), **super().initial()}

    def perform(self, form: Any) -> str:
        fields = dict(form.cleaned_data)
        opened_on = fields.pop("on")
        organisation = birth.request_organisation(**fields, opened_on=opened_on, by=self.request.user)
        ask_for_birth(organisation.pk, by=self.request.user)
        return reverse("organisations:card", args=[organisation.pk])


class OrganisationCardPage(OfOneOrganisation, CardPage):
    """An organisation: state of its birth (watched live), names and places, supervision, changes."""

    permission = permissions.ORGANISATION_REGISTER_VIEW
    template_name = "organisations/card.html"
    fragments: ClassVar[tuple[str, ...]] = ("tab", "birth")
    tabs = (
        Tab("names", _("Names and places"), "organisations/names.html"),
        Tab("supervision", _("Supervision"), "organisations/supervision.html"),
        Tab(
            "changes",
            pgettext_lazy("organisation", "Changes"),
            "organisations/changes.html",
            permissions.ORGANISATION_RENAME,
        ),
    )

    def heading(self) -> str:
        return self.now.short_name

    def breadcrumbs(self) -> Sequence[Crumb]:
        return [Crumb(_("Organisations"), reverse("organisations:list"))]

    def badges(self) -> Sequence[tuple[Any, str]]:
        state = self.organisation.state
        return [(self.organisation.get_state_display(), STATE_TONES.get(state, ""))]

    def actions(self) -> Sequence[Action]:
        key = [self.organisation.pk]
        correct = reverse("organisations:correct", args=[self.organisation.pk, self.now.pk])
        found = [
            Action(_("Correct a slip"), correct, permissions.ORGANISATION_RENAME, icon="pencil-ruler"),
            Action(
                _("Correct the code or the address"), reverse("organisations:identity", args=key),
                permissions.ORGANISATION_CREATE, icon="link-2",
            ),
        ]  # fmt: skip
        if services.may_be_withdrawn(self.organisation):
            withdraw = reverse("organisations:withdraw", args=key)
            found.append(Action(_("Withdraw the request"), withdraw, permissions.ORGANISATION_CREATE, icon="undo-2"))
        if self.organisation.state == Organisation.State.READY:
            found.append(
                Action(
                    _("Rename or move"),
                    reverse("organisations:rename", args=key),
                    permissions.ORGANISATION_RENAME,
                    icon="pencil",
                    key="e",
                )
            )
            found.append(
                Action(
                    pgettext_lazy("organisation", "Close"),
                    f"{reverse('reorganisations:new')}?kind=close&side={self.organisation.pk}",
                    permissions.ORGANISATION_CLOSE,
                    icon="archive",
                )
            )
        return found

    def facts(self) -> Sequence[tuple[Any, Any]]:
        now, organisation = self.now, self.organisation
        return [
            (_("Full name"), now.full_name),
            (pgettext_lazy("organisation", "Kind"), handbooks.name("organisation_kind", now.kind)),
            (_("Municipality"), now.municipality.name),
            (_("Subordinate to"), now.authority.name if now.authority else None),
            (pgettext_lazy("organisation", "Locality"), handbooks.name("locality", now.locality)),
            (pgettext_lazy("organisation", "Address"), now.address),
            (pgettext_lazy("organisation", "Code"), organisation.code),
            (_("Address of pages"), organisation_url(organisation.slug, "enrolment:today")),
            (_("Closed from"), organisation.closed_on),
        ]

    def context(self) -> Mapping[str, Any]:
        organisation = self.organisation
        coming = organisation.state in (Organisation.State.REQUESTED, Organisation.State.PREPARING)
        may = self.request.user.may
        return {
            "organisation": organisation,
            "coming": [
                (one.valid_from, changes.differences(one, former)) for former, one in pairwise([self.now, *self.coming])
            ],
            "is_coming": coming,
            "today": localdate(),
            "may_change": may(permissions.ORGANISATION_RENAME),
            "may_create": may(permissions.ORGANISATION_CREATE),
        }

    def context_names(self) -> Mapping[str, Any]:
        kinds = handbooks.names("organisation_kind")
        return {
            "periods": [
                (row, kinds.get(row.kind, row.kind), row.pk == self.now.pk, row in self.coming, *self.above_then(row))
                for row in self.periods
            ],
            "successions": queries.successions_of(self.organisation, localdate()),
        }

    @cached_property
    def above(self) -> tuple[territory_queries.NamesThen, territory_queries.NamesThen]:
        """What municipalities and authorities of this organisation were called on any day."""
        return (
            territory_queries.names_on(Municipality, {row.municipality_id for row in self.periods}),
            territory_queries.names_on(Authority, {row.authority_id for row in self.periods if row.authority_id}),
        )

    def above_then(self, row: OrganisationPeriod) -> tuple[str, str]:
        """Municipality and authority as they were called at the end of a period, or today while it lasts."""
        day = max(row.valid_from, min(row.valid_to - timedelta(days=1), localdate()))
        places, bodies = self.above
        return places.on(row.municipality_id, day), bodies.on(row.authority_id, day)

    def context_supervision(self) -> Mapping[str, Any]:
        return {"supervisions": queries.supervisions_of(self.organisation)}

    def context_changes(self) -> Mapping[str, Any]:
        return {"changes": changes.changes_of(self.organisation)}


class RetryBirthPage(OfOneOrganisation, ActionPage):
    """Ask once more for the preparation of an organisation that failed."""

    permission = permissions.ORGANISATION_CREATE
    done = _("The preparation is asked for again.")

    def perform(self) -> str:
        ask_for_birth(self.organisation.pk, by=self.request.user)
        return self.card_url()


class SupervisePage(OfOneOrganisation, FormPage):
    """Give an authority the supervision of an organisation."""

    permission = permissions.ORGANISATION_RENAME
    title, done = _("New supervision"), _("The supervision is entered.")
    form_class = forms.SupervisionForm

    def initial(self) -> Mapping[str, Any]:
        return {"on": localdate(), **super().initial()}

    def perform(self, form: Any) -> str:
        services.begin_supervision(organisation=self.organisation, **form.cleaned_data, by=self.request.user)
        return f"{self.card_url()}?tab=supervision"


class EndSupervisionPage(OfOneOrganisation, FormPage):
    """End a supervision."""

    permission = permissions.ORGANISATION_RENAME
    title, submit, done = _("End the supervision"), pgettext_lazy("organisation", "End"), _("The supervision is ended.")
    form_class = forms.EndForm

    def prepare(self) -> None:
        super().prepare()
        self.supervision = found_or_404(
            Supervision.objects.filter(pk=self.kwargs["pk"], organisation=self.organisation).first()
        )

    def perform(self, form: Any) -> str:
        services.end_supervision(supervision=self.supervision, on=form.cleaned_data["on"], by=self.request.user)
        return f"{self.card_url()}?tab=supervision"


class FleetPage(Page):
    """Where the organisations' schemas stand."""

    permission = permissions.FLEET_VIEW
    title = _("Schemas of organisations")
    template_name = "organisations/fleet.html"

    def context(self) -> Mapping[str, Any]:
        states = dict(Organisation.State.choices)
        rows = [{**row, "state_title": states[str(row["state"])]} for row in queries.fleet_rows()]
        return {
            "version": code_version(),
            "rows": rows,
            "troubled": list(queries.troubled()),
            "orphans": orphans.noted(SHOWN_ORPHANS),
        }
