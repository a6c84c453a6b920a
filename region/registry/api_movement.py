"""The programming interface of the list of those who came and left: as those of api_people.py, of a period."""

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from region.feed.api import PLACES, parameter
from shared_apps.accounts.endpoints import DayField

from . import movement_queries
from .api_people import PAGE, PURPOSE, ListSerializer, PersonSerializer, RestrictedEndpoint, number_in
from .movement_views import MoversParameters, movers_asked
from .words import MOVES

PERIOD = [
    parameter(
        "first", "The first day of the period; the beginning of the academic year by default.", OpenApiTypes.DATE
    ),
    parameter("as_of", "The last day of the period, inclusive; today by default.", OpenApiTypes.DATE),
    *PLACES[1:],
]


class MoverSerializer(PersonSerializer):
    """A student who came, left, or moved between classes, or whose year ended: an enrolment. Codes of handbooks."""

    enrolment_id = serializers.IntegerField()
    birth_date = DayField(allow_null=True, required=False)
    direction = serializers.ChoiceField(choices=list(MOVES), required=False)
    on = DayField(required=False)
    class_name = serializers.CharField(required=False)
    reason = serializers.CharField(required=False)
    destination = serializers.CharField(required=False)
    result = serializers.CharField(required=False)
    counterpart = serializers.CharField(required=False)


class MoversSerializer(ListSerializer):
    results = MoverSerializer(many=True)


class MoversEndpoint(RestrictedEndpoint):
    """Those who are counted in a number of the balance of movement."""

    parameters_class = MoversParameters
    listed = movement_queries.LIST
    serializer = MoversSerializer

    @extend_schema(
        operation_id="region_movement_persons",
        parameters=[
            *PURPOSE,
            *PERIOD,
            parameter("direction", f"{', '.join(MOVES)}; moves between classes are listed of one organisation alone."),
            parameter("reason", "Direction and ground, in:from_family or out:moved; not_stated for a ground: none."),
            parameter("destination", "A code of the handbook leaving_destination; not_stated: none."),
            parameter(
                "result", "A result of the year, a code of year_result, with a level or without: finished:basic."
            ),
            parameter("measure", "Kind of enrolment: main or additional."),
            parameter("class", "Id of a class of that organisation; 0: in no class.", OpenApiTypes.INT),
            *PAGE,
        ],
        responses=MoversSerializer,
    )
    def get(self, request: Request) -> Response:
        asking, parameters = self.asking(request), self.asked(request)
        self.counted_day(parameters)
        class_id = number_in(request.query_params, "class", None)
        return self.page(request, asking, movers_asked(parameters, class_id, asking.text))
