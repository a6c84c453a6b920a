"""Requests to open closed years again, for the region's administrator: /admin/reopenings/."""

from django.urls import path

from .views import reopenings

app_name = "reopenings"
urlpatterns = [
    path("reopenings/", reopenings.RequestListPage.as_view(), name="list"),
    path("reopenings/<int:request_id>/", reopenings.DecidePage.as_view(), name="decide"),
]
