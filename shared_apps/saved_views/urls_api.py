"""The programming interface of saved views: /api/v1/views/."""

from django.urls import path

from . import api

app_name = "saved_views_api"
urlpatterns = [
    path("", api.ViewsView.as_view({"get": "list", "post": "create"}), name="list"),
    path("<int:view_id>/", api.ViewView.as_view({"get": "retrieve", "put": "change", "delete": "remove"}), name="view"),
]
