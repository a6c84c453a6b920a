"""The programming interface of batch updates: what one would do, the writing, the taking back."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from shared_apps.accounts import permissions
from shared_apps.accounts.endpoints import DayField, NumberField, Reading
from shared_apps.organisations.found import found_or_404
from shared_apps.organisations.privacy import CLOSED_ABOVE_AN_ORGANISATION
from tenant_apps.people.services import note_readings

from . import services
from .batches import FIELDS, title_of
from .models import BatchUpdate
from .queries import batches

MOST = 1000
"""Students of one batch."""
VERDICTS = ["changes", "same", "closed", "later", "unborn"]


class BatchPlanningSerializer(serializers.Serializer[Any]):
    """One field of these students' cards: its value since a day; "": nothing any more."""

    code = serializers.ChoiceField(choices=list(FIELDS))
    value = serializers.CharField(allow_blank=True, help_text="A code of the field's handbook.")
    since = DayField()
    students = serializers.ListField(child=NumberField(), min_length=1, max_length=MOST)


class BatchApplyingSerializer(BatchPlanningSerializer):
    """`token`: of the plan that was looked at."""

    token = serializers.CharField(max_length=64)


class BatchPlannedSerializer(serializers.Serializer[Any]):
    """What becomes of one card: it changes; says so already; has no consent; is written later; was not born then."""

    student_id = NumberField(read_only=True)
    verdict = serializers.ChoiceField(choices=VERDICTS, read_only=True)
    former = serializers.CharField(read_only=True)


class BatchPlanSerializer(serializers.Serializer[Any]):
    token = serializers.CharField(read_only=True)
    changes = NumberField(read_only=True)
    students = BatchPlannedSerializer(source="planned", many=True, read_only=True)


class BatchSerializer(serializers.Serializer[Any]):
    """A batch update. `reversal`: the protocol by which it was taken back."""

    id = NumberField(source="pk", read_only=True)
    code = serializers.CharField(read_only=True)
    value = serializers.CharField(read_only=True)
    since = DayField(read_only=True)
    cards = NumberField(read_only=True)
    made_at = serializers.DateTimeField(read_only=True)
    made_by = serializers.CharField(source="made_name", read_only=True)
    reversal = NumberField(read_only=True, allow_null=True)


class BatchTakingBackSerializer(serializers.Serializer[Any]):
    """`insist`: leave what others have changed since, take the rest back."""

    reason = serializers.CharField(allow_blank=True, max_length=500)
    insist = serializers.BooleanField(default=False)


class BatchesView(Reading):
    """/upkeep/batches/."""

    permissions_by_method = {"GET": permissions.CARDS_BATCH, "POST": permissions.CARDS_BATCH}
    serializer_class: type[serializers.Serializer[Any]] = BatchSerializer
    queryset = BatchUpdate.objects.none()

    @extend_schema(operation_id="upkeep_batches")
    def list(self, request: Request) -> Response:
        """Batch updates of fields that the caller changes himself, the latest first."""
        return self.paged(batches.seen_by(self.actor))

    @extend_schema(request=BatchApplyingSerializer, responses={201: BatchSerializer}, operation_id="upkeep_batch_apply")
    def create(self, request: Request) -> Response:
        """Write what the plan has shown, all of it or nothing."""
        said = self.checked(BatchApplyingSerializer, request.data)
        row = services.apply_batch(batch=_batch(said), token=said["token"], by=self.actor)
        return self.shown(row.pk, status.HTTP_201_CREATED)

    @extend_schema(request=BatchPlanningSerializer, responses=BatchPlanSerializer, operation_id="upkeep_batch_plan")
    def plan(self, request: Request) -> Response:
        """What it would do with each card; nothing is written."""
        said = self.checked(BatchPlanningSerializer, request.data)
        found = services.plan_batch(batch=_batch(said), by=self.actor)
        privacy = FIELDS[said["code"]].privacy
        if privacy in CLOSED_ABOVE_AN_ORGANISATION:
            read = [one.person_id for one in found.planned if one.former]
            about = title_of(said["code"])
            note_readings(person_ids=read, what=privacy.value, via="api", about=about, by=self.actor)
        return Response(BatchPlanSerializer(found).data)

    @extend_schema(request=BatchTakingBackSerializer, responses=BatchSerializer, operation_id="upkeep_batch_undo")
    def undo(self, request: Request, pk: int) -> Response:
        """Take all of it back with a protocol; what others have changed since stays."""
        said = self.checked(BatchTakingBackSerializer, request.data)
        self.shown(pk)
        services.take_batch_back(batch_id=pk, by=self.actor, **said)
        return self.shown(pk)

    def shown(self, pk: int, code: int = status.HTTP_200_OK) -> Response:
        """:raises Http404:"""
        row = found_or_404(batches.seen_by(self.actor).filter(pk=pk).first())
        return Response(BatchSerializer(row).data, status=code)


def _batch(said: dict[str, Any]) -> services.Batch:
    return services.Batch(said["code"], said["value"], said["since"], tuple(sorted(set(said["students"]))))
