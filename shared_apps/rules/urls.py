"""Addresses of the settings above organisations, under /admin/."""

from django.urls import path

from . import views

app_name = "rules"
urlpatterns = [
    path("settings/", views.SettingListPage.as_view(), name="list"),
    path("settings/<slug:setting>/", views.SettingPage.as_view(), name="card"),
    path("settings/<slug:setting>/write/", views.WriteValuePage.as_view(), name="write"),
    path("settings/<slug:setting>/inherit/", views.InheritPage.as_view(), name="inherit"),
]
