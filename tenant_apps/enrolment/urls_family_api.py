"""The programming interface of families: /me/api/v1/consents/. No door stands around it."""

from django.urls import path

from .api import family

app_name = "family_api"
urlpatterns = [
    path("", family.FamilyConsentsView.as_view({"get": "list"}), name="consents"),
    path(
        "<int:membership_id>/<int:consent_id>/withdraw/",
        family.WithdrawFamilyConsentView.as_view({"post": "withdraw"}),
        name="consent_withdraw",
    ),
]
