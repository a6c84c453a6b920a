"""Endpoints of the files of cards: what there is, a photo or a scan sent, replaced, taken away."""

from typing import Any

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from shared_apps.accounts.endpoints import NumberField
from shared_apps.organisations.found import found_or_404
from shared_apps.organisations.privacy import CLOSED_ABOVE_AN_ORGANISATION

from .. import services
from ..circumstances import FILE_PRIVACY
from ..models import CardFile
from ..queries import card_files
from ..queries.cards import PersonCard
from ..uploads import content_sent
from ..views.parts import seen_parts
from .cards import OfCard


class CardFileSerializer(serializers.Serializer[Any]):
    """A file of a card; its content is served by the page `/students/<id>/files/<file>/`."""

    id = NumberField()
    kind = serializers.CharField()
    name = serializers.CharField()
    note = serializers.CharField()
    size = NumberField(help_text="Kilobytes, rounded up.")
    stored_at = serializers.DateTimeField(read_only=True)


class SentFileSerializer(serializers.Serializer[Any]):
    """JPEG, PNG or PDF up to 15 MB; a photo: JPEG or PNG up to 5 MB. What a file is, is read from its content."""

    file = serializers.FileField(allow_empty_file=True)
    note = serializers.CharField(required=False, allow_blank=True, default="")
    version = NumberField(required=False, allow_null=True, default=None)


class NewFileSerializer(SentFileSerializer):
    kind = serializers.ChoiceField(choices=list(FILE_PRIVACY))


class FilesView(OfCard):
    """/<cards>/<id>/files/."""

    abstract = True
    serializer_class = CardFileSerializer

    @extend_schema(responses=CardFileSerializer(many=True))
    def list(self, request: Request, pk: int) -> Response:
        """Names of files, by kind, those whose class the caller holds."""
        return self.files(self.person(pk))

    @extend_schema(request={"multipart/form-data": NewFileSerializer}, responses={201: CardFileSerializer(many=True)})
    def create(self, request: Request, pk: int) -> Response:
        """A file of the card. A new photo takes the place of the former one."""
        said = self.checked(NewFileSerializer, request.data)
        head = self.person(pk)
        if said["kind"] not in self.card.files or FILE_PRIVACY[said["kind"]] not in self.seen:
            raise Http404
        file = said.pop("file")
        content = content_sent(file, said["kind"])
        services.add_card_file(person_id=head.id, content=content, name=file.name, by=self.actor, **said)
        return self.files(head, status.HTTP_201_CREATED)

    @extend_schema(request={"multipart/form-data": SentFileSerializer}, responses=CardFileSerializer(many=True))
    def update(self, request: Request, pk: int, row_id: int) -> Response:
        """Another content in the place of a file, of the same kind."""
        said = self.checked(SentFileSerializer, request.data)
        head = self.person(pk)
        file, kind = said.pop("file"), self.one(head, row_id).kind
        content = content_sent(file, kind)
        services.replace_card_file(file_id=row_id, content=content, name=file.name, by=self.actor, **said)
        return self.files(head)

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, pk: int, row_id: int) -> Response:
        """The content is deleted; that it was here stays in the history."""
        self.one(self.person(pk), row_id)
        services.remove_card_file(file_id=row_id, by=self.actor)
        return Response(status=status.HTTP_204_NO_CONTENT)

    @property
    def seen(self) -> Any:
        return seen_parts(self.actor, self.card.parts)

    def one(self, head: PersonCard, row_id: int) -> CardFile:
        """:raises Http404: the card has no such file, or the caller does not hold its class."""
        return found_or_404(card_files.file_of(head.id, row_id, seen=self.seen, of=self.card.files))

    def files(self, head: PersonCard, code: int = 200) -> Response:
        lines = card_files.files_of(head.id, seen=self.seen, of=self.card.files)
        for privacy in {line.privacy for line in lines} & CLOSED_ABOVE_AN_ORGANISATION:
            self.note(head, privacy)
        return self.listed(CardFileSerializer, lines, code)
