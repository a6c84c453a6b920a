"""The feed under faults: workers killed, Redis dropped, PostgreSQL stopped and crashed; and the numbers are right."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from deploy import embedded
from tests.servers import SETTINGS

ROOT = Path(__file__).resolve().parents[2]
STORMS = [
    pytest.param(25, 3, marks=pytest.mark.more),
    pytest.param(60, 1, marks=pytest.mark.nightly),
    pytest.param(60, 2, marks=pytest.mark.nightly),
]
"""Seconds and seed of each."""


@pytest.mark.timeout(600)
@pytest.mark.parametrize(("seconds", "seed"), STORMS)
def test_feed_recount_and_truth_agree_after_a_storm(seconds: int, seed: int) -> None:
    name = f"faults{os.getpid()}"
    servers = embedded.start(name, fsync=False, settings=SETTINGS)
    try:
        environment = os.environ | servers.logins("svod_faults")
        environment |= {"SVOD_ADMIN_URL": servers.admin_url, "SVOD_FAULTS": name, "SVOD_EMBEDDED": name}
        command = [sys.executable, "-m", "tests.faults.under_fire", str(seconds), str(seed)]
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-4000:]
        found = json.loads(done.stdout.splitlines()[-1])
    finally:
        servers.stop()
        embedded.destroy(name)
        shutil.rmtree(servers.base, ignore_errors=True)

    assert found["faults"].keys() == {"worker", "workers", "redis", "restart", "crash"}
    assert sum(found["faults"].values()) > seconds // 5
    assert found["writes"] > 8 * seconds
    assert found["batches"] > seconds // 3
    assert found["taken"] > 0
    assert found["cancelled"] > 0, "no order was cancelled"
    assert found["reversals"] > 0, "no operation was taken back"
    assert found["quiet"] is not None, "the outbox was never seen empty after the storm"
    assert found["differences"] == []
    assert found["recount"] == []
    assert found["differences_after_recount"] == []
