"""Municipalities and authorities as programs read them: as of a day, within the reader's scope."""

from typing import Any

from django.utils.timezone import localdate
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import exceptions, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from shared_apps.accounts import permissions
from shared_apps.accounts.api import Endpoint, Pagination
from shared_apps.accounts.endpoints import DayField
from shared_apps.organisations.models import Municipality
from shared_apps.ui import forms
from shared_apps.ui.filters import Parameters

from . import territory_rows
from .api import AS_OF, parameter

PAGES = [
    parameter("page", "Number of the page.", OpenApiTypes.INT),
    parameter("page_size", "Rows on a page, at most 1,000.", OpenApiTypes.INT),
]


class DayParameters(Parameters):
    """The day; today by default."""

    as_of = forms.DayField()

    def defaults(self) -> dict[str, Any]:
        return {"as_of": localdate()}


class MunicipalitySerializer(serializers.Serializer[territory_rows.MunicipalityRow]):
    """A municipality as it was on the day. `organisations`: under it then, of those the reader sees."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    kind = serializers.ChoiceField(choices=Municipality.Kind.choices)
    oktmo = serializers.CharField()
    oktmo_verified_on = DayField(allow_null=True)
    latitude = serializers.FloatField(allow_null=True)
    longitude = serializers.FloatField(allow_null=True)
    valid_from = DayField()
    valid_to = DayField(allow_null=True)
    merged_into = serializers.IntegerField(allow_null=True)
    organisations = serializers.IntegerField()


class AuthoritySerializer(serializers.Serializer[territory_rows.AuthorityRow]):
    """An authority as it was on the day. `organisations`: subordinate to it then, of those the reader sees."""

    id = serializers.IntegerField()
    code = serializers.CharField()
    name = serializers.CharField()
    short_name = serializers.CharField()
    valid_from = DayField()
    valid_to = DayField(allow_null=True)
    merged_into = serializers.IntegerField(allow_null=True)
    organisations = serializers.IntegerField()


class TerritoryRows(Endpoint, APIView):
    """Rows of a day, by name, in pages."""

    abstract = True
    pagination_class = Pagination

    def rows(self, request: Request, read: Any, serializer: Any) -> Response:
        parameters = DayParameters(request.query_params)
        if parameters.errors:
            raise exceptions.ValidationError(parameters.errors.get_json_data())
        pages = Pagination()
        scope = request.user.scope  # type: ignore[union-attr]
        rows: Any = pages.paginate_queryset(read(scope, on=parameters.value("as_of")), request, view=self)
        return pages.get_paginated_response(serializer(rows, many=True).data)


class MunicipalitiesEndpoint(TerritoryRows):
    """Municipalities of the reader's scope; the ministry's are all."""

    permission = permissions.CONTINGENT_VIEW

    @extend_schema(
        operation_id="region_municipalities", parameters=[AS_OF, *PAGES], responses=MunicipalitySerializer(many=True)
    )
    def get(self, request: Request) -> Response:
        return self.rows(request, territory_rows.municipalities, MunicipalitySerializer)


class AuthoritiesEndpoint(TerritoryRows):
    """Authorities with organisations of the reader's scope; the ministry's are all."""

    permission = permissions.CONTINGENT_VIEW

    @extend_schema(
        operation_id="region_authorities", parameters=[AS_OF, *PAGES], responses=AuthoritySerializer(many=True)
    )
    def get(self, request: Request) -> Response:
        return self.rows(request, territory_rows.authorities, AuthoritySerializer)
