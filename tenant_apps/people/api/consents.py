"""Endpoints of consents: who has consented to what, and until when; papers written down, withdrawn; the forms."""

from typing import Any

from django.http import Http404, HttpResponse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from shared_apps.accounts import permissions
from shared_apps.accounts.endpoints import CheckedEndpoint, DayField, EndField, NumberField, Reading
from shared_apps.handbooks.catalogue.consents import CONSENT_PURPOSE
from shared_apps.organisations.found import found_or_404
from shared_apps.organisations.periods import FOREVER

from ..consent_models import Consent, ConsentForm
from ..grounds import EMPLOYEE, GROUPS, GUARDIAN, STUDENT
from ..queries import consents
from ..reach import seen_people
from ..services import consent_forms
from ..services import consents as services
from ..uploads import scan_of
from ..views.consents import scan_response

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


class RecordingSerializer(serializers.Serializer[Any]):
    """A signed paper. Its scan goes with it when it is sent as multipart.

    `covers`: groups of data that it lists; empty: all that the purpose covers. `valid_from`: the day of signing, if not
    said; `valid_to`: the first day without it. `insist`: it takes the place of the one that is in force.
    """

    person_id = NumberField()
    given_by_id = NumberField(help_text="Who signed: the person himself, or a legal representative; a person's id.")
    purpose = serializers.ChoiceField(choices=PURPOSES)
    signed_on = DayField()
    number = serializers.CharField(required=False, allow_blank=True, default="", max_length=60)
    covers = serializers.ListField(child=serializers.ChoiceField(choices=list(GROUPS)), required=False, default=list)
    form_id = NumberField(required=False, allow_null=True, default=None, help_text="The version of the form.")
    valid_from = DayField(required=False, allow_null=True, default=None)
    valid_to = EndField()
    until_leaving = serializers.BooleanField(default=True)
    kept_where = serializers.CharField(required=False, allow_blank=True, default="")
    insist = serializers.BooleanField(default=False)
    scan = serializers.FileField(
        required=False, allow_empty_file=True, help_text="JPEG, PNG or PDF up to 15 MB; multipart."
    )


class WithdrawingSerializer(serializers.Serializer[Any]):
    """A withdrawal; the scan of the application goes with it when it is sent as multipart."""

    on = DayField()
    document = serializers.CharField(allow_blank=True, help_text="The application of the person: number and date.")
    scan = serializers.FileField(
        required=False, allow_empty_file=True, help_text="JPEG, PNG or PDF up to 15 MB; multipart."
    )


class FollowingUpSerializer(serializers.Serializer[Any]):
    """What the office has done after a withdrawal."""

    what = serializers.CharField(allow_blank=True)
    on = DayField(required=False, allow_null=True, default=None)


class ConsentFormSerializer(serializers.Serializer[Any]):
    """A version of a form. `valid_to`: the first day it is in use no more."""

    id = NumberField(source="pk", read_only=True)
    purpose = serializers.ChoiceField(choices=PURPOSES)
    about = serializers.ChoiceField(choices=[STUDENT, GUARDIAN, EMPLOYEE])
    version = NumberField(read_only=True)
    text = serializers.CharField(allow_blank=True)
    covers = serializers.ListField(child=serializers.CharField(), read_only=True)
    valid_from = DayField(read_only=True)
    valid_to = EndField(read_only=True)


class NewFormSerializer(ConsentFormSerializer):
    since = DayField(write_only=True)


class ConsentViewSet(Reading):
    """Consents of people whom the caller sees."""

    permissions_by_method = {"GET": permissions.CONSENT_VIEW} | dict.fromkeys(
        ("POST", "DELETE"), permissions.CONSENT_EDIT
    )
    serializer_class: type[serializers.Serializer[Any]] = ConsentSerializer
    parameters_class = ConsentParameters
    queryset = Consent.objects.none()

    @extend_schema(parameters=[ConsentParameters])
    def list(self, request: Request) -> Response:
        """Consents, the latest first."""
        given = self.parameters(request)
        return self.paged(
            consents.narrowed(
                self.seen(),
                person_id=given.get("person_id"),
                purpose=given.get("purpose"),
                in_force_on=given.get("in_force_on"),
                withdrawn=given.get("withdrawn"),
            )
        )

    @extend_schema(
        request={"application/json": RecordingSerializer, "multipart/form-data": RecordingSerializer},
        responses={201: ConsentSerializer},
    )
    def create(self, request: Request) -> Response:
        """A signed paper is written down."""
        said = self.checked(RecordingSerializer, request.data)
        person_id, giver, insist = said.pop("person_id"), said.pop("given_by_id"), said.pop("insist")
        if not self.seen().filter(pk=person_id).exists():
            raise Http404
        if said["form_id"] is not None and not consents.forms().filter(pk=said["form_id"]).exists():
            raise serializers.ValidationError({"form_id": ["There is no such form."]})
        said["valid_to"] = said.get("valid_to") or FOREVER
        said["scan"] = scan_of(said.get("scan"))
        row = services.record_consent(
            person_id=person_id, given_by=giver, paper=services.Paper(**said), insist=insist, by=self.actor
        )
        return self.shown(row.pk, status.HTTP_201_CREATED)

    @extend_schema(
        request={"application/json": WithdrawingSerializer, "multipart/form-data": WithdrawingSerializer},
        responses=ConsentSerializer,
        operation_id="consents_withdraw",
    )
    def withdraw(self, request: Request, pk: int) -> Response:
        """The consent is withdrawn: it gives no ground on any day, what rested on it is closed."""
        said = self.checked(WithdrawingSerializer, request.data)
        self.one(pk)
        scan = scan_of(said.pop("scan", None))
        services.withdraw_consent(consent_id=pk, scan=scan, by=self.actor, **said)
        return self.shown(pk)

    @extend_schema(request=FollowingUpSerializer, responses=ConsentSerializer, operation_id="consents_follow_up")
    def follow_up(self, request: Request, pk: int) -> Response:
        """The office has dealt with a withdrawal."""
        said = self.checked(FollowingUpSerializer, request.data)
        self.one(pk)
        services.follow_up(consent_id=pk, by=self.actor, **said)
        return self.shown(pk)

    @extend_schema(responses={204: None}, operation_id="consents_strike_out")
    def destroy(self, request: Request, pk: int) -> Response:
        """A consent written down by mistake goes; the history keeps it."""
        self.one(pk)
        services.strike_out_consent(consent_id=pk, by=self.actor)
        return Response(status=status.HTTP_204_NO_CONTENT)

    def seen(self) -> Any:
        return seen_people(self.actor, timezone.localdate())

    def one(self, pk: int) -> Consent:
        """:raises Http404:"""
        return found_or_404(consents.narrowed(self.seen()).filter(pk=pk).first())

    def shown(self, pk: int, code: int = status.HTTP_200_OK) -> Response:
        return Response(ConsentSerializer(self.one(pk)).data, status=code)


class ConsentScanView(ConsentViewSet):
    """/consents/<id>/scan/<paper>/."""

    permissions_by_method = {"GET": permissions.CONSENT_VIEW}

    @extend_schema(
        parameters=[OpenApiParameter("paper", str, OpenApiParameter.PATH, enum=["consent", "withdrawal"])],
        responses={(200, "application/octet-stream"): OpenApiTypes.BINARY},
        operation_id="consents_scan",
    )
    def scan(self, request: Request, pk: int, paper: str) -> HttpResponse:
        """The scan of the paper, or of its withdrawal: for who reads documents."""
        return scan_response(self.one(pk), paper, by=self.actor)


class ConsentFormsView(CheckedEndpoint):
    """/consents/forms/."""

    permissions_by_method = {"GET": permissions.CONSENT_VIEW, "POST": permissions.CONSENT_FORMS}
    serializer_class: type[serializers.Serializer[Any]] = ConsentFormSerializer
    queryset = ConsentForm.objects.none()
    pagination_class = None

    @extend_schema(responses=ConsentFormSerializer(many=True), operation_id="consents_forms")
    def list(self, request: Request) -> Response:
        """Every version of every form, the latest first."""
        return Response(ConsentFormSerializer(consents.forms(), many=True).data)

    @extend_schema(
        request=NewFormSerializer, responses={201: ConsentFormSerializer}, operation_id="consents_form_write"
    )
    def create(self, request: Request) -> Response:
        """A new version, in use from a day on; the present one ends there and stays printable."""
        row = consent_forms.write_form(by=self.actor, **self.checked(NewFormSerializer, request.data))
        return Response(ConsentFormSerializer(row).data, status=status.HTTP_201_CREATED)
