"""Endpoints of the closed parts of a student's card: circumstances of study, health, social position; files.

Each asks for the permission of its part; who does not hold the part's privacy class gets 404. Readings are logged.
"""

from datetime import timedelta
from typing import Any, ClassVar

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from shared_apps.accounts import permissions
from shared_apps.accounts.endpoints import DayField, NumberField
from shared_apps.organisations.periods import FOREVER
from shared_apps.organisations.privacy import CLOSED_ABOVE_AN_ORGANISATION, Privacy
from tenant_apps.people import services as people
from tenant_apps.people.circumstances import KINDS
from tenant_apps.people.models import Student
from tenant_apps.people.queries import circumstances
from tenant_apps.people.views.parts import sees

from .views import StudentViewSet


class CircumstanceSerializer(serializers.Serializer[Any]):
    """Something that is true of a student during a period. `last_day` empty: it has no end yet."""

    id = NumberField(read_only=True)
    kind = serializers.ChoiceField(choices=sorted(KINDS))
    value = serializers.CharField(help_text="A code of the kind's handbook.")
    variant = serializers.CharField(required=False, allow_blank=True, default="")
    words = serializers.CharField(read_only=True)
    note = serializers.CharField(required=False, allow_blank=True, default="")
    since = DayField(source="valid_from")
    last_day = DayField(required=False, allow_null=True)
    document = serializers.CharField(required=False, allow_blank=True, default="")
    document_number = serializers.CharField(required=False, allow_blank=True, default="")
    document_date = DayField(required=False, allow_null=True, default=None)
    document_until = DayField(required=False, allow_null=True, default=None)

    def to_representation(self, instance: Any) -> dict[str, Any]:
        found: dict[str, Any] = super().to_representation(instance)
        return found | {"last_day": None if instance.is_open else found["last_day"]}

    @staticmethod
    def content(values: dict[str, Any]) -> people.CircumstanceContent:
        said = dict(values)
        last = said.pop("last_day", None)
        return people.CircumstanceContent(valid_to=last + timedelta(days=1) if last else FOREVER, **said)


class Part(StudentViewSet):
    """One part of the card of one student."""

    abstract = True
    privacy: ClassVar[Privacy]
    serializer_class = CircumstanceSerializer
    pagination_class = None

    def student(self, request: Request, pk: int) -> Student:
        """The student; 404 where the caller sees no such card, or not this part of it."""
        if not sees(self.actor, self.privacy):
            raise Http404
        found: Student = self._row(request, pk)
        return found

    @extend_schema(responses=CircumstanceSerializer(many=True), parameters=[])
    def list(self, request: Request, pk: int) -> Response:  # type: ignore[override]
        """Every line, present, former and coming."""
        student = self.student(request, pk)
        self._note(request, student)
        kinds = circumstances.circumstances_of(int(pk), self.privacy, timezone.localdate(), by=self.actor)
        lines = [line for kind in kinds for line in (*kind.present, *kind.others)]
        return Response(self.get_serializer(lines, many=True).data)

    @extend_schema(responses=CircumstanceSerializer)
    def retrieve(self, request: Request, pk: int, row_id: int) -> Response:  # type: ignore[override]
        """One line."""
        student = self.student(request, pk)
        self._line(request, student, row_id)
        self._note(request, student)
        return Response(self._shown(request, student, row_id))

    @extend_schema(request=CircumstanceSerializer, responses={201: CircumstanceSerializer})
    def create(self, request: Request, pk: int) -> Response:
        """A new line; a former value of a kind that has one at a time ends by itself."""
        student = self.student(request, pk)
        content = self._sent(request)
        row = people.begin_circumstance(student_id=student.pk, content=content, by=self.actor)
        return Response(self._shown(request, student, row.pk), status=status.HTTP_201_CREATED)

    @extend_schema(request=CircumstanceSerializer, responses=CircumstanceSerializer)
    def update(self, request: Request, pk: int, row_id: int) -> Response:
        """Correct a line, or end it by its last day. The kind stays."""
        student = self.student(request, pk)
        self._line(request, student, row_id)
        people.correct_circumstance(
            privacy=self.privacy,
            row_id=row_id,
            content=self._sent(request),
            by=self.actor,
        )
        return Response(self._shown(request, student, row_id))

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, pk: int, row_id: int) -> Response:
        """Take away what was written by mistake."""
        student = self.student(request, pk)
        self._line(request, student, row_id)
        people.remove_circumstance(privacy=self.privacy, row_id=row_id, by=self.actor)
        return Response(status=status.HTTP_204_NO_CONTENT)

    def _sent(self, request: Request) -> people.CircumstanceContent:
        """:raises ValidationError: something is wrong, or the kind belongs to another part."""
        said = self.checked(CircumstanceSerializer, request.data)
        if KINDS[said["kind"]].privacy != self.privacy:
            offered = ", ".join(code for code, kind in KINDS.items() if kind.privacy == self.privacy)
            raise serializers.ValidationError({"kind": [f"Kinds of this part are: {offered}."]})
        return CircumstanceSerializer.content(said)

    def _line(self, request: Request, student: Student, row_id: int) -> None:
        if circumstances.row_of(student.pk, self.privacy, int(row_id), by=self.actor) is None:
            raise Http404

    def _shown(self, request: Request, student: Student, row_id: int) -> Any:
        kinds = circumstances.circumstances_of(student.pk, self.privacy, timezone.localdate(), by=self.actor)
        lines = [line for kind in kinds for line in (*kind.present, *kind.others) if line.id == int(row_id)]
        if not lines:
            raise Http404
        return self.get_serializer(lines[0]).data

    def _note(self, request: Request, student: Student) -> None:
        if self.privacy in CLOSED_ABOVE_AN_ORGANISATION:
            people.note_reading(person_id=student.person_id, what=self.privacy.value, via="api", by=self.actor)


def _permissions(seen: permissions.Permission) -> dict[str, permissions.Permission]:
    write = permissions.STUDENT_EDIT
    return {"GET": seen, "POST": write, "PUT": write, "DELETE": write}


class EducationView(Part):
    """Circumstances of study."""

    permissions_by_method = _permissions(permissions.STUDENT_EDUCATION)
    privacy = Privacy.EDUCATION


class HealthView(Part):
    """Health."""

    permissions_by_method = _permissions(permissions.STUDENT_HEALTH)
    privacy = Privacy.HEALTH


class SocialView(Part):
    """Family and social position."""

    permissions_by_method = _permissions(permissions.STUDENT_SOCIAL)
    privacy = Privacy.SOCIAL
