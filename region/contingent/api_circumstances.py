"""The programming interface of circumstances: the same settings and numbers as the page has, hidden ones hidden."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from region.feed.api import PLACES, FreshnessSerializer, TerritoryEndpoint, parameter
from shared_apps.accounts import permissions
from shared_apps.accounts.endpoints import DayField

from .circumstance_parameters import CircumstanceParameters
from .circumstances import Circumstances, PlaceLine, ValueLine, circumstances
from .refusals import within_counted_time


class CircumstanceLineSerializer(serializers.Serializer[PlaceLine]):
    """A territory or an organisation: its numbers by what is counted; null: hidden, because it is small."""

    key = serializers.IntegerField(allow_null=True)
    name = serializers.CharField()
    within = serializers.CharField()
    organisations = serializers.IntegerField()
    numbers = serializers.DictField(child=serializers.IntegerField(allow_null=True))


class CircumstanceValueSerializer(serializers.Serializer[ValueLine]):
    """A value of a kind, codes of handbooks. `classes`: of a language of teaching, those taught in it."""

    kind = serializers.CharField()
    value = serializers.CharField()
    variant = serializers.CharField()
    n = serializers.IntegerField(allow_null=True)
    female = serializers.IntegerField(allow_null=True)
    classes = serializers.IntegerField(allow_null=True)


class CircumstancesSerializer(serializers.Serializer[Circumstances]):
    """Circumstances of students of a place on a day, by one measure."""

    as_of = DayField()
    measure = serializers.CharField()
    freshness = FreshnessSerializer()
    total = serializers.DictField(child=serializers.IntegerField(allow_null=True))
    rows = CircumstanceLineSerializer(many=True)
    values = serializers.DictField(child=CircumstanceValueSerializer(many=True))


class CircumstancesEndpoint(TerritoryEndpoint):
    """Circumstances of students as of a day."""

    permission = permissions.CONTINGENT_VIEW
    parameters_class = CircumstanceParameters

    @extend_schema(
        operation_id="region_circumstances",
        parameters=[*PLACES, parameter("measure", "students (main enrolments) or enrolments (all of them).")],
        responses=CircumstancesSerializer,
    )
    def get(self, request: Request) -> Response:
        parameters: Any = self.asked(request)
        is_ministry = request.user.scope.audience == "ministry"  # type: ignore[union-attr]
        is_whole = not parameters.value("municipality") and not parameters.value("organisation")
        with within_counted_time():
            found = circumstances(
                as_of=parameters.day,
                rows="municipality" if is_ministry and is_whole else "organisation",
                filters=parameters.narrowed(),
                measure=parameters.value("measure"),
            )
        return Response(CircumstancesSerializer(found).data)
