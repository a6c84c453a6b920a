"""What columns of the cards name in shared tables (shared_apps/organisations/orphans.py looks for orphans nightly)."""

HANDBOOKS: dict[str, str | tuple[str, ...]] = {
    "people_identifier.kind": "identifier_kind",
    "people_person.sex": "sex",
    "people_person.citizenship": "citizenship",
    "people_citizenship.country": "citizenship",
    "people_identitydocument.kind": "identity_document",
    "people_employeepost.post": "post",
    "people_employeepost.kind": "post_kind",
    "people_employee.degree": "academic_degree",
    "people_employee.academic_title": "academic_title",
    "people_employee.marital_status": "marital_status",
    "people_employment.origin": "staff_origin",
    "people_employment.leaving_reason": "staff_leaving_reason",
    "people_employeesubject.subject": "main_subject",
    "people_employeeeducation.level": "staff_education",
    "people_employeecourse.kind": "staff_course",
    "people_employeequalification.qualification": "qualification",
    "people_employeequalification.post": "post",
    "people_employeeattestation.sought": "qualification",
    "people_employeeattestation.post": "post",
    "people_employeeattestation.outcome": "attestation_outcome",
    "people_employeeaward.award": "award",
    "people_employeework.kind": "methodical_work",
    "people_employeeleave.kind": "staff_leave",
    "people_guardian.education": "staff_education",
    "people_guardianship.relation": "guardian_relation",
    "people_consent.purpose": "consent_purpose",
    "people_consentform.purpose": "consent_purpose",
    "people_erasedfields.ground": "erasure_ground",
    "people_guardianship.custody_limit": "custody_limit",
    "people_cardfile.kind": "card_file_kind",
    "people_educationcircumstance.kind": "education_circumstance",
    "people_educationcircumstance.value": (
        "study_conditions", "language", "foreign_language", "extended_day", "boarding", "transport", "home_computer",
    ),
    "people_healthcircumstance.kind": "health_circumstance",
    "people_healthcircumstance.value": (
        "health_group", "pe_group", "ovz_category", "disability", "rehabilitation_programme", "disease",
    ),
    "people_healthcircumstance.variant": "ovz_variant",
    "people_socialcircumstance.kind": "social_circumstance",
    "people_socialcircumstance.value": (
        "family_kind", "social_category", "orphan_status", "preventive_record", "deviant_behaviour",
    ),
}  # fmt: skip
"""Values of circumstances stand in the handbook of their kind (circumstances.py); codes differ or mean the same."""
ACCOUNTS = ("people_storedfile.stored_by", "people_erasedfields.erased_by", "people_cardreading.account_id")
