"""Celery tasks of backups: messages that have jobs made (deploy/backup/work.py)."""

from celery import shared_task

from shared_apps.backups.services import ask_for_backup, ask_for_verifying
from shared_apps.organisations.crossing import By

SCHEDULE = By.system("schedule")


@shared_task(name="backup.daily")
def back_up() -> None:
    """Daily: a backup of the whole platform."""
    ask_for_backup(by=SCHEDULE)


@shared_task(name="backup.verify")
def verify_newest() -> None:
    """Daily, after the backup: read the newest back."""
    ask_for_verifying(by=SCHEDULE)


@shared_task(name="backup.drop_old")
def drop_old() -> None:
    """Daily: schemas that restorations replaced long enough ago."""
    from deploy.backup.work import drop_what_is_over

    drop_what_is_over(by=SCHEDULE)
