"""The programming interface of twins and doubled contingent: the list, a pair, the decision, the search."""

from typing import Any, ClassVar

from django.http import Http404
from django.utils.timezone import localdate
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from region.feed.api import PLACES, parameter
from shared_apps.accounts import permissions
from shared_apps.accounts.api import Endpoint
from shared_apps.accounts.endpoints import DayField
from shared_apps.envelopes.models import DoubledAnswer

from . import doubles_queries, joining, telling
from .api_people import PAGE, PURPOSE, ListSerializer, PersonSerializer, RestrictedEndpoint
from .doubles_parameters import DoublesParameters, doubles_asked
from .models import SamePerson


class AnswerSerializer(serializers.Serializer[telling.Answer]):
    """What an organisation answers of its record; it decides nothing."""

    organisation = serializers.CharField()
    answer = serializers.ChoiceField(choices=DoubledAnswer.Answer.choices)
    reason = serializers.CharField()
    at = serializers.DateTimeField(read_only=True)
    who = serializers.CharField()


class DoubleSerializer(PersonSerializer):
    """A person of whom there is another record. `elsewhere`: organisations of that record that the reader sees; empty:
    it is in another organisation of the region. `pair_id` null: both are of one card."""

    pair_id = serializers.IntegerField(allow_null=True)
    state = serializers.ChoiceField(choices=SamePerson.State.choices)
    birth_date = DayField(allow_null=True, required=False)
    class_name = serializers.CharField()
    since = DayField()
    elsewhere = serializers.ListField(child=serializers.CharField())
    twice_from = DayField(allow_null=True)
    answers = AnswerSerializer(many=True)


class DoublesSerializer(ListSerializer):
    results = DoubleSerializer(many=True)


class DecisionSerializer(serializers.Serializer[Any]):
    """What is decided of a pair, and why; `was`: its state as it was read."""

    decision = serializers.ChoiceField(choices=SamePerson.State.choices)
    was = serializers.ChoiceField(choices=SamePerson.State.choices)
    reason = serializers.CharField(max_length=500)


class PairSerializer(serializers.Serializer[joining.Decision]):
    """What is decided of a pair now."""

    pair_id = serializers.IntegerField()
    subject = serializers.ChoiceField(choices=SamePerson.Subject.choices)
    state = serializers.ChoiceField(choices=SamePerson.State.choices)
    found_at = serializers.DateTimeField(read_only=True)
    decided_at = serializers.DateTimeField(read_only=True, allow_null=True)
    decided_name = serializers.CharField()
    reason = serializers.CharField()


class DoublesEndpoint(RestrictedEndpoint):
    """Persons counted twice on a day, each once; or all pairs that may be of one person."""

    parameters_class = DoublesParameters
    listed = doubles_queries.LIST
    serializer: ClassVar[type[serializers.Serializer[Any]]] = DoublesSerializer

    @extend_schema(
        operation_id="region_doubles",
        parameters=[
            *PURPOSE,
            *PLACES,
            parameter("which", "twice: counted twice on the day; all: all pairs."),
            parameter("state", "proposed, confirmed or refused; all of them by default."),
            parameter("subject", "student or employee."),
            *PAGE,
        ],
        responses=DoublesSerializer,
    )
    def get(self, request: Request) -> Response:
        asking, parameters = self.asking(request), self.asked(request)
        self.counted_day(parameters)
        return self.page(request, asking, doubles_asked(parameters, asking.text))


class DecisionEndpoint(Endpoint, APIView):
    """Decides on a pair of which the reader sees both records; the reason stands in the log."""

    permission = permissions.PERSONS_JOIN

    @extend_schema(operation_id="region_double_decide", request=DecisionSerializer, responses=PairSerializer)
    def post(self, request: Request, pair: int) -> Response:
        if not doubles_queries.is_seen(pair):
            raise Http404
        given = DecisionSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        by: Any = request.user
        seen = frozenset(side.person_uid for side in doubles_queries.sides(pair, as_of=localdate()))
        said = given.validated_data
        joining.decide(pair_id=pair, state=said["decision"], reason=said["reason"], was=said["was"], seen=seen, by=by)
        return Response(PairSerializer(joining.decision_on(pair, by=by)).data)
