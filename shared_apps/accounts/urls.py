"""Sign-in, one's own pages, administration of accounts: outside organisations."""

from django.urls import path

from .views import administration, compromised, invitation, own, signing_in, visits, voiding

app_name = "accounts"
urlpatterns = [
    path("", signing_in.HomePage.as_view(), name="home"),
    path("health/", signing_in.health, name="health"),
    path("sign-in/", signing_in.SignInPage.as_view(), name="sign_in"),
    path("sign-out/", signing_in.SignOutPage.as_view(), name="sign_out"),
    path("invitation/", invitation.CodePage.as_view(), name="code"),
    path("invitation/<str:code>/", invitation.InvitationPage.as_view(), name="invitation"),
    path("account/seen/", signing_in.SeenPage.as_view(), name="seen"),
    path("account/", own.ProfilePage.as_view(), name="profile"),
    path("account/no-role/", signing_in.NoRolePage.as_view(), name="no_role"),
    path("account/workplace/", signing_in.SwitchPage.as_view(), name="switch"),
    path("account/password/", own.PasswordPage.as_view(), name="password"),
    path("account/first-password/", own.FirstPasswordPage.as_view(), name="first_password"),
    path("account/compromised/", compromised.OwnReportPage.as_view(), name="own_report"),
    path("account/frozen/", compromised.FrozenPage.as_view(), name="frozen"),
    path("account/sessions/", own.SessionsPage.as_view(), name="sessions"),
    path("account/sessions/end-others/", own.EndOtherSessionsPage.as_view(), name="end_other_sessions"),
    path("account/sessions/<int:session_id>/end/", own.EndSessionPage.as_view(), name="end_session"),
    path("account/keys/", own.TokensPage.as_view(), name="tokens"),
    path("account/keys/new/", own.NewTokenPage.as_view(), name="new_token"),
    path("account/keys/<int:token_id>/revoke/", own.RevokeTokenPage.as_view(), name="revoke_token"),
    path("admin/accounts/", administration.AccountListPage.as_view(), name="list"),
    path("admin/accounts/new/", administration.NewAccountPage.as_view(), name="create"),
    path("admin/accounts/known/", administration.KnownAccountPage.as_view(), name="give_known"),
    path(
        "admin/accounts/organisations/", administration.OrganisationOptionsPage.as_view(), name="organisation_options"
    ),
    path("admin/accounts/<int:account_id>/", administration.AccountCardPage.as_view(), name="account"),
    path("admin/accounts/<int:account_id>/roles/new/", administration.GiveRolePage.as_view(), name="give"),
    path(
        "admin/accounts/<int:account_id>/roles/<int:membership_id>/end/",
        administration.EndRolePage.as_view(),
        name="end_role",
    ),
    path("admin/accounts/<int:account_id>/name/", administration.RenamePage.as_view(), name="rename"),
    path("admin/accounts/<int:account_id>/password/", administration.ResetPage.as_view(), name="reset"),
    path("admin/accounts/<int:account_id>/block/", administration.BlockPage.as_view(), name="block"),
    path("admin/accounts/<int:account_id>/unblock/", administration.UnblockPage.as_view(), name="unblock"),
    path("admin/accounts/<int:account_id>/compromised/", administration.ReportPage.as_view(), name="report"),
    path("admin/accounts/<int:account_id>/release/", administration.ReleasePage.as_view(), name="release"),
    path("admin/compromised/", voiding.CaseListPage.as_view(), name="voidings"),
    path("admin/compromised/<int:case_id>/", voiding.CasePage.as_view(), name="voiding"),
    path("admin/compromised/<int:case_id>/operations/", voiding.OperationsPage.as_view(), name="voiding_operations"),
    path("admin/compromised/<int:case_id>/since/", voiding.SincePage.as_view(), name="voiding_since"),
    path("admin/compromised/<int:case_id>/propose/", voiding.ProposePage.as_view(), name="voiding_propose"),
    path("admin/compromised/<int:case_id>/withdraw/", voiding.WithdrawPage.as_view(), name="voiding_withdraw"),
    path("admin/compromised/<int:case_id>/confirm/", voiding.ConfirmVoidingPage.as_view(), name="voiding_confirm"),
    path("admin/compromised/<int:case_id>/resume/", voiding.ResumePage.as_view(), name="voiding_resume"),
    path("admin/compromised/<int:case_id>/undo/", voiding.UndoPage.as_view(), name="voiding_undo"),
    path("admin/compromised/<int:case_id>/nothing/", voiding.CleanPage.as_view(), name="voiding_clean"),
    path("region/visits/", visits.RegionVisitsPage.as_view(), name="region_visits"),
    path("admin/security/", administration.SecurityLogPage.as_view(), name="security_log"),
]
