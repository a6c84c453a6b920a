"""How long backups are kept, and what administrators see of them."""

import os
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db.models import F
from django.utils import timezone

from deploy.backup import retention, taking, verifying
from deploy.backup.errors import BackupError
from deploy.backup.targets import Target, new_name, targets
from shared_apps.backups import queries
from shared_apps.backups.models import Backup
from shared_apps.organisations.crossing import shared
from shared_apps.organisations.models import Organisation

from .conftest import BY, back_up, live_on, target
from .copies import later, spoil

# --- how long they are kept -----------------------------------------------------------------------------------------


def names_of_days(number: int) -> list[str]:
    end = datetime(2026, 11, 29, 2, 30, tzinfo=UTC)
    return [new_name(end - timedelta(days=day)) for day in range(number)]


def test_fourteen_days_eight_weeks_and_twelve_months_are_kept() -> None:
    names = names_of_days(500)
    keep = retention.kept(names, days=14, weeks=8, months=12)
    assert set(names[:14]) <= keep
    months = {name[:7] for name in keep}
    assert len(months) == 12
    weeks = {datetime.strptime(name[:10], "%Y-%m-%d").isocalendar()[:2] for name in keep if name >= "2026-10-05"}  # noqa: DTZ007
    assert len(weeks) == 8
    assert len(keep) <= 14 + 8 + 12


def test_what_is_over_goes_with_the_files_that_nobody_names(school: Organisation, settings: Any) -> None:
    settings.BACKUP_KEEP_DAYS = settings.BACKUP_KEEP_WEEKS = settings.BACKUP_KEEP_MONTHS = 1
    taken = taking.take([school], targets=targets(), is_whole=True, by=BY, name=new_name(timezone.now() - timedelta(1)))
    lonely = target().path / "files/00/00lonely"
    lonely.parent.mkdir(parents=True)
    lonely.write_bytes(b"x")
    os.utime(lonely, (0, 0))
    second = taking.take([school], targets=targets(), is_whole=True, by=BY, workers=1)
    assert target().names() == [second.name]
    assert not lonely.exists()
    assert verifying.verify(target(), second.name, by=BY) == []
    with shared(by=BY):
        assert Backup.objects.get(name=taken.name, target="main").removed_at is not None


def test_a_backup_whose_manifest_can_t_be_read_keeps_every_file(school: Organisation) -> None:
    name = back_up(school).name
    spoil(target().at(name) / "manifest.json")
    for path in (target().path / "files").glob("*/*"):
        os.utime(path, (0, 0))
    assert retention._forget_files(target(), [name]) == 0


def test_a_draft_that_nobody_goes_on_with_is_forgotten(school: Organisation) -> None:
    draft = target().draft("2020-01-01T000000Z").path
    os.utime(draft, (0, 0))
    back_up(school)
    assert not draft.exists()


# --- what administrators see ----------------------------------------------------------------------------------------


def test_state_tells_the_last_good_one_the_last_attempt_and_what_is_overdue(school: Organisation, places: Path) -> None:
    taking.take([school], targets=targets(), is_whole=True, by=BY, workers=1)
    shutil.rmtree(places / "second")
    (places / "second").write_text("no directory any more")
    taking.take([school], targets=targets(), is_whole=True, by=BY, workers=1)
    with shared(by=BY):
        Backup.objects.filter(target="second").update(started_at=F("started_at") - timedelta(hours=27))
        main, second = queries.target_states()
    assert (main.is_overdue, second.is_overdue) == (False, True)
    assert second.failed
    assert second.last is not None


def test_the_last_copy_of_a_school_is_that_of_its_snapshot(school: Organisation) -> None:
    before = timezone.now()
    back_up(school)
    found = queries.last_copy_of(school.pk, by=BY)
    assert found is not None
    assert before <= found <= timezone.now()


def test_places_are_listed_by_their_names(settings: Any) -> None:
    assert [one.name for one in targets()] == ["main", "second"]
    assert targets(["second"]) == [Target("second", Path(settings.BACKUP_TARGETS["second"]))]
    with pytest.raises(BackupError, match="There is no target third"):
        targets(["third"])


def test_a_life_goes_on_while_it_is_backed_up(school: Organisation) -> None:
    back_up(school)
    live_on(school, 9)
    assert back_up(school, name=later(1)).is_good
