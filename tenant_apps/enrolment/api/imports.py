"""Endpoints of imports: a file is sent, its verdicts are read, it is confirmed or discarded, and undone.

The way is that of the pages (`shared_apps.importing`): nothing is written before the confirmation, which judges the
file anew; a big file is worked on by a job (`is_at_work`). Only kinds whose cards the caller edits are there.
"""

from typing import Any

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from shared_apps.accounts import permissions
from shared_apps.accounts.endpoints import DayField, NumberField, Reading
from shared_apps.importing.jobs import is_at_work
from shared_apps.importing.opening import content_sent
from shared_apps.organisations.found import found_or_404

from ..import_models import ImportRow, ImportRun
from ..importing.applying import Choice
from ..queries import imports as queries
from ..services import import_undoing
from ..services.imports import IMPORTS
from ..views.import_undo import refuse_undoing_of_signed_orders

KINDS = tuple(IMPORTS.kinds)


class RunsParameters(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(choices=KINDS, required=False)


class RowsParameters(serializers.Serializer[Any]):
    verdict = serializers.ChoiceField(
        choices=[*ImportRow.Verdict.values, "noted"],
        required=False,
        help_text="noted: with remarks.",
    )


class FileSerializer(serializers.Serializer[Any]):
    """A workbook or a table of text, as a template of this kind has it."""

    kind = serializers.ChoiceField(choices=KINDS)
    file = serializers.FileField(allow_empty_file=True)


class RunSerializer(serializers.Serializer[Any]):
    """An import. Counts are of verdicts; `orders` are those that the confirmation made."""

    id = NumberField(source="pk", read_only=True)
    kind = serializers.CharField(read_only=True)
    state = serializers.CharField(read_only=True)
    file_name = serializers.CharField(read_only=True)
    is_at_work = serializers.SerializerMethodField(help_text="A job reads or writes it: ask again later.")
    rows_count = NumberField(read_only=True)
    create_count = NumberField(read_only=True)
    update_count = NumberField(read_only=True)
    skip_count = NumberField(read_only=True)
    error_count = NumberField(read_only=True)
    noted_count = NumberField(read_only=True)
    created_count = NumberField(read_only=True)
    updated_count = NumberField(read_only=True)
    uploaded_at = serializers.DateTimeField(read_only=True)
    uploaded_name = serializers.CharField(read_only=True)
    confirmed_at = serializers.DateTimeField(read_only=True, allow_null=True)
    orders = serializers.SerializerMethodField()

    def get_is_at_work(self, run: ImportRun) -> bool:
        return is_at_work(run)

    def get_orders(self, run: ImportRun) -> list[int]:
        return [order.pk for order in queries.orders_of_run(run)]


class ProblemSerializer(serializers.Serializer[Any]):
    """A remark on a row: the title of its column in the file, what the cell says, a code, words, what to do."""

    column = serializers.CharField(read_only=True)
    value = serializers.CharField(read_only=True)
    code = serializers.CharField(read_only=True)
    message = serializers.CharField(read_only=True)
    cure = serializers.CharField(read_only=True)
    level = serializers.CharField(read_only=True)


class RowSerializer(serializers.Serializer[Any]):
    """The verdict on a row of the file: create, update, skip or error; `changes` of the card that it matched."""

    number = NumberField(read_only=True)
    verdict = serializers.CharField(read_only=True)
    name = serializers.CharField(read_only=True)
    about = serializers.CharField(source="class_name", read_only=True)
    problems = ProblemSerializer(many=True, read_only=True)
    changes = serializers.ListField(child=serializers.DictField(), read_only=True)


class ConfirmingSerializer(serializers.Serializer[Any]):
    """What of the file is written. The order's fields are of students; who may not sign gets a draft."""

    creates = serializers.BooleanField(default=True)
    updates = serializers.BooleanField(default=True)
    sign = serializers.BooleanField(default=True)
    order_date = DayField(required=False, allow_null=True, default=None)
    order_number = serializers.CharField(required=False, allow_blank=True, default="", max_length=40)
    reason = serializers.CharField(required=False, allow_blank=True, default="", help_text="Handbook admission_reason.")


class UndoingReasonSerializer(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=1000)


class UndoingSerializer(serializers.Serializer[Any]):
    """`plan`: the number of the plan that was looked at. `leave_conflicts`: undo the rest, leave them as they are."""

    plan = NumberField()
    leave_conflicts = serializers.BooleanField(default=False)


class PlanSerializer(serializers.Serializer[Any]):
    """What undoing would do, in numbers of records. `is_at_work`: a job makes the plan."""

    plan = NumberField(source="number", read_only=True, allow_null=True)
    reversed = NumberField(read_only=True)
    kept = NumberField(read_only=True)
    conflicts = NumberField(read_only=True)
    cancelled = serializers.ListField(child=serializers.CharField(), read_only=True)
    is_at_work = serializers.BooleanField(read_only=True)


class ImportViewSet(Reading):
    """Files of students, guardians and employees."""

    permissions_by_method = {"GET": permissions.IMPORT_STUDENTS, "POST": permissions.IMPORT_STUDENTS}
    serializer_class: type[serializers.Serializer[Any]] = RunSerializer
    parameters_class: type[serializers.Serializer[Any]] = RunsParameters
    queryset = ImportRun.objects.none()

    def edited(self) -> list[str]:
        """The kinds whose cards the caller edits."""
        return [kind.code for kind in IMPORTS.kinds.values() if self.actor.may(kind.permission)]

    def run(self, pk: int) -> ImportRun:
        rows = queries.of_kinds(queries.runs(), self.edited()).select_related("reversal", "file")
        return found_or_404(rows.filter(pk=pk).first())

    def shown(self, pk: int, code: int = status.HTTP_200_OK) -> Response:
        return Response(RunSerializer(self.run(pk)).data, status=code)

    @extend_schema(parameters=[RunsParameters])
    def list(self, request: Request) -> Response:
        """Imports, the latest first."""
        kind = self.parameters(request).get("kind")
        return self.paged(queries.of_kinds(queries.runs(), [one for one in self.edited() if kind in (None, one)]))

    @extend_schema(request={"multipart/form-data": FileSerializer}, responses={201: RunSerializer})
    def create(self, request: Request) -> Response:
        """Send a file: it is checked at once, or by a job; nothing is written."""
        said = self.checked(FileSerializer, request.data)
        kind, file = said["kind"], said["file"]
        if kind not in self.edited():
            raise Http404
        run = IMPORTS.receive_file(
            kind=kind, content=content_sent(file), name=file.name, content_type=file.content_type or "", by=self.actor
        )
        return self.shown(run.pk, status.HTTP_201_CREATED)

    @extend_schema(responses=RunSerializer)
    def retrieve(self, request: Request, pk: int) -> Response:
        """One import: how far it is, its verdicts in numbers."""
        return self.shown(pk)


class ImportRowsView(ImportViewSet):
    """GET /imports/<id>/rows/."""

    permissions_by_method = {"GET": permissions.IMPORT_STUDENTS}
    serializer_class = RowSerializer
    parameters_class = RowsParameters

    @extend_schema(parameters=[RowsParameters], responses=RowSerializer(many=True), operation_id="imports_rows")
    def rows(self, request: Request, pk: int) -> Response:
        """The verdicts, errors first, for those who hold every class that the file was read with."""
        run = self.run(pk)
        if not IMPORTS.may_read(run, self.actor):
            raise Http404
        return self.paged(queries.rows_of(run, verdict=self.parameters(request).get("verdict") or ""))


class ConfirmImportView(ImportViewSet):
    """POST /imports/<id>/confirm/."""

    permissions_by_method = {"POST": permissions.IMPORT_STUDENTS}

    @extend_schema(request=ConfirmingSerializer, responses=RunSerializer, operation_id="imports_confirm")
    def confirm(self, request: Request, pk: int) -> Response:
        """Write what was shown. Where a verdict is another by now, nothing is written: read the rows again."""
        run = self.run(pk)
        values, kind = self.checked(ConfirmingSerializer, request.data), IMPORTS.kind_of(run)
        if kind.choice is Choice:
            values["sign"] = values["sign"] and self.actor.may(permissions.ORDER_SIGN)
            values["order_date"] = values["order_date"] or timezone.localdate()
        else:
            values = {name: values[name] for name in ("creates", "updates")}
        IMPORTS.ask_to_confirm(run_id=pk, choice=kind.choice(**values), by=self.actor)
        return self.shown(pk)


class AbandonImportView(ImportViewSet):
    """POST /imports/<id>/abandon/."""

    permissions_by_method = {"POST": permissions.IMPORT_STUDENTS}

    @extend_schema(request=None, responses=RunSerializer, operation_id="imports_abandon")
    def abandon(self, request: Request, pk: int) -> Response:
        """The file and its verdicts are deleted; nothing of it is imported."""
        self.run(pk)
        IMPORTS.abandon(run_id=pk, by=self.actor)
        return self.shown(pk)


class PlanUndoingView(ImportViewSet):
    """POST /imports/<id>/undo/plan/."""

    permissions_by_method = {"POST": permissions.IMPORT_UNDO}
    serializer_class = PlanSerializer

    @extend_schema(request=UndoingReasonSerializer, responses=PlanSerializer, operation_id="imports_plan_undoing")
    def plan(self, request: Request, pk: int) -> Response:
        """What undoing would do; nothing is undone yet."""
        run = self.run(pk)
        refuse_undoing_of_signed_orders(run, self.actor)
        reason = self.checked(UndoingReasonSerializer, request.data)["reason"]
        import_undoing.ask_to_plan_undoing(run_id=pk, reason=reason, by=self.actor)
        run = self.run(pk)
        found = queries.undoing_of(run)
        said = {"number": None, "reversed": 0, "kept": 0, "conflicts": 0, "cancelled": ()}
        if found is not None:
            said = {name: getattr(found, name) for name in said}
        return Response(PlanSerializer({**said, "is_at_work": is_at_work(run)}).data)


class UndoImportView(ImportViewSet):
    """POST /imports/<id>/undo/."""

    permissions_by_method = {"POST": permissions.IMPORT_UNDO}

    @extend_schema(request=UndoingSerializer, responses=RunSerializer, operation_id="imports_undo")
    def undo(self, request: Request, pk: int) -> Response:
        """Carry out the plan that was looked at."""
        run = self.run(pk)
        refuse_undoing_of_signed_orders(run, self.actor)
        values = self.checked(UndoingSerializer, request.data)
        import_undoing.ask_to_undo(run_id=pk, number=values["plan"], by=self.actor, partial=values["leave_conflicts"])
        return self.shown(pk)
