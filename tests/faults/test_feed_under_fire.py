"""The feed under faults: workers killed, Redis dropped, PostgreSQL stopped and crashed; and the numbers are right."""

import pytest

from tests import own_servers
from tests.faults.under_fire import BATCHES, LINES

STORMS = [
    pytest.param(25, 3, marks=pytest.mark.more),
    pytest.param(60, 1, marks=pytest.mark.nightly),
    pytest.param(60, 2, marks=pytest.mark.nightly),
]
"""Seconds and seed of each."""


@pytest.mark.timeout(900)
@pytest.mark.parametrize(("seconds", "seed"), STORMS)
def test_feed_recount_and_truth_agree_after_a_storm(seconds: int, seed: int) -> None:
    found = own_servers.run("tests.faults.under_fire", seconds, seed, name="faults")

    assert found["faults"].keys() == {"worker", "workers", "redis", "restart", "crash"}
    assert sum(found["faults"].values()) > seconds // 5
    assert found["writes"] - found["begun"] >= LINES
    assert found["batches"] > BATCHES
    assert found["taken"] > 0
    assert found["cancelled"] > 0, "no order was cancelled"
    assert found["reversals"] > 0, "no operation was taken back"
    assert found["quiet"] is not None, "the outbox was never seen empty after the storm"
    assert found["differences"] == []
    assert found["recount"] == []
    assert found["differences_after_recount"] == []
