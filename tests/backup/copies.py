"""What tests of backups share: archives, what is known of them, names of days."""

from datetime import timedelta
from pathlib import Path

from django.utils import timezone

from deploy.backup import taking
from deploy.backup.targets import new_name
from shared_apps.backups.models import Backup
from shared_apps.organisations.crossing import shared
from shared_apps.organisations.models import Organisation

from .conftest import BY, target


def archive_of(school: Organisation, taken: taking.Taken, where: str = "main") -> Path:
    return target(where).at(taken.name) / f"organisations/{school.schema_name}.zip"


def known(taken: taking.Taken) -> dict[str, str]:
    with shared(by=BY):
        return dict(Backup.objects.filter(name=taken.name).values_list("target", "state"))


def later(days: int) -> str:
    return new_name(timezone.now() + timedelta(days=days), "some")


def spoil(path: Path) -> None:
    content_ = bytearray(path.read_bytes())
    content_[len(content_) // 2] ^= 255
    path.write_bytes(bytes(content_))
