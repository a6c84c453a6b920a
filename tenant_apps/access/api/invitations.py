"""Endpoints of invitations: who signs in, who is invited; sheets are made once and given once.

The codes stand in the sheets that the answer brings, and nowhere else: no other answer gives them, and a request sent
again (`seen` is older than what it made) is refused.
"""

import base64
from datetime import date
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from shared_apps.accounts import permissions
from shared_apps.accounts.endpoints import DayField, NumberField, Reading
from shared_apps.accounts.invitation_models import Invitation
from shared_apps.accounts.queries import ACCESS_STATES
from shared_apps.organisations.references import OrganisationRef
from shared_apps.organisations.routing import region_url
from tenant_apps.people.names import words

from .. import services
from ..queries import families, staff
from ..queries.families import FAMILY_ROLES
from ..queries.staff import STAFF_ROLES
from ..services.inviting import MOST, Issued, Paper

STATES = tuple(ACCESS_STATES)


class FamilyParameters(serializers.Serializer[Any]):
    class_id = NumberField(required=False)
    role = serializers.ChoiceField(choices=FAMILY_ROLES, required=False)
    state = serializers.ChoiceField(choices=STATES, required=False)
    q = serializers.CharField(required=False, help_text="Words of a name, of a child's name or class.")


class StandingSerializer(serializers.Serializer[Any]):
    """Where a card stands. `invitation_id`: of the sheet that waits; its code is on the sheet alone."""

    state = serializers.ChoiceField(choices=STATES, read_only=True)
    login = serializers.CharField(read_only=True)
    last_sign_in_at = serializers.DateTimeField(read_only=True, allow_null=True)
    invitation_id = NumberField(read_only=True, allow_null=True)
    expires_at = serializers.DateTimeField(read_only=True, allow_null=True)


class FamilyAccountSerializer(StandingSerializer):
    """A guardian or a student. `about`: his children with their classes, or his own class."""

    role = serializers.ChoiceField(choices=FAMILY_ROLES, read_only=True)
    card_id = NumberField(read_only=True)
    name = serializers.CharField(read_only=True)
    about = serializers.CharField(read_only=True)


class StaffParameters(serializers.Serializer[Any]):
    state = serializers.ChoiceField(choices=STATES, required=False)


class StaffAccountSerializer(serializers.Serializer[Any]):
    """An employee who holds a post today; `by_role`: where he stands in each role that he has or is invited to."""

    card_id = NumberField(read_only=True)
    name = serializers.CharField(read_only=True)
    posts = serializers.CharField(read_only=True)
    state = serializers.ChoiceField(choices=STATES, read_only=True)
    by_role = serializers.DictField(child=StandingSerializer(), read_only=True)


class SheetsSerializer(serializers.Serializer[Any]):
    """`seen`: the newest invitation that the list showed when it was read; 0: it showed none."""

    seen = NumberField()
    layout = serializers.ChoiceField(choices=["three", "one"], default="three", help_text="Sheets on a page.")


class CardSerializer(serializers.Serializer[Any]):
    role = serializers.ChoiceField(choices=FAMILY_ROLES)
    card_id = NumberField()


class InvitingFamiliesSerializer(SheetsSerializer):
    cards = CardSerializer(many=True)
    class_id = NumberField(required=False, allow_null=True, default=None, help_text="Only of this class.")


class InvitingEmployeesSerializer(SheetsSerializer):
    role = serializers.ChoiceField(choices=STAFF_ROLES)
    cards = serializers.ListField(child=NumberField(), max_length=MOST * 10)
    order_number = serializers.CharField(
        required=False, allow_blank=True, default="", max_length=50, help_text="Of the order that gives the role."
    )
    order_date = DayField(required=False, allow_null=True, default=None)


class IssuedSerializer(serializers.Serializer[Any]):
    """The sheets, to be printed: Svod keeps no copy to give again."""

    names = serializers.ListField(child=serializers.CharField(), read_only=True)
    file_name = serializers.CharField(read_only=True)
    content_type = serializers.CharField(read_only=True)
    content = serializers.CharField(read_only=True, help_text="Base64.")


class Inviting(Reading):
    """What endpoints of invitations share."""

    abstract = True
    serializer_class: type[serializers.Serializer[Any]] = IssuedSerializer
    parameters_class: type[serializers.Serializer[Any]] = serializers.Serializer
    queryset = Invitation.objects.none()

    @property
    def organisation(self) -> OrganisationRef:
        found = self.actor.organisation
        assert found is not None
        return found

    @property
    def today(self) -> date:
        return timezone.localdate()

    def paper(self, values: dict[str, Any]) -> Paper:
        address = self.request.build_absolute_uri(region_url("accounts:code"))
        return Paper(address, one_on_a_page=values["layout"] == "one")

    def made(self, issued: Issued) -> Response:
        file = issued.file
        said = {
            "names": list(issued.names), "file_name": file.name, "content_type": file.content_type,
            "content": base64.b64encode(file.content).decode(),
        }  # fmt: skip
        return Response(said, status=status.HTTP_201_CREATED)


class FamiliesView(Inviting):
    """GET /access/families/."""

    permission = permissions.INVITE_FAMILIES
    serializer_class = FamilyAccountSerializer
    parameters_class = FamilyParameters

    @extend_schema(parameters=[FamilyParameters], operation_id="access_families")
    def list(self, request: Request) -> Response:
        """Guardians and students of the classes that the caller sees, and how far each has come."""
        given = self.parameters(request)
        found = families.Families(self.today, self.organisation.id, self.actor, given.get("class_id"))
        asked = families.Asked(
            role=given.get("role", ""), state=given.get("state", ""), words=tuple(words(given.get("q", "")))
        )
        return self.paged(found.listed(asked))


class InviteFamiliesView(Inviting):
    """POST /access/families/invitations/."""

    permissions_by_method = {"POST": permissions.INVITE_FAMILIES}

    @extend_schema(
        request=InvitingFamiliesSerializer, responses={201: IssuedSerializer}, operation_id="access_invite_families"
    )
    def create(self, request: Request) -> Response:
        """Make sheets for these cards; those that they had die."""
        values = self.checked(InvitingFamiliesSerializer, request.data)
        issued = services.invite_families(
            cards=[(one["role"], one["card_id"]) for one in values["cards"]],
            seen=values["seen"],
            organisation=self.organisation,
            paper=self.paper(values),
            class_id=values["class_id"],
            by=self.actor,
        )
        return self.made(issued)


class EmployeesView(Inviting):
    """GET /access/employees/."""

    permission = permissions.INVITE_STAFF
    serializer_class = StaffAccountSerializer
    parameters_class = StaffParameters

    @extend_schema(parameters=[StaffParameters], operation_id="access_employees")
    def list(self, request: Request) -> Response:
        """Employees by name, and how far each has come in each role."""
        state = self.parameters(request).get("state")
        rows = staff.staff_rows(self.today, organisation_id=self.organisation.id, by=self.actor)
        return self.paged([row for row in rows if state in (None, row.state)])


class InviteEmployeesView(Inviting):
    """POST /access/employees/invitations/."""

    permissions_by_method = {"POST": permissions.INVITE_STAFF}

    @extend_schema(
        request=InvitingEmployeesSerializer, responses={201: IssuedSerializer}, operation_id="access_invite_employees"
    )
    def create(self, request: Request) -> Response:
        """Make sheets for these employees, all in one role; those that they had for it die."""
        values = self.checked(InvitingEmployeesSerializer, request.data)
        issued = services.invite_employees(
            role=values["role"],
            cards=values["cards"],
            seen=values["seen"],
            organisation=self.organisation,
            paper=self.paper(values),
            order_number=values["order_number"],
            order_date=values["order_date"],
            by=self.actor,
        )
        return self.made(issued)


class RevokeView(Inviting):
    """POST /access/invitations/<id>/revoke/."""

    permissions_by_method = {"POST": permissions.INVITE_FAMILIES}

    @extend_schema(request=None, responses={204: None}, operation_id="access_revoke_invitation")
    def revoke(self, request: Request, pk: int) -> Response:
        """The sheet that was handed out works no more."""
        services.revoke(invitation_id=pk, organisation_id=self.organisation.id, by=self.actor)
        return Response(status=status.HTTP_204_NO_CONTENT)
