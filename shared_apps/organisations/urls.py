"""Addresses of the register, under /admin/."""

from django.urls import path

from . import views

app_name = "organisations"
urlpatterns = [
    path("organisations/", views.OrganisationListPage.as_view(), name="list"),
    path("organisations/new/", views.NewOrganisationPage.as_view(), name="new"),
    path("organisations/<int:organisation_id>/", views.OrganisationCardPage.as_view(), name="card"),
    path("organisations/<int:organisation_id>/retry/", views.RetryBirthPage.as_view(), name="retry"),
    path("organisations/<int:organisation_id>/rename/", views.RenamePage.as_view(), name="rename"),
    path("organisations/<int:organisation_id>/close/", views.ClosePage.as_view(), name="close"),
    path("organisations/<int:organisation_id>/supervision/", views.SupervisePage.as_view(), name="supervise"),
    path(
        "organisations/<int:organisation_id>/supervision/<int:pk>/end/",
        views.EndSupervisionPage.as_view(),
        name="end_supervision",
    ),
    path("schemas/", views.FleetPage.as_view(), name="fleet"),
]
