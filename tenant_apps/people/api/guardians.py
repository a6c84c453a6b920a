"""Endpoints of guardians: the list on a day, the card with what the guardian does, and whom he answers for."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from shared_apps.accounts import permissions
from shared_apps.accounts.endpoints import AsOfParameters, DayField, EndField, NumberField, Reading, day_of
from shared_apps.organisations.privacy import Privacy

from .. import services
from ..models import Guardian, Guardianship, Person
from ..queries import cards, lists
from ..queries.grounds import grounds
from ..rights import holds, readable
from ..services.guardians import RIGHTS
from ..views.guardians import GUARDIAN
from ..views.parts import sees
from .cards import OfCard, ParticularsSerializer, ParticularsView

CONTACTS = ("phone", "email")


class GuardianSerializer(serializers.Serializer[Any]):
    """A guardian on a day. `children`: how many he answers for, of those whom the caller sees."""

    id = NumberField(source="pk", read_only=True)
    person_id = NumberField(read_only=True)
    surname = serializers.CharField(read_only=True)
    given_name = serializers.CharField(read_only=True)
    patronymic = serializers.CharField(read_only=True)
    birth_date = DayField(read_only=True, allow_null=True)
    sex = serializers.CharField(read_only=True)
    children = NumberField(read_only=True)
    phone = serializers.CharField(read_only=True, required=False)
    email = serializers.CharField(read_only=True, required=False)

    def to_representation(self, instance: Any) -> dict[str, Any]:
        """Without contacts for those who do not hold them."""
        found: dict[str, Any] = super().to_representation(instance)
        if holds(self.context["request"].user, Privacy.CONTACT):
            return found
        return {name: value for name, value in found.items() if name not in CONTACTS}


class RightsSerializer(serializers.Serializer[Any]):
    """What a guardian is to a student and what he may. `basis`: the decision or the power of attorney."""

    relation = serializers.CharField(help_text="Handbook guardian_relation.")
    is_legal = serializers.BooleanField(required=False, default=True)
    may_collect = serializers.BooleanField(required=False, default=True)
    may_see = serializers.BooleanField(required=False, default=True)
    custody_limit = serializers.CharField(
        required=False, allow_blank=True, default="", help_text="Handbook custody_limit."
    )
    basis = serializers.CharField(required=False, allow_blank=True, default="")


class LinkSerializer(RightsSerializer):
    """Who answers for whom. Without the columns of rights for those who do not hold them."""

    id = NumberField(source="pk", read_only=True)
    guardian_id = NumberField(read_only=True)
    student_id = NumberField(read_only=True)
    valid_from = DayField(read_only=True)
    valid_to = EndField(read_only=True)

    def to_representation(self, instance: Any) -> dict[str, Any]:
        held = readable(self.context["request"].user, Guardianship)
        found: dict[str, Any] = super().to_representation(instance)
        return {name: value for name, value in found.items() if name not in RIGHTS or name in held}


class GuardianParticularsSerializer(ParticularsSerializer):
    """Particulars with what the guardian does, for those who see it and where there is a consent."""

    education = serializers.CharField(required=False, allow_blank=True, help_text="Handbook staff_education.")
    workplace = serializers.CharField(required=False, allow_blank=True)
    position = serializers.CharField(required=False, allow_blank=True)

    def to_representation(self, instance: Any) -> dict[str, Any]:
        found: dict[str, Any] = super().to_representation(instance)
        return {**found, **self.context.get("occupation", {})}


class GuardiansView(Reading):
    """/guardians/."""

    permission = permissions.GUARDIAN_VIEW
    serializer_class = GuardianSerializer
    queryset = Guardian.objects.none()

    @extend_schema(parameters=[AsOfParameters], operation_id="guardians_list")
    def list(self, request: Request) -> Response:
        """Guardians with those they answer for on a day, by name."""
        return self.paged(lists.guardians_on(day_of(self.parameters(request)), by=self.actor))


class OfGuardian(OfCard):
    """An endpoint about one guardian."""

    abstract = True
    card = GUARDIAN


class GuardianView(OfGuardian):
    """/guardians/<id>/."""

    permission = permissions.GUARDIAN_VIEW
    serializer_class = GuardianSerializer

    @extend_schema(operation_id="guardians_retrieve")
    def retrieve(self, request: Request, pk: int) -> Response:
        """One guardian as of today."""
        self.person(pk)
        row = lists.guardians_on(self.today, by=self.actor).get(pk=pk)
        return Response(self.get_serializer(row).data)


class GuardianStudentsView(OfGuardian):
    """/guardians/<id>/students/."""

    permission = permissions.GUARDIAN_VIEW
    serializer_class = LinkSerializer

    @extend_schema(responses=LinkSerializer(many=True), operation_id="guardians_students")
    def list(self, request: Request, pk: int) -> Response:
        """Whom he answers for and answered for, of those whom the caller sees."""
        self.person(pk)
        return self.listed(LinkSerializer, cards.links(by=self.actor, guardian_id=pk))


class GuardianParticularsView(ParticularsView):
    """/guardians/<id>/particulars/."""

    abstract = True
    serializer_class = GuardianParticularsSerializer

    @extend_schema(responses=GuardianParticularsSerializer)
    def retrieve(self, request: Request, pk: int) -> Response:
        """What the card says of the person and of what he does, as far as the caller may read it."""
        return super().retrieve(request, pk)

    @extend_schema(request=GuardianParticularsSerializer, responses=GuardianParticularsSerializer)
    def partial_update(self, request: Request, pk: int) -> Response:
        """Write what is sent."""
        changes = self.checked(GuardianParticularsSerializer, request.data)
        head = self.person(pk)
        occupation = {name: changes.pop(name) for name in services.OCCUPATION if name in changes}
        services.edit_guardian(
            guardian_id=pk, version=changes.pop("version"), changes=changes, occupation=occupation, by=self.actor
        )
        return self.shown(head)

    def shown(self, head: cards.PersonCard) -> Response:
        context = dict(self.get_serializer_context())
        row = Guardian.objects.get(person=head.id)
        if sees(self.actor, Privacy.SOCIAL, self.card.parts):
            known = grounds([head.id], self.today).open_columns(head.id, Guardian)
            context["occupation"] = {name: getattr(row, name) for name in services.OCCUPATION if name in known}
            if context["occupation"]:
                self.note(head, Privacy.SOCIAL)
        person = Person.objects.get(pk=head.id)
        return Response(GuardianParticularsSerializer(person, context=context).data)
