"""What start-up says of a database that is not as it must be."""

import pytest
from django.db import connections

from shared_apps.organisations import checks

pytestmark = pytest.mark.usefixtures("three_logins")


def test_a_prepared_database_has_no_problems() -> None:
    assert list(checks.problems("default")) == []


def test_the_owners_login_is_refused_for_serving() -> None:
    found = " ".join(checks.problems("owner"))
    assert "owns" in found
    assert "_app" in found


def test_a_role_that_is_missing_is_named_with_the_cure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "REGION", ("region_ministry", "region_nobody"))
    with pytest.raises(checks.DatabaseNotReady, match=r"no role svod_test_\d+_region_nobody.*prepare_database"):
        checks.refuse_unready_database()


def test_a_database_that_does_not_answer_is_said_plainly(monkeypatch: pytest.MonkeyPatch) -> None:
    connection = connections["default"]
    connection.close()
    monkeypatch.setitem(connection.settings_dict, "PORT", "1")
    assert "does not answer" in next(iter(checks.problems("default")))
    connection.close()
