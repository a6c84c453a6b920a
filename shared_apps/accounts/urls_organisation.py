"""Accounts of one organisation: /o/<slug>/accounts/."""

from django.urls import path

from .views import organisation, visits

app_name = "accounts"
urlpatterns = [
    path("", organisation.AccountListPage.as_view(), name="organisation_accounts"),
    path("new/", organisation.NewAccountPage.as_view(), name="create"),
    path("known/", organisation.KnownAccountPage.as_view(), name="give_known"),
    path("inspections/", organisation.InspectionListPage.as_view(), name="inspections"),
    path("visits/", visits.VisitsPage.as_view(), name="visits"),
    path("<int:account_id>/", organisation.AccountCardPage.as_view(), name="account"),
    path("<int:account_id>/roles/new/", organisation.GiveRolePage.as_view(), name="give"),
    path("<int:account_id>/roles/<int:membership_id>/end/", organisation.EndRolePage.as_view(), name="end_role"),
    path("<int:account_id>/name/", organisation.RenamePage.as_view(), name="rename"),
    path("<int:account_id>/password/", organisation.ResetPage.as_view(), name="reset"),
    path("<int:account_id>/block/", organisation.BlockPage.as_view(), name="block"),
    path("<int:account_id>/unblock/", organisation.UnblockPage.as_view(), name="unblock"),
    path("<int:account_id>/compromised/", organisation.ReportPage.as_view(), name="report"),
    path("<int:account_id>/release/", organisation.ReleasePage.as_view(), name="release"),
]
