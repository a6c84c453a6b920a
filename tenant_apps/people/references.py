"""What columns of the cards name in shared tables (shared_apps/organisations/orphans.py looks for orphans nightly)."""

HANDBOOKS = {
    "people_identifier.kind": "identifier_kind",
    "people_person.sex": "sex",
    "people_person.citizenship": "citizenship",
    "people_identitydocument.kind": "identity_document",
    "people_employeepost.post": "post",
    "people_employeepost.kind": "post_kind",
    "people_guardianship.relation": "guardian_relation",
}
ACCOUNTS = ("people_storedfile.stored_by",)
