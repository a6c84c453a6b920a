"""The programming interface of restricted lists: a purpose with each request, a line of the journal for each page."""

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import exceptions, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from region.contingent.api import FILTERS
from region.contingent.queries import check_is_counted
from region.contingent.refusals import within_counted_time
from region.feed.api import PLACES, TerritoryEndpoint, known, parameter
from shared_apps.accounts import permissions
from shared_apps.accounts.api import Endpoint, Pagination
from shared_apps.organisations.crossing import shared

from . import purposes, queries, services
from .models import Reading
from .parameters import StudentsParameters
from .queries import Asked, Student

MOST_ROWS = 1000


class StudentSerializer(serializers.Serializer[Student]):
    """A student as the region knows him on a day: restricted columns only."""

    organisation_id = serializers.IntegerField()
    organisation = serializers.CharField()
    municipality = serializers.CharField()
    enrolment_id = serializers.IntegerField()
    person_uid = serializers.UUIDField()
    surname = serializers.CharField()
    given_name = serializers.CharField()
    patronymic = serializers.CharField()
    birth_date = serializers.DateField(allow_null=True)
    sex = serializers.CharField()
    kind = serializers.CharField()
    level = serializers.CharField()
    grade = serializers.IntegerField(allow_null=True)
    class_name = serializers.CharField()


class StudentsSerializer(serializers.Serializer[dict[str, Any]]):
    """A page of a list. `is_more`: the list is longer than is counted."""

    count = serializers.IntegerField()
    is_more = serializers.BooleanField()
    results = StudentSerializer(many=True)


class StudentsEndpoint(TerritoryEndpoint):
    """Those who are counted in a number of the contingent."""

    permission = permissions.PERSONS_RESTRICTED
    parameters_class = StudentsParameters

    @extend_schema(
        operation_id="region_students",
        parameters=[
            parameter("purpose", "What the list is read for: at least 10 characters.", required=True),
            *PLACES,
            *FILTERS,
            parameter("class", "Id of a class of that organisation; 0: in no class.", OpenApiTypes.INT),
            parameter("measure", "students (main enrolments) or enrolments (all of them)."),
            parameter("way", "yes: those on the way to another organisation alone; no: all the others."),
            parameter("name", "Words that the name contains."),
            parameter("page", "Number of the page.", OpenApiTypes.INT),
            parameter("page_size", f"Rows on a page, at most {MOST_ROWS}.", OpenApiTypes.INT),
        ],
        responses=StudentsSerializer,
    )
    def get(self, request: Request) -> Response:
        given = request.query_params
        purpose = services.stated(given.get("purpose", ""))
        parameters = self.asked(request)
        with within_counted_time():
            check_is_counted(parameters.day, known())
        asked = Asked(
            as_of=parameters.day,
            filters=parameters.narrowed(),
            class_id=_number(given, "class", None),
            text=given.get("name", "").replace("\x00", ""),
        )
        page, size = _number(given, "page", 1) or 1, min(_number(given, "page_size", 100) or 100, MOST_ROWS)
        found = queries.number(asked)
        rows = services.read_students(
            asked,
            by=request.user,  # type: ignore[arg-type]
            purpose=purpose,
            workplace=purposes.workplace(request._request),  # type: ignore[arg-type]
            offset=(page - 1) * size,
            limit=size,
        )
        return Response(StudentsSerializer({"count": found.rows, "is_more": found.is_more, "results": rows}).data)


class ReadingSerializer(serializers.ModelSerializer[Reading]):
    """One reading of a restricted list."""

    class Meta:
        model = Reading
        fields = ("id", "at", "actor_name", "scope", "what", "purpose", "as_of", "filters", "rows_read")


class ReadingsEndpoint(Endpoint, APIView):
    """The journal of readings, the latest first."""

    permission = permissions.READINGS_VIEW
    pagination_class = Pagination

    @extend_schema(
        operation_id="region_readings",
        parameters=[
            parameter("page", "Number of the page.", OpenApiTypes.INT),
            parameter("page_size", "Rows on a page, at most 1,000.", OpenApiTypes.INT),
        ],
        responses=ReadingSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        with shared(by=request.user):  # type: ignore[arg-type]
            pages = Pagination()
            found = queries.readings(only_of=queries.narrowed_to(request.user))
            rows = pages.paginate_queryset(found, request, view=self)
            return pages.get_paginated_response(ReadingSerializer(rows, many=True).data)


def _number(given: Any, name: str, otherwise: int | None) -> int | None:
    text = given.get(name, "")
    if not text:
        return otherwise
    if not (text.isascii() and text.isdecimal() and len(text) < 16):
        raise exceptions.ValidationError({name: ["A whole number."]})
    return int(text)
