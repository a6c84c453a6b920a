"""Addresses of the contingent, under /region/."""

from django.urls import path

from . import movement_views, views, views_circumstances, views_classes, views_doubled, waiting_views

app_name = "contingent"
urlpatterns = [
    path("", views.ContingentPage.as_view(), name="overview"),
    path("classes/", views_classes.ClassesPage.as_view(), name="classes"),
    path("circumstances/", views_circumstances.CircumstancesPage.as_view(), name="circumstances"),
    path("doubled/", views_doubled.DoubledPage.as_view(), name="doubled"),
    path("transfers/", waiting_views.WaitingPage.as_view(), name="waiting"),
    path("transfers/remind/", waiting_views.RemindPage.as_view(), name="remind"),
    path("movement/", movement_views.MovementPage.as_view(), name="movement"),
]
