"""What becomes of a backup when something fails or dies in the middle."""

import errno
import os
from pathlib import Path
from typing import Any

import pytest

from deploy.backup import copying, taking, verifying
from deploy.backup.errors import BackupError
from deploy.backup.targets import Draft
from shared_apps.backups.models import Backup
from shared_apps.organisations.crossing import shared
from shared_apps.organisations.models import Organisation

from .conftest import BY, back_up, target
from .copies import known, later

# --- targets that fail ----------------------------------------------------------------------------------------------


def test_a_target_that_fails_does_not_stop_the_other(school: Organisation, places: Path) -> None:
    (places / "second").write_text("a file where a directory should be")
    taken = back_up(school)
    assert known(taken) == {"main": "done", "second": "failed"}
    assert verifying.verify(target(), taken.name, by=BY) == []
    assert "Target second can't be used" in taken.targets[1].problem


def test_a_full_disk_is_said_and_leaves_no_half_backup(school: Organisation, monkeypatch: pytest.MonkeyPatch) -> None:
    put = Draft.put

    def full(self: Draft, relative: str, file: Any) -> str:
        if self.target.name == "second":
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return put(self, relative, file)

    monkeypatch.setattr(Draft, "put", full)
    taken = back_up(school)
    assert "Target second is full" in taken.targets[1].problem
    assert "SVOD_BACKUPS" in taken.targets[1].problem
    assert target("second").names() == []
    assert target("main").names() == [taken.name]


def test_no_target_at_all_is_an_error(school: Organisation, places: Path) -> None:
    for name in ("main", "second"):
        (places / name).write_text("a file where a directory should be")
    with pytest.raises(BackupError, match="can't be used"):
        back_up(school)
    with shared(by=BY):
        assert set(Backup.objects.values_list("state", flat=True)) == {"failed"}


def test_two_at_once_do_not_disturb_each_other(school: Organisation) -> None:
    with target("main").locked():
        taken = back_up(school)
    assert "Another backup works in target main" in taken.targets[0].problem
    assert known(taken) == {"main": "failed", "second": "done"}


# --- it dies in the middle ------------------------------------------------------------------------------------------


class Killed(BaseException):
    """The process was killed here."""


@pytest.mark.parametrize(
    "step",
    ["shared", *(pytest.param(x, marks=pytest.mark.more) for x in ("copy_organisation", "store", "manifest"))],
)
def test_what_was_begun_is_never_counted_and_taken_up_again(
    step: str, school: Organisation, neighbour: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = later(0)
    places_of: dict[str, tuple[Any, str]] = {
        "copy_organisation": (copying, "copy_organisation"),
        "store": (taking, "_store_files"),
        "shared": (taking, "_shared"),
        "manifest": (Draft, "finish"),
    }
    module, function = places_of[step]
    original = getattr(module, function)
    turns: list[int] = []

    def dying(*args: Any, **kwargs: Any) -> Any:
        turns.append(1)
        if len(turns) == (2 if step in ("copy_organisation", "store", "manifest") else 1):
            raise Killed
        return original(*args, **kwargs)

    with monkeypatch.context() as patch:
        patch.setattr(module, function, dying)
        with pytest.raises(Killed):
            back_up(school, neighbour, name=name)
    assert target("second").names() == []
    copied: list[int] = []
    copy = copying.copy_organisation
    monkeypatch.setattr(copying, "copy_organisation", lambda one, file: (copied.append(one.pk), copy(one, file))[1])

    taken = back_up(school, neighbour, name=name)

    assert target("second").names() == [name]
    assert verifying.verify(target("second"), name, by=BY) == []
    assert len(taken.organisations) == 2
    if step in ("store", "shared"):
        assert copied == []


def test_a_backup_finished_before_its_job_could_say_so_is_taken_up_under_its_name(school: Organisation) -> None:
    name = later(0)
    assert back_up(school, name=name).is_good
    assert back_up(school, name=name).is_good
    assert target().names() == [name]
    assert verifying.verify(target(), name, by=BY) == []


def test_half_an_archive_of_an_earlier_attempt_is_made_again(school: Organisation) -> None:
    name = later(0)
    draft = target().draft(name).path / f"organisations/{school.schema_name}.zip"
    draft.write_bytes(b"PK half of it")
    second = target("second").draft(name).path / f"organisations/{school.schema_name}.zip"
    second.write_bytes(b"PK half of it")
    back_up(school, name=name)
    assert verifying.verify(target(), name, by=BY) == []
