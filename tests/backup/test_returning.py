"""A restoration taken back: the organisation is as it was before it, and the region and the history know."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connections

from deploy.backup import restoring, returning
from deploy.backup.errors import CannotRestore
from region.feed import freshness, projector, recount, sweep
from region.feed.models import FeedState, Freshness
from shared_apps.backups.models import Restoration
from shared_apps.jobs import services as jobs
from shared_apps.organisations.crossing import feed_tables, inside
from shared_apps.organisations.models import Organisation
from tenant_apps.history.sealing import seal_one
from tenant_apps.history.verification import verify
from tenant_apps.people.models import Person
from tests.feed.life import random_days
from tests.truth.compare import differences

from .conftest import BY, USER, back_up, content, live_on
from .restorations import SEALS, plan, restored, schemas


def taken_back(school: Organisation) -> None:
    _done, job_id = returning.take_back(returning.look(school.slug), by=BY, wait=5)
    assert jobs.run(job_id) == "done"


def is_behind(school: Organisation) -> bool:
    with feed_tables():
        return Freshness.objects.using("feed").get(pk=school.pk).behind_since is not None


def test_the_school_is_what_it_was_before_the_restoration(school: Organisation, neighbour: Organisation) -> None:
    back_up(school)
    live_on(school, 5)
    before, beside = content(school), content(neighbour)
    restored(school)
    live_on(school, 6)
    later = content(school)

    taken_back(school)

    now = content(school)
    assert {name for name in now if now[name] != before[name]} <= SEALS
    assert content(school, f"{school.schema_name}_old") == later
    assert content(neighbour) == beside
    assert recount.recount(school.pk).differences == ()
    assert differences(connections["owner"], [school, neighbour], random_days(4, 8)) == []


def test_history_holds_and_no_number_is_given_twice(school: Organisation) -> None:
    back_up(school)
    live_on(school, 5)
    restored(school)
    with inside(school, by=USER):
        lost = Person.objects.create(sex="male").pk
    seal_one(school, by=BY)

    taken_back(school)
    with inside(school, by=USER):
        person = Person.objects.create(sex="female").pk
    seal_one(school, by=BY)

    with inside(school, by=BY):
        report = verify(schema=str(school.schema_name))
    assert report.problems == []
    assert person > lost


def test_it_may_be_taken_back_again_and_dropped_at_last(school: Organisation) -> None:
    back_up(school)
    live_on(school, 5)
    restored(school)
    there = content(school)
    taken_back(school)
    taken_back(school)

    now = content(school)
    assert {name for name in now if now[name] != there[name]} <= SEALS
    assert restoring.drop_old(school, by=BY) == f"{school.schema_name}_old"
    assert schemas(school) == {school.schema_name}
    with pytest.raises(CannotRestore, match="Nothing is kept"):
        returning.look(school.slug)


def test_what_is_of_an_earlier_version_is_not_taken_back(school: Organisation) -> None:
    back_up(school)
    restored(school)
    with connections["owner"].cursor() as cursor:
        cursor.execute(f'ALTER TABLE "{school.schema_name}_old".people_person DROP COLUMN sex')

    with pytest.raises(CannotRestore, match="earlier schema version"):
        returning.look(school.slug)


def test_command_shows_first_and_does_it_when_confirmed(school: Organisation) -> None:
    back_up(school)
    live_on(school, 5)
    before = content(school)
    restored(school)
    with inside(school, by=USER):
        Person.objects.create(sex="male")
    out = StringIO()

    call_command("restore", organisation=school.slug, swap_back=True, stdout=out)
    shown = content(school)
    call_command("restore", organisation=school.slug, swap_back=True, confirm=True, stdout=out)

    assert f"{USER.name}: 1" in out.getvalue()
    assert "Nothing was changed" in out.getvalue()
    assert shown["people_person"] != before["people_person"]
    assert content(school)["people_person"] == before["people_person"]
    assert Restoration.objects.using("owner").filter(organisation_id=school.pk).count() == 2


def test_region_calls_nothing_fresh_between_the_exchange_and_the_recount(school: Organisation) -> None:
    """Neither the sweep, which finds the outbox empty, nor a projector with a line that came after."""
    back_up(school)
    live_on(school, 5)
    projector.drain(school.pk)
    assert not is_behind(school)
    done = restoring.restore(plan(school), by=BY, wait=5)

    sweep.sweep()
    swept = is_behind(school)
    with inside(school, by=USER):
        Person.objects.create(sex="male")
    projector.drain(school.pk)
    projected = is_behind(school)
    with feed_tables():
        said = freshness.freshness("feed")

    assert (swept, projected) == (True, True)
    assert said.behind >= 1
    assert jobs.run(done.job_id) == "done"
    assert not is_behind(school)
    assert FeedState.objects.using("owner").get(pk=school.pk).recount_due_since is None
