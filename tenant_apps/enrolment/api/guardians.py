"""Endpoints of who answers for a student: a link with somebody known here, a new guardian, rights, an end."""

from typing import Any

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from shared_apps.accounts import permissions
from shared_apps.accounts.endpoints import DayField, NumberField
from tenant_apps.people import services as people
from tenant_apps.people.api.cards import EndingSerializer, OfCard
from tenant_apps.people.api.guardians import LinkSerializer, RightsSerializer
from tenant_apps.people.queries.cards import links
from tenant_apps.people.queries.exactly import Exactly

from ..views.students import STUDENT


class LinkingSerializer(RightsSerializer):
    """Somebody with a card here becomes the student's guardian. Without `since`: since today.

    He is named by `person_id`, if the caller sees him, or exactly, by `full_name` and `birth_date`.
    """

    person_id = NumberField(required=False)
    full_name = serializers.CharField(required=False, help_text="Surname, given name and patronymic, none left out.")
    birth_date = DayField(required=False)
    since = DayField(required=False, allow_null=True, default=None)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """With `person`: the id, or Exactly."""
        pk, name, born = (attrs.pop(each, None) for each in ("person_id", "full_name", "birth_date"))
        if (pk is None) == (name is None) or (name is None) != (born is None):
            raise serializers.ValidationError({"person_id": ["Send person_id alone, or full_name with birth_date."]})
        return {**attrs, "person": Exactly(name, born) if pk is None else pk}


class NewGuardianSerializer(RightsSerializer):
    """A guardian whom nobody here knows yet. `insist`: there is such a card already, and this is another person."""

    surname = serializers.CharField(allow_blank=True)
    given_name = serializers.CharField(allow_blank=True)
    patronymic = serializers.CharField(required=False, allow_blank=True, default="")
    sex = serializers.CharField()
    birth_date = DayField(required=False, allow_null=True)
    phone = serializers.CharField(required=False, allow_blank=True)
    email = serializers.EmailField(required=False, allow_blank=True)
    actual_address = serializers.CharField(required=False, allow_blank=True)
    education = serializers.CharField(required=False, allow_blank=True)
    workplace = serializers.CharField(required=False, allow_blank=True)
    position = serializers.CharField(required=False, allow_blank=True)
    since = DayField(required=False, allow_null=True, default=None)
    insist = serializers.BooleanField(default=False)


class GuardiansView(OfCard):
    """/students/<id>/guardians/."""

    permissions_by_method = {"GET": permissions.GUARDIAN_VIEW} | dict.fromkeys(
        ("POST", "PUT"), permissions.GUARDIAN_EDIT
    )
    card = STUDENT
    serializer_class: type[serializers.Serializer[Any]] = LinkSerializer

    @extend_schema(responses=LinkSerializer(many=True), operation_id="students_guardians")
    def list(self, request: Request, pk: int) -> Response:
        """Who answers for the student, and who did."""
        self.person(pk)
        return self.links(pk)

    @extend_schema(
        request=LinkingSerializer, responses={201: LinkSerializer(many=True)}, operation_id="students_guardians_link"
    )
    def create(self, request: Request, pk: int) -> Response:
        """Somebody with a card here (another student's parent, an employee) answers for the student too."""
        said = self.checked(LinkingSerializer, request.data)
        self.person(pk)
        people.guardian_of(student_id=pk, by=self.actor, **said)
        return self.links(pk, status.HTTP_201_CREATED)

    @extend_schema(request=RightsSerializer, responses=LinkSerializer(many=True), operation_id="students_guardianship")
    def update(self, request: Request, pk: int, link_id: int) -> Response:
        """What the guardian is to the student and what he may."""
        said = self.checked(RightsSerializer, request.data)
        self.one(pk, link_id)
        people.change_guardianship(guardianship_id=link_id, by=self.actor, **said)
        return self.links(pk)

    @extend_schema(
        request=EndingSerializer, responses=LinkSerializer(many=True), operation_id="students_guardianship_end"
    )
    def end(self, request: Request, pk: int, link_id: int) -> Response:
        """He answers no more from a day on."""
        said = self.checked(EndingSerializer, request.data)
        self.one(pk, link_id)
        people.end_guardianship(guardianship_id=link_id, on=said["on"], by=self.actor)
        return self.links(pk)

    def one(self, pk: int, link_id: int) -> None:
        """:raises Http404:"""
        self.person(pk)
        if not links(by=self.actor, student_id=pk).filter(pk=link_id).exists():
            raise Http404

    def links(self, pk: int, code: int = 200) -> Response:
        return self.listed(LinkSerializer, links(by=self.actor, student_id=pk), code)


class NewGuardianView(GuardiansView):
    """POST /students/<id>/guardians/new/."""

    permissions_by_method = {"POST": permissions.GUARDIAN_EDIT}

    @extend_schema(
        request=NewGuardianSerializer, responses={201: LinkSerializer(many=True)}, operation_id="students_guardians_new"
    )
    def new(self, request: Request, pk: int) -> Response:
        """A card of a guardian with the link in one go."""
        said = self.checked(NewGuardianSerializer, request.data)
        self.person(pk)
        name = people.Name(said.pop("surname"), said.pop("given_name"), said.pop("patronymic"))
        particulars = {column: said.pop(column) for column in people.PARTICULARS if column in said}
        occupation = {column: said.pop(column) for column in people.OCCUPATION if column in said}
        people.new_guardian_of(
            name=name, particulars=particulars, occupation=occupation, student_id=pk, by=self.actor, **said
        )
        return self.links(pk, status.HTTP_201_CREATED)
