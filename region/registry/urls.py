"""Addresses of restricted lists, under /region/registry/."""

from django.urls import path

from . import movement_views, people_views, views

app_name = "registry"
urlpatterns = [
    path("", views.SearchPage.as_view(), name="search"),
    path("purpose/", views.PurposePage.as_view(), name="purpose"),
    path("students/", views.StudentsPage.as_view(), name="students"),
    path("movement/", movement_views.MoversPage.as_view(), name="movement"),
    path("employees/", people_views.EmployeesPage.as_view(), name="employees"),
    path("guardians/", people_views.GuardiansPage.as_view(), name="guardians"),
    path("readings/", views.ReadingsPage.as_view(), name="readings"),
]
