"""Endpoints of papers of a class that came back together: whose are awaited, and who has signed."""

from collections.abc import Sequence
from typing import Any

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from shared_apps.accounts import permissions
from shared_apps.accounts.endpoints import CheckedEndpoint, DayField, EndField, NumberField
from shared_apps.organisations.periods import FOREVER
from tenant_apps.people.api.consents import ConsentSerializer
from tenant_apps.people.grounds import STUDENT, purposes_for
from tenant_apps.people.models import Consent
from tenant_apps.people.queries import consents as people_consents
from tenant_apps.people.queries.signers import Subject
from tenant_apps.people.services import consents as services

from ..models import ClassGroup
from ..queries import consents, reach

Sent = serializers.Serializer[Any]


class SignerSerializer(Sent):
    person_id = NumberField()
    name = serializers.CharField()


class AwaitedSerializer(Sent):
    """A student of the class whose paper is awaited, and who may sign it today."""

    person_id = NumberField()
    name = serializers.CharField()
    signers = serializers.SerializerMethodField()

    @extend_schema_field(SignerSerializer(many=True))
    def get_signers(self, one: Subject) -> list[dict[str, Any]]:
        return [{"person_id": pk, "name": name} for pk, name in one.signers(self.context["day"])]


class SignedPaperSerializer(Sent):
    person_id = NumberField()
    given_by_id = NumberField(help_text="Who signed: the student himself, or a legal representative; a person's id.")


class PapersSerializer(Sent):
    """Papers that came back, with what is common to them; the form is the one in use on the day of signing."""

    given = SignedPaperSerializer(many=True, allow_empty=False)
    signed_on = DayField()
    valid_from = DayField(required=False, allow_null=True, default=None)
    valid_to = EndField()
    until_leaving = serializers.BooleanField(default=True)
    kept_where = serializers.CharField(required=False, allow_blank=True, default="")


class RefusedPaperSerializer(Sent):
    code = serializers.CharField()
    detail = serializers.CharField()


class WrittenPapersSerializer(Sent):
    """What was written down, and why the others were not."""

    written = ConsentSerializer(many=True)
    refused = RefusedPaperSerializer(many=True)


class ClassConsentsView(CheckedEndpoint):
    """/consents/classes/<class>/<purpose>/."""

    permissions_by_method = {"GET": permissions.CONSENT_VIEW, "POST": permissions.CONSENT_EDIT}
    serializer_class: type[Sent] = AwaitedSerializer
    queryset = Consent.objects.none()
    pagination_class = None

    @extend_schema(responses=AwaitedSerializer(many=True), operation_id="class_consents")
    def list(self, request: Request, class_id: int, purpose: str) -> Response:
        """Students of the class who have not consented yet."""
        day = timezone.localdate()
        rows = self.awaited(class_id, purpose)
        return Response(AwaitedSerializer(rows, many=True, context={"day": day}).data)

    @extend_schema(
        request=PapersSerializer, responses={201: WrittenPapersSerializer}, operation_id="class_consents_record"
    )
    def create(self, request: Request, class_id: int, purpose: str) -> Response:
        """Papers of the class came back. What is refused is left out and said; if all are, nothing is written."""
        awaited = {one.person_id for one in self.awaited(class_id, purpose)}
        said = self.checked(PapersSerializer, request.data)
        given = [(one["person_id"], one["given_by_id"]) for one in said.pop("given")]
        if strangers := sorted({person for person, _giver in given} - awaited):
            raise serializers.ValidationError({"given": [f"Not awaited of this class: {strangers}."]})
        version = people_consents.form_on(purpose, [STUDENT], said["signed_on"])
        said["valid_to"] = said.get("valid_to") or FOREVER
        paper = services.Paper(purpose=purpose, form_id=version.pk if version else None, **said)
        written, refused = services.record_consents(given=given, paper=paper, by=self.actor)
        if not written and refused:
            raise refused[0]
        answer = {"written": written, "refused": [{"code": one.code, "detail": str(one)} for one in refused]}
        return Response(WrittenPapersSerializer(answer).data, status=status.HTTP_201_CREATED)

    def awaited(self, class_id: int, purpose: str) -> Sequence[Subject]:
        """:raises Http404: no such consent is asked of students, or the caller sees no such class."""
        group = ClassGroup.objects.filter(pk=class_id).first()
        if purpose not in purposes_for(STUDENT) or group is None or not reach.sees_class(self.actor, group):
            raise Http404
        return consents.awaited(class_id, purpose, timezone.localdate(), by=self.actor)
