"""Addresses of the staff, under /region/staff/."""

from django.urls import path

from . import views, views_composition

app_name = "staffing"
urlpatterns = [
    path("", views.StaffPage.as_view(), name="overview"),
    path("composition/", views_composition.CompositionPage.as_view(), name="composition"),
]
