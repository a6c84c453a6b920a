"""Endpoints of what is written down between orders: academic debts with their attempts, confirmations of arrival."""

from typing import Any

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from shared_apps.accounts import permissions
from shared_apps.organisations.privacy import Privacy
from tenant_apps.people.rights import holds

from .. import services
from ..queries import arrangements, cards
from .serializers import DayField, EnrolmentSerializer, NumberField
from .views import StudentViewSet


class AttemptSerializer(serializers.Serializer[Any]):
    """An attempt to make up for a debt."""

    number = NumberField(read_only=True)
    on = DayField()
    is_passed = serializers.BooleanField()
    commission = serializers.CharField(required=False, allow_blank=True, default="")


class DebtSerializer(serializers.Serializer[Any]):
    """An academic debt. `outcome` empty: it is open. `origin`: where it arose, if a transfer brought it."""

    id = NumberField()
    subject = serializers.CharField()
    since = DayField()
    due_on = DayField()
    outcome = serializers.CharField()
    begun_by = NumberField(source="begun_id")
    origin = serializers.CharField()
    attempts = AttemptSerializer(many=True)


class ArrivalSerializer(serializers.Serializer[Any]):
    """What the receiver has confirmed."""

    on = DayField()
    document = serializers.CharField()


class DebtsView(StudentViewSet):
    """GET /students/<id>/debts/. Who does not hold the class of education gets 404."""

    permissions_by_method = {"GET": permissions.STUDENT_EDUCATION}
    serializer_class = DebtSerializer
    pagination_class = None

    def _debts(self, request: Request, pk: int) -> dict[int, arrangements.DebtRow]:
        self._row(request, pk)
        if not holds(request.user, Privacy.EDUCATION):
            raise Http404
        return {row.id: row for row in arrangements.debts_of(int(pk))}

    @extend_schema(responses=DebtSerializer(many=True), operation_id="students_debts")
    def debts(self, request: Request, pk: int) -> Response:
        """Academic debts of a student with their attempts, the latest first."""
        return Response(DebtSerializer(list(self._debts(request, pk).values()), many=True).data)


class AttemptsView(DebtsView):
    """POST /students/<id>/debts/<debt>/attempts/."""

    permissions_by_method = {"POST": permissions.ORDER_DRAFT}

    @extend_schema(request=AttemptSerializer, responses={201: DebtSerializer}, operation_id="students_debt_attempt")
    def attempt(self, request: Request, pk: int, debt_id: int) -> Response:
        """Write an attempt down; the answer is the debt."""
        if debt_id not in self._debts(request, pk):
            raise Http404
        sent = AttemptSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        services.record_debt_attempt(debt_id=debt_id, by=request.user, **sent.validated_data)  # type: ignore[arg-type]
        return Response(DebtSerializer(self._debts(request, pk)[debt_id]).data, status=status.HTTP_201_CREATED)


class ArrivalView(StudentViewSet):
    """POST /students/<id>/enrolments/<enrolment>/arrival/."""

    permissions_by_method = {"POST": permissions.ORDER_DRAFT}
    serializer_class = EnrolmentSerializer

    @extend_schema(request=ArrivalSerializer, responses=EnrolmentSerializer, operation_id="students_arrival")
    def arrival(self, request: Request, pk: int, enrolment_id: int) -> Response:
        """The organisation where the student went confirms that he studies there."""
        self._row(request, pk)
        if enrolment_id not in {row.id for row in cards.enrolments_of(int(pk))}:
            raise Http404
        sent = ArrivalSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        services.confirm_arrival(enrolment_id=enrolment_id, by=request.user, **sent.validated_data)  # type: ignore[arg-type]
        [row] = [one for one in cards.enrolments_of(int(pk)) if one.id == enrolment_id]
        return Response(EnrolmentSerializer(row).data)
