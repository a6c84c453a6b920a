"""Completeness of cards, the monthly check, corrections by families: /o/<slug>/upkeep/."""

from django.urls import path

from .views import batches, checks, circumstances, completeness, corrections

app_name = "upkeep"
urlpatterns = [
    path("", completeness.OverviewPage.as_view(), name="overview"),
    path("students/", completeness.StudentUpkeepPage.as_view(), name="students"),
    path("employees/", completeness.EmployeeUpkeepPage.as_view(), name="employees"),
    path("guardians/", completeness.GuardianUpkeepPage.as_view(), name="guardians"),
    path("students/<int:student_id>/check/", checks.CheckOnePage.as_view(), name="check_one"),
    path("classes/<int:class_id>/check/", checks.CheckClassPage.as_view(), name="check_class"),
    path("education/", circumstances.EducationListPage.as_view(), name="education"),
    path("health/", circumstances.HealthListPage.as_view(), name="health"),
    path("social/", circumstances.SocialListPage.as_view(), name="social"),
    path("batches/", batches.BatchListPage.as_view(), name="batches"),
    path("batches/new/", batches.NewBatchPage.as_view(), name="batch_new"),
    path("batches/<int:batch_id>/", batches.BatchPage.as_view(), name="batch"),
    path("batches/<int:batch_id>/undo/", batches.UndoBatchPage.as_view(), name="batch_undo"),
    path("corrections/", corrections.CorrectionListPage.as_view(), name="corrections"),
    path("corrections/<int:correction_id>/", corrections.CorrectionPage.as_view(), name="correction"),
    path("corrections/<int:correction_id>/scan/", corrections.ScanPage.as_view(), name="correction_scan"),
    path(
        "corrections/<int:correction_id>/<int:field_id>/accept/",
        corrections.AcceptPage.as_view(),
        name="correction_accept",
    ),
    path(
        "corrections/<int:correction_id>/<int:field_id>/when/",
        corrections.WhenPage.as_view(),
        name="correction_when",
    ),
    path(
        "corrections/<int:correction_id>/<int:field_id>/insist/",
        corrections.InsistPage.as_view(),
        name="correction_insist",
    ),
    path(
        "corrections/<int:correction_id>/<int:field_id>/refuse/",
        corrections.RefusePage.as_view(),
        name="correction_refuse",
    ),
]
