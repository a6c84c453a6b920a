"""Endpoints of students who are in another organisation too: the list, and the answer to the region."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from shared_apps.accounts import permissions
from shared_apps.accounts.endpoints import CheckedEndpoint, DayField, NumberField
from shared_apps.envelopes import doubled as notices
from shared_apps.envelopes.models import DoubledAnswer, DoubledStudent
from shared_apps.organisations.found import found_or_404

from ..queries import doubled


class SaidSerializer(serializers.Serializer[doubled.Said]):
    """What this organisation has answered."""

    answer = serializers.CharField()
    reason = serializers.CharField()
    at = serializers.DateTimeField(read_only=True)
    who = serializers.CharField()


class DoubledStudentSerializer(serializers.Serializer[Any]):
    """A student who is in another organisation too, since the day from which he is in both.

    `is_confirmed` false: a student there has the same name, birth date and sex, and nobody has decided yet.
    """

    number = NumberField()
    student_id = NumberField()
    name = serializers.CharField()
    organisation = serializers.CharField()
    municipality = serializers.CharField()
    phone = serializers.CharField()
    since = DayField()
    is_confirmed = serializers.BooleanField()
    said = SaidSerializer(many=True)


class AnsweringSerializer(serializers.Serializer[Any]):
    """What is so, and by what it was checked."""

    answer = serializers.ChoiceField(choices=DoubledAnswer.Answer.choices)
    reason = serializers.CharField(max_length=500, allow_blank=True)


class DoubledView(CheckedEndpoint):
    """GET /students/doubled/."""

    permissions_by_method = {"GET": permissions.ORDER_VIEW}
    serializer_class: type[serializers.Serializer[Any]] = DoubledStudentSerializer
    queryset = DoubledStudent.objects.none()
    pagination_class = None

    @extend_schema(responses=DoubledStudentSerializer(many=True), operation_id="students_doubled")
    def listed(self, request: Request) -> Response:
        """Students who stand as main in another organisation too, by name."""
        rows = doubled.doubled_students(timezone.localdate(), by=self.actor)
        return Response(DoubledStudentSerializer(rows, many=True).data)


class DoubledAnswerView(DoubledView):
    """POST /students/doubled/<number>/."""

    permissions_by_method = {"POST": permissions.ORDER_DRAFT}

    @extend_schema(
        request=AnsweringSerializer, responses={201: DoubledStudentSerializer}, operation_id="students_doubled_answer"
    )
    def answer(self, request: Request, number: int) -> Response:
        """Tell the region how it is; it decides nothing by itself."""
        sent = self.checked(AnsweringSerializer, request.data)
        self._one(number)
        notices.answer(number=number, said=sent["answer"], reason=sent["reason"], by=self.actor)
        return Response(DoubledStudentSerializer(self._one(number)).data, status=status.HTTP_201_CREATED)

    def _one(self, number: int) -> doubled.Doubled:
        return found_or_404(doubled.doubled_student(timezone.localdate(), by=self.actor, number=number))
