"""What columns of the upkeep name in shared tables (shared_apps/organisations/orphans.py looks for orphans nightly)."""

HANDBOOKS: dict[str, str] = {}
ACCOUNTS = (
    "upkeep_cardcheck.checked_by",
    "upkeep_correction.proposed_by",
    "upkeep_proposedfield.decided_by",
    "upkeep_batchupdate.made_by",
)
