"""The programming interface of employees: lists on a day, records of a card, the calendar of attestation."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from shared_apps.accounts import permissions
from shared_apps.accounts.endpoints import DayField, Reading, day_of
from shared_apps.organisations.found import found_or_404
from shared_apps.organisations.privacy import Privacy

from ..employee_records import KINDS
from ..models import Employee
from ..queries.attestation import attestation_calendar
from ..queries.employee_list import EmployeeFilters, education_levels, employees_listed
from ..queries.employee_records import record_values
from ..services import note_reading


class EmployeeParameters(serializers.Serializer[Any]):
    """Settings of the list of employees."""

    as_of = DayField(required=False, help_text="The day the list is true on; today by default.")
    presence = serializers.ChoiceField(
        choices=["present", "former", "all"], default="present", help_text="Holds a post, held one, or every card."
    )
    post = serializers.CharField(required=False)
    staff = serializers.CharField(required=False, help_text="A category of staff, a code of staff_category.")
    kind = serializers.CharField(required=False, help_text="Kind of employment.")
    qualification = serializers.CharField(required=False, help_text="A category, or “none”.")
    subject = serializers.CharField(required=False)
    education = serializers.CharField(required=False)


class AttestationParameters(serializers.Serializer[Any]):
    """Settings of the calendar of attestation."""

    as_of = DayField(required=False, help_text="The day; today by default.")
    state = serializers.ChoiceField(choices=["overdue", "soon", "later", "none"], required=False)


class EmployeeSerializer(serializers.Serializer[Any]):
    """An employee on a day. Lists of codes are empty where nothing is written down."""

    id = serializers.IntegerField(source="pk", read_only=True)
    surname = serializers.CharField()
    given_name = serializers.CharField()
    patronymic = serializers.CharField()
    birth_date = DayField(allow_null=True)
    sex = serializers.CharField()
    posts = serializers.SerializerMethodField()
    rate = serializers.DecimalField(max_digits=6, decimal_places=2, allow_null=True)
    subjects = serializers.SerializerMethodField()
    categories = serializers.SerializerMethodField()
    education = serializers.SerializerMethodField()
    service_since = DayField(allow_null=True)
    teaching_since = DayField(allow_null=True)
    employed_since = DayField(allow_null=True)
    is_absent = serializers.BooleanField()

    def get_posts(self, row: Any) -> list[str]:
        return _codes(row.posts_held)

    def get_subjects(self, row: Any) -> list[str]:
        return _codes(row.subjects_taught)

    def get_categories(self, row: Any) -> list[str]:
        return _codes(row.categories_held)

    def get_education(self, row: Any) -> str:
        return "" if row.education_place is None else education_levels()[row.education_place]


class RecordSerializer(serializers.Serializer[Any]):
    """A record of the card: its kind (education, course, category, …) and the columns that the caller reads."""

    kind = serializers.CharField()
    id = serializers.IntegerField()
    values = serializers.DictField(child=serializers.CharField(allow_null=True))


class DueSerializer(serializers.Serializer[Any]):
    """A line of the calendar. `what`: category, attestation, nothing; `on`: the first day without it, or the term."""

    employee_id = serializers.IntegerField()
    surname = serializers.CharField()
    given_name = serializers.CharField()
    patronymic = serializers.CharField()
    what = serializers.CharField()
    category = serializers.CharField()
    on = DayField(allow_null=True)
    state = serializers.CharField()


class EmployeeViewSet(Reading):
    """Employees on a day; one card with its records."""

    permission = permissions.EMPLOYEE_VIEW
    serializer_class: type[serializers.Serializer[Any]] = EmployeeSerializer
    parameters_class: type[serializers.Serializer[Any]] = EmployeeParameters
    queryset = Employee.objects.none()

    @extend_schema(parameters=[EmployeeParameters], operation_id="employees_list")
    def list(self, request: Request) -> Response:
        """Employees on a day, by name."""
        asked = self.parameters(request)
        day, presence = day_of(asked), asked.pop("presence")
        return self.paged(employees_listed(day, presence=presence, filters=EmployeeFilters(**asked)))

    @extend_schema(operation_id="employees_retrieve")
    def retrieve(self, request: Request, pk: int) -> Response:
        """One employee as of today."""
        return Response(self.get_serializer(employee_row(pk)).data)


class EmployeeRecordsView(EmployeeViewSet):
    """GET /employees/<id>/records/."""

    serializer_class = RecordSerializer
    pagination_class = None

    @extend_schema(responses=RecordSerializer(many=True), operation_id="employees_records")
    def records(self, request: Request, pk: int) -> Response:
        """Every record of the card that the caller may read, kind by kind."""
        employee = employee_row(pk)
        may_private = self.actor.may(permissions.EMPLOYEE_PRIVATE)
        rows = [
            {"kind": kind.code, "id": record_id, "values": values}
            for kind in KINDS.values()
            if may_private or not kind.is_private
            for record_id, values in record_values(pk, kind, by=self.actor)
        ]
        if any(KINDS[str(row["kind"])].is_private for row in rows):
            note_reading(person_id=employee.person_id, what=Privacy.SOCIAL.value, via="api", by=self.actor)
        return Response(RecordSerializer(rows, many=True).data)


class AttestationView(Reading):
    """The calendar of attestation."""

    permission = permissions.EMPLOYEE_VIEW
    serializer_class = DueSerializer
    parameters_class = AttestationParameters
    pagination_class = None
    queryset = Employee.objects.none()

    @extend_schema(
        parameters=[AttestationParameters], responses=DueSerializer(many=True), operation_id="attestation_list"
    )
    def list(self, request: Request) -> Response:
        """What ends within a year of the day, has ended, or was never there."""
        asked = self.parameters(request)
        lines = attestation_calendar(day_of(asked), state=asked.get("state", ""))
        return Response(self.get_serializer(lines, many=True).data)


def employee_row(pk: int) -> Any:
    return found_or_404(employees_listed(timezone.localdate(), presence="all").filter(pk=pk).first())


def _codes(joined: str | None) -> list[str]:
    return list(dict.fromkeys(joined.split("|"))) if joined else []
