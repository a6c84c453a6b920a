"""What columns of the passport name in shared tables (orphans.py looks for orphans nightly)."""

from shared_apps.handbooks.catalogue import CATALOGUE

HANDBOOKS: dict[str, str | tuple[str, ...]] = {
    "passport_organisationpassport.status": "organisation_status",
    "passport_organisationpassport.settlement_kind": "settlement_kind",
    "passport_organisationpassport.legal_form": "legal_form",
    "passport_organisationpassport.ownership": "ownership",
    "passport_organisationpassport.school_week": "school_week",
    "passport_building.purpose": "building_purpose",
    "passport_localhandbookitem.maps_to": tuple(one.code for one in CATALOGUE.values() if one.may_be_extended),
}
ACCOUNTS: tuple[str, ...] = ()
