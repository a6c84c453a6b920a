"""axe-core on every page of each role's menu, and on its main forms: nothing serious, at the desk in light colours and on
a telephone in dark ones; and no page scrolls sideways.
"""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.journeys.conftest import SignedIn

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("journeys")]

FORMS = {
    "regadmin": ["/admin/organisations/new/"],
    "secretary": ["/students/admit/", "/orders/new/"],
    "operator": ["/import/new/"],
    "ministry": ["/account/"],
}
"""Pages that no menu leads to."""
ROLES = (
    "ministry", "regadmin", "municipality", "authority", "inspector", "director", "coordinator", "sysadmin", "operator", "secretary",
    "teacher", "classteacher", "committee", "moderator", "guardian", "student",
)  # fmt: skip
OPTIONS = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}
FIRST = (pytest.param("ministry", marks=pytest.mark.more), "secretary")


def look(signed_in: SignedIn, login: str, width: int, scheme: str, *, pages: int = 100) -> list[str]:
    """What axe finds serious on the first pages of the role, and pages that scroll sideways."""
    person = signed_in(login, width=width, scheme=scheme)
    found: list[str] = []
    menu = person.page.eval_on_selector_all("#menu a[href]", "links => links.map(link => link.getAttribute('href'))")
    assert menu, "a menu that leads nowhere"
    for path in [*FORMS.get(login, []), *dict.fromkeys(menu)][:pages]:
        person.open_path(path)
        if person.page.locator("h1").count() == 0 or "404" in person.page.title() or "403" in person.page.title():
            found.append(f"{path}: there is no such page")
            continue
        violations = Axe().run(person.page, options=OPTIONS).response["violations"]
        found += [
            f"{path}: {one['id']}: {one['nodes'][0]['html'][:160]}"
            for one in violations
            if one["impact"] in ("serious", "critical")
        ]
        if person.page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
            found.append(f"{path}: scrolls sideways at {width} px")
    return found


@pytest.mark.parametrize("login", FIRST)
def test_nothing_serious_in_light_at_the_desk(signed_in: SignedIn, login: str) -> None:
    assert look(signed_in, login, 1440, "light", pages=6) == []


@pytest.mark.nightly
@pytest.mark.timeout(400)
@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (390, "dark")])
@pytest.mark.parametrize("login", ROLES)
def test_nothing_serious_anywhere(signed_in: SignedIn, login: str, width: int, scheme: str) -> None:
    assert look(signed_in, login, width, scheme) == []
