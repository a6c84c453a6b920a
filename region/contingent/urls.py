"""Addresses of the contingent, under /region/."""

from django.urls import path

from . import views

app_name = "contingent"
urlpatterns = [path("", views.ContingentPage.as_view(), name="overview")]
