"""A large import and its undoing by the command: through a real worker, the region's number is right and soon so."""

import pytest

from tests import own_servers
from tests.bench.import_course import REGION_SECONDS

ROWS, BAD = 2_000, 100
NOISE = 3
"""How much slower it may be beside other tests; alone, and with 5,000 rows, it is measured
(tests/bench/measure_import.py)."""


@pytest.mark.more
@pytest.mark.timeout(900)
def test_the_regions_number_grows_by_exactly_the_good_rows_and_returns() -> None:
    found = own_servers.run("tests.importing.import_by_command", ROWS, BAD, name="import")

    assert found["good"] == ROWS - BAD
    assert found["errors"] == BAD
    assert found["codes"] == {"confirm": 3, "undo": 0}
    assert found["region"] == {"before": 0, "confirmed": ROWS - BAD, "undone": 0}
    assert found["seconds"]["region confirmed"] < NOISE * REGION_SECONDS
    assert found["seconds"]["region undone"] < NOISE * REGION_SECONDS
