"""Addresses of restricted lists, under /region/registry/."""

from django.urls import path

from . import doubles_views, movement_views, people_views, views

app_name = "registry"
urlpatterns = [
    path("", views.SearchPage.as_view(), name="search"),
    path("purpose/", views.PurposePage.as_view(), name="purpose"),
    path("students/", views.StudentsPage.as_view(), name="students"),
    path("movement/", movement_views.MoversPage.as_view(), name="movement"),
    path("employees/", people_views.EmployeesPage.as_view(), name="employees"),
    path("guardians/", people_views.GuardiansPage.as_view(), name="guardians"),
    path("doubles/", doubles_views.DoublesPage.as_view(), name="doubles"),
    path("doubles/search/", doubles_views.FindDoublesPage.as_view(), name="find_doubles"),
    path("doubles/<int:pair>/", doubles_views.DoublePage.as_view(), name="double"),
    path("readings/", views.ReadingsPage.as_view(), name="readings"),
]
