"""The programming interface of the journal of readings. Lists of persons: api_people.py."""

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from region.feed.api import parameter
from shared_apps.accounts import permissions
from shared_apps.accounts.api import Endpoint, Pagination
from shared_apps.organisations.crossing import shared

from . import queries
from .models import Reading


class ReadingSerializer(serializers.ModelSerializer[Reading]):
    """One reading of a restricted list."""

    class Meta:
        model = Reading
        fields = ("id", "at", "actor_name", "scope", "what", "purpose", "as_of", "filters", "rows_read")
        read_only_fields = fields


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
