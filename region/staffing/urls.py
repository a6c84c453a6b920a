"""Addresses of the staff, under /region/staff/."""

from django.urls import path

from . import views

app_name = "staffing"
urlpatterns = [path("", views.StaffPage.as_view(), name="overview")]
