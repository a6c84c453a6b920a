"""The programming interface of one's own files: /api/v1/files/."""

from django.urls import path

from . import api

app_name = "exports_api"
urlpatterns = [
    path("", api.FilesView.as_view({"get": "list", "post": "ask"}), name="list"),
    path("<int:export_id>/", api.FileView.as_view({"get": "retrieve", "delete": "remove"}), name="file"),
    path("<int:export_id>/content/", api.ContentView.as_view({"get": "content"}), name="content"),
    path("<int:export_id>/again/", api.AgainView.as_view({"post": "again"}), name="again"),
]
