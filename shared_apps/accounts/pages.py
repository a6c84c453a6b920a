"""What pages are made of: who looks, in which organisation, on which day. Endpoints: `endpoints.py`."""

from datetime import date
from typing import cast

from django.utils import timezone
from django.utils.functional import cached_property

from shared_apps.organisations.references import OrganisationRef
from shared_apps.ui.page import Page

from .actor import Actor


class ActorPage(Page):
    """A page that knows who looks."""

    abstract = True

    @property
    def actor(self) -> Actor:
        return cast(Actor, self.request.user)


class InOrganisation(ActorPage):
    """A page under /o/<slug>/."""

    abstract = True

    @property
    def organisation(self) -> OrganisationRef:
        return cast(OrganisationRef, getattr(self.request, "organisation", None))

    @cached_property
    def today(self) -> date:
        return timezone.localdate()
