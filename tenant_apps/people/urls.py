"""Employees and guardians: /o/<slug>/people/. Students' cards stand with enrolment: /o/<slug>/students/."""

from django.urls import path

from shared_apps.accounts import permissions

from .views import attestation, employee_records, employees, guardians, readings
from .views.addresses import pages

app_name = "people"
urlpatterns = [
    path("employees/", employees.EmployeeListPage.as_view(), name="employee_list"),
    path("employees/options/", employees.EmployeeOptionsPage.as_view(), name="employee_options"),
    path("employees/attestation/", attestation.AttestationPage.as_view(), name="attestation"),
    path("employees/new/", employees.NewEmployeePage.as_view(), name="employee_new"),
    path("employees/<int:card_id>/", employees.EmployeePage.as_view(), name="employee"),
    path("employees/<int:card_id>/edit/", employees.EditEmployeePage.as_view(), name="employee_edit"),
    *pages(employees.OfEmployee, permissions.EMPLOYEE_VIEW, "employees/"),
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
    *pages(guardians.OfGuardian, permissions.GUARDIAN_VIEW, "guardians/"),
    path("readings/", readings.ReadingListPage.as_view(), name="readings"),
]
