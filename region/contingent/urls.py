"""Addresses of the contingent, under /region/."""

from django.urls import path

from . import movement_views, views, views_circumstances, waiting_views

app_name = "contingent"
urlpatterns = [
    path("", views.ContingentPage.as_view(), name="overview"),
    path("circumstances/", views_circumstances.CircumstancesPage.as_view(), name="circumstances"),
    path("transfers/", waiting_views.WaitingPage.as_view(), name="waiting"),
    path("transfers/remind/", waiting_views.RemindPage.as_view(), name="remind"),
    path("movement/", movement_views.MovementPage.as_view(), name="movement"),
]
