"""Who is counted twice, as the region counts it, beside the second implementation: random lives, random decisions."""

import random
from collections.abc import Iterator
from unittest import mock
from uuid import UUID

import pytest
from django.db import connections

from region.contingent.doubled import doubled as counted
from region.contingent.models import CountedTwice, RegionStudent
from region.feed import projector
from region.registry import finding, telling
from region.registry.models import SamePerson
from shared_apps.envelopes.models import DoubledStudent
from shared_apps.organisations.crossing import Scope, feed_tables, region
from shared_apps.organisations.models import Organisation
from tests.factories import organisations
from tests.feed.life import BY, Life, random_days
from tests.truth.doubled import doubled, told

pytestmark = pytest.mark.django_db(databases=("default", "aside", "feed", "owner"))
SEEDS = [0, *(pytest.param(seed, marks=pytest.mark.more) for seed in range(1, 12))]


@pytest.fixture(scope="module")
def schools(django_db_setup: None, django_db_blocker) -> Iterator[tuple[Organisation, ...]]:
    """Two schools with a life behind them, projected; dropped after the module."""
    with django_db_blocker.unblock():
        found = tuple(organisations.born() for _ in range(2))
        for seed, one in enumerate(found):
            life = Life(one, seed + 90)
            life.begin(students=25)
            for _ in range(40):
                life.step()
            projector.drain(one.pk)
        connections["owner"].close()
        yield found
        for one in found:
            organisations.drop(one)
        connections["owner"].close()


def decide_at_random(chance: random.Random) -> list[tuple[UUID, UUID]]:
    """Some records are of one person, of whichever school; some are not; of some nobody has decided. The first."""
    with feed_tables():
        uids = sorted({*RegionStudent.objects.using("feed").filter(kind="main").values_list("person_uid", flat=True)})
        pairs = {tuple(sorted(chance.sample(uids, 2))) for _ in range(len(uids))}
        SamePerson.objects.using("feed").bulk_create(
            SamePerson(
                subject="student", first_uid=first, second_uid=second, found_at="2026-01-01T00:00Z",
                state=chance.choice(["confirmed", "confirmed", "refused", "proposed"]), reason="сверено",
                decided_at="2026-01-01T00:00Z",
            )
            for first, second in sorted(pairs)
        )  # fmt: skip
        kept = SamePerson.objects.using("feed").filter(state="confirmed")
        return list(kept.values_list("first_uid", "second_uid"))


@pytest.mark.parametrize("seed", SEEDS)
def test_who_is_counted_twice_is_the_truth(schools: tuple[Organisation, ...], seed: int) -> None:
    joined = decide_at_random(random.Random(seed))
    schemas = {one.pk: str(one.schema_name) for one in schools}
    finding.find_all(by=BY)
    said = []
    for day in random_days(seed, 20):
        said.append(doubled(connections["owner"], schemas, joined, day))
        with region(Scope("ministry"), by=BY):
            assert counted(day).confirmed == said[-1][0], day
        with feed_tables():
            rows = CountedTwice.objects.using("feed").filter(valid_from__lte=day, valid_to__gt=day, is_confirmed=True)
            assert set(rows.values_list("organisation_id", "record_id")) == said[-1][1], day
    assert max(number for number, _rows in said) > 3


@pytest.mark.parametrize("seed", SEEDS)
def test_who_is_told_is_the_truth(schools: tuple[Organisation, ...], seed: int) -> None:
    joined = decide_at_random(random.Random(seed))
    schemas = {one.pk: str(one.schema_name) for one in schools}
    most = 0
    for day in random_days(seed, 10):
        with mock.patch.object(telling, "localdate", return_value=day):
            finding.find_all(by=BY)
        with feed_tables():
            rows = DoubledStudent.objects.using("feed").filter(is_confirmed=True, gone_at=None)
            said = set(rows.values_list("organisation_id", "enrolment_id", "other_id", "since"))
        assert said == told(connections["owner"], schemas, joined, day), day
        most = max(most, len(said))
    assert most > 3
