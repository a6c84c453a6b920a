"""Endpoints of plans: made, read, dated, brought up to date, discarded; tried, carried out, undone by jobs."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404
from django.utils.translation import get_language
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from shared_apps.accounts import permissions
from shared_apps.accounts.endpoints import CheckedEndpoint
from shared_apps.organisations.found import found_or_404

from .. import services, work
from ..models import RolloverPlan
from ..queries import closing, obstacles, overview, running, undoing
from . import serializers as s


class OfPlans(CheckedEndpoint):
    """What endpoints of plans share."""

    abstract = True
    serializer_class: type[serializers.Serializer[Any]] = s.RolloverPlanInFullSerializer
    queryset = RolloverPlan.objects.none()
    pagination_class: Any = None

    @property
    def language(self) -> str:
        return get_language() or "ru"

    def plan(self, pk: int) -> RolloverPlan:
        return found_or_404(overview.plan_known(pk))

    def work_on(self, plan: RolloverPlan, kind: str = "") -> running.Work | None:
        return running.work_on(plan, by=self.actor, kind=kind)

    def shown(self, pk: int, code: int = status.HTTP_200_OK) -> Response:
        """The plan as it is now."""
        plan = self.plan(pk)
        more = {
            "counts": overview.numbers(plan),
            "blocking": len(obstacles.blocking(plan)),
            "orders": [order.pk for order in overview.orders_of(plan)],
            "work": s.RolloverWorkSerializer(found).data if (found := self.work_on(plan)) else None,
        }
        return Response({**s.RolloverPlanSerializer(plan).data, **more}, status=code)


class PlanViewSet(OfPlans):
    """Passages of years into the next ones."""

    permissions_by_method = {
        "GET": permissions.ROLLOVER_VIEW,
        "POST": permissions.ROLLOVER_EDIT,
        "PATCH": permissions.ROLLOVER_EDIT,
        "DELETE": permissions.ROLLOVER_EDIT,
    }

    @extend_schema(responses=s.RolloverPlanSerializer(many=True), operation_id="rollover_plans")
    def list(self, request: Request) -> Response:
        """Every plan, the latest first; undone ones too."""
        return Response(s.RolloverPlanSerializer(overview.plans(), many=True).data)

    @extend_schema(
        request=s.PlanMakingSerializer,
        responses={201: s.RolloverPlanInFullSerializer},
        operation_id="rollover_plan_make",
    )
    def create(self, request: Request) -> Response:
        """A plan of a year: an outcome is proposed for each student, and the classes of the next year."""
        values = self.checked(s.PlanMakingSerializer, request.data)
        if closing.year_known(values["year_id"]) is None:
            raise Http404
        plan = services.make_plan(year_id=values["year_id"], basis=values["basis"], by=self.actor)
        return self.shown(plan.pk, status.HTTP_201_CREATED)

    @extend_schema(operation_id="rollover_plan")
    def retrieve(self, request: Request, pk: int) -> Response:
        """One plan: dates, outcomes in numbers, how far the work on it is."""
        return self.shown(pk)

    @extend_schema(request=s.PlanDatesSerializer, operation_id="rollover_plan_change")
    def partial_update(self, request: Request, pk: int) -> Response:
        """Dates of the passage and the decision it rests on."""
        self.plan(pk)
        services.change_plan(plan_id=pk, by=self.actor, **self.checked(s.PlanDatesSerializer, request.data))
        return self.shown(pk)

    @extend_schema(operation_id="rollover_plan_discard")
    def destroy(self, request: Request, pk: int) -> Response:
        """A plan of which nothing was carried out vanishes."""
        self.plan(pk)
        services.discard_plan(plan_id=pk, by=self.actor)
        return Response(status=status.HTTP_204_NO_CONTENT)


class RefreshView(OfPlans):
    """POST /plans/<id>/refresh/."""

    permissions_by_method = {"POST": permissions.ROLLOVER_EDIT}

    @extend_schema(request=None, responses=s.RefreshedPlanSerializer, operation_id="rollover_plan_refresh")
    def refresh(self, request: Request, pk: int) -> Response:
        """Bring the plan up to date with who is enrolled."""
        self.plan(pk)
        return Response(s.RefreshedPlanSerializer(services.refresh_plan(plan_id=pk, by=self.actor)).data)


@dataclass(frozen=True, slots=True)
class Trial:
    """The last dry run of a plan."""

    work: running.Work | None
    orders: list[dict[str, Any]]
    code: str
    refusal: str
    is_outdated: bool


class TrialView(OfPlans):
    """/plans/<id>/trial/."""

    permissions_by_method = {"GET": permissions.ROLLOVER_EDIT, "POST": permissions.ROLLOVER_EDIT}
    serializer_class = s.RolloverTrialSerializer

    @extend_schema(responses=s.RolloverTrialSerializer, operation_id="rollover_trial")
    def retrieve(self, request: Request, pk: int) -> Response:
        """What the last dry run gave: the orders it would issue, or why it would stop."""
        return self.tried(self.plan(pk))

    @extend_schema(request=None, responses=s.RolloverTrialSerializer, operation_id="rollover_try")
    def attempt(self, request: Request, pk: int) -> Response:
        """Ask for a dry run; a job does it, and nothing is written."""
        plan = self.plan(pk)
        work.ask_to_try(plan, language=self.language, by=self.actor)
        return self.tried(plan)

    def tried(self, plan: RolloverPlan) -> Response:
        found = self.work_on(plan, work.TRY)
        result = found.result if found is not None and not found.has_failed else {}
        orders = [
            {"kind": kind, "class_name": name, "students": count} for kind, name, count in result.get("orders", [])
        ]
        is_outdated = bool(result) and result.get("version") != plan.version
        trial = Trial(found, orders, result.get("code", ""), result.get("refusal", ""), is_outdated)
        return Response(s.RolloverTrialSerializer(trial).data)


class ApplyView(OfPlans):
    """POST /plans/<id>/apply/."""

    permissions_by_method = {"POST": permissions.ROLLOVER_APPLY}

    @extend_schema(
        request=s.ApplyingSerializer,
        responses=s.RolloverPlanInFullSerializer,
        operation_id="rollover_apply",
    )
    def apply(self, request: Request, pk: int) -> Response:
        """Carry the plan out: a job takes the steps, `work` says how far it is. Asked again, it goes on."""
        self.plan(pk)
        plan = services.start_applying(plan_id=pk, by=self.actor, **self.checked(s.ApplyingSerializer, request.data))
        if plan.state == RolloverPlan.State.APPLYING:
            work.ask_to_apply(plan, language=self.language, by=self.actor)
        return self.shown(pk)


class UndoingView(OfPlans):
    """/plans/<id>/undo/."""

    permissions_by_method = {"GET": permissions.ROLLOVER_APPLY, "POST": permissions.ROLLOVER_APPLY}
    serializer_class = s.UndoingProtocolSerializer

    @extend_schema(responses=s.UndoingProtocolSerializer, operation_id="rollover_undoing")
    def retrieve(self, request: Request, pk: int) -> Response:
        """What undoing would do, as it was looked at last."""
        return self.looked_at(self.plan(pk))

    @extend_schema(
        request=s.RolloverUndoingSerializer,
        responses=s.RolloverPlanInFullSerializer,
        operation_id="rollover_undo",
    )
    def undo(self, request: Request, pk: int) -> Response:
        """Carry out what was looked at; a job does it. Orders are cancelled by orders, a copy of the plan is left."""
        plan, values = self.plan(pk), self.checked(s.RolloverUndoingSerializer, request.data)
        work.ask_to_undo(
            plan,
            number=values["protocol"],
            partial=values["leave_conflicts"],
            language=self.language,
            by=self.actor,
        )
        return self.shown(pk)

    def looked_at(self, plan: RolloverPlan) -> Response:
        protocol = undoing.protocol_of(plan)
        found = self.work_on(plan, work.UNDO)
        return Response(
            {
                "protocol": protocol.number if protocol else None,
                "counts": undoing.counted(protocol) if protocol else {},
                "work": s.RolloverWorkSerializer(found).data if found else None,
            }
        )


class PlanUndoingView(UndoingView):
    """POST /plans/<id>/undo/plan/."""

    permissions_by_method = {"POST": permissions.ROLLOVER_APPLY}

    @extend_schema(
        request=s.RolloverUndoingReasonSerializer,
        responses=s.UndoingProtocolSerializer,
        operation_id="rollover_plan_undoing",
    )
    def look(self, request: Request, pk: int) -> Response:
        """Work out what undoing would do; a job does it, and records stay as they are."""
        plan = self.plan(pk)
        reason = self.checked(s.RolloverUndoingReasonSerializer, request.data)["reason"]
        work.ask_to_plan_undoing(plan, reason=reason, language=self.language, by=self.actor)
        return self.looked_at(plan)
