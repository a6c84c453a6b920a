"""Employees and guardians: /o/<slug>/people/. Students' cards stand with enrolment: /o/<slug>/students/."""

from django.urls import path

from .views import attestation, employee_records, employees, guardians, readings

app_name = "people"
urlpatterns = [
    path("employees/", employees.EmployeeListPage.as_view(), name="employee_list"),
    path("employees/options/", employees.EmployeeOptionsPage.as_view(), name="employee_options"),
    path("employees/attestation/", attestation.AttestationPage.as_view(), name="attestation"),
    path("employees/new/", employees.NewEmployeePage.as_view(), name="employee_new"),
    path("employees/<int:card_id>/", employees.EmployeePage.as_view(), name="employee"),
    path("employees/<int:card_id>/edit/", employees.EditEmployeePage.as_view(), name="employee_edit"),
    path("employees/<int:card_id>/name/", employees.EmployeeNamePage.as_view(), name="employee_name"),
    path("employees/<int:card_id>/numbers/", employees.EmployeeIdentifiersPage.as_view(), name="employee_identifiers"),
    path(
        "employees/<int:card_id>/documents/new/",
        employees.EmployeeAddDocumentPage.as_view(),
        name="employee_document_new",
    ),
    path(
        "employees/<int:card_id>/documents/<int:document_id>/",
        employees.EmployeeChangeDocumentPage.as_view(),
        name="employee_document",
    ),
    path(
        "employees/<int:card_id>/documents/<int:document_id>/remove/",
        employees.EmployeeRemoveDocumentPage.as_view(),
        name="employee_document_remove",
    ),
    path(
        "employees/<int:card_id>/citizenship/new/",
        employees.EmployeeAddCitizenshipPage.as_view(),
        name="employee_citizenship_new",
    ),
    path(
        "employees/<int:card_id>/citizenship/<int:row_id>/end/",
        employees.EmployeeEndCitizenshipPage.as_view(),
        name="employee_citizenship_end",
    ),
    path(
        "employees/<int:card_id>/citizenship/<int:row_id>/remove/",
        employees.EmployeeRemoveCitizenshipPage.as_view(),
        name="employee_citizenship_remove",
    ),
    path("employees/<int:card_id>/files/new/", employees.EmployeeNewFilePage.as_view(), name="employee_file_new"),
    path("employees/<int:card_id>/files/<int:file_id>/", employees.EmployeeFilePage.as_view(), name="employee_file"),
    path(
        "employees/<int:card_id>/files/<int:file_id>/replace/",
        employees.EmployeeReplaceFilePage.as_view(),
        name="employee_file_replace",
    ),
    path(
        "employees/<int:card_id>/files/<int:file_id>/remove/",
        employees.EmployeeRemoveFilePage.as_view(),
        name="employee_file_remove",
    ),
    path("employees/<int:card_id>/posts/new/", employees.AppointPage.as_view(), name="employee_appoint"),
    path("employees/<int:card_id>/posts/<int:post_id>/rate/", employees.ChangeRatePage.as_view(), name="employee_rate"),
    path("employees/<int:card_id>/posts/<int:post_id>/end/", employees.DismissPage.as_view(), name="employee_dismiss"),
    path("employees/<int:card_id>/personnel/", employee_records.PersonnelPage.as_view(), name="employee_personnel"),
    path("employees/<int:card_id>/leave/", employee_records.LetGoPage.as_view(), name="employee_let_go"),
    path(
        "employees/<int:card_id>/employments/<int:record_id>/",
        employee_records.CorrectEmploymentPage.as_view(),
        name="employee_employment",
    ),
    path(
        "employees/<int:card_id>/attestations/<int:record_id>/outcome/",
        employee_records.DecideAttestationPage.as_view(),
        name="employee_decision",
    ),
    path(
        "employees/<int:card_id>/records/<slug:kind>/new/",
        employee_records.AddRecordPage.as_view(),
        name="employee_record_new",
    ),
    path(
        "employees/<int:card_id>/records/<slug:kind>/<int:record_id>/",
        employee_records.CorrectRecordPage.as_view(),
        name="employee_record",
    ),
    path(
        "employees/<int:card_id>/records/<slug:kind>/<int:record_id>/end/",
        employee_records.EndRecordPage.as_view(),
        name="employee_record_end",
    ),
    path(
        "employees/<int:card_id>/records/<slug:kind>/<int:record_id>/remove/",
        employee_records.RemoveRecordPage.as_view(),
        name="employee_record_remove",
    ),
    path("guardians/", guardians.GuardianListPage.as_view(), name="guardian_list"),
    path("guardians/options/", guardians.GuardianOptionsPage.as_view(), name="guardian_options"),
    path("options/", guardians.PersonOptionsPage.as_view(), name="person_options"),
    path("guardians/<int:card_id>/", guardians.GuardianPage.as_view(), name="guardian"),
    path("guardians/<int:card_id>/edit/", guardians.EditGuardianPage.as_view(), name="guardian_edit"),
    path("guardians/<int:card_id>/name/", guardians.GuardianNamePage.as_view(), name="guardian_name"),
    path("guardians/<int:card_id>/numbers/", guardians.GuardianIdentifiersPage.as_view(), name="guardian_identifiers"),
    path(
        "guardians/<int:card_id>/documents/new/",
        guardians.GuardianAddDocumentPage.as_view(),
        name="guardian_document_new",
    ),
    path(
        "guardians/<int:card_id>/documents/<int:document_id>/",
        guardians.GuardianChangeDocumentPage.as_view(),
        name="guardian_document",
    ),
    path(
        "guardians/<int:card_id>/documents/<int:document_id>/remove/",
        guardians.GuardianRemoveDocumentPage.as_view(),
        name="guardian_document_remove",
    ),
    path(
        "guardians/<int:card_id>/citizenship/new/",
        guardians.GuardianAddCitizenshipPage.as_view(),
        name="guardian_citizenship_new",
    ),
    path(
        "guardians/<int:card_id>/citizenship/<int:row_id>/end/",
        guardians.GuardianEndCitizenshipPage.as_view(),
        name="guardian_citizenship_end",
    ),
    path(
        "guardians/<int:card_id>/citizenship/<int:row_id>/remove/",
        guardians.GuardianRemoveCitizenshipPage.as_view(),
        name="guardian_citizenship_remove",
    ),
    path("guardians/<int:card_id>/files/new/", guardians.GuardianNewFilePage.as_view(), name="guardian_file_new"),
    path("guardians/<int:card_id>/files/<int:file_id>/", guardians.GuardianFilePage.as_view(), name="guardian_file"),
    path(
        "guardians/<int:card_id>/files/<int:file_id>/replace/",
        guardians.GuardianReplaceFilePage.as_view(),
        name="guardian_file_replace",
    ),
    path(
        "guardians/<int:card_id>/files/<int:file_id>/remove/",
        guardians.GuardianRemoveFilePage.as_view(),
        name="guardian_file_remove",
    ),
    path("readings/", readings.ReadingListPage.as_view(), name="readings"),
]
