from django.urls import path

from shared_apps.ui import views

app_name = "ui"

urlpatterns = [
    path("look/", views.LookPage.as_view(), name="look"),
]
