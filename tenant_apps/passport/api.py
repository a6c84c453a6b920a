"""The programming interface of the organisation's own card: figures by period, buildings, additions to handbooks.

The same services and refusals as the pages have. What is not sent stays as it stands.
"""

from typing import Any

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from shared_apps.accounts import permissions
from shared_apps.accounts.endpoints import (
    AsOfParameters,
    CheckedEndpoint,
    DayField,
    EndField,
    NumberField,
    Reading,
    day_of,
)
from shared_apps.handbooks.catalogue import CATALOGUE
from shared_apps.organisations.found import found_or_404

from . import queries, services
from .columns import FIGURES
from .models import Building, LocalHandbookItem, OrganisationPassport

EXTENDABLE = sorted(one.code for one in CATALOGUE.values() if one.may_be_extended)
READ_AND_EDIT = {
    "GET": permissions.PASSPORT_VIEW, "POST": permissions.PASSPORT_EDIT, "PATCH": permissions.PASSPORT_EDIT
}  # fmt: skip


class FiguresSerializer(serializers.ModelSerializer[OrganisationPassport]):
    """Figures of the organisation; choices are codes of handbooks. `valid_to`: the first day they hold no more."""

    valid_from = DayField(read_only=True)
    valid_to = EndField(read_only=True)
    capacity = NumberField(min_value=0, max_value=99_999, required=False, help_text="Designed capacity, persons.")
    shifts = NumberField(min_value=1, max_value=3, required=False)
    buildings = NumberField(min_value=1, max_value=99, required=False)
    email = serializers.EmailField(required=False, allow_blank=True)
    site = serializers.URLField(required=False, allow_blank=True)
    charter_on = DayField(required=False, allow_null=True)
    licence_on = DayField(required=False, allow_null=True)
    accreditation_on = DayField(required=False, allow_null=True)
    computers_online = NumberField(max_value=99_999, required=False, allow_null=True)
    internet_speed = serializers.DecimalField(
        max_digits=8, decimal_places=2, min_value=0, required=False, allow_null=True, help_text="Mbit/s, actual."
    )

    class Meta:
        model = OrganisationPassport
        fields = ("valid_from", "valid_to", *FIGURES)


class PeriodSerializer(FiguresSerializer):
    """New figures from a day on."""

    since = DayField(write_only=True)

    class Meta(FiguresSerializer.Meta):
        fields = ("since", *FiguresSerializer.Meta.fields)


class OrganisationCardSerializer(serializers.Serializer[Any]):
    """What the organisation is called and where it is (today), its figures on the day, how full they are.

    `figures` null: nothing is known of that day. `missing`: figures asked of all organisations that are empty.
    """

    code = serializers.CharField()
    full_name = serializers.CharField()
    short_name = serializers.CharField()
    kind = serializers.CharField(help_text="Handbook organisation_type, or organisation_kind.")
    locality = serializers.CharField(help_text="urban or rural.")
    municipality = serializers.CharField()
    percent = NumberField(help_text="How much of what is asked of all is filled in.")
    missing = serializers.ListField(child=serializers.CharField())
    figures = FiguresSerializer(allow_null=True)


class CardView(CheckedEndpoint):
    """GET /organisation/."""

    permission = permissions.PASSPORT_VIEW
    serializer_class = OrganisationCardSerializer
    queryset = OrganisationPassport.objects.none()
    pagination_class = None

    @extend_schema(parameters=[AsOfParameters], responses=OrganisationCardSerializer, operation_id="organisation_card")
    def card(self, request: Request) -> Response:
        """The card of the organisation as of a day."""
        place: Any = request._request.organisation  # type: ignore[attr-defined]
        passport = queries.passport_on(day_of(self.parameters(request)))
        filled = queries.completeness(passport)
        names = ("code", "full_name", "short_name", "kind", "locality", "municipality")
        said = {name: getattr(place, name) for name in names}
        said |= {"percent": filled.percent, "missing": filled.missing, "figures": passport}
        return Response(OrganisationCardSerializer(said).data)


class FiguresView(CheckedEndpoint):
    """/organisation/figures/."""

    permissions_by_method = READ_AND_EDIT
    serializer_class = FiguresSerializer
    queryset = OrganisationPassport.objects.none()
    pagination_class = None

    @extend_schema(responses=FiguresSerializer(many=True), operation_id="organisation_figures")
    def list(self, request: Request) -> Response:
        """Every period, the latest first."""
        return Response(FiguresSerializer(queries.passports(), many=True).data)

    @extend_schema(
        request=PeriodSerializer, responses={201: FiguresSerializer}, operation_id="organisation_figures_change"
    )
    def create(self, request: Request) -> Response:
        """Figures have changed since a day: a new period begins, what is not sent goes on as it was."""
        said = self.checked(PeriodSerializer, request.data)
        since = said.pop("since")
        row = services.write_passport(figures=said, since=since, by=self.actor)
        return Response(FiguresSerializer(row).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=FiguresSerializer, responses=FiguresSerializer, operation_id="organisation_figures_correct")
    def partial_update(self, request: Request) -> Response:
        """Mend the present figures where they stand: a slip, never true."""
        said = self.checked(FiguresSerializer, request.data, partial=True)
        return Response(FiguresSerializer(services.correct_passport(figures=said, by=self.actor)).data)


class BuildingSerializer(serializers.Serializer[Any]):
    """A building. `valid_to`: the first day without it; null: it is used."""

    id = NumberField(source="pk", read_only=True)
    name = serializers.CharField()
    purpose = serializers.CharField(help_text="Handbook building_purpose.")
    address = serializers.CharField()
    built_in = NumberField(min_value=1700, max_value=2100, required=False, allow_null=True)
    area = serializers.DecimalField(
        max_digits=8, decimal_places=1, min_value=1, required=False, allow_null=True, help_text="m²"
    )
    capacity = NumberField(min_value=1, max_value=99_999, required=False, allow_null=True)
    is_accessible = serializers.BooleanField(required=False)
    valid_from = DayField()
    valid_to = EndField()


class LeavingSerializer(serializers.Serializer[Any]):
    on = DayField(help_text="The first day without it.")


class BuildingsView(CheckedEndpoint):
    """/organisation/buildings/."""

    permissions_by_method = READ_AND_EDIT
    serializer_class = BuildingSerializer
    queryset = Building.objects.none()
    pagination_class = None

    @extend_schema(
        parameters=[AsOfParameters], responses=BuildingSerializer(many=True), operation_id="organisation_buildings"
    )
    def list(self, request: Request) -> Response:
        """Buildings used on a day, by name."""
        rows = queries.buildings_on(day_of(self.parameters(request)))
        return Response(BuildingSerializer(rows, many=True).data)

    @extend_schema(
        request=BuildingSerializer, responses={201: BuildingSerializer}, operation_id="organisation_buildings_add"
    )
    def create(self, request: Request) -> Response:
        """A building from a day on."""
        row = services.add_building(values=self.checked(BuildingSerializer, request.data), by=self.actor)
        return Response(BuildingSerializer(row).data, status=status.HTTP_201_CREATED)

    @extend_schema(responses=BuildingSerializer, operation_id="organisation_building")
    def retrieve(self, request: Request, pk: int) -> Response:
        """One building, used or not."""
        return Response(BuildingSerializer(self.row(pk)).data)

    @extend_schema(
        request=BuildingSerializer, responses=BuildingSerializer, operation_id="organisation_building_correct"
    )
    def partial_update(self, request: Request, pk: int) -> Response:
        """Mend what is written of a building."""
        values = self.checked(BuildingSerializer, request.data, partial=True)
        row = services.correct_building(building_id=self.row(pk).pk, values=values, by=self.actor)
        return Response(BuildingSerializer(row).data)

    @staticmethod
    def row(pk: int) -> Building:
        """:raises Http404:"""
        return found_or_404(Building.objects.filter(pk=pk).first())


class LeaveBuildingView(BuildingsView):
    """POST /organisation/buildings/<id>/leave/."""

    permissions_by_method = {"POST": permissions.PASSPORT_EDIT}

    @extend_schema(request=LeavingSerializer, responses=BuildingSerializer, operation_id="organisation_building_leave")
    def leave(self, request: Request, pk: int) -> Response:
        """The building is not used from a day on."""
        on = self.checked(LeavingSerializer, request.data)["on"]
        row = services.leave_building(building_id=self.row(pk).pk, on=on, by=self.actor)
        return Response(BuildingSerializer(row).data)


class AdditionParameters(serializers.Serializer[Any]):
    handbook = serializers.ChoiceField(choices=EXTENDABLE, required=False)


class AdditionSerializer(serializers.Serializer[Any]):
    """An item of the organisation's own. `code` stands in records; above the organisation it counts as `maps_to`."""

    id = NumberField(source="pk", read_only=True)
    handbook = serializers.ChoiceField(choices=sorted(CATALOGUE))
    code = serializers.CharField(read_only=True)
    name = serializers.CharField(max_length=200)
    maps_to = serializers.CharField(help_text="A code of the region's item.")
    since = DayField(source="valid_from")
    valid_to = EndField(read_only=True)


class AdditionsView(Reading):
    """/organisation/additions/."""

    permissions_by_method = {"GET": permissions.LOCAL_HANDBOOK_VIEW, "POST": permissions.LOCAL_HANDBOOK_EDIT}
    serializer_class = AdditionSerializer
    parameters_class = AdditionParameters
    queryset = LocalHandbookItem.objects.none()

    @extend_schema(parameters=[AdditionParameters], operation_id="organisation_additions")
    def list(self, request: Request) -> Response:
        """The organisation's additions to handbooks, closed ones too."""
        return self.paged(queries.items(self.parameters(request).get("handbook", "")))

    @extend_schema(
        request=AdditionSerializer, responses={201: AdditionSerializer}, operation_id="organisation_additions_add"
    )
    def create(self, request: Request) -> Response:
        """An item of the organisation's own from a day on."""
        said = self.checked(AdditionSerializer, request.data)
        row = services.add_handbook_item(since=said.pop("valid_from"), by=self.actor, **said)
        return Response(AdditionSerializer(row).data, status=status.HTTP_201_CREATED)


class CloseAdditionView(CheckedEndpoint):
    """POST /organisation/additions/<id>/close/."""

    permissions_by_method = {"POST": permissions.LOCAL_HANDBOOK_EDIT}
    serializer_class = AdditionSerializer
    queryset = LocalHandbookItem.objects.none()

    @extend_schema(request=LeavingSerializer, responses=AdditionSerializer, operation_id="organisation_additions_close")
    def close(self, request: Request, pk: int) -> Response:
        """The item is offered no more from a day on; records keep it."""
        if not queries.items().filter(pk=pk).exists():
            raise Http404
        on = self.checked(LeavingSerializer, request.data)["on"]
        return Response(AdditionSerializer(services.close_handbook_item(item_id=pk, on=on, by=self.actor)).data)
