"""The programming interface of the organisation's settings: what holds and whose it is, values of its own.

The same services and refusals as the pages have.
"""

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from shared_apps.accounts import permissions
from shared_apps.accounts.endpoints import AsOfParameters, CheckedEndpoint, DayField, day_of
from shared_apps.rules import queries
from shared_apps.rules.catalogue import CATALOGUE, Level, Setting
from shared_apps.rules.tables import came_of

from . import settings
from .models import OwnSetting

Sent = serializers.Serializer[Any]


class OrganisationSettingSerializer(Sent):
    """A setting on a day. `value`: as it is written; empty: nobody wrote one, the rule's default holds. `came`: here
    (own), above (inherited), default, or locked above."""

    code = serializers.CharField(source="setting.code")
    value = serializers.SerializerMethodField(method_name="written_value")
    words = serializers.CharField(help_text="The value as a person reads it.")
    came = serializers.SerializerMethodField()
    since = DayField(source="written.valid_from", default=None, allow_null=True)
    may_be_own = serializers.SerializerMethodField()

    def written_value(self, found: queries.InForce) -> str:
        return found.written.value if found.written else ""

    def get_came(self, found: queries.InForce) -> str:
        return came_of(found, settings.here())

    def get_may_be_own(self, found: queries.InForce) -> bool:
        return Level.ORGANISATION in found.setting.levels


class InheritingSerializer(Sent):
    """From a day on the value of the level above holds."""

    since = DayField()
    reason = serializers.CharField(required=False, allow_blank=True, default="", max_length=300)


class WritingSerializer(InheritingSerializer):
    """The organisation's own value from a day on, as text."""

    value = serializers.CharField(allow_blank=True, max_length=300)


class SettingsView(CheckedEndpoint):
    """/organisation/settings/."""

    permissions_by_method = {"GET": permissions.SETTINGS_VIEW, "POST": permissions.SETTINGS_EDIT}
    serializer_class: type[Sent] = OrganisationSettingSerializer
    queryset = OwnSetting.objects.none()
    pagination_class = None

    @extend_schema(
        parameters=[AsOfParameters], responses=OrganisationSettingSerializer(many=True),
        operation_id="organisation_settings",
    )  # fmt: skip
    def list(self, request: Request) -> Response:
        """Every setting as it is on a day."""
        found = queries.all_in_force(settings.here(), day_of(self.parameters(request)))
        return Response(OrganisationSettingSerializer(found, many=True).data)

    @extend_schema(
        parameters=[AsOfParameters], responses=OrganisationSettingSerializer, operation_id="organisation_setting"
    )
    def retrieve(self, request: Request, setting: str) -> Response:
        """One setting."""
        return self.shown(self.declared(setting), day_of(self.parameters(request)))

    @extend_schema(
        request=WritingSerializer, responses=OrganisationSettingSerializer, operation_id="organisation_setting_write"
    )
    def write(self, request: Request, setting: str) -> Response:
        """A value of the organisation's own, from a day on."""
        one = self.own(setting)
        said = self.checked(WritingSerializer, request.data)
        settings.write_setting(code=one.code, by=self.actor, **said)
        return self.shown(one, timezone.localdate())

    @staticmethod
    def declared(code: str) -> Setting[Any]:
        """:raises Http404:"""
        if code not in CATALOGUE:
            raise Http404
        return CATALOGUE[code]

    def own(self, code: str) -> Setting[Any]:
        """A setting that the caller writes here. :raises Http404, PermissionDenied:"""
        found = self.declared(code)
        if not self.actor.may(found.permission(Level.ORGANISATION)):
            raise PermissionDenied
        return found

    def shown(self, one: Setting[Any], day: date) -> Response:
        found = next(each for each in queries.all_in_force(settings.here(), day) if each.setting == one)
        return Response(OrganisationSettingSerializer(found).data)


class InheritSettingView(SettingsView):
    """POST /organisation/settings/<setting>/inherit/."""

    permissions_by_method = {"POST": permissions.SETTINGS_EDIT}

    @extend_schema(
        request=InheritingSerializer, responses=OrganisationSettingSerializer,
        operation_id="organisation_setting_inherit",
    )  # fmt: skip
    def inherit(self, request: Request, setting: str) -> Response:
        """The value of the level above holds again."""
        one = self.own(setting)
        settings.inherit_setting(code=one.code, by=self.actor, **self.checked(InheritingSerializer, request.data))
        return self.shown(one, timezone.localdate())
