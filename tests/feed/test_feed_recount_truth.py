"""Feed = recount = truth: random writes, then the region's tables, a recount and the second implementation agree."""

import pytest
from django.db import connections

from region.feed import projector, recount
from shared_apps.organisations.crossing import inside
from shared_apps.organisations.models import Organisation
from tests.feed.life import BY, Life, random_days
from tests.truth.compare import differences
from tests.truth.counted import truth

pytestmark = pytest.mark.usefixtures("three_logins")

LONG = [pytest.param(seed, marks=pytest.mark.more) for seed in range(1, 5)]
NIGHTLY = [pytest.param(seed, marks=pytest.mark.nightly) for seed in range(5, 60)]
SEEDS = [0, *LONG, *NIGHTLY]


@pytest.mark.parametrize("seed", SEEDS)
def test_random_writes_agree_with_truth_and_recount(new_school: Organisation, seed: int) -> None:
    life = Life(new_school, seed)
    life.begin()
    projector.drain(new_school.pk)
    for turn in range(12):
        for _ in range(8):
            life.step()
        life.steps_in_one_transaction(5, keep=turn % 3 != 0)
        if turn == 6:
            with inside(new_school, by=BY):
                life.each_document()
        projector.drain(new_school.pk)

    days = random_days(seed, 20)
    assert differences(connections["owner"], [new_school], days) == []
    assert recount.recount(new_school.pk).differences == ()
    said = [truth(connections["owner"], str(new_school.schema_name), day) for day in days]
    assert max(len(one.persons) for one in said) > 10
    assert seed or max(len(one.results) for one in said) > 0, "some life ends a year; not every one does so often"
