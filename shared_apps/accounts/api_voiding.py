"""Endpoints of compromised accounts above organisations: /admin/api/v1/compromised/. The services are the pages'."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from shared_apps.organisations.found import found_or_404
from shared_apps.organisations.models import SharedReversal
from shared_apps.organisations.undoing.rules import Fate

from . import permissions, queries, services
from .api_cases import CaseEndpoint, CaseSerializer, MomentSerializer, Verbs, WordsSerializer
from .queries.compromise import CaseRow


class OperationSerializer(serializers.Serializer[Any]):
    """One operation and what voiding does to it. `later`: who stands in the way. `done_at`: when it was voided."""

    line = serializers.IntegerField(read_only=True)
    at = serializers.DateTimeField(read_only=True)
    group = serializers.CharField(read_only=True)
    what = serializers.CharField(read_only=True)
    which = serializers.CharField(read_only=True)
    fields_changed = serializers.CharField(source="fields", read_only=True)
    fate = serializers.ChoiceField(choices=Fate.values, read_only=True)
    note = serializers.CharField(read_only=True)
    later = serializers.CharField(read_only=True)
    done_at = serializers.DateTimeField(read_only=True, allow_null=True)


class CaseInFullSerializer(CaseSerializer):
    """With the operations counted by fate, and how far the protocol is."""

    counts = serializers.DictField(child=serializers.IntegerField(), read_only=True)
    protocol_state = serializers.ChoiceField(choices=["", *SharedReversal.State.values], read_only=True)
    carried_out = serializers.IntegerField(read_only=True)
    is_at_work = serializers.BooleanField(read_only=True)


class ConfirmedSerializer(CaseInFullSerializer):
    """`is_running` false: records have changed since the proposal, nothing is voided; the counts say what is true."""

    is_running = serializers.BooleanField(read_only=True)
    changed = serializers.IntegerField(read_only=True)


class ReasonSerializer(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=1000)


class AboveViewSet(CaseEndpoint):
    """Reports of accounts with roles above organisations, for the region's administrators."""

    permissions_by_method = {"GET": permissions.COMPROMISE_ABOVE}
    serializer_class: type[serializers.Serializer[Any]] = CaseInFullSerializer
    verbs = Verbs(
        services.count_from_above, services.propose_above, services.withdraw_above, services.decide_clean_above
    )

    def case(self, pk: int) -> CaseRow:
        return found_or_404(queries.case_above(pk, self.actor))

    def in_full(self, pk: int, **more: Any) -> dict[str, Any]:
        case, protocol = self.case(pk), queries.protocol_above(pk, self.actor)
        rows = queries.operations_above(pk, self.actor)
        return {
            **CaseSerializer(case).data,
            "counts": queries.counts_of(rows),
            "protocol_state": protocol.state if protocol else "",
            "carried_out": sum(row.done_at is not None for row in rows),
            "is_at_work": protocol is not None and protocol.is_at_work,
            **more,
        }

    @extend_schema(responses=CaseSerializer(many=True), operation_id="compromised_above")
    def list(self, request: Request) -> Response:
        """The latest first."""
        page = self.paginate_queryset(queries.cases_above(self.actor))
        return self.get_paginated_response(CaseSerializer(page, many=True).data)

    @extend_schema(operation_id="compromised_above_one")
    def retrieve(self, request: Request, pk: int) -> Response:
        """One report: its state, operations by fate."""
        return Response(self.in_full(pk))


class OperationsView(AboveViewSet):
    """GET /compromised/<id>/operations/."""

    @extend_schema(responses=OperationSerializer(many=True), operation_id="compromised_above_operations")
    def operations(self, request: Request, pk: int) -> Response:
        """Each operation with its fate: by the protocol where there is one, else as foreseen now."""
        self.case(pk)
        page = self.paginate_queryset(queries.operations_above(pk, self.actor))
        return self.get_paginated_response(OperationSerializer(page, many=True).data)


class SinceView(AboveViewSet):
    """POST /compromised/<id>/since/."""

    permissions_by_method = {"POST": permissions.COMPROMISE_ABOVE}

    @extend_schema(request=MomentSerializer, operation_id="compromised_above_since")
    def count_from(self, request: Request, pk: int) -> Response:
        """Operations count from another moment; an earlier one needs a reason."""
        return self.change_moment(pk)


class ProposeView(AboveViewSet):
    """POST /compromised/<id>/propose/."""

    permissions_by_method = {"POST": permissions.COMPROMISE_ABOVE}

    @extend_schema(request=None, operation_id="compromised_above_propose")
    def propose(self, request: Request, pk: int) -> Response:
        """Work out what voiding would do; records stay as they are, another administrator confirms."""
        return self.make_proposal(pk)


class WithdrawView(AboveViewSet):
    """POST /compromised/<id>/withdraw/."""

    permissions_by_method = {"POST": permissions.COMPROMISE_ABOVE}

    @extend_schema(request=None, operation_id="compromised_above_withdraw")
    def withdraw(self, request: Request, pk: int) -> Response:
        """Put the proposal away."""
        return self.put_away(pk)


class ConfirmView(AboveViewSet):
    """POST /compromised/<id>/confirm/."""

    permissions_by_method = {"POST": permissions.COMPROMISE_ABOVE}

    @extend_schema(request=None, responses=ConfirmedSerializer, operation_id="compromised_above_confirm")
    def confirm(self, request: Request, pk: int) -> Response:
        """Void what was proposed: long work carries it out, `carried_out` says how far it is."""
        outcome = services.confirm_above(**self.named(pk))
        return Response(self.in_full(pk, is_running=outcome.is_running, changed=outcome.changed))


class ResumeView(AboveViewSet):
    """POST /compromised/<id>/resume/."""

    permissions_by_method = {"POST": permissions.COMPROMISE_ABOVE}

    @extend_schema(request=None, operation_id="compromised_above_resume")
    def resume(self, request: Request, pk: int) -> Response:
        """Go on where the long work stopped; one that is at work is left alone."""
        services.resume_above(**self.named(pk))
        return Response(self.in_full(pk))


class UndoView(AboveViewSet):
    """POST /compromised/<id>/undo/."""

    permissions_by_method = {"POST": permissions.COMPROMISE_ABOVE}

    @extend_schema(request=ReasonSerializer, operation_id="compromised_above_undo")
    def take_back(self, request: Request, pk: int) -> Response:
        """Work out what taking the voiding back would do; another administrator confirms, as a voiding."""
        services.take_voiding_back_above(**self.named(pk), **self.checked(ReasonSerializer, request.data))
        return Response(self.in_full(pk))


class CleanView(AboveViewSet):
    """POST /compromised/<id>/nothing/."""

    permissions_by_method = {"POST": permissions.COMPROMISE_ABOVE}

    @extend_schema(request=WordsSerializer, operation_id="compromised_above_nothing")
    def decide_clean(self, request: Request, pk: int) -> Response:
        """There is nothing to void, and why."""
        return self.find_clean(pk)
