"""Endpoints of what a plan decides: outcomes of students, one by one or many at once; classes of the next year."""

from typing import Any

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from shared_apps.accounts import permissions
from shared_apps.accounts.endpoints import Reading

from .. import services
from ..models import PlannedClass, RolloverPlan
from ..queries import obstacles, overview
from . import serializers as s
from .plans import OfPlans


class OutcomesView(OfPlans, Reading):
    """/plans/<id>/outcomes/."""

    permissions_by_method = {"GET": permissions.ROLLOVER_EDIT, "POST": permissions.ROLLOVER_EDIT}
    serializer_class = s.PlannedOutcomeSerializer
    parameters_class = s.OutcomeParameters
    pagination_class: Any = Reading.pagination_class

    @extend_schema(parameters=[s.OutcomeParameters], operation_id="rollover_outcomes")
    def list(self, request: Request, pk: int) -> Response:
        """What becomes of each student, with what is to be decided or looked at."""
        plan, asked = self.plan(pk), self.parameters(request)
        rows = {
            "all": lambda: obstacles.rows_of(plan),
            "exceptions": lambda: obstacles.exceptions_of(plan),
            "blocking": lambda: obstacles.blocking(plan),
        }[asked["only"]]()
        if (class_id := asked.get("class_id")) is not None:
            rows = [row for row in rows if (row.row.from_class_id or overview.NOBODY) == class_id]
        return self.paged(rows)

    @extend_schema(
        request=s.OutcomesDecidingSerializer,
        responses=s.PlannedOutcomeSerializer(many=True),
        operation_id="rollover_decide",
    )
    def decide(self, request: Request, pk: int) -> Response:
        """Decide of some students, all or nobody; the answer is those that changed."""
        plan, values = self.plan(pk), self.checked(s.OutcomesDecidingSerializer, request.data)
        changes = [services.OutcomeChange(**change) for change in values["changes"]]
        changed = services.change_outcomes(plan_id=pk, changes=changes, version=values["version"], by=self.actor)
        rows = obstacles.rows_of(plan, pk__in=[row.pk for row in changed])
        return Response(s.PlannedOutcomeSerializer(rows, many=True).data)


class ManyView(OfPlans):
    """POST /plans/<id>/outcomes/many/."""

    permissions_by_method = {"POST": permissions.ROLLOVER_EDIT}

    @extend_schema(
        request=s.OutcomeForManySerializer,
        responses=s.ChangedCountSerializer,
        operation_id="rollover_decide_for_many",
    )
    def decide(self, request: Request, pk: int) -> Response:
        """The same outcome for all of some classes, of a grade, or of everybody; how many changed."""
        self.plan(pk)
        values = self.checked(s.OutcomeForManySerializer, request.data)
        count = services.decide_for_many(
            plan_id=pk, class_ids=values.pop("classes", ()), only=values.pop("only", ""), by=self.actor, **values
        )
        return Response({"changed": count})


class NextClassesView(OfPlans):
    """/plans/<id>/classes/ and /plans/<id>/classes/<class>/."""

    permissions_by_method = dict.fromkeys(["GET", "POST", "PUT", "DELETE"], permissions.ROLLOVER_EDIT)
    serializer_class: type[serializers.Serializer[Any]] = s.NextClassSerializer

    @extend_schema(responses=s.NextClassSerializer(many=True), operation_id="rollover_classes")
    def list(self, request: Request, pk: int) -> Response:
        """Classes of the next year with how many come."""
        return Response(s.NextClassSerializer(overview.next_classes(self.plan(pk)), many=True).data)

    @extend_schema(
        request=s.PlannedClassSerializer,
        responses={201: s.NextClassSerializer},
        operation_id="rollover_class_add",
    )
    def create(self, request: Request, pk: int) -> Response:
        """One more class of the next year."""
        plan = self.plan(pk)
        row = services.add_planned_class(plan_id=pk, parameters=self.described(), by=self.actor)
        return self.one(plan, row.pk, status.HTTP_201_CREATED)

    @extend_schema(responses=s.NextClassSerializer, operation_id="rollover_class")
    def retrieve(self, request: Request, pk: int, planned_id: int) -> Response:
        """One of them."""
        return self.one(self.plan(pk), self.planned(pk, planned_id).pk)

    @extend_schema(
        request=s.PlannedClassSerializer,
        responses=s.NextClassSerializer,
        operation_id="rollover_class_change",
    )
    def update(self, request: Request, pk: int, planned_id: int) -> Response:
        """Grade, letter or name, places, class teacher."""
        row = self.planned(pk, planned_id)
        services.change_planned_class(class_id=row.pk, parameters=self.described(), by=self.actor)
        return self.one(row.plan, row.pk)

    @extend_schema(operation_id="rollover_class_remove")
    def destroy(self, request: Request, pk: int, planned_id: int) -> Response:
        """A class that nobody is to come into leaves the plan."""
        services.remove_planned_class(class_id=self.planned(pk, planned_id).pk, by=self.actor)
        return Response(status=status.HTTP_204_NO_CONTENT)

    def described(self) -> services.PlannedParameters:
        return services.PlannedParameters(**self.checked(s.PlannedClassSerializer, self.request.data))

    def planned(self, pk: int, planned_id: int) -> PlannedClass:
        found = overview.planned_class(planned_id)
        if found is None or found.plan_id != pk:
            raise Http404
        return found

    def one(self, plan: RolloverPlan, planned_id: int, code: int = status.HTTP_200_OK) -> Response:
        found = next(row for row in overview.next_classes(plan) if row.pk == planned_id)
        return Response(s.NextClassSerializer(found).data, status=code)
