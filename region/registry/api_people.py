"""The programming interface of restricted lists: a purpose with each request, its fields alone, a line for a page."""

from dataclasses import dataclass
from typing import Any, ClassVar

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import exceptions, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from region.contingent.api import FILTERS
from region.contingent.queries import check_is_counted
from region.contingent.refusals import within_counted_time
from region.feed.api import PLACES, TerritoryEndpoint, known, parameter
from shared_apps.accounts import permissions
from shared_apps.accounts.endpoints import DayField

from . import employee_queries, guardian_queries, profiles, purposes, queries, services
from .listing import RestrictedList
from .parameters import StudentsParameters
from .people_parameters import EmployeesParameters, GuardiansParameters
from .people_views import employees_asked
from .queries import Asked

MOST_ROWS = 1000
PURPOSE = [
    parameter("purpose", "What the list is read for: in words, at least 10 letters; may be left out with `frequent`."),
    parameter(
        "frequent",
        "A frequent purpose: "
        + ", ".join(one for one in profiles.PROFILES if one)
        + ". It says which fields are given; without it the fewest. Fields that it does not need are left out.",
    ),
]
PAGE = [
    parameter("name", "Words that the name contains."),
    parameter("page", "Number of the page.", OpenApiTypes.INT),
    parameter("page_size", f"Rows on a page, at most {MOST_ROWS}.", OpenApiTypes.INT),
]


class PersonSerializer(serializers.Serializer[Any]):
    """A person in an organisation as the region knows him on a day. What the purpose does not need is left out."""

    organisation_id = serializers.IntegerField()
    organisation = serializers.CharField()
    municipality = serializers.CharField()
    person_uid = serializers.UUIDField()
    surname = serializers.CharField()
    given_name = serializers.CharField()
    patronymic = serializers.CharField()


class StudentSerializer(PersonSerializer):
    """A student: an enrolment."""

    enrolment_id = serializers.IntegerField()
    birth_date = DayField(allow_null=True, required=False)
    sex = serializers.CharField(required=False)
    kind = serializers.CharField(required=False)
    level = serializers.CharField()
    grade = serializers.IntegerField(allow_null=True)
    class_name = serializers.CharField(required=False)
    is_on_leave = serializers.BooleanField(required=False)
    has_individual_plan = serializers.BooleanField(required=False)


class EmployeeSerializer(PersonSerializer):
    """An employee: a post. Codes of handbooks."""

    post_id = serializers.IntegerField()
    employee_id = serializers.IntegerField()
    birth_date = DayField(allow_null=True, required=False)
    sex = serializers.CharField(required=False)
    post = serializers.CharField(required=False)
    kind = serializers.CharField(required=False)
    rate = serializers.DecimalField(max_digits=4, decimal_places=2, required=False)
    is_on_the_way = serializers.BooleanField(
        required=False, help_text="The post has ended here and does not go on at the successor yet."
    )
    education = serializers.CharField(required=False)
    qualification = serializers.CharField(required=False)
    main_subject = serializers.CharField(required=False)


class GuardianSerializer(PersonSerializer):
    """A legal representative, and how many of those he answers for are enrolled here."""

    guardian_id = serializers.IntegerField()
    children = serializers.IntegerField(required=False)
    additional = serializers.IntegerField(required=False)


class ListSerializer(serializers.Serializer[Any]):
    """A page of a list. `is_more`: the list is longer than is counted."""

    count = serializers.IntegerField()
    is_more = serializers.BooleanField()


class StudentsSerializer(ListSerializer):
    results = StudentSerializer(many=True)


class EmployeesSerializer(ListSerializer):
    results = EmployeeSerializer(many=True)


class GuardiansSerializer(ListSerializer):
    results = GuardianSerializer(many=True)


@dataclass(frozen=True, slots=True)
class Asking:
    """What a request says of itself: the purpose, its profile, the part of the list."""

    purpose: str
    profile: profiles.Profile
    text: str
    offset: int
    limit: int

    def given(self, request: Request) -> dict[str, Any]:
        """Arguments of the services that read."""
        return {
            "by": request.user,
            "purpose": self.purpose,
            "workplace": purposes.workplace(request._request),  # type: ignore[arg-type]
            "offset": self.offset,
            "limit": self.limit,
        }


class RestrictedEndpoint(TerritoryEndpoint):
    """A list of persons.

    :cvar listed: how its rows are read.
    """

    abstract = True
    permission = permissions.PERSONS_RESTRICTED
    listed: ClassVar[RestrictedList[Any, Any]]
    serializer: ClassVar[type[serializers.Serializer[Any]]]

    def asking(self, request: Request) -> Asking:
        """:raises PurposeNotStated, PurposeNotYours, NotForThisPurpose: nothing is read then."""
        given = request.query_params
        frequent = given.get("frequent", profiles.IN_WORDS)
        profile = profiles.profile_of(frequent, request.user.membership.role)  # type: ignore[union-attr]
        chosen = str(profile.title) if frequent else ""
        purpose = services.stated(given.get("purpose", ""), frequent=chosen)
        profile.shows(self.listed.what)
        page, size = number_in(given, "page", 1) or 1, min(number_in(given, "page_size", 100) or 100, MOST_ROWS)
        return Asking(purpose, profile, given.get("name", "").replace("\x00", ""), (page - 1) * size, size)

    def counted_day(self, parameters: Any) -> None:
        """:raises NotCounted: the day asked for is not counted."""
        with within_counted_time():
            check_is_counted(parameters.day, known())

    def page(self, request: Request, asking: Asking, asked: Any) -> Response:
        """What the purpose opens of the rows; the reading is written down.

        :raises NotForThisPurpose: the question tells what the purpose hides.
        """
        asking.profile.check_opens(self.listed.what, self.listed.tells(asked))
        number = self.listed.number(asked)
        rows = services.read(self.listed, asked, **asking.given(request))
        answer = self.serializer({"count": number.rows, "is_more": number.is_more, "results": rows}).data
        for row in answer["results"]:
            for hidden in asking.profile.hides(self.listed.what):
                row.pop(hidden, None)
        return Response(answer)


class StudentsEndpoint(RestrictedEndpoint):
    """Those who are counted in a number of the contingent."""

    parameters_class = StudentsParameters
    listed = queries.LIST
    serializer = StudentsSerializer

    @extend_schema(
        operation_id="region_students",
        parameters=[
            *PURPOSE,
            *PLACES,
            *FILTERS,
            parameter("class", "Id of a class of that organisation; 0: in no class.", OpenApiTypes.INT),
            parameter("measure", "students (main enrolments) or enrolments (all of them)."),
            parameter("way", "yes: those on the way to another organisation alone; no: all the others."),
            *PAGE,
        ],
        responses=StudentsSerializer,
    )
    def get(self, request: Request) -> Response:
        asking, parameters = self.asking(request), self.asked(request)
        self.counted_day(parameters)
        asked = Asked(
            as_of=parameters.day,
            filters=parameters.narrowed(),
            class_id=number_in(request.query_params, "class", None),
            text=asking.text,
        )
        return self.page(request, asking, asked)


class EmployeesEndpoint(RestrictedEndpoint):
    """Those who are counted in a number of the staff."""

    parameters_class = EmployeesParameters
    listed = employee_queries.LIST
    serializer = EmployeesSerializer

    @extend_schema(
        operation_id="region_employees",
        parameters=[
            *PURPOSE,
            *PLACES,
            parameter("measure", "employees (each once, by the post of the main place of work) or posts."),
            parameter("kind", "Kind of organisation, a code of the handbook organisation_kind."),
            parameter("locality", "urban or rural."),
            parameter("staff", "A category of staff (management, teaching, support, other), or teachers."),
            parameter("post", "A code of the handbook post."),
            parameter("employment", "A code of the handbook post_kind."),
            parameter("education", "A code of the handbook staff_education; none: not stated."),
            parameter("qualification", "A code of the handbook qualification; none: no category."),
            parameter("subject", "A code of the handbook main_subject."),
            parameter("degree", "A code of the handbook academic_degree."),
            parameter("listed", "yes: the staff list alone."),
            *PAGE,
        ],
        responses=EmployeesSerializer,
    )
    def get(self, request: Request) -> Response:
        asking, parameters = self.asking(request), self.asked(request)
        self.counted_day(parameters)
        return self.page(request, asking, employees_asked(parameters, asking.text))


class GuardiansEndpoint(RestrictedEndpoint):
    """Those who answer for somebody enrolled. Whose they are stays in the organisation."""

    parameters_class = GuardiansParameters
    listed = guardian_queries.LIST
    serializer = GuardiansSerializer

    @extend_schema(
        operation_id="region_guardians", parameters=[*PURPOSE, *PLACES, *PAGE], responses=GuardiansSerializer
    )
    def get(self, request: Request) -> Response:
        asking, parameters = self.asking(request), self.asked(request)
        self.counted_day(parameters)
        asked = guardian_queries.Asked(as_of=parameters.day, filters=parameters.narrowed(), text=asking.text)
        return self.page(request, asking, asked)


def number_in(given: Any, name: str, otherwise: int | None) -> int | None:
    """A whole number of the address."""
    text = given.get(name, "")
    if not text:
        return otherwise
    if not (text.isascii() and text.isdecimal() and len(text) < 16):
        raise exceptions.ValidationError({name: ["A whole number."]})
    return int(text)
