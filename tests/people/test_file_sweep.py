"""Contents that no row names are swept, and nothing else: not what is young, named, or being stored."""

import os
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from shared_apps.backups.models import Restoration
from shared_apps.organisations.crossing import By, inside, shared
from shared_apps.organisations.models import Organisation
from shared_apps.organisations.privacy import Privacy
from tenant_apps.people.models import StoredFile
from tenant_apps.people.services.file_sweep import ORPHAN_AGE, Swept, sweep_files
from tenant_apps.people.services.files import discard_file, store_file
from tests.factories.jobs import done

BY = By(account_id=11, name="Секретарёва С. С.")
SCAN = b"%PDF-1.7 a scan"

pytestmark = pytest.mark.usefixtures("three_logins")


@pytest.fixture(autouse=True)
def media(tmp_path: Path, settings: object) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"  # type: ignore[attr-defined]
    return tmp_path / "media"


def stored(content: bytes = SCAN) -> StoredFile:
    return store_file(
        content=content, name="a.pdf", content_type="application/pdf", sensitivity=Privacy.DOCUMENT, purpose="test",
        by=BY,
    )  # fmt: skip


def contents(organisation: Organisation) -> list[Path]:
    """What lies in the organisation's folder, by name."""
    from django.conf import settings

    return sorted((Path(settings.MEDIA_ROOT) / str(organisation.schema_name)).iterdir())


def grow_old(path: Path) -> None:
    then = time.time() - ORPHAN_AGE.total_seconds() - 60
    os.utime(path, (then, then))


@pytest.fixture
def orphan(new_school: Organisation) -> Path:
    """An upload that was rolled back long ago: its content lies there, and no row names it."""
    with inside(new_school, by=BY) as door:
        stored()
        door.roll_back()
    (path,) = contents(new_school)
    grow_old(path)
    return path


def test_orphan_is_swept_and_counted(orphan: Path, new_school: Organisation) -> None:
    assert sweep_files(new_school, by=BY) == Swept(files=1, size=len(SCAN))
    assert not orphan.exists()


def test_young_orphan_stays(orphan: Path, new_school: Organisation) -> None:
    os.utime(orphan)
    assert sweep_files(new_school, by=BY) == Swept()
    assert orphan.exists()


def test_content_that_a_row_names_stays_however_old(orphan: Path, new_school: Organisation) -> None:
    with inside(new_school, by=BY):
        stored()
    assert sweep_files(new_school, by=BY, older_than=timedelta(0)) == Swept()
    assert orphan.exists()


def test_organisation_without_files_is_nothing_to_sweep(new_school: Organisation) -> None:
    assert sweep_files(new_school, by=BY) == Swept()


@pytest.fixture
def storing(new_school: Organisation) -> Iterator[None]:
    """Meanwhile somebody stores another file, and has not committed yet."""
    begun, go_on = threading.Event(), threading.Event()

    def store() -> None:
        from django.db import connections

        with inside(new_school, by=BY):
            stored(b"%PDF-1.7 another")
            begun.set()
            go_on.wait(20)
        connections.close_all()

    thread = threading.Thread(target=store)
    thread.start()
    assert begun.wait(20)
    yield
    go_on.set()
    thread.join()


def test_nothing_is_swept_while_somebody_stores(orphan: Path, new_school: Organisation, storing: None) -> None:
    assert sweep_files(new_school, by=BY) == Swept(is_busy=True)
    assert orphan.exists()


def test_discarded_content_goes_after_the_commit_with_its_last_row(new_school: Organisation) -> None:
    with inside(new_school, by=BY):
        first, second = stored().pk, stored().pk
    for row, left in ((first, 1), (second, 0)):
        with inside(new_school, by=BY):
            discard_file(file_id=row, by=BY)
            assert len(contents(new_school)) == 1
        assert len(contents(new_school)) == left


def test_discarded_content_stays_for_the_sweep_while_somebody_stores(
    new_school: Organisation, request: pytest.FixtureRequest
) -> None:
    with inside(new_school, by=BY):
        row = stored().pk
    request.getfixturevalue("storing")
    with inside(new_school, by=BY):
        discard_file(file_id=row, by=BY)
    assert len(contents(new_school)) == 2


def test_nightly_round_sweeps_all_but_what_a_restoration_may_need(
    orphan: Path, new_school: Organisation, caplog: pytest.LogCaptureFixture
) -> None:
    with shared(by=BY):
        kept = Restoration.objects.create(
            organisation_id=new_school.pk, backup="b", target="main", moment=timezone.now(), actor_name="x",
            restored_at=timezone.now() - timedelta(days=1), lost_lines=0, seal=1, old_schema="o_old",
        )  # fmt: skip
    done("people.sweep_files")
    assert orphan.exists()

    with shared(by=BY):
        Restoration.objects.filter(pk=kept.pk).update(old_dropped_at=timezone.now())
    with caplog.at_level("INFO", logger="svod.people"):
        done("people.sweep_files")
    assert not orphan.exists()
    assert f"Files of {new_school.slug}: 1 orphans taken away" in caplog.text
    Restoration.objects.using("owner").filter(pk=kept.pk).delete()
