"""The journal of changes and reversals: /o/<slug>/history/."""

from django.urls import path

from . import views

app_name = "history"
urlpatterns = [
    path("", views.JournalListPage.as_view(), name="list"),
    path("reverse/", views.PlanReversalPage.as_view(), name="reverse"),
    path("reversals/", views.ReversalListPage.as_view(), name="reversals"),
    path("reversals/<int:number>/", views.ReversalPage.as_view(), name="reversal"),
    path("reversals/<int:number>/confirm/", views.ConfirmReversalPage.as_view(), name="confirm"),
    path("reversals/<int:number>/abandon/", views.AbandonReversalPage.as_view(), name="abandon"),
]
