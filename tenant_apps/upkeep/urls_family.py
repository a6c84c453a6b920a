"""Corrections that a family proposes: /me/corrections/. No door stands around them."""

from django.urls import path

from .views import family

app_name = "family_upkeep"
urlpatterns = [
    path("", family.FamilyCorrectionsPage.as_view(), name="corrections"),
    path("new/<int:membership_id>/<int:student_id>/", family.ProposePage.as_view(), name="propose"),
    path("new/<int:membership_id>/<int:student_id>/own/", family.ProposeOwnPage.as_view(), name="propose_own"),
    path("<int:membership_id>/<int:correction_id>/withdraw/", family.WithdrawCorrectionPage.as_view(), name="withdraw"),
]
