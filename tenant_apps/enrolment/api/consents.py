"""The endpoint of consents: who has consented to what, and until when."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from shared_apps.accounts import permissions
from shared_apps.handbooks.catalogue.consents import CONSENT_PURPOSE
from tenant_apps.people.consent_models import Consent
from tenant_apps.people.grounds import GROUPS
from tenant_apps.people.queries import consents

from .serializers import DayField, NumberField
from .views import Reading

PURPOSES = sorted(CONSENT_PURPOSE.codes)


class ConsentParameters(serializers.Serializer[Any]):
    person_id = NumberField(required=False)
    purpose = serializers.ChoiceField(choices=PURPOSES, required=False)
    in_force_on = DayField(required=False, help_text="Only those that give a ground on this day.")
    withdrawn = serializers.BooleanField(required=False, allow_null=True, default=None)


class ConsentSerializer(serializers.Serializer[Any]):
    """A consent. A withdrawn one gives no ground on any day. `valid_to` 9999-12-31: it has no end."""

    id = NumberField(source="pk", read_only=True)
    person_id = NumberField(read_only=True)
    given_by_id = NumberField(read_only=True)
    purpose = serializers.ChoiceField(choices=PURPOSES, read_only=True)
    covers = serializers.ListField(child=serializers.ChoiceField(choices=list(GROUPS)), read_only=True)
    number = serializers.CharField(read_only=True)
    signed_on = DayField(read_only=True)
    valid_from = DayField(read_only=True)
    valid_to = DayField(read_only=True)
    until_leaving = serializers.BooleanField(read_only=True)
    form_version = NumberField(source="form.version", read_only=True, default=None, allow_null=True)
    withdrawn_on = DayField(read_only=True, allow_null=True)
    withdrawn_online = serializers.BooleanField(read_only=True)
    followed_up_on = DayField(read_only=True, allow_null=True)


class ConsentViewSet(Reading):
    """Consents of people whom the caller sees."""

    permission = permissions.CONSENT_VIEW
    serializer_class = ConsentSerializer
    parameters_class = ConsentParameters
    queryset = Consent.objects.none()

    @extend_schema(parameters=[ConsentParameters])
    def list(self, request: Request) -> Response:
        """Consents, the latest first."""
        given = self.parameters(request)
        seen = consents.seen_people(request.user, timezone.localdate())  # type: ignore[arg-type]
        return self.paged(
            consents.narrowed(
                seen,
                person_id=given.get("person_id"),
                purpose=given.get("purpose"),
                in_force_on=given.get("in_force_on"),
                withdrawn=given.get("withdrawn"),
            )
        )
