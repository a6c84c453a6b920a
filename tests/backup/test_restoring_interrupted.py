"""Restorations while somebody works, and such as die in the middle."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connections

from deploy.backup import loading, restoring
from deploy.backup.errors import OrganisationBusy
from shared_apps.organisations.crossing import inside
from shared_apps.organisations.models import Organisation
from tenant_apps.people.models import Person

from .conftest import BY, USER, back_up, content, live_on
from .restorations import plan, restored, schemas

# --- somebody works -------------------------------------------------------------------------------------------------


def test_it_refuses_while_somebody_writes_and_changes_nothing(school: Organisation) -> None:
    back_up(school)
    live_on(school, 5)
    before = content(school)
    with inside(school, by=USER):
        Person.objects.create(sex="male")
        with pytest.raises(OrganisationBusy, match="1 transactions work in"):
            restoring.restore(plan(school), by=BY, wait=0.5)
    with inside(school, by=USER):
        Person.objects.latest("pk").delete()
    assert schemas(school) == {school.schema_name}
    now = content(school)
    assert {name for name in now if now[name] != before[name]} <= {"history_changelog", "history_outbox"}


def test_it_waits_for_a_writer_and_the_next_one_works_in_the_restored_school(school: Organisation) -> None:
    import threading
    import time

    back_up(school)
    begun, done = threading.Event(), []

    def write() -> None:
        try:
            with inside(school, by=USER):
                Person.objects.create(sex="male")
                begun.set()
                time.sleep(1.0)
            with inside(school, by=USER):
                done.append(Person.objects.create(sex="female").pk)
        finally:
            connections["default"].close()

    writer = threading.Thread(target=write)
    writer.start()
    begun.wait(10)
    result = restoring.restore(plan(school), by=BY, wait=20)
    writer.join()

    assert result.restoration.lost_lines >= 1
    with inside(school, by=USER):
        assert Person.objects.filter(pk__in=done).count() <= 1


# --- it dies in the middle ------------------------------------------------------------------------------------------


class Killed(BaseException):
    """The process was killed here."""


def dying(original: Callable[..., Any]) -> Callable[..., Any]:
    """The step done, and the process dead after it."""

    def step(*args: Any, **kwargs: Any) -> Any:
        original(*args, **kwargs)
        raise Killed

    return step


STEPS: dict[str, tuple[Any, str]] = {
    "files": (restoring, "put_files_back"),
    "tables made": (loading.birth, "build"),
    "rows": (loading, "fill"),
    "loaded": (loading, "load"),
    "alone": (restoring, "have_alone"),
    "seal": (restoring.history, "write_restored"),
    "exchanged": (restoring, "exchange"),
    "told": (restoring, "say"),
    "job": (restoring, "ask_for_what_follows"),
}


ALWAYS = {"exchanged"}
"""Steps of every run; the others belong to `make test-more`."""


@pytest.mark.parametrize(
    "step", [pytest.param(step, marks=[] if step in ALWAYS else pytest.mark.more) for step in STEPS]
)
def test_killed_at_a_step_it_leaves_everything_as_it_was(
    step: str, school: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    back_up(school)
    live_on(school, 5)
    before = content(school)
    module, name = STEPS[step]
    with monkeypatch.context() as patch:
        patch.setattr(module, name, dying(getattr(module, name)))
        with pytest.raises(Killed):
            restoring.restore(plan(school), by=BY)

    assert content(school) == before
    assert schemas(school) == {school.schema_name}
    restored(school)


def test_a_lost_connection_before_the_commit_leaves_everything_as_it_was(
    school: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    import psycopg

    from tests import servers

    back_up(school)
    live_on(school, 5)
    before = content(school)

    def cut(original: Callable[..., Any]) -> Callable[..., Any]:
        def step(*args: Any, **kwargs: Any) -> Any:
            found = original(*args, **kwargs)
            with connections["owner"].cursor() as cursor:
                cursor.execute("SELECT pg_backend_pid()")
                pid = cursor.fetchone()[0]
            with psycopg.connect(servers.admin_url(), autocommit=True) as admin:
                admin.execute("SELECT pg_terminate_backend(%s)", [pid])
            return found

        return step

    with monkeypatch.context() as patch:
        patch.setattr(restoring, "say", cut(restoring.say))
        with pytest.raises(Exception, match=r"terminat|closed|lost"):
            restoring.restore(plan(school), by=BY)
    connections["owner"].close()

    assert content(school) == before
    assert schemas(school) == {school.schema_name}
