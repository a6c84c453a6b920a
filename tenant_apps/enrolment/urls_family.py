"""A family's own pages: /me/. No door stands around them."""

from django.urls import path

from .views import family

app_name = "family"
urlpatterns = [
    path("", family.FamilyPage.as_view(), name="home"),
    path("cards/<int:membership_id>/<int:student_id>/", family.FamilyCardPage.as_view(), name="card"),
    path("consents/", family.FamilyConsentsPage.as_view(), name="consents"),
    path(
        "consents/<int:membership_id>/<int:consent_id>/withdraw/",
        family.FamilyWithdrawPage.as_view(),
        name="consent_withdraw",
    ),
]
