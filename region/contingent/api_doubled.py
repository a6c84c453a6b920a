"""The programming interface of doubled contingent: persons with two main enrolments on a day, by place."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from region.feed.api import PLACES, FreshnessSerializer, TerritoryEndpoint, parameter
from shared_apps.accounts import permissions
from shared_apps.accounts.endpoints import DayField

from .doubled import Doubled, DoubledLine, DoubledPlaces, doubled_places
from .refusals import within_counted_time
from .views_doubled import DoubledParameters


class DoubledTotalSerializer(serializers.Serializer[Doubled]):
    """Persons: certainly counted twice, and perhaps."""

    confirmed = serializers.IntegerField()
    proposed = serializers.IntegerField()


class DoubledLineSerializer(serializers.Serializer[DoubledLine]):
    """A territory or an organisation in which somebody is counted twice."""

    key = serializers.IntegerField()
    name = serializers.CharField()
    within = serializers.CharField()
    organisations = serializers.IntegerField()
    confirmed = serializers.IntegerField()
    proposed = serializers.IntegerField()


class DoubledSerializer(serializers.Serializer[DoubledPlaces]):
    """Doubled contingent of a place on a day. Lines do not add up: whoever is counted in two places stands in both."""

    as_of = DayField()
    freshness = FreshnessSerializer()
    total = DoubledTotalSerializer()
    rows = DoubledLineSerializer(many=True)


class DoubledEndpoint(TerritoryEndpoint):
    """Persons with two main enrolments (two main posts) on a day."""

    permission = permissions.CONTINGENT_VIEW
    parameters_class = DoubledParameters

    @extend_schema(
        operation_id="region_doubled",
        parameters=[*PLACES, parameter("measure", "student (main enrolments) or employee (main posts).")],
        responses=DoubledSerializer,
    )
    def get(self, request: Request) -> Response:
        parameters: Any = self.asked(request)
        with within_counted_time():
            found = doubled_places(
                as_of=parameters.day, rows=self.level(parameters), measure=parameters.value("measure"),
                filters=parameters.narrowed(),
            )  # fmt: skip
        return Response(DoubledSerializer(found).data)
