"""Endpoints of students, classes, academic years, orders and movement."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from shared_apps.accounts import permissions
from shared_apps.accounts.endpoints import Reading, day_of
from shared_apps.organisations.found import found_or_404
from tenant_apps.people import services as people
from tenant_apps.people.api.cards import ParticularsSerializer
from tenant_apps.people.models import Person, Student

from .. import services
from ..closed_orders import CLOSABLE, hidden_columns, shown_column
from ..models import ClassGroup, Order
from ..order_kinds import ORDER_KINDS
from ..queries import cards, classes, movement_book, orders, students
from ..queries.liquidations import debts_of_lines
from . import serializers as s


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
        rows = students.students_on(day, by=self.actor, **parameters)
        return self.paged(students.matching(rows, text, by=self.actor) if text else rows)

    def retrieve(self, request: Request, pk: int) -> Response:
        """One student as of today."""
        return Response(self.get_serializer(self._row(request, pk)).data)

    @extend_schema(responses=ParticularsSerializer, operation_id="students_particulars")
    def particulars(self, request: Request, pk: int) -> Response:
        """What the card says of the person, as far as the caller may read it."""
        return self._particulars(self._row(request, pk))

    @extend_schema(request=s.StudentParticularsSerializer, responses=ParticularsSerializer)
    def partial_update(self, request: Request, pk: int) -> Response:
        """Write the particulars that are sent, and the number of the personal file."""
        changes = self.checked(s.StudentParticularsSerializer, request.data)
        row = self._row(request, pk)
        people.edit_student(
            student_id=row.pk,
            file_number=changes.pop("file_number", row.file_number),
            version=changes.pop("version"),
            changes=changes,
            by=self.actor,
        )
        return self._particulars(row)

    def _particulars(self, row: Any) -> Response:
        person = Person.objects.get(pk=row.person_id)
        return Response(ParticularsSerializer(person, context=self.get_serializer_context()).data)

    def _row(self, request: Request, pk: int) -> Any:
        rows = students.students_on(timezone.localdate(), by=self.actor, presence="all")
        return found_or_404(rows.filter(pk=pk).first())


class StudentEnrolmentsView(StudentViewSet):
    """GET /students/<id>/enrolments/."""

    permissions_by_method = {"GET": permissions.STUDENT_VIEW}
    serializer_class = s.EnrolmentSerializer
    pagination_class = None

    @extend_schema(responses=s.EnrolmentSerializer(many=True), operation_id="students_enrolments")
    def enrolments(self, request: Request, pk: int) -> Response:
        """Where the student has studied here, the latest first."""
        self._row(request, pk)
        rows = cards.enrolments_of(int(pk), by=self.actor)
        return Response(self.get_serializer(rows, many=True).data)


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
        return self.paged(classes.classes_on(day_of(parameters), by=self.actor, year_id=year_id))


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
        rows = orders.orders(by=self.actor, **parameters)
        return self.paged(orders.matching(rows, text) if text else rows)

    @extend_schema(responses=s.OrderInFullSerializer)
    def retrieve(self, request: Request, pk: int) -> Response:
        """One order with its lines."""
        return Response(self._in_full(self._order(request, pk)))

    @extend_schema(request=s.OrderInFullSerializer, responses={201: s.OrderInFullSerializer})
    def create(self, request: Request) -> Response:
        """A draft with its lines; nothing happens to anybody until it is signed."""
        values = self.checked(s.OrderInFullSerializer, request.data)
        order = services.draft_order(
            kind=values["kind"],
            requisites=s.OrderInFullSerializer.requisites(values),
            lines=[s.LineSerializer.line(line) for line in values.get("lines", ())],
            by=self.actor,
        )
        return Response(self._in_full(order), status=status.HTTP_201_CREATED)

    def _order(self, request: Request, pk: int) -> Order:
        return found_or_404(orders.order_known(pk, by=self.actor))

    def _in_full(self, order: Order) -> dict[str, Any]:
        head = s.OrderSerializer(order).data
        stored = {row.pk: row for row in order.lines.all()}
        hidden = hidden_columns(ORDER_KINDS[order.kind], self.actor)
        rows = orders.lines_of(order, by=self.actor)
        services.note_order_reading(order, rows, via="api", by=self.actor)
        debts = {} if "subjects" in hidden else debts_of_lines(order, rows)
        lines = [
            {
                "id": line.id, "student_id": line.student_id, "name": line.name, "on": line.on.isoformat(),
                "class_id": stored[line.id].class_group_id, "from_class": line.from_class, "grade": line.grade,
                "level": line.level, "form_of_study": stored[line.id].form_of_study,
                "destination": stored[line.id].destination,
                "organisation_id": stored[line.id].organisation_id,
                "until": line.until.isoformat() if line.until else None, "result": stored[line.id].result,
                **{name: shown_column(stored[line.id], name, self.actor) for name in CLOSABLE if name not in hidden},
                **({"debts": s.LineDebtSerializer(debts[line.student_id], many=True).data}
                   if line.student_id in debts else {}),
            }
            for line in rows
        ]  # fmt: skip
        return {**head, "lines": lines}


class SignOrderView(OrderViewSet):
    """POST /orders/<id>/sign/."""

    permissions_by_method = {"POST": permissions.ORDER_SIGN}

    @extend_schema(request=s.SigningSerializer, responses=s.OrderInFullSerializer, operation_id="orders_sign")
    def sign(self, request: Request, pk: int) -> Response:
        """Number the order and put it in force: at once, or on the day it takes effect."""
        said = self.checked(s.SigningSerializer, request.data)
        self._order(request, pk)
        order = services.sign_order(order_id=pk, by=self.actor, **said)
        return Response(self._in_full(order))


class CancelOrderView(OrderViewSet):
    """POST /orders/<id>/cancel/."""

    permissions_by_method = {"POST": permissions.ORDER_CANCEL}

    @extend_schema(request=s.CancellingSerializer, responses=s.OrderInFullSerializer, operation_id="orders_cancel")
    def cancel(self, request: Request, pk: int) -> Response:
        """Cancel a signed order by an order; the answer is the cancelling one."""
        said = self.checked(s.CancellingSerializer, request.data)
        self._order(request, pk)
        order = services.cancel_order(
            order_id=pk,
            requisites=services.Requisites(date=said["date"], basis=said["basis"]),
            number=said["number"],
            version=said.get("version"),
            by=self.actor,
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
        asked = movement_book.Asked(**parameters)
        return self.paged(movement_book.listed(asked, by=self.actor))
