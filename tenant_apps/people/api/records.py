"""Endpoints that write the records of an employee's card: one set for all kinds, named by the kind in the address.

Values are read by the forms of the pages, so that a page and a program are told the same.
"""

from collections.abc import Mapping
from typing import Any

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from shared_apps.accounts import permissions
from shared_apps.accounts.endpoints import DayField
from shared_apps.handbooks.fields import HandbookField, choose_as_of
from shared_apps.organisations.found import found_or_404
from shared_apps.organisations.privacy import Privacy

from .. import services
from ..employee_forms import FORMS
from ..employee_records import KINDS, RecordKind
from ..queries.employee_records import record_values
from .cards import EndingSerializer
from .employees import RecordSerializer
from .employment import READ_AND_EDIT, OfEmployee


class ValuesSerializer(serializers.Serializer[Any]):
    """Columns of the kind as they are read: texts, codes of handbooks, ISO days, true or false; "": nothing."""

    values = serializers.DictField(child=serializers.CharField(allow_blank=True, allow_null=True))


class OutcomeSerializer(serializers.Serializer[Any]):
    """How an attestation ended; what was granted becomes a category from that day on."""

    outcome = serializers.CharField(help_text="Handbook attestation_outcome.")
    decided_on = DayField()
    order_number = serializers.CharField(required=False, allow_blank=True, default="")
    order_date = DayField(required=False, allow_null=True, default=None)


class RecordsView(OfEmployee):
    """/employees/<id>/records/<kind>/."""

    permissions_by_method = READ_AND_EDIT
    serializer_class = RecordSerializer

    @extend_schema(responses=RecordSerializer(many=True), operation_id="employees_records_of_kind")
    def list(self, request: Request, pk: int, kind: str) -> Response:
        """The records of one kind, the latest first."""
        return self.records(pk, self.kind(pk, kind))

    @extend_schema(
        request=ValuesSerializer, responses={201: RecordSerializer(many=True)}, operation_id="employees_record_add"
    )
    def create(self, request: Request, pk: int, kind: str) -> Response:
        """A new record."""
        said, declared = self.checked(ValuesSerializer, request.data), self.kind(pk, kind)
        values = self.read(declared, said["values"])
        services.add_record(kind=kind, employee_id=pk, values=values, by=self.actor)
        return self.records(pk, declared, status.HTTP_201_CREATED)

    @extend_schema(
        request=ValuesSerializer, responses=RecordSerializer(many=True), operation_id="employees_record_correct"
    )
    def update(self, request: Request, pk: int, kind: str, row_id: int) -> Response:
        """Mend a record where it stands; every column is sent."""
        said, declared = self.checked(ValuesSerializer, request.data), self.kind(pk, kind)
        values = self.read(declared, said["values"], self.row(pk, declared, row_id))
        services.correct_record(kind=kind, record_id=row_id, values=values, by=self.actor)
        return self.records(pk, declared)

    @extend_schema(request=EndingSerializer, responses=RecordSerializer(many=True), operation_id="employees_record_end")
    def end(self, request: Request, pk: int, kind: str, row_id: int) -> Response:
        """A dated record holds no more from a day on."""
        said, declared = self.checked(EndingSerializer, request.data), self.kind(pk, kind)
        self.row(pk, declared, row_id)
        if not declared.is_dated:
            raise Http404
        services.end_record(kind=kind, record_id=row_id, on=said["on"], by=self.actor)
        return self.records(pk, declared)

    @extend_schema(responses={204: None}, operation_id="employees_record_remove")
    def destroy(self, request: Request, pk: int, kind: str, row_id: int) -> Response:
        """Take away a record that was never true."""
        self.row(pk, self.kind(pk, kind), row_id)
        services.remove_record(kind=kind, record_id=row_id, by=self.actor)
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(
        request=OutcomeSerializer, responses=RecordSerializer(many=True), operation_id="employees_attestation_outcome"
    )
    def decide(self, request: Request, pk: int, row_id: int) -> Response:
        """How an attestation ended."""
        said, declared = self.checked(OutcomeSerializer, request.data), self.kind(pk, "attestation")
        self.row(pk, declared, row_id)
        services.decide_attestation(attestation_id=row_id, by=self.actor, **said)
        return self.records(pk, declared)

    # --- parts ------------------------------------------------------------------------------------------------------

    def kind(self, pk: int, code: str) -> RecordKind:
        """The kind; 404 where there is none, or the caller does not see such records of this card."""
        found = KINDS.get(code)
        if found is None or (found.is_private and not self.actor.may(permissions.EMPLOYEE_PRIVATE)):
            raise Http404
        self.person(pk)
        return found

    def row(self, pk: int, kind: RecordKind, row_id: int) -> Any:
        """:raises Http404:"""
        return found_or_404(kind.model._default_manager.filter(pk=row_id, employee=pk).first())

    def read(self, kind: RecordKind, sent: Mapping[str, str | None], row: Any = None) -> dict[str, Any]:
        """The values as the page's form reads them. :raises ValidationError:"""
        form: Any = FORMS[kind.code](data={name: value or "" for name, value in sent.items()}, by=self.actor)
        if unknown := sorted(set(sent) - set(form.fields)):
            raise serializers.ValidationError({name: ["There is no such column."] for name in unknown})
        choose_as_of(form, self.today)
        for name, field in form.fields.items():
            if row is not None and isinstance(field, HandbookField):
                field.present = getattr(row, name) or ""
        if not form.is_valid():
            raise serializers.ValidationError({name: [str(one) for one in said] for name, said in form.errors.items()})
        return dict(form.values())

    def records(self, pk: int, kind: RecordKind, code: int = 200) -> Response:
        rows = [
            {"kind": kind.code, "id": row_id, "values": values}
            for row_id, values in record_values(pk, kind, by=self.actor)
        ]
        if kind.is_private and rows:
            self.note(self.person(pk), Privacy.SOCIAL)
        return self.listed(RecordSerializer, rows, code)
