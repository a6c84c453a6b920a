"""Addresses of the handbooks, under /admin/."""

from django.urls import path

from . import views

app_name = "handbooks"
urlpatterns = [
    path("handbooks/", views.HandbookListPage.as_view(), name="list"),
    path("handbooks/<slug:handbook>/", views.HandbookPage.as_view(), name="handbook"),
    path("handbooks/<slug:handbook>/new/", views.NewItemPage.as_view(), name="new_item"),
    path("handbooks/<slug:handbook>/items/<slug:code>/", views.ItemPage.as_view(), name="item"),
    path("handbooks/<slug:handbook>/items/<slug:code>/reword/", views.RewordItemPage.as_view(), name="reword_item"),
    path("handbooks/<slug:handbook>/items/<slug:code>/close/", views.CloseItemPage.as_view(), name="close_item"),
    path("handbooks/<slug:handbook>/items/<slug:code>/reopen/", views.ReopenItemPage.as_view(), name="reopen_item"),
]
