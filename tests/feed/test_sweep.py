"""The sweep: what it finds, what it writes down, and that one broken schema hides no other."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from region.feed import freshness, projector, sweep
from region.feed.models import Freshness
from shared_apps.organisations.crossing import feed_tables
from shared_apps.organisations.models import Organisation
from tests.factories import organisations
from tests.feed.life import Life

pytestmark = pytest.mark.usefixtures("three_logins")

Sent = list[tuple[str, tuple[object, ...]]]


def known(life: Life) -> Freshness:
    with feed_tables():
        return Freshness.objects.using("feed").get(pk=life.organisation.pk)


def test_sweep_requeues_what_waits(life: Life, sent: Sent) -> None:
    life.steps_in_one_transaction(4)
    sent.clear()
    assert life.organisation.pk in sweep.sweep()
    assert ("feed.project", (life.organisation.pk,)) in sent


def test_sweep_says_since_when_an_organisation_is_behind(life: Life) -> None:
    life.steps_in_one_transaction(4)
    sweep.sweep()
    first = known(life)
    sweep.sweep()
    again = known(life)
    assert first.behind_since == again.behind_since
    assert first.behind_since is not None

    projector.drain(life.organisation.pk)
    sweep.sweep()
    after = known(life)
    assert after.behind_since is None
    assert after.checked_at
    assert after.checked_at > first.behind_since


def test_sweep_asks_two_hundred_schemas_in_one_query(life: Life) -> None:
    places = [(life.organisation.pk, str(life.organisation.schema_name))] * 200
    with CaptureQueriesContext(connections["feed"]) as queries, feed_tables(), connections["feed"].cursor() as cursor:
        sweep._look(cursor, places)
    assert len([query for query in queries if "history_outbox" in query["sql"]]) == 1


def test_a_broken_schema_hides_no_other(life: Life, sent: Sent) -> None:
    broken = organisations.requested()
    Organisation.objects.using("owner").filter(pk=broken.pk).update(state="ready")
    try:
        life.steps_in_one_transaction(4)
        assert life.organisation.pk in sweep.sweep()
    finally:
        organisations.drop(broken)


def test_a_late_look_does_not_undo_a_newer_one(life: Life) -> None:
    now = datetime.now(UTC)
    organisation_id = life.organisation.pk
    with feed_tables(), connections["feed"].cursor() as cursor:
        freshness.seen(cursor, {organisation_id: True}, now)
        freshness.seen(cursor, {organisation_id: False}, now - timedelta(seconds=5))
    assert known(life).behind_since is None
    with feed_tables(), connections["feed"].cursor() as cursor:
        freshness.seen(cursor, {organisation_id: False}, now + timedelta(seconds=5))
        freshness.seen(cursor, {organisation_id: True}, now + timedelta(seconds=4))
    assert known(life).behind_since == now + timedelta(seconds=5)


def test_freshness_counts_those_behind(life: Life) -> None:
    with feed_tables():
        calm = freshness.freshness(using="feed")
    life.steps_in_one_transaction(4)
    sweep.sweep()
    with feed_tables():
        busy = freshness.freshness(using="feed")
    assert (calm.behind, busy.behind) == (0, 1)
    assert busy.behind_since == known(life).behind_since
