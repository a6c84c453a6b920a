"""The programming interface of the contingent: the same settings and numbers as the page has."""

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from region.feed.api import PLACES, FreshnessSerializer, TerritoryEndpoint, parameter
from shared_apps.accounts import permissions
from shared_apps.accounts.endpoints import DayField

from .figures import Classes, Contingent, Count, Level, Line
from .parameters import ContingentParameters
from .queries import contingent
from .refusals import within_counted_time

FILTERS = [
    parameter("authority", "Id of the authority the organisations are subordinate to.", OpenApiTypes.INT),
    parameter("kind", "Kind of organisation, a code of the handbook organisation_kind."),
    parameter("locality", "urban or rural."),
    parameter("level", "preschool, primary, basic, secondary, additional, other, none (not stated)."),
    parameter("grade", "1 to 12; 0: no grade.", OpenApiTypes.INT),
    parameter("sex", "A code of the handbook sex; none: not stated."),
    parameter("birth_year", "0: not stated.", OpenApiTypes.INT),
    parameter("shift", "1 to 3; 0: in no class.", OpenApiTypes.INT),
    parameter("form", "Form of study, a code of the handbook form_of_study; none: not stated."),
]


class CountSerializer(serializers.Serializer[Count]):
    """Two measures: students are main enrolments, enrolments are all of them."""

    students = serializers.IntegerField()
    enrolments = serializers.IntegerField()


class ClassesSerializer(serializers.Serializer[Classes]):
    """`units` counts a class set once; the mean size is of units."""

    classes = serializers.IntegerField()
    units = serializers.IntegerField()
    mean_size = serializers.FloatField(allow_null=True)


class LineSerializer(serializers.Serializer[Line]):
    """A value of a dimension or a territory. `change` is since the day compared with."""

    key = serializers.CharField(allow_null=True)
    name = serializers.CharField()
    within = serializers.CharField()
    organisations = serializers.IntegerField()
    count = CountSerializer()
    change = CountSerializer(allow_null=True)
    classes = ClassesSerializer(allow_null=True)
    groups = ClassesSerializer(allow_null=True)
    by_level = serializers.DictField(child=serializers.IntegerField())


class ContingentSerializer(serializers.Serializer[Contingent]):
    """The contingent of a place on a day; each list sums up to the total."""

    as_of = DayField()
    compared_with = DayField(allow_null=True)
    freshness = FreshnessSerializer()
    total = LineSerializer()
    rows = LineSerializer(many=True)
    by_level = LineSerializer(many=True)
    by_grade = LineSerializer(many=True)
    by_sex = LineSerializer(many=True)
    by_birth_year = LineSerializer(many=True)
    by_shift = LineSerializer(many=True)
    by_form = LineSerializer(many=True)
    by_kind = LineSerializer(many=True)
    by_locality = LineSerializer(many=True)


class ContingentEndpoint(TerritoryEndpoint):
    """The contingent as of a day."""

    permission = permissions.CONTINGENT_VIEW
    parameters_class = ContingentParameters

    @extend_schema(
        operation_id="region_contingent",
        parameters=[
            *PLACES,
            parameter("compare_with", "The day to compare with.", OpenApiTypes.DATE),
            parameter("by", "What the rows are: municipality, authority, organisation; of one organisation classes."),
            *FILTERS,
        ],
        responses=ContingentSerializer,
    )
    def get(self, request: Request) -> Response:
        parameters = self.asked(request)
        with within_counted_time():
            found = contingent(
                as_of=parameters.day,
                rows=self.rows(parameters),
                filters=parameters.narrowed(),
                compare_with=parameters.value("compare_with"),
            )
        return Response(ContingentSerializer(found).data)

    def rows(self, parameters: Any) -> Level:
        """Of one organisation its classes."""
        if parameters.value("organisation"):
            return "class"
        asked: Level | None = parameters.value("by") or None
        return asked or self.level(parameters)
