"""The programming interface of the upkeep: how full cards are, the monthly check."""

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
from .models import CardCheck
from .queries import checks, completeness
from .requirements import KINDS

MOST = 500
"""Students marked by one request."""


class CompletenessParameters(serializers.Serializer[Any]):
    class_id = NumberField(required=False)
    missing = serializers.ChoiceField(choices=sorted(KINDS["student"]), required=False)


class CompletenessSerializer(serializers.Serializer[Any]):
    """A card of today as far as the caller is told of it. `closed`: not asked, because there is no consent."""

    id = NumberField(source="pk", read_only=True)
    class_id = NumberField(read_only=True, allow_null=True)
    percent = NumberField(read_only=True)
    missing = serializers.ListField(child=serializers.ChoiceField(choices=sorted(KINDS["student"])), read_only=True)
    closed = serializers.ListField(child=serializers.ChoiceField(choices=sorted(KINDS["student"])), read_only=True)


class CompletenessView(Reading):
    """GET /upkeep/completeness/."""

    permission = permissions.UPKEEP_VIEW
    serializer_class = CompletenessSerializer
    parameters_class = CompletenessParameters
    queryset = CardCheck.objects.none()

    @extend_schema(parameters=[CompletenessParameters], operation_id="upkeep_completeness")
    def list(self, request: Request) -> Response:
        """Students of today by class and name, and what their cards lack."""
        given = self.parameters(request)
        rows = completeness.students_completeness(
            timezone.localdate(), by=self.actor, class_id=given.get("class_id")
        )  # fmt: skip
        code = given.get("missing")
        return self.paged([row for row in rows if code is None or code in row.missing])


class OfKindParameters(serializers.Serializer[Any]):
    missing = serializers.CharField(required=False, help_text="Only cards that lack this field: a code of the answer.")


class OfKindSerializer(serializers.Serializer[Any]):
    """A card of today as far as the caller is told of it: codes of fields. `closed`: not asked, there is no consent."""

    id = NumberField(source="pk", read_only=True)
    percent = NumberField(read_only=True)
    missing = serializers.ListField(child=serializers.CharField(), read_only=True)
    closed = serializers.ListField(child=serializers.CharField(), read_only=True)


class GuardiansCompletenessView(Reading):
    """GET /upkeep/completeness/guardians/."""

    permission = permissions.UPKEEP_VIEW
    serializer_class = OfKindSerializer
    parameters_class = OfKindParameters
    queryset = CardCheck.objects.none()

    @extend_schema(parameters=[OfKindParameters], operation_id="upkeep_completeness_guardians")
    def list(self, request: Request) -> Response:
        """Those who answer for a student today, by name, and what their cards lack."""
        code, reader = self.parameters(request).get("missing"), self.actor
        if not reader.may(permissions.GUARDIAN_VIEW):
            raise Http404
        rows = completeness.guardians_completeness(timezone.localdate(), by=reader)
        return self.paged([row for row in rows if code is None or code in row.missing])


class EmployeesCompletenessView(Reading):
    """GET /upkeep/completeness/employees/."""

    permission = permissions.UPKEEP_EMPLOYEES
    serializer_class = OfKindSerializer
    parameters_class = OfKindParameters
    queryset = CardCheck.objects.none()

    @extend_schema(parameters=[OfKindParameters], operation_id="upkeep_completeness_employees")
    def list(self, request: Request) -> Response:
        """Those who hold a post today, by name, and what their cards lack."""
        code, reader = self.parameters(request).get("missing"), self.actor
        rows = completeness.employees_completeness(timezone.localdate(), by=reader)
        return self.paged([row for row in rows if code is None or code in row.missing])


class CheckSerializer(serializers.Serializer[Any]):
    """A check of this month. `changed_since`: the card was changed after it."""

    student_id = NumberField(read_only=True)
    checked_on = DayField(source="day", read_only=True)
    checked_by = serializers.CharField(source="name", read_only=True)
    changed_since = serializers.BooleanField(source="is_stale", read_only=True)


class CheckingSerializer(serializers.Serializer[Any]):
    """Whose cards were looked through and are right."""

    students = serializers.ListField(child=NumberField(), min_length=1, max_length=MOST)


class ChecksView(Reading):
    """/upkeep/checks/."""

    permissions_by_method = {"GET": permissions.UPKEEP_VIEW, "POST": permissions.UPKEEP_CHECK}
    serializer_class = CheckSerializer
    parameters_class = CompletenessParameters
    queryset = CardCheck.objects.none()

    @extend_schema(operation_id="upkeep_checks")
    def list(self, request: Request) -> Response:
        """The checks of this month of those whom the caller sees."""
        today = timezone.localdate()
        rows = completeness.students_completeness(today, by=self.actor)
        known = checks.checks_of([row.pk for row in rows], today)
        return self.paged([known[row.pk] for row in rows if row.pk in known])

    @extend_schema(request=CheckingSerializer, responses=CheckSerializer(many=True), operation_id="upkeep_check")
    def create(self, request: Request) -> Response:
        """«Checked, nothing has changed»; all or nobody."""
        students = self.checked(CheckingSerializer, request.data)["students"]
        services.check_cards(student_ids=students, by=self.actor)
        known = checks.checks_of(students, timezone.localdate())
        return Response(CheckSerializer([known[pk] for pk in students], many=True).data)
