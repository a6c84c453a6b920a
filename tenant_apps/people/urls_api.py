"""The programming interface of employees, guardians and consents, under /o/<slug>/api/v1/.

Students' cards stand with enrolment.
"""

from django.urls import path

from shared_apps.accounts import permissions

from .api import consents, employees, employment, erasing, guardians, records
from .api.addresses import endpoints
from .views.employees import EMPLOYEE
from .views.guardians import GUARDIAN

app_name = "people-api"
Records = records.RecordsView
urlpatterns = [
    path("employees/", employment.HiringView.as_view({"get": "list", "post": "create"}), name="employees"),
    path("employees/<int:pk>/", employees.EmployeeViewSet.as_view({"get": "retrieve"}), name="employee"),
    *endpoints(EMPLOYEE, permissions.EMPLOYEE_VIEW, "employees", "employee"),
    path(
        "employees/<int:pk>/posts/",
        employment.PostsView.as_view({"get": "list", "post": "create"}),
        name="employee_posts",
    ),
    path(
        "employees/<int:pk>/posts/<int:row_id>/rate/",
        employment.PostsView.as_view({"post": "change_rate"}),
        name="employee_rate",
    ),
    path(
        "employees/<int:pk>/posts/<int:row_id>/end/",
        employment.PostsView.as_view({"post": "end"}),
        name="employee_post_end",
    ),
    path(
        "employees/<int:pk>/personnel/",
        employment.PersonnelView.as_view({"get": "retrieve", "patch": "partial_update"}),
        name="employee_personnel",
    ),
    path(
        "employees/<int:pk>/employments/",
        employment.EmploymentsView.as_view({"get": "list"}),
        name="employee_employments",
    ),
    path(
        "employees/<int:pk>/employments/<int:row_id>/",
        employment.EmploymentsView.as_view({"patch": "partial_update"}),
        name="employee_employment",
    ),
    path(
        "employees/<int:pk>/leave/",
        employment.EmploymentsView.as_view({"post": "let_go"}),
        name="employee_let_go",
    ),
    path(
        "employees/<int:pk>/records/",
        employees.EmployeeRecordsView.as_view({"get": "records"}),
        name="employee_records",
    ),
    path(
        "employees/<int:pk>/records/<slug:kind>/",
        Records.as_view({"get": "list", "post": "create"}),
        name="employee_records_of_kind",
    ),
    path(
        "employees/<int:pk>/records/<slug:kind>/<int:row_id>/",
        Records.as_view({"put": "update", "delete": "destroy"}),
        name="employee_record",
    ),
    path(
        "employees/<int:pk>/records/<slug:kind>/<int:row_id>/end/",
        Records.as_view({"post": "end"}),
        name="employee_record_end",
    ),
    path(
        "employees/<int:pk>/attestations/<int:row_id>/outcome/",
        Records.as_view({"post": "decide"}),
        name="employee_decision",
    ),
    path("attestation/", employees.AttestationView.as_view({"get": "list"}), name="attestation"),
    path("consents/", consents.ConsentViewSet.as_view({"get": "list", "post": "create"}), name="consents"),
    path("consents/forms/", consents.ConsentFormsView.as_view({"get": "list", "post": "create"}), name="consent_forms"),
    path("consents/<int:pk>/", consents.ConsentViewSet.as_view({"delete": "destroy"}), name="consent"),
    path("consents/<int:pk>/withdraw/", consents.ConsentViewSet.as_view({"post": "withdraw"}), name="consent_withdraw"),
    path("consents/<int:pk>/done/", consents.ConsentViewSet.as_view({"post": "follow_up"}), name="consent_follow_up"),
    path(
        "consents/<int:pk>/scan/<slug:paper>/",
        consents.ConsentScanView.as_view({"get": "scan"}),
        name="consent_scan",
    ),
    path("consents/persons/<int:person_id>/erasure/", erasing.ErasureView.as_view({"post": "create"}), name="erasure"),
    path(
        "consents/persons/<int:person_id>/erasure/plan/",
        erasing.ErasurePlanView.as_view({"post": "plan"}),
        name="erasure_plan",
    ),
    path("guardians/", guardians.GuardiansView.as_view({"get": "list"}), name="guardians"),
    path("guardians/<int:pk>/", guardians.GuardianView.as_view({"get": "retrieve"}), name="guardian"),
    path(
        "guardians/<int:pk>/students/",
        guardians.GuardianStudentsView.as_view({"get": "list"}),
        name="guardian_students",
    ),
    *endpoints(
        GUARDIAN, permissions.GUARDIAN_VIEW, "guardians", "guardian", particulars=guardians.GuardianParticularsView
    ),
]
