"""Two organisations with equal ids and marked data, crawled as each role: no mark of the other anywhere."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core import mail
from django.core.cache import cache

from shared_apps.accounts.roles import ROLES
from tests.isolation.addresses import organisation_addresses, region_addresses
from tests.isolation.crawling import Crawl
from tests.isolation.scene import ABOVE, FAMILY, FOREIGN, IN_ORGANISATION, OWN, Scene

INSIDE = [address for address in organisation_addresses() if "get" in address.methods]
OUTSIDE = [address for address in region_addresses() if "get" in address.methods]
FORMATS = ("xlsx", "csv", "pdf")

pytestmark = pytest.mark.nightly  # minutes of crawling; of those from above not all are seen to pass


def crawled(scene: Scene, role: str, where: str, *, each: int = 2) -> Crawl:
    """Everything this role can reach: its organisation, or everything above."""
    school = scene.there if where == "there" else scene.here
    if role in IN_ORGANISATION:
        prefix = f"/o/{school.organisation.slug}/"
        seeds = [scene.inside(address, school) for address in INSIDE]
        # what both have in their names: the mark itself would be echoed as the words searched for
        seeds += [f"{prefix}students/?q=Фамилин", f"{prefix}people/guardians/?q=фамилин"]
    else:
        prefix = "/"
        seeds = [scene.outside(address) for address in OUTSIDE if address.name != "accounts:sign_out"]
    seeds += [f"{seed}?export={code}" for seed in seeds for code in FORMATS if "?" not in seed]
    return Crawl(scene.browser(role, where), (prefix,), each=each).run(seeds)


def files_of(scene: Scene) -> Iterator[Path]:
    """Files kept for the school here."""
    folder = Path(settings.MEDIA_ROOT) / str(scene.here.organisation.schema_name)
    yield from folder.glob("*") if folder.exists() else ()


def assert_no_trace(crawl: Crawl, mark: str, caplog: pytest.LogCaptureFixture) -> None:
    assert crawl.with_mark(mark) == []
    assert mark not in caplog.text
    assert mark not in str([vars(message) for message in mail.outbox])
    assert mark not in str(cache._cache)  # type: ignore[attr-defined]


@pytest.mark.parametrize("role", IN_ORGANISATION)
def test_no_mark_of_another_organisation_is_seen(role: str, scene: Scene, caplog: pytest.LogCaptureFixture) -> None:
    crawl = crawled(scene, role, "here")
    assert_no_trace(crawl, FOREIGN, caplog)
    assert crawl.broken == []
    assert [path for path in files_of(scene) if FOREIGN.encode() in path.read_bytes()] == []


@pytest.mark.parametrize("role", [role for role in ABOVE if ROLES[role].scope != "region"])
@pytest.mark.parametrize(("where", "mark"), [("near", FOREIGN), ("far", OWN)])
def test_no_mark_of_another_municipality_or_authority_is_seen(
    role: str, where: str, mark: str, scene: Scene, caplog: pytest.LogCaptureFixture
) -> None:
    crawl = crawled(scene, role, where)
    assert_no_trace(crawl, mark, caplog)
    assert crawl.broken == []


@pytest.mark.parametrize("role", FAMILY)
@pytest.mark.parametrize(("where", "mark"), [("here", FOREIGN), ("there", OWN)])
def test_no_mark_of_another_organisation_is_seen_by_a_family(
    role: str, where: str, mark: str, scene: Scene, caplog: pytest.LogCaptureFixture
) -> None:
    crawl = crawled(scene, role, where)
    assert_no_trace(crawl, mark, caplog)
    assert crawl.broken == []


def test_what_one_organisation_has_seen_is_not_shown_to_the_next(scene: Scene) -> None:
    """Same process, same caches: pages of the school there after the same pages of the school here."""
    crawled(scene, "director", "here", each=1)
    after = crawled(scene, "director", "there", each=1)
    assert after.with_mark(OWN) == []
    assert len(after.with_mark(FOREIGN)) > 20


@pytest.mark.parametrize("role", ["ministry", "regadmin"])
def test_the_region_sees_both(role: str, scene: Scene) -> None:
    crawl = crawled(scene, role, "above", each=4)
    assert crawl.broken == []
    if role == "ministry":
        assert crawl.with_mark(OWN)
        assert crawl.with_mark(FOREIGN)


def test_the_crawl_does_see_marks(scene: Scene) -> None:
    crawl = crawled(scene, "director", "here", each=1)
    kinds = {crawl.pages[address].headers["Content-Type"].split(";")[0] for address in crawl.with_mark(OWN)}
    assert {"text/html", "application/pdf", "text/csv"} <= kinds
    assert any("spreadsheetml" in kind for kind in kinds)
