"""Addresses of the feed's pages, under /region/."""

from django.urls import path

from . import views

app_name = "feed"
urlpatterns = [
    path("freshness/", views.FeedStatusPage.as_view(), name="status"),
    path("freshness/differences/", views.DifferencesPage.as_view(), name="differences"),
    path("organisations/", views.OrganisationOptionsPage.as_view(), name="organisations"),
]
