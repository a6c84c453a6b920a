"""Transfers for programs: /o/<slug>/api/v1/transfers/. The same services and the same named refusals as the pages."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from shared_apps.accounts import permissions
from shared_apps.accounts.endpoints import CheckedEndpoint, DayField
from shared_apps.envelopes.models import Envelope
from shared_apps.envelopes.queries import envelope
from shared_apps.organisations.here import organisation_here
from tenant_apps.enrolment.services import Requisites

from . import services
from .comparing import shown
from .forms import level_of_grade
from .models import Transfer
from .queries import lists
from .services.settling import ANSWERS, note_closed, open_differences

BIGGEST = 2**31 - 1


class TransferSerializer(serializers.Serializer[Any]):
    """A transfer as this organisation sees it."""

    number = serializers.IntegerField(read_only=True)
    direction = serializers.CharField(read_only=True)
    who = serializers.CharField(read_only=True)
    partner = serializers.CharField(read_only=True)
    on = DayField(read_only=True)
    state = serializers.CharField(read_only=True)
    grade = serializers.IntegerField(read_only=True, allow_null=True)
    due_on = DayField(read_only=True, allow_null=True)
    turn = serializers.CharField(read_only=True)
    is_late = serializers.BooleanField(read_only=True)


class StartingSerializer(serializers.Serializer[Any]):
    student_id = serializers.IntegerField(min_value=1, max_value=BIGGEST)
    partner_id = serializers.IntegerField(min_value=1, max_value=BIGGEST)
    on = DayField()
    of_class_id = serializers.IntegerField(
        min_value=1, max_value=BIGGEST, required=False, allow_null=True, default=None,
        help_text="Which group, where the student has several.",
    )  # fmt: skip
    request = serializers.IntegerField(min_value=1, max_value=BIGGEST, required=False, allow_null=True, default=None)
    date = DayField()
    basis = serializers.CharField(required=False, default="", allow_blank=True)
    insist = serializers.BooleanField(required=False, default=False)


class RequestingSerializer(serializers.Serializer[Any]):
    partner_id = serializers.IntegerField(min_value=1, max_value=BIGGEST)
    who = serializers.CharField()
    birth_date = DayField()
    snils = serializers.CharField(required=False, default="", allow_blank=True)
    grade = serializers.IntegerField(min_value=1, max_value=12, required=False, allow_null=True, default=None)
    level = serializers.CharField(required=False, default="", allow_blank=True)
    on = DayField()
    insist = serializers.BooleanField(required=False, default=False)


class ChoosingSerializer(serializers.Serializer[Any]):
    """What is decided of that which the cards say differently: by the key of a difference, `ours`, `theirs` or (of
    names) `changed`.
    """

    choices = serializers.DictField(child=serializers.ChoiceField(choices=ANSWERS), required=False, default=dict)
    take_theirs = serializers.BooleanField(required=False, default=False)
    since = DayField(required=False, allow_null=True, default=None)
    document = serializers.CharField(required=False, default="", allow_blank=True)

    def chosen(self) -> services.Choices:
        values = self.validated_data
        return services.Choices(
            by_key=values["choices"], take_theirs=values["take_theirs"], since=values["since"],
            document=values["document"],
        )  # fmt: skip


class DifferenceSerializer(serializers.Serializer[Any]):
    """One thing that was sent and that the card here says otherwise."""

    key = serializers.CharField(read_only=True)
    whose = serializers.CharField(read_only=True)
    title = serializers.CharField(read_only=True)
    ours = serializers.CharField(read_only=True)
    theirs = serializers.CharField(read_only=True)
    may_take = serializers.BooleanField(read_only=True)
    is_name = serializers.BooleanField(read_only=True)


class AdmittingSerializer(ChoosingSerializer):
    class_id = serializers.IntegerField(min_value=1, max_value=BIGGEST, required=False, allow_null=True, default=None)
    student_id = serializers.IntegerField(min_value=1, max_value=BIGGEST, required=False, allow_null=True, default=None)
    date = DayField()
    basis = serializers.CharField(required=False, default="", allow_blank=True)
    insist = serializers.BooleanField(required=False, default=False)


class ReasonSerializer(serializers.Serializer[Any]):
    reason = serializers.CharField(allow_blank=True)


class TransferViewSet(CheckedEndpoint):
    """Transfers of the organisation; a new one is an order of leaving, signed."""

    permissions_by_method = {"GET": permissions.ORDER_VIEW, "POST": permissions.ORDER_SIGN}
    serializer_class: type[serializers.Serializer[Any]] = TransferSerializer
    queryset = Envelope.objects.none()

    def list(self, request: Request) -> Response:
        """Those that wait for this organisation first."""
        page = self.paginate_queryset(lists.rows(organisation_here(), timezone.localdate()))
        return self.get_paginated_response(TransferSerializer(page, many=True).data)

    @extend_schema(request=StartingSerializer, responses={201: TransferSerializer}, operation_id="transfers_start")
    def create(self, request: Request) -> Response:
        """The order of leaving is signed, the envelope goes."""
        values = self.checked(StartingSerializer, request.data)
        requisites = Requisites(date=values.pop("date"), basis=values.pop("basis"))
        transfer = services.start_transfer(requisites=requisites, sign=True, by=self.actor, **values)
        return Response(self._one(transfer), status=status.HTTP_201_CREATED)

    def _one(self, transfer: Transfer) -> Any:
        return self._row(transfer.number or 0)

    def _row(self, number: int) -> Any:
        return TransferSerializer(lists.row(envelope(number), organisation_here(), timezone.localdate())).data


class RequestTransferView(TransferViewSet):
    """POST /transfers/request/."""

    permissions_by_method = {"POST": permissions.ORDER_DRAFT}

    @extend_schema(request=RequestingSerializer, responses={201: TransferSerializer}, operation_id="transfers_request")
    def ask(self, request: Request) -> Response:
        """The organisation where the student studies is asked to let him go."""
        values = self.checked(RequestingSerializer, request.data)
        values["level"] = level_of_grade(values["grade"], values["level"])
        transfer = services.request_transfer(by=self.actor, **values)
        return Response(self._one(transfer), status=status.HTTP_201_CREATED)


class AcceptTransferView(TransferViewSet):
    """POST /transfers/<number>/accept/."""

    permissions_by_method = {"POST": permissions.ORDER_SIGN}

    @extend_schema(request=AdmittingSerializer, responses=TransferSerializer, operation_id="transfers_accept")
    def accept(self, request: Request, number: int) -> Response:
        """The student is admitted by a signed order."""
        sent = AdmittingSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        values = sent.validated_data
        services.accept_transfer(
            number=number,
            acceptance=services.Acceptance(
                class_group_id=values["class_id"], student_id=values["student_id"], choices=sent.chosen()
            ),
            requisites=Requisites(date=values["date"], basis=values["basis"]),
            sign=True,
            insist=values["insist"],
            by=self.actor,
        )
        return Response(self._row(number))


class SettleTransferView(TransferViewSet):
    """/transfers/<number>/settle/."""

    permissions_by_method = {"GET": permissions.ORDER_DRAFT, "POST": permissions.ORDER_DRAFT}

    @extend_schema(responses=DifferenceSerializer(many=True), operation_id="transfers_differences")
    def look(self, request: Request, number: int) -> Response:
        """What is still to be decided of an accepted transfer, as far as the reader may see it."""
        row = envelope(number)
        found = shown(open_differences(row, lists.own_side(row)), by=self.actor, on=timezone.localdate())
        note_closed(found, number=number, via="api", by=self.actor)
        return Response(DifferenceSerializer(found, many=True).data)

    @extend_schema(request=ChoosingSerializer, responses=TransferSerializer, operation_id="transfers_settle")
    def settle(self, request: Request, number: int) -> Response:
        """Some of it is decided; when nothing is left, what was sent is erased."""
        sent = ChoosingSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        services.settle_transfer(number=number, choices=sent.chosen(), by=self.actor)
        return Response(self._row(number))


class RefuseTransferView(TransferViewSet):
    """POST /transfers/<number>/refuse/."""

    permissions_by_method = {"POST": permissions.ORDER_SIGN}

    @extend_schema(request=ReasonSerializer, responses=TransferSerializer, operation_id="transfers_refuse")
    def refuse(self, request: Request, number: int) -> Response:
        """With a reason that the other organisation reads."""
        reason = self.checked(ReasonSerializer, request.data)["reason"]
        services.refuse_transfer(number=number, reason=reason, by=self.actor)
        return Response(self._row(number))


class WithdrawTransferView(TransferViewSet):
    """POST /transfers/<number>/withdraw/."""

    permissions_by_method = {"POST": permissions.ORDER_CANCEL}

    @extend_schema(request=ReasonSerializer, responses=TransferSerializer, operation_id="transfers_withdraw")
    def withdraw(self, request: Request, number: int) -> Response:
        """What was begun here is taken back before the answer."""
        reason = self.checked(ReasonSerializer, request.data)["reason"]
        services.withdraw_transfer(number=number, reason=reason, by=self.actor)
        return Response(self._row(number))


class GiveBackView(TransferViewSet):
    """POST /transfers/<number>/give-back/."""

    permissions_by_method = {"POST": permissions.ORDER_CANCEL}

    @extend_schema(request=None, responses=TransferSerializer, operation_id="transfers_give_back")
    def give_back(self, request: Request, number: int) -> Response:
        """After a refusal the order of leaving is cancelled: the student studies here as before."""
        services.give_back(number=number, by=self.actor)
        return Response(self._row(number))
