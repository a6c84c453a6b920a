"""The navigation of Svod, one page: sections and items, filtered by what the reader may.

An item names its page (URL name) and the permission it asks for, by code: ui imports no other app.
Russian names of sections and items are those the founding documents prescribe (S2-П1 2.2, 2.3). The first
item a reader sees is his home. A test opens every item; one whose page is gone is left out and logged.
"""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from django.http import HttpRequest
from django.urls import NoReverseMatch
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shared_apps.organisations.refusal import Text
from shared_apps.ui.address import Door, address
from shared_apps.ui.viewer import may, organisation, viewer

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Item:
    """An entry: its words, its page, the permission's code, lucide's icon, a key after ``g``."""

    title: Text
    name: str
    permission: str
    icon: str
    key: str = ""


@dataclass(frozen=True)
class Section:
    """Items behind one door under one heading; without a heading they stand first."""

    door: Door
    title: Text
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Search:
    """Where the search box of the header leads behind a door: a list page that takes ``q``."""

    door: Door
    name: str
    permission: str
    hint: Text


SECTIONS: tuple[Section, ...] = (
    Section(
        Door.ORGANISATION,
        "",
        (Item(_("Organisation today"), "enrolment:today", "organisation.home", "house", key="h"),),
    ),
    Section(
        Door.ORGANISATION,
        pgettext_lazy("menu", "Users"),
        (
            Item(pgettext_lazy("menu", "Students"), "students:list", "student.view", "graduation-cap", key="s"),
            Item(pgettext_lazy("menu", "Guardians"), "people:guardian_list", "guardian.view", "users"),
            Item(pgettext_lazy("menu", "Employees"), "people:employee_list", "employee.view", "briefcase"),
            Item(pgettext_lazy("menu", "Consents"), "consents:register", "consent.view", "file-check"),
            Item(_("Completeness of cards"), "upkeep:overview", "upkeep.view", "list-checks"),
            Item(_("Corrections by families"), "upkeep:corrections", "corrections.decide", "message-square-diff"),
            Item(_("Accounts of families"), "access:families", "invitations.families", "mail-plus"),
            Item(_("Accounts of employees"), "access:staff", "invitations.staff", "id-card"),
        ),
    ),
    Section(
        Door.ORGANISATION,
        pgettext_lazy("menu", "Movement"),
        (
            Item(_("Orders"), "enrolment:order_list", "order.view", "file-pen-line", key="o"),
            Item(pgettext_lazy("menu", "Transfers"), "transfers:list", "order.view", "arrow-left-right"),
            Item(_("Movement book"), "enrolment:movement_book", "movement_book", "book-open"),
            Item(_("Alphabetical book"), "enrolment:alphabetical_book", "movement_book", "book-a"),
            Item(_("Lists of movement"), "enrolment:arrived_and_left", "movement_book", "list"),
            Item(pgettext_lazy("menu", "Import"), "enrolment:import_list", "import.students", "file-up"),
        ),
    ),
    Section(
        Door.ORGANISATION,
        pgettext_lazy("menu", "Classes and subjects"),
        (Item(pgettext_lazy("menu", "Classes"), "enrolment:class_list", "class.view", "layout-grid", key="c"),),
    ),
    Section(
        Door.ORGANISATION,
        pgettext_lazy("menu", "Curriculum"),
        (
            Item(_("Year and periods"), "enrolment:year_list", "academic_year.edit", "calendar-days"),
            Item(_("Year rollover"), "rollover:overview", "rollover.view", "calendar-sync", key="r"),
        ),
    ),
    Section(
        Door.ORGANISATION,
        pgettext_lazy("menu", "Settings"),
        (
            Item(_("About the organisation"), "passport:card", "passport.view", "school"),
            Item(_("Organisation's settings"), "passport:setting_list", "settings.view", "sliders-horizontal"),
            Item(_("Handbooks"), "passport:handbook_list", "local_handbook.view", "library"),
            Item(_("Access rights"), "accounts:organisation_accounts", "organisation.accounts", "key-round"),
            Item(pgettext_lazy("menu", "Compromised accounts"), "access:reports", "compromise.view", "shield-alert"),
            Item(_("Inspections"), "accounts:inspections", "inspections.view", "clipboard-check"),
            Item(_("Statistics of visits"), "accounts:visits", "visits.view", "chart-no-axes-column"),
            Item(_("Journal of changes"), "history:list", "history.view", "history"),
            Item(_("Journal of readings"), "people:readings", "card.readings", "eye"),
        ),
    ),
    Section(
        Door.REGION,
        pgettext_lazy("menu", "Management of education"),
        (
            Item(_("Contingent"), "contingent:overview", "contingent.view", "chart-column", key="h"),
            Item(_("Movement of students"), "contingent:movement", "contingent.view", "arrow-left-right"),
            Item(_("Overdue transfers"), "contingent:waiting", "contingent.view", "clock-alert"),
            Item(_("Classes and groups"), "contingent:classes", "contingent.view", "presentation"),
            Item(_("Doubled contingent"), "contingent:doubled", "contingent.view", "copy"),
            Item(_("Circumstances of students"), "contingent:circumstances", "contingent.view", "heart-handshake"),
            Item(_("Staff"), "staffing:overview", "staff.view", "briefcase"),
            Item(_("Restricted lists"), "registry:search", "persons.restricted", "user-search"),
            Item(_("Statistics of visits"), "accounts:region_visits", "visits.region", "chart-no-axes-column"),
            Item(_("Journal of readings"), "registry:readings", "readings.view", "eye"),
            Item(_("Freshness of numbers"), "feed:status", "feed.status", "activity"),
        ),
    ),
    Section(
        Door.SHARED,
        _("Administration"),
        (
            Item(_("Organisations"), "organisations:list", "organisations.view", "school", key="o"),
            Item(_("Municipalities"), "organisations:municipality_list", "organisations.view", "map"),
            Item(_("Authorities"), "organisations:authority_list", "organisations.view", "landmark"),
            Item(_("Reorganisations"), "reorganisations:list", "organisations.close", "merge"),
            Item(_("Accounts"), "accounts:list", "accounts.manage", "key-round"),
            Item(
                pgettext_lazy("menu", "Compromised accounts"), "accounts:voidings", "compromise.above", "shield-alert"
            ),
            Item(_("Handbooks"), "handbooks:list", "handbooks.view", "library"),
            Item(pgettext_lazy("menu", "Settings"), "rules:list", "rules.view", "sliders-horizontal"),
            Item(_("Opening of closed years"), "reopenings:list", "year.reopen", "lock-open"),
            Item(_("Long jobs"), "jobs:list", "jobs.manage", "list-todo"),
            Item(_("Schemas"), "organisations:fleet", "fleet.view", "database"),
            Item(_("Backups"), "backups:list", "backups.view", "archive"),
            Item(_("Security log"), "accounts:security_log", "security.log", "shield-check"),
        ),
    ),
    Section(
        Door.ME,
        "",
        (
            Item(_("My cards"), "family:home", "family.cards", "house", key="h"),
            Item(pgettext_lazy("menu", "Consents"), "family:consents", "family.cards", "file-check"),
            Item(_("Corrections of cards"), "family_upkeep:corrections", "family.corrections", "message-square-diff"),
        ),
    ),
)

ACCOUNT: tuple[Item, ...] = (
    Item(_("Profile"), "accounts:profile", "own.profile", "user"),
    Item(_("My files"), "exports:list", "own.files", "folder-down"),
    Item(_("Saved views"), "saved_views:list", "own.views", "bookmark"),
    Item(_("Password"), "accounts:password", "own.password", "lock"),
    Item(_("Sessions"), "accounts:sessions", "own.sessions", "monitor-smartphone"),
    Item(_("Keys for programs"), "accounts:tokens", "own.tokens", "key-round"),
    Item(_("My password became known"), "accounts:own_report", "own.compromise", "shield-alert"),
)

SEARCHES: tuple[Search, ...] = (
    Search(Door.ORGANISATION, "students:list", "student.view", _("Student: any part of the name")),
    Search(Door.SHARED, "organisations:list", "organisations.view", _("Organisation: name or code")),
)


@dataclass(frozen=True)
class OpenItem:
    """An item that this reader may open."""

    title: Text
    url: str
    icon: str
    key: str
    current: bool


@dataclass(frozen=True)
class OpenSection:
    title: Text
    items: tuple[OpenItem, ...]


@dataclass(frozen=True)
class OpenSearch:
    url: str
    hint: Text


def for_request(request: HttpRequest) -> list[OpenSection]:
    """The sections with the items this reader may open; the one that leads here is marked."""
    found = [(section, list(_open(request, section.door, section.items))) for section in SECTIONS]
    here = _nearest(request.path, [url for _section, items in found for _item, url in items])
    return [
        OpenSection(
            section.title,
            tuple(OpenItem(item.title, url, item.icon, item.key, url == here) for item, url in items),
        )
        for section, items in found
        if items
    ]


def account_links(request: HttpRequest) -> list[OpenItem]:
    """The entries of the profile's menu."""
    return [
        OpenItem(item.title, url, item.icon, item.key, url == request.path)
        for item, url in _open(request, Door.SHARED, ACCOUNT)
    ]


def search_for(request: HttpRequest) -> OpenSearch | None:
    """The search behind this page's door, if the reader may use it."""
    for search in SEARCHES:
        if (search.door == Door.ORGANISATION) != (organisation(request) is not None):
            continue
        if may(request, search.permission) and (url := _url(request, search.door, search.name)):
            return OpenSearch(url, search.hint)
    return None


def _open(request: HttpRequest, door: Door, items: tuple[Item, ...]) -> Iterator[tuple[Item, str]]:
    if door == Door.ORGANISATION and not _slug(request):
        return
    for item in items:
        if may(request, item.permission) and (url := _url(request, door, item.name)):
            yield item, url


def _url(request: HttpRequest, door: Door, name: str) -> str:
    try:
        return address(door, name, slug=_slug(request))
    except NoReverseMatch:
        _complain(name)
        return ""


def _slug(request: HttpRequest) -> str:
    """Of the organisation whose page this is; on one's own pages, of the workplace one came from."""
    place = organisation(request)
    if place is not None:
        return place.slug
    workplace = getattr(viewer(request), "membership", None)
    return workplace.organisation_slug if workplace is not None else ""


@cache
def _complain(name: str) -> None:
    """Once for each page that is not there."""
    log.warning("The navigation names the page %s, which is not there.", name)


def _nearest(path: str, urls: list[str]) -> str:
    """The longest address that ``path`` lies under; one that others lie under (a home) is meant alone."""
    homes = {url for url in urls if any(other != url and other.startswith(url) for other in urls)}
    return max((url for url in urls if path == url or (path.startswith(url) and url not in homes)), key=len, default="")
