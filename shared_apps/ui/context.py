"""The context processor of the shell: who looks, where, what he may open. No query: all is in the request."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import resolve_url
from django.utils import timezone
from django.utils.functional import cached_property

from shared_apps.ui import navigation
from shared_apps.ui.address import optional_address
from shared_apps.ui.look import Look
from shared_apps.ui.viewer import PlaceLike, Viewer, WorkplaceLike, organisation, viewer


@dataclass(frozen=True)
class Workplace:
    """A membership the reader can switch to."""

    id: int
    place: str
    role: str
    url: str
    current: bool


class Shell:
    """What stands around every page. Each part is made only when a template asks for it."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @cached_property
    def look(self) -> Look:
        return Look.of(self.request)

    @cached_property
    def user(self) -> Viewer:
        return viewer(self.request)

    @cached_property
    def organisation(self) -> PlaceLike | None:
        return organisation(self.request)

    @property
    def system(self) -> str:
        return str(settings.SYSTEM_NAME)

    @property
    def region(self) -> str:
        return str(settings.REGION_NAME)

    @property
    def sign_in_url(self) -> str:
        return str(resolve_url(settings.LOGIN_URL))

    @property
    def is_demo(self) -> bool:
        return bool(settings.IS_DEMO)

    @property
    def place(self) -> str:
        """Where the reader is: the organisation, else the scope of his membership, else the region."""
        if self.organisation is not None:
            return self.organisation.short_name
        return self.user.membership.scope_title if self.user.membership else self.region

    @property
    def role(self) -> str:
        return str(self.user.membership.role_title) if self.user.membership else ""

    @cached_property
    def sections(self) -> list[navigation.OpenSection]:
        """The side navigation of this reader."""
        return navigation.for_request(self.request)

    @cached_property
    def search(self) -> navigation.OpenSearch | None:
        """Where the search box of the header leads."""
        return navigation.search_for(self.request)

    @cached_property
    def home(self) -> str:
        """The first page of this reader's navigation, else the root."""
        for section in self.sections:
            for item in section.items:
                return item.url
        return self.root

    @cached_property
    def workplaces(self) -> list[Workplace]:
        """Every membership, the current one marked."""
        here = self.user.membership
        return [
            Workplace(
                each.id,
                str(each.scope_title),
                str(each.role_title),
                workplace_url(each),
                here is not None and each.id == here.id,
            )
            for each in self.user.memberships
        ]

    @cached_property
    def switch_url(self) -> str:
        """Where the choice of a workplace is posted."""
        return optional_address("accounts:switch")

    @cached_property
    def sign_out_url(self) -> str:
        return optional_address("accounts:sign_out")

    @property
    def root(self) -> str:
        return settings.FORCE_SCRIPT_NAME or "/"

    @property
    def initials(self) -> str:
        """Two letters of the name, for the picture that is none: «Иванова Мария» → «ИМ»."""
        return "".join(word[0] for word in self.user.name.split()[:2]).upper()

    @property
    def account_links(self) -> list[navigation.OpenItem]:
        """The profile's menu."""
        return navigation.account_links(self.request)

    @property
    def now(self) -> Any:
        """When the page was made; printouts carry it (S2 4.5)."""
        return timezone.now()


def workplace_url(place: WorkplaceLike) -> str:
    """The first page of a workplace."""
    base = settings.FORCE_SCRIPT_NAME or "/"
    if place.organisation_slug and place.scope_kind == "organisation":
        return f"{base}o/{place.organisation_slug}/"
    return f"{base}me/" if place.scope_kind == "family" else f"{base}region/"


def interface(request: HttpRequest) -> dict[str, Any]:
    """For settings.TEMPLATES: ``shell`` and ``look`` in every template."""
    shell = Shell(request)
    return {"shell": shell, "look": shell.look}
