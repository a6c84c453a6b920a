"""Endpoints that write employees: hiring, posts, rates, dismissal, own columns, orders of employments."""

from decimal import Decimal
from typing import Any

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from shared_apps.accounts import permissions
from shared_apps.accounts.endpoints import DayField, EndField, NumberField
from shared_apps.organisations.privacy import Privacy

from .. import services
from ..models import Employee, EmployeePost, Employment
from ..queries import cards
from ..queries import employee_records as records
from ..rights import readable
from ..views.employees import EMPLOYEE
from ..views.parts import sees
from .cards import EndingSerializer, OfCard
from .employees import EmployeeSerializer, EmployeeViewSet, employee_row

READ_AND_EDIT = {"GET": permissions.EMPLOYEE_VIEW} | dict.fromkeys(
    ("POST", "PUT", "PATCH", "DELETE"), permissions.EMPLOYEE_EDIT
)


class RateField(serializers.DecimalField):
    """Half of the rate: 0.5."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_digits": 4, "decimal_places": 2, **kwargs})


class PostSerializer(serializers.Serializer[Any]):
    """A post during a period. `valid_to`: the first day without it."""

    id = NumberField(source="pk", read_only=True)
    post = serializers.CharField(help_text="Handbook post.")
    kind = serializers.CharField(required=False, default="main", help_text="Handbook post_kind.")
    rate = RateField(required=False, default=Decimal(1))
    order_number = serializers.CharField(required=False, allow_blank=True, default="")
    order_date = DayField(required=False, allow_null=True, default=None)
    valid_from = DayField(read_only=True)
    valid_to = EndField(read_only=True)


class AppointingSerializer(PostSerializer):
    """A post from a day on. Who does not work here yet is taken on by this order."""

    since = DayField(write_only=True)
    until = DayField(write_only=True, required=False, help_text="The first day without it.")
    origin = serializers.CharField(
        write_only=True, required=False, allow_blank=True, default="", help_text="Handbook staff_origin."
    )


class HiringSerializer(serializers.Serializer[Any]):
    """A new card with its first post. `insist`: there is such a card already, and this is another person."""

    surname = serializers.CharField(allow_blank=True)
    given_name = serializers.CharField(allow_blank=True)
    patronymic = serializers.CharField(required=False, allow_blank=True, default="")
    sex = serializers.CharField()
    birth_date = DayField(required=False, allow_null=True)
    phone = serializers.CharField(required=False, allow_blank=True)
    email = serializers.EmailField(required=False, allow_blank=True)
    actual_address = serializers.CharField(required=False, allow_blank=True)
    personnel_number = serializers.CharField(required=False, allow_blank=True, default="")
    post = serializers.CharField(help_text="Handbook post.")
    kind = serializers.CharField(required=False, default="main", help_text="Handbook post_kind.")
    rate = RateField(required=False, default=Decimal(1))
    since = DayField()
    order_number = serializers.CharField(required=False, allow_blank=True, default="")
    order_date = DayField(required=False, allow_null=True, default=None)
    origin = serializers.CharField(required=False, allow_blank=True, default="", help_text="Handbook staff_origin.")
    insist = serializers.BooleanField(default=False)


class RateSerializer(serializers.Serializer[Any]):
    rate = RateField()
    since = DayField()


class EmploymentSerializer(serializers.ModelSerializer[Employment]):
    """A time of working here; its days follow the posts. Choices: handbooks staff_origin, staff_leaving_reason."""

    valid_from = DayField(read_only=True)
    valid_to = EndField(read_only=True)
    hiring_order_on = DayField(required=False, allow_null=True)
    leaving_order_on = DayField(required=False, allow_null=True)

    class Meta:
        model = Employment
        fields = (
            "id", "valid_from", "valid_to", "hiring_order", "hiring_order_on", "origin", "leaving_order",
            "leaving_order_on", "leaving_reason",
        )  # fmt: skip
        read_only_fields = ("id",)


class LettingGoSerializer(serializers.Serializer[Any]):
    """`on`: the day after the last day of work."""

    on = DayField()
    reason = serializers.CharField(help_text="Handbook staff_leaving_reason.")
    order_number = serializers.CharField(required=False, allow_blank=True, default="")
    order_date = DayField(required=False, allow_null=True, default=None)


class PersonnelSerializer(serializers.ModelSerializer[Employee]):
    """The employee's own columns that the caller holds. `version`: of the card as it was read."""

    service_since = DayField(required=False, allow_null=True)
    teaching_since = DayField(required=False, allow_null=True)
    degree_on = DayField(required=False, allow_null=True)
    title_on = DayField(required=False, allow_null=True)
    version = NumberField(source="person.version")

    class Meta:
        model = Employee
        fields = (*services.PERSONNEL, "version")

    def to_representation(self, instance: Any) -> dict[str, Any]:
        held = self.context["held"] | {"version"}
        return {name: value for name, value in super().to_representation(instance).items() if name in held}


class HiringView(EmployeeViewSet):
    """GET, POST /employees/."""

    permissions_by_method = {"GET": permissions.EMPLOYEE_VIEW, "POST": permissions.EMPLOYEE_EDIT}

    @extend_schema(request=HiringSerializer, responses={201: EmployeeSerializer}, operation_id="employees_hire")
    def create(self, request: Request) -> Response:
        """A new card of an employee with the first post; all of it or nothing."""
        said = self.checked(HiringSerializer, request.data)
        name = services.Name(said.pop("surname"), said.pop("given_name"), said.pop("patronymic"))
        particulars = {column: said.pop(column) for column in services.PARTICULARS if column in said}
        employee = services.hire(name=name, particulars=particulars, by=self.actor, **said)
        return Response(self.get_serializer(employee_row(employee.pk)).data, status=status.HTTP_201_CREATED)


class OfEmployee(OfCard):
    """An endpoint about one employee."""

    abstract = True
    card = EMPLOYEE


class PostsView(OfEmployee):
    """/employees/<id>/posts/."""

    permissions_by_method = READ_AND_EDIT
    serializer_class = PostSerializer

    @extend_schema(responses=PostSerializer(many=True), operation_id="employees_posts")
    def list(self, request: Request, pk: int) -> Response:
        """Every post, the latest first."""
        self.person(pk)
        return self.posts(pk)

    @extend_schema(
        request=AppointingSerializer, responses={201: PostSerializer(many=True)}, operation_id="employees_appoint"
    )
    def create(self, request: Request, pk: int) -> Response:
        """A post from a day on."""
        said = self.checked(AppointingSerializer, request.data)
        self.person(pk)
        services.appoint(employee_id=pk, by=self.actor, **said)
        return self.posts(pk, status.HTTP_201_CREATED)

    @extend_schema(request=RateSerializer, responses=PostSerializer(many=True), operation_id="employees_rate")
    def change_rate(self, request: Request, pk: int, row_id: int) -> Response:
        """Another rate from a day on: the line ends there and a new one begins."""
        said = self.checked(RateSerializer, request.data)
        self.one(pk, row_id)
        services.change_rate(post_id=row_id, by=self.actor, **said)
        return self.posts(pk)

    @extend_schema(request=EndingSerializer, responses=PostSerializer(many=True), operation_id="employees_post_end")
    def end(self, request: Request, pk: int, row_id: int) -> Response:
        """The post is held no more from a day on. With the last post the employment ends."""
        said = self.checked(EndingSerializer, request.data)
        self.one(pk, row_id)
        services.dismiss(post_id=row_id, on=said["on"], by=self.actor)
        return self.posts(pk)

    def one(self, pk: int, row_id: int) -> None:
        """:raises Http404:"""
        self.person(pk)
        if not EmployeePost.objects.filter(pk=row_id, employee=pk).exists():
            raise Http404

    def posts(self, pk: int, code: int = 200) -> Response:
        return self.listed(PostSerializer, cards.posts(pk), code)


class EmploymentsView(OfEmployee):
    """/employees/<id>/employments/."""

    permissions_by_method = READ_AND_EDIT
    serializer_class = EmploymentSerializer

    @extend_schema(responses=EmploymentSerializer(many=True), operation_id="employees_employments")
    def list(self, request: Request, pk: int) -> Response:
        """Every time of working here, the latest first."""
        self.person(pk)
        return self.employments(pk)

    @extend_schema(
        request=EmploymentSerializer, responses=EmploymentSerializer(many=True), operation_id="employees_employment"
    )
    def partial_update(self, request: Request, pk: int, row_id: int) -> Response:
        """Mend orders, reason and origin; the days follow the posts."""
        values = self.checked(EmploymentSerializer, request.data, partial=True)
        self.person(pk)
        if not Employment.objects.filter(pk=row_id, employee=pk).exists():
            raise Http404
        services.correct_employment(employment_id=row_id, values=values, by=self.actor)
        return self.employments(pk)

    @extend_schema(
        request=LettingGoSerializer, responses=EmploymentSerializer(many=True), operation_id="employees_let_go"
    )
    def let_go(self, request: Request, pk: int) -> Response:
        """The employee does not work here from a day on: posts, subjects and absences end on it."""
        said = self.checked(LettingGoSerializer, request.data)
        self.person(pk)
        services.let_go(employee_id=pk, by=self.actor, **said)
        return self.employments(pk)

    def employments(self, pk: int) -> Response:
        return self.listed(EmploymentSerializer, records.employments(pk))


class PersonnelView(OfEmployee):
    """/employees/<id>/personnel/."""

    permissions_by_method = READ_AND_EDIT
    serializer_class = PersonnelSerializer

    @extend_schema(responses=PersonnelSerializer, operation_id="employees_personnel")
    def retrieve(self, request: Request, pk: int) -> Response:
        """Number, service, degree and title; family status for those who see it."""
        self.person(pk)
        return self.shown(pk)

    @extend_schema(
        request=PersonnelSerializer, responses=PersonnelSerializer, operation_id="employees_personnel_change"
    )
    def partial_update(self, request: Request, pk: int) -> Response:
        """Write what is sent."""
        changes = self.checked(PersonnelSerializer, request.data, partial=True)
        self.person(pk)
        version = changes.pop("person", {}).get("version")
        services.edit_employee(employee_id=pk, changes=changes, version=version, by=self.actor)
        return self.shown(pk)

    def shown(self, pk: int) -> Response:
        row = Employee.objects.select_related("person").get(pk=pk)
        held = readable(self.actor, Employee)
        if not sees(self.actor, Privacy.SOCIAL, self.card.parts):
            held -= {"marital_status"}
        elif row.marital_status:
            self.note(self.person(pk), Privacy.SOCIAL)
        return Response(PersonnelSerializer(row, context={"held": held}).data)
