"""What endpoints are made of: days, whole numbers, lists whose settings are checked."""

from datetime import date, datetime
from typing import Any, cast

from django.utils import timezone
from rest_framework import serializers, viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from shared_apps.organisations.periods import EARLIEST, FOREVER, LATEST

from .actor import Actor
from .api import Endpoint


class DayField(serializers.DateField):
    """A day between 1900 and 2100 where it comes in; 9999-12-31, an open end, may go out."""

    default_error_messages = {"outside": "A day between 1900-01-01 and 2100-01-01."}

    def to_internal_value(self, value: Any) -> date:
        day = super().to_internal_value(value)
        if not EARLIEST <= day <= LATEST:
            self.fail("outside")
        return day


class MomentField(serializers.DateTimeField):
    """An instant between 1900 and 2100 where it comes in."""

    default_error_messages = {"outside": "A moment between 1900-01-01 and 2100-01-01."}

    def to_internal_value(self, value: Any) -> datetime:
        moment = super().to_internal_value(value)
        if not EARLIEST <= moment.date() <= LATEST:
            self.fail("outside")
        return moment


class EndField(DayField):
    """The first day without something; null where it has no end."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"allow_null": True, **({} if kwargs.get("read_only") else {"required": False}), **kwargs})

    def to_representation(self, value: Any) -> Any:
        return None if value == FOREVER else super().to_representation(value)


class NumberField(serializers.IntegerField):
    """A whole number that a column holds."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            **{"min_value": 0, "max_value": 2**31 - 1, **kwargs} if not kwargs.get("read_only") else kwargs
        )


class AsOfParameters(serializers.Serializer[Any]):
    """Settings that every list on a day takes."""

    as_of = DayField(required=False, help_text="The day the list is true on; today by default.")


def day_of(parameters: dict[str, Any]) -> date:
    """The day that was asked for, taken out of the settings; today by default."""
    found: date | None = parameters.pop("as_of", None)
    return found or timezone.localdate()


class CheckedEndpoint(Endpoint, viewsets.GenericViewSet[Any]):
    """An endpoint that knows its actor and checks what is sent to it by a serializer."""

    abstract = True
    parameters_class: type[serializers.Serializer[Any]] = AsOfParameters

    @property
    def actor(self) -> Actor:
        return cast(Actor, self.request.user)

    def parameters(self, request: Request) -> dict[str, Any]:
        """The settings in the address. :raises ValidationError:"""
        return self.checked(self.parameters_class, request.query_params)

    def checked(self, serializer: type[serializers.Serializer[Any]], sent: Any, **more: Any) -> dict[str, Any]:
        """What was sent, as the serializer reads it. :raises ValidationError:"""
        given = serializer(data=sent, context=self.get_serializer_context(), **more)
        given.is_valid(raise_exception=True)
        return dict(given.validated_data)


class Reading(CheckedEndpoint):
    """Lists whose settings are checked by a serializer and whose rows a query function makes."""

    abstract = True

    def paged(self, rows: Any) -> Response:
        page = self.paginate_queryset(rows)
        return self.get_paginated_response(self.get_serializer(page, many=True).data)
