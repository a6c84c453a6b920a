"""The programming interface of employees, under /o/<slug>/api/v1/."""

from django.urls import path

from . import api

app_name = "people-api"
urlpatterns = [
    path("employees/", api.EmployeeViewSet.as_view({"get": "list"}), name="employees"),
    path("employees/<int:pk>/", api.EmployeeViewSet.as_view({"get": "retrieve"}), name="employee"),
    path("employees/<int:pk>/records/", api.EmployeeRecordsView.as_view({"get": "records"}), name="employee_records"),
    path("attestation/", api.AttestationView.as_view({"get": "list"}), name="attestation"),
]
