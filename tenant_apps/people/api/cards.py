"""Endpoints that every card of a person has, whatever he is here: who it is, names, numbers, documents, citizenships.

A card is declared once (`views.persons.Card`): how it is found, who changes it. Its addresses: `addresses.endpoints`.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar

from django.http import Http404
from django.utils import timezone
from django.utils.functional import cached_property
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from shared_apps.accounts.endpoints import CheckedEndpoint, DayField, EndField, NumberField
from shared_apps.handbooks import identifiers
from shared_apps.organisations.crossing import By
from shared_apps.organisations.privacy import CLOSED_ABOVE_AN_ORGANISATION, Privacy

from .. import services
from ..models import Person
from ..queries import cards
from ..queries.grounds import grounds
from ..rights import readable
from ..views.parts import sees
from ..views.persons import Card

NUMBERS = [kind.code for kind in identifiers.kinds_of("person")]


class ParticularsSerializer(serializers.Serializer[Any]):
    """A card's particulars. `version` is the one that was read: a card changed meanwhile is refused."""

    sex = serializers.CharField(required=False)
    birth_date = DayField(required=False, allow_null=True)
    birth_place = serializers.CharField(required=False, allow_blank=True)
    citizenship = serializers.CharField(required=False, allow_blank=True)
    phone = serializers.CharField(required=False, allow_blank=True)
    home_phone = serializers.CharField(required=False, allow_blank=True)
    work_phone = serializers.CharField(required=False, allow_blank=True)
    email = serializers.CharField(required=False, allow_blank=True)
    registered_address = serializers.CharField(required=False, allow_blank=True)
    actual_address = serializers.CharField(required=False, allow_blank=True)
    version = NumberField()

    def to_representation(self, instance: Any) -> dict[str, Any]:
        """Without columns of privacy classes that the caller does not hold, and without those that have no ground."""
        by: By = self.context["request"].user
        known = grounds([instance.pk], timezone.localdate())
        allowed = (readable(by, Person) & known.open_columns(instance.pk, Person)) | {"version"}
        found: dict[str, Any] = super().to_representation(instance)
        return {name: value for name, value in found.items() if name in allowed}


class Versioned(serializers.Serializer[Any]):
    """`version` of the card as it was read (particulars): one changed meanwhile is refused. Without it nobody looks."""

    version = NumberField(required=False, allow_null=True, default=None, write_only=True)


class NameSerializer(Versioned):
    """A name and when it held; `document` for those who hold documents."""

    surname = serializers.CharField(allow_blank=True)
    given_name = serializers.CharField(allow_blank=True)
    patronymic = serializers.CharField(required=False, allow_blank=True, default="")
    document = serializers.CharField(required=False, allow_blank=True, default="")
    valid_from = DayField(read_only=True)
    valid_to = EndField(read_only=True)


class ChangedNameSerializer(NameSerializer):
    since = DayField(write_only=True, help_text="The first day of the new name.")


class NumberSerializer(Versioned):
    """A number of another register (СНИЛС, ИНН, policy). An empty value takes it away."""

    kind = serializers.ChoiceField(choices=NUMBERS)
    value = serializers.CharField(allow_blank=True)
    issued_by = serializers.CharField(required=False, allow_blank=True, default="", help_text="A policy's insurer.")


class DocumentSerializer(Versioned):
    """An identity document as it is written in it."""

    id = NumberField(read_only=True)
    kind = serializers.CharField(help_text="Handbook identity_document.")
    series = serializers.CharField(required=False, allow_blank=True, default="")
    number = serializers.CharField(allow_blank=True)
    issued_on = DayField(required=False, allow_null=True, default=None)
    issued_by = serializers.CharField(required=False, allow_blank=True, default="")


class CitizenshipSerializer(Versioned):
    """A citizenship; `document` for those who hold documents. `valid_to`: the first day without it."""

    id = NumberField(read_only=True)
    country = serializers.CharField(help_text="Handbook citizenship; stateless: none.")
    document = serializers.CharField(required=False, allow_blank=True, default="")
    valid_from = DayField(read_only=True)
    valid_to = EndField(read_only=True)


class NewCitizenshipSerializer(CitizenshipSerializer):
    since = DayField(write_only=True)
    instead = serializers.BooleanField(
        default=False, write_only=True, help_text="The present ones end on that day; else it stands beside them."
    )


class EndingSerializer(serializers.Serializer[Any]):
    on = DayField(help_text="From which day no more.")


class OfCard(CheckedEndpoint):
    """An endpoint about one card; 404 where the caller sees no such card, or not this part of it."""

    abstract = True
    card: ClassVar[Card]
    part: ClassVar[Privacy | None] = None
    """The part of the card that it is about, if not who the person is."""
    pagination_class = None
    queryset = Person.objects.none()

    @cached_property
    def today(self) -> date:
        return timezone.localdate()

    def person(self, pk: int) -> cards.PersonCard:
        """:raises Http404:"""
        person_id = self.card.find(pk, self.actor, self.today)
        found = cards.person_card(person_id, self.today, by=self.actor) if person_id is not None else None
        if found is None or (self.part is not None and not sees(self.actor, self.part, self.card.parts)):
            raise Http404
        return found

    def note(self, head: cards.PersonCard, privacy: Privacy, about: str = "") -> None:
        """A closed part of the card is read: a line of the reading log."""
        if privacy in CLOSED_ABOVE_AN_ORGANISATION:
            services.note_reading(person_id=head.id, what=privacy.value, via="api", about=about, by=self.actor)

    def listed(self, serializer: type[serializers.Serializer[Any]], lines: Any, code: int = 200) -> Response:
        return Response(serializer(lines, many=True, context=self.get_serializer_context()).data, status=code)


class ParticularsView(OfCard):
    """/<cards>/<id>/particulars/."""

    abstract = True
    serializer_class = ParticularsSerializer

    @extend_schema(responses=ParticularsSerializer)
    def retrieve(self, request: Request, pk: int) -> Response:
        """What the card says of the person, as far as the caller may read it."""
        return self.shown(self.person(pk))

    @extend_schema(request=ParticularsSerializer, responses=ParticularsSerializer)
    def partial_update(self, request: Request, pk: int) -> Response:
        """Write the particulars that are sent."""
        changes = self.checked(ParticularsSerializer, request.data)
        head = self.person(pk)
        services.edit_person(person_id=head.id, version=changes.pop("version"), changes=changes, by=self.actor)
        return self.shown(head)

    def shown(self, head: cards.PersonCard) -> Response:
        person = Person.objects.get(pk=head.id)
        return Response(ParticularsSerializer(person, context=self.get_serializer_context()).data)


class NameView(OfCard):
    """/<cards>/<id>/name/."""

    abstract = True
    serializer_class = NameSerializer

    @extend_schema(responses=NameSerializer(many=True))
    def list(self, request: Request, pk: int) -> Response:
        """Every name, the latest first."""
        return self.names(pk)

    @extend_schema(request=ChangedNameSerializer, responses={201: NameSerializer(many=True)})
    def create(self, request: Request, pk: int) -> Response:
        """The name has changed from a day on; lists and orders of earlier days keep the former one."""
        said = self.checked(ChangedNameSerializer, request.data)
        services.change_name(
            since=said["since"], document=said["document"], person_id=self.person(pk).id, name=_name(said),
            version=said["version"], by=self.actor,
        )  # fmt: skip
        return self.names(pk, status.HTTP_201_CREATED)

    @extend_schema(request=NameSerializer, responses=NameSerializer(many=True))
    def update(self, request: Request, pk: int) -> Response:
        """Mend the present name: a slip of the pen, never valid."""
        said = self.checked(NameSerializer, request.data)
        services.correct_name(person_id=self.person(pk).id, name=_name(said), version=said["version"], by=self.actor)
        return self.names(pk)

    def names(self, pk: int, code: int = 200) -> Response:
        head = self.person(pk)
        rows: list[dict[str, Any]] = list(NameSerializer(head.names, many=True).data)
        if not sees(self.actor, Privacy.DOCUMENT, self.card.parts):
            rows = [{name: value for name, value in row.items() if name != "document"} for row in rows]
        return Response(rows, status=code)


class NumbersView(OfCard):
    """/<cards>/<id>/numbers/."""

    abstract = True
    part = Privacy.DOCUMENT
    serializer_class = NumberSerializer

    @extend_schema(responses=NumberSerializer(many=True))
    def list(self, request: Request, pk: int) -> Response:
        """Numbers of other registers, those that have a ground."""
        return self.numbers(self.person(pk))

    @extend_schema(request=NumberSerializer, responses=NumberSerializer(many=True))
    def update(self, request: Request, pk: int) -> Response:
        """Write, change or take away the number of a kind."""
        said = self.checked(NumberSerializer, request.data)
        head = self.person(pk)
        services.set_identifier(person_id=head.id, by=self.actor, **said)
        return self.numbers(head)

    def numbers(self, head: cards.PersonCard) -> Response:
        self.note(head, Privacy.DOCUMENT)
        lines = [line for line in cards.identifiers_of(head.id, by=self.actor) if line.value]
        return self.listed(NumberSerializer, lines)


class DocumentsView(OfCard):
    """/<cards>/<id>/documents/."""

    abstract = True
    part = Privacy.DOCUMENT
    serializer_class = DocumentSerializer

    @extend_schema(responses=DocumentSerializer(many=True))
    def list(self, request: Request, pk: int) -> Response:
        """Identity documents, the latest first."""
        return self.documents(self.person(pk))

    @extend_schema(request=DocumentSerializer, responses={201: DocumentSerializer(many=True)})
    def create(self, request: Request, pk: int) -> Response:
        """A document of the card."""
        said = self.checked(DocumentSerializer, request.data)
        head = self.person(pk)
        version = said.pop("version")
        services.add_document(person_id=head.id, document=services.Document(**said), version=version, by=self.actor)
        return self.documents(head, status.HTTP_201_CREATED)

    @extend_schema(request=DocumentSerializer, responses=DocumentSerializer(many=True))
    def update(self, request: Request, pk: int, row_id: int) -> Response:
        """Mend what is written of a document."""
        said = self.checked(DocumentSerializer, request.data)
        head = self.one(pk, row_id)
        version = said.pop("version")
        services.change_document(document_id=row_id, document=services.Document(**said), version=version, by=self.actor)
        return self.documents(head)

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, pk: int, row_id: int) -> Response:
        """Take a document away; what was written stays in the history."""
        self.one(pk, row_id)
        services.remove_document(document_id=row_id, by=self.actor)
        return Response(status=status.HTTP_204_NO_CONTENT)

    def one(self, pk: int, row_id: int) -> cards.PersonCard:
        head = self.person(pk)
        if row_id not in {line.id for line in cards.documents_of(head.id, by=self.actor)}:
            raise Http404
        return head

    def documents(self, head: cards.PersonCard, code: int = 200) -> Response:
        self.note(head, Privacy.DOCUMENT)
        return self.listed(DocumentSerializer, cards.documents_of(head.id, by=self.actor), code)


class CitizenshipsView(OfCard):
    """/<cards>/<id>/citizenships/."""

    abstract = True
    serializer_class = CitizenshipSerializer

    @extend_schema(responses=CitizenshipSerializer(many=True))
    def list(self, request: Request, pk: int) -> Response:
        """Citizenships of all time."""
        return self.citizenships(self.person(pk))

    @extend_schema(request=NewCitizenshipSerializer, responses={201: CitizenshipSerializer(many=True)})
    def create(self, request: Request, pk: int) -> Response:
        """A citizenship from a day on, beside the present one or instead of it."""
        said = self.checked(NewCitizenshipSerializer, request.data)
        head = self.person(pk)
        services.add_citizenship(person_id=head.id, by=self.actor, **said)
        return self.citizenships(head, status.HTTP_201_CREATED)

    @extend_schema(request=EndingSerializer, responses=CitizenshipSerializer(many=True))
    def end(self, request: Request, pk: int, row_id: int) -> Response:
        """It is held no more from a day on."""
        said = self.checked(EndingSerializer, request.data)
        head = self.one(pk, row_id)
        services.end_citizenship(citizenship_id=row_id, on=said["on"], by=self.actor)
        return self.citizenships(head)

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, pk: int, row_id: int) -> Response:
        """Take away what was written by mistake."""
        self.one(pk, row_id)
        services.remove_citizenship(citizenship_id=row_id, by=self.actor)
        return Response(status=status.HTTP_204_NO_CONTENT)

    def one(self, pk: int, row_id: int) -> cards.PersonCard:
        head = self.person(pk)
        if row_id not in {line.id for line in cards.citizenships_of(head.id, by=self.actor)}:
            raise Http404
        return head

    def citizenships(self, head: cards.PersonCard, code: int = 200) -> Response:
        return self.listed(CitizenshipSerializer, cards.citizenships_of(head.id, by=self.actor), code)


def _name(said: Mapping[str, Any]) -> services.Name:
    return services.Name(said["surname"], said["given_name"], said["patronymic"])
