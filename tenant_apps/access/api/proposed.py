"""Endpoints of roles proposed to employees who have come: read, given, declined."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from shared_apps.accounts import permissions
from shared_apps.accounts import services as accounts
from shared_apps.accounts.endpoints import DayField, NumberField

from ..queries.proposed import proposed_rows
from ..services.inviting import MOST
from .invitations import Inviting


class ProposedRoleSerializer(serializers.Serializer[Any]):
    """A role that waits. `may_decide`: the caller gives such a role."""

    id = NumberField(source="proposal.id", read_only=True)
    card_id = NumberField(source="proposal.card_id", read_only=True)
    name = serializers.CharField(read_only=True)
    login = serializers.CharField(source="proposal.login", read_only=True)
    role = serializers.CharField(source="proposal.role", read_only=True)
    sender = serializers.CharField(source="proposal.sender", read_only=True)
    valid_from = DayField(source="proposal.valid_from", read_only=True)
    order_number = serializers.CharField(source="proposal.order_number", read_only=True)
    order_date = DayField(source="proposal.order_date", read_only=True)
    may_decide = serializers.BooleanField(source="proposal.may_decide", read_only=True)


class DecidingSerializer(serializers.Serializer[Any]):
    proposals = serializers.ListField(child=NumberField(), allow_empty=False, max_length=MOST * 10)
    give = serializers.BooleanField(help_text="False: the roles are not given.")


class DecidedSerializer(serializers.Serializer[Any]):
    decided = NumberField(read_only=True)


class ProposedRolesView(Inviting):
    """/access/employees/proposed/."""

    permissions_by_method = {"GET": permissions.INVITE_STAFF, "POST": permissions.INVITE_STAFF}
    serializer_class = ProposedRoleSerializer

    @extend_schema(operation_id="access_proposed_roles")
    def list(self, request: Request) -> Response:
        """Roles that employees who have come had where they came from, waiting for a decision."""
        return self.paged(proposed_rows(self.today, organisation_id=self.organisation.id, by=self.actor))

    @extend_schema(request=DecidingSerializer, responses=DecidedSerializer, operation_id="access_decide_roles")
    def decide(self, request: Request) -> Response:
        """Give these roles from the day of the reorganisation, or do not: all of them or none."""
        values = self.checked(DecidingSerializer, request.data)
        decide = accounts.confirm_proposals if values["give"] else accounts.decline_proposals
        count = decide(proposal_ids=values["proposals"], organisation_id=self.organisation.id, by=self.actor)
        return Response({"decided": count})
