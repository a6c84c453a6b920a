"""Backups of the platform and restorations from them. See docs/operator/backup.md and docs/decisions/.

tables.py       which tables of PostgreSQL, and how they are copied out and in
archive.py      one file with the tables of a schema: a zip with a manifest and digests
targets.py      the directories where backups lie: drafts, finished ones, files stored once
taking.py       a backup: every organisation from one snapshot of its own, then what exists once
retention.py    which backups are kept, and which stored files nobody names any more
verifying.py    reading a backup back
loading.py      a schema made from an archive
restoring.py    one organisation put back to a moment, beside its neighbours
rebuilding.py   the whole platform in an empty database
work.py         the jobs
"""
