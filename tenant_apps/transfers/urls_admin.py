"""Mergers, splits and closings for the region's administrator: /admin/reorganisations/."""

from django.urls import path

from .views import reorganisations as pages

app_name = "reorganisations"
urlpatterns = [
    path("reorganisations/", pages.ReorganisationListPage.as_view(), name="list"),
    path("reorganisations/new/", pages.NewReorganisationPage.as_view(), name="new"),
    path("reorganisations/organisations/", pages.OrganisationOptionsPage.as_view(), name="organisation_options"),
    path("reorganisations/<int:plan_id>/", pages.PlanPage.as_view(), name="plan"),
    path("reorganisations/<int:plan_id>/look/", pages.LookPage.as_view(), name="look"),
    path("reorganisations/<int:plan_id>/classes/", pages.ClassesPage.as_view(), name="classes"),
    path("reorganisations/<int:plan_id>/employees/", pages.EmployeesPage.as_view(), name="employees"),
    path("reorganisations/<int:plan_id>/side/", pages.SidePage.as_view(), name="side"),
    path("reorganisations/<int:plan_id>/carry-out/", pages.CarryOutPage.as_view(), name="carry_out"),
    path("reorganisations/<int:plan_id>/confirm/", pages.ConfirmReorganisationPage.as_view(), name="confirm"),
    path("reorganisations/<int:plan_id>/undo/", pages.UndoPage.as_view(), name="undo"),
    path("reorganisations/<int:plan_id>/discard/", pages.DiscardPage.as_view(), name="discard"),
]
