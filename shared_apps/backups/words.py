"""What the work of backups is called on the pages of long work."""

from django.utils.translation import gettext_lazy as _

BACKUP = _("Backup of the platform")
VERIFYING = _("Reading backups back")
AFTER_RESTORATION = _("Recount after a restoration")
