"""What a family does about notices: /me/notices/. No door stands around it."""

from django.urls import path

from .views import family

app_name = "family_access"
urlpatterns = [
    path("<int:membership_id>/<int:notice_id>/read/", family.ReadNoticePage.as_view(), name="read"),
]
