"""Transfers for programs: /o/<slug>/api/v1/transfers/. The same services and the same named refusals as the pages."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status, viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from shared_apps.accounts import permissions
from shared_apps.accounts.api import Endpoint
from shared_apps.envelopes.models import Envelope
from shared_apps.envelopes.queries import envelope
from shared_apps.envelopes.services import here
from tenant_apps.enrolment.services import Requisites

from . import services
from .forms import level_of_grade
from .models import Transfer
from .queries import lists

BIGGEST = 2**31 - 1


class TransferSerializer(serializers.Serializer[Any]):
    """A transfer as this organisation sees it."""

    number = serializers.IntegerField(read_only=True)
    direction = serializers.CharField(read_only=True)
    who = serializers.CharField(read_only=True)
    partner = serializers.CharField(read_only=True)
    on = serializers.DateField(read_only=True)
    state = serializers.CharField(read_only=True)
    grade = serializers.IntegerField(read_only=True, allow_null=True)
    due_on = serializers.DateField(read_only=True, allow_null=True)
    turn = serializers.CharField(read_only=True)
    is_late = serializers.BooleanField(read_only=True)


class StartingSerializer(serializers.Serializer[Any]):
    student_id = serializers.IntegerField(min_value=1, max_value=BIGGEST)
    partner_id = serializers.IntegerField(min_value=1, max_value=BIGGEST)
    on = serializers.DateField()
    request = serializers.IntegerField(min_value=1, max_value=BIGGEST, required=False, allow_null=True, default=None)
    date = serializers.DateField()
    basis = serializers.CharField(required=False, default="", allow_blank=True)
    insist = serializers.BooleanField(required=False, default=False)


class RequestingSerializer(serializers.Serializer[Any]):
    partner_id = serializers.IntegerField(min_value=1, max_value=BIGGEST)
    who = serializers.CharField()
    birth_date = serializers.DateField()
    grade = serializers.IntegerField(min_value=1, max_value=12, required=False, allow_null=True, default=None)
    level = serializers.CharField(required=False, default="", allow_blank=True)
    on = serializers.DateField()
    insist = serializers.BooleanField(required=False, default=False)


class AcceptingSerializer(serializers.Serializer[Any]):
    class_id = serializers.IntegerField(min_value=1, max_value=BIGGEST, required=False, allow_null=True, default=None)
    student_id = serializers.IntegerField(min_value=1, max_value=BIGGEST, required=False, allow_null=True, default=None)
    date = serializers.DateField()
    basis = serializers.CharField(required=False, default="", allow_blank=True)
    insist = serializers.BooleanField(required=False, default=False)


class ReasonSerializer(serializers.Serializer[Any]):
    reason = serializers.CharField(allow_blank=True)


class TransferViewSet(Endpoint, viewsets.GenericViewSet[Envelope]):
    """Transfers of the organisation; a new one is an order of leaving, signed."""

    permissions_by_method = {"GET": permissions.ORDER_VIEW, "POST": permissions.ORDER_SIGN}
    serializer_class: type[serializers.Serializer[Any]] = TransferSerializer
    queryset = Envelope.objects.none()

    def list(self, request: Request) -> Response:
        """Those that wait for this organisation first."""
        page = self.paginate_queryset(lists.rows(here(), timezone.localdate()))
        return self.get_paginated_response(TransferSerializer(page, many=True).data)

    @extend_schema(request=StartingSerializer, responses={201: TransferSerializer}, operation_id="transfers_start")
    def create(self, request: Request) -> Response:
        """The order of leaving is signed, the envelope goes."""
        sent = StartingSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        values = dict(sent.validated_data)
        requisites = Requisites(date=values.pop("date"), basis=values.pop("basis"))
        transfer = services.start_transfer(requisites=requisites, sign=True, by=request.user, **values)  # type: ignore[arg-type]
        return Response(self._one(transfer), status=status.HTTP_201_CREATED)

    def _one(self, transfer: Transfer) -> Any:
        return self._row(transfer.number or 0)

    def _row(self, number: int) -> Any:
        return TransferSerializer(lists.row(envelope(number), here(), timezone.localdate())).data


class RequestTransferView(TransferViewSet):
    """POST /transfers/request/."""

    permissions_by_method = {"POST": permissions.ORDER_DRAFT}

    @extend_schema(request=RequestingSerializer, responses={201: TransferSerializer}, operation_id="transfers_request")
    def ask(self, request: Request) -> Response:
        """The organisation where the student studies is asked to let him go."""
        sent = RequestingSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        values = dict(sent.validated_data)
        values["level"] = level_of_grade(values["grade"], values["level"])
        transfer = services.request_transfer(by=request.user, **values)  # type: ignore[arg-type]
        return Response(self._one(transfer), status=status.HTTP_201_CREATED)


class AcceptTransferView(TransferViewSet):
    """POST /transfers/<number>/accept/."""

    permissions_by_method = {"POST": permissions.ORDER_SIGN}

    @extend_schema(request=AcceptingSerializer, responses=TransferSerializer, operation_id="transfers_accept")
    def accept(self, request: Request, number: int) -> Response:
        """The student is admitted by a signed order."""
        sent = AcceptingSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        values = sent.validated_data
        services.accept_transfer(
            number=number,
            acceptance=services.Acceptance(class_group_id=values["class_id"], student_id=values["student_id"]),
            requisites=Requisites(date=values["date"], basis=values["basis"]),
            sign=True,
            insist=values["insist"],
            by=request.user,  # type: ignore[arg-type]
        )
        return Response(self._row(number))


class RefuseTransferView(TransferViewSet):
    """POST /transfers/<number>/refuse/."""

    permissions_by_method = {"POST": permissions.ORDER_SIGN}

    @extend_schema(request=ReasonSerializer, responses=TransferSerializer, operation_id="transfers_refuse")
    def refuse(self, request: Request, number: int) -> Response:
        """With a reason that the other organisation reads."""
        sent = ReasonSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        services.refuse_transfer(number=number, reason=sent.validated_data["reason"], by=request.user)  # type: ignore[arg-type]
        return Response(self._row(number))


class WithdrawTransferView(TransferViewSet):
    """POST /transfers/<number>/withdraw/."""

    permissions_by_method = {"POST": permissions.ORDER_CANCEL}

    @extend_schema(request=ReasonSerializer, responses=TransferSerializer, operation_id="transfers_withdraw")
    def withdraw(self, request: Request, number: int) -> Response:
        """What was begun here is taken back before the answer."""
        sent = ReasonSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        services.withdraw_transfer(number=number, reason=sent.validated_data["reason"], by=request.user)  # type: ignore[arg-type]
        return Response(self._row(number))


class GiveBackView(TransferViewSet):
    """POST /transfers/<number>/give-back/."""

    permissions_by_method = {"POST": permissions.ORDER_CANCEL}

    @extend_schema(request=None, responses=TransferSerializer, operation_id="transfers_give_back")
    def give_back(self, request: Request, number: int) -> Response:
        """After a refusal the order of leaving is cancelled: the student studies here as before."""
        services.give_back(number=number, by=request.user)  # type: ignore[arg-type]
        return Response(self._row(number))
