"""The programming interface of the organisation's own card: /o/<slug>/api/v1/organisation/."""

from django.urls import path

from . import api, api_settings

app_name = "passport_api"
urlpatterns = [
    path("", api.CardView.as_view({"get": "card"}), name="card"),
    path(
        "figures/",
        api.FiguresView.as_view({"get": "list", "post": "create", "patch": "partial_update"}),
        name="figures",
    ),
    path("buildings/", api.BuildingsView.as_view({"get": "list", "post": "create"}), name="buildings"),
    path(
        "buildings/<int:pk>/",
        api.BuildingsView.as_view({"get": "retrieve", "patch": "partial_update"}),
        name="building",
    ),
    path("buildings/<int:pk>/leave/", api.LeaveBuildingView.as_view({"post": "leave"}), name="building_leave"),
    path("settings/", api_settings.SettingsView.as_view({"get": "list"}), name="settings"),
    path(
        "settings/<slug:setting>/",
        api_settings.SettingsView.as_view({"get": "retrieve", "post": "write"}),
        name="setting",
    ),
    path(
        "settings/<slug:setting>/inherit/",
        api_settings.InheritSettingView.as_view({"post": "inherit"}),
        name="setting_inherit",
    ),
    path("additions/", api.AdditionsView.as_view({"get": "list", "post": "create"}), name="additions"),
    path("additions/<int:pk>/close/", api.CloseAdditionView.as_view({"post": "close"}), name="addition_close"),
]
