"""Addresses of restricted lists, under /region/registry/."""

from django.urls import path

from region.feed.views import OrganisationOptionsPage

app_name = "registry"
urlpatterns = [path("students/", OrganisationOptionsPage.as_view(), name="students")]
