"""Endpoints of saved views: /api/v1/views/. The services are the pages'."""

from typing import Any, cast

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from shared_apps.accounts import permissions
from shared_apps.accounts.endpoints import CheckedEndpoint
from shared_apps.accounts.lists import ListAddress
from shared_apps.organisations.found import found_or_404

from . import cleaning, queries, services
from .models import SavedView


class ViewSerializer(serializers.Serializer[Any]):
    """`address`: where the view leads, without what the list knows no more (`dropped`)."""

    id = serializers.IntegerField(read_only=True)
    name = serializers.CharField(read_only=True)
    is_shared = serializers.BooleanField(read_only=True)
    is_own = serializers.BooleanField(read_only=True)
    address = serializers.CharField(read_only=True)
    dropped = serializers.ListField(child=serializers.CharField(), read_only=True)


class ChangedSerializer(serializers.Serializer[Any]):
    name = serializers.CharField(max_length=100)
    is_shared = serializers.BooleanField(required=False, default=False)


class SavedSerializer(ChangedSerializer):
    """`address`: the page of the list as a browser shows it, with its query."""

    address = serializers.CharField(max_length=8000)


class ViewsView(CheckedEndpoint):
    """GET, POST /views/."""

    permission = permissions.OWN_VIEWS
    serializer_class: type[serializers.Serializer[Any]] = ViewSerializer
    queryset = SavedView.objects.none()

    def list_of(self, address: str) -> ListAddress:
        return found_or_404(queries.list_of(address, self.actor))

    def found(self, view_id: int, *, only_own: bool = False) -> tuple[SavedView, ListAddress]:
        return found_or_404(queries.view_of(self.actor, view_id, only_own=only_own))

    def shown(self, row: SavedView, of: ListAddress) -> dict[str, Any]:
        return self.listed(queries.row_of(row, self.actor), of)

    def listed(self, row: queries.ViewRow, of: ListAddress) -> dict[str, Any]:
        cleaned = cleaning.for_use(of.page, row.query)
        return {
            "id": row.id,
            "name": row.name,
            "is_shared": row.is_shared,
            "is_own": row.is_own,
            "address": f"{of.address}?{cleaned.query}",
            "dropped": list(cleaned.dropped),
        }

    @extend_schema(
        parameters=[OpenApiParameter("address", str, required=True)],
        responses=ViewSerializer(many=True),
        operation_id="views",
    )
    def list(self, request: Request) -> Response:
        """Views of the list at an address: one's own, and those that colleagues of the same role share."""
        of = self.list_of(request.query_params.get("address", ""))
        page = self.paginate_queryset(cast(Any, queries.views_of(of, self.actor)))
        return self.get_paginated_response([self.listed(one, of) for one in page or ()])

    @extend_schema(request=SavedSerializer, responses={201: ViewSerializer}, operation_id="views_save")
    def create(self, request: Request) -> Response:
        """Save a view. A shared one keeps nothing that was typed."""
        sent = self.checked(SavedSerializer, request.data)
        of = self.list_of(sent.pop("address"))
        return Response(self.shown(services.save_view(of=of, by=self.actor, **sent), of), status=201)


class ViewView(ViewsView):
    """GET, PUT, DELETE /views/<id>/."""

    @extend_schema(responses=ViewSerializer, operation_id="views_one")
    def retrieve(self, request: Request, view_id: int) -> Response:
        """One view."""
        return Response(self.shown(*self.found(view_id)))

    @extend_schema(request=ChangedSerializer, responses=ViewSerializer, operation_id="views_change")
    def change(self, request: Request, view_id: int) -> Response:
        """Rename it, share it or stop sharing."""
        _row, of = self.found(view_id, only_own=True)
        row = services.change_view(
            view_id=view_id, of=of, by=self.actor, **self.checked(ChangedSerializer, request.data)
        )
        return Response(self.shown(row, of))

    @extend_schema(responses={204: None}, operation_id="views_remove")
    def remove(self, request: Request, view_id: int) -> Response:
        """Delete it."""
        self.found(view_id, only_own=True)
        services.remove_view(view_id=view_id, by=self.actor)
        return Response(status=204)
