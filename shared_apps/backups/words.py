"""Kinds of long work about backups, and what they are called. The work itself is done in deploy/backup/."""

from django.utils.translation import gettext_lazy as _

BACKUP_KIND = "backup"
VERIFY_KIND = "backup.verify"
AFTER_RESTORATION_KIND = "backup.after_restoration"
DROP_OLD_KIND = "backup.drop_old"

BACKUP = _("Backup of the platform")
VERIFYING = _("Reading backups back")
DROPPING_OLD = _("What restorations replaced long ago")
AFTER_RESTORATION = _("Recount after a restoration")
