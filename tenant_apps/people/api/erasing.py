"""Erasing personal data by law: what exactly would go, and the erasing, which the plan's token confirms."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from shared_apps.accounts import permissions
from shared_apps.accounts.endpoints import CheckedEndpoint, NumberField
from shared_apps.organisations.found import found_or_404

from ..consent_models import ErasedFields
from ..grounds import GROUPS
from ..queries import cards
from ..queries.cards import PersonCard
from ..reach import seen_people
from ..services import erasing

Sent = serializers.Serializer[Any]


class ErasureAskedSerializer(Sent):
    """What is to be erased, on what ground, by what document."""

    groups = serializers.ListField(child=serializers.ChoiceField(choices=list(GROUPS)), allow_empty=True)
    ground = serializers.CharField(allow_blank=True, help_text="Handbook erasure_ground.")
    document = serializers.CharField(allow_blank=True, max_length=300, help_text="Number and date.")


class ErasureSerializer(ErasureAskedSerializer):
    token = serializers.CharField(max_length=200, help_text="Of the plan: nothing else than it named is erased.")


class ErasedTableSerializer(Sent):
    """A table of the card: its columns that become empty, or its rows that go."""

    table = serializers.CharField()
    columns = serializers.ListField(child=serializers.CharField(), source="names")
    rows = NumberField()
    rows_go = serializers.BooleanField()


class ErasurePlanSerializer(Sent):
    """What would go. `lines`: of the history, whose content is taken away; their digests stay."""

    groups = serializers.ListField(child=serializers.CharField())
    tables = ErasedTableSerializer(many=True)
    files = serializers.ListField(child=serializers.CharField(), source="file_names")
    lines = NumberField()
    token = serializers.CharField()


class ErasedSerializer(Sent):
    """The protocol of an erasure."""

    id = NumberField(source="pk")
    person_id = NumberField()
    groups = serializers.ListField(child=serializers.CharField())
    ground = serializers.CharField()
    document = serializers.CharField()
    rows = NumberField()
    files = NumberField()
    lines = NumberField()
    erased_at = serializers.DateTimeField(read_only=True)


class ErasureView(CheckedEndpoint):
    """/consents/persons/<person>/erasure/."""

    permissions_by_method = {"POST": permissions.DATA_ERASE}
    serializer_class: type[Sent] = ErasedSerializer
    queryset = ErasedFields.objects.none()

    @extend_schema(request=ErasureSerializer, responses={201: ErasedSerializer}, operation_id="person_erase")
    def create(self, request: Request, person_id: int) -> Response:
        """Erase for ever what the plan named: neither the card, nor the history, nor an undo brings it back."""
        said = self.checked(ErasureSerializer, request.data)
        done = erasing.erase_fields(person_id=self.head(person_id).id, by=self.actor, **said)
        return Response(ErasedSerializer(done).data, status=status.HTTP_201_CREATED)

    def head(self, person_id: int) -> PersonCard:
        """:raises Http404: the caller sees no such card."""
        today = timezone.localdate()
        seen = seen_people(self.actor, today).filter(pk=person_id).exists()
        return found_or_404(cards.person_card(person_id, today, by=self.actor) if seen else None)


class ErasurePlanView(ErasureView):
    """POST /consents/persons/<person>/erasure/plan/."""

    permissions_by_method = {"POST": permissions.DATA_ERASE}

    @extend_schema(request=ErasureAskedSerializer, responses=ErasurePlanSerializer, operation_id="person_erasure_plan")
    def plan(self, request: Request, person_id: int) -> Response:
        """What exactly would be erased, and whether it may be. Writes nothing."""
        said = self.checked(ErasureAskedSerializer, request.data)
        head = self.head(person_id)
        erasing.refuse_erasure(person_id=head.id, by=self.actor, **said)
        return Response(ErasurePlanSerializer(erasing.plan_erasure(person_id=head.id, groups=said["groups"])).data)
