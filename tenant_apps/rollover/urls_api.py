"""The programming interface of rollovers: /o/<slug>/api/v1/rollover/."""

from django.urls import path

from .api import outcomes, plans, years

app_name = "rollover_api"
urlpatterns = [
    path("plans/", plans.PlanViewSet.as_view({"get": "list", "post": "create"}), name="plans"),
    path(
        "plans/<int:pk>/",
        plans.PlanViewSet.as_view({"get": "retrieve", "patch": "partial_update", "delete": "destroy"}),
        name="plan",
    ),
    path("plans/<int:pk>/refresh/", plans.RefreshView.as_view({"post": "refresh"}), name="refresh"),
    path("plans/<int:pk>/outcomes/", outcomes.OutcomesView.as_view({"get": "list", "post": "decide"}), name="outcomes"),
    path("plans/<int:pk>/outcomes/many/", outcomes.ManyView.as_view({"post": "decide"}), name="many"),
    path(
        "plans/<int:pk>/classes/", outcomes.NextClassesView.as_view({"get": "list", "post": "create"}), name="classes"
    ),
    path(
        "plans/<int:pk>/classes/<int:planned_id>/",
        outcomes.NextClassesView.as_view({"get": "retrieve", "put": "update", "delete": "destroy"}),
        name="class",
    ),
    path("plans/<int:pk>/trial/", plans.TrialView.as_view({"get": "retrieve", "post": "attempt"}), name="trial"),
    path("plans/<int:pk>/apply/", plans.ApplyView.as_view({"post": "apply"}), name="apply"),
    path("plans/<int:pk>/undo/", plans.UndoingView.as_view({"get": "retrieve", "post": "undo"}), name="undo"),
    path("plans/<int:pk>/undo/plan/", plans.PlanUndoingView.as_view({"post": "look"}), name="plan_undoing"),
    path("years/", years.YearViewSet.as_view({"get": "list"}), name="years"),
    path("years/<int:pk>/", years.YearViewSet.as_view({"get": "retrieve"}), name="year"),
    path("years/<int:pk>/not-moved/", years.UnmovedView.as_view({"get": "list"}), name="not_moved"),
    path("years/<int:pk>/proposals/", years.ProposalsView.as_view({"post": "create"}), name="propose"),
    path("proposals/<int:pk>/", years.ProposalView.as_view({"get": "retrieve"}), name="proposal"),
    path("proposals/<int:pk>/confirm/", years.ConfirmView.as_view({"post": "confirm"}), name="confirm"),
    path("proposals/<int:pk>/refuse/", years.RefuseView.as_view({"post": "refuse"}), name="refuse"),
    path("proposals/<int:pk>/withdraw/", years.WithdrawView.as_view({"post": "withdraw"}), name="withdraw"),
    path("deadlines/", years.DeadlinesView.as_view({"get": "list"}), name="deadlines"),
]
