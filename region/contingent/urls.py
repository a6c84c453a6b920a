"""Addresses of the contingent, under /region/."""

from django.urls import path

from . import views, waiting_views

app_name = "contingent"
urlpatterns = [
    path("", views.ContingentPage.as_view(), name="overview"),
    path("transfers/", waiting_views.WaitingPage.as_view(), name="waiting"),
    path("transfers/remind/", waiting_views.RemindPage.as_view(), name="remind"),
]
