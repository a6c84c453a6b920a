"""Endpoints of closing years: what stands in the way, who is not moved yet, proposals and decisions of two persons.

Opening a closed year again is decided by the region's administrator, on his own page.
"""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from shared_apps.accounts import permissions
from shared_apps.accounts.endpoints import CheckedEndpoint, DayField, Reading
from shared_apps.organisations.found import found_or_404
from tenant_apps.enrolment.models import AcademicYear

from .. import deadlines, services
from ..models import YearSealing
from ..queries import closing
from . import serializers as s


class YearViewSet(CheckedEndpoint):
    """Academic years as they are closed."""

    permissions_by_method = {"GET": permissions.ROLLOVER_VIEW}
    serializer_class: type[serializers.Serializer[Any]] = s.ClosingYearSerializer
    queryset = YearSealing.objects.none()
    pagination_class: Any = None

    @extend_schema(responses=s.ClosingYearSerializer(many=True), operation_id="rollover_years")
    def list(self, request: Request) -> Response:
        """The latest first, with the proposal that waits."""
        return Response(s.ClosingYearSerializer(closing.year_states(timezone.localdate()), many=True).data)

    @extend_schema(responses=s.ClosingYearInFullSerializer, operation_id="rollover_year")
    def retrieve(self, request: Request, pk: int) -> Response:
        """One year: what stands in the way of closing it, every proposal and decision."""
        year = self.year(pk)
        found = next(one for one in closing.year_states(timezone.localdate()) if one.year.pk == year.pk)
        obstacle = services.obstacle_of(year) if year.closed_at is None else None
        return Response(
            {
                **s.ClosingYearSerializer(found).data,
                "obstacle": s.ObstacleSerializer(obstacle).data if obstacle is not None else None,
                "log": s.YearSealingSerializer(closing.log_of(year), many=True).data,
            }
        )

    def year(self, pk: int) -> AcademicYear:
        return found_or_404(closing.year_known(pk))


class UnmovedView(Reading):
    """GET /years/<id>/not-moved/."""

    permission = permissions.ROLLOVER_VIEW
    serializer_class = s.UnmovedSerializer
    parameters_class = serializers.Serializer
    queryset = YearSealing.objects.none()

    @extend_schema(operation_id="rollover_not_moved")
    def list(self, request: Request, pk: int) -> Response:
        """The check list: who has neither moved on nor left."""
        return self.paged(closing.unmoved(found_or_404(closing.year_known(pk))))


class ProposalsView(YearViewSet):
    """POST /years/<id>/proposals/."""

    permissions_by_method = {"POST": permissions.YEAR_SEAL_PROPOSE}
    serializer_class = s.YearSealingSerializer

    @extend_schema(
        request=s.YearProposingSerializer,
        responses={201: s.YearSealingSerializer},
        operation_id="rollover_year_propose",
    )
    def create(self, request: Request, pk: int) -> Response:
        """One proposes to close a year, or to open it again; another person decides."""
        year = self.year(pk)
        said = self.checked(s.YearProposingSerializer, request.data)
        propose = {
            YearSealing.Kind.SEAL: services.propose_sealing, YearSealing.Kind.REOPEN: services.propose_reopening
        }[said["kind"]]  # fmt: skip
        made = propose(year_id=year.pk, reason=said["reason"], by=self.actor)
        return Response(s.YearSealingSerializer(made).data, status=status.HTTP_201_CREATED)


class ProposalView(CheckedEndpoint):
    """What becomes of a proposal: /proposals/<id>/…/."""

    permissions_by_method = {"GET": permissions.ROLLOVER_VIEW}
    serializer_class = s.YearSealingSerializer
    queryset = YearSealing.objects.none()

    @extend_schema(operation_id="rollover_proposal")
    def retrieve(self, request: Request, pk: int) -> Response:
        """A proposal as it stands."""
        return self.shown(pk)

    def shown(self, pk: int) -> Response:
        return Response(s.YearSealingSerializer(found_or_404(closing.proposal_known(pk))).data)


class ConfirmView(ProposalView):
    """POST /proposals/<id>/confirm/."""

    permissions_by_method = {"POST": permissions.YEAR_SEAL_DECIDE}

    @extend_schema(request=None, responses=s.YearSealingSerializer, operation_id="rollover_proposal_confirm")
    def confirm(self, request: Request, pk: int) -> Response:
        """Another person confirms: from now on nothing of the year changes."""
        self.shown(pk)
        services.confirm_sealing(sealing_id=pk, by=self.actor)
        return self.shown(pk)


class RefuseView(ProposalView):
    """POST /proposals/<id>/refuse/."""

    permissions_by_method = {"POST": permissions.YEAR_SEAL_DECIDE}

    @extend_schema(
        request=s.DecisionWordsSerializer,
        responses=s.YearSealingSerializer,
        operation_id="rollover_proposal_refuse",
    )
    def refuse(self, request: Request, pk: int) -> Response:
        """Another person does not agree."""
        self.shown(pk)
        said = self.checked(s.DecisionWordsSerializer, request.data)
        services.refuse_sealing(sealing_id=pk, words=said["words"], by=self.actor)
        return self.shown(pk)


class WithdrawView(ProposalView):
    """POST /proposals/<id>/withdraw/."""

    permissions_by_method = {"POST": permissions.YEAR_SEAL_PROPOSE}

    @extend_schema(request=None, responses=s.YearSealingSerializer, operation_id="rollover_proposal_withdraw")
    def withdraw(self, request: Request, pk: int) -> Response:
        """Whoever may propose takes a proposal back."""
        self.shown(pk)
        services.withdraw_proposal(sealing_id=pk, by=self.actor)
        return self.shown(pk)


class DeadlineSerializer(serializers.Serializer[Any]):
    """A term of the year's turn. `left`: what is still to be done; empty when it is done."""

    code = serializers.CharField(read_only=True)
    due_on = DayField(read_only=True)
    title = serializers.CharField(read_only=True)
    left = serializers.CharField(read_only=True)


class DeadlinesView(CheckedEndpoint):
    """GET /deadlines/."""

    permission = permissions.ROLLOVER_VIEW
    serializer_class = DeadlineSerializer
    queryset = YearSealing.objects.none()
    pagination_class = None

    @extend_schema(responses=DeadlineSerializer(many=True), operation_id="rollover_deadlines")
    def list(self, request: Request) -> Response:
        """The terms of the nearest turn of the year, their days from the settings."""
        return Response(DeadlineSerializer(deadlines.deadlines(timezone.localdate()), many=True).data)
