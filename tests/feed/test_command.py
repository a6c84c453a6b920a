"""manage.py feed: what it says and does, for one organisation and for all."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connections

from tests.feed.life import Life, random_days
from tests.truth.compare import differences

pytestmark = pytest.mark.usefixtures("three_logins")


def said(*arguments: str) -> str:
    out = StringIO()
    call_command("feed", *arguments, stdout=out)
    return out.getvalue()


def test_run_projects_until_nothing_waits(life: Life) -> None:
    life.steps_in_one_transaction(6)
    assert f"organisation {life.organisation.pk}:" in said("run")
    assert differences(connections["owner"], [life.organisation], random_days(1, 5)) == []
    assert said("run", life.organisation.slug) == ""


def test_status_counts_those_behind_and_names_them(life: Life) -> None:
    assert "behind: 0." in said("status")
    life.steps_in_one_transaction(6)
    text = said("status")
    assert "behind: 1." in text
    assert f"{life.organisation.slug} " in text
    assert "behind since" in text


def test_recount_says_what_it_mended(life: Life) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "UPDATE contingent_regionclass SET capacity = 1 WHERE organisation_id = %s", [life.organisation.pk]
        )
    text = said("recount", life.organisation.slug)
    assert "different capacity" in text
    assert "Organisations recounted: 1; differences mended: 24." in text
    assert "differences mended: 0." in said("recount", life.organisation.slug)


def test_an_unknown_organisation_is_named(life: Life) -> None:
    with pytest.raises(CommandError, match="no organisation nowhere"):
        said("recount", "nowhere")
