"""Two organisations with equal ids and marked data, crawled as each role: no mark of the other anywhere.

The platform sends no mail (tests/architecture/test_sources.py), so there is none to look into.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache

from shared_apps.accounts.roles import ROLES
from shared_apps.handbooks import entries, queries
from shared_apps.handbooks.entries import Entry, _Memo
from shared_apps.organisations.crossing import inside
from tenant_apps.passport.models import LocalHandbookItem
from tests.isolation.addresses import organisation_addresses, region_addresses
from tests.isolation.crawling import Crawl
from tests.isolation.memory import kept_everywhere, kept_on_connections
from tests.isolation.scene import ABOVE, BY, FAMILY, FOREIGN, IN_ORGANISATION, OWN, Scene

INSIDE = [address for address in organisation_addresses() if "get" in address.methods]
OUTSIDE = [address for address in region_addresses() if "get" in address.methods]

LONG_AGO = date(2000, 1, 1)
PURPOSE = "сверка контингента с отчётом"
NOT_CRAWLED = {
    "accounts:sign_out": "ends the crawl",
    "accounts:invitation": "whoever holds the code of a sheet sees whom it is for, wherever he works",
}
OFTEN = ("inspector",)
"""Roles whose crawl stands in the short run: who opens most and writes nothing. All others in the long one."""
DEEPER = ("director",)
"""Whose crawl goes deeper in the long run: who sees most of an organisation. That of all others in the nightly one."""


def crawls(roles: Iterable[str], often: Iterable[str]) -> pytest.MarkDecorator:
    """Each role with the depth of its crawl: pages of a number, of a route."""
    found = []
    for role in roles:
        if role in often or role not in DEEPER:
            found.append(pytest.param(role, 1, 1, marks=[] if role in often else pytest.mark.more))
        found.append(pytest.param(role, 1, 4, marks=pytest.mark.more if role in DEEPER else pytest.mark.nightly))
        found.append(pytest.param(role, 2, 20, marks=pytest.mark.nightly))
    return pytest.mark.parametrize(("role", "each", "of_route"), found)


TERRITORIAL = [role for role in ABOVE if ROLES[role].scope != "region"]


def crawled(scene: Scene, role: str, where: str, *, each: int = 1, of_route: int = 1) -> Crawl:
    """Everything this role can reach: its organisation, or everything above."""
    school = scene.there if where == "there" else scene.here
    client = scene.browser(role, where)
    if role in IN_ORGANISATION:
        prefix = f"/o/{school.organisation.slug}/"
        seeds = [scene.inside(address, school) for address in INSIDE]
        # what both have in their names: the mark itself would be echoed as the words searched for
        seeds += [f"{prefix}students/?q=Фамилин", f"{prefix}people/guardians/?q=фамилин"]
    else:
        prefix = "/"
        seeds = [scene.outside(address) for address in OUTSIDE if address.name not in NOT_CRAWLED]
        seeds += list(down_to_persons(scene))
        client.post("/region/registry/purpose/", {"purpose": PURPOSE})
    return Crawl(client, (prefix,), each=each, of_route=of_route).run(seeds)


def down_to_persons(scene: Scene) -> Iterator[str]:
    """Numbers and persons of both schools and both municipalities, whoever asks; and what both have in their names."""
    for path in (
        "/region/",
        "/region/staff/",
        "/region/registry/students/",
        "/region/registry/employees/",
        "/region/registry/guardians/",
        "/region/registry/",
    ):
        for one in (scene.here, scene.there):
            yield f"{path}?organisation={one.organisation.pk}"
            yield f"{path}?organisation={one.organisation.pk}&class={one.class_group}"
        for place in (scene.near, scene.far):
            yield f"{path}?municipality={place.pk}"
    yield "/region/registry/?q=Фамилин"
    for listed in ("students", "employees", "guardians"):
        yield f"/region/api/v1/{listed}/?purpose={PURPOSE}"


def files_of(scene: Scene) -> Iterator[Path]:
    """Files kept for the school here."""
    folder = Path(settings.MEDIA_ROOT) / str(scene.here.organisation.schema_name)
    yield from folder.glob("*") if folder.exists() else ()


def assert_no_trace(crawl: Crawl, mark: str, caplog: pytest.LogCaptureFixture) -> None:
    assert crawl.with_mark(mark) == []
    assert "svod.access" in caplog.text, "the log says who asked"
    assert OWN not in caplog.text, "the log names no persons"
    assert FOREIGN not in caplog.text
    assert kept_everywhere(OWN) == []
    assert kept_everywhere(FOREIGN) == []
    assert kept_on_connections(mark) == []


@crawls(IN_ORGANISATION, OFTEN)
def test_no_mark_of_another_organisation_is_seen(
    role: str, each: int, of_route: int, scene: Scene, caplog: pytest.LogCaptureFixture
) -> None:
    crawl = crawled(scene, role, "here", each=each, of_route=of_route)
    assert_no_trace(crawl, FOREIGN, caplog)
    assert crawl.broken == []
    kept = [path.read_bytes() for path in files_of(scene)]
    assert any(OWN.encode() in content for content in kept)
    assert not any(FOREIGN.encode() in content for content in kept)


@crawls(TERRITORIAL, TERRITORIAL)
@pytest.mark.parametrize(("where", "mark"), [("near", FOREIGN), pytest.param("far", OWN, marks=pytest.mark.more)])
def test_no_mark_of_another_municipality_or_authority_is_seen(
    role: str, where: str, mark: str, each: int, of_route: int, scene: Scene, caplog: pytest.LogCaptureFixture
) -> None:
    crawl = crawled(scene, role, where, each=each, of_route=of_route)
    assert_no_trace(crawl, mark, caplog)
    assert crawl.broken == []
    own = {address.split("?")[0] for address in crawl.with_mark(OWN if mark == FOREIGN else FOREIGN)}
    assert {"/region/", "/region/registry/students/", "/region/registry/", "/region/api/v1/students/"} <= own


@pytest.mark.parametrize("role", FAMILY)
@pytest.mark.parametrize(("where", "mark"), [("here", FOREIGN), ("there", OWN)])
def test_no_mark_of_another_organisation_is_seen_by_a_family(
    role: str, where: str, mark: str, scene: Scene, caplog: pytest.LogCaptureFixture
) -> None:
    crawl = crawled(scene, role, where)
    assert_no_trace(crawl, mark, caplog)
    assert crawl.broken == []
    assert crawl.with_mark(OWN if mark == FOREIGN else FOREIGN)


@pytest.mark.more
def test_what_one_organisation_has_seen_is_not_shown_to_the_next(scene: Scene) -> None:
    """Same process, same caches: pages of the school there after the same pages of the school here."""
    crawled(scene, "operator", "here")
    after = crawled(scene, "operator", "there")
    assert after.with_mark(OWN) == []
    assert len(after.with_mark(FOREIGN)) > 20


@pytest.mark.parametrize("role", ["ministry", pytest.param("regadmin", marks=pytest.mark.more)])
def test_the_region_sees_both(role: str, scene: Scene) -> None:
    crawl = crawled(scene, role, "above")
    assert crawl.broken == []
    assert crawl.with_mark(OWN)
    assert crawl.with_mark(FOREIGN)


def test_the_crawl_does_see_marks(scene: Scene) -> None:
    prefix = f"/o/{scene.here.organisation.slug}/"
    seeds = [f"{prefix}students/", f"{prefix}classes/{scene.here.class_group}/print/"]
    crawl = Crawl(scene.browser("director"), (f"{prefix}students/?",)).run(seeds)
    kinds = {crawl.pages[address].headers["Content-Type"].split(";")[0] for address in crawl.with_mark(OWN)}
    assert {"text/html", "application/pdf", "text/csv"} <= kinds
    assert any("spreadsheetml" in kind for kind in kinds)


def test_what_an_organisation_added_or_somebody_typed_is_not_kept(scene: Scene) -> None:
    with inside(scene.there.organisation, by=BY):
        LocalHandbookItem.objects.create(
            handbook="class_profile",
            code="~planted",
            name=f"Профиль {FOREIGN}",
            maps_to="universal",
            valid_from=LONG_AGO,
        )
        entries.forget()
        assert queries.code_of("class_profile", f"профиль {FOREIGN.lower()}") == "~planted"
        assert queries.code_of("class_profile", f"другой {FOREIGN}") is None
    assert kept_everywhere(FOREIGN) == kept_everywhere(FOREIGN.lower()) == []


@pytest.mark.parametrize("where", ["cache", "memo", "object of a module", "connection"])
def test_a_mark_that_the_process_keeps_is_seen(where: str, monkeypatch: pytest.MonkeyPatch) -> None:
    planted = f"Школа {FOREIGN}"
    entries.forget()
    assert kept_everywhere(FOREIGN) == kept_on_connections(FOREIGN) == []
    try:
        match where:
            case "cache":
                cache.set("planted", {"name": [planted]})
            case "memo":
                queries._kept((planted,))
            case "object of a module":
                monkeypatch.setattr(entries._process, "edition", {("planted",): planted.encode()})
            case "connection":
                entries._remember(_Memo(None, None, {"planted": [Entry("class_profile", "~planted", planted)]}, {}))
        assert len(kept_everywhere(FOREIGN) + kept_on_connections(FOREIGN)) == 1
    finally:
        cache.clear()
        queries._kept.cache_clear()
        entries.forget()
