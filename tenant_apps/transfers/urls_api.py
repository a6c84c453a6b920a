"""The programming interface of transfers: /o/<slug>/api/v1/transfers/."""

from django.urls import path

from . import api

app_name = "transfers_api"
urlpatterns = [
    path("", api.TransferViewSet.as_view({"get": "list", "post": "create"}), name="list"),
    path("request/", api.RequestTransferView.as_view({"post": "ask"}), name="request"),
    path("<int:number>/accept/", api.AcceptTransferView.as_view({"post": "accept"}), name="accept"),
    path("<int:number>/settle/", api.SettleTransferView.as_view({"get": "look", "post": "settle"}), name="settle"),
    path("<int:number>/refuse/", api.RefuseTransferView.as_view({"post": "refuse"}), name="refuse"),
    path("<int:number>/withdraw/", api.WithdrawTransferView.as_view({"post": "withdraw"}), name="withdraw"),
    path("<int:number>/give-back/", api.GiveBackView.as_view({"post": "give_back"}), name="give_back"),
]
