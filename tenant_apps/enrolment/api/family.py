"""The programming interface of families: consents in each organisation, and taking them back. No door around it."""

from typing import Any

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from shared_apps.accounts import permissions
from shared_apps.accounts.endpoints import CheckedEndpoint, DayField, EndField
from tenant_apps.people.models import Consent

from ..queries import family_consents
from ..services.family import withdraw_as_family


class FamilyConsentSerializer(serializers.Serializer[Any]):
    """A consent with the workplace (membership) through which it is seen."""

    membership_id = serializers.IntegerField()
    organisation = serializers.CharField()
    id = serializers.IntegerField(source="line.id")
    person = serializers.CharField(source="line.person")
    purpose = serializers.CharField(source="line.purpose")
    covers = serializers.CharField(source="line.covers_words")
    valid_from = DayField(source="line.valid_from")
    valid_to = EndField(source="line.valid_to", read_only=True)
    withdrawn_on = DayField(source="line.withdrawn_on", allow_null=True)
    may_withdraw = serializers.BooleanField()


class FamilyConsentsView(CheckedEndpoint):
    """/me/api/v1/consents/."""

    permissions_by_method = {"GET": permissions.FAMILY_CARDS}
    serializer_class: type[serializers.Serializer[Any]] = FamilyConsentSerializer
    queryset = Consent.objects.none()
    pagination_class = None

    @extend_schema(responses=FamilyConsentSerializer(many=True), operation_id="family_consents")
    def list(self, request: Request) -> Response:
        """One's own consents and those about one's children, by organisation."""
        return Response(FamilyConsentSerializer(family_consents.family_consents(self.actor), many=True).data)


class WithdrawFamilyConsentView(FamilyConsentsView):
    """POST /me/api/v1/consents/<membership>/<consent>/withdraw/."""

    permissions_by_method = {"POST": permissions.FAMILY_CONSENTS}

    @extend_schema(request=None, responses=FamilyConsentSerializer, operation_id="family_withdraw_consent")
    def withdraw(self, request: Request, membership_id: int, consent_id: int) -> Response:
        """Take a consent back: what rests on it is closed at once."""
        if not withdraw_as_family(membership_id=membership_id, consent_id=consent_id, by=self.actor):
            raise Http404
        mine = family_consents.family_consents(self.actor, membership_id)
        return Response(FamilyConsentSerializer(next(one for one in mine if one.line.id == consent_id)).data)
