"""Every task and every kind of long work: without its organisation it fails loudly and writes nothing."""

import inspect
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from psycopg.sql import SQL, Identifier

from deploy.celery import app
from shared_apps.jobs import services as jobs
from shared_apps.jobs.models import Job
from shared_apps.jobs.schedule import DAILY, SCHEDULE
from shared_apps.organisations.crossing import feed_tables, inside, shared
from shared_apps.organisations.models import Organisation
from tests.architecture.ours import models_of_ours
from tests.isolation.scene import BY, Scene

app.loader.import_default_modules()
TASKS = sorted(name for name in app.tasks if not name.startswith("celery."))
KINDS = sorted(jobs.kinds())
SCHEDULED = {entry.task for entry in SCHEDULE}
NO_SUCH = 2_000_000_000
OF_ALL = {one.kind for one in DAILY}
"""Work that needs no arguments: the schedule wants it of all organisations."""


def parameters(task: str) -> list[str]:
    return list(inspect.signature(app.tasks[task].run).parameters)


def footprint(scene: Scene) -> dict[str, int]:
    """How many rows each table has: shared ones, the region's, those of both organisations."""
    found: dict[str, int] = {}

    def count(prefix: str, *rooms: str) -> None:
        with connection.cursor() as cursor:
            for model in models_of_ours(*rooms):
                table = model._meta.db_table
                if model._meta.app_label == "envelopes" and prefix in ("shared", "region"):
                    continue  # read by the organisations they lie between, and by nobody without one
                cursor.execute("SELECT has_table_privilege(%s, 'SELECT')", [table])
                if cursor.fetchone()[0]:
                    cursor.execute(SQL("SELECT count(*) FROM {}").format(Identifier(table)))
                    found[f"{prefix} {table}"] = cursor.fetchone()[0]

    with shared(by=BY):
        count("shared", "shared_apps.", "region.")
    with feed_tables(by=BY):
        count("region", "region.")
    for one in (scene.here, scene.there):
        with inside(one.organisation, by=BY):
            count(one.mark, "tenant_apps.", "shared_apps.envelopes")
    return found


def test_the_footprint_sees_what_is_written(scene: Scene) -> None:
    before = footprint(scene)
    assert len(before) > 60
    with inside(scene.here.organisation, by=BY):
        apps.get_model("people.Person").objects.create(sex="male")
    assert footprint(scene) != before


@pytest.mark.parametrize("task", TASKS)
def test_a_task_names_its_organisation_or_is_scheduled_for_all(task: str) -> None:
    """No header, no context: what a task works on is its first argument; what takes none is the schedule's."""
    first = parameters(task)[:1]
    assert first in ([], ["organisation_id"], ["job_id"])
    if not first:
        assert task in SCHEDULED, "a task without arguments that nobody schedules"
    assert not any("schema" in name for name in parameters(task))


@pytest.mark.parametrize("task", [task for task in TASKS if parameters(task)])
def test_a_task_without_its_argument_fails_and_writes_nothing(task: str, scene: Scene) -> None:
    before = footprint(scene)
    with pytest.raises(TypeError, match="missing 1 required positional argument"):
        app.tasks[task].run()
    assert footprint(scene) == before


@pytest.mark.parametrize("task", [task for task in TASKS if parameters(task)[:1] == ["organisation_id"]])
@pytest.mark.parametrize("organisation_id", [NO_SUCH, None, "o0001"])
def test_a_task_of_an_unknown_organisation_fails_and_writes_nothing(
    task: str, organisation_id: Any, scene: Scene
) -> None:
    before = footprint(scene)
    with pytest.raises((Organisation.DoesNotExist, ValueError)):
        app.tasks[task].run(organisation_id)
    assert footprint(scene) == before


@pytest.mark.parametrize("task", [task for task in TASKS if parameters(task)[:1] == ["job_id"]])
def test_a_task_of_an_unknown_job_does_nothing(task: str, scene: Scene) -> None:
    before = footprint(scene)
    app.tasks[task].run(NO_SUCH)
    assert footprint(scene) == before


@pytest.mark.parametrize("entry", SCHEDULE, ids=lambda entry: entry.name)
def test_each_scheduled_entry_is_a_task_without_arguments(entry: Any) -> None:
    assert entry.task in TASKS
    assert parameters(entry.task) == []


@pytest.mark.parametrize("kind", [kind for kind in KINDS if jobs.kinds()[kind].inside])
@pytest.mark.parametrize("organisation_id", [None, NO_SUCH])
def test_work_without_an_organisation_fails_and_writes_nothing(
    kind: str, organisation_id: int | None, scene: Scene
) -> None:
    with shared(by=BY):
        job = jobs.enqueue(kind, by=BY, organisation_id=organisation_id, arguments={})
    before = footprint(scene)
    assert jobs.run(job.pk) in ("failed", "waiting")
    with shared(by=BY):
        row = Job.objects.get(pk=job.pk)
    assert "names none" in row.error if organisation_id is None else "DoesNotExist" in row.error
    assert footprint(scene) == before


@pytest.mark.parametrize("kind", [kind for kind in KINDS if not jobs.kinds()[kind].inside and kind not in OF_ALL])
def test_work_outside_without_arguments_fails_and_writes_nothing(kind: str, scene: Scene) -> None:
    with shared(by=BY):
        job = jobs.enqueue(kind, by=BY)
    before = footprint(scene)
    assert jobs.run(job.pk) in ("failed", "waiting")
    assert footprint(scene) == before


@pytest.mark.parametrize("entry", DAILY, ids=lambda entry: entry.kind)
def test_each_daily_work_is_a_kind_outside_organisations(entry: Any) -> None:
    assert not jobs.kinds()[entry.kind].inside


def test_there_are_tasks_and_kinds() -> None:
    assert {"jobs.run", "feed.project"} <= set(TASKS)
    assert "birth" in KINDS
    assert len(KINDS) >= 3
