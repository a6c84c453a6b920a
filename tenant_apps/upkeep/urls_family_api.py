"""The programming interface of families: /me/api/v1/corrections/. No door stands around it."""

from django.urls import path

from . import api_family

app_name = "family_upkeep_api"
urlpatterns = [
    path("", api_family.FamilyCorrectionsView.as_view({"get": "list", "post": "create"}), name="corrections"),
    path(
        "<int:membership_id>/<int:correction_id>/withdraw/",
        api_family.WithdrawFamilyCorrectionView.as_view({"post": "withdraw"}),
        name="withdraw",
    ),
]
