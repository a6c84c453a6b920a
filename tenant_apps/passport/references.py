"""What columns of the passport name in shared tables (orphans.py looks for orphans nightly)."""

HANDBOOKS = {
    "passport_organisationpassport.status": "organisation_status",
    "passport_organisationpassport.legal_form": "legal_form",
    "passport_organisationpassport.ownership": "ownership",
    "passport_organisationpassport.school_week": "school_week",
    "passport_building.purpose": "building_purpose",
}
ACCOUNTS: tuple[str, ...] = ()
