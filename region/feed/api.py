"""The programming interface of the region: what its endpoints share, and freshness. /region/api/v1/."""

from typing import Any, ClassVar, Literal

from django.http import Http404
from django.utils.timezone import localdate
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import exceptions, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from shared_apps.accounts import permissions
from shared_apps.accounts.api import Endpoint, Pagination

from . import freshness_words, queries
from .freshness import Freshness, freshness
from .tables import STATES
from .territory import TerritoryParameters


def parameter(name: str, text: str, kind: Any = OpenApiTypes.STR, **more: Any) -> OpenApiParameter:
    """A setting in the address, for the description of the interface."""
    return OpenApiParameter(name, kind, description=text, **more)


AS_OF = parameter("as_of", "The day the numbers are true on; today by default.", OpenApiTypes.DATE)
PLACES = [
    AS_OF,
    parameter("municipality", "Its id.", OpenApiTypes.INT),
    parameter("organisation", "Its id.", OpenApiTypes.INT),
]


class FreshnessSerializer(serializers.Serializer[Freshness]):
    """How fresh the numbers are: everything that organisations not behind had entered before `as_of` is in them."""

    as_of = serializers.DateTimeField(read_only=True, allow_null=True)
    organisations = serializers.IntegerField()
    behind = serializers.IntegerField()
    text = serializers.SerializerMethodField()

    def get_text(self, known: Freshness) -> str:
        return freshness_words.in_words(known)


class TerritoryEndpoint(Endpoint, APIView):
    """Numbers of a day and a place. Settings are those of the page; what can't be read is refused with 422."""

    abstract = True
    parameters_class: ClassVar[type[TerritoryParameters]]

    def asked(self, request: Request) -> Any:
        """The settings, valid.

        :raises Http404: the place is outside of the reader's scope.
        """
        given = request.query_params
        parameters = self.parameters_class(given, scope=request.user.scope)  # type: ignore[union-attr]
        own = getattr(request.user.membership, "municipality_id", None)  # type: ignore[union-attr]
        is_foreign = "municipality" not in parameters and given.get("municipality", str(own)) != str(own)
        if is_foreign or parameters.foreign_place():
            raise Http404
        if parameters.errors:
            raise exceptions.ValidationError(parameters.errors.get_json_data())
        return parameters

    def level(self, parameters: Any) -> Literal["municipality", "organisation"]:
        """What the rows are unless the reader says: municipalities of the whole region, organisations of a part."""
        is_ministry = self.request.user.scope.audience == "ministry"  # type: ignore[union-attr]
        is_whole = not parameters.value("municipality") and not parameters.value("organisation")
        return "municipality" if is_ministry and is_whole else "organisation"


class StateSerializer(serializers.Serializer[queries.OrganisationState]):
    """How far the region knows one organisation."""

    organisation_id = serializers.IntegerField()
    name = serializers.CharField()
    municipality = serializers.CharField()
    state = serializers.ChoiceField(choices=list(STATES))
    checked_at = serializers.DateTimeField(read_only=True, allow_null=True)
    behind_since = serializers.DateTimeField(read_only=True, allow_null=True)
    failed_at = serializers.DateTimeField(read_only=True, allow_null=True)
    error = serializers.CharField()
    projected_at = serializers.DateTimeField(read_only=True, allow_null=True)
    recounted_at = serializers.DateTimeField(read_only=True, allow_null=True)
    differences = serializers.IntegerField()


class FreshnessEndpoint(Endpoint, APIView):
    """Freshness of each organisation of the scope, those behind first."""

    permission = permissions.FEED_STATUS
    pagination_class = Pagination

    @extend_schema(
        operation_id="region_freshness",
        parameters=[
            parameter("page", "Number of the page.", OpenApiTypes.INT),
            parameter("page_size", "Rows on a page, at most 1,000.", OpenApiTypes.INT),
        ],
        responses=StateSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        pages = Pagination()
        rows: Any = pages.paginate_queryset(queries.states(today=localdate()), request, view=self)
        return pages.get_paginated_response(StateSerializer(rows, many=True).data)


def known() -> Freshness:
    """Freshness of what the reader sees."""
    return freshness()
