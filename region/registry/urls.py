"""Addresses of restricted lists, under /region/registry/."""

from django.urls import path

from . import views

app_name = "registry"
urlpatterns = [
    path("", views.SearchPage.as_view(), name="search"),
    path("purpose/", views.PurposePage.as_view(), name="purpose"),
    path("students/", views.StudentsPage.as_view(), name="students"),
    path("readings/", views.ReadingsPage.as_view(), name="readings"),
]
