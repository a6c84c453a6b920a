"""What columns of the history name in shared tables: shared_apps/organisations/orphans.py looks for orphans nightly."""

HANDBOOKS: dict[str, str] = {}
ACCOUNTS = ("history_changelog.actor_id",)
