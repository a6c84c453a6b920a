"""Accounts of families and employees, compromised accounts: /o/<slug>/access/."""

from django.urls import path

from .views import compromise, inviting, proposed

app_name = "access"
urlpatterns = [
    path("families/", inviting.FamilyListPage.as_view(), name="families"),
    path("families/sheets/", inviting.IssueFamiliesPage.as_view(), name="issue_families"),
    path("employees/", inviting.StaffListPage.as_view(), name="staff"),
    path("employees/proposed/", proposed.ProposedPage.as_view(), name="proposed"),
    path("employees/sheets/", inviting.IssueStaffPage.as_view(), name="issue_staff"),
    path("invitations/<int:invitation_id>/revoke/", inviting.RevokePage.as_view(), name="revoke"),
    path("compromised/", compromise.CaseListPage.as_view(), name="reports"),
    path("compromised/<int:case_id>/", compromise.CasePage.as_view(), name="report"),
    path("compromised/<int:case_id>/since/", compromise.SincePage.as_view(), name="since"),
    path("compromised/<int:case_id>/propose/", compromise.ProposePage.as_view(), name="propose"),
    path("compromised/<int:case_id>/withdraw/", compromise.WithdrawPage.as_view(), name="withdraw"),
    path("compromised/<int:case_id>/confirm/", compromise.ConfirmVoidingPage.as_view(), name="confirm"),
    path("compromised/<int:case_id>/nothing/", compromise.CleanPage.as_view(), name="clean"),
    path("compromised/<int:case_id>/families/", compromise.ToldPage.as_view(), name="told"),
]
