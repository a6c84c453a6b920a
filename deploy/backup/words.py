"""Kinds of jobs of backups; their titles stand in shared_apps/backups/words.py, where they are translated."""

BACKUP_KIND = "backup"
VERIFY_KIND = "backup.verify"
AFTER_RESTORATION_KIND = "backup.after_restoration"
