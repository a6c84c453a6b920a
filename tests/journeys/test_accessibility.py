"""axe-core on every page of each role's menu, and on its main forms: nothing serious, at the desk and on a telephone, in
light and in dark colours; and no page scrolls sideways.

The long run opens every page as two of its roles at most, looks shared out so that some role sees each page in light
colours, some in dark ones, some at the desk and some on a telephone. The nightly run opens every page of each role in all
four looks.
"""

from collections.abc import Iterable
from itertools import cycle, islice

import pytest
from django.conf import settings
from django.urls import resolve

from shared_apps.accounts.roles import ROLES
from shared_apps.organisations.routing import place_of
from shared_apps.ui.navigation import SECTIONS
from tests.accessibility.axe import DESK_LIGHT, LOOKS, PHONE_DARK, Look, put_on, serious
from tests.journeys.conftest import SignedIn
from tests.journeys.keyboard import Keyboard

pytestmark = [pytest.mark.browser]

FORMS = {
    "regadmin": ["/admin/organisations/new/"],
    "secretary": ["/students/admit/", "/orders/new/"],
    "operator": ["/import/new/"],
    "ministry": ["/account/"],
}
"""Pages that no menu leads to."""
LOGINS = (
    "ministry", "regadmin", "municipality", "authority", "inspector", "director", "coordinator", "sysadmin", "operator", "secretary",
    "teacher", "classteacher", "committee", "moderator", "guardian", "student",
)  # fmt: skip
"""Sign-ins of the demo, each called as its role."""
MOST_ROLES = 2
"""As how many roles the long run opens a page: to the others it is drawn by the same templates."""


def shared_out() -> dict[str, dict[str, list[Look]]]:
    """Login → page → the looks in which the long run opens it. A page that one role alone sees is opened twice."""
    found: dict[str, dict[str, list[Look]]] = {login: {} for login in LOGINS}
    items = [item for section in SECTIONS for item in section.items]
    for number, item in enumerate(items):
        who = [login for login in LOGINS if item.permission in {one.code for one in ROLES[login].permissions}]
        looks = LOOKS if number % 2 else [*LOOKS[2:], *LOOKS[:2]]
        few = sorted(who, key=lambda login: sum(map(len, found[login].values())))[:MOST_ROLES]
        for login, look in zip(islice(cycle(few), max(len(few), 2)), cycle(looks), strict=False):
            found[login].setdefault(item.name, []).append(look)
    return found


SHARED_OUT = shared_out()


def looked_at(person: Keyboard, path: str, looks: Iterable[Look]) -> list[str]:
    """What axe finds serious on a page, and whether it scrolls sideways, in each of the looks."""
    found: list[str] = []
    for look in looks:
        put_on(person.page, look)
        person.open_path(path)
        if person.page.locator("h1").count() == 0 or "404" in person.page.title() or "403" in person.page.title():
            return [f"{path}: there is no such page"]
        found += serious(person.page, path, look)
    return found


def menu_of(person: Keyboard) -> dict[str, str]:
    """Name of each page of the menu → its address."""
    links = person.page.eval_on_selector_all(
        "#menu a[href^='/']", "links => links.map(link => link.getAttribute('href'))"
    )
    assert links, "a menu that leads nowhere"
    return {_name(path): path for path in links}


def _name(path: str) -> str:
    place = place_of(path)
    inside = place.side == "organisation"
    urlconf = settings.ORGANISATION_URLCONF if inside else settings.ROOT_URLCONF
    return str(resolve(place.rest if inside else path, urlconf=urlconf).view_name)


def test_some_role_sees_each_page_in_either_colours_and_at_either_width() -> None:
    names = {item.name for section in SECTIONS for item in section.items}
    for name in names:
        looks = [look for pages in SHARED_OUT.values() for look in pages.get(name, [])]
        assert {scheme for _width, scheme in looks} == {"light", "dark"}, name
        assert {width for width, _scheme in looks} == {1440, 390}, name
    every = [look for pages in SHARED_OUT.values() for looks in pages.values() for look in looks]
    assert all(every.count(look) > len(every) / 8 for look in LOOKS)


@pytest.mark.more
@pytest.mark.parametrize("login", LOGINS)
def test_nothing_serious_on_any_page(signed_in: SignedIn, login: str) -> None:
    person = signed_in(login)
    menu = menu_of(person)
    assert menu.keys() >= SHARED_OUT[login].keys()
    found: list[str] = []
    for name, looks in SHARED_OUT[login].items():
        found += looked_at(person, menu[name], looks)
    for path in FORMS.get(login, []):
        found += looked_at(person, path, [DESK_LIGHT, PHONE_DARK])
    assert found == []


@pytest.mark.nightly
@pytest.mark.timeout(900)
@pytest.mark.parametrize("login", LOGINS)
def test_nothing_serious_in_any_look(signed_in: SignedIn, login: str) -> None:
    person = signed_in(login)
    found: list[str] = []
    for path in [*FORMS.get(login, []), *menu_of(person).values()]:
        found += looked_at(person, path, LOOKS)
    assert found == []
