"""The programming interface of access: /o/<slug>/api/v1/access/."""

from django.urls import path

from .api import compromise, invitations, proposed

app_name = "access_api"
urlpatterns = [
    path("families/", invitations.FamiliesView.as_view({"get": "list"}), name="families"),
    path("families/invitations/", invitations.InviteFamiliesView.as_view({"post": "create"}), name="invite_families"),
    path("employees/", invitations.EmployeesView.as_view({"get": "list"}), name="employees"),
    path(
        "employees/invitations/", invitations.InviteEmployeesView.as_view({"post": "create"}), name="invite_employees"
    ),
    path(
        "employees/proposed/",
        proposed.ProposedRolesView.as_view({"get": "list", "post": "decide"}),
        name="proposed",
    ),
    path("invitations/<int:pk>/revoke/", invitations.RevokeView.as_view({"post": "revoke"}), name="revoke"),
    path("compromised/", compromise.CaseViewSet.as_view({"get": "list", "post": "create"}), name="cases"),
    path("compromised/<int:pk>/", compromise.CaseViewSet.as_view({"get": "retrieve"}), name="case"),
    path("compromised/<int:pk>/since/", compromise.SinceView.as_view({"post": "count_from"}), name="since"),
    path("compromised/<int:pk>/propose/", compromise.ProposeView.as_view({"post": "propose"}), name="propose"),
    path("compromised/<int:pk>/withdraw/", compromise.WithdrawView.as_view({"post": "withdraw"}), name="withdraw"),
    path("compromised/<int:pk>/confirm/", compromise.ConfirmView.as_view({"post": "confirm"}), name="confirm"),
    path("compromised/<int:pk>/nothing/", compromise.CleanView.as_view({"post": "decide_clean"}), name="nothing"),
]
