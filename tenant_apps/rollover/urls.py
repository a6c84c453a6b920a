"""Addresses of rollovers and of closing years: /o/<slug>/rollover/."""

from django.urls import path

from .views import closing, decisions, plan, trial, undoing

app_name = "rollover"
urlpatterns = [
    path("", plan.OverviewPage.as_view(), name="overview"),
    path("make/<int:year_id>/", plan.MakePlanPage.as_view(), name="make"),
    path("plans/<int:plan_id>/", plan.PlanPage.as_view(), name="plan"),
    path("plans/<int:plan_id>/edit/", plan.EditPlanPage.as_view(), name="edit"),
    path("plans/<int:plan_id>/refresh/", plan.RefreshPage.as_view(), name="refresh"),
    path("plans/<int:plan_id>/discard/", plan.DiscardPage.as_view(), name="discard"),
    path("plans/<int:plan_id>/apply/", plan.ApplyPage.as_view(), name="apply"),
    path("plans/<int:plan_id>/exceptions/", trial.ExceptionsPage.as_view(), name="exceptions"),
    path("plans/<int:plan_id>/trial/", trial.TrialPage.as_view(), name="trial"),
    path("plans/<int:plan_id>/trial/start/", trial.StartTrialPage.as_view(), name="trial_start"),
    path("plans/<int:plan_id>/undo/", undoing.UndoPage.as_view(), name="undo"),
    path("plans/<int:plan_id>/many/", decisions.ManyPage.as_view(), name="many"),
    path("plans/<int:plan_id>/classes/<int:class_id>/", decisions.ClassPage.as_view(), name="class"),
    path("plans/<int:plan_id>/next/", decisions.NextClassListPage.as_view(), name="next_classes"),
    path("plans/<int:plan_id>/next/new/", decisions.NewNextClassPage.as_view(), name="next_class_new"),
    path("next/<int:planned_id>/", decisions.NextClassPage.as_view(), name="next_class"),
    path("next/<int:planned_id>/remove/", decisions.RemoveNextClassPage.as_view(), name="next_class_remove"),
    path("years/", closing.YearsPage.as_view(), name="years"),
    path("years/<int:year_id>/", closing.YearPage.as_view(), name="year"),
    path("years/<int:year_id>/not-moved/", closing.UnmovedPage.as_view(), name="unmoved"),
    path("years/<int:year_id>/seal/", closing.ProposeSealPage.as_view(), name="seal"),
    path("years/<int:year_id>/reopen/", closing.ReopenPage.as_view(), name="reopen"),
    path("proposals/<int:sealing_id>/confirm/", closing.ConfirmSealPage.as_view(), name="confirm"),
    path("proposals/<int:sealing_id>/refuse/", closing.RefuseSealPage.as_view(), name="refuse"),
    path("proposals/<int:sealing_id>/withdraw/", closing.WithdrawPage.as_view(), name="withdraw"),
]
