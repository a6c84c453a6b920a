"""The programming interface of the staff: the same settings and numbers as the page. /region/api/v1/staff/."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from region.contingent.refusals import within_counted_time
from region.feed.api import PLACES, FreshnessSerializer, TerritoryEndpoint, parameter
from shared_apps.accounts import permissions
from shared_apps.accounts.endpoints import DayField

from .composition import composition
from .leaves import leaves
from .parameters import CompositionParameters, StaffParameters
from .queries import PostLine, Posts, Staff, StaffLine, staff


class PostsSerializer(serializers.Serializer[Posts]):
    """Posts filled, those held as the main place of work, rates."""

    n = serializers.IntegerField()
    main = serializers.IntegerField()
    rates = serializers.DecimalField(max_digits=12, decimal_places=2)


class StaffLineSerializer(serializers.Serializer[StaffLine]):
    """A territory or an organisation. `teachers`: teaching staff at the main place of work."""

    key = serializers.IntegerField(allow_null=True)
    name = serializers.CharField()
    within = serializers.CharField()
    organisations = serializers.IntegerField()
    employees = serializers.IntegerField()
    posts = PostsSerializer()
    by_category = serializers.DictField(child=PostsSerializer())
    students = serializers.IntegerField()
    teachers = serializers.IntegerField()
    students_per_teacher = serializers.FloatField(allow_null=True)
    students_per_rate = serializers.FloatField(allow_null=True)


class PostLineSerializer(serializers.Serializer[PostLine]):
    """A post: its code in the handbook post, its category, how many."""

    post = serializers.CharField()
    category = serializers.CharField()
    posts = PostsSerializer()


class StaffSerializer(serializers.Serializer[Staff]):
    """The staff of a place on a day."""

    as_of = DayField()
    freshness = FreshnessSerializer()
    total = StaffLineSerializer()
    rows = StaffLineSerializer(many=True)
    by_post = PostLineSerializer(many=True)


class StaffEndpoint(TerritoryEndpoint):
    """The staff as of a day."""

    permission = permissions.STAFF_VIEW
    parameters_class = StaffParameters

    @extend_schema(
        operation_id="region_staff",
        parameters=[
            *PLACES,
            parameter("kind", "Kind of organisation, a code of the handbook organisation_kind."),
            parameter("locality", "urban or rural."),
        ],
        responses=StaffSerializer,
    )
    def get(self, request: Request) -> Response:
        parameters = self.asked(request)
        with within_counted_time():
            found = staff(
                as_of=parameters.day,
                rows=self.level(parameters),
                filters=parameters.narrowed(),
            )
        return Response(StaffSerializer(found).data)


class PersonsSerializer(serializers.Serializer[Any]):
    """Persons, and how many of them are women."""

    n = serializers.IntegerField()
    women = serializers.IntegerField()


class CompositionRowSerializer(serializers.Serializer[Any]):
    """A territory or an organisation. All numbers but `employed` are of the staff list."""

    key = serializers.IntegerField(allow_null=True)
    name = serializers.CharField()
    within = serializers.CharField()
    organisations = serializers.IntegerField()
    employed = serializers.IntegerField()
    listed = serializers.IntegerField()
    women = serializers.IntegerField()
    higher = serializers.IntegerField()
    highest = serializers.IntegerField()
    first = serializers.IntegerField()
    young = serializers.IntegerField()
    beginners = serializers.IntegerField()


class StaffMovedSerializer(serializers.Serializer[Any]):
    """Persons taken on (`in`) or let go (`out`) since 1 September, by reason."""

    direction = serializers.CharField()
    reason = serializers.CharField()
    n = serializers.IntegerField()


class LeaveSerializer(serializers.Serializer[Any]):
    """Those on a long leave of a kind, a code of the handbook staff_leave; null: hidden, they are few."""

    kind = serializers.CharField()
    n = serializers.IntegerField(allow_null=True)
    women = serializers.IntegerField(allow_null=True)


class CompositionSerializer(serializers.Serializer[Any]):
    """Dimension → value → persons. Values of age and service: the years from which the band begins."""

    as_of = DayField()
    freshness = FreshnessSerializer()
    employed = PersonsSerializer()
    listed = PersonsSerializer()
    dimensions = serializers.DictField(child=serializers.DictField(child=PersonsSerializer()))
    rows = CompositionRowSerializer(many=True)
    movement = StaffMovedSerializer(many=True)
    leaves = LeaveSerializer(many=True)


class CompositionEndpoint(TerritoryEndpoint):
    """The composition of the staff as of a day."""

    permission = permissions.STAFF_VIEW
    parameters_class = CompositionParameters

    @extend_schema(
        operation_id="region_staff_composition",
        parameters=[
            *PLACES,
            parameter("kind", "Kind of organisation, a code of the handbook organisation_kind."),
            parameter("locality", "urban or rural."),
            parameter("staff", "A category of staff (management, teaching, support, other), or teachers."),
        ],
        responses=CompositionSerializer,
    )
    def get(self, request: Request) -> Response:
        parameters = self.asked(request)
        with within_counted_time():
            found, _before, known = composition(
                as_of=parameters.day,
                rows=self.level(parameters),
                filters=parameters.narrowed(),
                staff=parameters.value("staff") or "",
            )
        answer = {
            "as_of": found.as_of,
            "freshness": known,
            "employed": found.employed,
            "listed": found.listed,
            "dimensions": found.dimensions,
            "rows": found.rows,
            "leaves": leaves(as_of=found.as_of, filters=parameters.narrowed()),
            "movement": [
                {"direction": direction, "reason": reason, "n": n} for (direction, reason), n in found.movement.items()
            ],
        }
        return Response(CompositionSerializer(answer).data)
