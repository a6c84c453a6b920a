"""What the endpoints of compromised accounts have in common, in organisations and above them: a report, four verbs.

A place names the services (`Verbs`), how a case is found and how it is shown in full; each view says who may.
"""

from abc import abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

from rest_framework import serializers
from rest_framework.response import Response

from .compromise_models import CompromiseCase
from .endpoints import CheckedEndpoint, MomentField, NumberField
from .queries.compromise import CaseRow


class CaseSerializer(serializers.Serializer[Any]):
    """A report as it is dealt with in a place. `since`: operations count from that moment."""

    id = NumberField(source="pk", read_only=True)
    account_id = NumberField(read_only=True)
    account = serializers.CharField(read_only=True)
    login = serializers.CharField(read_only=True)
    roles = serializers.CharField(read_only=True)
    registered_at = serializers.DateTimeField(read_only=True)
    registered_by = serializers.CharField(read_only=True)
    note = serializers.CharField(read_only=True)
    state = serializers.ChoiceField(choices=CompromiseCase.State.values, read_only=True)
    since = serializers.DateTimeField(read_only=True)
    since_reason = serializers.CharField(read_only=True)
    protocol = NumberField(source="reversal", read_only=True, allow_null=True)
    proposed_by = serializers.CharField(read_only=True)
    proposed_at = serializers.DateTimeField(read_only=True, allow_null=True)
    decided_by = serializers.CharField(read_only=True)
    decided_at = serializers.DateTimeField(read_only=True, allow_null=True)
    decision = serializers.CharField(read_only=True)
    released_at = serializers.DateTimeField(read_only=True, allow_null=True, help_text="Null: frozen still.")


class MomentSerializer(serializers.Serializer[Any]):
    """null: the moment of the report again."""

    since = MomentField(allow_null=True)
    reason = serializers.CharField(required=False, allow_blank=True, default="", max_length=1000)


class WordsSerializer(serializers.Serializer[Any]):
    decision = serializers.CharField(allow_blank=True, max_length=1000)


@dataclass(frozen=True, slots=True)
class Verbs:
    """The services of a place; each takes what `named` says, and what was sent."""

    count_from: Callable[..., Any]
    propose: Callable[..., Any]
    withdraw: Callable[..., Any]
    decide_clean: Callable[..., Any]


class CaseEndpoint(CheckedEndpoint):
    """Reports of a place. The verbs answer with the report in full."""

    abstract = True
    verbs: ClassVar[Verbs]
    queryset = CompromiseCase.objects.none()

    @abstractmethod
    def case(self, pk: int) -> CaseRow:
        """:raises Http404: there is none here."""

    @abstractmethod
    def in_full(self, pk: int, **more: Any) -> dict[str, Any]:
        """The report with what was done, as this place shows it."""

    def named(self, pk: int) -> dict[str, Any]:
        """The case, as services take it."""
        return {"case_id": self.case(pk).pk, "by": self.actor}

    def change_moment(self, pk: int) -> Response:
        self.verbs.count_from(**self.named(pk), **self.checked(MomentSerializer, self.request.data))
        return Response(self.in_full(pk))

    def make_proposal(self, pk: int) -> Response:
        self.verbs.propose(**self.named(pk))
        return Response(self.in_full(pk))

    def put_away(self, pk: int) -> Response:
        self.verbs.withdraw(**self.named(pk))
        return Response(self.in_full(pk))

    def find_clean(self, pk: int) -> Response:
        self.verbs.decide_clean(**self.named(pk), **self.checked(WordsSerializer, self.request.data))
        return Response(self.in_full(pk))
