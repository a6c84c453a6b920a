"""The organisation's passport and additions to handbooks: /o/<slug>/organisation/."""

from django.urls import path

from .views import handbooks, passport, settings

app_name = "passport"
urlpatterns = [
    path("", passport.PassportPage.as_view(), name="card"),
    path("edit/", passport.EditPassportPage.as_view(), name="edit"),
    path("buildings/new/", passport.AddBuildingPage.as_view(), name="building_new"),
    path("buildings/<int:building_id>/", passport.CorrectBuildingPage.as_view(), name="building"),
    path("buildings/<int:building_id>/leave/", passport.LeaveBuildingPage.as_view(), name="building_leave"),
    path("handbooks/", handbooks.HandbookListPage.as_view(), name="handbook_list"),
    path("handbooks/items/<int:item_id>/close/", handbooks.CloseItemPage.as_view(), name="item_close"),
    path("handbooks/<slug:handbook>/", handbooks.HandbookPage.as_view(), name="handbook"),
    path("handbooks/<slug:handbook>/new/", handbooks.NewItemPage.as_view(), name="item_new"),
    path("settings/", settings.SettingListPage.as_view(), name="setting_list"),
    path("settings/<slug:setting>/", settings.SettingPage.as_view(), name="setting_card"),
    path("settings/<slug:setting>/write/", settings.WriteValuePage.as_view(), name="setting_write"),
    path("settings/<slug:setting>/inherit/", settings.InheritPage.as_view(), name="setting_inherit"),
]
