"""The programming interface of region administration of accounts: /admin/api/v1/."""

from django.urls import path

from . import api_voiding as voiding

app_name = "accounts_api"
urlpatterns = [
    path("compromised/", voiding.AboveViewSet.as_view({"get": "list"}), name="cases"),
    path("compromised/<int:pk>/", voiding.AboveViewSet.as_view({"get": "retrieve"}), name="case"),
    path("compromised/<int:pk>/operations/", voiding.OperationsView.as_view({"get": "operations"}), name="operations"),
    path("compromised/<int:pk>/since/", voiding.SinceView.as_view({"post": "count_from"}), name="since"),
    path("compromised/<int:pk>/propose/", voiding.ProposeView.as_view({"post": "propose"}), name="propose"),
    path("compromised/<int:pk>/withdraw/", voiding.WithdrawView.as_view({"post": "withdraw"}), name="withdraw"),
    path("compromised/<int:pk>/confirm/", voiding.ConfirmView.as_view({"post": "confirm"}), name="confirm"),
    path("compromised/<int:pk>/resume/", voiding.ResumeView.as_view({"post": "resume"}), name="resume"),
    path("compromised/<int:pk>/undo/", voiding.UndoView.as_view({"post": "take_back"}), name="undo"),
    path("compromised/<int:pk>/nothing/", voiding.CleanView.as_view({"post": "decide_clean"}), name="nothing"),
]
