"""The programming interface of the upkeep: /o/<slug>/api/v1/upkeep/."""

from django.urls import path

from . import api, api_batches, api_corrections

app_name = "upkeep_api"
urlpatterns = [
    path("completeness/", api.CompletenessView.as_view({"get": "list"}), name="completeness"),
    path(
        "completeness/guardians/",
        api.GuardiansCompletenessView.as_view({"get": "list"}),
        name="completeness_guardians",
    ),
    path(
        "completeness/employees/",
        api.EmployeesCompletenessView.as_view({"get": "list"}),
        name="completeness_employees",
    ),
    path("checks/", api.ChecksView.as_view({"get": "list", "post": "create"}), name="checks"),
    path("batches/", api_batches.BatchesView.as_view({"get": "list", "post": "create"}), name="batches"),
    path("batches/plan/", api_batches.BatchesView.as_view({"post": "plan"}), name="batch_plan"),
    path("batches/<int:pk>/undo/", api_batches.BatchesView.as_view({"post": "undo"}), name="batch_undo"),
    path("corrections/", api_corrections.CorrectionsView.as_view({"get": "list"}), name="corrections"),
    path(
        "corrections/<int:pk>/<int:field_id>/accept/",
        api_corrections.AcceptFieldView.as_view({"post": "accept"}),
        name="accept_field",
    ),
    path(
        "corrections/<int:pk>/<int:field_id>/refuse/",
        api_corrections.RefuseFieldView.as_view({"post": "refuse"}),
        name="refuse_field",
    ),
]
