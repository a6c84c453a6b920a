"""Addresses of backups, under /admin/."""

from django.urls import path

from . import views

app_name = "backups"
urlpatterns = [
    path("backups/", views.BackupListPage.as_view(), name="list"),
    path("backups/now/", views.BackupNowPage.as_view(), name="now"),
    path("backups/organisations/", views.OrganisationCopiesPage.as_view(), name="organisations"),
]
