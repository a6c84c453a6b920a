"""One's own files of long lists: /files/."""

from django.urls import path

from . import views

app_name = "exports"
urlpatterns = [
    path("", views.FilesPage.as_view(), name="list"),
    path("ask/", views.AskPage.as_view(), name="ask"),
    path("<int:export_id>/", views.FilePage.as_view(), name="file"),
    path("<int:export_id>/again/", views.AgainPage.as_view(), name="again"),
    path("<int:export_id>/remove/", views.RemovePage.as_view(), name="remove"),
]
