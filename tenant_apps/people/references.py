"""What columns of the cards name in shared tables (shared_apps/organisations/orphans.py looks for orphans nightly)."""

HANDBOOKS = {
    "people_identifier.kind": "identifier_kind",
    "people_person.sex": "sex",
    "people_person.citizenship": "citizenship",
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
    "people_guardianship.relation": "guardian_relation",
}
ACCOUNTS = ("people_storedfile.stored_by",)
