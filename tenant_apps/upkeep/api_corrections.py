"""The programming interface of corrections by families: the inbox, the decision on a field."""

from typing import Any

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from shared_apps.accounts import permissions
from shared_apps.accounts.endpoints import DayField, NumberField, Reading

from . import services
from .forms import happened
from .models import Correction, ProposedField
from .queries.corrections import corrections


class CorrectionParameters(serializers.Serializer[Any]):
    waiting = serializers.BooleanField(required=False, default=True, help_text="Only those that wait.")


class ProposedFieldSerializer(serializers.Serializer[Any]):
    """A field in words. `present`: what the card says now, where it was changed since."""

    id = NumberField(read_only=True)
    code = serializers.CharField(read_only=True)
    old = serializers.CharField(read_only=True)
    new = serializers.CharField(read_only=True)
    present = serializers.CharField(read_only=True)
    state = serializers.CharField(read_only=True)
    reason = serializers.CharField(read_only=True)
    nature = serializers.CharField(read_only=True, help_text="Of dated values: mistake, change, or not said yet.")
    since = DayField(read_only=True, allow_null=True)
    document = serializers.CharField(read_only=True)


class CorrectionSerializer(serializers.Serializer[Any]):
    """What a family proposed at once. `whose`: student, or own (the guardian's card)."""

    id = NumberField(source="pk", read_only=True)
    student_id = NumberField(read_only=True)
    whose = serializers.CharField(read_only=True)
    proposed_at = serializers.DateTimeField(read_only=True)
    due_on = DayField(read_only=True)
    state = serializers.CharField(read_only=True)
    comment = serializers.CharField(read_only=True)
    fields_proposed = ProposedFieldSerializer(source="fields", many=True, read_only=True)


class AcceptingSerializer(serializers.Serializer[Any]):
    nature = serializers.ChoiceField(
        choices=ProposedField.Nature.choices, required=False, allow_blank=True,
        help_text="Of a name or a citizenship: was the card wrong, or has it changed. Unsaid: as the family says.",
    )  # fmt: skip
    since = DayField(required=False, allow_null=True, help_text="Of a change: its first day.")
    document = serializers.CharField(required=False, allow_blank=True, max_length=300)
    insist = serializers.BooleanField(default=False, help_text="Also where the card was changed since.")


class RefusingSerializer(serializers.Serializer[Any]):
    reason = serializers.CharField(allow_blank=True, max_length=500)


class CorrectionsView(Reading):
    """GET /upkeep/corrections/."""

    permissions_by_method = {"GET": permissions.CORRECTIONS_DECIDE}
    serializer_class: type[serializers.Serializer[Any]] = CorrectionSerializer
    parameters_class = CorrectionParameters
    queryset = Correction.objects.none()

    @extend_schema(parameters=[CorrectionParameters], operation_id="upkeep_corrections")
    def list(self, request: Request) -> Response:
        """Those about students whom the caller sees, the latest first."""
        waiting = self.parameters(request)["waiting"]
        return self.paged(corrections(timezone.localdate(), by=self.actor, waiting_only=waiting))

    def row(self, request: Request, pk: int, field_id: int | None = None) -> Any:
        """One of them, as it is now; 404 where the caller does not see it, or has no such field."""
        found = corrections(timezone.localdate(), by=self.actor, pk=pk)
        if not found or (field_id is not None and field_id not in {one.id for one in found[0].fields}):
            raise Http404
        return CorrectionSerializer(found[0]).data


class AcceptFieldView(CorrectionsView):
    """POST /upkeep/corrections/<id>/<field>/accept/."""

    permissions_by_method = {"POST": permissions.CORRECTIONS_DECIDE}

    @extend_schema(request=AcceptingSerializer, responses=CorrectionSerializer, operation_id="upkeep_accept_field")
    def accept(self, request: Request, pk: int, field_id: int) -> Response:
        """The proposed value is written into the card."""
        self.row(request, pk, field_id)
        said = self.checked(AcceptingSerializer, request.data)
        services.accept_field(
            field_id=field_id, happened=happened(said) if said.get("nature") else None, insist=said["insist"],
            by=self.actor,
        )  # fmt: skip
        return Response(self.row(request, pk))


class RefuseFieldView(CorrectionsView):
    """POST /upkeep/corrections/<id>/<field>/refuse/."""

    permissions_by_method = {"POST": permissions.CORRECTIONS_DECIDE}

    @extend_schema(request=RefusingSerializer, responses=CorrectionSerializer, operation_id="upkeep_refuse_field")
    def refuse(self, request: Request, pk: int, field_id: int) -> Response:
        """The card stays as it is; the family reads the reason."""
        self.row(request, pk, field_id)
        said = self.checked(RefusingSerializer, request.data)
        services.refuse_field(field_id=field_id, reason=said["reason"], by=self.actor)
        return Response(self.row(request, pk))
