"""Endpoints of students, classes, academic years, orders and movement."""

from datetime import date
from typing import Any

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status, viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from shared_apps.accounts import permissions
from shared_apps.accounts.api import Endpoint
from tenant_apps.people import services as people
from tenant_apps.people.models import Person, Student

from .. import services
from ..closed_orders import CLOSABLE, hidden_columns
from ..models import AcademicYear, ClassGroup, Order
from ..order_kinds import ORDER_KINDS
from ..queries import cards, classes, movement_book, orders, students
from . import serializers as s


class Reading(Endpoint, viewsets.GenericViewSet[Any]):
    """Lists whose settings are checked by a serializer and whose rows a query function makes."""

    abstract = True
    parameters_class: type[serializers.Serializer[Any]]

    def parameters(self, request: Request) -> dict[str, Any]:
        """:raises ValidationError:"""
        given = self.parameters_class(data=request.query_params)
        given.is_valid(raise_exception=True)
        return dict(given.validated_data)

    def paged(self, rows: Any) -> Response:
        page = self.paginate_queryset(rows)
        return self.get_paginated_response(self.get_serializer(page, many=True).data)


def day_of(parameters: dict[str, Any]) -> date:
    found: date | None = parameters.pop("as_of", None)
    return found or timezone.localdate()


class StudentViewSet(Reading):
    """Students on a day; particulars of a card."""

    permissions_by_method = {"GET": permissions.STUDENT_VIEW, "PATCH": permissions.STUDENT_EDIT}
    serializer_class: type[serializers.Serializer[Any]] = s.StudentSerializer
    parameters_class = s.StudentParameters
    queryset = Student.objects.none()

    @extend_schema(parameters=[s.StudentParameters])
    def list(self, request: Request) -> Response:
        """Students on a day, by name."""
        parameters = self.parameters(request)
        day, text = day_of(parameters), parameters.pop("q", "")
        rows = students.students_on(day, by=request.user, **parameters)  # type: ignore[arg-type]
        return self.paged(students.matching(rows, text, by=request.user) if text else rows)  # type: ignore[arg-type]

    def retrieve(self, request: Request, pk: int) -> Response:
        """One student as of today."""
        return Response(self.get_serializer(self._row(request, pk)).data)

    @extend_schema(responses=s.ParticularsSerializer, operation_id="students_particulars")
    def particulars(self, request: Request, pk: int) -> Response:
        """What the card says of the person, as far as the caller may read it."""
        person = Person.objects.get(pk=self._row(request, pk).person_id)
        return Response(s.ParticularsSerializer(person, context=self.get_serializer_context()).data)

    @extend_schema(request=s.ParticularsSerializer, responses=s.ParticularsSerializer)
    def partial_update(self, request: Request, pk: int) -> Response:
        """Write the particulars that are sent."""
        sent = s.ParticularsSerializer(data=request.data, context=self.get_serializer_context())
        sent.is_valid(raise_exception=True)
        changes = dict(sent.validated_data)
        version = changes.pop("version")
        person = people.edit_person(
            person_id=self._row(request, pk).person_id,
            changes=changes,
            version=version,
            by=request.user,  # type: ignore[arg-type]
        )
        return Response(s.ParticularsSerializer(person, context=self.get_serializer_context()).data)

    def _row(self, request: Request, pk: int) -> Any:
        rows = students.students_on(timezone.localdate(), by=request.user, presence="all")  # type: ignore[arg-type]
        found = rows.filter(pk=pk).first()
        if found is None:
            raise Http404
        return found


class StudentEnrolmentsView(StudentViewSet):
    """GET /students/<id>/enrolments/."""

    permissions_by_method = {"GET": permissions.STUDENT_VIEW}
    serializer_class = s.EnrolmentSerializer
    pagination_class = None

    @extend_schema(responses=s.EnrolmentSerializer(many=True), operation_id="students_enrolments")
    def enrolments(self, request: Request, pk: int) -> Response:
        """Where the student has studied here, the latest first."""
        self._row(request, pk)
        return Response(self.get_serializer(cards.enrolments_of(int(pk)), many=True).data)


class ClassViewSet(Reading):
    """Classes on a day."""

    permission = permissions.CLASS_VIEW
    serializer_class = s.ClassSerializer
    parameters_class = s.ClassParameters
    queryset = ClassGroup.objects.none()

    @extend_schema(parameters=[s.ClassParameters])
    def list(self, request: Request) -> Response:
        """Classes with their students and places."""
        parameters = self.parameters(request)
        year_id = parameters.get("year")
        return self.paged(classes.classes_on(day_of(parameters), by=request.user, year_id=year_id))  # type: ignore[arg-type]


class YearViewSet(Endpoint, viewsets.GenericViewSet[Any]):
    """Academic years."""

    permission = permissions.CLASS_VIEW
    serializer_class = s.YearSerializer
    queryset = AcademicYear.objects.none()
    pagination_class = None

    @extend_schema(responses=s.YearSerializer(many=True))
    def list(self, request: Request) -> Response:
        """The latest first."""
        return Response(self.get_serializer(classes.year_rows(timezone.localdate()), many=True).data)


class OrderViewSet(Reading):
    """Orders: read, drafted, signed, cancelled. Students move by them alone."""

    permissions_by_method = {"GET": permissions.ORDER_VIEW, "POST": permissions.ORDER_DRAFT}
    serializer_class = s.OrderSerializer
    parameters_class = s.OrderParameters
    queryset = Order.objects.none()

    @extend_schema(parameters=[s.OrderParameters])
    def list(self, request: Request) -> Response:
        """The latest first."""
        parameters = self.parameters(request)
        text = parameters.pop("q", "")
        rows = orders.orders(by=request.user, **parameters)  # type: ignore[arg-type]
        return self.paged(orders.matching(rows, text) if text else rows)

    @extend_schema(responses=s.OrderInFullSerializer)
    def retrieve(self, request: Request, pk: int) -> Response:
        """One order with its lines."""
        return Response(self._in_full(self._order(request, pk)))

    @extend_schema(request=s.OrderInFullSerializer, responses={201: s.OrderInFullSerializer})
    def create(self, request: Request) -> Response:
        """A draft with its lines; nothing happens to anybody until it is signed."""
        sent = s.OrderInFullSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        values = sent.validated_data
        order = services.draft_order(
            kind=values["kind"],
            requisites=s.OrderInFullSerializer.requisites(values),
            lines=[s.LineSerializer.line(line) for line in values.get("lines", ())],
            by=request.user,  # type: ignore[arg-type]
        )
        return Response(self._in_full(order), status=status.HTTP_201_CREATED)

    def _order(self, request: Request, pk: int) -> Order:
        found = orders.order_known(pk, by=request.user)  # type: ignore[arg-type]
        if found is None:
            raise Http404
        return found

    def _in_full(self, order: Order) -> dict[str, Any]:
        head = s.OrderSerializer(order).data
        stored = {row.pk: row for row in order.lines.all()}
        reader: Any = self.request.user
        hidden = hidden_columns(ORDER_KINDS[order.kind], reader)
        lines = [
            {
                "id": line.id, "student_id": line.student_id, "name": line.name, "on": line.on.isoformat(),
                "class_id": stored[line.id].class_group_id, "grade": line.grade, "level": line.level,
                "form_of_study": stored[line.id].form_of_study, "destination": stored[line.id].destination,
                "organisation_id": stored[line.id].organisation_id,
                "until": line.until.isoformat() if line.until else None, "result": stored[line.id].result,
                **{name: getattr(stored[line.id], name) for name in CLOSABLE if name not in hidden},
            }
            for line in orders.lines_of(order, by=reader)
        ]  # fmt: skip
        return {**head, "lines": lines}


class SignOrderView(OrderViewSet):
    """POST /orders/<id>/sign/."""

    permissions_by_method = {"POST": permissions.ORDER_SIGN}

    @extend_schema(request=s.SigningSerializer, responses=s.OrderInFullSerializer, operation_id="orders_sign")
    def sign(self, request: Request, pk: int) -> Response:
        """Number the order and put it in force: at once, or on the day it takes effect."""
        sent = s.SigningSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        self._order(request, pk)
        order = services.sign_order(order_id=pk, by=request.user, **sent.validated_data)  # type: ignore[arg-type]
        return Response(self._in_full(order))


class CancelOrderView(OrderViewSet):
    """POST /orders/<id>/cancel/."""

    permissions_by_method = {"POST": permissions.ORDER_CANCEL}

    @extend_schema(request=s.CancellingSerializer, responses=s.OrderInFullSerializer, operation_id="orders_cancel")
    def cancel(self, request: Request, pk: int) -> Response:
        """Cancel a signed order by an order; the answer is the cancelling one."""
        sent = s.CancellingSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        self._order(request, pk)
        values = sent.validated_data
        order = services.cancel_order(
            order_id=pk,
            requisites=services.Requisites(date=values["date"], basis=values["basis"]),
            number=values["number"],
            version=values.get("version"),
            by=request.user,  # type: ignore[arg-type]
        )
        return Response(self._in_full(order))


class MovementViewSet(Reading):
    """The movement book."""

    permission = permissions.MOVEMENT_BOOK
    serializer_class = s.MovementSerializer
    parameters_class = s.MovementParameters
    queryset = Order.objects.none()

    @extend_schema(parameters=[s.MovementParameters])
    def list(self, request: Request) -> Response:
        """Arrivals and leavings of a period, by date and name."""
        parameters = self.parameters(request)
        parameters["class_id"] = parameters.pop("class", None)
        return self.paged(movement_book.listed(movement_book.Asked(**parameters)))
