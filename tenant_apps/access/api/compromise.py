"""Endpoints of compromised accounts: reported and frozen, looked through, voided by two persons."""

from typing import Any

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from shared_apps.accounts import permissions, queries
from shared_apps.accounts import services as accounts
from shared_apps.accounts.api_cases import CaseEndpoint, CaseSerializer, MomentSerializer, Verbs, WordsSerializer
from shared_apps.accounts.endpoints import MomentField, NumberField
from shared_apps.accounts.queries.compromise import CaseRow
from shared_apps.organisations.found import found_or_404
from tenant_apps.history import queries as history

from .. import services
from ..queries import notices


class ReportingSerializer(serializers.Serializer[Any]):
    """`known_since`: operations count from this moment instead of now; then `reason` says how it is known."""

    account_id = NumberField()
    known_since = MomentField(required=False, allow_null=True, default=None)
    reason = serializers.CharField(required=False, allow_blank=True, default="", max_length=1000)


class GivenSerializer(serializers.Serializer[Any]):
    """A role given, a sheet issued, an account changed by the account."""

    at = serializers.DateTimeField(read_only=True)
    what = serializers.CharField(read_only=True)
    whom = serializers.CharField(read_only=True)


class CaseInFullSerializer(CaseSerializer):
    """With what was done, what voiding would do or did (records by verdict), and families told."""

    operations = NumberField(read_only=True)
    given = GivenSerializer(many=True, read_only=True)
    counts = serializers.DictField(child=NumberField(), read_only=True)
    cancelled = serializers.ListField(child=serializers.CharField(), read_only=True)
    told = NumberField(read_only=True)
    read = NumberField(read_only=True)


class VoidedSerializer(CaseInFullSerializer):
    """`is_done` false: records have changed since the proposal, nothing was voided; the counts say what is true now."""

    is_done = serializers.BooleanField(read_only=True)


class CaseViewSet(CaseEndpoint):
    """Reports that concern the organisation."""

    permissions_by_method = {"GET": permissions.COMPROMISE_VIEW, "POST": permissions.ORGANISATION_ACCOUNTS}
    serializer_class: type[serializers.Serializer[Any]] = CaseInFullSerializer
    verbs = Verbs(services.count_from, services.propose_voiding, services.withdraw_proposal, services.decide_clean)

    @property
    def here(self) -> int:
        organisation = self.actor.organisation
        assert organisation is not None
        return organisation.id

    def named(self, pk: int) -> dict[str, Any]:
        """The case, as services take it."""
        return {**super().named(pk), "organisation_id": self.here}

    def case(self, pk: int) -> CaseRow:
        return found_or_404(queries.case_of(pk, self.here, self.actor))

    @extend_schema(responses=CaseSerializer(many=True), operation_id="access_compromised")
    def list(self, request: Request) -> Response:
        """The latest first."""
        page = self.paginate_queryset(queries.cases_of(self.here, self.actor))
        return self.get_paginated_response(CaseSerializer(page, many=True).data)

    @extend_schema(
        request=ReportingSerializer, responses={201: CaseInFullSerializer, 204: None}, operation_id="access_report"
    )
    def create(self, request: Request) -> Response:
        """Report an account below one's own: it is frozen at once, everywhere. 204: it could write nothing here."""
        values = self.checked(ReportingSerializer, request.data)
        account_id = values["account_id"]
        if queries.account_card(account_id, self.actor) is None:
            raise Http404
        report = accounts.report_compromise(
            account_id=account_id, known_since=values["known_since"], note=values["reason"], by=self.actor
        )
        made = next((one for one in queries.cases_of(self.here, self.actor) if one.report_id == report), None)
        if made is None:
            return Response(status=status.HTTP_204_NO_CONTENT)
        return Response(self.in_full(made.pk), status=status.HTTP_201_CREATED)

    @extend_schema(operation_id="access_compromised_account")
    def retrieve(self, request: Request, pk: int) -> Response:
        """One report: its state, what was done since, what voiding would do or did."""
        return Response(self.in_full(pk))

    def in_full(self, pk: int, **more: Any) -> dict[str, Any]:
        case = self.case(pk)
        protocol = history.reversal_by_number(case.reversal) if case.reversal is not None else None
        told, read = notices.told_counts(case.pk)
        given = queries.given_since(case.pk, self.here, self.actor)
        return {
            **CaseSerializer(case).data,
            "operations": history.journal(account=case.account_id, since=case.since).count(),
            "given": GivenSerializer(given, many=True).data,
            "counts": history.count_by_verdict(protocol) if protocol else {},
            "cancelled": history.cancelled_documents(protocol) if protocol else [],
            "told": told,
            "read": read,
            **more,
        }


class SinceView(CaseViewSet):
    """POST /access/compromised/<id>/since/."""

    permissions_by_method = {"POST": permissions.COMPROMISE_PROPOSE}

    @extend_schema(request=MomentSerializer, operation_id="access_compromised_since")
    def count_from(self, request: Request, pk: int) -> Response:
        """Operations count from another moment; an earlier one needs a reason."""
        return self.change_moment(pk)


class ProposeView(CaseViewSet):
    """POST /access/compromised/<id>/propose/."""

    permissions_by_method = {"POST": permissions.COMPROMISE_PROPOSE}

    @extend_schema(request=None, operation_id="access_compromised_propose")
    def propose(self, request: Request, pk: int) -> Response:
        """Work out what voiding would do; records stay as they are, another person confirms."""
        return self.make_proposal(pk)


class WithdrawView(CaseViewSet):
    """POST /access/compromised/<id>/withdraw/."""

    permissions_by_method = {"POST": permissions.COMPROMISE_PROPOSE}

    @extend_schema(request=None, operation_id="access_compromised_withdraw")
    def withdraw(self, request: Request, pk: int) -> Response:
        """Put the proposal away."""
        return self.put_away(pk)


class ConfirmView(CaseViewSet):
    """POST /access/compromised/<id>/confirm/."""

    permissions_by_method = {"POST": permissions.COMPROMISE_CONFIRM}

    @extend_schema(request=None, responses=VoidedSerializer, operation_id="access_compromised_confirm")
    def confirm(self, request: Request, pk: int) -> Response:
        """Void what was proposed; conflicts stay, families are told."""
        outcome = services.confirm_voiding(**self.named(pk))
        return Response(self.in_full(pk, is_done=outcome.is_done))


class CleanView(CaseViewSet):
    """POST /access/compromised/<id>/nothing/."""

    permissions_by_method = {"POST": permissions.COMPROMISE_CONFIRM}

    @extend_schema(request=WordsSerializer, operation_id="access_compromised_nothing")
    def decide_clean(self, request: Request, pk: int) -> Response:
        """There is nothing to void, and why."""
        return self.find_clean(pk)
