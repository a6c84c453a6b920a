"""Endpoints of one's own files: /api/v1/files/. The services are the pages'."""

from typing import Any, cast

from django.http import FileResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from shared_apps.accounts import permissions
from shared_apps.accounts.endpoints import CheckedEndpoint
from shared_apps.organisations.found import found_or_404

from . import queries, services, taking
from .models import Export
from .views import only_own
from .words import STATES


class FileSerializer(serializers.Serializer[Any]):
    """A file of a long list. `done` of `total` rows are written; `why` and `code`: what stopped it."""

    id = serializers.IntegerField(read_only=True)
    title = serializers.CharField(read_only=True)
    workplace = serializers.CharField(read_only=True)
    format = serializers.CharField(read_only=True)
    state = serializers.ChoiceField(choices=list(STATES), read_only=True)
    done = serializers.IntegerField(read_only=True)
    total = serializers.IntegerField(read_only=True)
    why = serializers.CharField(read_only=True)
    code = serializers.CharField(read_only=True)
    rows = serializers.IntegerField(read_only=True)
    size = serializers.IntegerField(read_only=True, help_text="Bytes.")
    asked_at = serializers.DateTimeField(read_only=True)
    ready_at = serializers.DateTimeField(read_only=True, allow_null=True)
    expires_at = serializers.DateTimeField(read_only=True, help_text="Until then the file is kept.")


class AskedSerializer(serializers.Serializer[Any]):
    """`address`: the page of the list as a browser shows it, with its query; `format`: xlsx, csv or csv-plain."""

    address = serializers.CharField(max_length=8000)
    format = serializers.CharField(max_length=20)


class FilesView(CheckedEndpoint):
    """GET, POST /files/."""

    permission = permissions.OWN_FILES
    serializer_class: type[serializers.Serializer[Any]] = FileSerializer
    queryset = Export.objects.none()

    def shown(self, export_id: int) -> dict[str, Any]:
        found = found_or_404(queries.file_of(self.actor, export_id))
        return dict(FileSerializer(found).data)

    @extend_schema(responses=FileSerializer(many=True), operation_id="files")
    def list(self, request: Request) -> Response:
        """The account's files, the latest first; a program sees those of its workplace alone."""
        page = self.paginate_queryset(cast(Any, queries.files_of(self.actor)))
        return self.get_paginated_response(FileSerializer(page, many=True).data)

    @extend_schema(request=AskedSerializer, responses={201: FileSerializer}, operation_id="files_ask")
    def ask(self, request: Request) -> Response:
        """Have a list written into a file. A restricted list needs a purpose stated in the same session."""
        said = self.checked(AskedSerializer, request.data)
        row = services.ask(**said, session=request._request.session, by=self.actor)
        return Response(self.shown(row.pk), status=201)


class FileView(FilesView):
    """GET, DELETE /files/<id>/."""

    @extend_schema(responses=FileSerializer, operation_id="files_one")
    def retrieve(self, request: Request, export_id: int) -> Response:
        """How far it is."""
        return Response(self.shown(export_id))

    @extend_schema(responses={204: None}, operation_id="files_remove")
    def remove(self, request: Request, export_id: int) -> Response:
        """Delete it, or stop preparing it."""
        self.shown(export_id)
        with only_own():
            services.remove(export_id=export_id, by=self.actor)
        return Response(status=204)


class ContentView(FilesView):
    """GET /files/<id>/content/."""

    @extend_schema(responses={(200, "application/octet-stream"): OpenApiTypes.BINARY}, operation_id="files_content")
    def content(self, request: Request, export_id: int) -> FileResponse:
        """The file itself, while its owner still may take the list."""
        self.shown(export_id)
        with only_own():
            return taking.as_response(queries.to_take(self.actor, export_id))


class AgainView(FilesView):
    """POST /files/<id>/again/."""

    @extend_schema(request=None, responses=FileSerializer, operation_id="files_again")
    def again(self, request: Request, export_id: int) -> Response:
        """Try once more what failed."""
        self.shown(export_id)
        with only_own():
            services.ask_again(export_id=export_id, by=self.actor)
        return Response(self.shown(export_id))
