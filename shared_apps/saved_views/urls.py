"""Saved views: /views/."""

from django.urls import path

from . import views

app_name = "saved_views"
urlpatterns = [
    path("", views.ViewsPage.as_view(), name="list"),
    path("new/", views.NewViewPage.as_view(), name="new"),
    path("<int:view_id>/", views.OpenPage.as_view(), name="open"),
    path("<int:view_id>/edit/", views.EditPage.as_view(), name="edit"),
    path("<int:view_id>/remove/", views.RemovePage.as_view(), name="remove"),
]
