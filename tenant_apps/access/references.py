"""What columns of this app name in shared tables (shared_apps/organisations/orphans.py looks for orphans nightly)."""

HANDBOOKS: dict[str, str] = {}
ACCOUNTS = ("access_familynotice.read_by",)
