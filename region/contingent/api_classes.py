"""The programming interface of classes: the same settings and numbers as the page has."""

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from region.feed.api import PLACES, FreshnessSerializer, TerritoryEndpoint, parameter
from shared_apps.accounts import permissions
from shared_apps.accounts.endpoints import DayField

from .class_parameters import ClassesParameters
from .classes import ClassLine, ClassNumbers, DetailLine, Numbers, PlaceLine, classes
from .refusals import within_counted_time

DETAILS = [
    parameter("level", "preschool, primary, basic, secondary, additional, none (not stated)."),
    parameter("class_kind", "A code of the handbook class_kind; none: not stated."),
    parameter("nosology", "Of classes for special needs: a code of the handbook ovz_category; none: not stated."),
    parameter("years", "Of classes for intellectual disability: length of the programme, 9 to 13; none: not stated."),
    parameter("first_grade", "A code of the handbook first_grade_year."),
    parameter("profile", "A code of the handbook class_profile."),
    parameter("class_form", "A code of the handbook form_of_study; none: not stated."),
    parameter("class_shift", "1 to 3.", OpenApiTypes.INT),
    parameter("language", "A code of the handbook language; none: not stated."),
    parameter("group_kind", "Of kindergartens: a code of the handbook group_kind; none: not stated."),
    parameter("age", "Of kindergartens: a code of the handbook age_group; none: not stated."),
    parameter("group_profile", "Of kindergartens: a code of the handbook group_profile."),
    parameter("direction", "Of centres: a code of the handbook programme_direction; none: not stated."),
]


class NumbersSerializer(serializers.Serializer[Numbers]):
    """Classes, the students in them, places, and classes with more students than places.

    Of schools: class sets (of two classes or more), the classes in them, the classes that stand alone; classes that
    stand alone and class sets with fewer than 25 students in towns, fewer than 14 in villages.
    """

    classes = serializers.IntegerField()
    students = serializers.IntegerField()
    girls = serializers.IntegerField()
    places = serializers.IntegerField()
    overfull = serializers.IntegerField()
    mean_size = serializers.FloatField(allow_null=True)
    sets = serializers.IntegerField()
    set_classes = serializers.IntegerField()
    singles = serializers.IntegerField()
    small_singles = serializers.IntegerField()
    small_sets = serializers.IntegerField()


class ClassPlaceSerializer(serializers.Serializer[PlaceLine]):
    """A territory or an organisation. `special` and `intellectual` are among `schools`."""

    key = serializers.IntegerField(allow_null=True)
    name = serializers.CharField()
    within = serializers.CharField()
    organisations = serializers.IntegerField()
    schools = NumbersSerializer()
    special = NumbersSerializer()
    intellectual = NumbersSerializer()
    groups = NumbersSerializer()


class ClassDetailSerializer(serializers.Serializer[DetailLine]):
    """A value of a detail; "" or 0: not stated."""

    value = serializers.CharField()
    numbers = NumbersSerializer()


class EachClassSerializer(serializers.Serializer[ClassLine]):
    """A class with what is said of it openly; codes of handbooks. What tells of health is in `details` alone."""

    class_id = serializers.IntegerField()
    name = serializers.CharField()
    level = serializers.CharField()
    grade = serializers.IntegerField(allow_null=True)
    age_group = serializers.CharField()
    profile = serializers.CharField()
    class_set = serializers.CharField()
    form_of_study = serializers.CharField()
    language = serializers.CharField()
    shift = serializers.IntegerField()
    places = serializers.IntegerField()
    students = serializers.IntegerField()
    girls = serializers.IntegerField()


class ClassNumbersSerializer(serializers.Serializer[ClassNumbers]):
    """Classes of a place on a day; `classes` are listed of one organisation alone, and not by what tells of health.

    `sets`: classes of schools without those for special needs, by level (ОО-1 2.4).
    """

    as_of = DayField()
    freshness = FreshnessSerializer()
    total = ClassPlaceSerializer()
    rows = ClassPlaceSerializer(many=True)
    details = serializers.DictField(child=ClassDetailSerializer(many=True))
    sets = ClassDetailSerializer(many=True)
    classes = EachClassSerializer(many=True)


class ClassesEndpoint(TerritoryEndpoint):
    """Classes as of a day."""

    permission = permissions.CONTINGENT_VIEW
    parameters_class = ClassesParameters

    @extend_schema(operation_id="region_classes", parameters=[*PLACES, *DETAILS], responses=ClassNumbersSerializer)
    def get(self, request: Request) -> Response:
        parameters: Any = self.asked(request)
        with within_counted_time():
            rows = "class" if parameters.value("organisation") else self.level(parameters)
            found = classes(parameters.asked(), rows=rows)
        return Response(ClassNumbersSerializer(found).data)
