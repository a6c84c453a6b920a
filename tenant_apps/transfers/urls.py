"""Transfers between organisations: /o/<slug>/transfers/."""

from django.urls import path

from .views import cards, lists, starting

app_name = "transfers"
urlpatterns = [
    path("", lists.TransferListPage.as_view(), name="list"),
    path("request/", starting.RequestPage.as_view(), name="request"),
    path("organisations/", lists.OrganisationOptionsPage.as_view(), name="organisation_options"),
    path("student/<int:card_id>/", starting.StartPage.as_view(), name="start"),
    path("<int:number>/", cards.TransferPage.as_view(), name="card"),
    path("<int:number>/accept/", cards.AcceptPage.as_view(), name="accept"),
    path("<int:number>/settle/", cards.SettlePage.as_view(), name="settle"),
    path("<int:number>/refuse/", cards.RefusePage.as_view(), name="refuse"),
    path("<int:number>/withdraw/", cards.WithdrawPage.as_view(), name="withdraw"),
    path("<int:number>/give-back/", cards.GiveBackPage.as_view(), name="give_back"),
]
