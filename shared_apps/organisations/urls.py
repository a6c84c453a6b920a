"""Addresses of the register, under /admin/."""

from django.urls import path

from . import identity_views, import_views, names_views, territory_urls, views

app_name = "organisations"
urlpatterns = [
    path("organisations/", views.OrganisationListPage.as_view(), name="list"),
    path("organisations/new/", views.NewOrganisationPage.as_view(), name="new"),
    path("organisations/import/", import_views.ImportListPage.as_view(), name="import_list"),
    path("organisations/import/new/<slug:kind>/", import_views.ImportNewPage.as_view(), name="import_new_of"),
    path("organisations/import/template/<slug:kind>/", import_views.TemplatePage.as_view(), name="import_template_of"),
    path("organisations/import/<int:run_id>/", import_views.ImportPage.as_view(), name="import_card"),
    path("organisations/import/<int:run_id>/errors/", import_views.ErrorFilePage.as_view(), name="import_file"),
    path("organisations/import/<int:run_id>/confirm/", import_views.ConfirmPage.as_view(), name="import_confirm"),
    path("organisations/import/<int:run_id>/again/", import_views.AgainPage.as_view(), name="import_again"),
    path("organisations/import/<int:run_id>/discard/", import_views.AbandonPage.as_view(), name="import_abandon"),
    path("organisations/import/<int:run_id>/undo/", import_views.UndoPage.as_view(), name="import_undo"),
    path("organisations/<int:organisation_id>/", views.OrganisationCardPage.as_view(), name="card"),
    path("organisations/<int:organisation_id>/retry/", views.RetryBirthPage.as_view(), name="retry"),
    path("organisations/<int:organisation_id>/identity/", identity_views.IdentityPage.as_view(), name="identity"),
    path("organisations/<int:organisation_id>/withdraw/", identity_views.WithdrawPage.as_view(), name="withdraw"),
    path("organisations/<int:organisation_id>/rename/", names_views.RenamePage.as_view(), name="rename"),
    path(
        "organisations/<int:organisation_id>/names/<int:period_id>/correct/",
        names_views.CorrectPage.as_view(),
        name="correct",
    ),
    path("organisations/<int:organisation_id>/supervision/", views.SupervisePage.as_view(), name="supervise"),
    path(
        "organisations/<int:organisation_id>/supervision/<int:pk>/end/",
        views.EndSupervisionPage.as_view(),
        name="end_supervision",
    ),
    *territory_urls.urlpatterns,
    path("schemas/", views.FleetPage.as_view(), name="fleet"),
]
