"""Endpoints that open and change academic years and classes: the services and refusals that the pages have.

A class of somebody's own (a class teacher's reach) is the only one that he knows; who writes knows them all.
"""

from typing import Any

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from shared_apps.accounts import permissions
from shared_apps.accounts.endpoints import CheckedEndpoint, DayField, EndField, NumberField
from shared_apps.organisations.found import found_or_404
from tenant_apps.people.models import Employee

from .. import services
from ..models import AcademicYear, ClassGroup
from ..queries import classes, reach
from . import serializers as s
from .views import ClassViewSet

Sent = serializers.Serializer[Any]
WRITING_CLASSES = {"GET": permissions.CLASS_VIEW} | dict.fromkeys(("POST", "PUT", "DELETE"), permissions.CLASS_EDIT)


class YearDatesSerializer(Sent):
    """An academic year from its first day to `valid_to`, the first day after it."""

    valid_from = DayField()
    valid_to = DayField()


class YearInFullSerializer(YearDatesSerializer):
    id = NumberField(source="pk", read_only=True)
    name = serializers.CharField(read_only=True)


class ClassInFullSerializer(Sent):
    """A class as it is written down; choices are codes of handbooks. What is not sent is what a new class has.

    A class of a school: grade and letter; a group: name and level. `class_set`: the name of the комплект.
    """

    id = NumberField(source="pk", read_only=True)
    year_id = NumberField(source="academic_year_id", read_only=True)
    grade = NumberField(min_value=1, max_value=12, required=False, allow_null=True)
    letter = serializers.CharField(max_length=8, required=False, allow_blank=True)
    name = serializers.CharField(max_length=200, required=False, allow_blank=True)
    level = serializers.CharField(required=False, allow_blank=True)
    kind = serializers.CharField(required=False)
    age_group = serializers.CharField(required=False, allow_blank=True)
    profile = serializers.CharField(required=False, allow_blank=True)
    class_set = serializers.CharField(max_length=200, required=False, allow_blank=True)
    form_of_study = serializers.CharField(required=False)
    language = serializers.CharField(required=False)
    shift = NumberField(min_value=1, max_value=3, required=False)
    room = serializers.CharField(max_length=200, required=False, allow_blank=True)
    capacity = NumberField(min_value=1, max_value=999, required=False)
    first_grade = serializers.CharField(required=False, allow_blank=True)
    nosology = serializers.CharField(required=False, allow_blank=True)
    programme_years = NumberField(min_value=9, max_value=13, required=False, allow_null=True)
    valid_from = DayField(required=False, allow_null=True)
    valid_to = EndField()

    def to_representation(self, group: ClassGroup) -> dict[str, Any]:
        apart = {
            "id": group.pk, "year_id": group.academic_year_id,
            "class_set": group.class_set.name if group.class_set else "",
            "valid_from": group.valid_from.isoformat(), "valid_to": group.valid_to.isoformat(),
        }  # fmt: skip
        return {
            str(name): apart[str(name)] if str(name) in apart else getattr(group, str(name)) for name in self.fields
        }


class NewClassSerializer(ClassInFullSerializer):
    """Likewise, and of which year."""

    year_id = NumberField(write_only=True)


class ClassEndSerializer(Sent):
    on = DayField(help_text="The first day without the class.")


class TeacherSerializer(Sent):
    """Who leads the class from a day on; null: nobody."""

    employee_id = NumberField(allow_null=True)
    since = DayField()


class YearsView(CheckedEndpoint):
    """/years/."""

    permissions_by_method = {
        "GET": permissions.CLASS_VIEW, "POST": permissions.ACADEMIC_YEAR_EDIT, "PUT": permissions.ACADEMIC_YEAR_EDIT,
    }  # fmt: skip
    serializer_class: type[Sent] = s.YearSerializer
    queryset = AcademicYear.objects.none()
    pagination_class = None

    @extend_schema(responses=s.YearSerializer(many=True), operation_id="years_list")
    def list(self, request: Request) -> Response:
        """The latest first."""
        return Response(s.YearSerializer(classes.year_rows(timezone.localdate()), many=True).data)

    @extend_schema(request=YearDatesSerializer, responses={201: YearInFullSerializer}, operation_id="years_open")
    def create(self, request: Request) -> Response:
        """A year is opened; its name follows its days."""
        year = services.open_academic_year(**self.checked(YearDatesSerializer, request.data), by=self.actor)
        return Response(YearInFullSerializer(year).data, status=status.HTTP_201_CREATED)

    @extend_schema(responses=YearInFullSerializer, operation_id="year")
    def retrieve(self, request: Request, pk: int) -> Response:
        """One year."""
        return Response(YearInFullSerializer(self.year(pk)).data)

    @extend_schema(request=YearDatesSerializer, responses=YearInFullSerializer, operation_id="year_dates")
    def update(self, request: Request, pk: int) -> Response:
        """Other days of a year; not of what stands in it."""
        said = self.checked(YearDatesSerializer, request.data)
        year = services.change_academic_year(year_id=self.year(pk).pk, **said, by=self.actor)
        return Response(YearInFullSerializer(year).data)

    @staticmethod
    def year(pk: int) -> AcademicYear:
        """:raises Http404:"""
        return found_or_404(AcademicYear.objects.filter(pk=pk).first())


class ClassesView(ClassViewSet):
    """/classes/."""

    permissions_by_method = {"GET": permissions.CLASS_VIEW, "POST": permissions.CLASS_EDIT}

    @extend_schema(request=NewClassSerializer, responses={201: ClassInFullSerializer}, operation_id="class_open")
    def create(self, request: Request) -> Response:
        """A class of an academic year is opened."""
        said = self.checked(NewClassSerializer, request.data)
        year = YearsView.year(said.pop("year_id"))
        group = services.create_class(year_id=year.pk, parameters=services.ClassParameters(**said), by=self.actor)
        return Response(ClassInFullSerializer(group).data, status=status.HTTP_201_CREATED)


class ClassView(CheckedEndpoint):
    """/classes/<id>/: as it is written down, mended, deleted."""

    permissions_by_method = WRITING_CLASSES
    serializer_class: type[Sent] = ClassInFullSerializer
    queryset = ClassGroup.objects.none()

    @extend_schema(responses=ClassInFullSerializer, operation_id="class")
    def retrieve(self, request: Request, pk: int) -> Response:
        """One class."""
        return Response(ClassInFullSerializer(self.group(pk)).data)

    @extend_schema(request=ClassInFullSerializer, responses=ClassInFullSerializer, operation_id="class_edit")
    def update(self, request: Request, pk: int) -> Response:
        """All that is said of a class; grade and days can't be taken from under its students."""
        said = self.checked(ClassInFullSerializer, request.data)
        group = services.edit_class(
            class_id=self.group(pk).pk, parameters=services.ClassParameters(**said), by=self.actor
        )
        return Response(ClassInFullSerializer(self.group(group.pk)).data)

    @extend_schema(responses={204: None}, operation_id="class_delete")
    def destroy(self, request: Request, pk: int) -> Response:
        """A class that nobody is or was in vanishes."""
        services.delete_class(class_id=self.group(pk).pk, by=self.actor)
        return Response(status=status.HTTP_204_NO_CONTENT)

    def group(self, pk: int) -> ClassGroup:
        """:raises Http404:"""
        found = ClassGroup.objects.select_related("academic_year", "class_set").filter(pk=pk).first()
        if found is None or not reach.sees_class(self.actor, found):
            raise Http404
        return found


class EndClassView(ClassView):
    """POST /classes/<id>/end/."""

    permissions_by_method = {"POST": permissions.CLASS_EDIT}

    @extend_schema(request=ClassEndSerializer, responses=ClassInFullSerializer, operation_id="class_end")
    def end(self, request: Request, pk: int) -> Response:
        """The class exists no more from a day on; nobody may be in it then."""
        on = self.checked(ClassEndSerializer, request.data)["on"]
        services.end_class(class_id=self.group(pk).pk, on=on, by=self.actor)
        return Response(ClassInFullSerializer(self.group(pk)).data)


class ClassTeacherView(ClassView):
    """POST /classes/<id>/teacher/."""

    permissions_by_method = {"POST": permissions.CLASS_EDIT}

    @extend_schema(request=TeacherSerializer, responses={204: None}, operation_id="class_teacher")
    def appoint(self, request: Request, pk: int) -> Response:
        """Who leads the class from a day on; the present one's line ends there."""
        said = self.checked(TeacherSerializer, request.data)
        employee = said["employee_id"]
        if employee is not None and not Employee.objects.filter(pk=employee).exists():
            raise serializers.ValidationError({"employee_id": ["There is no such employee."]})
        services.assign_class_teacher(class_id=self.group(pk).pk, **said, by=self.actor)
        return Response(status=status.HTTP_204_NO_CONTENT)
