"""Endpoints of what is written down between orders: academic debts with their attempts, confirmations of arrival."""

from typing import Any

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from shared_apps.accounts import permissions
from shared_apps.accounts.endpoints import DayField, NumberField
from shared_apps.organisations.privacy import Privacy
from tenant_apps.people.rights import holds

from .. import services
from ..queries import arrangements, cards, completions
from .serializers import AttemptSerializer, EnrolmentSerializer
from .views import StudentViewSet


class DebtSerializer(serializers.Serializer[Any]):
    """An academic debt. `outcome` empty: it is open. `origin`: where it arose, if a transfer brought it."""

    id = NumberField()
    subject = serializers.CharField()
    since = DayField()
    due_on = DayField()
    outcome = serializers.CharField()
    begun_by = NumberField(source="begun_id")
    origin = serializers.CharField()
    attempts = AttemptSerializer(many=True)


class DebtCorrectionSerializer(serializers.Serializer[Any]):
    """What is owed, and until when."""

    subject = serializers.CharField(max_length=120, allow_blank=True)
    due_on = DayField()


class ArrivalSerializer(serializers.Serializer[Any]):
    """What the receiver has confirmed."""

    on = DayField()
    document = serializers.CharField()


class CertificateSerializer(serializers.Serializer[Any]):
    """What stands on a certificate."""

    series = serializers.CharField(required=False, allow_blank=True, default="", max_length=20)
    number = serializers.CharField(max_length=40, allow_blank=True)
    issued_on = DayField()
    examination = serializers.CharField(
        required=False, allow_blank=True, default="", help_text="Handbook final_examination; education."
    )


class CompletionSerializer(serializers.Serializer[Any]):
    """A completed level with its certificate."""

    id = NumberField()
    level = serializers.CharField()
    grade = NumberField()
    on = DayField()
    result = serializers.CharField()
    certificate = serializers.CharField()
    examination = serializers.CharField()
    series = serializers.CharField()
    number = serializers.CharField()
    issued_on = DayField(allow_null=True)
    begun_by = NumberField(source="begun_id")


class DebtsView(StudentViewSet):
    """GET /students/<id>/debts/. Who does not hold the class of education gets 404."""

    permissions_by_method = {"GET": permissions.STUDENT_EDUCATION}
    serializer_class = DebtSerializer
    pagination_class = None

    def _debts(self, request: Request, pk: int) -> dict[int, arrangements.DebtRow]:
        self._row(request, pk)
        if not holds(self.actor, Privacy.EDUCATION):
            raise Http404
        return {row.id: row for row in arrangements.debts_of(int(pk))}

    @extend_schema(responses=DebtSerializer(many=True), operation_id="students_debts")
    def debts(self, request: Request, pk: int) -> Response:
        """Academic debts of a student with their attempts, the latest first."""
        return Response(DebtSerializer(list(self._debts(request, pk).values()), many=True).data)


class AttemptsView(DebtsView):
    """POST /students/<id>/debts/<debt>/attempts/."""

    permissions_by_method = {"POST": permissions.ORDER_DRAFT}

    @extend_schema(request=AttemptSerializer, responses={201: DebtSerializer}, operation_id="students_debt_attempt")
    def attempt(self, request: Request, pk: int, debt_id: int) -> Response:
        """Write an attempt down; the answer is the debt."""
        if debt_id not in self._debts(request, pk):
            raise Http404
        said = self.checked(AttemptSerializer, request.data)
        services.record_debt_attempt(debt_id=debt_id, by=self.actor, **said)
        return Response(DebtSerializer(self._debts(request, pk)[debt_id]).data, status=status.HTTP_201_CREATED)


class DebtView(DebtsView):
    """PUT /students/<id>/debts/<debt>/."""

    permissions_by_method = {"PUT": permissions.ORDER_DRAFT}

    @extend_schema(request=DebtCorrectionSerializer, responses=DebtSerializer, operation_id="students_debt_correct")
    def correct(self, request: Request, pk: int, debt_id: int) -> Response:
        """Correct the subject or the term of an open debt; its order stays as it was signed."""
        if debt_id not in self._debts(request, pk):
            raise Http404
        said = self.checked(DebtCorrectionSerializer, request.data)
        services.correct_debt(debt_id=debt_id, by=self.actor, **said)
        return Response(DebtSerializer(self._debts(request, pk)[debt_id]).data)


class CompletionsView(StudentViewSet):
    """GET /students/<id>/completions/."""

    permissions_by_method = {"GET": permissions.STUDENT_VIEW}
    serializer_class = CompletionSerializer
    pagination_class = None

    def _completions(self, request: Request, pk: int) -> dict[int, completions.CompletionRow]:
        self._row(request, pk)
        found = completions.completions_of(
            int(pk), sees_documents=holds(self.actor, Privacy.DOCUMENT),
            sees_education=holds(self.actor, Privacy.EDUCATION),
        )  # fmt: skip
        return {row.id: row for row in found}

    @extend_schema(responses=CompletionSerializer(many=True), operation_id="students_completions")
    def completions(self, request: Request, pk: int) -> Response:
        """Levels that a student has completed here; numbers of certificates for those who read documents."""
        return Response(CompletionSerializer(list(self._completions(request, pk).values()), many=True).data)


class CertificateView(CompletionsView):
    """PUT /students/<id>/completions/<completion>/. Who does not hold the class of documents gets 404."""

    permissions_by_method = {"PUT": permissions.ORDER_DRAFT}

    @extend_schema(request=CertificateSerializer, responses=CompletionSerializer, operation_id="students_certificate")
    def certificate(self, request: Request, pk: int, completion_id: int) -> Response:
        """Write down the certificate that was issued, or correct it."""
        if completion_id not in self._completions(request, pk) or not holds(self.actor, Privacy.DOCUMENT):
            raise Http404
        certificate = services.Certificate(**self.checked(CertificateSerializer, request.data))
        services.record_certificate(completion_id=completion_id, certificate=certificate, by=self.actor)
        return Response(CompletionSerializer(self._completions(request, pk)[completion_id]).data)


class ArrivalView(StudentViewSet):
    """POST /students/<id>/enrolments/<enrolment>/arrival/."""

    permissions_by_method = {"POST": permissions.ORDER_DRAFT}
    serializer_class = EnrolmentSerializer

    @extend_schema(request=ArrivalSerializer, responses=EnrolmentSerializer, operation_id="students_arrival")
    def arrival(self, request: Request, pk: int, enrolment_id: int) -> Response:
        """The organisation where the student went confirms that he studies there."""
        self._row(request, pk)
        if enrolment_id not in {row.id for row in cards.enrolments_of(int(pk), by=self.actor)}:
            raise Http404
        said = self.checked(ArrivalSerializer, request.data)
        services.confirm_arrival(enrolment_id=enrolment_id, by=self.actor, **said)
        [row] = [one for one in cards.enrolments_of(int(pk), by=self.actor) if one.id == enrolment_id]
        return Response(EnrolmentSerializer(row).data)
