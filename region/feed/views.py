"""How fresh the region's numbers are, organisation by organisation; and organisations for comboboxes."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from functools import cached_property
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shared_apps.accounts import permissions
from shared_apps.organisations.names import bare_words
from shared_apps.ui.filters import Parameters
from shared_apps.ui.forms import ChoiceField, Option
from shared_apps.ui.page import Action, Crumb, ListPage, PickPage

from . import freshness_words, places, queries
from .freshness import Freshness, freshness
from .queries import Differences, OrganisationState
from .tables import STATES, DifferenceTable, StateTable
from .territory import OPTIONS, organisation_options

REMEMBERED = timedelta(days=30)


class StatusParameters(Parameters):
    state = ChoiceField(label=_("State"), choices=list(STATES.items()), empty=_("Any"))


class FeedStatusPage(ListPage):
    """Freshness of each organisation, failures, and what the last recounts found."""

    permission = permissions.FEED_STATUS
    title = _("Freshness of numbers")
    template_name = "feed/status.html"
    table_class = StateTable
    parameters_class = StatusParameters
    search_hint = _("Organisation or municipality")
    exports_with = permissions.REGION_EXPORT
    subsystem = _("Freshness of numbers")

    @cached_property
    def states(self) -> Sequence[OrganisationState]:
        return queries.states(today=timezone.localdate())

    @cached_property
    def known(self) -> Freshness:
        return freshness()

    @property
    def freshness_words(self) -> str:
        return freshness_words.in_words(self.known)

    def rows(self) -> Sequence[OrganisationState]:
        wanted = self.parameters.value("state")
        return [one for one in self.states if wanted in (None, "", one.state)]

    def search(self, rows: Any, text: str) -> Sequence[OrganisationState]:
        key = bare_words(text)
        return [one for one in rows if key in bare_words(f"{one.name} {one.municipality}")]

    def table_kwargs(self) -> Mapping[str, Any]:
        """Columns of what did not happen say nothing."""
        hidden = [] if self.known.failed else ["failed_at", "error"]
        return {"exclude": hidden if self.known.behind else [*hidden, "behind_since"]}

    def context(self) -> Mapping[str, Any]:
        recounted = [one.recounted_at for one in self.states if one.recounted_at is not None]
        return {
            **super().context(),
            "known": self.known,
            "organisations": len(self.states),
            "never_recounted": len(self.states) - len(recounted),
            "oldest_recount": min(recounted, default=None),
            "differences": sum(one.differences for one in self.states),
            "with_differences": sum(one.differences > 0 for one in self.states),
        }

    def actions(self) -> Sequence[Action]:
        return [Action(_("What recounts found"), reverse("feed:differences"), icon="scale")]


class DifferenceParameters(Parameters):
    """One organisation, by a link from its row."""

    organisation = ChoiceField(label=_("Organisation"), choices=(), empty=_("All"))

    def __init__(self, *args: Any, names: Mapping[int, str], **kwargs: Any) -> None:
        self.names = names
        super().__init__(*args, **kwargs)

    def full_clean(self) -> None:
        self.fields["organisation"].choices = [("", _("All")), *self.names.items()]  # type: ignore[attr-defined]
        super().full_clean()


class DifferencesPage(ListPage):
    """Rows that recounts of the last month had to mend, by organisation and fact; no values."""

    permission = permissions.FEED_STATUS
    title = _("What recounts found")
    lead = _(
        "A recount builds an organisation's numbers from nothing and compares them with what stood here."
        " Each difference is a fault, mended at once; the administrator of the platform looks for its cause."
    )
    table_class = DifferenceTable
    parameters_class = DifferenceParameters
    exports_with = permissions.REGION_EXPORT
    subsystem = _("Freshness of numbers")

    @cached_property
    def found(self) -> Sequence[Differences]:
        return queries.differences(since=timezone.now() - REMEMBERED)

    @cached_property
    def names(self) -> dict[int, str]:
        keys = sorted({one.organisation_id for one in self.found})
        known = places.organisations(keys, on=timezone.localdate())
        return {key: one.name for key, one in known.items()}

    def parameters_kwargs(self) -> Mapping[str, Any]:
        return {"names": self.names}

    def rows(self) -> Sequence[Differences]:
        wanted = self.parameters.value("organisation")
        return [one for one in self.found if not wanted or str(one.organisation_id) == str(wanted)]

    def table_kwargs(self) -> Mapping[str, Any]:
        return {"names": self.names}

    def breadcrumbs(self) -> Sequence[Crumb]:
        return [Crumb(gettext("Freshness of numbers"), reverse("feed:status"))]


class OrganisationOptionsPage(PickPage):
    """Organisations in the reader's scope by a part of the name."""

    permission = permissions.CONTINGENT_VIEW
    limit = OPTIONS

    def matches(self, text: str) -> Sequence[Option]:
        return organisation_options(text)
